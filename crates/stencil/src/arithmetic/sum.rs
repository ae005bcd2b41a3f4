//! Weighted sums.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::{ops::Range, ptr};

use super::{load, numbers, sum_of};
use crate::{
    Element,
    formula::{Formula, InRow, Place},
    lanes::Lanes,
    pattern::Known,
    weights::{Weights, shortest},
};

/// `w₀·value₀ + w₁·value₁ + …`
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sum<'a, E, const N: usize> {
    pub(crate) values: [&'a [E]; N],
    pub(crate) weights: Weights<'a, N>,
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

    #[inline]
    fn number(&self, k: usize, place: Place) -> E::Scalar {
        let value = |m: usize| self.values[m][k].widen();
        match &self.weights {
            Weights::Same(weights) => sum_of(weights, value),
            Weights::Varying(weights) => sum_of(&weights.each_ref().map(|weights| weights[k]), value),
            Weights::ByRow(weights) => sum_of(&weights.each_ref().map(|weights| weights[place.row]), value),
            Weights::EachRow(weights) => {
                sum_of(&weights.each_ref().map(|weights| weights[place.column]), value)
            }
        }
    }

    fn varies(&self) -> bool {
        matches!(self.weights, Weights::Varying(_) | Weights::EachRow(_))
    }

    fn depends_on_row(&self) -> bool {
        matches!(self.weights, Weights::ByRow(_))
    }

    fn has_reciprocal(&self) -> bool {
        true
    }

    fn weighs_as(&self, other: &Self) -> bool {
        self.weights.are(&other.weights)
    }

    fn is_along(&self) -> bool {
        self.values.windows(2).all(|pair| pair[0].as_ptr().wrapping_add(1) == pair[1].as_ptr())
    }

    fn follows(&self, other: &Self) -> bool {
        self.values.iter().zip(&other.values[1..]).all(|(own, other)| own.as_ptr() == other.as_ptr())
    }

    fn middle(&self) -> Option<*const E> {
        (N % 2 == 1).then(|| self.values[N / 2].as_ptr())
    }

    type InRow<L: Lanes<E::Scalar>> = SumInRow<E, L::Weights, L::Before, N>;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<E::Scalar>>(&self, lanes: L, k: usize, place: Place) -> Self::InRow<L> {
        let mut row = SumInRow {
            values: [ptr::null(); N],
            varies: self.varies(),
            varying: [ptr::null(); N],
            same: [lanes.same(0.0); N],
            before: lanes.none_before(),
        };
        for m in 0..N {
            row.values[m] = self.values[m].as_ptr();
        }
        match &self.weights {
            Weights::Same(weights) => {
                for m in 0..N {
                    row.same[m] = lanes.same(weights[m]);
                }
            }
            Weights::ByRow(weights) => {
                for m in 0..N {
                    // SAFETY: the caller's promise; each row has weights.
                    row.same[m] = lanes.same(unsafe { *weights[m].get_unchecked(place.row) });
                }
            }
            Weights::Varying(weights) => {
                for m in 0..N {
                    row.varying[m] = weights[m].as_ptr();
                }
            }
            Weights::EachRow(weights) => {
                for m in 0..N {
                    row.varying[m] = weights[m].as_ptr().wrapping_add(place.column).wrapping_sub(k);
                }
            }
        }
        row
    }

    #[inline(always)]
    unsafe fn across_rows<L: Lanes<E::Scalar>>(
        &self,
        lanes: L,
        k: usize,
        place: Place,
        row: usize,
    ) -> Self::InRow<L> {
        debug_assert!(k + L::COUNT <= self.points(), "points for all lanes");
        // Of weights for each column there are those of a block behind the last column.
        // SAFETY: the caller's promise.
        let mut across = unsafe { self.in_row(lanes, k, place) };
        if let Weights::ByRow(weights) = &self.weights {
            // Rows that begin among the points.
            let (mut start, mut number) = (row - place.column, place.row + 1);
            while start < L::COUNT {
                for m in 0..N {
                    // SAFETY: the caller's promise; each row has weights.
                    let weight = unsafe { *weights[m].get_unchecked(number) };
                    across.same[m] = lanes.same_from(across.same[m], start, weight);
                }
                (start, number) = (start + row, number + 1);
            }
        }
        across
    }

    #[inline(always)]
    fn in_row_weighing_as<L: Lanes<E::Scalar>>(&self, other: &Self::InRow<L>) -> Self::InRow<L> {
        let mut row = *other;
        for m in 0..N {
            row.values[m] = self.values[m].as_ptr();
        }
        row
    }
}

