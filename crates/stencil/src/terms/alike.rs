//! The terms of sums that are all of one kind.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::{hint, marker::PhantomData};

use super::{SumsInRow, Terms};
use crate::{
    Element, Scalar,
    block::Block,
    formula::{Formula, InRow, Place},
    lanes::{BLOCK, Lanes},
    part::Part,
    pattern::{Known, Pattern},
};

/// Sums of `M` terms each, all of one kind; those behind the first are added to it or, if `MINUS`, subtracted.
pub(crate) struct Alike<F, P, const N: usize, const M: usize, const MINUS: bool> {
    /// Of the points of the stretch.
    formulae: [[F; M]; N],
    pattern: PhantomData<P>,
}

impl<F, P: Pattern, const N: usize, const M: usize, const MINUS: bool> Alike<F, P, N, M, MINUS> {
    /// The sums of these formulae, if they are of the pattern.
    pub(crate) fn new<T: Element>(formulae: &[[F; M]; N]) -> Option<Self>
    where
        F: Formula<T>,
    {
        let fits = |n: usize, m: usize| match P::known([n, m], [N, M]) {
            Known::Same => !formulae[n][m].varies(),
            Known::Varying => formulae[n][m].varies(),
            Known::Nothing => true,
        };
        let shares = |n: usize, m: usize| {
            let middle = formulae[n][m].middle();
            middle.is_some() && middle == formulae[n][0].middle()
        };
        let all = (0..N).all(|n| (0..M).all(|m| fits(n, m) && (!P::SHARED || shares(n, m))));
        all.then_some(Self { formulae: *formulae, pattern: PhantomData })
    }
}

impl<T, F, P, const N: usize, const M: usize, const MINUS: bool> Terms<T, N> for Alike<F, P, N, M, MINUS>
where
    T: Element,
    F: Formula<T>,
    P: Pattern,
{
    type InRow<'s, L: Lanes<T::Scalar>>
        = AlikeInRow<F::InRow<L>, P, N, M, MINUS>
    where
        Self: 's;

    type SomeInRow<'s, L: Lanes<T::Scalar>, const K: usize>
        = AlikeInRow<F::InRow<L>, P, K, M, MINUS>
    where
        Self: 's;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<T::Scalar>>(&self, lanes: L, k: usize, place: Place) -> Self::InRow<'_, L> {
        // SAFETY: the caller's promise.
        let mut formulae = unsafe { sums_in_row(&self.formulae, lanes, k, place) };
        if P::SHARED {
            for n in 0..N {
                for m in 1..M {
                    // SAFETY: the formulae are of the pattern: their values there are the same, and there are as many.
                    formulae[n][m] = unsafe { formulae[n][m].sharing_the_middle_of(&formulae[n][0]) };
                }
            }
        }
        AlikeInRow::new(lanes, formulae)
    }

    #[inline(always)]
    unsafe fn across<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        n: usize,
        parts: &[Part<'_, T>],
        block: &Block,
        k: usize,
    ) -> L::Numbers {
        let parts = &parts[n * M..][..M];
        let mut sum = lanes.load(&[T::Scalar::default(); BLOCK]);
        for m in 0..M {
            // SAFETY: the caller's promise; the place of the block is that of its first point.
            let numbers = unsafe { self.formulae[n][m].across(lanes, k, block.place, block.row) };
            let derivatives = parts[m].with_edges(lanes, numbers, block);
            sum = match (m, MINUS) {
                (0, _) => derivatives,
                (_, true) => lanes.subtract(sum, derivatives),
                (_, false) => lanes.add(sum, derivatives),
            };
        }
        sum
    }

    #[inline(always)]
    unsafe fn some_in_row<L: Lanes<T::Scalar>, const K: usize>(
        &self,
        lanes: L,
        first: usize,
        k: usize,
        place: Place,
    ) -> Self::SomeInRow<'_, L, K> {
        let some = self.formulae[first..].first_chunk().expect("as many sums as are asked for");
        // SAFETY: the caller's promise.
        AlikeInRow::new(lanes, unsafe { sums_in_row(some, lanes, k, place) })
    }
}

