//! What a comparison found.

use super::Tally;

/// What a comparison found.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The variables of A in the order of the file, then those that only B has.
    pub variables: Vec<VariableComparison>,
}

impl Comparison {
    /// Whether there is any difference.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.variables.iter().any(VariableComparison::differs)
    }
}

/// What was found of a variable.
#[derive(Debug, Clone, PartialEq)]
pub struct VariableComparison {
    /// Its full path.
    pub path: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether both files give it units, and these are not certainly the same.
    pub units_differ: bool,
    /// Whether integers were met that double precision cannot tell apart, so that differences may be hidden.
    pub rounded_integers: bool,
}

impl VariableComparison {
    pub(super) fn new(path: &str, outcome: Outcome) -> Self {
        Self { path: path.to_owned(), outcome, units_differ: false, rounded_integers: false }
    }

    /// Whether there is any difference.
    #[must_use]
    pub fn differs(&self) -> bool {
        match &self.outcome {
            Outcome::OnlyIn(_) | Outcome::Shapes | Outcome::Types => true,
            Outcome::NotCompared => self.units_differ,
            Outcome::Values(tally) => self.units_differ || tally.differing > 0,
        }
    }
}

/// What became of a variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// One file does not have it.
    OnlyIn(Side),
    /// The files have it in different shapes.
    Shapes,
    /// One file holds numbers there, the other something else; or both hold other things, which are not of one type.
    Types,
    /// Both files hold the same there, but not numbers that can be compared.
    NotCompared,
    /// The values were compared.
    Values(Box<Tally>),
}

/// One of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The first.
    A,
    /// The second, the reference.
    B,
}
