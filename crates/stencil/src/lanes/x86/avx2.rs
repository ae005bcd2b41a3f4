//! What 256-bit vectors do in several instructions.

#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::{
    arch::x86_64::{
        __m256d, _CMP_LT_OQ, _CMP_NEQ_OQ, _mm_castpd_ps, _mm_loadu_pd, _mm_loadu_ps, _mm_set1_pd,
        _mm_set1_ps, _mm_stream_ps, _mm256_add_pd, _mm256_and_pd, _mm256_and_si256, _mm256_andnot_pd,
        _mm256_blendv_pd, _mm256_broadcast_pd, _mm256_castpd_si256, _mm256_castsi256_pd, _mm256_cmp_pd,
        _mm256_cmpeq_epi64, _mm256_cmpgt_epi64, _mm256_cvtpd_ps, _mm256_cvtps_pd, _mm256_div_pd,
        _mm256_fmadd_pd, _mm256_loadu_pd, _mm256_min_epu32, _mm256_min_pd, _mm256_movemask_pd, _mm256_mul_pd,
        _mm256_or_pd, _mm256_permute2f128_pd, _mm256_set_m128, _mm256_set1_epi64x, _mm256_set1_pd,
        _mm256_setr_epi64x, _mm256_setzero_pd, _mm256_setzero_si256, _mm256_shuffle_pd, _mm256_slli_epi64,
        _mm256_sqrt_pd, _mm256_srli_epi64, _mm256_stream_ps, _mm256_sub_epi64, _mm256_sub_pd, _mm256_xor_pd,
    },
    ops::{Add, Div, Mul, Neg, Sub},
};

use super::{neighbours, reals};
use crate::{
    divisor::LARGE,
    real::{Real, exponent},
};

/// Whether all numbers are zero or of a size that a reciprocal can divide.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn divisible(numbers: &[__m256d]) -> bool {
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
pub(super) fn quotient(number: __m256d, high: __m256d, low: __m256d) -> __m256d {
    _mm256_fmadd_pd(number, high, _mm256_mul_pd(number, low))
}

/// Of each pair of numbers, the second of which has no sign, the smaller magnitude; the second where the first is no number.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn least(one: __m256d, other: __m256d) -> __m256d {
    _mm256_min_pd(_mm256_andnot_pd(_mm256_set1_pd(-0.0), one), other)
}

/// Whether one of the numbers is below the bound.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn any_below(numbers: __m256d, bound: __m256d) -> bool {
    _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_LT_OQ>(numbers, bound)) != 0
}

/// `N / 2` numbers, one or two, again and again.
///
/// # Safety
/// They are there.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn repeated<const N: usize>(first: *const f64) -> __m256d {
    // SAFETY: the caller's promise.
    unsafe {
        if const { neighbours::<N>() == 1 } {
            _mm256_set1_pd(*first)
        } else {
            _mm256_broadcast_pd(&_mm_loadu_pd(first))
        }
    }
}

/// The same, widened.
///
/// # Safety
/// As for [`repeated`].
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn repeated_single<const N: usize>(first: *const f32) -> __m256d {
    // SAFETY: the caller's promise.
    _mm256_cvtps_pd(unsafe {
        if const { neighbours::<N>() == 1 } {
            _mm_set1_ps(*first)
        } else {
            _mm_castpd_ps(_mm_set1_pd(first.cast::<f64>().read_unaligned()))
        }
    })
}

/// Vectors of the numbers around a place: for each of them those from `N / 2` before it to `N / 2` behind it, two at most. `before`
/// ends with the numbers before the place, and then with those before the place behind the vectors: they are not loaded again. Lanes
/// of one vector are for loops that have no register to spare: there they are, for they would be kept on the stack.
///
/// # Safety
/// The numbers are there.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn load_around<const N: usize, const VECTORS: usize>(
    middle: *const f64,
    before: &mut __m256d,
) -> [[__m256d; VECTORS]; N] {
    // SAFETY: the caller's promise.
    around(middle, before, |from| unsafe { _mm256_loadu_pd(from) })
}

/// The same, widened.
///
/// # Safety
/// As for [`load_around`].
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn load_single_around<const N: usize, const VECTORS: usize>(
    middle: *const f32,
    before: &mut __m256d,
) -> [[__m256d; VECTORS]; N] {
    // SAFETY: the caller's promise.
    around(middle, before, |from| unsafe { _mm256_cvtps_pd(_mm_loadu_ps(from)) })
}

