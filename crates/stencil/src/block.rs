//! The blocks of a run.

use std::ops::Range;

use crate::{lanes::BLOCK, sum::Sum};

/// Consecutive points of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) points: Range<usize>,
    /// Where the row begins that the first of them belongs to.
    pub(crate) row: usize,
    pub(crate) row_length: usize,
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
        Blocks { points: self, start: 0, end: if lead == 0 { BLOCK } else { lead }, row: 0 }
    }
}

/// The blocks of a run.
pub(crate) struct Blocks {
    points: Points,
    start: usize,
    end: usize,
    row: usize,
}

impl Blocks {
    /// Leaves out the points before `start`.
    #[inline(always)]
    pub(crate) fn skip_to(&mut self, start: usize) {
        (self.start, self.end) = (start, start + BLOCK);
        while self.row + self.points.row <= start {
            self.row += self.points.row;
        }
    }

    /// The whole blocks of points to come that all of these sums can compute in one piece, edges of rows among them left
    /// aside; none where the next point is not one of them.
    #[inline(always)]
    pub(crate) fn in_one_piece(&self, sums: &[Sum]) -> Block {
        let bulk = sums
            .iter()
            .fold(0..self.points.count, |one, sum| one.start.max(sum.bulk.start)..one.end.min(sum.bulk.end));
        let start = self.start;
        let count = if bulk.contains(&start) { (bulk.end - start) / BLOCK * BLOCK } else { 0 };
        Block { points: start..start + count, row: self.row, row_length: self.points.row }
    }
}

impl Iterator for Blocks {
    type Item = Block;

    #[inline(always)]
    fn next(&mut self) -> Option<Block> {
        if self.start >= self.points.count {
            return None;
        }
        let block = Block {
            points: self.start..self.end.min(self.points.count),
            row: self.row,
            row_length: self.points.row,
        };
        self.skip_to(block.points.end);
        Some(block)
    }
}
