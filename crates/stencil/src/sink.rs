//! What is done with sums as soon as they are computed: each is stored, or a function of all.
//!
//! A block is stored as soon as it is computed: its stores drain while the next block is computed. Longer blocks would fill
//! the processor's store buffer first and leave computing and storing to wait for each other.
#![allow(unsafe_code, reason = "results are stored where the caller says")]

use crate::{Output, PointFunction, Scalar, lanes::Lanes, pattern::ABREAST};

/// What takes `N` sums at a time.
pub(crate) trait Sink<S: Scalar, const N: usize>: Copy {
    /// Whether what it does with them is long.
    const LONG: bool = false;
    /// Whether they are the same sum at the points of two runs.
    const ABREAST: bool = false;

    /// Takes the sums at as many points as there are lanes, so many points from the first on.
    ///
    /// # Safety
    /// There is room for their results, which begins as those [`Targets`] say that it does.
    unsafe fn take<L: Lanes<S>>(&self, lanes: L, offset: usize, sums: [L::Numbers; N]);

    /// The same, with the first point so many points further on.
    #[must_use]
    fn moved(self, points: isize) -> Self;
}

/// Where so many results of each point go.
#[derive(Clone, Copy)]
pub(crate) struct Targets<O, const M: usize> {
    /// Those of the first point. Those of the others stand behind them, in whole blocks.
    pub(crate) first: [*mut O; M],
    /// Whether results are stored past the cache; then each block of them begins with a cache line.
    pub(crate) stream: bool,
}

impl<O: Output, const M: usize> Targets<O, M> {
    /// Those of the point that is so many points further on.
    #[inline(always)]
    fn moved(self, points: isize) -> Self {
        Self { first: self.first.map(|first| first.wrapping_offset(points)), ..self }
    }

    /// Stores one of the results at as many points as there are lanes, so many points from the first on.
    ///
    /// # Safety
    /// There is room for them; where results are stored past the cache, it begins at a multiple of their bytes or with a cache line.
    #[inline(always)]
    unsafe fn store<L: Lanes<O::Scalar>>(&self, lanes: L, number: usize, offset: usize, results: L::Numbers) {
        // SAFETY: the caller's promise.
        unsafe {
            let to = self.first[number].add(offset);
            if self.stream {
                O::stream(lanes, results, to);
            } else {
                O::store(lanes, results, std::slice::from_raw_parts_mut(to, L::COUNT));
            }
        }
    }
}

/// Each sum is a result.
#[derive(Clone, Copy)]
pub(crate) struct Stored<O, const N: usize>(pub(crate) Targets<O, N>);

impl<O: Output, const N: usize> Sink<O::Scalar, N> for Stored<O, N> {
    #[inline(always)]
    unsafe fn take<L: Lanes<O::Scalar>>(&self, lanes: L, offset: usize, sums: [L::Numbers; N]) {
        for (number, sums) in sums.into_iter().enumerate() {
            // SAFETY: the caller's promise.
            unsafe { self.0.store(lanes, number, offset, sums) };
        }
    }

    #[inline(always)]
    fn moved(self, points: isize) -> Self {
        Self(self.0.moved(points))
    }
}

/// Each of two sums, which are the same at the points of two runs, is a result.
#[derive(Clone, Copy)]
pub(crate) struct StoredAbreast<O>(pub(crate) Targets<O, ABREAST>);

impl<O: Output> Sink<O::Scalar, ABREAST> for StoredAbreast<O> {
    const ABREAST: bool = true;

    #[inline(always)]
    unsafe fn take<L: Lanes<O::Scalar>>(&self, lanes: L, offset: usize, sums: [L::Numbers; ABREAST]) {
        // SAFETY: the caller's promise.
        unsafe { Stored(self.0).take(lanes, offset, sums) };
    }

    #[inline(always)]
    fn moved(self, points: isize) -> Self {
        Self(self.0.moved(points))
    }
}

/// A function of the sums is the result.
pub(crate) struct Mapped<'f, F, O> {
    pub(crate) function: &'f F,
    pub(crate) targets: Targets<O, 1>,
}

impl<F, O: Copy> Copy for Mapped<'_, F, O> {}

impl<F, O: Copy> Clone for Mapped<'_, F, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<O: Output<Scalar = f64>, F: PointFunction<N>, const N: usize> Sink<f64, N> for Mapped<'_, F, O> {
    const LONG: bool = F::LONG;

    #[inline(always)]
    unsafe fn take<L: Lanes<f64>>(&self, lanes: L, offset: usize, sums: [L::Numbers; N]) {
        let results = lanes.mapped(self.function, sums);
        // SAFETY: the caller's promise.
        unsafe { self.targets.store(lanes, 0, offset, results) };
    }

    #[inline(always)]
    fn moved(self, points: isize) -> Self {
        Self { targets: self.targets.moved(points), ..self }
    }
}
