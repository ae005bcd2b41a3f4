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

    /// An array of the given type and shape, in row-major order, in the memory of this one where that is enough: memory
    /// that was not used before costs more than what is done with it. What it holds means nothing.
    #[must_use]
    pub fn made_into(self, value_type: ValueType, shape: &[usize]) -> Self {
        match (self, value_type) {
            (Self::F32(array), ValueType::F32) => Self::F32(reshaped(array, shape)),
            (Self::F64(array), ValueType::F64) => Self::F64(reshaped(array, shape)),
            (Self::C32(array), ValueType::C32) => Self::C32(reshaped(array, shape)),
            (Self::C64(array), ValueType::C64) => Self::C64(reshaped(array, shape)),
            (other, _) => {
                // Memory of no use goes before other is taken.
                drop(other);
                Self::zeros(value_type, &[0]).made_into(value_type, shape)
            }
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

fn reshaped<T: Clone + Default>(array: ArrayD<T>, shape: &[usize]) -> ArrayD<T> {
    if array.shape() == shape && array.is_standard_layout() {
        return array;
    }
    let length: usize = shape.iter().product();
    let mut memory = array.into_raw_vec_and_offset().0;
    if memory.capacity() < length {
        drop(memory);
        // A little more, as windows at the ends are smaller than those between; it costs nothing until it is used.
        memory = Vec::with_capacity(length + length / 8);
    }
    memory.resize(length, T::default());
    ArrayD::from_shape_vec(IxDyn(shape), memory).expect("as many numbers as the shape has")
}