/// A [`Sum`] on points of one row.
#[derive(Clone, Copy)]
pub(crate) struct SumInRow<E, W, B, const N: usize> {
    values: [*const E; N],
    /// Whether the points have weights of their own, or the same.
    varies: bool,
    varying: [*const f64; N],
    same: [W; N],
    /// The values before the point to come, where they are known to be neighbours.
    before: B,
}

impl<E: Element, L: Lanes<E::Scalar>, const N: usize> InRow<E::Scalar, L>
    for SumInRow<E, L::Weights, L::Before, N>
{
    #[inline(always)]
    unsafe fn entered(mut self, lanes: L, k: usize) -> Self {
        // SAFETY: the caller's promise.
        self.before = unsafe { E::before::<L, N>(lanes, self.values[N / 2].add(k)) };
        self
    }

    #[inline(always)]
    unsafe fn undivided(&mut self, lanes: L, k: usize, known: Known) -> L::Numbers {
        let (varies, along) = match known {
            Known::Same => (false, false),
            Known::Along => (false, true),
            Known::Varying => (true, true),
            Known::Nothing => (self.varies, false),
        };
        debug_assert_eq!(self.varies, varies, "what is known");
        // Two copies of the sum: one for both would move the weights that are at hand from register to register.
        if varies {
            let mut own = self.same;
            for m in 0..N {
                // SAFETY: the caller's promise, for the weights too.
                own[m] = lanes.weights(unsafe { numbers(self.varying[m], k, L::COUNT) });
            }
            // SAFETY: the caller's promise.
            unsafe { self.weighted(lanes, k, along, own) }
        } else {
            // SAFETY: the caller's promise.
            unsafe { self.weighted(lanes, k, along, self.same) }
        }
    }

    #[inline(always)]
    unsafe fn sharing_the_middle_of(mut self, other: &Self) -> Self {
        self.values[N / 2] = other.values[N / 2];
        self
    }

    #[inline(always)]
    unsafe fn following(mut self, other: &Self) -> Self {
        for m in 1..N {
            self.values[m - 1] = other.values[m];
        }
        self
    }
}

impl<E: Element, W: Copy, B: Copy, const N: usize> SumInRow<E, W, B, N> {
    /// The sums at the point `k` and those behind it, with these weights, of values that are known to be neighbours in the row or not.
    ///
    /// # Safety
    /// As for [`InRow::undivided`].
    #[inline(always)]
    unsafe fn weighted<L: Lanes<E::Scalar, Weights = W, Before = B>>(
        &mut self,
        lanes: L,
        k: usize,
        along: bool,
        weights: [W; N],
    ) -> L::Numbers {
        let mut numbers = [lanes.zero(); N];
        // SAFETY: the caller's promise.
        unsafe {
            if along {
                numbers = E::load_around(lanes, self.values[N / 2].add(k), &mut self.before);
            } else {
                for m in 0..N {
                    numbers[m] = load(lanes, self.values[m], k);
                }
            }
        }
        let mut sum = lanes.scale(numbers[0], weights[0]);
        for m in 1..N {
            sum = lanes.add(sum, lanes.scale(numbers[m], weights[m]));
        }
        sum
    }
}
