//! The arithmetic of stencils on runs of numbers: the only place where it is done.
//!
//! Sums run left to right without fused multiply-add, as numpy's do; that order is part of the contract.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::{ops::Range, ptr};

use crate::{
    Combination, Element,
    divisor::Divisor,
    formula::{Formula, InRow, Place},
    lanes::{Lanes, One},
    pattern::Known,
    weights::{Weights, shortest},
};

/// `(upper − lower) / divisor`
#[derive(Debug, Clone, Copy)]
pub(crate) struct Difference<'a, E> {
    pub(crate) lower: &'a [E],
    pub(crate) upper: &'a [E],
    pub(crate) divisor: Divisor,
}

/// `w₀·value₀ + w₁·value₁ + …`
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sum<'a, E, const N: usize> {
    pub(crate) values: [&'a [E]; N],
    pub(crate) weights: Weights<'a, N>,
}

impl<E: Element> Formula<E> for Difference<'_, E> {
    fn points(&self) -> usize {
        self.lower.len().min(self.upper.len())
    }

    fn within(&self, points: Range<usize>) -> Self {
        Self { lower: &self.lower[points.clone()], upper: &self.upper[points], divisor: self.divisor }
    }

    #[inline(always)]
    unsafe fn across<L: Lanes<E::Scalar>>(&self, lanes: L, k: usize, place: Place, _: usize) -> L::Numbers {
        debug_assert!(k + L::COUNT <= self.points(), "points for all lanes");
        // SAFETY: the caller's promise; rows make no difference.
        unsafe { self.in_row(lanes, k, place).at(lanes, 0, Known::Nothing) }
    }

    fn varies(&self) -> bool {
        false
    }

    fn middle(&self) -> Option<*const E> {
        None
    }

    type InRow<L: Lanes<E::Scalar>> = DifferenceInRow<E, L::Divisor>;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<E::Scalar>>(
        &self,
        lanes: L,
        k: usize,
        _: Place,
    ) -> DifferenceInRow<E, L::Divisor> {
        DifferenceInRow {
            lower: self.lower.as_ptr().wrapping_add(k),
            upper: self.upper.as_ptr().wrapping_add(k),
            divisor: lanes.divisor(&self.divisor),
        }
    }
}

/// A [`Difference`] on points of one row.
#[derive(Clone, Copy)]
pub(crate) struct DifferenceInRow<E, D> {
    lower: *const E,
    upper: *const E,
    divisor: D,
}

impl<E: Element, L: Lanes<E::Scalar>> InRow<E::Scalar, L> for DifferenceInRow<E, L::Divisor> {
    const DIVIDES: bool = true;

    #[inline(always)]
    unsafe fn undivided(&self, lanes: L, offset: usize, _: Known) -> L::Numbers {
        // SAFETY: the caller's promise.
        let (upper, lower) = unsafe { (load(lanes, self.upper, offset), load(lanes, self.lower, offset)) };
        lanes.subtract(upper, lower)
    }

    #[inline(always)]
    fn divided(&self, lanes: L, numbers: L::Numbers) -> L::Numbers {
        lanes.divide(numbers, &self.divisor, E::TINY)
    }

    #[inline(always)]
    fn has_reciprocal(&self, lanes: L) -> bool {
        lanes.has_reciprocal(&self.divisor)
    }

    #[inline(always)]
    fn are_large(lanes: L, numbers: &[L::Numbers]) -> bool {
        !E::TINY || lanes.are_large(numbers)
    }

    #[inline(always)]
    fn by_reciprocal(&self, lanes: L, numbers: L::Numbers) -> L::Numbers {
        lanes.quotient(numbers, &self.divisor)
    }

    unsafe fn sharing_the_middle_of(self, _: &Self) -> Self {
        self
    }
}

