//! The arithmetic of stencils on runs of numbers: the only place where it is done.
//!
//! Sums run left to right without fused multiply-add, as numpy's do; that order is part of the contract.

use std::ops::Range;

use crate::{Element, Scalar, formula::Formula};

/// `(upper − lower) / divisor`
pub(crate) struct Difference<'a, E> {
    pub(crate) lower: &'a [E],
    pub(crate) upper: &'a [E],
    pub(crate) divisor: f64,
}

impl<E: Element> Formula<E::Scalar> for Difference<'_, E> {
    #[inline(always)]
    fn first(&self, points: usize) -> Self {
        Self { lower: &self.lower[..points], upper: &self.upper[..points], divisor: self.divisor }
    }

    #[inline(always)]
    fn at(&self, k: usize) -> E::Scalar {
        (self.upper[k].widen() - self.lower[k].widen()).divide(self.divisor)
    }
}

/// `w₀·value₀ + w₁·value₁ + …`, the same weights for all points.
pub(crate) struct Sum<'a, E, const N: usize> {
    pub(crate) values: [&'a [E]; N],
    pub(crate) weights: [f64; N],
}

impl<E: Element, const N: usize> Formula<E::Scalar> for Sum<'_, E, N> {
    #[inline(always)]
    fn first(&self, points: usize) -> Self {
        Self { values: self.values.map(|values| &values[..points]), weights: self.weights }
    }

    #[inline(always)]
    fn at(&self, k: usize) -> E::Scalar {
        sum_left_to_right::<_, N>(|m| self.values[m][k].widen().scale(self.weights[m]))
    }
}

/// `w₀·value₀ + w₁·value₁ + …`, each point with weights of its own.
pub(crate) struct VaryingSum<'a, E, const N: usize> {
    pub(crate) values: [&'a [E]; N],
    pub(crate) weights: [&'a [f64]; N],
}

impl<E: Element, const N: usize> Formula<E::Scalar> for VaryingSum<'_, E, N> {
    #[inline(always)]
    fn first(&self, points: usize) -> Self {
        Self {
            values: self.values.map(|values| &values[..points]),
            weights: self.weights.map(|weights| &weights[..points]),
        }
    }

    #[inline(always)]
    fn at(&self, k: usize) -> E::Scalar {
        sum_left_to_right::<_, N>(|m| self.values[m][k].widen().scale(self.weights[m][k]))
    }
}

#[inline(always)]
fn sum_left_to_right<S: Scalar, const N: usize>(summand: impl Fn(usize) -> S) -> S {
    let mut sum = summand(0);
    for m in 1..N {
        sum = sum + summand(m);
    }
    sum
}

/// `w₀·value₀ + w₁·value₁ + …` on successive rows, each row with weights of its own.
pub(crate) struct RowSums<'a, E, const N: usize> {
    pub(crate) values: [&'a [E]; N],
    /// By row.
    pub(crate) weights: [&'a [f64]; N],
    /// Number of points of a row.
    pub(crate) row: usize,
    /// Points of the first row that are left out.
    pub(crate) skipped: usize,
}

impl<'a, E: Element, const N: usize> RowSums<'a, E, N> {
    /// The formula of each row among the first so many points, and the points where it holds.
    pub(crate) fn rows(&self, points: usize) -> impl Iterator<Item = (Sum<'a, E, N>, Range<usize>)> {
        (0..self.weights[0].len()).map_while(move |number| {
            let start = (number * self.row).saturating_sub(self.skipped);
            let range = start..((number + 1) * self.row - self.skipped).min(points);
            let sum = Sum {
                values: self.values.map(|values| &values[range.clone()]),
                weights: self.weights.map(|weights| weights[number]),
            };
            (start < points).then_some((sum, range))
        })
    }

    /// The number at the first point of the row `number`.
    #[inline(always)]
    pub(crate) fn at_row(&self, number: usize) -> E::Scalar {
        sum_left_to_right::<_, N>(|m| {
            self.values[m][number * self.row].widen().scale(self.weights[m][number])
        })
    }
}
