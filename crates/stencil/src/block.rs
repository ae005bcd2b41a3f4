//! The blocks of a run.

use std::ops::Range;

use crate::{formula::Place, lanes::BLOCK};

/// Consecutive points of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) points: Range<usize>,
    /// Place of the first of them.
    pub(crate) place: Place,
    /// Points of a row.
    pub(crate) row: usize,
}

impl Block {
    /// Where the row begins that the first point belongs to.
    #[inline(always)]
    pub(crate) fn row_start(&self) -> usize {
        self.points.start - self.place.column
    }
}

/// The points of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Points {
    pub(crate) count: usize,
    /// Points of a row.
    pub(crate) row: usize,
}

impl Points {
    /// Its blocks, of which the first ends at the point `lead` if there is one.
    #[inline(always)]
    pub(crate) fn blocks(self, lead: usize) -> Blocks {
        let place = Place { row: 0, column: 0 };
        Blocks { points: self, start: 0, end: if lead == 0 { BLOCK } else { lead }, place }
    }
}

/// The blocks of a run.
pub(crate) struct Blocks {
    points: Points,
    start: usize,
    end: usize,
    /// Of the first point to come.
    place: Place,
}

impl Blocks {
    /// Leaves out the points before `start`.
    #[inline(always)]
    pub(crate) fn skip_to(&mut self, start: usize) {
        self.place = self.place.advanced(start - self.start, self.points.row);
        (self.start, self.end) = (start, start + BLOCK);
    }

    /// The whole blocks of points to come among those that can be computed in one piece, edges of rows among them left aside; none
    /// where the next point is not one of them.
    #[inline(always)]
    pub(crate) fn in_one_piece(&self, bulk: &Range<usize>) -> Block {
        let start = self.start;
        let count = if bulk.contains(&start) { (bulk.end - start) / BLOCK * BLOCK } else { 0 };
        self.block(start + count)
    }
}

impl Blocks {
    /// The points to come before `end`.
    #[inline(always)]
    fn block(&self, end: usize) -> Block {
        Block { points: self.start..end, place: self.place, row: self.points.row }
    }
}

impl Iterator for Blocks {
    type Item = Block;

    #[inline(always)]
    fn next(&mut self) -> Option<Block> {
        if self.start >= self.points.count {
            return None;
        }
        let block = self.block(self.end.min(self.points.count));
        self.skip_to(block.points.end);
        Some(block)
    }
}
