//! Counting what differs.

use std::ops::Range;

use fieldops_io::Values;
use rayon::prelude::*;

use super::{
    Tolerance, Value,
    number::{self, Number},
};

#[cfg(test)]
mod tests;

/// Values that one task counts: few enough for its buffers to stay in cache.
const PIECE: usize = 1 << 13;

/// What differs between two arrays. Of equal differences the one at the smallest index counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Number of values.
    pub count: u64,
    /// Number of values that do not agree within the tolerance.
    pub differing: u64,
    /// The first of them.
    pub first: Option<Place>,
    /// Number of values that are finite in one array only; they are among those that differ.
    pub one_finite: u64,
    /// The first of them.
    pub first_one_finite: Option<Place>,
    /// Where the largest difference between finite values is, within the tolerance or not.
    pub largest_absolute: Option<Largest>,
    /// Where the largest difference as a share of the modulus of B is, within the tolerance or not; places where B is 0
    /// do not count.
    pub largest_relative: Option<Largest>,
}

/// A place where two arrays have different values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Number of the element in row-major order.
    pub position: u64,
    /// The value in the first array.
    pub a: Value,
    /// The value in the second array, the reference.
    pub b: Value,
}

/// A difference and where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Largest {
    /// How large it is.
    pub difference: f64,
    /// Where it is.
    pub place: Place,
}

impl Place {
    /// The index of the element along each axis of arrays of this shape.
    #[must_use]
    pub fn index(&self, shape: &[usize]) -> Vec<usize> {
        unravelled(self.position, shape)
    }
}

impl Tally {
    /// Counts what differs between two blocks of one shape. Positions are those in the block.
    pub(super) fn of_blocks(a: &Values, b: &Values, tolerance: Tolerance) -> Self {
        let count = a.shape().iter().product::<usize>();
        let is_complex = a.value_type().is_complex() || b.value_type().is_complex();
        let pieces = (0..count.div_ceil(PIECE)).into_par_iter().map(|piece| {
            let range = piece * PIECE..count.min((piece + 1) * PIECE);
            let start = range.start as u64;
            if is_complex {
                let (a, b) = (number::complexes(a, range.clone()), number::complexes(b, range));
                Self::of_slices(start, &a, &b, tolerance)
            } else {
                let (a, b) = (number::reals(a, range.clone()), number::reals(b, range));
                Self::of_slices(start, &a, &b, tolerance)
            }
        });
        pieces.reduce(Self::default, |one, other| one.merged(&other))
    }

    fn of_slices<N: Number>(start: u64, a: &[N], b: &[N], tolerance: Tolerance) -> Self {
        let mut tally = Self { count: a.len() as u64, ..Self::default() };
        for (position, (&a, &b)) in (start..).zip(a.iter().zip(b)) {
            if a != b {
                tally.add(position, a, b, tolerance);
            }
        }
        tally
    }

    fn add<N: Number>(&mut self, position: u64, a: N, b: N, tolerance: Tolerance) {
        if a.is_nan() && b.is_nan() {
            return;
        }
        let place = Place { position, a: a.value(), b: b.value() };
        if !(a.is_finite() && b.is_finite()) {
            self.differing += 1;
            self.first.get_or_insert(place);
            if a.is_finite() || b.is_finite() {
                self.one_finite += 1;
                self.first_one_finite.get_or_insert(place);
            }
            return;
        }
        let (difference, reference) = (a.distance(b), b.modulus());
        if !tolerance.allows(difference, reference) {
            self.differing += 1;
            self.first.get_or_insert(place);
        }
        keep(&mut self.largest_absolute, Largest { difference, place });
        if reference > 0.0 {
            keep(&mut self.largest_relative, Largest { difference: difference / reference, place });
        }
    }

    /// The tally of both together.
    #[must_use]
    pub(super) fn merged(mut self, other: &Self) -> Self {
        self.count += other.count;
        self.differing += other.differing;
        self.one_finite += other.one_finite;
        self.first = first(self.first, other.first);
        self.first_one_finite = first(self.first_one_finite, other.first_one_finite);
        if let Some(largest) = other.largest_absolute {
            keep(&mut self.largest_absolute, largest);
        }
        if let Some(largest) = other.largest_relative {
            keep(&mut self.largest_relative, largest);
        }
        self
    }

    /// The same tally of a block that is a window of arrays of this shape: positions are those in the arrays.
    #[must_use]
    pub(super) fn in_window(mut self, window: &[Range<usize>], shape: &[usize]) -> Self {
        let extents: Vec<usize> = window.iter().map(Range::len).collect();
        let moved = |place: &mut Place| {
            let index = unravelled(place.position, &extents);
            let axes = index.iter().zip(window).zip(shape);
            place.position = axes.fold(0, |position, ((index, range), extent)| {
                position * *extent as u64 + (range.start + index) as u64
            });
        };
        self.first.iter_mut().for_each(moved);
        self.first_one_finite.iter_mut().for_each(moved);
        self.largest_absolute.iter_mut().for_each(|largest| moved(&mut largest.place));
        self.largest_relative.iter_mut().for_each(|largest| moved(&mut largest.place));
        self
    }
}

/// The earlier of two places.
fn first(one: Option<Place>, other: Option<Place>) -> Option<Place> {
    one.into_iter().chain(other).min_by_key(|place| place.position)
}

/// Puts `candidate` in the place of a smaller difference, or of an equal one that lies behind it.
fn keep(largest: &mut Option<Largest>, candidate: Largest) {
    let is_larger = largest.is_none_or(|largest| {
        candidate.difference > largest.difference
            || candidate.difference == largest.difference && candidate.place.position < largest.place.position
    });
    if is_larger {
        *largest = Some(candidate);
    }
}

/// The index along each axis of the element with this number in row-major order.
fn unravelled(position: u64, shape: &[usize]) -> Vec<usize> {
    let mut rest = position;
    let mut index = vec![0; shape.len()];
    for (index, &extent) in index.iter_mut().zip(shape).rev() {
        *index = usize::try_from(rest % extent as u64).expect("an index is less than the extent");
        rest /= extent as u64;
    }
    index
}
