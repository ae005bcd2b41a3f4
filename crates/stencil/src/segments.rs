//! Whole blocks of points from one end of a row to the next: the loops in which nearly all work is done.
//!
//! Between two edges there is nothing to decide at a block where all terms are of one kind and it is known whose weights
//! vary; else each term is asked. In a block in which a row ends, derivatives at edges are computed one by one: in the same loop
//! where rows make no other difference, else on its own, as what is known of a row ends with it.
//!
//! Stores leave the processor in their order. One into the stack that stands behind one past the cache waits for memory, and
//! when many wait the processor does. So these loops keep their vectors in registers; where those of whole blocks would not fit
//! into them, blocks are computed in parts. Long functions are the exception: they take longer than memory.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::{hint, ops::Range};

use crate::{
    Element,
    ahead::Foremost,
    block::Block,
    formula::Place,
    lanes::{BLOCK, Lanes},
    pattern::GROUP,
    simd::{InstructionSet, Task},
    sink::Sink,
    stretch::Stretch,
    terms::{SumsInRow, Terms},
};

/// Points for which the places that are asked for in advance are found once.
const STAGE: usize = 64 * BLOCK;

/// Does something on as many lanes as suit `N` sums and the sink.
macro_rules! on_suitable {
    ($task:ident.$method:ident($lanes:ident)) => {
        if const { K::LONG } {
            $task.$method($lanes.paired())
        } else if const { N > GROUP || K::ABREAST } {
            $task.$method($lanes.narrow())
        } else {
            $task.$method($lanes)
        }
    };
}

/// Sums computed from one end of a row to the next.
pub(crate) struct Segments<'s, 'r, 'x, T, S, K, const N: usize> {
    pub(crate) stretch: &'s Stretch<'r, 'x, T, N>,
    pub(crate) terms: S,
    pub(crate) sink: K,
    pub(crate) set: InstructionSet,
}

impl<T, S, K, const N: usize> Task<T::Scalar> for Segments<'_, '_, '_, T, S, K, N>
where
    T: Element,
    S: Terms<T, N>,
    K: Sink<T::Scalar, N>,
{
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        on_suitable!(self.compute(lanes));
    }
}