impl<E: Element, const N: usize> Formula<E> for Sum<'_, E, N> {
    fn points(&self) -> usize {
        let values = self.values.iter().map(|values| values.len());
        let weights = match &self.weights {
            Weights::Varying(weights) => shortest(weights),
            Weights::Same(_) | Weights::ByRow(_) | Weights::EachRow(_) => usize::MAX,
        };
        values.chain([weights]).min().unwrap_or(0)
    }

    fn within(&self, points: Range<usize>) -> Self {
        let weights = match self.weights {
            Weights::Varying(weights) => Weights::Varying(weights.map(|weights| &weights[points.clone()])),
            Weights::Same(_) | Weights::ByRow(_) | Weights::EachRow(_) => self.weights,
        };
        Self { values: self.values.map(|values| &values[points.clone()]), weights }
    }

    #[inline(always)]
    unsafe fn across<L: Lanes<E::Scalar>>(&self, lanes: L, k: usize, place: Place, row: usize) -> L::Numbers {
        debug_assert!(k + L::COUNT <= self.points(), "points for all lanes");
        // No closures here: what is not inlined is not compiled for the instruction set.
        let mut own = [lanes.same(0.0); N];
        match &self.weights {
            Weights::Same(weights) => {
                for m in 0..N {
                    own[m] = lanes.same(weights[m]);
                }
            }
            Weights::Varying(weights) => {
                for m in 0..N {
                    // SAFETY: the caller's promise, for the weights too.
                    own[m] = lanes.weights(unsafe { weights[m].get_unchecked(k..k + L::COUNT) });
                }
            }
            Weights::ByRow(weights) => {
                for m in 0..N {
                    own[m] = lanes.same(weights[m][place.row]);
                }
                // Rows that begin among the points.
                let (mut start, mut number) = (row - place.column, place.row + 1);
                while start < L::COUNT {
                    for m in 0..N {
                        own[m] = lanes.same_from(own[m], start, weights[m][number]);
                    }
                    (start, number) = (start + row, number + 1);
                }
            }
            Weights::EachRow(weights) => {
                for m in 0..N {
                    own[m] = lanes.weights(&weights[m][place.column..][..L::COUNT]);
                }
            }
        }
        let mut values = [ptr::null(); N];
        for m in 0..N {
            values[m] = self.values[m].as_ptr();
        }
        // SAFETY: the caller's promise.
        unsafe { weighted(lanes, &values, k, &own) }
    }

    fn varies(&self) -> bool {
        matches!(self.weights, Weights::Varying(_) | Weights::EachRow(_))
    }

    fn middle(&self) -> Option<*const E> {
        (N % 2 == 1).then(|| self.values[N / 2].as_ptr())
    }

    type InRow<L: Lanes<E::Scalar>> = SumInRow<E, L::Weights, N>;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<E::Scalar>>(
        &self,
        lanes: L,
        k: usize,
        place: Place,
    ) -> SumInRow<E, L::Weights, N> {
        let mut row = SumInRow {
            values: [ptr::null(); N],
            varies: self.varies(),
            varying: [ptr::null(); N],
            same: [lanes.same(0.0); N],
        };
        for m in 0..N {
            row.values[m] = self.values[m].as_ptr().wrapping_add(k);
        }
        match &self.weights {
            Weights::Same(weights) => {
                for m in 0..N {
                    row.same[m] = lanes.same(weights[m]);
                }
            }
            Weights::ByRow(weights) => {
                for m in 0..N {
                    // SAFETY: each row of the run has a weight.
                    row.same[m] = lanes.same(unsafe { *weights[m].get_unchecked(place.row) });
                }
            }
            Weights::Varying(weights) => {
                for m in 0..N {
                    row.varying[m] = weights[m].as_ptr().wrapping_add(k);
                }
            }
            // There are weights for each column and for a block behind the last.
            Weights::EachRow(weights) => {
                for m in 0..N {
                    row.varying[m] = weights[m].as_ptr().wrapping_add(place.column);
                }
            }
        }
        row
    }
}

/// A [`Sum`] on points of one row.
#[derive(Clone, Copy)]
pub(crate) struct SumInRow<E, W, const N: usize> {
    values: [*const E; N],
    /// Whether the points have weights of their own, or the same.
    varies: bool,
    varying: [*const f64; N],
    same: [W; N],
}

