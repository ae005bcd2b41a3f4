//! Whole blocks of points from one end of a row to the next: the loops in which nearly all work is done.
//!
//! Between two edges there is nothing to decide at a block where all terms are of one kind and it is known whose weights
//! vary; else each term is asked. A block in which a row ends is computed aside, derivatives at edges one by one.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::ops::Range;

use crate::{
    Element, Output, Scalar,
    block::Block,
    formula::Place,
    lanes::{BLOCK, Lanes},
    simd::Task,
    stores,
    stretch::Stretch,
    terms::{SumsInRow, Terms},
};

/// Sums whose blocks are stored together. More would be more streams at a time than memory writes well.
pub(crate) const GROUP: usize = 3;

/// The results of one block.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Results<O>([O; BLOCK]);

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

impl<O, const N: usize> Targets<O, N> {
    /// Copies a block of each result, so many points from the first on.
    ///
    /// # Safety
    /// There is room for it; it begins with a cache line where it is to be stored past the cache. The processor has the
    /// instruction set of the lanes.
    #[inline(always)]
    unsafe fn put<L: Lanes<S>, S: Scalar>(&self, offset: usize, results: &[Results<O>; N]) {
        for n in 0..N {
            let (from, to) = (results[n].0.as_ptr(), self.first[n].wrapping_add(offset));
            // SAFETY: the caller's promise.
            unsafe {
                if self.stream {
                    stores::lines(L::SET, from.cast(), to.cast(), size_of::<Results<O>>() / stores::LINE);
                } else {
                    to.copy_from_nonoverlapping(from, BLOCK);
                }
            }
        }
    }
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
        let mut aside = [Results([O::default(); BLOCK]); N];
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
            let count = if start >= inner.start && free > 0 {
                let count = free.min(targets.room.map_or(free, |room| room - offset));
                let to = targets.first.map(|first| first.wrapping_add(offset));
                let segment = Segment { stretch, terms, points: start..start + count, place, to };
                // SAFETY: the points lie between two edges of the row, or rows make no difference; the place is theirs. There is
                // room for them, and it begins with a cache line where results are stored past the cache.
                unsafe { segment.fill(lanes, targets.stream) };
                count
            } else {
                let block = Block { points: start..start + BLOCK, place, row: length };
                stretch.ahead.ask(start, BLOCK);
                L::SET.run(RowEnds { stretch, block: &block, results: &mut aside });
                // SAFETY: there is room for a block, and it begins with a cache line where it is streamed.
                unsafe { targets.put::<L, _>(offset, &aside) };
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
        let Self { stretch, terms, points: Range { start, end }, place, to } = self;
        let (k, count) = (start - stretch.block.points.start, end - start);
        if const { N <= GROUP } {
            // SAFETY: the caller's promise.
            let in_row = unsafe { terms.in_row(lanes, k, place) };
            for offset in (0..count).step_by(BLOCK) {
                stretch.ahead.ask(start + offset, BLOCK);
                // SAFETY: the caller's promise.
                unsafe { store::<_, _, N>(lanes, &to, offset, stream, &in_row.sums(lanes, offset)) };
            }
        } else {
            stretch.ahead.ask(start, count);
            // More sums than registers hold the weights of.
            for n in 0..N {
                // SAFETY: as above.
                let in_row = unsafe { terms.one_in_row(lanes, n, k, place) };
                for offset in (0..count).step_by(BLOCK) {
                    // SAFETY: as above.
                    unsafe { store::<_, _, 1>(lanes, &[to[n]], offset, stream, &in_row.sums(lanes, offset)) };
                }
            }
        }
    }
}

/// A block in which rows end, to be computed aside.
struct RowEnds<'s, 'r, 'x, T, O, const N: usize> {
    stretch: &'s Stretch<'r, 'x, T, N>,
    block: &'s Block,
    results: &'s mut [Results<O>; N],
}

impl<T, O, const N: usize> Task<T::Scalar> for RowEnds<'_, '_, '_, T, O, N>
where
    T: Element,
    O: Output<Scalar = T::Scalar>,
{
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        let Self { stretch, block, results } = self;
        for (sum, results) in stretch.sums.iter().zip(results) {
            O::store(lanes, sum.of_block(lanes, stretch.parts, block), &mut results.0);
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
