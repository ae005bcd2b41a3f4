//! Sums at whole blocks of points that one formula for each term computes: the loops in which nearly all work is done.
//!
//! A stretch is cut where rows end. Between two edges there is nothing to decide at a block but which of its sums' formulae
//! comes next, and not even that where all of them are of one kind. A block in which a row ends is computed aside, once for
//! each of its rows where rows have weights of their own, its edges one by one.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::{array, ops::Range};

use crate::{
    Element, Output, Scalar,
    ahead::Soon,
    arithmetic::{Difference, Sum as WeightedSum},
    block::Block,
    formula::{Formula, Join, Place},
    lanes::{BLOCK, Lanes},
    part::Part,
    piece::OfPiece,
    simd::{InstructionSet, Task},
    stores,
    sum::Sum,
    terms::{Alike, SumsInRow, Terms, Unlike},
};

/// Sums whose blocks are stored together. More would be more streams at a time than memory writes well.
pub(crate) const GROUP: usize = 3;

/// Points whose successors are asked for at once.
const ASKED: usize = 4 * BLOCK;

/// The results of one block.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Results<O>(pub(crate) [O; BLOCK]);

/// Places of results.
#[derive(Clone, Copy)]
pub(crate) struct Places<O, const N: usize> {
    /// Of whole blocks of points from the first on.
    pub(crate) first: [*mut O; N],
    /// For how many points there is room, if not for all: then they are handed over before the next come.
    pub(crate) room: Option<usize>,
    /// Whether results are stored past the cache; then each block of them begins with a cache line.
    pub(crate) stream: bool,
}

impl<O, const N: usize> Places<O, N> {
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

/// Sums at whole blocks of points.
pub(crate) struct Stretch<'r, 'x, T, const N: usize> {
    pub(crate) block: Block,
    pub(crate) sums: &'r [Sum; N],
    pub(crate) parts: &'r [Part<'x, T>],
    /// What will be read soon.
    pub(crate) ahead: &'r Soon<'x, T>,
}

impl<T: Element, const N: usize> Stretch<'_, '_, T, N> {
    /// Computes the sums, and calls `filled` whenever there is no more room.
    ///
    /// # Safety
    /// There is room for all points, or for as many as `places` says, in whole blocks.
    pub(crate) unsafe fn fill<O: Output<Scalar = T::Scalar>>(
        &self,
        set: InstructionSet,
        places: Places<O, N>,
        filled: &mut dyn FnMut(Range<usize>),
    ) {
        let points = &self.block.points;
        for part in self.parts {
            let there = part.first <= points.start && points.end - part.first <= part.count;
            assert!(there, "points of a part");
        }
        assert!(self.ahead.reach(points.end), "points that will be read");
        let mut fill = Fill { set, places, filled };
        let done = match self.parts.len() {
            count if count == N => self.alike::<_, 1>(&mut fill),
            count if count == 2 * N => self.alike::<_, 2>(&mut fill),
            count if count == 3 * N && N == 1 => self.alike::<_, 3>(&mut fill),
            _ => false,
        };
        if !done {
            let terms = &Unlike { parts: self.parts, sums: self.sums, start: points.start };
            let Fill { set, places, filled } = fill;
            set.run(Segments { stretch: self, terms, places, filled });
        }
    }

