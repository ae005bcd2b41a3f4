//! What 512-bit vectors do in several instructions.

#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::{
    arch::asm,
    arch::x86_64::{
        __m512d, _CMP_LT_OQ, _CMP_NEQ_OQ, _mm_loadu_pd, _mm256_castpd_ps, _mm256_loadu_ps, _mm256_set1_pd,
        _mm256_set1_ps, _mm256_stream_ps, _mm512_abs_pd, _mm512_add_pd, _mm512_broadcast_f64x2,
        _mm512_castpd_si512, _mm512_castsi512_pd, _mm512_cmp_pd_mask, _mm512_cvtpd_ps, _mm512_cvtps_pd,
        _mm512_div_pd, _mm512_fmadd_pd, _mm512_loadu_pd, _mm512_mask_blend_pd, _mm512_mask_cmp_pd_mask,
        _mm512_min_epu64, _mm512_min_pd, _mm512_mul_pd, _mm512_range_pd, _mm512_set1_epi64, _mm512_set1_pd,
        _mm512_setzero_pd, _mm512_slli_epi64, _mm512_sqrt_pd, _mm512_srli_epi64, _mm512_sub_epi64,
        _mm512_sub_pd, _mm512_testn_epi64_mask, _mm512_xor_pd,
    },
    ops::{Add, Div, Mul, Neg, Sub},
};

use super::{neighbours, reals};
use crate::{
    divisor::LARGE,
    real::{Real, exponent},
};

