//! Several numbers computed together, lane by lane.
//!
//! The arithmetic of a stencil is written once, for any lanes: for one number, for a block of numbers as any processor
//! computes it, and for a block of numbers in the vectors of an instruction set. Each lane does the same operations on its
//! own number, so that no bit depends on the choice.
#![allow(unsafe_code, reason = "vectors of an instruction set may only be used where the processor has it")]

use crate::{PointFunction, Scalar, divisor::Divisor};

mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use portable::Portable;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

/// Numbers of a block.
pub(crate) const BLOCK: usize = 16;

/// A way to compute with `COUNT` numbers at once.
///
/// # Panics
/// Where slices have not `COUNT` numbers.
pub trait Lanes<S: Scalar>: Copy {
    /// How many.
    const COUNT: usize;
    /// Whether there are registers for the values and the weights of several sums, and for what else a loop keeps.
    const MANY_REGISTERS: bool = false;
    /// So many numbers.
    type Numbers: Copy;
    /// So many real weights.
    type Weights: Copy;
    /// A divisor, ready to divide by.
    type Divisor: Copy;
    /// The least magnitudes of some numbers.
    type Least: Copy;
    /// The numbers before a place, kept from where they were loaded themselves.
    type Before: Copy;
    /// Fewer lanes, or as many: for what would not have its numbers at hand otherwise.
    type Narrow: Lanes<S>;
    /// More lanes than the narrow ones, or as many: for what is long and waits for itself.
    type Paired: Lanes<S>;

    /// The lanes.
    ///
    /// # Safety
    /// The processor has the instruction set.
    unsafe fn new() -> Self;
    /// The narrower lanes.
    fn narrow(self) -> Self::Narrow;
    /// More lanes than the narrower ones, or as many.
    fn paired(self) -> Self::Paired;
    /// Zeros.
    fn zero(self) -> Self::Numbers;
    /// From memory.
    fn load(self, numbers: &[S]) -> Self::Numbers;
    /// From memory, where they have half the size.
    fn load_single(self, numbers: &[S::Single]) -> Self::Numbers;
    /// None before any place.
    fn none_before(self) -> Self::Before;
    /// From memory, `N / 2` numbers before a place, two at most.
    ///
    /// # Safety
    /// They are there.
    #[inline(always)]
    unsafe fn before<const N: usize>(self, _: *const S) -> Self::Before {
        self.none_before()
    }
    /// The same where they have half the size.
    ///
    /// # Safety
    /// As for [`Lanes::before`].
    #[inline(always)]
    unsafe fn before_single<const N: usize>(self, _: *const S::Single) -> Self::Before {
        self.none_before()
    }
    /// From memory, for each lane those from `N / 2` before it to `N / 2` behind it, of which there are `before` already. Then these
    /// become those before the place that so many lanes are behind.
    ///
    /// # Safety
    /// They are there, and these are those.
    #[inline(always)]
    unsafe fn load_around<const N: usize>(
        self,
        middle: *const S,
        _before: &mut Self::Before,
    ) -> [Self::Numbers; N] {
        // SAFETY: the caller's promise.
        unsafe { load_each_around(self, middle, |numbers| self.load(numbers)) }
    }
    /// The same where they have half the size.
    ///
    /// # Safety
    /// As for [`Lanes::load_around`].
    #[inline(always)]
    unsafe fn load_single_around<const N: usize>(
        self,
        middle: *const S::Single,
        _before: &mut Self::Before,
    ) -> [Self::Numbers; N] {
        // SAFETY: the caller's promise.
        unsafe { load_each_around(self, middle, |numbers| self.load_single(numbers)) }
    }
    /// To memory.
    fn store(self, numbers: Self::Numbers, to: &mut [S]);
    /// To memory, rounded to half the size.
    fn store_single(self, numbers: Self::Numbers, to: &mut [S::Single]);
    /// To memory, past the cache.
    ///
    /// # Safety
    /// There is room for the numbers, which begins at a multiple of their bytes or with a cache line.
    unsafe fn stream(self, numbers: Self::Numbers, to: *mut S);
    /// To memory, rounded to half the size, past the cache.
    ///
    /// # Safety
    /// As for [`Lanes::stream`].
    unsafe fn stream_single(self, numbers: Self::Numbers, to: *mut S::Single);
    /// These numbers, but another one in a lane, if there is such a lane.
    fn with(self, numbers: Self::Numbers, lane: usize, number: S) -> Self::Numbers;
    /// The same weight in all lanes.
    fn same(self, weight: f64) -> Self::Weights;
    /// A weight for each lane.
    fn weights(self, weights: &[f64]) -> Self::Weights;
    /// These weights, but another one in the lanes from `first` on.
    fn same_from(self, weights: Self::Weights, first: usize, weight: f64) -> Self::Weights;
    /// The sums.
    fn add(self, one: Self::Numbers, other: Self::Numbers) -> Self::Numbers;
    /// The differences.
    fn subtract(self, one: Self::Numbers, other: Self::Numbers) -> Self::Numbers;
    /// The products with weights.
    fn scale(self, numbers: Self::Numbers, weights: Self::Weights) -> Self::Numbers;
    /// The divisor, ready to divide by.
    fn divisor(self, divisor: &Divisor) -> Self::Divisor;
    /// The quotients by one divisor; `tiny` says whether a number other than zero can be below 2⁻⁵¹¹.
    fn divide(self, numbers: Self::Numbers, divisor: &Self::Divisor, tiny: bool) -> Self::Numbers;
    /// A function of real numbers, lane by lane.
    fn mapped<const N: usize>(
        self,
        function: &impl PointFunction<N>,
        numbers: [Self::Numbers; N],
    ) -> Self::Numbers;
    /// Those of no numbers.
    fn least_of_none(self) -> Self::Least;
    /// Those of some numbers and of these, which are results of arithmetic.
    fn least(self, least: Self::Least, _: Self::Numbers) -> Self::Least {
        least
    }
    /// Whether all of some numbers are known to be 2⁻⁵¹¹ or more in magnitude, or no numbers.
    fn are_large(self, _: Self::Least) -> bool {
        false
    }
    /// Whether all of these numbers are known to be 2⁻⁵¹¹ or more in magnitude, or zero, or no numbers.
    fn are_divisible(self, _: Self::Numbers) -> bool {
        false
    }
    /// The quotients by a divisor that has a reciprocal, of numbers none of which but zero is below 2⁻⁵¹¹.
    fn quotient(self, _: Self::Numbers, _: &Self::Divisor) -> Self::Numbers {
        unreachable!("a divisor without a reciprocal")
    }
}

