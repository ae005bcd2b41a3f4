//! The terms of a sum of derivatives.

use std::ops::Range;

use ndarray::Axis;

use crate::{Combination, Stencil, column::Column, formula::Join};

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

/// The points along `axis` that these terms at `output` are computed from.
pub(crate) fn input_range<'s, 't: 's>(
    terms: impl IntoIterator<Item = &'s Term<'t>>,
    axis: usize,
    output: &Range<usize>,
) -> Range<usize> {
    terms
        .into_iter()
        .filter(|term| term.axis.index() == axis)
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

/// A sum as the walk meets it on rows at the same points.
pub(crate) struct PlannedSum<'a> {
    pub(crate) terms: &'a [PlannedTerm<'a>],
    /// The points of a row that no stencil along it takes for an edge; where there are none, its end.
    pub(crate) inner: Range<usize>,
    /// What each term takes at the edges, where it is along the rows and there are points between them.
    pub(crate) edges: Vec<Edges>,
}

impl<'a> PlannedSum<'a> {
    /// On rows at the points `range`, whose position among the loops is this one.
    pub(crate) fn new(terms: &'a [PlannedTerm<'a>], range: &Range<usize>, position: usize) -> Self {
        let along = |term: &PlannedTerm<'_>| term.position == position;
        let inner = terms
            .iter()
            .filter(|term| along(term))
            .map(|term| term.stencil.interior_range())
            .fold(range.clone(), |one, other| one.start.max(other.start)..one.end.min(other.end));
        let inner = if inner.is_empty() { range.end..range.end } else { inner };
        let edges = |term: &PlannedTerm<'_>| {
            let any = along(term) && !inner.is_empty();
            if any { Edges::new(term.stencil, range, &inner) } else { Edges::default() }
        };
        Self { terms, edges: terms.iter().map(edges).collect(), inner }
    }
}

/// The columns of a row that are edges, and a derivative along it at each of them.
#[derive(Default)]
pub(crate) struct Edges {
    pub(crate) columns: Vec<(usize, Combination)>,
    /// Global indices of the numbers from the first to the last that these derivatives take.
    pub(crate) taken: Range<usize>,
}

impl Edges {
    /// Those of rows at the points `range`, of which the points `inner` are no edges.
    fn new(stencil: &Stencil, range: &Range<usize>, inner: &Range<usize>) -> Self {
        let at = (range.start..inner.start).chain(inner.end..range.end);
        let columns: Vec<_> = at.map(|at| (at - range.start, stencil.combination(at))).collect();
        let indices = columns.iter().map(|(_, combination)| combination.indices());
        let taken = indices.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end));
        Self { columns, taken: taken.unwrap_or_default() }
    }
}
