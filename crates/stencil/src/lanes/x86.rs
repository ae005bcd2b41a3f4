//! Blocks in vectors of AVX2 and of AVX-512.
#![allow(unsafe_code, reason = "vectors of an instruction set are to be had as intrinsics only")]

use std::arch::x86_64::{
    __m256d, __m512d, _CMP_EQ_OQ, _CMP_LT_OQ, _CMP_NEQ_OQ, _CMP_NLE_UQ, _mm_loadu_ps, _mm_storeu_ps,
    _mm256_add_pd, _mm256_and_pd, _mm256_andnot_pd, _mm256_cmp_pd, _mm256_cvtpd_ps, _mm256_cvtps_pd,
    _mm256_div_pd, _mm256_fmadd_pd, _mm256_fnmadd_pd, _mm256_loadu_pd, _mm256_loadu_ps, _mm256_movemask_pd,
    _mm256_mul_pd, _mm256_or_pd, _mm256_set1_pd, _mm256_setzero_pd, _mm256_storeu_pd, _mm256_storeu_ps,
    _mm256_sub_pd, _mm256_xor_pd, _mm512_abs_pd, _mm512_add_pd, _mm512_castpd_si512, _mm512_castsi512_pd,
    _mm512_cmp_pd_mask, _mm512_cvtpd_ps, _mm512_cvtps_pd, _mm512_div_pd, _mm512_fmadd_pd, _mm512_fnmadd_pd,
    _mm512_loadu_pd, _mm512_mask_cmp_pd_mask, _mm512_mask_or_epi64, _mm512_mul_pd, _mm512_set1_epi64,
    _mm512_set1_pd, _mm512_setzero_pd, _mm512_storeu_pd, _mm512_sub_pd, _mm512_ternarylogic_epi64,
};

use super::{BLOCK, Lanes};
use crate::{
    divisor::{Divisor, LEAST, MOST, Reciprocal},
    simd::InstructionSet,
};

/// Whether all numbers are zero or neither huge nor tiny, and none is NaN (a negated product would change its sign).
#[inline]
#[target_feature(enable = "avx2")]
fn moderate_256(numbers: &[__m256d; 4]) -> bool {
    let sign = _mm256_set1_pd(-0.0);
    let (least, most) = (_mm256_set1_pd(LEAST), _mm256_set1_pd(MOST));
    let mut others = _mm256_setzero_pd();
    for number in numbers {
        let size = _mm256_andnot_pd(sign, *number);
        let tiny = _mm256_and_pd(
            _mm256_cmp_pd::<_CMP_LT_OQ>(size, least),
            _mm256_cmp_pd::<_CMP_NEQ_OQ>(size, _mm256_setzero_pd()),
        );
        others = _mm256_or_pd(others, _mm256_or_pd(tiny, _mm256_cmp_pd::<_CMP_NLE_UQ>(size, most)));
    }
    _mm256_movemask_pd(others) == 0
}

/// The quotients by `divisor`, whose reciprocal has these parts. That of zero gets its sign at the end: sums of zeros
/// have lost it.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn quotient_256(number: __m256d, divisor: __m256d, high: __m256d, low: __m256d) -> __m256d {
    let near = _mm256_fmadd_pd(number, high, _mm256_mul_pd(number, low));
    let remainder = _mm256_fnmadd_pd(near, divisor, number);
    let nearest = _mm256_fmadd_pd(remainder, high, near);
    let sign = _mm256_and_pd(_mm256_xor_pd(number, high), _mm256_set1_pd(-0.0));
    let is_zero = _mm256_cmp_pd::<_CMP_EQ_OQ>(number, _mm256_setzero_pd());
    _mm256_or_pd(nearest, _mm256_and_pd(sign, is_zero))
}

