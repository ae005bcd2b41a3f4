//! Arrays whose type is known only when they are at hand.

use std::{mem, ops::Range};

use fieldops_io::Values;
use fieldops_operators::{Element, Error, Output, Result, map_numbers};
use ndarray::{
    ArrayViewD, ArrayViewMutD, Axis, IxDyn, Slice,
    iter::{LanesIter, LanesIterMut},
};
use num_complex::{Complex32, Complex64};

use super::arithmetic::Register;

/// A part of a block of numbers.
pub(super) enum View<'a> {
    F32(ArrayViewD<'a, f32>),
    F64(ArrayViewD<'a, f64>),
    C32(ArrayViewD<'a, Complex32>),
    C64(ArrayViewD<'a, Complex64>),
}

/// A part of a block of numbers that is to be filled.
pub(super) enum ViewMut<'a> {
    F32(ArrayViewMutD<'a, f32>),
    F64(ArrayViewMutD<'a, f64>),
    C32(ArrayViewMutD<'a, Complex32>),
    C64(ArrayViewMutD<'a, Complex64>),
}

macro_rules! each {
    ($type:ident, $of:expr, $array:ident => $result:expr) => {
        match $of {
            $type::F32($array) => $result,
            $type::F64($array) => $result,
            $type::C32($array) => $result,
            $type::C64($array) => $result,
        }
    };
}

macro_rules! same {
    ($type:ident => $result_type:ident, $of:expr, $array:ident => $result:expr) => {
        match $of {
            $type::F32($array) => $result_type::F32($result),
            $type::F64($array) => $result_type::F64($result),
            $type::C32($array) => $result_type::C32($result),
            $type::C64($array) => $result_type::C64($result),
        }
    };
}

macro_rules! split {
    ($type:ident, $of:expr, $axis:expr, $at:expr) => {
        match $of {
            $type::F32(array) => split!(@ $type::F32, array.split_at($axis, $at)),
            $type::F64(array) => split!(@ $type::F64, array.split_at($axis, $at)),
            $type::C32(array) => split!(@ $type::C32, array.split_at($axis, $at)),
            $type::C64(array) => split!(@ $type::C64, array.split_at($axis, $at)),
        }
    };
    (@ $variant:path, $halves:expr) => {{
        let (one, other) = $halves;
        ($variant(one), $variant(other))
    }};
}

impl<'a> From<&'a Values> for View<'a> {
    fn from(values: &'a Values) -> Self {
        match values {
            Values::F32(array) => Self::F32(array.view()),
            Values::F64(array) => Self::F64(array.view()),
            Values::C32(array) => Self::C32(array.view()),
            Values::C64(array) => Self::C64(array.view()),
        }
    }
}

impl<'a> From<&'a mut Values> for ViewMut<'a> {
    fn from(values: &'a mut Values) -> Self {
        match values {
            Values::F32(array) => Self::F32(array.view_mut()),
            Values::F64(array) => Self::F64(array.view_mut()),
            Values::C32(array) => Self::C32(array.view_mut()),
            Values::C64(array) => Self::C64(array.view_mut()),
        }
    }
}

impl View<'_> {
    /// The part at this place along an axis, without the axis.
    ///
    /// # Errors
    /// When there is no such place.
    pub(super) fn at(self, axis: usize, place: usize) -> Result<Self> {
        let shape = self.shape();
        if shape.get(axis).is_none_or(|extent| place >= *extent) {
            let mut expected = shape.clone();
            expected.iter_mut().skip(axis).take(1).for_each(|extent| *extent = place + 1);
            return Err(Error::ShapeMismatch { expected, found: shape });
        }
        Ok(same!(View => View, self, array => array.index_axis_move(Axis(axis), place)))
    }

    fn shape(&self) -> Vec<usize> {
        each!(View, self, array => array.shape().to_vec())
    }

    /// The part for `part` of a view for `whole`.
    ///
    /// # Errors
    /// When it has not the shape of `whole`.
    pub(super) fn part(self, whole: &[Range<usize>], part: &[Range<usize>]) -> Result<Self> {
        let found = self.shape();
        let expected: Vec<usize> = whole.iter().map(Range::len).collect();
        if found != expected {
            return Err(Error::ShapeMismatch { expected, found });
        }
        let slice = |axis: usize| {
            let start = whole[axis].start;
            Slice::from(part[axis].start - start..part[axis].end - start)
        };
        Ok(same!(View => View, self, array => {
            let mut array = array;
            array.slice_each_axis_inplace(|axis| slice(axis.axis.index()));
            array
        }))
    }

    /// The parts before and behind a place along an axis.
    pub(super) fn split_at(self, axis: Axis, at: usize) -> (Self, Self) {
        split!(View, self, axis, at)
    }

    /// The runs of numbers along an axis.
    pub(super) fn rows(&self, axis: Axis) -> Rows<'_> {
        same!(View => Rows, self, array => Runs::new(array, axis))
    }
}

impl ViewMut<'_> {
    /// The same part for a shorter time.
    pub(super) fn reborrow(&mut self) -> ViewMut<'_> {
        same!(ViewMut => ViewMut, self, array => array.view_mut())
    }

    /// The parts before and behind a place along an axis.
    pub(super) fn split_at(self, axis: Axis, at: usize) -> (Self, Self) {
        split!(ViewMut, self, axis, at)
    }

    /// The parts along an axis, without it.
    pub(super) fn parts(self, axis: Axis) -> Vec<Self> {
        fn parts<O>(mut rest: ArrayViewMutD<'_, O>, axis: Axis) -> Vec<ArrayViewMutD<'_, O>> {
            let mut parts = Vec::new();
            while rest.len_of(axis) > 0 {
                let (first, others) = rest.split_at(axis, 1);
                parts.push(first.index_axis_move(axis, 0));
                rest = others;
            }
            parts
        }
        match self {
            Self::F32(array) => parts(array, axis).into_iter().map(Self::F32).collect(),
            Self::F64(array) => parts(array, axis).into_iter().map(Self::F64).collect(),
            Self::C32(array) => parts(array, axis).into_iter().map(Self::C32).collect(),
            Self::C64(array) => parts(array, axis).into_iter().map(Self::C64).collect(),
        }
    }

    /// The runs of numbers along an axis.
    pub(super) fn rows(&mut self, axis: Axis) -> RowsMut<'_> {
        same!(ViewMut => RowsMut, self, array => RunsMut::new(array, axis))
    }
}

