//! A sum of derivatives on a run of points.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::ops::Range;

use crate::{
    Element, Scalar,
    block::Block,
    formula::Place,
    lanes::{BLOCK, Lanes},
    part::{Part, point},
};

/// Numbers of a room before the block.
const BEFORE: usize = 2 * BLOCK;

/// Room for the results of a block. One that would begin before or end behind what can be computed in one piece is computed a
/// little further on or back, by less than a block and as many points as rows have edges at an end (two at most): there is room
/// for that on both sides.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Room<S>([S; BEFORE + 2 * BLOCK]);

impl<S: Scalar> Room<S> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self([S::default(); BEFORE + 2 * BLOCK])
    }

    /// The results of the block; those that no points have are as good as any.
    #[inline(always)]
    pub(crate) fn results(&self) -> &[S] {
        &self.0[BEFORE..][..BLOCK]
    }
}

/// A sum on a run.
pub(crate) struct Sum {
    /// Its terms among the parts.
    pub(crate) parts: Range<usize>,
    /// Points from the first that no stencil takes for an edge to the last; the edges of rows between them are replaced.
    pub(crate) bulk: Range<usize>,
    /// Points at the beginning and at the end of each row that are edges.
    pub(crate) edges: [usize; 2],
}

impl Sum {
    /// Computes the sum at the points of a block.
    ///
    /// # Safety
    /// It is a block of the run.
    #[inline(always)]
    pub(crate) unsafe fn compute<T: Element, L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        block: &Block,
        room: &mut Room<T::Scalar>,
    ) {
        let parts = &parts[self.parts.clone()];
        let Range { start, end } = block.points;
        if self.bulk.len() < BLOCK {
            // SAFETY: the caller's promise.
            return unsafe { Self::replace(parts, block, [block.row, 0], &mut room.0[BEFORE..]) };
        }
        let at = start.clamp(self.bulk.start, self.bulk.end - BLOCK);
        let place = BEFORE + at - start;
        let mut sums = lanes.zero();
        let own = Place { row: at / block.row, column: at % block.row };
        for part in parts {
            // SAFETY: the place is that of the point, and the caller's promise.
            sums = part.join.of(lanes, sums, unsafe { part.of_piece(lanes, at, own, block.row) });
        }
        lanes.store(sums, &mut room.0[place..][..BLOCK]);
        let [left, right] = self.edges;
        if block.place.column < left || end + right > block.row_start() + block.row {
            // SAFETY: the caller's promise.
            unsafe { Self::replace(parts, block, self.edges, &mut room.0[BEFORE..]) };
        }
    }

    /// The sum at a block.
    ///
    /// # Safety
    /// It is a block of the run.
    ///
    /// # Panics
    /// When the pieces have not all of its points.
    #[inline(always)]
    pub(crate) unsafe fn of_block<T: Element, L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        block: &Block,
    ) -> L::Numbers {
        let mut sums = lanes.zero();
        for part in &parts[self.parts.clone()] {
            // SAFETY: the caller's promise.
            sums = part.join.of(lanes, sums, unsafe { part.of_block(lanes, block) });
        }
        sums
    }

    /// Computes, one by one, so many points at the beginning and at the end of each row among those of a block, whose results
    /// `out` holds.
    ///
    /// # Safety
    /// It is a block of the run.
    unsafe fn replace<T: Element>(
        parts: &[Part<'_, T>],
        block: &Block,
        [left, right]: [usize; 2],
        out: &mut [T::Scalar],
    ) {
        let starts = (block.row_start()..block.points.end).step_by(block.row);
        for (start, row) in starts.zip(block.place.row..) {
            for column in (0..left).chain(block.row - right..block.row) {
                if block.points.contains(&(start + column)) {
                    // SAFETY: the caller's promise: the row begins there.
                    let number = unsafe { point(parts, start, Place { row, column }) };
                    out[start + column - block.points.start] = number;
                }
            }
        }
    }
}
