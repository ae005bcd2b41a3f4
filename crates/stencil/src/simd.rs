//! One loop, compiled for each instruction set and chosen when the program runs.
//!
//! Wider vectors do the same operations on more numbers at once; no bit depends on the choice.
#![allow(unsafe_code, reason = "code for an instruction set may only run where the processor has it")]

use std::sync::OnceLock;

use crate::{Accumulate, Scalar, formula::Formula};

/// An instruction set that the loop is compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InstructionSet {
    /// What every processor of the architecture has.
    Baseline,
    /// 256-bit vectors.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512-bit vectors.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl InstructionSet {
    /// Those that this processor has, the widest last.
    fn available() -> Vec<Self> {
        let mut sets = vec![Self::Baseline];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                sets.push(Self::Avx2);
            }
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") {
                sets.push(Self::Avx512);
            }
        }
        sets
    }

    /// The widest that this processor has.
    #[inline]
    pub(crate) fn best() -> Self {
        static BEST: OnceLock<InstructionSet> = OnceLock::new();
        *BEST.get_or_init(|| Self::available().pop().unwrap_or(Self::Baseline))
    }
}

/// Joins the numbers of `formula` to `out`.
#[inline]
pub(crate) fn evaluate<S: Scalar>(
    set: InstructionSet,
    formula: &impl Formula<S>,
    how: Accumulate,
    out: &mut [S],
) {
    match set {
        InstructionSet::Baseline => baseline(formula, how, out),
        // SAFETY: `InstructionSet::available` names AVX2 only where the processor has it.
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx2 => unsafe { avx2(formula, how, out) },
        // SAFETY: `InstructionSet::available` names AVX-512 only where the processor has it.
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx512 => unsafe { avx512(formula, how, out) },
    }
}

#[inline(always)]
fn baseline<S: Scalar>(formula: &impl Formula<S>, how: Accumulate, out: &mut [S]) {
    let formula = formula.first(out.len());
    match how {
        Accumulate::Set => out.iter_mut().enumerate().for_each(|(k, place)| *place = formula.at(k)),
        Accumulate::Add => out.iter_mut().enumerate().for_each(|(k, place)| *place = *place + formula.at(k)),
        Accumulate::Subtract => {
            out.iter_mut().enumerate().for_each(|(k, place)| *place = *place - formula.at(k));
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<S: Scalar>(formula: &impl Formula<S>, how: Accumulate, out: &mut [S]) {
    baseline(formula, how, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl")]
fn avx512<S: Scalar>(formula: &impl Formula<S>, how: Accumulate, out: &mut [S]) {
    baseline(formula, how, out);
}

#[cfg(test)]
mod tests {
    use num_complex::Complex64;

    use super::*;
    use crate::arithmetic::{Difference, Sum, VaryingSum};

    /// Numbers of many sizes, infinities and NaN among them.
    fn numbers(count: usize, seed: u64) -> Vec<f64> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 11
        };
        let number = |_| match next() % 23 {
            0 => f64::INFINITY,
            1 => f64::NAN,
            2 => -0.0,
            _ => (next() as f64 / 1e15 - 4.5) * 10_f64.powi((next() % 40) as i32 - 20),
        };
        (0..count).map(number).collect()
    }

    fn assert_same_bits<S: Scalar>(formula: &impl Formula<S>, start: &[S], bits: impl Fn(&S) -> [u64; 2]) {
        for how in [Accumulate::Set, Accumulate::Add, Accumulate::Subtract] {
            let by = |set| {
                let mut out = start.to_vec();
                evaluate(set, formula, how, &mut out);
                out.iter().map(&bits).collect::<Vec<_>>()
            };
            for set in InstructionSet::available() {
                assert_eq!(by(set), by(InstructionSet::Baseline), "{set:?} {how:?} {}", start.len());
            }
        }
    }

    /// A NaN is a NaN, whatever its sign and payload.
    fn bits(number: f64) -> u64 {
        if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() }
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        for count in (0..40).chain([255, 256, 1021]) {
            let values: Vec<_> = (0..5).map(|seed| numbers(count, seed)).collect();
            let values: [&[f64]; 5] = std::array::from_fn(|m| &values[m][..]);
            let columns: Vec<_> = (5..10).map(|seed| numbers(count, seed)).collect();
            let start = numbers(count, 10);
            let of_real = |number: &f64| [bits(*number), 0];

            let difference = Difference { lower: values[0], upper: values[1], divisor: 0.3 };
            assert_same_bits(&difference, &start, of_real);
            let sum = Sum { values, weights: [0.1, -2.7, 1e-9, 3.0, 0.7] };
            assert_same_bits(&sum, &start, of_real);
            let varying = VaryingSum { values, weights: std::array::from_fn(|m| &columns[m][..]) };
            assert_same_bits(&varying, &start, of_real);

            let pairs = |m: usize| {
                values[m]
                    .iter()
                    .zip(values[m + 1])
                    .map(|(re, im)| Complex64::new(*re, *im))
                    .collect::<Vec<_>>()
            };
            let complex = Difference { lower: &pairs(0), upper: &pairs(2), divisor: -0.3 };
            assert_same_bits(&complex, &pairs(3), |number| [bits(number.re), bits(number.im)]);
        }
    }

    #[test]
    fn single_precision_is_widened_alike() {
        for count in [1, 7, 8, 9, 31, 64, 100] {
            #[expect(clippy::cast_possible_truncation, reason = "single-precision numbers are wanted")]
            let single = |seed| numbers(count, seed).iter().map(|number| *number as f32).collect::<Vec<_>>();
            let difference = Difference { lower: &single(1), upper: &single(2), divisor: 0.7 };
            assert_same_bits(&difference, &numbers(count, 3), |number| [bits(*number), 0]);
        }
    }
}