    /// Computes sums of `M` terms each, all of one kind; false where they are not.
    fn alike<O: Output<Scalar = T::Scalar>, const M: usize>(&self, fill: &mut Fill<'_, O, N>) -> bool {
        if !T::LOADED {
            return false;
        }
        let (sums, _) = self.parts.as_chunks::<M>();
        let Ok(sums) = <&[[Part<'_, T>; M]; N]>::try_from(sums) else { return false };
        // There are as many groups of parts as sums: where each ends a sum, each is one.
        let is_one = |group: &[Part<'_, T>; M]| group[0].join == Join::Set && group[M - 1].last;
        if !sums.iter().all(is_one) {
            return false;
        }
        if let Some(terms) = self.terms::<Difference<'_, T>, M>(sums) {
            self.wide(&terms, fill)
        } else if let Some(terms) = self.terms::<WeightedSum<'_, T, 3>, M>(sums) {
            self.wide(&terms, fill)
        } else if N == 1
            && let Some(terms) = self.terms::<WeightedSum<'_, T, 5>, M>(sums)
        {
            self.wide(&terms, fill)
        } else {
            false
        }
    }

    /// Computes the sums in the vectors of an instruction set, if it has any.
    fn wide<O: Output<Scalar = T::Scalar>>(
        &self,
        terms: &impl Terms<T, N>,
        fill: &mut Fill<'_, O, N>,
    ) -> bool {
        let Fill { set, places, filled } = fill;
        set.run_wide(Segments { stretch: self, terms, places: *places, filled: &mut **filled })
    }

    /// The terms at the points, if all are of this kind.
    fn terms<'x, F: Formula<T> + OfPiece<'x, T>, const M: usize>(
        &self,
        sums: &[[Part<'x, T>; M]; N],
    ) -> Option<Alike<F, N, M>> {
        let first = F::of_piece(&sums[0][0].piece)?;
        let mut formulae = [[first; M]; N];
        for (formulae, parts) in formulae.iter_mut().zip(sums) {
            for (formula, part) in formulae.iter_mut().zip(parts) {
                let points = self.block.points.start - part.first..self.block.points.end - part.first;
                *formula = F::of_piece(&part.piece)?.within(points);
            }
        }
        let subtracted = array::from_fn(|n| array::from_fn(|m| sums[n][m].join == Join::Subtract));
        Some(Alike { formulae, subtracted })
    }

    /// Replaces the results of a block in the rows behind its first, where rows have weights of their own.
    #[inline(always)]
    fn replace_rows<O, L, S>(
        &self,
        lanes: L,
        terms: &S,
        block: &Block,
        mut place: Place,
        results: &mut [Results<O>; N],
    ) where
        O: Output<Scalar = T::Scalar>,
        L: Lanes<T::Scalar>,
        S: Terms<T, N>,
    {
        let Block { points, row, row_length } = block;
        let mut own = Results([O::default(); BLOCK]);
        let k = points.start - self.block.points.start;
        for row_start in (row + row_length..points.end).step_by(*row_length) {
            place.row += 1;
            let from = row_start - points.start;
            for n in 0..N {
                // SAFETY: all points are points of the terms, and the row is one of the run.
                let [sum] = unsafe { terms.one_in_row(lanes, n, k, place).sums(lanes, 0) };
                O::store(lanes, sum, &mut own.0);
                results[n].0[from..].copy_from_slice(&own.0[from..]);
            }
        }
    }

    /// Replaces the results of a block at edges of rows.
    #[inline(never)]
    fn replace_edges<O: Output<Scalar = T::Scalar>>(&self, block: &Block, results: &mut [Results<O>; N]) {
        for (sum, results) in self.sums.iter().zip(results) {
            sum.replace_edges(self.parts, block, &mut results.0);
        }
    }
}

/// How sums are computed and where they go.
struct Fill<'f, O, const N: usize> {
    set: InstructionSet,
    places: Places<O, N>,
    filled: &'f mut dyn FnMut(Range<usize>),
}

/// Sums computed from one end of a row to the next.
struct Segments<'s, 'r, 'x, T, O, S, const N: usize> {
    stretch: &'s Stretch<'r, 'x, T, N>,
    terms: &'s S,
    places: Places<O, N>,
    filled: &'s mut dyn FnMut(Range<usize>),
}

impl<T, O, S, const N: usize> Task<T::Scalar> for Segments<'_, '_, '_, T, O, S, N>
where
    T: Element,
    O: Output<Scalar = T::Scalar>,
    S: Terms<T, N>,
{
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        let Self { stretch, terms, places, filled } = self;
        let Block { points, row: mut row_start, row_length: length } = stretch.block.clone();
        let by_row = stretch.parts.iter().any(|part| part.piece.depends_on_row());
        let most = |end: usize| stretch.sums.iter().map(|sum| sum.edges[end]).max().unwrap_or(0);
        let [left, right] = [most(0), most(1)];
        let rows_matter = by_row || left + right > 0;
        let mut aside = [Results([O::default(); BLOCK]); N];
        let mut row = row_start / length;
        let mut start = points.start;
        while start < points.end {
            while start >= row_start + length {
                (row_start, row) = (row_start + length, row + 1);
            }
            let inner =
                if rows_matter { row_start + left..row_start + length - right } else { points.clone() };
            let free = inner.end.min(points.end).saturating_sub(start) / BLOCK * BLOCK;
            let is_free = start >= inner.start && free > 0;
            let place = Place { row, column: start - row_start };
            let offset = if places.room.is_none() { start - points.start } else { 0 };
            // One copy of the loop for both.
            let (to, stream, count) = if is_free {
                let count = free.min(places.room.unwrap_or(free));
                (places.first.map(|first| first.wrapping_add(offset)), places.stream, count)
            } else {
                (aside.each_mut().map(|results| results.0.as_mut_ptr()), false, BLOCK)
            };
            let k = start - points.start;
            if N <= GROUP {
                // SAFETY: the row is one of the run.
                let in_row = unsafe { terms.in_row(lanes, k, place) };
                for first in (0..count).step_by(ASKED) {
                    let last = count.min(first + ASKED);
                    // SAFETY: there are numbers for all points, as `fill` checked.
                    unsafe { stretch.ahead.ask(start + first..start + last) };
                    for offset in (first..last).step_by(BLOCK) {
                        // SAFETY: all points are points of the terms.
                        let sums = unsafe { in_row.sums(lanes, offset) };
                        // SAFETY: there is room for so many points, and as many lines where they are streamed.
                        unsafe { store::<_, _, N>(lanes, &to, offset, stream, &sums) };
                    }
                }
            } else {
                // SAFETY: as above.
                unsafe { stretch.ahead.ask(start..start + count) };
                // More sums than registers hold the weights of.
                for n in 0..N {
                    // SAFETY: as above.
                    let in_row = unsafe { terms.one_in_row(lanes, n, k, place) };
                    for offset in (0..count).step_by(BLOCK) {
                        // SAFETY: as above.
                        let sums = unsafe { in_row.sums(lanes, offset) };
                        // SAFETY: as above.
                        unsafe { store::<_, _, 1>(lanes, &[to[n]], offset, stream, &sums) };
                    }
                }
            }
            if !is_free {
                let block = Block { points: start..start + BLOCK, row: row_start, row_length: length };
                if by_row {
                    stretch.replace_rows(lanes, terms, &block, place, &mut aside);
                }
                stretch.replace_edges(&block, &mut aside);
                // SAFETY: there is room for a block, and it begins with a cache line where it is streamed.
                unsafe { places.put::<L, _>(offset, &aside) };
            }
            if places.room.is_some() {
                filled(start..start + count);
            }
            start += count;
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
    if stream {
        for n in 0..N {
            // SAFETY: the caller's promise.
            unsafe { O::stream(lanes, numbers[n], to[n].add(offset)) };
        }
    } else {
        for n in 0..N {
            // SAFETY: the caller's promise.
            let to = unsafe { std::slice::from_raw_parts_mut(to[n].add(offset), BLOCK) };
            O::store(lanes, numbers[n], to);
        }
    }
}
