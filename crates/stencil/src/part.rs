//! A term of a sum on a run of points.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use crate::{
    Element, Stencil,
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

/// What a derivative along the rows takes at their edges.
pub(crate) struct Along<'x, T> {
    pub(crate) stencil: &'x Stencil,
    /// The row as far as it is there; several rows where the run has several.
    pub(crate) line: &'x [T],
    /// Global index of the first number of the line.
    pub(crate) origin: usize,
    /// Global index of the first point of the run.
    pub(crate) start: usize,
}

impl<T: Element> Along<'_, T> {
    /// The derivative at a point of the row that begins at the point `start` of the run.
    #[inline]
    fn at(&self, start: usize, column: usize) -> T::Scalar {
        let combination = self.stencil.combination(self.start + column);
        combined(&combination, |at| self.line[start + at - self.origin])
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

    /// The derivatives from the point `at` of the run on, as many as there are lanes.
    ///
    /// # Panics
    /// When the piece has not so many points from there on.
    #[inline(always)]
    pub(crate) fn of_piece<L: Lanes<T::Scalar>>(&self, lanes: L, at: usize) -> L::Numbers {
        let k = at.wrapping_sub(self.first);
        assert!(k < self.count && self.count - k >= L::COUNT, "a derivative beyond the points of its run");
        // SAFETY: checked above.
        unsafe { self.piece.at(lanes, k) }
    }

    /// The derivatives at a block, of whose rows so many points at the beginning and at the end are edges.
    ///
    /// # Panics
    /// When the piece has not all of its points.
    #[inline(always)]
    pub(crate) fn of_block<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        block: &Block,
        [left, right]: [usize; 2],
    ) -> L::Numbers {
        let mut numbers = self.of_piece(lanes, block.points.start);
        let Some(along) = &self.along else { return numbers };
        for start in (block.row..block.points.end).step_by(block.row_length) {
            for column in (0..left).chain(block.row_length - right..block.row_length) {
                let lane = (start + column).wrapping_sub(block.points.start);
                if lane < L::COUNT {
                    numbers = lanes.with(numbers, lane, along.at(start, column));
                }
            }
        }
        numbers
    }

    /// The derivative at a point of the row that begins at the point `start` of the run.
    #[inline]
    fn at(&self, start: usize, place: Place) -> T::Scalar {
        let Place { column, .. } = place;
        if let Some(along) = &self.along {
            // The piece may begin behind this point, where another term of the sum has more edges.
            return along.at(start, column);
        }
        let k = (start + column).wrapping_sub(self.first);
        assert!(k < self.count, "a derivative beyond the points of its run");
        // SAFETY: checked above; the place is one of the run, as its point is.
        unsafe { self.piece.in_row(One, k, place) }
    }
}

/// The sum of terms at a point of the row that begins at the point `start` of the run.
#[inline]
pub(crate) fn point<T: Element>(parts: &[Part<'_, T>], start: usize, place: Place) -> T::Scalar {
    parts.iter().fold(T::Scalar::default(), |sum, part| part.join.of(One, sum, part.at(start, place)))
}
