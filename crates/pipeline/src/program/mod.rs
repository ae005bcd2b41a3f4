//! What is computed on the windows of one grid: sweeps and point-by-point arithmetic, in steps.
//!
//! A [`Graph`] says what is computed of what; a [`Program`] in which steps. Sums of derivatives whose arguments are at
//! hand at the same time are one sweep, so that arrays are walked once for all of them; arithmetic between sweeps is one
//! step too, in which only runs of numbers that fit the cache exist. Arrays of a window hold only what a sweep takes or
//! makes; what is a result goes to the output at once. A program of one sweep is nothing but that sweep.

mod arithmetic;
mod compile;
mod complex;
mod evaluate;
mod graph;
mod pointwise;
mod ranges;
mod scratch;
mod tape;
#[cfg(test)]
mod tests;
mod typed;

use fieldops_operators::Sweep;

pub(crate) use arithmetic::{Binary, Unary};
pub(crate) use compile::Output;
pub(crate) use evaluate::Window;
pub(crate) use graph::{Graph, Leaf, NodeId};
pub(crate) use ranges::Ranges;
pub(crate) use scratch::Scratch;
use tape::Tape;

/// The steps of a calculation on one grid.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Program {
    /// Extents of the grid.
    shape: Vec<usize>,
    /// Dimension of each axis of the grid.
    dimensions: Vec<usize>,
    steps: Vec<Step>,
    arrays: Vec<Array>,
    blocks: usize,
}

/// An array that a step makes for later ones.
#[derive(Debug, Clone, PartialEq)]
struct Array {
    is_complex: bool,
    /// The step that makes it.
    made: usize,
    /// The last step that takes it.
    taken: usize,
    /// The memory that it is in, among that of its type. Arrays that are never needed together may share it.
    slot: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Step {
    action: Action,
    sources: Vec<Place>,
    targets: Vec<Target>,
}

#[derive(Debug, Clone, PartialEq)]
enum Action {
    Sweep(Sweep),
    Pointwise(Tape),
}

/// Where a step takes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Block(Leaf),
    Array(usize),
    /// The coordinate along an axis of the grid.
    Position(usize),
}

/// Where a step puts numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Array(usize),
    Result(usize),
}

impl Program {
    /// Whether derivatives are taken of arrays that steps make, so that a window takes more of these than its own points.
    pub(crate) fn widens_arrays(&self) -> bool {
        let of_arrays = |step: &Step| {
            matches!(step.action, Action::Sweep(_))
                && step.sources.iter().any(|place| matches!(place, Place::Array(_)))
        };
        self.steps.iter().any(of_arrays)
    }

    /// Number of arrays between steps.
    pub(crate) fn count_between(&self) -> usize {
        self.arrays.len()
    }
}
