//! Blocks in vectors of AVX2 and of AVX-512.
#![allow(unsafe_code, reason = "vectors of an instruction set are to be had as intrinsics only")]

use std::{
    arch::x86_64::{
        __m256d, __m512d, _mm_loadu_ps, _mm_storeu_ps, _mm256_add_pd, _mm256_cvtpd_ps, _mm256_cvtps_pd,
        _mm256_div_pd, _mm256_loadu_pd, _mm256_loadu_ps, _mm256_mul_pd, _mm256_set1_pd, _mm256_storeu_pd,
        _mm256_storeu_ps, _mm256_stream_pd, _mm256_stream_ps, _mm256_sub_pd, _mm512_add_pd, _mm512_cvtpd_ps,
        _mm512_cvtps_pd, _mm512_div_pd, _mm512_loadu_pd, _mm512_mul_pd, _mm512_set1_pd, _mm512_storeu_pd,
        _mm512_stream_pd, _mm512_stream_ps, _mm512_sub_pd,
    },
    hint,
};

use super::{BLOCK, Lanes};
use crate::{
    divisor::{Divisor, LEAST_LARGE, Reciprocal},
    simd::InstructionSet,
};

mod avx2;
mod avx512;

/// A divisor in vectors, and its reciprocal if it has one.
#[derive(Debug, Clone, Copy)]
pub struct By<V> {
    value: V,
    has_reciprocal: bool,
    high: V,
    low: V,
}

