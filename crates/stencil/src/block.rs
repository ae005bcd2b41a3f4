//! The blocks of a run, and where edges of rows stand among their points.

use std::ops::Range;

use crate::{formula::Place, lanes::BLOCK, sum::Sum};

/// Consecutive points of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) points: Range<usize>,
    /// Where the row begins that the first of them belongs to.
    pub(crate) row: usize,
    pub(crate) row_length: usize,
}

impl Block {
    /// The points of it that are edges, where so many points at the beginning and at the end of each row are: the point at
    /// which the row begins, and the place.
    #[inline(always)]
    pub(crate) fn edges(&self, [left, right]: [usize; 2]) -> impl Iterator<Item = (usize, Place)> {
        let (points, length) = (self.points.clone(), self.row_length);
        let rows = (self.row..points.end).step_by(length).zip(self.row / length..);
        let places = rows.flat_map(move |(start, row)| {
            let columns = (0..left).chain(length - right..length);
            columns.map(move |column| (start, Place { row, column }))
        });
        places.filter(move |(start, place)| points.contains(&(start + place.column)))
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