/// Runs of numbers that are walked one by one.
pub(super) enum Rows<'a> {
    F32(Runs<'a, f32>),
    F64(Runs<'a, f64>),
    C32(Runs<'a, Complex32>),
    C64(Runs<'a, Complex64>),
}

/// Runs of numbers that are filled one by one.
pub(super) enum RowsMut<'a> {
    F32(RunsMut<'a, f32>),
    F64(RunsMut<'a, f64>),
    C32(RunsMut<'a, Complex32>),
    C64(RunsMut<'a, Complex64>),
}

/// The numbers of an array along an axis.
pub(super) enum Runs<'a, T> {
    /// Those that are left where all of them follow each other in memory.
    Together(&'a [T]),
    Apart(LanesIter<'a, T, IxDyn>),
}

/// The same, to be filled.
pub(super) enum RunsMut<'a, T> {
    Together(&'a mut [T]),
    Apart(LanesIterMut<'a, T, IxDyn>),
}

impl Rows<'_> {
    /// Loads the next rows, of `length` numbers each, one behind the other.
    pub(super) fn load(&mut self, length: usize, to: &mut Register) {
        match (self, to) {
            (Self::F32(rows), Register::Real(to)) => rows.load(length, to),
            (Self::F64(rows), Register::Real(to)) => rows.load(length, to),
            (Self::C32(rows), Register::Complex(to)) => rows.load(length, to),
            (Self::C64(rows), Register::Complex(to)) => rows.load(length, to),
            _ => unreachable!("registers have the type of what is loaded"),
        }
    }
}

impl RowsMut<'_> {
    /// Fills the next rows, of `length` numbers each, rounded to their type.
    pub(super) fn store(&mut self, length: usize, from: &Register) {
        match (self, from) {
            (Self::F32(rows), Register::Real(from)) => rows.store(length, from),
            (Self::F64(rows), Register::Real(from)) => rows.store(length, from),
            (Self::C32(rows), Register::Complex(from)) => rows.store(length, from),
            (Self::C64(rows), Register::Complex(from)) => rows.store(length, from),
            _ => unreachable!("registers have the type of what is stored"),
        }
    }
}

impl<'a, T: Element> Runs<'a, T> {
    fn new(array: &'a ArrayViewD<'_, T>, axis: Axis) -> Self {
        match array.as_slice() {
            Some(numbers) if axis.index() + 1 == array.ndim() => Self::Together(numbers),
            _ => Self::Apart(array.lanes(axis).into_iter()),
        }
    }

    fn load(&mut self, length: usize, to: &mut [T::Scalar]) {
        match self {
            Self::Together(left) => {
                let (next, behind) = left.split_at(to.len().min(left.len()));
                map_numbers(next, to, T::widen);
                *left = behind;
            }
            Self::Apart(rows) => {
                for (to, row) in to.chunks_exact_mut(length).zip(rows) {
                    match row.to_slice() {
                        Some(row) => map_numbers(row, to, T::widen),
                        None => to.iter_mut().zip(row).for_each(|(place, value)| *place = value.widen()),
                    }
                }
            }
        }
    }
}

impl<'a, O: Output> RunsMut<'a, O> {
    fn new(array: &'a mut ArrayViewMutD<'_, O>, axis: Axis) -> Self {
        if axis.index() + 1 == array.ndim() && array.is_standard_layout() {
            Self::Together(array.as_slice_mut().expect("the order is that of rows"))
        } else {
            Self::Apart(array.lanes_mut(axis).into_iter())
        }
    }

    fn store(&mut self, length: usize, from: &[O::Scalar]) {
        match self {
            Self::Together(left) => {
                let count = from.len().min(left.len());
                let (next, behind) = mem::take(left).split_at_mut(count);
                map_numbers(from, next, O::narrow);
                *left = behind;
            }
            Self::Apart(rows) => {
                for (from, mut row) in from.chunks_exact(length).zip(rows) {
                    match row.as_slice_mut() {
                        Some(row) => map_numbers(from, row, O::narrow),
                        None => {
                            row.iter_mut().zip(from).for_each(|(place, value)| *place = O::narrow(*value));
                        }
                    }
                }
            }
        }
    }
}
