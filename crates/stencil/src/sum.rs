//! A sum of derivatives on a run of points.

use std::ops::Range;

use crate::{
    Element, Output,
    block::Block,
    formula::Place,
    lanes::{BLOCK, Lanes},
    part::{Part, point},
};

/// Blocks of sums that are kept for a function of them: as long a loop as compilers make vectors of.
const BLOCKS: usize = 4;

/// Points of those blocks.
pub(crate) const ROOM: usize = BLOCKS * BLOCK;

/// Numbers of a room before the first block.
const BEFORE: usize = 2 * BLOCK;

/// Room for the results of some blocks. A single block that would begin before or end behind what can be computed in one piece is
/// computed a little further on or back, by less than a block and as many points as rows have edges at an end (two at most):
/// there is room for that on both sides.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Room<O>([O; BEFORE + (BLOCKS + 2) * BLOCK]);

impl<O: Copy + Default> Room<O> {
    pub(crate) fn new() -> Self {
        Self([O::default(); BEFORE + (BLOCKS + 2) * BLOCK])
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

    /// Where the result of the first point belongs; those of the others stand behind it.
    ///
    /// # Safety
    /// The room is there.
    #[expect(unsafe_code, reason = "results are stored while somebody else reads others")]
    pub(crate) unsafe fn first(room: *mut Self) -> *mut O {
        // SAFETY: the caller's promise; there are more numbers than those before the first.
        unsafe { (&raw mut (*room).0).cast::<O>().add(BEFORE) }
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
            return Self::replace(parts, block, [block.row, 0], room.results_mut());
        }
        let at = start.clamp(self.bulk.start, self.bulk.end - BLOCK);
        let place = BEFORE + at - start;
        let mut sums = lanes.load(&[T::Scalar::default(); BLOCK]);
        let own = Place { row: at / block.row, column: at % block.row };
        for part in parts {
            sums = part.join.of(lanes, sums, part.of_piece(lanes, at, own, block.row));
        }
        O::store(lanes, sums, &mut room.0[place..][..BLOCK]);
        let [left, right] = self.edges;
        if block.place.column < left || end + right > block.row_start() + block.row {
            Self::replace(parts, block, self.edges, room.results_mut());
        }
    }

    /// The sum at a block.
    ///
    /// # Panics
    /// When the pieces have not all of its points.
    #[inline(always)]
    pub(crate) fn of_block<T: Element, L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        block: &Block,
    ) -> L::Numbers {
        let mut sums = lanes.load(&[T::Scalar::default(); BLOCK]);
        for part in &parts[self.parts.clone()] {
            sums = part.join.of(lanes, sums, part.of_block(lanes, block));
        }
        sums
    }

    /// Computes, one by one, so many points at the beginning and at the end of each row among those of a block, whose results
    /// `out` holds.
    fn replace<T: Element, O: Output<Scalar = T::Scalar>>(
        parts: &[Part<'_, T>],
        block: &Block,
        [left, right]: [usize; 2],
        out: &mut [O],
    ) {
        let starts = (block.row_start()..block.points.end).step_by(block.row);
        for (start, row) in starts.zip(block.place.row..) {
            for column in (0..left).chain(block.row - right..block.row) {
                if block.points.contains(&(start + column)) {
                    let number = point(parts, start, Place { row, column });
                    out[start + column - block.points.start] = O::narrow(number);
                }
            }
        }
    }
}