/// The numbers around a place, of which `vector` loads a vector.
#[inline]
#[target_feature(enable = "avx2")]
fn around<E, const N: usize, const VECTORS: usize>(
    middle: *const E,
    before: &mut __m256d,
    vector: impl Fn(*const E) -> __m256d,
) -> [[__m256d; VECTORS]; N] {
    let side = const { neighbours::<N>() };
    let first = vector(middle);
    let two_before = _mm256_permute2f128_pd::<0x21>(*before, first);
    let one_before = _mm256_shuffle_pd::<0b0101>(two_before, first);
    let mut numbers = [[first; VECTORS]; N];
    for (m, place) in numbers.iter_mut().enumerate() {
        for number in 0..VECTORS {
            place[number] = match (m + 2).wrapping_sub(side) {
                0 if number == 0 && VECTORS > 1 => two_before,
                1 if number == 0 && VECTORS > 1 => one_before,
                2 if number == 0 => first,
                _ => vector(middle.wrapping_add(4 * number + m).wrapping_sub(side)),
            };
        }
    }
    *before = numbers[side][VECTORS - 1];
    numbers
}

/// Stores numbers past the cache, rounded to half the size.
///
/// # Safety
/// There is room for them, which begins where vectors of that size may.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn stream_single<const VECTORS: usize>(numbers: [__m256d; VECTORS], to: *mut f32) {
    let (pairs, rest) = numbers.as_chunks();
    for (number, [one, other]) in pairs.iter().enumerate() {
        let both = _mm256_set_m128(_mm256_cvtpd_ps(*other), _mm256_cvtpd_ps(*one));
        // SAFETY: the caller's promise.
        unsafe { _mm256_stream_ps(to.add(8 * number), both) };
    }
    for number in rest {
        // SAFETY: as above; there is no more than one.
        unsafe { _mm_stream_ps(to.add(8 * pairs.len()), _mm256_cvtpd_ps(*number)) };
    }
}

/// The numbers, but another one in a lane, if there is such a lane.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn with(numbers: __m256d, lane: usize, number: f64) -> __m256d {
    let lane = _mm256_set1_epi64x(lane.cast_signed() as i64);
    let is_it = _mm256_castsi256_pd(_mm256_cmpeq_epi64(lane, _mm256_setr_epi64x(0, 1, 2, 3)));
    _mm256_blendv_pd(numbers, _mm256_set1_pd(number), is_it)
}

/// The numbers, but another one in the lanes from `first` on.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn same_from(numbers: __m256d, first: usize, number: f64) -> __m256d {
    let first = _mm256_set1_epi64x(first.min(4).cast_signed() as i64);
    let is_before = _mm256_castsi256_pd(_mm256_cmpgt_epi64(first, _mm256_setr_epi64x(0, 1, 2, 3)));
    _mm256_blendv_pd(_mm256_set1_pd(number), numbers, is_before)
}

reals! {
    __m256d: _mm256_set1_pd, _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd, _mm256_div_pd, _mm256_sqrt_pd, _mm256_min_pd,
    _mm256_xor_pd
}

/// The magnitude.
#[inline]
#[target_feature(enable = "avx2")]
fn magnitude(number: __m256d) -> __m256d {
    _mm256_andnot_pd(_mm256_set1_pd(-0.0), number)
}

/// `then` where one number is less than another, and `otherwise` where it is not.
#[inline]
#[target_feature(enable = "avx2")]
fn chosen([one, other]: [__m256d; 2], then: __m256d, otherwise: __m256d) -> __m256d {
    _mm256_blendv_pd(otherwise, then, _mm256_cmp_pd::<_CMP_LT_OQ>(one, other))
}

/// As [`exponent::inverse`] has it.
#[inline]
#[target_feature(enable = "avx2")]
fn inverse_power_of_two(size: __m256d) -> __m256d {
    let most = _mm256_set1_epi64x(exponent::MOST);
    // Exponents fill less than half of their numbers.
    let exponent = _mm256_min_epu32(
        _mm256_srli_epi64::<{ exponent::DIGITS.cast_signed() }>(_mm256_castpd_si256(size)),
        most,
    );
    let inverse = _mm256_sub_epi64(_mm256_set1_epi64x(exponent::SUM), exponent);
    _mm256_castsi256_pd(_mm256_slli_epi64::<{ exponent::DIGITS.cast_signed() }>(inverse))
}
