//! What is computed for each point of a run, and how it joins what is there.

/// How a derivative joins what an output holds already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accumulate {
    /// It takes its place.
    Set,
    /// It is added to it.
    Add,
    /// It is subtracted from it.
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