/// Whether all numbers are zero or neither huge nor tiny, and none is NaN (a negated product would change its sign).
#[inline]
#[target_feature(enable = "avx512f")]
fn moderate_512([one, other]: &[__m512d; 2]) -> bool {
    let (least, most, zero) = (_mm512_set1_pd(LEAST), _mm512_set1_pd(MOST), _mm512_setzero_pd());
    let (one, other) = (_mm512_abs_pd(*one), _mm512_abs_pd(*other));
    let huge = _mm512_cmp_pd_mask::<_CMP_NLE_UQ>(one, most) | _mm512_cmp_pd_mask::<_CMP_NLE_UQ>(other, most);
    let tiny_one = _mm512_cmp_pd_mask::<_CMP_LT_OQ>(one, least);
    let tiny_other = _mm512_cmp_pd_mask::<_CMP_LT_OQ>(other, least);
    let tiny = _mm512_mask_cmp_pd_mask::<_CMP_NEQ_OQ>(tiny_one, one, zero)
        | _mm512_mask_cmp_pd_mask::<_CMP_NEQ_OQ>(tiny_other, other, zero);
    huge | tiny == 0
}

/// As [`quotient_256`].
#[inline]
#[target_feature(enable = "avx512f")]
fn quotient_512(number: __m512d, divisor: __m512d, high: __m512d, low: __m512d) -> __m512d {
    /// `(number ^ high) & sign`
    const SIGN: i32 = 0x28;
    let near = _mm512_fmadd_pd(number, high, _mm512_mul_pd(number, low));
    let remainder = _mm512_fnmadd_pd(near, divisor, number);
    let nearest = _mm512_fmadd_pd(remainder, high, near);
    let is_zero = _mm512_cmp_pd_mask::<_CMP_EQ_OQ>(number, _mm512_setzero_pd());
    let (number, high) = (_mm512_castpd_si512(number), _mm512_castpd_si512(high));
    let nearest = _mm512_castpd_si512(nearest);
    let sign = _mm512_ternarylogic_epi64::<SIGN>(number, high, _mm512_set1_epi64(i64::MIN));
    _mm512_castsi512_pd(_mm512_mask_or_epi64(nearest, is_zero, nearest, sign))
}

/// A block in vectors of one instruction set.
macro_rules! vectors {
    (
        $(#[$documentation:meta])* $name:ident: $count:literal of $vector:ident,
        $load:ident, $load_single:ident $widen:ident, $store:ident, $narrow:ident $store_single:ident,
        $same:ident, $add:ident, $subtract:ident, $multiply:ident, $divide:ident,
        $moderate:ident, $quotient:ident
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
            fn same(self, weight: f64) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                [unsafe { $same(weight) }; $count]
            }

            #[inline(always)]
            fn weights(self, weights: &[f64]) -> [$vector; $count] {
                self.load(weights)
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
            fn divide(self, numbers: [$vector; $count], divisor: &Divisor) -> [$vector; $count] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                unsafe {
                    let value = $same(divisor.value);
                    if let Some(Reciprocal { high, low }) = divisor.reciprocal
                        && $moderate(&numbers)
                    {
                        let (high, low) = ($same(high), $same(low));
                        Self::each(|number| $quotient(numbers[number], value, high, low))
                    } else {
                        Self::each(|number| $divide(numbers[number], value))
                    }
                }
            }
        }
    };
}

vectors! {
    /// 256-bit vectors.
    Avx2: 4 of __m256d,
    _mm256_loadu_pd, _mm_loadu_ps _mm256_cvtps_pd, _mm256_storeu_pd, _mm256_cvtpd_ps _mm_storeu_ps,
    _mm256_set1_pd, _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd, _mm256_div_pd,
    moderate_256, quotient_256
}

vectors! {
    /// 512-bit vectors.
    Avx512: 2 of __m512d,
    _mm512_loadu_pd, _mm256_loadu_ps _mm512_cvtps_pd, _mm512_storeu_pd, _mm512_cvtpd_ps _mm256_storeu_ps,
    _mm512_set1_pd, _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd, _mm512_div_pd,
    moderate_512, quotient_512
}
