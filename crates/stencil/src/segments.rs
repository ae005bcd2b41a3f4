//! Whole blocks of points from one end of a row to the next: the loops in which nearly all work is done.
//!
//! Between two edges there is nothing to decide at a block where all terms are of one kind and it is known whose weights
//! vary; else each term is asked. A block in which a row ends is computed on its own, derivatives at edges one by one.
//!
//! Stores leave the processor in their order. One into the stack that stands behind one past the cache waits for memory, and
//! when many wait the processor does. So these loops keep their vectors in registers; where those of whole blocks would not fit
//! into them, blocks are computed in parts.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::{hint, ops::Range};

use crate::{
    Element,
    ahead::Foremost,
    block::Block,
    formula::Place,
    lanes::Lanes,
    pattern::GROUP,
    simd::Task,
    sink::Sink,
    stretch::Stretch,
    terms::{SumsInRow, Terms},
};

/// Sums computed from one end of a row to the next.
pub(crate) struct Segments<'s, 'r, 'x, T, S, K, const N: usize> {
    pub(crate) stretch: &'s Stretch<'r, 'x, T, N>,
    pub(crate) terms: S,
    pub(crate) sink: K,
}

impl<T, S, K, const N: usize> Task<T::Scalar> for Segments<'_, '_, '_, T, S, K, N>
where
    T: Element,
    S: Terms<T, N>,
    K: Sink<T::Scalar, N>,
{
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        if const { K::LONG } {
            self.compute(lanes.paired());
        } else if const { N > GROUP } {
            self.compute(lanes.narrow());
        } else {
            self.compute(lanes);
        }
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
        // Copies, lest all be read again behind each store.
        let Self { stretch, terms, sink } = self;
        let Block { points, mut place, row: length } = stretch.block.clone();
        let by_row = stretch.parts.iter().any(|part| part.piece.depends_on_row());
        let most = |end: usize| stretch.sums.iter().map(|sum| sum.edges[end]).max().unwrap_or(0);
        let [left, right] = [most(0), most(1)];
        let rows_matter = by_row || left + right > 0;
        let mut start = points.start;
        while start < points.end {
            while place.column >= length {
                place = Place { row: place.row + 1, column: place.column - length };
            }
            let row_start = start - place.column;
            let inner =
                if rows_matter { row_start + left..row_start + length - right } else { points.clone() };
            let free = inner.end.min(points.end).saturating_sub(start) / L::COUNT * L::COUNT;
            let k = start - points.start;
            let ahead = stretch.ahead.from(start);
            let count = if start >= inner.start && free > 0 {
                // SAFETY: the points lie between two edges of the row, or rows make no difference; the place is theirs.
                unsafe { fill(lanes, &terms, sink, &ahead, k..k + free, place) };
                free
            } else {
                ahead.ask(0, L::COUNT);
                let block = Block { points: start..start + L::COUNT, place, row: length };
                // SAFETY: the points are points of the terms, and the sink has room for all points of the stretch.
                unsafe { sink.take(lanes, k, terms.across(lanes, stretch.parts, &block, k)) };
                L::COUNT
            };
            start += count;
            place.column += count;
        }
    }
}

/// Computes the sums at whole blocks.
///
/// # Safety
/// These are points of the terms, by their numbers in the stretch, and lie between two edges of a row, or in rows that make no
/// difference; `place` is that of the first. The sink has room for all points of the stretch.
#[inline(always)]
unsafe fn fill<T, L, S, K, const N: usize>(
    lanes: L,
    terms: &S,
    sink: K,
    ahead: &Foremost<'_, T>,
    points: Range<usize>,
    place: Place,
) where
    T: Element,
    L: Lanes<T::Scalar>,
    S: Terms<T, N>,
    K: Sink<T::Scalar, N>,
{
    // SAFETY: the caller's promise.
    unsafe {
        let in_row = terms.in_row(lanes, points.start, place);
        for offset in (0..points.len()).step_by(L::COUNT) {
            ahead.ask(offset, L::COUNT);
            let k = points.start + offset;
            if let Some(sums) = in_row.quick_sums(lanes, k) {
                sink.take(lanes, k, sums);
            } else {
                hint::cold_path();
                sink.take_rarely(lanes, k, in_row.sums(lanes, k));
            }
        }
    }
}