/// A block in vectors of one instruction set, with its instructions and the module of what takes several of them.
macro_rules! vectors {
    (
        $(#[$documentation:meta])* $name:ident: $count:literal of $vector:ident, $more:ident,
        $load:ident, $load_single:ident $widen:ident, $store:ident, $narrow:ident $store_single:ident,
        $stream:ident, $stream_single:ident,
        $same:ident, $add:ident, $subtract:ident, $multiply:ident, $divide:ident
    ) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name(());

        impl $name {
            /// Numbers of a vector.
            const WIDTH: usize = BLOCK / $count;

            #[inline(always)]
            fn each(vector: impl Fn(usize) -> $vector) -> [$vector; $count] {
                // SAFETY: that these lanes are there says that the processor has the instruction set.
                let mut vectors = [unsafe { $same(0.0) }; $count];
                for (number, place) in vectors.iter_mut().enumerate() {
                    *place = vector(number);
                }
                vectors
            }
        }

        impl Lanes<f64> for $name {
            const COUNT: usize = BLOCK;
            const SET: InstructionSet = InstructionSet::$name;
            type Numbers = [$vector; $count];
            type Weights = [$vector; $count];
            type Divisor = By<$vector>;

            unsafe fn new() -> Self {
                Self(())
            }

            #[inline(always)]
            fn load(self, numbers: &[f64]) -> [$vector; $count] {
                assert_eq!(numbers.len(), BLOCK, "a block of numbers");
                // SAFETY: the vector lies within the block.
                Self::each(|number| unsafe { $load(numbers.as_ptr().add(number * Self::WIDTH)) })
            }

            #[inline(always)]
            fn load_single(self, numbers: &[f32]) -> [$vector; $count] {
                assert_eq!(numbers.len(), BLOCK, "a block of numbers");
                // SAFETY: the vector lies within the block.
                Self::each(|number| unsafe {
                    $widen($load_single(numbers.as_ptr().add(number * Self::WIDTH)))
                })
            }

            #[inline(always)]
            fn store(self, numbers: [$vector; $count], to: &mut [f64]) {
                assert_eq!(to.len(), BLOCK, "a block of numbers");
                for number in 0..$count {
                    // SAFETY: the vector lies within the block.
                    unsafe { $store(to.as_mut_ptr().add(number * Self::WIDTH), numbers[number]) };
                }
            }

            #[inline(always)]
            fn store_single(self, numbers: [$vector; $count], to: &mut [f32]) {
                assert_eq!(to.len(), BLOCK, "a block of numbers");
                for number in 0..$count {
                    // SAFETY: the vector lies within the block.
                    unsafe { $store_single(to.as_mut_ptr().add(number * Self::WIDTH), $narrow(numbers[number])) };
                }
            }

            #[inline(always)]
            unsafe fn stream(self, numbers: [$vector; $count], to: *mut f64) {
                for number in 0..$count {
                    // SAFETY: there is room for the block, and it begins with a cache line.
                    unsafe { $stream(to.add(number * Self::WIDTH), numbers[number]) };
                }
            }

            #[inline(always)]
            unsafe fn stream_single(self, numbers: [$vector; $count], to: *mut f32) {
                for number in 0..$count / 2 {
                    // SAFETY: as above.
                    unsafe {
                        let (one, other) = ($narrow(numbers[2 * number]), $narrow(numbers[2 * number + 1]));
                        $stream_single(to.add(2 * number * Self::WIDTH), $more::join(one, other));
                    };
                }
            }

            #[inline(always)]
            fn with(self, numbers: [$vector; $count], lane: usize, number: f64) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|vector| unsafe {
                    $more::with(numbers[vector], lane.wrapping_sub(vector * Self::WIDTH), number)
                })
            }

            #[inline(always)]
            fn same(self, weight: f64) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                [unsafe { $same(weight) }; $count]
            }

            #[inline(always)]
            fn weights(self, weights: &[f64]) -> [$vector; $count] {
                self.load(weights)
            }

            #[inline(always)]
            fn same_from(self, weights: [$vector; $count], first: usize, weight: f64) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|vector| unsafe {
                    $more::same_from(weights[vector], first.saturating_sub(vector * Self::WIDTH), weight)
                })
            }

            #[inline(always)]
            fn add(self, one: [$vector; $count], other: [$vector; $count]) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|number| unsafe { $add(one[number], other[number]) })
            }

            #[inline(always)]
            fn subtract(self, one: [$vector; $count], other: [$vector; $count]) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|number| unsafe { $subtract(one[number], other[number]) })
            }

            #[inline(always)]
            fn scale(self, numbers: [$vector; $count], weights: [$vector; $count]) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|number| unsafe { $multiply(weights[number], numbers[number]) })
            }

            #[inline(always)]
            fn divisor(self, divisor: &Divisor) -> By<$vector> {
                let Divisor { value, reciprocal } = *divisor;
                let none = Reciprocal { high: 0.0, low: 0.0 };
                let Reciprocal { high, low } = reciprocal.unwrap_or(none);
                let has_reciprocal = reciprocal.is_some();
                // SAFETY: the processor has the instruction set, as these lanes are there.
                unsafe { By { value: $same(value), has_reciprocal, high: $same(high), low: $same(low) } }
            }

            #[inline(always)]
            fn divide(
                self,
                numbers: [$vector; $count],
                by: &By<$vector>,
                tiny: bool,
            ) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                unsafe {
                    if by.has_reciprocal && (!tiny || $more::divisible(&numbers)) {
                        Self::each(|number| $more::quotient(numbers[number], by.high, by.low))
                    } else {
                        hint::cold_path();
                        Self::each(|number| $divide(numbers[number], by.value))
                    }
                }
            }

            #[inline(always)]
            fn has_reciprocal(self, by: &By<$vector>) -> bool {
                by.has_reciprocal
            }

            #[inline(always)]
            fn are_large(self, numbers: &[[$vector; $count]]) -> bool {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                unsafe {
                    let mut least = $same(f64::INFINITY);
                    for vectors in numbers {
                        for number in 0..$count {
                            least = $more::least(vectors[number], least);
                        }
                    }
                    !$more::any_below(least, $same(LEAST_LARGE))
                }
            }

            #[inline(always)]
            fn quotient(self, numbers: [$vector; $count], by: &By<$vector>) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|number| unsafe { $more::quotient(numbers[number], by.high, by.low) })
            }
        }
    };
}

vectors! {
    /// 256-bit vectors.
    Avx2: 4 of __m256d, avx2,
    _mm256_loadu_pd, _mm_loadu_ps _mm256_cvtps_pd, _mm256_storeu_pd, _mm256_cvtpd_ps _mm_storeu_ps,
    _mm256_stream_pd, _mm256_stream_ps,
    _mm256_set1_pd, _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd, _mm256_div_pd
}

vectors! {
    /// 512-bit vectors.
    Avx512: 2 of __m512d, avx512,
    _mm512_loadu_pd, _mm256_loadu_ps _mm512_cvtps_pd, _mm512_storeu_pd, _mm512_cvtpd_ps _mm256_storeu_ps,
    _mm512_stream_pd, _mm512_stream_ps,
    _mm512_set1_pd, _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd, _mm512_div_pd
}
