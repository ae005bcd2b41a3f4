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
    term::Edges,
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
    pub(crate) along: Option<Along<'x, T>>,
    /// Number of points of the piece.
    pub(crate) count: usize,
}

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
    edges: &'x [(usize, Combination)],
}

impl<'x, T: Element> Along<'x, T> {
    /// Along the points `range` of so many rows of which `line` holds all that is there, from the global index `origin` on.
    #[inline]
    pub(crate) fn new(
        stencil: &'x Stencil,
        (origin, line): (usize, &'x [T]),
        (range, rows): (&Range<usize>, usize),
        edges: &'x Edges,
    ) -> Self {
        let Edges { columns, taken } = edges;
        let end = (rows - 1) * range.len() + taken.end;
        let there = origin <= taken.start && end.saturating_sub(origin) <= line.len();
        assert!(columns.is_empty() || there, "an edge beyond its row");
        Self { stencil, line, origin, start: range.start, edges: columns }
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

impl<T: Element> Part<'_, T> {
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
            for (column, combination) in along.edges {
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
    /// # Panics
    /// When there is no such point.
    #[inline]
    fn at(&self, start: usize, place: Place) -> T::Scalar {
        let Place { column, .. } = place;
        if let Some(along) = &self.along {
            // The piece may begin behind this point, where another term of the sum has more edges.
            return along.at(start, column);
        }
        self.piece.number((start + column).wrapping_sub(self.first), place)
    }
}

/// The sum of terms at a point of the row that begins at the point `start` of the run.
///
/// # Panics
/// When there is no such point.
#[inline]
pub(crate) fn point<T: Element>(parts: &[Part<'_, T>], start: usize, place: Place) -> T::Scalar {
    let join = |sum, part: &Part<'_, T>| part.join.of(One, sum, part.at(start, place));
    parts.iter().fold(T::Scalar::default(), join)
}
