//! Loops, compiled for each instruction set and chosen when the program runs.
//!
//! Wider vectors do the same operations on more numbers at once; no bit depends on the choice.
#![allow(unsafe_code, reason = "code for an instruction set may only run where the processor has it")]

use std::sync::OnceLock;

use crate::{
    Output, Scalar,
    formula::{Formula, Join},
};

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
    pub(crate) fn available() -> Vec<Self> {
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

/// Work that is compiled for each instruction set.
pub(crate) trait Task {
    /// Does it; to be inlined always, for only then is it compiled for the instruction set.
    fn run(self);
}

impl InstructionSet {
    /// Runs `task`, compiled for this instruction set.
    #[inline]
    pub(crate) fn run(self, task: impl Task) {
        match self {
            Self::Baseline => task.run(),
            // SAFETY: `InstructionSet::available` names AVX2 only where the processor has it.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { avx2(task) },
            // SAFETY: `InstructionSet::available` names AVX-512 only where the processor has it.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => unsafe { avx512(task) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2(task: impl Task) {
    task.run();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl")]
fn avx512(task: impl Task) {
    task.run();
}

/// Joins the numbers of a formula to sums.
pub(crate) struct Accumulated<'a, F, S> {
    pub(crate) formula: &'a F,
    pub(crate) join: Join,
    pub(crate) sums: &'a mut [S],
}

impl<S: Scalar, F: Formula<S>> Task for Accumulated<'_, F, S> {
    #[inline(always)]
    fn run(self) {
        let formula = self.formula.first(self.sums.len());
        let places = self.sums.iter_mut().enumerate();
        match self.join {
            Join::Set => {
                for (k, sum) in places {
                    *sum = formula.at(k);
                }
            }
            Join::Add => {
                for (k, sum) in places {
                    *sum = *sum + formula.at(k);
                }
            }
            Join::Subtract => {
                for (k, sum) in places {
                    *sum = *sum - formula.at(k);
                }
            }
        }
    }
}

/// Joins the numbers of a formula to sums and stores the results, rounded.
pub(crate) struct Finished<'a, F, S, O> {
    pub(crate) formula: &'a F,
    pub(crate) join: Join,
    pub(crate) sums: &'a [S],
    pub(crate) out: &'a mut [O],
}

impl<O: Output, F: Formula<O::Scalar>> Task for Finished<'_, F, O::Scalar, O> {
    #[inline(always)]
    fn run(self) {
        let formula = self.formula.first(self.out.len());
        let places = self.out.iter_mut().zip(self.sums).enumerate();
        match self.join {
            Join::Set => {
                for (k, (place, _)) in places {
                    *place = O::narrow(formula.at(k));
                }
            }
            Join::Add => {
                for (k, (place, sum)) in places {
                    *place = O::narrow(*sum + formula.at(k));
                }
            }
            Join::Subtract => {
                for (k, (place, sum)) in places {
                    *place = O::narrow(*sum - formula.at(k));
                }
            }
        }
    }
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

    fn assert_same_bits<S: Output<Scalar = S> + Scalar>(
        formula: &impl Formula<S>,
        start: &[S],
        bits: impl Fn(&S) -> [u64; 2],
    ) {
        for join in [Join::Set, Join::Add, Join::Subtract] {
            let by = |set: InstructionSet| {
                let (mut sums, mut out) = (start.to_vec(), start.to_vec());
                set.run(Accumulated { formula, join, sums: &mut sums });
                set.run(Finished { formula, join, sums: start, out: &mut out });
                [sums, out].map(|numbers| numbers.iter().map(&bits).collect::<Vec<_>>())
            };
            for set in InstructionSet::available() {
                let [sums, out] = by(set);
                assert_eq!(sums, out, "{set:?} {join:?} {}", start.len());
                assert_eq!(sums, by(InstructionSet::Baseline)[0], "{set:?} {join:?} {}", start.len());
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
