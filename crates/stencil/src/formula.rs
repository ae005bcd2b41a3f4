//! What is computed for each point of a run, and how it joins what is there.

/// How a derivative joins the terms before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    /// There are none.
    Set,
    /// It is added to them.
    Add,
    /// It is subtracted from them.
    Subtract,
}

/// A formula that gives a number for each point of a run.
pub(crate) trait Formula<S> {
    /// The same formula for the first so many points only: what it reads is then known to be as long as what it fills,
    /// and the loop needs no check at each point.
    fn first(&self, points: usize) -> Self;
    /// The number at the point `k`.
    fn at(&self, k: usize) -> S;
}
