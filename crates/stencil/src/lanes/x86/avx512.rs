//! What 512-bit vectors do in several instructions.

use std::arch::x86_64::{
    __m256, __m512, __m512d, _CMP_LT_OQ, _CMP_NEQ_OQ, _mm256_castps_pd, _mm512_castpd_ps,
    _mm512_castpd_si512, _mm512_castpd256_pd512, _mm512_cmp_pd_mask, _mm512_fmadd_pd, _mm512_insertf64x4,
    _mm512_mask_blend_pd, _mm512_mask_cmp_pd_mask, _mm512_mul_pd, _mm512_range_pd, _mm512_set1_epi64,
    _mm512_set1_pd, _mm512_setzero_pd, _mm512_testn_epi64_mask,
};

use crate::divisor::LARGE;

/// As that of [`avx2`](super::avx2).
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn divisible([one, other]: &[__m512d; 2]) -> bool {
    let (large, zero) = (_mm512_set1_epi64(LARGE), _mm512_setzero_pd());
    let is_small = |number| _mm512_testn_epi64_mask(_mm512_castpd_si512(number), large);
    let tiny = _mm512_mask_cmp_pd_mask::<_CMP_NEQ_OQ>(is_small(*one), *one, zero)
        | _mm512_mask_cmp_pd_mask::<_CMP_NEQ_OQ>(is_small(*other), *other, zero);
    tiny == 0
}

/// Of each pair of numbers the smaller magnitude, or that which is a number.
#[inline]
#[target_feature(enable = "avx512dq")]
pub(super) fn least(one: __m512d, other: __m512d) -> __m512d {
    /// The smaller magnitude, without its sign.
    const SMALLER: i32 = 0b1010;
    _mm512_range_pd::<SMALLER>(one, other)
}

/// Whether one of the numbers is below the bound.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn any_below(numbers: __m512d, bound: __m512d) -> bool {
    _mm512_cmp_pd_mask::<_CMP_LT_OQ>(numbers, bound) != 0
}

/// As that of [`avx2`](super::avx2).
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn quotient(number: __m512d, high: __m512d, low: __m512d) -> __m512d {
    _mm512_fmadd_pd(number, high, _mm512_mul_pd(number, low))
}

/// Two vectors side by side.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn join(one: __m256, other: __m256) -> __m512 {
    let (one, other) = (_mm256_castps_pd(one), _mm256_castps_pd(other));
    _mm512_castpd_ps(_mm512_insertf64x4::<1>(_mm512_castpd256_pd512(one), other))
}

/// As that of [`avx2`](super::avx2).
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn with(numbers: __m512d, lane: usize, number: f64) -> __m512d {
    let [is_it, _] = (1_u16 << lane.min(8)).to_le_bytes();
    _mm512_mask_blend_pd(is_it, numbers, _mm512_set1_pd(number))
}

/// As that of [`avx2`](super::avx2).
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn same_from(numbers: __m512d, first: usize, number: f64) -> __m512d {
    let [is_before, _] = ((1_u16 << first.min(8)) - 1).to_le_bytes();
    _mm512_mask_blend_pd(is_before, _mm512_set1_pd(number), numbers)
}
