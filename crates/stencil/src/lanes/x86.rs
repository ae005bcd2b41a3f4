//! Blocks in vectors of AVX2 and of AVX-512.
#![allow(unsafe_code, reason = "vectors of an instruction set are to be had as intrinsics only")]

use std::{
    arch::x86_64::{
        __m128, __m256, __m256d, __m512, __m512d, _CMP_LT_OQ, _CMP_NEQ_OQ, _mm_loadu_ps, _mm_storeu_ps,
        _mm256_add_pd, _mm256_and_pd, _mm256_and_si256, _mm256_andnot_pd, _mm256_blendv_pd,
        _mm256_castpd_si256, _mm256_castps_pd, _mm256_castsi256_pd, _mm256_cmp_pd, _mm256_cmpeq_epi64,
        _mm256_cmpgt_epi64, _mm256_cvtpd_ps, _mm256_cvtps_pd, _mm256_div_pd, _mm256_fmadd_pd,
        _mm256_loadu_pd, _mm256_loadu_ps, _mm256_min_pd, _mm256_movemask_pd, _mm256_mul_pd, _mm256_or_pd,
        _mm256_set_m128, _mm256_set1_epi64x, _mm256_set1_pd, _mm256_setr_epi64x, _mm256_setzero_pd,
        _mm256_setzero_si256, _mm256_storeu_pd, _mm256_storeu_ps, _mm256_stream_pd, _mm256_stream_ps,
        _mm256_sub_pd, _mm512_add_pd, _mm512_castpd_ps, _mm512_castpd_si512, _mm512_castpd256_pd512,
        _mm512_cmp_pd_mask, _mm512_cvtpd_ps, _mm512_cvtps_pd, _mm512_div_pd, _mm512_fmadd_pd,
        _mm512_insertf64x4, _mm512_loadu_pd, _mm512_mask_blend_pd, _mm512_mask_cmp_pd_mask, _mm512_mul_pd,
        _mm512_range_pd, _mm512_set1_epi64, _mm512_set1_pd, _mm512_setzero_pd, _mm512_storeu_pd,
        _mm512_stream_pd, _mm512_stream_ps, _mm512_sub_pd, _mm512_testn_epi64_mask,
    },
    hint,
};

use super::{BLOCK, Lanes};
use crate::{
    divisor::{Divisor, LARGE, LEAST_LARGE, Reciprocal},
    simd::InstructionSet,
};

/// Whether all numbers are zero or of a size that a reciprocal can divide.
#[inline]
#[target_feature(enable = "avx2")]
fn divisible_256(numbers: &[__m256d; 4]) -> bool {
    let (large, zero) = (_mm256_set1_epi64x(LARGE), _mm256_setzero_si256());
    let mut tiny = _mm256_setzero_pd();
    for number in numbers {
        let is_small = _mm256_cmpeq_epi64(_mm256_and_si256(_mm256_castpd_si256(*number), large), zero);
        let is_not_zero = _mm256_cmp_pd::<_CMP_NEQ_OQ>(*number, _mm256_setzero_pd());
        tiny = _mm256_or_pd(tiny, _mm256_and_pd(_mm256_castsi256_pd(is_small), is_not_zero));
    }
    _mm256_movemask_pd(tiny) == 0
}

/// The quotients by a divisor whose reciprocal has these parts.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn quotient_256(number: __m256d, high: __m256d, low: __m256d) -> __m256d {
    _mm256_fmadd_pd(number, high, _mm256_mul_pd(number, low))
}

/// Of each pair of numbers, the second of which has no sign, the smaller magnitude; the second where the first is no number.
#[inline]
#[target_feature(enable = "avx2")]
fn least_256(one: __m256d, other: __m256d) -> __m256d {
    _mm256_min_pd(_mm256_andnot_pd(_mm256_set1_pd(-0.0), one), other)
}

/// Whether one of the numbers is below the bound.
#[inline]
#[target_feature(enable = "avx2")]
fn any_below_256(numbers: __m256d, bound: __m256d) -> bool {
    _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_LT_OQ>(numbers, bound)) != 0
}

/// As [`divisible_256`].
#[inline]
#[target_feature(enable = "avx512f")]
fn divisible_512([one, other]: &[__m512d; 2]) -> bool {
    let (large, zero) = (_mm512_set1_epi64(LARGE), _mm512_setzero_pd());
    let is_small = |number| _mm512_testn_epi64_mask(_mm512_castpd_si512(number), large);
    let tiny = _mm512_mask_cmp_pd_mask::<_CMP_NEQ_OQ>(is_small(*one), *one, zero)
        | _mm512_mask_cmp_pd_mask::<_CMP_NEQ_OQ>(is_small(*other), *other, zero);
    tiny == 0
}

/// Of each pair of numbers the smaller magnitude, or that which is a number.
#[inline]
#[target_feature(enable = "avx512dq")]
fn least_512(one: __m512d, other: __m512d) -> __m512d {
    /// The smaller magnitude, without its sign.
    const SMALLER: i32 = 0b1010;
    _mm512_range_pd::<SMALLER>(one, other)
}

/// Whether one of the numbers is below the bound.
#[inline]
#[target_feature(enable = "avx512f")]
fn any_below_512(numbers: __m512d, bound: __m512d) -> bool {
    _mm512_cmp_pd_mask::<_CMP_LT_OQ>(numbers, bound) != 0
}

