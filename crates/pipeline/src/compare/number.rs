//! Numbers as they are compared: real or complex, in double precision.

use std::{borrow::Cow, ops::Range};

use fieldops_io::Values;
use ndarray::ArrayD;
use num_complex::Complex64;

const ROW_MAJOR: &str = "sources give blocks in row-major order";

/// A value at which files differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A real number.
    Real(f64),
    /// A complex number.
    Complex(Complex64),
}

/// A number in double precision.
pub(super) trait Number: Copy + PartialEq {
    fn is_nan(self) -> bool;

    fn is_finite(self) -> bool;

    fn modulus(self) -> f64;

    /// Modulus of the difference.
    fn distance(self, other: Self) -> f64;

    fn value(self) -> Value;
}

impl Number for f64 {
    fn is_nan(self) -> bool {
        self.is_nan()
    }

    fn is_finite(self) -> bool {
        self.is_finite()
    }

    fn modulus(self) -> f64 {
        self.abs()
    }

    fn distance(self, other: Self) -> f64 {
        (self - other).abs()
    }

    fn value(self) -> Value {
        Value::Real(self)
    }
}

impl Number for Complex64 {
    fn is_nan(self) -> bool {
        self.re.is_nan() || self.im.is_nan()
    }

    fn is_finite(self) -> bool {
        self.re.is_finite() && self.im.is_finite()
    }

    fn modulus(self) -> f64 {
        self.norm()
    }

    fn distance(self, other: Self) -> f64 {
        (self - other).norm()
    }

    fn value(self) -> Value {
        Value::Complex(self)
    }
}

/// A stretch of a block of real numbers.
///
/// # Panics
/// When the numbers are complex.
pub(super) fn reals(values: &Values, range: Range<usize>) -> Cow<'_, [f64]> {
    match values {
        Values::F64(array) => slice(array, range).into(),
        Values::F32(array) => slice(array, range).iter().map(|value| f64::from(*value)).collect(),
        Values::C32(_) | Values::C64(_) => unreachable!("complex numbers are compared as such"),
    }
}

/// A stretch of a block of numbers, real ones as complex ones.
pub(super) fn complexes(values: &Values, range: Range<usize>) -> Cow<'_, [Complex64]> {
    match values {
        Values::C64(array) => slice(array, range).into(),
        Values::C32(array) => {
            let widened = |value: &num_complex::Complex32| Complex64::new(value.re.into(), value.im.into());
            slice(array, range).iter().map(widened).collect()
        }
        Values::F64(_) | Values::F32(_) => {
            reals(values, range).iter().map(|value| Complex64::new(*value, 0.0)).collect()
        }
    }
}

fn slice<T>(array: &ArrayD<T>, range: Range<usize>) -> &[T] {
    &array.as_slice().expect(ROW_MAJOR)[range]
}