/// The terms of some sums.
///
/// # Safety
/// As for [`Terms::in_row`].
#[inline(always)]
unsafe fn sums_in_row<T: Element, F: Formula<T>, L: Lanes<T::Scalar>, const M: usize, const N: usize>(
    sums: &[[F; M]; N],
    lanes: L,
    k: usize,
    place: Place,
) -> [[F::InRow<L>; M]; N] {
    // SAFETY: the caller's promise.
    let mut in_row = [unsafe { sum_in_row(&sums[0], lanes, k, place) }; N];
    for n in 1..N {
        // SAFETY: the caller's promise.
        in_row[n] = unsafe { sum_in_row(&sums[n], lanes, k, place) };
    }
    in_row
}

/// The terms of one sum.
///
/// # Safety
/// As for [`Terms::in_row`].
#[inline(always)]
unsafe fn sum_in_row<T: Element, F: Formula<T>, L: Lanes<T::Scalar>, const M: usize>(
    terms: &[F; M],
    lanes: L,
    k: usize,
    place: Place,
) -> [F::InRow<L>; M] {
    // SAFETY: the caller's promise.
    let mut in_row = [unsafe { terms[0].in_row(lanes, k, place) }; M];
    for m in 1..M {
        // SAFETY: the caller's promise.
        in_row[m] = unsafe { terms[m].in_row(lanes, k, place) };
    }
    in_row
}

/// [`Alike`] sums at points of one row.
pub(crate) struct AlikeInRow<F, P, const N: usize, const M: usize, const MINUS: bool> {
    formulae: [[F; M]; N],
    /// Whether all that is divided by has a reciprocal.
    has_reciprocals: bool,
    pattern: PhantomData<P>,
}

impl<F, P, const N: usize, const M: usize, const MINUS: bool> AlikeInRow<F, P, N, M, MINUS> {
    #[inline(always)]
    fn new<S: Scalar, L: Lanes<S>>(lanes: L, formulae: [[F; M]; N]) -> Self
    where
        F: InRow<S, L>,
    {
        let mut has_reciprocals = true;
        for n in 0..N {
            for m in 0..M {
                has_reciprocals &= formulae[n][m].has_reciprocal(lanes);
            }
        }
        Self { formulae, has_reciprocals, pattern: PhantomData }
    }

    /// The terms of one sum.
    ///
    /// # Safety
    /// That of [`InRow::at`]; the formulae are of the pattern.
    #[inline(always)]
    unsafe fn derivatives<S: Scalar, L: Lanes<S>>(&self, lanes: L, n: usize, offset: usize) -> [L::Numbers; M]
    where
        F: InRow<S, L>,
        P: Pattern,
    {
        let formulae = &self.formulae[n];
        // SAFETY: the caller's promise.
        let mut numbers = [unsafe { formulae[0].undivided(lanes, offset, P::known([n, 0], [N, M])) }; M];
        for m in 1..M {
            // SAFETY: the caller's promise.
            numbers[m] = unsafe { formulae[m].undivided(lanes, offset, P::known([n, m], [N, M])) };
        }
        // One question for all terms costs less than one for each.
        if self.has_reciprocals && F::are_large(lanes, &numbers) {
            for m in 0..M {
                numbers[m] = formulae[m].by_reciprocal(lanes, numbers[m]);
            }
        } else {
            hint::cold_path();
            for m in 0..M {
                numbers[m] = formulae[m].divided(lanes, numbers[m]);
            }
        }
        numbers
    }
}

impl<S, L, F, P, const N: usize, const M: usize, const MINUS: bool> SumsInRow<S, L, N>
    for AlikeInRow<F, P, N, M, MINUS>
where
    S: Scalar,
    L: Lanes<S>,
    F: InRow<S, L>,
    P: Pattern,
{
    #[inline(always)]
    unsafe fn sums(&self, lanes: L, offset: usize) -> [L::Numbers; N] {
        let mut sums = [lanes.load(&[S::default(); BLOCK]); N];
        for n in 0..N {
            // SAFETY: the caller's promise; the formulae are of the pattern.
            let derivatives = unsafe { self.derivatives(lanes, n, offset) };
            sums[n] = derivatives[0];
            for m in 1..M {
                sums[n] = if MINUS {
                    lanes.subtract(sums[n], derivatives[m])
                } else {
                    lanes.add(sums[n], derivatives[m])
                };
            }
        }
        sums
    }
}