/// As [`quotient_256`].
#[inline]
#[target_feature(enable = "avx512f")]
fn quotient_512(number: __m512d, high: __m512d, low: __m512d) -> __m512d {
    _mm512_fmadd_pd(number, high, _mm512_mul_pd(number, low))
}

/// A divisor in vectors, and its reciprocal if it has one.
#[derive(Debug, Clone, Copy)]
pub struct By<V> {
    value: V,
    has_reciprocal: bool,
    high: V,
    low: V,
}

/// Two vectors side by side.
#[inline]
#[target_feature(enable = "avx2")]
fn join_256(one: __m128, other: __m128) -> __m256 {
    _mm256_set_m128(other, one)
}

/// Two vectors side by side.
#[inline]
#[target_feature(enable = "avx512f")]
fn join_512(one: __m256, other: __m256) -> __m512 {
    let (one, other) = (_mm256_castps_pd(one), _mm256_castps_pd(other));
    _mm512_castpd_ps(_mm512_insertf64x4::<1>(_mm512_castpd256_pd512(one), other))
}

/// The numbers, but another one in a lane, if there is such a lane.
#[inline]
#[target_feature(enable = "avx2")]
fn with_256(numbers: __m256d, lane: usize, number: f64) -> __m256d {
    let lane = _mm256_set1_epi64x(lane.cast_signed() as i64);
    let is_it = _mm256_castsi256_pd(_mm256_cmpeq_epi64(lane, _mm256_setr_epi64x(0, 1, 2, 3)));
    _mm256_blendv_pd(numbers, _mm256_set1_pd(number), is_it)
}

/// As [`with_256`].
#[inline]
#[target_feature(enable = "avx512f")]
fn with_512(numbers: __m512d, lane: usize, number: f64) -> __m512d {
    let [is_it, _] = (1_u16 << lane.min(8)).to_le_bytes();
    _mm512_mask_blend_pd(is_it, numbers, _mm512_set1_pd(number))
}

/// The numbers, but another one in the lanes from `first` on.
#[inline]
#[target_feature(enable = "avx2")]
fn same_from_256(numbers: __m256d, first: usize, number: f64) -> __m256d {
    let first = _mm256_set1_epi64x(first.min(4).cast_signed() as i64);
    let is_before = _mm256_castsi256_pd(_mm256_cmpgt_epi64(first, _mm256_setr_epi64x(0, 1, 2, 3)));
    _mm256_blendv_pd(_mm256_set1_pd(number), numbers, is_before)
}

/// As [`same_from_256`].
#[inline]
#[target_feature(enable = "avx512f")]
fn same_from_512(numbers: __m512d, first: usize, number: f64) -> __m512d {
    let [is_before, _] = ((1_u16 << first.min(8)) - 1).to_le_bytes();
    _mm512_mask_blend_pd(is_before, _mm512_set1_pd(number), numbers)
}

/// A block in vectors of one instruction set.
macro_rules! vectors {
    (
        $(#[$documentation:meta])* $name:ident: $count:literal of $vector:ident,
        $load:ident, $load_single:ident $widen:ident, $store:ident, $narrow:ident $store_single:ident,
        $stream:ident, $join:ident $stream_single:ident,
        $with:ident, $same:ident, $same_from:ident, $add:ident, $subtract:ident, $multiply:ident, $divide:ident,
        $divisible:ident, $quotient:ident, $least:ident, $any_below:ident
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
                        $stream_single(to.add(2 * number * Self::WIDTH), $join(one, other));
                    };
                }
            }

            #[inline(always)]
            fn with(self, numbers: [$vector; $count], lane: usize, number: f64) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|vector| unsafe {
                    $with(numbers[vector], lane.wrapping_sub(vector * Self::WIDTH), number)
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
                    $same_from(weights[vector], first.saturating_sub(vector * Self::WIDTH), weight)
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
                    if by.has_reciprocal && (!tiny || $divisible(&numbers)) {
                        Self::each(|number| $quotient(numbers[number], by.high, by.low))
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
                            least = $least(vectors[number], least);
                        }
                    }
                    !$any_below(least, $same(LEAST_LARGE))
                }
            }

            #[inline(always)]
            fn quotient(self, numbers: [$vector; $count], by: &By<$vector>) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|number| unsafe { $quotient(numbers[number], by.high, by.low) })
            }
        }
    };
}

vectors! {
    /// 256-bit vectors.
    Avx2: 4 of __m256d,
    _mm256_loadu_pd, _mm_loadu_ps _mm256_cvtps_pd, _mm256_storeu_pd, _mm256_cvtpd_ps _mm_storeu_ps,
    _mm256_stream_pd, join_256 _mm256_stream_ps,
    with_256, _mm256_set1_pd, same_from_256, _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd, _mm256_div_pd,
    divisible_256, quotient_256, least_256, any_below_256
}

vectors! {
    /// 512-bit vectors.
    Avx512: 2 of __m512d,
    _mm512_loadu_pd, _mm256_loadu_ps _mm512_cvtps_pd, _mm512_storeu_pd, _mm512_cvtpd_ps _mm256_storeu_ps,
    _mm512_stream_pd, join_512 _mm512_stream_ps,
    with_512, _mm512_set1_pd, same_from_512, _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd, _mm512_div_pd,
    divisible_512, quotient_512, least_512, any_below_512
}
