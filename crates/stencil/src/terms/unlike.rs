//! The terms of any sums.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use super::{SumsInRow, Terms};
use crate::{
    Element,
    block::Block,
    formula::Place,
    lanes::{BLOCK, Lanes},
    part::Part,
    sum::Sum,
};

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

    type SomeInRow<'s, L: Lanes<T::Scalar>, const K: usize>
        = UnlikeInRow<'s, 'x, T>
    where
        Self: 's;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<T::Scalar>>(&self, _: L, k: usize, place: Place) -> UnlikeInRow<'_, 'x, T> {
        UnlikeInRow { parts: self.parts, start: self.start + k, place }
    }

    #[inline(always)]
    unsafe fn across<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        n: usize,
        parts: &[Part<'_, T>],
        block: &Block,
        _: usize,
    ) -> L::Numbers {
        self.sums[n].of_block(lanes, parts, block)
    }

    #[inline(always)]
    unsafe fn some_in_row<L: Lanes<T::Scalar>, const K: usize>(
        &self,
        _: L,
        first: usize,
        k: usize,
        place: Place,
    ) -> UnlikeInRow<'_, 'x, T> {
        let parts = self.sums[first].parts.start..self.sums[first + K - 1].parts.end;
        UnlikeInRow { parts: &self.parts[parts], start: self.start + k, place }
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