/// As that of [`avx2`](super::avx2).
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn divisible(numbers: &[__m512d]) -> bool {
    let (large, zero) = (_mm512_set1_epi64(LARGE), _mm512_setzero_pd());
    let mut tiny = 0;
    for number in numbers {
        let is_small = _mm512_testn_epi64_mask(_mm512_castpd_si512(*number), large);
        tiny |= _mm512_mask_cmp_pd_mask::<_CMP_NEQ_OQ>(is_small, *number, zero);
    }
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

/// As that of [`avx2`](super::avx2).
///
/// # Safety
/// As there.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
pub(super) unsafe fn repeated<const N: usize>(first: *const f64) -> __m512d {
    // SAFETY: the caller's promise.
    unsafe {
        if const { neighbours::<N>() == 1 } {
            _mm512_set1_pd(*first)
        } else {
            _mm512_broadcast_f64x2(_mm_loadu_pd(first))
        }
    }
}

/// As that of [`avx2`](super::avx2).
///
/// # Safety
/// As there.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
pub(super) unsafe fn repeated_single<const N: usize>(first: *const f32) -> __m512d {
    // SAFETY: the caller's promise.
    _mm512_cvtps_pd(unsafe {
        if const { neighbours::<N>() == 1 } {
            _mm256_set1_ps(*first)
        } else {
            _mm256_castpd_ps(_mm256_set1_pd(first.cast::<f64>().read_unaligned()))
        }
    })
}

/// Vectors of the numbers around a place: for each of them those from `N / 2` before it to `N / 2` behind it, two at most. Vectors
/// that begin where the place is are shifted against each other: where it begins a cache line, each load takes one line. `before`
/// ends with the numbers before the place, and then with those before the place behind the vectors.
///
/// # Safety
/// The numbers are there.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
pub(super) unsafe fn load_around<const N: usize, const VECTORS: usize>(
    middle: *const f64,
    before: &mut __m512d,
) -> [[__m512d; VECTORS]; N] {
    // SAFETY: the caller's promise.
    unsafe { around(middle, before, |from| _mm512_loadu_pd(from), |from| repeated::<N>(from)) }
}

/// The same, widened.
///
/// # Safety
/// As for [`load_around`].
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
pub(super) unsafe fn load_single_around<const N: usize, const VECTORS: usize>(
    middle: *const f32,
    before: &mut __m512d,
) -> [[__m512d; VECTORS]; N] {
    // SAFETY: the caller's promise.
    let vector = |from| unsafe { _mm512_cvtps_pd(_mm256_loadu_ps(from)) };
    // SAFETY: as above.
    around(middle, before, vector, |from| unsafe { repeated_single::<N>(from) })
}

/// The numbers around a place, of which `vector` loads a vector and `repeated` `N / 2` numbers again and again.
#[inline]
#[target_feature(enable = "avx512f")]
fn around<E, const N: usize, const VECTORS: usize>(
    middle: *const E,
    before: &mut __m512d,
    vector: impl Fn(*const E) -> __m512d,
    repeated: impl Fn(*const E) -> __m512d,
) -> [[__m512d; VECTORS]; N] {
    let side = const { neighbours::<N>() };
    let mut own = [_mm512_setzero_pd(); VECTORS];
    for number in 0..VECTORS {
        own[number] = vector(middle.wrapping_add(8 * number));
    }
    // The first ones of those behind.
    let last = repeated(middle.wrapping_add(8 * VECTORS));
    let mut numbers = [own; N];
    for (m, place) in numbers.iter_mut().enumerate() {
        for number in 0..VECTORS {
            let left = if number == 0 { *before } else { own[number - 1] };
            let right = if number + 1 == VECTORS { last } else { own[number + 1] };
            place[number] = match (m + 2).wrapping_sub(side) {
                0 => shifted::<6>(left, own[number]),
                1 => shifted::<7>(left, own[number]),
                3 => shifted::<1>(own[number], right),
                4 => shifted::<2>(own[number], right),
                _ => own[number],
            };
        }
    }
    *before = own[VECTORS - 1];
    numbers
}

/// The numbers of two vectors from a place in the first on. Compilers would make loads across cache lines of the shift where the
/// vectors come from places side by side, and something slower of it where they do not.
#[inline]
#[target_feature(enable = "avx512f")]
fn shifted<const PLACE: i32>(one: __m512d, other: __m512d) -> __m512d {
    let numbers;
    // SAFETY: an instruction of the set, which reads and writes registers only.
    unsafe {
        asm!(
            "valignq {numbers}, {other}, {one}, {place}",
            numbers = lateout(zmm_reg) numbers,
            other = in(zmm_reg) other,
            one = in(zmm_reg) one,
            place = const PLACE,
            options(pure, nomem, nostack, preserves_flags)
        );
    }
    numbers
}

/// As that of [`avx2`](super::avx2), but in halves of cache lines: to join them takes an operation at the port that already rounds,
/// and processors join what is stored past the caches themselves (3 to 8 % of a gradient on an Emerald Rapids, nothing on a Zen 4).
///
/// # Safety
/// As there.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn stream_single<const VECTORS: usize>(numbers: [__m512d; VECTORS], to: *mut f32) {
    for number in 0..VECTORS {
        // SAFETY: the caller's promise.
        unsafe { _mm256_stream_ps(to.add(8 * number), _mm512_cvtpd_ps(numbers[number])) };
    }
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

reals! {
    __m512d: _mm512_set1_pd, _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd, _mm512_div_pd, _mm512_sqrt_pd, _mm512_min_pd,
    _mm512_xor_pd
}

/// The magnitude.
#[inline]
#[target_feature(enable = "avx512f")]
fn magnitude(number: __m512d) -> __m512d {
    _mm512_abs_pd(number)
}

/// `then` where one number is less than another, and `otherwise` where it is not.
#[inline]
#[target_feature(enable = "avx512f")]
fn chosen([one, other]: [__m512d; 2], then: __m512d, otherwise: __m512d) -> __m512d {
    _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(one, other), otherwise, then)
}

/// As [`exponent::inverse`] has it.
#[inline]
#[target_feature(enable = "avx512f")]
fn inverse_power_of_two(size: __m512d) -> __m512d {
    let most = _mm512_set1_epi64(exponent::MOST);
    let exponent =
        _mm512_min_epu64(_mm512_srli_epi64::<{ exponent::DIGITS }>(_mm512_castpd_si512(size)), most);
    let inverse = _mm512_sub_epi64(_mm512_set1_epi64(exponent::SUM), exponent);
    _mm512_castsi512_pd(_mm512_slli_epi64::<{ exponent::DIGITS }>(inverse))
}
