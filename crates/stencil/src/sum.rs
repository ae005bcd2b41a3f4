//! A sum of derivatives on a run of points.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::ops::Range;

use crate::{
    Element, Output,
    block::Block,
    lanes::{BLOCK, Lanes},
    part::{Part, point},
};

/// Blocks that a function is applied to at once: as long a loop as compilers make vectors of.
const MAPPED: usize = 4;

/// Points of those blocks.
pub(crate) const STRETCH: usize = MAPPED * BLOCK;

/// Numbers of a room before the first block.
const BEFORE: usize = 2 * BLOCK;

/// Room for the results of some blocks. A block that would begin before or end behind what can be computed in one piece is
/// computed a little further on or back, by less than a block and as many points as rows have edges at an end (two at most):
/// there is room for that on both sides.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Room<O>([O; BEFORE + (MAPPED + 2) * BLOCK]);

impl<O: Copy + Default> Room<O> {
    pub(crate) fn new() -> Self {
        Self([O::default(); BEFORE + (MAPPED + 2) * BLOCK])
    }

    /// The results of so many points.
    #[inline(always)]
    pub(crate) fn results(&self, count: usize) -> &[O] {
        &self.0[BEFORE..][..count]
    }

    /// The results of the first point and those behind it.
    #[inline(always)]
    pub(crate) fn results_mut(&mut self) -> &mut [O] {
        &mut self.0[BEFORE..]
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
    #[inline(always)]
    pub(crate) fn compute<T: Element, O: Output<Scalar = T::Scalar>, L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        block: &Block,
        room: &mut Room<O>,
    ) {
        let parts = &parts[self.parts.clone()];
        let Range { start, end } = block.points;
        if self.bulk.len() < BLOCK {
            return Self::replace(parts, block, [block.row_length, 0], room.results_mut());
        }
        let at = start.clamp(self.bulk.start, self.bulk.end - BLOCK);
        let place = BEFORE + at - start;
        let mut sums = lanes.load(&[T::Scalar::default(); BLOCK]);
        for part in parts {
            sums = part.join.of(lanes, sums, part.of_piece(lanes, at));
        }
        O::store(lanes, sums, &mut room.0[place..][..BLOCK]);
        let [left, right] = self.edges;
        if start < block.row + left || end + right > block.row + block.row_length {
            Self::replace(parts, block, self.edges, room.results_mut());
        }
    }

    /// Computes the sum at points that it can compute in one piece, as many as a function is applied to at once.
    #[inline(always)]
    pub(crate) fn compute_blocks<T: Element<Scalar = f64>, L: Lanes<f64>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        points: &Range<usize>,
        room: &mut Room<f64>,
    ) {
        let mut sums = [lanes.load(&[0.0; BLOCK]); MAPPED];
        for part in &parts[self.parts.clone()] {
            let k = points.start.wrapping_sub(part.first);
            assert!(k < part.count && part.count - k >= STRETCH, "derivatives beyond the points of a run");
            // SAFETY: checked above.
            unsafe { part.piece.join(lanes, k, part.join, &mut sums) };
        }
        for number in 0..MAPPED {
            lanes.store(sums[number], &mut room.0[BEFORE + number * BLOCK..][..BLOCK]);
        }
    }

    /// Computes, one by one, so many points at the beginning and at the end of each row among those of a block, whose results
    /// `out` holds.
    fn replace<T: Element, O: Output<Scalar = T::Scalar>>(
        parts: &[Part<'_, T>],
        block: &Block,
        [left, right]: [usize; 2],
        out: &mut [O],
    ) {
        let length = block.row_length;
        for row in (block.row..block.points.end).step_by(length) {
            for column in (0..left).chain(length - right..length) {
                if block.points.contains(&(row + column)) {
                    out[row + column - block.points.start] = O::narrow(point(parts, row, column));
                }
            }
        }
    }

    /// Computes the edges of rows among the points of a block, whose results `out` holds.
    pub(crate) fn replace_edges<T: Element, O: Output<Scalar = T::Scalar>>(
        &self,
        parts: &[Part<'_, T>],
        block: &Block,
        out: &mut [O],
    ) {
        if self.edges != [0, 0] {
            Self::replace(&parts[self.parts.clone()], block, self.edges, out);
        }
    }
}
