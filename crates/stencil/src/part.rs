//! A term of a sum on a run of points.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::ops::Range;

use crate::{
    Combination, Element, Stencil,
    arithmetic::combined,
    block::Block,
    formula::{Join, Place},
    lanes::{Lanes, One},
    piece::Piece,
};

/// A term on a run.
pub(crate) struct Part<'x, T> {
    pub(crate) piece: Piece<'x, T>,
    /// Point of the run where the piece begins.
    pub(crate) first: usize,
    pub(crate) join: Join,
    /// Whether it is the last of its sum.
    pub(crate) last: bool,
    /// The row, where the derivative is along it.
    along: Option<Along<'x, T>>,
    /// Number of points of the piece.
    pub(crate) count: usize,
}

/// Most points of a row that are edges: no formula takes more than two at an end for such.
const MOST_EDGES: usize = 4;

/// What a derivative along the rows takes at their edges.
pub(crate) struct Along<'x, T> {
    stencil: &'x Stencil,
    /// The row as far as it is there; several rows where the run has several.
    line: &'x [T],
    /// Global index of the first number of the line.
    origin: usize,
    /// Global index of the first point of the run.
    start: usize,
    /// The columns that are edges, and the derivative at each of them.
    edges: [(usize, Combination); MOST_EDGES],
    count: usize,
}

impl<'x, T: Element> Along<'x, T> {
    /// Along the points `range` of so many rows of which `line` holds all that is there, from the global index `origin` on. So
    /// many points at the beginning and at the end of each are edges.
    #[inline]
    pub(crate) fn new(
        stencil: &'x Stencil,
        (origin, line): (usize, &'x [T]),
        (range, rows): (&Range<usize>, usize),
        [left, right]: [usize; 2],
    ) -> Self {
        let none = (0, Combination::Difference { lower: 0, upper: 0, divisor: 1.0 });
        let (mut edges, mut count) = ([none; MOST_EDGES], 0);
        for column in (0..left).chain(range.len() - right..range.len()) {
            let combination = stencil.combination(range.start + column);
            let Range { start, end } = combination.indices();
            let last_row = (rows - 1) * range.len();
            assert!(start >= origin && last_row + end - origin <= line.len(), "an edge beyond its row");
            edges[count] = (column, combination);
            count += 1;
        }
        Self { stencil, line, origin, start: range.start, edges, count }
    }

    /// The derivative at a point of the row that begins at the point `start` of the run.
    #[inline]
    fn at(&self, start: usize, column: usize) -> T::Scalar {
        let combination = self.stencil.combination(self.start + column);
        combined(&combination, |at| self.line[start + at - self.origin])
    }

    /// The combination of an edge in the row that begins at the point `start` of the run.
    ///
    /// # Safety
    /// It is one of the edges, and a row begins there.
    #[inline(always)]
    unsafe fn at_edge(&self, start: usize, combination: &Combination) -> T::Scalar {
        // SAFETY: the caller's promise; that all edges of all rows lie within the line was checked when they were found.
        combined(combination, |at| unsafe { *self.line.get_unchecked(start + at - self.origin) })
    }
}

impl<'x, T: Element> Part<'x, T> {
    pub(crate) fn new(
        piece: Piece<'x, T>,
        first: usize,
        join: Join,
        last: bool,
        along: Option<Along<'x, T>>,
    ) -> Self {
        let count = piece.points();
        Self { piece, first, join, last, along, count }
    }

    /// The derivatives from the point `at` of the run on, which has this place among rows of so many points, as many as there
    /// are lanes.
    ///
    /// # Safety
    /// The place is that of the point, and the rows are those of the run.
    ///
    /// # Panics
    /// When the piece has not so many points from there on.
    #[inline(always)]
    pub(crate) unsafe fn of_piece<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        at: usize,
        place: Place,
        row: usize,
    ) -> L::Numbers {
        let k = at.wrapping_sub(self.first);
        assert!(k < self.count && self.count - k >= L::COUNT, "a derivative beyond the points of its run");
        // SAFETY: checked above, and the caller's promise.
        unsafe { self.piece.across(lanes, k, place, row) }
    }

    /// The derivatives at a block, edges of rows among them.
    ///
    /// # Safety
    /// It is a block of the run.
    ///
    /// # Panics
    /// When the piece has not all of its points.
    #[inline(always)]
    pub(crate) unsafe fn of_block<L: Lanes<T::Scalar>>(&self, lanes: L, block: &Block) -> L::Numbers {
        // SAFETY: the caller's promise.
        unsafe {
            let numbers = self.of_piece(lanes, block.points.start, block.place, block.row);
            self.with_edges(lanes, numbers, block)
        }
    }

    /// The derivatives at a block, of which `numbers` are those that are not at edges of rows.
    ///
    /// # Safety
    /// It is a block of the run.
    #[inline(always)]
    pub(crate) unsafe fn with_edges<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        mut numbers: L::Numbers,
        block: &Block,
    ) -> L::Numbers {
        let Some(along) = &self.along else { return numbers };
        let mut start = block.row_start();
        while start < block.points.end {
            for (column, combination) in &along.edges[..along.count] {
                let lane = (start + column).wrapping_sub(block.points.start);
                if lane < L::COUNT {
                    // SAFETY: the caller's promise: a row of the run begins there.
                    numbers = lanes.with(numbers, lane, unsafe { along.at_edge(start, combination) });
                }
            }
            start += block.row;
        }
        numbers
    }

    /// The derivative at a point of the row that begins at the point `start` of the run.
    ///
    /// # Safety
    /// The place is that of a point of the run, and its row begins there.
    #[inline]
    unsafe fn at(&self, start: usize, place: Place) -> T::Scalar {
        let Place { column, .. } = place;
        if let Some(along) = &self.along {
            // The piece may begin behind this point, where another term of the sum has more edges.
            return along.at(start, column);
        }
        let k = (start + column).wrapping_sub(self.first);
        assert!(k < self.count, "a derivative beyond the points of its run");
        // SAFETY: checked above, and the caller's promise.
        unsafe { self.piece.in_row(One, k, place) }
    }
}

/// The sum of terms at a point of the row that begins at the point `start` of the run.
///
/// # Safety
/// The place is that of a point of the run, and its row begins there.
#[inline]
pub(crate) unsafe fn point<T: Element>(parts: &[Part<'_, T>], start: usize, place: Place) -> T::Scalar {
    // SAFETY: the caller's promise.
    let join = |sum, part: &Part<'_, T>| part.join.of(One, sum, unsafe { part.at(start, place) });
    parts.iter().fold(T::Scalar::default(), join)
}
