//! Whole blocks of points from one end of a row to the next: the loops in which nearly all work is done.
//!
//! Between two edges there is nothing to decide at a block where all terms are of one kind and it is known whose weights
//! vary; else each term is asked. A block in which a row ends is computed on its own, derivatives at edges one by one.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::ops::Range;

use crate::{
    Element, Output,
    block::Block,
    formula::Place,
    lanes::{BLOCK, Lanes},
    pattern::group,
    simd::Task,
    stretch::Stretch,
    terms::{SumsInRow, Terms},
};

/// Sums whose blocks are stored together. More would be more streams at a time than memory writes well.
pub(crate) const GROUP: usize = 3;

/// Where results go.
#[derive(Clone, Copy)]
pub(crate) struct Targets<O, const N: usize> {
    /// Of whole blocks of points from the first on.
    pub(crate) first: [*mut O; N],
    /// For how many points there is room, if not for all: then they are handed over when it is full, and at the end.
    pub(crate) room: Option<usize>,
    /// Whether results are stored past the cache; then each block of them begins with a cache line.
    pub(crate) stream: bool,
}

/// Sums computed from one end of a row to the next.
pub(crate) struct Segments<'s, 'r, 'x, T, O, S, const N: usize> {
    pub(crate) stretch: &'s Stretch<'r, 'x, T, N>,
    pub(crate) terms: &'s S,
    pub(crate) targets: Targets<O, N>,
    pub(crate) filled: &'s mut dyn FnMut(Range<usize>),
}

impl<T, O, S, const N: usize> Task<T::Scalar> for Segments<'_, '_, '_, T, O, S, N>
where
    T: Element,
    O: Output<Scalar = T::Scalar>,
    S: Terms<T, N>,
{
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        let Self { stretch, terms, targets, filled } = self;
        let Block { points, mut place, row: length } = stretch.block.clone();
        let by_row = stretch.parts.iter().any(|part| part.piece.depends_on_row());
        let most = |end: usize| stretch.sums.iter().map(|sum| sum.edges[end]).max().unwrap_or(0);
        let [left, right] = [most(0), most(1)];
        let rows_matter = by_row || left + right > 0;
        let (mut start, mut handed) = (points.start, points.start);
        while start < points.end {
            while place.column >= length {
                place = Place { row: place.row + 1, column: place.column - length };
            }
            let row_start = start - place.column;
            let inner =
                if rows_matter { row_start + left..row_start + length - right } else { points.clone() };
            let free = inner.end.min(points.end).saturating_sub(start) / BLOCK * BLOCK;
            let offset = start - handed;
            let to = targets.first.map(|first| first.wrapping_add(offset));
            let count = if start >= inner.start && free > 0 {
                let count = free.min(targets.room.map_or(free, |room| room - offset));
                let segment = Segment { stretch, terms, points: start..start + count, place, to };
                // SAFETY: the points lie between two edges of the row, or rows make no difference; the place is theirs. There is
                // room for them, and it begins with a cache line where results are stored past the cache.
                unsafe { segment.fill(lanes, targets.stream) };
                count
            } else {
                let block = Block { points: start..start + BLOCK, place, row: length };
                stretch.ahead.from(start).ask(0);
                for n in 0..N {
                    // SAFETY: the points are points of the terms. There is room for a block, and it begins with a cache line where
                    // results are stored past the cache.
                    unsafe {
                        let numbers = terms.across(lanes, n, stretch.parts, &block, start - points.start);
                        store::<_, _, 1>(lanes, &[to[n]], 0, targets.stream, &[numbers]);
                    }
                }
                BLOCK
            };
            start += count;
            place.column += count;
            if targets.room.is_some_and(|room| start - handed == room || start == points.end) {
                filled(handed..start);
                handed = start;
            }
        }
    }
}

/// Whole blocks between two edges of a row.
struct Segment<'s, 'r, 'x, T, O, S, const N: usize> {
    stretch: &'s Stretch<'r, 'x, T, N>,
    terms: &'s S,
    /// Points of the run.
    points: Range<usize>,
    place: Place,
    /// Where the results of the first of them go.
    to: [*mut O; N],
}

impl<T, O, S, const N: usize> Segment<'_, '_, '_, T, O, S, N>
where
    T: Element,
    O: Output<Scalar = T::Scalar>,
    S: Terms<T, N>,
{
    /// Computes and stores the results, past the cache or not.
    ///
    /// # Safety
    /// The points are points of the terms and lie between two edges of a row, or in rows that make no difference; `place` is that
    /// of the first. There is room for their results, which begins with a cache line where it is to be stored past the cache.
    #[inline(always)]
    unsafe fn fill<L: Lanes<T::Scalar>>(self, lanes: L, stream: bool) {
        let Self { stretch, terms, points: Range { start, end }, place, ref to } = self;
        let (k, count) = (start - stretch.block.points.start, end - start);
        if const { N <= GROUP } {
            // SAFETY: the caller's promise.
            let in_row = unsafe { terms.in_row(lanes, k, place) };
            let foremost = stretch.ahead.from(start);
            for offset in (0..count).step_by(BLOCK) {
                foremost.ask(offset);
                // SAFETY: the caller's promise.
                unsafe { store::<_, _, N>(lanes, to, offset, stream, &in_row.sums(lanes, offset)) };
            }
            return;
        }
        // More sums than registers hold the weights of.
        // SAFETY: the caller's promise; the groups are equal.
        unsafe {
            match const { group(N) } {
                3 => self.fill_by_groups::<L, 3>(lanes, stream),
                2 => self.fill_by_groups::<L, 2>(lanes, stream),
                _ => self.fill_by_groups::<L, 1>(lanes, stream),
            }
        }
    }

    /// The same, so many sums at a time.
    ///
    /// # Safety
    /// As for [`Segment::fill`]; the sums are groups of so many.
    #[inline(always)]
    unsafe fn fill_by_groups<L: Lanes<T::Scalar>, const K: usize>(self, lanes: L, stream: bool) {
        let Self { stretch, terms, points: Range { start, end }, place, to } = self;
        let (k, count) = (start - stretch.block.points.start, end - start);
        let foremost = stretch.ahead.from(start);
        for (number, to) in to.as_chunks::<K>().0.iter().enumerate() {
            // SAFETY: the caller's promise.
            let in_row = unsafe { terms.some_in_row::<L, K>(lanes, number * K, k, place) };
            for offset in (0..count).step_by(BLOCK) {
                foremost.ask_one(number, offset);
                // SAFETY: the caller's promise.
                unsafe { store::<_, _, K>(lanes, to, offset, stream, &in_row.sums(lanes, offset)) };
            }
        }
    }
}

/// Stores a block of each result, so many points from the first on, past the cache or not.
///
/// # Safety
/// There is room for it; it begins with a cache line where it is to be stored past the cache.
#[inline(always)]
unsafe fn store<O: Output, L: Lanes<O::Scalar>, const N: usize>(
    lanes: L,
    to: &[*mut O; N],
    offset: usize,
    stream: bool,
    numbers: &[L::Numbers; N],
) {
    for n in 0..N {
        // SAFETY: the caller's promise.
        unsafe {
            let to = to[n].add(offset);
            if stream {
                O::stream(lanes, numbers[n], to);
            } else {
                O::store(lanes, numbers[n], std::slice::from_raw_parts_mut(to, BLOCK));
            }
        }
    }
}
