//! The terms of sums at the points of a stretch: of one kind, so that there is nothing to decide, or any.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use crate::{
    Element, Scalar,
    formula::{Formula, InRow, Place},
    lanes::{BLOCK, Lanes},
    part::Part,
    sum::Sum,
};

/// Terms of sums.
pub(crate) trait Terms<T: Element, const N: usize> {
    /// The terms from the point number `k` of the stretch on, in one row.
    ///
    /// # Safety
    /// `place` is that of the point, but for the row, which may be another of the run.
    unsafe fn in_row<L: Lanes<T::Scalar>>(&self, lanes: L, k: usize, place: Place) -> Self::InRow<'_, L>;

    /// What [`Terms::in_row`] gives.
    type InRow<'s, L: Lanes<T::Scalar>>: SumsInRow<T::Scalar, L, N>
    where
        Self: 's;

    /// The terms of the sum number `n` only.
    ///
    /// # Safety
    /// As for [`Terms::in_row`].
    unsafe fn one_in_row<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        n: usize,
        k: usize,
        place: Place,
    ) -> Self::OneInRow<'_, L>;

    /// What [`Terms::one_in_row`] gives.
    type OneInRow<'s, L: Lanes<T::Scalar>>: SumsInRow<T::Scalar, L, 1>
    where
        Self: 's;
}

/// Sums at points of one row.
pub(crate) trait SumsInRow<S: Scalar, L: Lanes<S>, const N: usize> {
    /// The sums so many points further on.
    ///
    /// # Safety
    /// That of [`InRow::at`].
    unsafe fn sums(&self, lanes: L, offset: usize) -> [L::Numbers; N];
}

/// Sums of `M` terms each, all of one kind; those behind the first are added to it or, if `MINUS`, subtracted.
#[derive(Clone, Copy)]
pub(crate) struct Alike<F, const N: usize, const M: usize, const MINUS: bool> {
    /// Of the points of the stretch.
    pub(crate) formulae: [[F; M]; N],
}

impl<T: Element, F: Formula<T>, const N: usize, const M: usize, const MINUS: bool> Terms<T, N>
    for Alike<F, N, M, MINUS>
{
    type InRow<'s, L: Lanes<T::Scalar>>
        = Alike<F::InRow<L>, N, M, MINUS>
    where
        Self: 's;

    type OneInRow<'s, L: Lanes<T::Scalar>>
        = Alike<F::InRow<L>, 1, M, MINUS>
    where
        Self: 's;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        k: usize,
        place: Place,
    ) -> Alike<F::InRow<L>, N, M, MINUS> {
        // SAFETY: the caller's promise.
        let mut formulae = [unsafe { self.sum_in_row(lanes, 0, k, place) }; N];
        for n in 1..N {
            // SAFETY: the caller's promise.
            formulae[n] = unsafe { self.sum_in_row(lanes, n, k, place) };
        }
        Alike { formulae }
    }

    #[inline(always)]
    unsafe fn one_in_row<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        n: usize,
        k: usize,
        place: Place,
    ) -> Alike<F::InRow<L>, 1, M, MINUS> {
        // SAFETY: the caller's promise.
        let formulae = [unsafe { self.sum_in_row(lanes, n, k, place) }];
        Alike { formulae }
    }
}

impl<F, const N: usize, const M: usize, const MINUS: bool> Alike<F, N, M, MINUS> {
    /// The terms of one sum.
    ///
    /// # Safety
    /// As for [`Terms::in_row`].
    #[inline(always)]
    unsafe fn sum_in_row<T: Element, L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        n: usize,
        k: usize,
        place: Place,
    ) -> [F::InRow<L>; M]
    where
        F: Formula<T>,
    {
        // SAFETY: the caller's promise.
        let mut terms = [unsafe { self.formulae[n][0].in_row(lanes, k, place) }; M];
        for m in 1..M {
            // SAFETY: the caller's promise.
            terms[m] = unsafe { self.formulae[n][m].in_row(lanes, k, place) };
        }
        terms
    }
}

impl<S, L, F, const N: usize, const M: usize, const MINUS: bool> SumsInRow<S, L, N> for Alike<F, N, M, MINUS>
where
    S: Scalar,
    L: Lanes<S>,
    F: InRow<S, L>,
{
    #[inline(always)]
    unsafe fn sums(&self, lanes: L, offset: usize) -> [L::Numbers; N] {
        // SAFETY: the caller's promise.
        let mut sums = [unsafe { self.formulae[0][0].at(lanes, offset) }; N];
        for n in 0..N {
            if n > 0 {
                // SAFETY: the caller's promise.
                sums[n] = unsafe { self.formulae[n][0].at(lanes, offset) };
            }
            for m in 1..M {
                // SAFETY: the caller's promise.
                let derivatives = unsafe { self.formulae[n][m].at(lanes, offset) };
                sums[n] = if MINUS {
                    lanes.subtract(sums[n], derivatives)
                } else {
                    lanes.add(sums[n], derivatives)
                };
            }
        }
        sums
    }
}

/// Sums of any terms.
pub(crate) struct Unlike<'r, 'x, T> {
    pub(crate) parts: &'r [Part<'x, T>],
    pub(crate) sums: &'r [Sum],
    /// First point of the stretch.
    pub(crate) start: usize,
}

/// [`Unlike`] sums at points of one row, of which the first has these places in the run.
pub(crate) struct UnlikeInRow<'r, 'x, T> {
    parts: &'r [Part<'x, T>],
    start: usize,
    place: Place,
}

impl<'x, T: Element, const N: usize> Terms<T, N> for Unlike<'_, 'x, T> {
    type InRow<'s, L: Lanes<T::Scalar>>
        = UnlikeInRow<'s, 'x, T>
    where
        Self: 's;

    type OneInRow<'s, L: Lanes<T::Scalar>>
        = UnlikeInRow<'s, 'x, T>
    where
        Self: 's;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<T::Scalar>>(&self, _: L, k: usize, place: Place) -> UnlikeInRow<'_, 'x, T> {
        UnlikeInRow { parts: self.parts, start: self.start + k, place }
    }

    #[inline(always)]
    unsafe fn one_in_row<L: Lanes<T::Scalar>>(
        &self,
        _: L,
        n: usize,
        k: usize,
        place: Place,
    ) -> UnlikeInRow<'_, 'x, T> {
        UnlikeInRow { parts: &self.parts[self.sums[n].parts.clone()], start: self.start + k, place }
    }
}

impl<T: Element, L: Lanes<T::Scalar>, const N: usize> SumsInRow<T::Scalar, L, N> for UnlikeInRow<'_, '_, T> {
    #[inline(always)]
    unsafe fn sums(&self, lanes: L, offset: usize) -> [L::Numbers; N] {
        let place = Place { column: self.place.column + offset, ..self.place };
        let zero = lanes.load(&[T::Scalar::default(); BLOCK]);
        let mut sums = [zero; N];
        let mut sum = zero;
        let mut places = sums.iter_mut();
        for part in self.parts {
            // SAFETY: the caller's promise.
            let derivatives = unsafe { part.piece.in_row(lanes, self.start + offset - part.first, place) };
            sum = part.join.of(lanes, sum, derivatives);
            if part.last
                && let Some(place) = places.next()
            {
                *place = sum;
                sum = zero;
            }
        }
        sums
    }
}
