//! Numbers in vectors of AVX2 and of AVX-512.
#![allow(unsafe_code, reason = "vectors of an instruction set are to be had as intrinsics only")]

use std::{
    arch::x86_64::{
        __m256d, __m512d, _mm_loadu_ps, _mm_storeu_ps, _mm256_add_pd, _mm256_cvtpd_ps, _mm256_cvtps_pd,
        _mm256_div_pd, _mm256_loadu_pd, _mm256_loadu_ps, _mm256_mul_pd, _mm256_set1_pd, _mm256_storeu_pd,
        _mm256_storeu_ps, _mm256_stream_pd, _mm256_sub_pd, _mm512_add_pd, _mm512_cvtpd_ps, _mm512_cvtps_pd,
        _mm512_div_pd, _mm512_loadu_pd, _mm512_mul_pd, _mm512_set1_pd, _mm512_storeu_pd, _mm512_stream_pd,
        _mm512_sub_pd,
    },
    hint,
};

use super::Lanes;
use crate::{
    PointFunction,
    divisor::{Divisor, LEAST_LARGE, Reciprocal},
};

mod avx2;
mod avx512;
mod reals;

use reals::reals;

/// A divisor in vectors, and its reciprocal if it has one.
#[derive(Debug, Clone, Copy)]
pub struct By<V> {
    value: V,
    has_reciprocal: bool,
    high: V,
    low: V,
}

/// How many neighbours of a place stand before it where `N` values around it are loaded.
const fn neighbours<const N: usize>() -> usize {
    assert!(N / 2 == 1 || N / 2 == 2, "one or two neighbours on each side");
    N / 2
}