impl<E: Element, L: Lanes<E::Scalar>, const N: usize> InRow<E::Scalar, L> for SumInRow<E, L::Weights, N> {
    const DIVIDES: bool = false;

    #[inline(always)]
    unsafe fn undivided(&self, lanes: L, offset: usize, known: Known) -> L::Numbers {
        debug_assert!(known == Known::Nothing || self.varies == (known == Known::Varying), "what is known");
        let varies = match known {
            Known::Same => false,
            Known::Varying => true,
            Known::Nothing => self.varies,
        };
        // Two copies of the sum: one for both would move the weights that are at hand from register to register.
        if varies {
            let mut own = self.same;
            for m in 0..N {
                // SAFETY: the caller's promise, for the weights too.
                own[m] = lanes.weights(unsafe { numbers(self.varying[m], offset, L::COUNT) });
            }
            // SAFETY: the caller's promise.
            unsafe { weighted(lanes, &self.values, offset, &own) }
        } else {
            // SAFETY: the caller's promise.
            unsafe { weighted(lanes, &self.values, offset, &self.same) }
        }
    }

    #[inline(always)]
    fn divided(&self, _: L, numbers: L::Numbers) -> L::Numbers {
        numbers
    }

    #[inline(always)]
    fn has_reciprocal(&self, _: L) -> bool {
        true
    }

    #[inline(always)]
    fn are_large(_: L, _: &[L::Numbers]) -> bool {
        true
    }

    #[inline(always)]
    fn by_reciprocal(&self, _: L, numbers: L::Numbers) -> L::Numbers {
        numbers
    }

    #[inline(always)]
    unsafe fn sharing_the_middle_of(mut self, other: &Self) -> Self {
        self.values[N / 2] = other.values[N / 2];
        self
    }
}

/// Sums of values so far from the first ones, with these weights.
///
/// # Safety
/// There are as many as there are lanes.
#[inline(always)]
unsafe fn weighted<E: Element, L: Lanes<E::Scalar>, const N: usize>(
    lanes: L,
    values: &[*const E; N],
    offset: usize,
    weights: &[L::Weights; N],
) -> L::Numbers {
    // SAFETY: the caller's promise.
    let mut sum = lanes.scale(unsafe { load(lanes, values[0], offset) }, weights[0]);
    for m in 1..N {
        // SAFETY: the caller's promise.
        sum = lanes.add(sum, lanes.scale(unsafe { load(lanes, values[m], offset) }, weights[m]));
    }
    sum
}

/// One derivative, of the numbers that `value` gives for each index that the combination names.
#[inline]
pub(crate) fn combined<E: Element>(combination: &Combination, value: impl Fn(usize) -> E) -> E::Scalar {
    let value = |index| value(index).widen();
    match combination {
        Combination::Difference { lower, upper, divisor } => {
            One.divide(One.subtract(value(*upper), value(*lower)), divisor, E::TINY)
        }
        Combination::Sum { first, weights } => {
            let weights = weights.as_slice();
            let mut sum = One.scale(value(*first), weights[0]);
            for m in 1..weights.len() {
                sum = One.add(sum, One.scale(value(first + m), weights[m]));
            }
            sum
        }
    }
}

/// Numbers so far from the first, as lanes load them.
///
/// # Safety
/// There are as many as there are lanes.
#[inline(always)]
unsafe fn load<E: Element, L: Lanes<E::Scalar>>(lanes: L, first: *const E, offset: usize) -> L::Numbers {
    // SAFETY: the caller's promise.
    E::load(lanes, unsafe { numbers(first, offset, L::COUNT) })
}

/// So many numbers, so far from the first.
///
/// # Safety
/// They are there.
#[inline(always)]
unsafe fn numbers<'a, N>(first: *const N, offset: usize, count: usize) -> &'a [N] {
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(first.add(offset), count) }
}
