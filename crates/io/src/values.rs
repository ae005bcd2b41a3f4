//! Blocks of values between a file and the operators.

use ndarray::{ArrayD, IxDyn};
use num_complex::{Complex32, Complex64};

/// The types in which values are read and written; integers are read as [`ValueType::F64`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
    /// Complex number of two 32-bit floats.
    C32,
    /// Complex number of two 64-bit floats.
    C64,
}

impl ValueType {
    /// Size of a value in bytes.
    #[must_use]
    pub fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F64 | Self::C32 => 8,
            Self::C64 => 16,
        }
    }

    /// Whether a value is complex.
    #[must_use]
    pub fn is_complex(self) -> bool {
        matches!(self, Self::C32 | Self::C64)
    }
}

/// An array of values of one of the types in which files are read and written.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// 32-bit floats.
    F32(ArrayD<f32>),
    /// 64-bit floats.
    F64(ArrayD<f64>),
    /// Complex numbers of two 32-bit floats.
    C32(ArrayD<Complex32>),
    /// Complex numbers of two 64-bit floats.
    C64(ArrayD<Complex64>),
}

impl Values {
    /// Zeros of the given type and shape, in row-major order.
    #[must_use]
    pub fn zeros(value_type: ValueType, shape: &[usize]) -> Self {
        let shape = IxDyn(shape);
        match value_type {
            ValueType::F32 => Self::F32(ArrayD::zeros(shape)),
            ValueType::F64 => Self::F64(ArrayD::zeros(shape)),
            ValueType::C32 => Self::C32(ArrayD::zeros(shape)),
            ValueType::C64 => Self::C64(ArrayD::zeros(shape)),
        }
    }

    /// Extent of each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        match self {
            Self::F32(array) => array.shape(),
            Self::F64(array) => array.shape(),
            Self::C32(array) => array.shape(),
            Self::C64(array) => array.shape(),
        }
    }

    /// The type of the values.
    #[must_use]
    pub fn value_type(&self) -> ValueType {
        match self {
            Self::F32(_) => ValueType::F32,
            Self::F64(_) => ValueType::F64,
            Self::C32(_) => ValueType::C32,
            Self::C64(_) => ValueType::C64,
        }
    }
}
