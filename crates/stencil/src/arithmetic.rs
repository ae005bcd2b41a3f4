//! The arithmetic of stencils on runs of numbers: the only place where it is done.
//!
//! Sums run left to right without fused multiply-add, as numpy's do; that order is part of the contract.

use crate::{
    Accumulate, Element, Scalar,
    formula::Formula,
    simd::{self, InstructionSet},
};

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

/// Joins `(upper − lower) / divisor` to `out`.
#[inline]
pub(crate) fn difference<E: Element>(
    lower: &[E],
    upper: &[E],
    divisor: f64,
    how: Accumulate,
    out: &mut [E::Scalar],
) {
    simd::evaluate(InstructionSet::best(), &Difference { lower, upper, divisor }, how, out);
}

/// Joins `w₀·value₀ + w₁·value₁ + …` to `out`, the same weights for all points.
#[inline]
pub(crate) fn sum<E: Element, const N: usize>(
    values: [&[E]; N],
    weights: [f64; N],
    how: Accumulate,
    out: &mut [E::Scalar],
) {
    simd::evaluate(InstructionSet::best(), &Sum { values, weights }, how, out);
}

/// Joins `w₀·value₀ + w₁·value₁ + …` to `out`, each point with weights of its own.
#[inline]
pub(crate) fn varying_sum<E: Element, const N: usize>(
    values: [&[E]; N],
    weights: [&[f64]; N],
    how: Accumulate,
    out: &mut [E::Scalar],
) {
    simd::evaluate(InstructionSet::best(), &VaryingSum { values, weights }, how, out);
}