impl<T, S, K, const N: usize> Segments<'_, '_, '_, T, S, K, N>
where
    T: Element,
    S: Terms<T, N>,
    K: Sink<T::Scalar, N>,
{
    /// Computes as many points at once as there are lanes.
    #[inline(always)]
    fn compute<L: Lanes<T::Scalar>>(self, lanes: L) {
        // Where registers are few, several sums of one term each take more instructions if their loop goes through rows.
        if const { S::SEAMLESS && (L::MANY_REGISTERS || S::SEVERAL) } {
            self.through_rows(lanes);
        } else {
            self.row_by_row(lanes);
        }
    }

    /// Computes rows that make no difference but by their edges.
    #[inline(always)]
    fn through_rows<L: Lanes<T::Scalar>>(self, lanes: L) {
        let Block { points, mut place, row } = self.stretch.block.clone();
        let mut start = points.start;
        while start < points.end {
            let block = Block { points: start..points.end.min(start + STAGE), place, row };
            // SAFETY: it is a part of the stretch.
            let done = unsafe { self.fill_through(lanes, &block) };
            (start, place) = (start + done, place.advanced(done, row));
            if start < block.points.end {
                (start, place) = self.rare::<L>(start, place);
            }
        }
    }

    /// Computes the sums at the points of a block as [`Segments::fill`] does, edges of rows among them.
    ///
    /// # Safety
    /// It is a part of the stretch, and rows make no difference but by their edges.
    #[inline(always)]
    unsafe fn fill_through<L: Lanes<T::Scalar>>(&self, lanes: L, block: &Block) -> usize {
        let Self { stretch, terms, sink, .. } = self;
        let Block { points, place, row: length } = block.clone();
        let [left, right] = stretch.edges;
        let any_edges = left + right > 0;
        let ahead = stretch.ahead.from(points.start);
        let first = points.start - stretch.block.points.start;
        // SAFETY: the caller's promise.
        let mut in_row = unsafe { terms.in_row(lanes, first, place) };
        // Both by their distance from the beginning of the first row: where the next row begins whose edges or those before it are not
        // all behind, and the points to come.
        let mut border = if place.column < left { 0 } else { length };
        let mut at = place.column;
        for offset in (0..points.len()).step_by(L::COUNT) {
            ahead.ask(offset, L::COUNT);
            let (k, next) = (first + offset, at + L::COUNT);
            let sums = if any_edges && next + right > border {
                let column = if at < border { at + length - border } else { at - border };
                let start = points.start + offset;
                let block =
                    Block { points: start..start + L::COUNT, place: Place { row: 0, column }, row: length };
                while border + left <= next {
                    border += length;
                }
                // SAFETY: the points are points of the terms, and the block says where they stand in their rows.
                unsafe { in_row.quick_sums(lanes, k, Some((stretch.parts, &block))) }
            } else {
                // SAFETY: the points are points of the terms, and lie between two edges of a row.
                unsafe { in_row.quick_sums(lanes, k, None) }
            };
            let Some(sums) = sums else { return offset };
            // SAFETY: the sink has room for all points of the stretch.
            unsafe { sink.take(lanes, k, sums) };
            at = next;
        }
        points.len()
    }

    /// Computes the sums at a block for which there is no quick way, and answers what is behind it.
    #[inline(always)]
    fn rare<L: Lanes<T::Scalar>>(&self, start: usize, place: Place) -> (usize, Place) {
        hint::cold_path();
        let Self { stretch, sink, set, .. } = *self;
        let end = start + L::COUNT;
        let block = Block { points: start..end, place, row: stretch.block.row };
        set.run(Rare { stretch, sink, block });
        (end, place.advanced(L::COUNT, stretch.block.row))
    }

    /// Computes the rows one by one, and the blocks in which they end each on its own.
    #[inline(always)]
    fn row_by_row<L: Lanes<T::Scalar>>(self, lanes: L) {
        // Copies, lest all be read again behind each store.
        let Self { stretch, ref terms, sink, .. } = self;
        let Block { points, mut place, row: length } = stretch.block.clone();
        let by_row = stretch.parts.iter().any(|part| part.piece.depends_on_row());
        let [left, right] = stretch.edges;
        let rows_matter = by_row || left + right > 0;
        let mut start = points.start;
        while start < points.end {
            let row_start = start - place.column;
            let inner =
                if rows_matter { row_start + left..row_start + length - right } else { points.clone() };
            let free = inner.end.min(points.end).saturating_sub(start) / L::COUNT * L::COUNT;
            let k = start - points.start;
            let ahead = stretch.ahead.from(start);
            let is_free = start >= inner.start && free > 0;
            let count = if is_free { free } else { L::COUNT };
            let done = if is_free {
                // SAFETY: the points lie between two edges of the row, or rows make no difference; the place is theirs.
                unsafe { self.fill(lanes, &ahead, k..k + free, place) }
            } else {
                ahead.ask(0, L::COUNT);
                let block = Block { points: start..start + L::COUNT, place, row: length };
                // SAFETY: the points are points of the terms.
                match unsafe { terms.across(lanes, stretch.parts, &block, k) } {
                    Some(sums) => {
                        // SAFETY: the sink has room for all points of the stretch.
                        unsafe { sink.take(lanes, k, sums) };
                        L::COUNT
                    }
                    None => 0,
                }
            };
            (start, place) = (start + done, place.advanced(done, length));
            if done < count {
                (start, place) = self.rare::<L>(start, place);
            }
        }
    }

    /// Computes the sums at some points, as many at once as there are lanes, up to a block for which there is no quick way, and
    /// answers how many points are before that.
    ///
    /// # Safety
    /// These are points of the terms, by their numbers in the stretch, and lie between two edges of a row, or in rows that make no
    /// difference; `place` is that of the first.
    #[inline(always)]
    unsafe fn fill<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        ahead: &Foremost<T>,
        points: Range<usize>,
        place: Place,
    ) -> usize {
        let Self { terms, sink, .. } = self;
        // SAFETY: the caller's promise.
        let mut in_row = unsafe { terms.in_row(lanes, points.start, place) };
        for offset in (0..points.len()).step_by(L::COUNT) {
            ahead.ask(offset, L::COUNT);
            let k = points.start + offset;
            // SAFETY: the caller's promise.
            let Some(sums) = (unsafe { in_row.quick_sums(lanes, k, None) }) else { return offset };
            // SAFETY: the sink has room for all points of the stretch.
            unsafe { sink.take(lanes, k, sums) };
        }
        points.len()
    }
}

/// A block of a stretch for whose sums there is no quick way: a function for each kind of sink, not a part of each loop.
struct Rare<'s, 'r, 'x, T, K, const N: usize> {
    stretch: &'s Stretch<'r, 'x, T, N>,
    sink: K,
    /// As many points as there are suitable lanes.
    block: Block,
}

impl<T, K, const N: usize> Task<T::Scalar> for Rare<'_, '_, '_, T, K, N>
where
    T: Element,
    K: Sink<T::Scalar, N>,
{
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        on_suitable!(self.compute(lanes));
    }
}

impl<T, K, const N: usize> Rare<'_, '_, '_, T, K, N>
where
    T: Element,
    K: Sink<T::Scalar, N>,
{
    #[inline(always)]
    fn compute<L: Lanes<T::Scalar>>(self, lanes: L) {
        let Self { stretch, sink, block } = self;
        let mut sums = [lanes.zero(); N];
        for (place, sum) in sums.iter_mut().zip(stretch.sums) {
            // SAFETY: it is a block of the stretch.
            *place = unsafe { sum.of_block(lanes, stretch.parts, &block) };
        }
        // SAFETY: the sink has room for all points of the stretch.
        unsafe { sink.take(lanes, block.points.start - stretch.block.points.start, sums) };
    }
}
