//! Sums at blocks that are not computed in a loop: those at the ends of a run, which may be less than whole ones.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::ops::Range;

use crate::{
    Element,
    block::Block,
    formula::Place,
    lanes::{BLOCK, Lanes, One},
    part::{Part, point},
    simd::Task,
    sink::Sink,
    sum::{Inner, Sum},
};

/// Sums at a block of as many points as there are lanes, or fewer.
///
/// Lanes compute the points of the block or, where it would begin before or end behind what can be computed in one piece, points a
/// little further on or back, and edges are computed one by one. The results are stored where they belong, without being loaded in
/// between: a load of what has just been stored waits for the stores before it.
pub(crate) struct Ragged<'r, 'x, T, K, const N: usize> {
    pub(crate) parts: &'r [Part<'x, T>],
    pub(crate) sums: &'r [Sum; N],
    /// The points that all sums can compute in one piece, and the edges of rows.
    pub(crate) inner: &'r Inner,
    pub(crate) block: &'r Block,
    /// It has room for the points of the block and for two blocks behind their beginning, and, where no run begins there, for two
    /// before it.
    pub(crate) sink: K,
}

impl<T: Element, K: Sink<T::Scalar, N>, const N: usize> Task<T::Scalar> for Ragged<'_, '_, T, K, N> {
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        const { assert!(L::COUNT == BLOCK, "a lane for each point of a block") };
        let Self { parts, sums, inner: Inner { bulk, edges }, block, sink } = self;
        let Range { start, end } = block.points;
        let mut sides = [block.row, 0];
        if bulk.len() >= L::COUNT {
            let at = start.clamp(bulk.start, bulk.end - L::COUNT);
            let place = Place { row: at / block.row, column: at % block.row };
            let mut numbers = [lanes.zero(); N];
            for (numbers, sum) in numbers.iter_mut().zip(sums) {
                for part in &parts[sum.parts.clone()] {
                    // SAFETY: the place is that of the point in the rows of the run.
                    *numbers =
                        part.join.of(lanes, *numbers, unsafe { part.of_piece(lanes, at, place, block.row) });
                }
            }
            let distance = at.cast_signed() - start.cast_signed();
            debug_assert!((-2 * BLOCK.cast_signed()..=BLOCK.cast_signed()).contains(&distance), "room");
            // SAFETY: there is room so far before and behind.
            unsafe { sink.moved(distance).take(lanes, 0, numbers) };
            sides = *edges;
        }
        let [left, right] = sides;
        if block.place.column < left || end + right > block.row_start() + block.row {
            self.edges(sides);
        }
    }
}

impl<T: Element, K: Sink<T::Scalar, N>, const N: usize> Ragged<'_, '_, T, K, N> {
    /// Computes, one by one, so many points at the beginning and at the end of each row among those of the block.
    fn edges(&self, [left, right]: [usize; 2]) {
        let Self { parts, sums, block, sink, .. } = self;
        let starts = (block.row_start()..block.points.end).step_by(block.row);
        for (start, row) in starts.zip(block.place.row..) {
            for column in (0..left).chain(block.row - right..block.row) {
                if block.points.contains(&(start + column)) {
                    let mut numbers = [T::Scalar::default(); N];
                    for (number, sum) in numbers.iter_mut().zip(*sums) {
                        *number = point(&parts[sum.parts.clone()], start, Place { row, column });
                    }
                    // SAFETY: there is room for the points of the block.
                    unsafe { sink.take(One, start + column - block.points.start, numbers) };
                }
            }
        }
    }
}
