//! The terms of any sums.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use super::{SumsInRow, Terms};
use crate::{Element, block::Block, formula::Place, lanes::Lanes, part::Part};

/// Sums of any terms.
#[derive(Clone, Copy)]
pub(crate) struct Unlike<'r, 'x, T> {
    pub(crate) parts: &'r [Part<'x, T>],
    /// First point of the stretch.
    pub(crate) start: usize,
}

/// [`Unlike`] sums at points of one row, of which one has these places in the stretch and in the row.
pub(crate) struct UnlikeInRow<'r, 'x, T> {
    parts: &'r [Part<'x, T>],
    /// First point of the stretch.
    start: usize,
    k: usize,
    place: Place,
}

impl<'x, T: Element, const N: usize> Terms<T, N> for Unlike<'_, 'x, T> {
    type InRow<'s, L: Lanes<T::Scalar>>
        = UnlikeInRow<'s, 'x, T>
    where
        Self: 's;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<T::Scalar>>(&self, _: L, k: usize, place: Place) -> UnlikeInRow<'_, 'x, T> {
        UnlikeInRow { parts: self.parts, start: self.start, k, place }
    }

    #[inline(always)]
    unsafe fn across<L: Lanes<T::Scalar>>(
        &self,
        _: L,
        _: &[Part<'_, T>],
        _: &Block,
        _: usize,
    ) -> Option<[L::Numbers; N]> {
        None
    }
}

impl<T: Element, L: Lanes<T::Scalar>, const N: usize> SumsInRow<T, L, N> for UnlikeInRow<'_, '_, T> {
    #[inline(always)]
    unsafe fn quick_sums(
        &mut self,
        lanes: L,
        k: usize,
        block: Option<(&[Part<'_, T>], &Block)>,
    ) -> Option<[L::Numbers; N]> {
        if block.is_some() {
            return None;
        }
        let place = Place { column: self.place.column + k - self.k, ..self.place };
        let zero = lanes.zero();
        let mut sums = [zero; N];
        let mut sum = zero;
        let mut places = sums.iter_mut();
        for part in self.parts {
            // SAFETY: the caller's promise.
            let derivatives = unsafe { part.piece.in_row(lanes, self.start + k - part.first, place) };
            sum = part.join.of(lanes, sum, derivatives);
            if part.last
                && let Some(place) = places.next()
            {
                *place = sum;
                sum = zero;
            }
        }
        Some(sums)
    }
}
