//! Loops, compiled for each instruction set and chosen when the program runs.
//!
//! Wider vectors do the same operations on more numbers at once; no bit depends on the choice.
#![allow(unsafe_code, reason = "code for an instruction set may only run where the processor has it")]

use std::sync::OnceLock;

use crate::{
    Scalar,
    lanes::{Lanes, Portable},
};

/// An instruction set that the loop is compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InstructionSet {
    /// What every processor of the architecture has.
    Baseline,
    /// 256-bit vectors, and fused multiply-add (for quotients, which it makes exact).
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
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                sets.push(Self::Avx2);
            }
            let [f, vl] = [is_x86_feature_detected!("avx512f"), is_x86_feature_detected!("avx512vl")];
            if f && vl && is_x86_feature_detected!("avx512dq") {
                sets.push(Self::Avx512);
            }
        }
        sets
    }

    /// Whether it has registers for the values and the weights of two planes.
    pub(crate) fn has_many_registers(self) -> bool {
        match self {
            Self::Baseline => <Portable as Lanes<f64>>::MANY_REGISTERS,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => <<f64 as Scalar>::Avx2 as Lanes<f64>>::MANY_REGISTERS,
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => <<f64 as Scalar>::Avx512 as Lanes<f64>>::MANY_REGISTERS,
        }
    }

    /// The widest that this processor has.
    #[inline]
    pub(crate) fn best() -> Self {
        static BEST: OnceLock<InstructionSet> = OnceLock::new();
        *BEST.get_or_init(|| Self::available().pop().unwrap_or(Self::Baseline))
    }
}

/// Work that is compiled for each instruction set.
pub(crate) trait Task<S: Scalar> {
    /// Does it; to be inlined always, for only then is it compiled for the instruction set.
    fn run<L: Lanes<S>>(self, lanes: L);
}

impl InstructionSet {
    /// Runs `task`, compiled for this instruction set.
    #[inline]
    pub(crate) fn run<S: Scalar>(self, task: impl Task<S>) {
        match self {
            Self::Baseline => task.run(Portable),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 | Self::Avx512 => {
                self.run_wide(task);
            }
        }
    }

    /// Runs `task` if the instruction set is more than what every processor has; false where it is not.
    #[inline]
    pub(crate) fn run_wide<S: Scalar>(self, task: impl Task<S>) -> bool {
        match self {
            Self::Baseline => return false,
            // SAFETY: `InstructionSet::available` names AVX2, and there are lanes of it, only where the processor has it and FMA.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { avx2(task) },
            // SAFETY: the same of AVX-512.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => unsafe { avx512(task) },
        }
        #[cfg(target_arch = "x86_64")]
        true
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2<S: Scalar>(task: impl Task<S>) {
    // SAFETY: this runs only where the processor has AVX2 and FMA.
    task.run(unsafe { S::Avx2::new() });
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512dq")]
fn avx512<S: Scalar>(task: impl Task<S>) {
    // SAFETY: this runs only where the processor has AVX-512.
    task.run(unsafe { S::Avx512::new() });
}
