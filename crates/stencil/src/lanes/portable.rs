//! Blocks as any processor computes them.
#![allow(unsafe_code, reason = "other lanes may only be used where the processor has them")]

use super::{BLOCK, Lanes};
use crate::{PointFunction, Scalar, divisor::Divisor, simd::InstructionSet, stores};

/// A block, with no more than every processor has.
#[derive(Debug, Clone, Copy)]
pub struct Portable;

/// A number for each lane.
#[inline(always)]
fn each<N: Copy + Default>(number: impl Fn(usize) -> N) -> [N; BLOCK] {
    let mut numbers = [N::default(); BLOCK];
    for (lane, place) in numbers.iter_mut().enumerate() {
        *place = number(lane);
    }
    numbers
}

impl<S: Scalar> Lanes<S> for Portable {
    const COUNT: usize = BLOCK;
    type Numbers = [S; BLOCK];
    type Weights = [f64; BLOCK];
    type Divisor = f64;
    type Least = ();
    type Before = ();
    type Narrow = Self;
    type Paired = Self;

    unsafe fn new() -> Self {
        Self
    }

    #[inline(always)]
    fn narrow(self) -> Self {
        self
    }

    #[inline(always)]
    fn paired(self) -> Self {
        self
    }

    #[inline(always)]
    fn zero(self) -> [S; BLOCK] {
        [S::default(); BLOCK]
    }

    #[inline(always)]
    fn load(self, numbers: &[S]) -> [S; BLOCK] {
        *block(numbers)
    }

    #[inline(always)]
    fn load_single(self, numbers: &[S::Single]) -> [S; BLOCK] {
        let numbers = block(numbers);
        each(|lane| S::of_single(numbers[lane]))
    }

    #[inline(always)]
    fn store(self, numbers: [S; BLOCK], to: &mut [S]) {
        to.copy_from_slice(&numbers);
    }

    #[inline(always)]
    fn store_single(self, numbers: [S; BLOCK], to: &mut [S::Single]) {
        to.copy_from_slice(&each(|lane| numbers[lane].to_single()));
    }

    #[inline(always)]
    unsafe fn stream(self, numbers: [S; BLOCK], to: *mut S) {
        // SAFETY: the caller's promise; all processors of the architecture have the baseline.
        unsafe { stores::lines(InstructionSet::Baseline, numbers.as_ptr().cast(), to.cast(), lines::<S>()) };
    }

    #[inline(always)]
    unsafe fn stream_single(self, numbers: [S; BLOCK], to: *mut S::Single) {
        let numbers = each(|lane| numbers[lane].to_single());
        let count = lines::<S::Single>();
        // SAFETY: as above.
        unsafe { stores::lines(InstructionSet::Baseline, numbers.as_ptr().cast(), to.cast(), count) };
    }

    #[inline(always)]
    fn with(self, mut numbers: [S; BLOCK], lane: usize, number: S) -> [S; BLOCK] {
        if let Some(place) = numbers.get_mut(lane) {
            *place = number;
        }
        numbers
    }

    #[inline(always)]
    fn same(self, weight: f64) -> [f64; BLOCK] {
        [weight; BLOCK]
    }

    #[inline(always)]
    fn weights(self, weights: &[f64]) -> [f64; BLOCK] {
        *block(weights)
    }

    #[inline(always)]
    fn same_from(self, weights: [f64; BLOCK], first: usize, weight: f64) -> [f64; BLOCK] {
        each(|lane| if lane < first { weights[lane] } else { weight })
    }

    #[inline(always)]
    fn add(self, one: [S; BLOCK], other: [S; BLOCK]) -> [S; BLOCK] {
        each(|lane| one[lane] + other[lane])
    }

    #[inline(always)]
    fn subtract(self, one: [S; BLOCK], other: [S; BLOCK]) -> [S; BLOCK] {
        each(|lane| one[lane] - other[lane])
    }

    #[inline(always)]
    fn scale(self, numbers: [S; BLOCK], weights: [f64; BLOCK]) -> [S; BLOCK] {
        each(|lane| numbers[lane].scale(weights[lane]))
    }

    #[inline(always)]
    fn divisor(self, divisor: &Divisor) -> f64 {
        divisor.value
    }

    #[inline(always)]
    fn divide(self, numbers: [S; BLOCK], divisor: &f64, _: bool) -> [S; BLOCK] {
        each(|lane| numbers[lane].divide(*divisor))
    }

    #[inline(always)]
    fn mapped<const N: usize>(
        self,
        function: &impl PointFunction<N>,
        numbers: [[S; BLOCK]; N],
    ) -> [S; BLOCK] {
        each(|lane| {
            let mut arguments = [S::default(); N];
            for n in 0..N {
                arguments[n] = numbers[n][lane];
            }
            S::mapped(function, arguments)
        })
    }

    fn least_of_none(self) {}

    fn none_before(self) {}
}

/// Cache lines of a block of such numbers.
const fn lines<N>() -> usize {
    BLOCK * size_of::<N>() / stores::LINE
}

#[inline(always)]
fn block<N>(numbers: &[N]) -> &[N; BLOCK] {
    numbers.try_into().expect("a block of numbers")
}
