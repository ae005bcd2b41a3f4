//! The terms of a sum of derivatives.

use std::ops::Range;

use ndarray::Axis;

use crate::{Stencil, column::Column, formula::Join};

/// Whether a term is added or subtracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Added.
    Plus,
    /// Subtracted.
    Minus,
}

/// One term of a sum: the derivative of an input along an axis.
#[derive(Debug, Clone, Copy)]
pub struct Term<'a> {
    /// Number of the input.
    pub input: usize,
    /// The axis of the array along which it is differentiated.
    pub axis: Axis,
    /// Offsets and weights along that axis.
    pub stencil: &'a Stencil,
    /// Whether the derivative is added or subtracted.
    pub sign: Sign,
}

/// The points along `axis` that the sums at `output` are computed from.
pub(crate) fn input_range(sums: &[Vec<Term<'_>>], axis: usize, output: &Range<usize>) -> Range<usize> {
    let along = sums.iter().flatten().filter(|term| term.axis.index() == axis);
    along
        .map(|term| term.stencil.input_range(output.clone()))
        .fold(output.clone(), |one, other| one.start.min(other.start)..one.end.max(other.end))
}

/// A term as the walk meets it.
pub(crate) struct PlannedTerm<'a> {
    pub(crate) input: usize,
    pub(crate) stencil: &'a Stencil,
    pub(crate) sign: Sign,
    /// Position of the axis among the loops.
    pub(crate) position: usize,
    /// Weights that vary along the rows, at all points of a row, zeros at the edges; behind them are once more those of the
    /// first points, as many as a block has.
    pub(crate) row: &'a [Column],
}

impl PlannedTerm<'_> {
    /// How the term, in this place of its sum, joins what stands before it.
    pub(crate) fn join(&self, place: usize) -> Join {
        match (self.sign, place) {
            (Sign::Plus, 0) => Join::Set,
            (Sign::Plus, _) => Join::Add,
            (Sign::Minus, _) => Join::Subtract,
        }
    }
}
