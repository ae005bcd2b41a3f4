//! What to compare, and how closely.

/// What to compare, and how closely.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonRequest {
    /// Paths of the variables to compare; empty: all.
    pub variables: Vec<String>,
    /// How far values may differ.
    pub tolerance: Tolerance,
    /// Bytes that the buffers may take.
    pub memory: u64,
}

/// How far two values may differ and still agree, as in `numpy.isclose`; B is the reference:
///
/// ```text
/// |a − b| ≤ absolute + relative · |b|
/// ```
///
/// Both are at least 0. NaN agrees with NaN; an infinity agrees with itself only.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tolerance {
    /// The part that does not depend on the values.
    pub absolute: f64,
    /// The part that grows with the value of B.
    pub relative: f64,
}

impl Tolerance {
    /// Whether two finite values agree whose difference has this modulus; `reference` is the modulus of B's.
    pub(super) fn allows(self, difference: f64, reference: f64) -> bool {
        difference <= self.absolute + self.relative * reference
    }
}
