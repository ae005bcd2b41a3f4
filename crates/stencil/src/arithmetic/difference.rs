//! Differences by a divisor.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::ops::Range;

use super::load;
use crate::{
    Element,
    divisor::Divisor,
    formula::{Formula, InRow, Place},
    lanes::{Lanes, One},
    pattern::Known,
};

/// `(upper − lower) / divisor`
#[derive(Debug, Clone, Copy)]
pub(crate) struct Difference<'a, E> {
    pub(crate) lower: &'a [E],
    pub(crate) upper: &'a [E],
    pub(crate) divisor: Divisor,
}

impl<E: Element> Formula<E> for Difference<'_, E> {
    fn points(&self) -> usize {
        self.lower.len().min(self.upper.len())
    }

    fn within(&self, points: Range<usize>) -> Self {
        Self { lower: &self.lower[points.clone()], upper: &self.upper[points], divisor: self.divisor }
    }

    fn number(&self, k: usize, _: Place) -> E::Scalar {
        let difference = One.subtract(self.upper[k].widen(), self.lower[k].widen());
        One.divide(difference, &self.divisor.value, E::TINY)
    }

    fn varies(&self) -> bool {
        false
    }

    fn depends_on_row(&self) -> bool {
        false
    }

    fn has_reciprocal(&self) -> bool {
        self.divisor.reciprocal.is_some()
    }

    fn weighs_as(&self, other: &Self) -> bool {
        self.divisor == other.divisor
    }

    fn is_along(&self) -> bool {
        self.lower.as_ptr().wrapping_add(2) == self.upper.as_ptr()
    }

    fn follows(&self, _: &Self) -> bool {
        false
    }

    fn middle(&self) -> Option<*const E> {
        None
    }

    type InRow<L: Lanes<E::Scalar>> = DifferenceInRow<E, L::Divisor, L::Before>;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<E::Scalar>>(&self, lanes: L, _: usize, _: Place) -> Self::InRow<L> {
        DifferenceInRow {
            lower: self.lower.as_ptr(),
            upper: self.upper.as_ptr(),
            divisor: lanes.divisor(&self.divisor),
            before: lanes.none_before(),
        }
    }

    #[inline(always)]
    unsafe fn across_rows<L: Lanes<E::Scalar>>(
        &self,
        lanes: L,
        k: usize,
        place: Place,
        _: usize,
    ) -> Self::InRow<L> {
        debug_assert!(k + L::COUNT <= self.points(), "points for all lanes");
        // SAFETY: the caller's promise; rows make no difference.
        unsafe { self.in_row(lanes, k, place) }
    }

    #[inline(always)]
    fn in_row_weighing_as<L: Lanes<E::Scalar>>(&self, other: &Self::InRow<L>) -> Self::InRow<L> {
        DifferenceInRow { lower: self.lower.as_ptr(), upper: self.upper.as_ptr(), ..*other }
    }
}

/// A [`Difference`] on points of one row.
#[derive(Clone, Copy)]
pub(crate) struct DifferenceInRow<E, D, B> {
    lower: *const E,
    upper: *const E,
    divisor: D,
    /// The values before the point to come, where they are known to be neighbours.
    before: B,
}

impl<E: Element, L: Lanes<E::Scalar>> InRow<E::Scalar, L> for DifferenceInRow<E, L::Divisor, L::Before> {
    #[inline(always)]
    unsafe fn entered(mut self, lanes: L, k: usize) -> Self {
        // SAFETY: the caller's promise: the lower number stands before the middle.
        self.before = unsafe { E::before::<L, 3>(lanes, self.lower.add(k + 1)) };
        self
    }

    #[inline(always)]
    unsafe fn undivided(&mut self, lanes: L, k: usize, known: Known) -> L::Numbers {
        if known == Known::Along {
            // SAFETY: the caller's promise: the lower number stands before the middle, the upper one behind it.
            let [lower, _, upper] = unsafe { E::load_around(lanes, self.lower.add(k + 1), &mut self.before) };
            return lanes.subtract(upper, lower);
        }
        // SAFETY: the caller's promise.
        let (upper, lower) = unsafe { (load(lanes, self.upper, k), load(lanes, self.lower, k)) };
        lanes.subtract(upper, lower)
    }

    #[inline(always)]
    fn divided(&self, lanes: L, numbers: L::Numbers) -> L::Numbers {
        lanes.divide(numbers, &self.divisor, E::TINY)
    }

    const SMALL: bool = E::TINY;

    #[inline(always)]
    fn by_reciprocal(&self, lanes: L, numbers: L::Numbers) -> L::Numbers {
        lanes.quotient(numbers, &self.divisor)
    }

    unsafe fn sharing_the_middle_of(self, _: &Self) -> Self {
        self
    }

    unsafe fn following(self, _: &Self) -> Self {
        self
    }
}