/// Elements around a place, for each lane those from `N / 2` before it to `N / 2` behind it, as `load` loads them.
///
/// # Safety
/// They are there.
#[inline(always)]
pub(crate) unsafe fn load_each_around<S: Scalar, L: Lanes<S>, E, const N: usize>(
    lanes: L,
    middle: *const E,
    load: impl Fn(&[E]) -> L::Numbers,
) -> [L::Numbers; N] {
    let first = middle.wrapping_sub(N / 2);
    let mut numbers = [lanes.zero(); N];
    for (m, numbers) in numbers.iter_mut().enumerate() {
        // SAFETY: the caller's promise.
        *numbers = load(unsafe { std::slice::from_raw_parts(first.add(m), L::COUNT) });
    }
    numbers
}

/// One number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct One;

impl<S: Scalar> Lanes<S> for One {
    const COUNT: usize = 1;
    type Numbers = S;
    type Weights = f64;
    type Divisor = f64;
    type Least = ();
    type Before = ();
    type Narrow = Self;
    type Paired = Self;

    unsafe fn new() -> Self {
        Self
    }

    fn narrow(self) -> Self {
        self
    }

    fn paired(self) -> Self {
        self
    }

    fn zero(self) -> S {
        S::default()
    }

    fn load(self, numbers: &[S]) -> S {
        numbers[0]
    }

    fn load_single(self, numbers: &[S::Single]) -> S {
        S::of_single(numbers[0])
    }

    fn store(self, number: S, to: &mut [S]) {
        to[0] = number;
    }

    fn store_single(self, number: S, to: &mut [S::Single]) {
        to[0] = number.to_single();
    }

    unsafe fn stream(self, number: S, to: *mut S) {
        // SAFETY: the caller's promise.
        unsafe { to.write(number) };
    }

    unsafe fn stream_single(self, number: S, to: *mut S::Single) {
        // SAFETY: the caller's promise.
        unsafe { to.write(number.to_single()) };
    }

    fn with(self, numbers: S, lane: usize, number: S) -> S {
        if lane == 0 { number } else { numbers }
    }

    fn same(self, weight: f64) -> f64 {
        weight
    }

    fn weights(self, weights: &[f64]) -> f64 {
        weights[0]
    }

    fn same_from(self, weights: f64, first: usize, weight: f64) -> f64 {
        if first == 0 { weight } else { weights }
    }

    fn add(self, one: S, other: S) -> S {
        one + other
    }

    fn subtract(self, one: S, other: S) -> S {
        one - other
    }

    fn scale(self, number: S, weight: f64) -> S {
        number.scale(weight)
    }

    fn divisor(self, divisor: &Divisor) -> f64 {
        divisor.value
    }

    fn divide(self, number: S, divisor: &f64, _: bool) -> S {
        number.divide(*divisor)
    }

    fn mapped<const N: usize>(self, function: &impl PointFunction<N>, numbers: [S; N]) -> S {
        S::mapped(function, numbers)
    }

    fn least_of_none(self) {}

    fn none_before(self) {}
}

#[cfg(test)]
mod tests;
