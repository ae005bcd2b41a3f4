//! The arithmetic of stencils on runs of numbers: the only place where it is done.
//!
//! Sums run left to right without fused multiply-add, as numpy's do; that order is part of the contract.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use crate::{
    Combination, Element, Scalar, combination,
    lanes::{Lanes, One},
};

mod difference;
mod sum;

pub(crate) use difference::Difference;
pub(crate) use sum::Sum;

/// One derivative, of the numbers that `value` gives for each index that the combination names.
#[inline]
pub(crate) fn combined<E: Element>(combination: &Combination, value: impl Fn(usize) -> E) -> E::Scalar {
    let value = |index| value(index).widen();
    match combination {
        Combination::Difference { lower, upper, divisor } => {
            One.divide(One.subtract(value(*upper), value(*lower)), divisor, E::TINY)
        }
        Combination::Sum { first, weights } => match weights {
            combination::Weights::Three(weights) => sum_of(weights, |m| value(first + m)),
            combination::Weights::Four(weights) => sum_of(weights, |m| value(first + m)),
            combination::Weights::Five(weights) => sum_of(weights, |m| value(first + m)),
        },
    }
}

/// The sum of as many values as there are weights, by their numbers.
#[inline]
fn sum_of<S: Scalar, const N: usize>(weights: &[f64; N], value: impl Fn(usize) -> S) -> S {
    let mut sum = One.scale(value(0), weights[0]);
    for (m, weight) in weights.iter().enumerate().skip(1) {
        sum = One.add(sum, One.scale(value(m), *weight));
    }
    sum
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

/// So many numbers, so far from the first, which itself need not be there.
///
/// # Safety
/// They are there.
#[inline(always)]
unsafe fn numbers<'a, N>(first: *const N, offset: usize, count: usize) -> &'a [N] {
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(first.wrapping_add(offset), count) }
}
