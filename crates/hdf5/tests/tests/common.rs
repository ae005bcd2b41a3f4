//! What several of the tests need.

use std::{error::Error as _, ops::Range, path::PathBuf};

use fieldops_hdf5::{Hdf5Source, open};
use fieldops_io::{Error, Source, ValueType, Values, Variable};
use ndarray::{ArrayD, IxDyn};
use num_complex::{Complex32, Complex64};

/// Path of a file that `make_data.py` made.
pub(crate) fn data(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "data", name].iter().collect()
}

pub(crate) fn open_data(name: &str) -> Hdf5Source {
    open(&data(name)).unwrap_or_else(|error| panic!("{}", told(&error)))
}

/// An error with its cause, as a person sees it.
pub(crate) fn told(error: &Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

pub(crate) fn variable<'a>(source: &'a Hdf5Source, path: &str) -> &'a Variable {
    source.contents().variable(path).unwrap_or_else(|| panic!("no variable {path}"))
}

pub(crate) fn whole(shape: &[usize]) -> Vec<Range<usize>> {
    shape.iter().map(|&extent| 0..extent).collect()
}

pub(crate) fn read(source: &Hdf5Source, path: &str, value_type: ValueType) -> Values {
    let variable = variable(source, path);
    source
        .read(variable, &whole(&variable.shape), value_type)
        .unwrap_or_else(|error| panic!("{}", told(&error)))
}

pub(crate) fn read_error(source: &Hdf5Source, path: &str, value_type: ValueType) -> Error {
    let variable = variable(source, path);
    source.read(variable, &whole(&variable.shape), value_type).expect_err("this cannot be read")
}

/// The formula by which `make_data.py` fills its arrays, at one place.
pub(crate) fn ramp_at(index: &[usize]) -> f64 {
    0.5 * index.iter().enumerate().map(|(axis, &i)| [1.0, 10.0, 100.0][axis] * i as f64).sum::<f64>()
}

/// That formula over a window.
pub(crate) fn ramp(window: &[Range<usize>]) -> ArrayD<f64> {
    let shape: Vec<usize> = window.iter().map(Range::len).collect();
    ArrayD::from_shape_fn(IxDyn(&shape), |index| {
        let global: Vec<usize> = (0..window.len()).map(|axis| window[axis].start + index[axis]).collect();
        ramp_at(&global)
    })
}

/// The ramp over a window, negated for the imaginary part.
#[expect(clippy::cast_possible_truncation, reason = "the values are exact in single precision")]
pub(crate) fn ramp_of(window: &[Range<usize>], value_type: ValueType) -> Values {
    let values = ramp(window);
    match value_type {
        ValueType::F32 => Values::F32(values.mapv(|value| value as f32)),
        ValueType::F64 => Values::F64(values),
        ValueType::C32 => Values::C32(values.mapv(|value| Complex32::new(value as f32, -value as f32))),
        ValueType::C64 => Values::C64(values.mapv(|value| Complex64::new(value, -value))),
    }
}

/// The window of a variable with one axis; a literal array of one range looks like a mistake to clippy.
pub(crate) fn one(range: Range<usize>) -> [Range<usize>; 1] {
    [range]
}