/// Numbers in so many vectors of one instruction set, with its instructions and the module of what takes several of them.
macro_rules! vectors {
    (
        $(#[$documentation:meta])* $name:ident: $vector:ident of $width:literal, $more:ident, $many:literal,
        $load:ident, $load_single:ident $widen:ident, $store:ident, $narrow:ident $store_single:ident,
        $stream:ident,
        $same:ident, $add:ident, $subtract:ident, $multiply:ident, $divide:ident,
    ) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<const VECTORS: usize>(());

        impl<const VECTORS: usize> $name<VECTORS> {
            /// Numbers of a vector.
            const WIDTH: usize = $width;

            #[inline(always)]
            fn each(vector: impl Fn(usize) -> $vector) -> [$vector; VECTORS] {
                // SAFETY: that these lanes are there says that the processor has the instruction set.
                let mut vectors = [unsafe { $same(0.0) }; VECTORS];
                for (number, place) in vectors.iter_mut().enumerate() {
                    *place = vector(number);
                }
                vectors
            }
        }

        impl<const VECTORS: usize> Lanes<f64> for $name<VECTORS> {
            const COUNT: usize = VECTORS * $width;
            const MANY_REGISTERS: bool = $many;
            type Numbers = [$vector; VECTORS];
            type Weights = [$vector; VECTORS];
            type Divisor = By<$vector>;
            type Least = [$vector; VECTORS];
            type Before = $vector;
            type Narrow = $name<1>;
            type Paired = $name<2>;

            unsafe fn new() -> Self {
                Self(())
            }

            #[inline(always)]
            fn narrow(self) -> $name<1> {
                $name(())
            }

            #[inline(always)]
            fn paired(self) -> $name<2> {
                $name(())
            }

            #[inline(always)]
            fn zero(self) -> [$vector; VECTORS] {
                self.same(0.0)
            }

            #[inline(always)]
            fn load(self, numbers: &[f64]) -> [$vector; VECTORS] {
                assert_eq!(numbers.len(), Self::COUNT, "a number for each lane");
                // SAFETY: the vector lies within the numbers.
                Self::each(|number| unsafe { $load(numbers.as_ptr().add(number * Self::WIDTH)) })
            }

            #[inline(always)]
            fn load_single(self, numbers: &[f32]) -> [$vector; VECTORS] {
                assert_eq!(numbers.len(), Self::COUNT, "a number for each lane");
                // SAFETY: the vector lies within the numbers.
                Self::each(|number| unsafe {
                    $widen($load_single(numbers.as_ptr().add(number * Self::WIDTH)))
                })
            }

            #[inline(always)]
            fn store(self, numbers: [$vector; VECTORS], to: &mut [f64]) {
                assert_eq!(to.len(), Self::COUNT, "a number for each lane");
                for number in 0..VECTORS {
                    // SAFETY: the vector lies within the numbers.
                    unsafe { $store(to.as_mut_ptr().add(number * Self::WIDTH), numbers[number]) };
                }
            }

            #[inline(always)]
            fn store_single(self, numbers: [$vector; VECTORS], to: &mut [f32]) {
                assert_eq!(to.len(), Self::COUNT, "a number for each lane");
                for number in 0..VECTORS {
                    // SAFETY: the vector lies within the numbers.
                    unsafe { $store_single(to.as_mut_ptr().add(number * Self::WIDTH), $narrow(numbers[number])) };
                }
            }

            #[inline(always)]
            unsafe fn stream(self, numbers: [$vector; VECTORS], to: *mut f64) {
                for number in 0..VECTORS {
                    // SAFETY: there is room for the numbers, and it begins where vectors may.
                    unsafe { $stream(to.add(number * Self::WIDTH), numbers[number]) };
                }
            }

            #[inline(always)]
            unsafe fn stream_single(self, numbers: [$vector; VECTORS], to: *mut f32) {
                // SAFETY: the caller's promise; the processor has the instruction set, as these lanes are there.
                unsafe { $more::stream_single(numbers, to) };
            }

            #[inline(always)]
            fn with(self, numbers: [$vector; VECTORS], lane: usize, number: f64) -> [$vector; VECTORS] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|vector| unsafe {
                    $more::with(numbers[vector], lane.wrapping_sub(vector * Self::WIDTH), number)
                })
            }

            #[inline(always)]
            fn same(self, weight: f64) -> [$vector; VECTORS] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                [unsafe { $same(weight) }; VECTORS]
            }

            #[inline(always)]
            fn weights(self, weights: &[f64]) -> [$vector; VECTORS] {
                self.load(weights)
            }

            #[inline(always)]
            fn same_from(self, weights: [$vector; VECTORS], first: usize, weight: f64) -> [$vector; VECTORS] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|vector| unsafe {
                    $more::same_from(weights[vector], first.saturating_sub(vector * Self::WIDTH), weight)
                })
            }

            #[inline(always)]
            fn add(self, one: [$vector; VECTORS], other: [$vector; VECTORS]) -> [$vector; VECTORS] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|number| unsafe { $add(one[number], other[number]) })
            }

            #[inline(always)]
            fn subtract(self, one: [$vector; VECTORS], other: [$vector; VECTORS]) -> [$vector; VECTORS] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|number| unsafe { $subtract(one[number], other[number]) })
            }

            #[inline(always)]
            fn scale(self, numbers: [$vector; VECTORS], weights: [$vector; VECTORS]) -> [$vector; VECTORS] {
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
                numbers: [$vector; VECTORS],
                by: &By<$vector>,
                tiny: bool,
            ) -> [$vector; VECTORS] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                unsafe {
                    if by.has_reciprocal && (!tiny || self.are_divisible(numbers)) {
                        Self::each(|number| $more::quotient(numbers[number], by.high, by.low))
                    } else {
                        hint::cold_path();
                        Self::each(|number| $divide(numbers[number], by.value))
                    }
                }
            }

            #[inline(always)]
            fn least_of_none(self) -> [$vector; VECTORS] {
                self.same(f64::INFINITY)
            }

            // Of each vector apart: one chain for all would be the longest.
            #[inline(always)]
            fn least(
                self,
                least: [$vector; VECTORS],
                numbers: [$vector; VECTORS],
            ) -> [$vector; VECTORS] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|number| unsafe { $more::least(numbers[number], least[number]) })
            }

            #[inline(always)]
            fn are_large(self, least: [$vector; VECTORS]) -> bool {
                let mut of_all = least[0];
                for number in 1..VECTORS {
                    // SAFETY: the processor has the instruction set, as these lanes are there.
                    of_all = unsafe { $more::least(least[number], of_all) };
                }
                // SAFETY: as above.
                unsafe { !$more::any_below(of_all, $same(LEAST_LARGE)) }
            }

            #[inline(always)]
            fn are_divisible(self, numbers: [$vector; VECTORS]) -> bool {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                unsafe { $more::divisible(&numbers) }
            }

            #[inline(always)]
            fn quotient(self, numbers: [$vector; VECTORS], by: &By<$vector>) -> [$vector; VECTORS] {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                Self::each(|number| unsafe { $more::quotient(numbers[number], by.high, by.low) })
            }

            #[inline(always)]
            fn mapped<const N: usize>(
                self,
                function: &impl PointFunction<N>,
                numbers: [[$vector; VECTORS]; N],
            ) -> [$vector; VECTORS] {
                let mut arguments = [$more::Reals([self.zero()[0]; VECTORS]); N];
                for n in 0..N {
                    arguments[n] = $more::Reals(numbers[n]);
                }
                function.at(arguments).0
            }

            #[inline(always)]
            fn none_before(self) -> $vector {
                // SAFETY: the processor has the instruction set, as these lanes are there.
                unsafe { $same(0.0) }
            }

            #[inline(always)]
            unsafe fn before<const N: usize>(self, middle: *const f64) -> $vector {
                // SAFETY: the caller's promise; the processor has the instruction set, as these lanes are there.
                unsafe { $more::repeated::<N>(middle.wrapping_sub(N / 2)) }
            }

            #[inline(always)]
            unsafe fn before_single<const N: usize>(self, middle: *const f32) -> $vector {
                // SAFETY: as above.
                unsafe { $more::repeated_single::<N>(middle.wrapping_sub(N / 2)) }
            }

            #[inline(always)]
            unsafe fn load_around<const N: usize>(
                self,
                middle: *const f64,
                before: &mut $vector,
            ) -> [[$vector; VECTORS]; N] {
                // SAFETY: as above.
                unsafe { $more::load_around(middle, before) }
            }

            #[inline(always)]
            unsafe fn load_single_around<const N: usize>(
                self,
                middle: *const f32,
                before: &mut $vector,
            ) -> [[$vector; VECTORS]; N] {
                // SAFETY: as above.
                unsafe { $more::load_single_around(middle, before) }
            }
        }
    };
}

vectors! {
    /// 256-bit vectors.
    Avx2: __m256d of 4, avx2, false,
    _mm256_loadu_pd, _mm_loadu_ps _mm256_cvtps_pd, _mm256_storeu_pd, _mm256_cvtpd_ps _mm_storeu_ps,
    _mm256_stream_pd,
    _mm256_set1_pd, _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd, _mm256_div_pd,
}

vectors! {
    /// 512-bit vectors.
    Avx512: __m512d of 8, avx512, true,
    _mm512_loadu_pd, _mm256_loadu_ps _mm512_cvtps_pd, _mm512_storeu_pd, _mm512_cvtpd_ps _mm256_storeu_ps,
    _mm512_stream_pd,
    _mm512_set1_pd, _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd, _mm512_div_pd,
}
