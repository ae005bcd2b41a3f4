//! Blocks of values between a file and the operators.

use std::ops::Range;

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

/// Values of one of these types that follow each other in memory, to be filled.
#[derive(Debug, PartialEq)]
pub enum ValuesMut<'a> {
    /// 32-bit floats.
    F32(&'a mut [f32]),
    /// 64-bit floats.
    F64(&'a mut [f64]),
    /// Complex numbers of two 32-bit floats.
    C32(&'a mut [Complex32]),
    /// Complex numbers of two 64-bit floats.
    C64(&'a mut [Complex64]),
}

/// With the slice of values, whatever their type.
macro_rules! of_slice {
    ($values:expr, $slice:ident => $result:expr) => {
        match $values {
            ValuesMut::F32($slice) => $result,
            ValuesMut::F64($slice) => $result,
            ValuesMut::C32($slice) => $result,
            ValuesMut::C64($slice) => $result,
        }
    };
}

impl ValuesMut<'_> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        of_slice!(self, slice => slice.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their type.
    #[must_use]
    pub fn value_type(&self) -> ValueType {
        match self {
            Self::F32(_) => ValueType::F32,
            Self::F64(_) => ValueType::F64,
            Self::C32(_) => ValueType::C32,
            Self::C64(_) => ValueType::C64,
        }
    }

    /// Those at these positions.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn part(&mut self, positions: Range<usize>) -> ValuesMut<'_> {
        match self {
            Self::F32(slice) => ValuesMut::F32(&mut slice[positions]),
            Self::F64(slice) => ValuesMut::F64(&mut slice[positions]),
            Self::C32(slice) => ValuesMut::C32(&mut slice[positions]),
            Self::C64(slice) => ValuesMut::C64(&mut slice[positions]),
        }
    }

    /// Copies those at some positions to those from `to` on, which may be some of them.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn copy_within(&mut self, positions: Range<usize>, to: usize) {
        of_slice!(self, slice => slice.copy_within(positions, to));
    }
}

impl Values {
    /// All values as they follow each other in memory, in whatever order that is.
    ///
    /// # Panics
    /// When others lie between them.
    #[must_use]
    pub fn in_memory(&mut self) -> ValuesMut<'_> {
        const APART: &str = "the values follow each other";
        match self {
            Self::F32(array) => ValuesMut::F32(array.as_slice_memory_order_mut().expect(APART)),
            Self::F64(array) => ValuesMut::F64(array.as_slice_memory_order_mut().expect(APART)),
            Self::C32(array) => ValuesMut::C32(array.as_slice_memory_order_mut().expect(APART)),
            Self::C64(array) => ValuesMut::C64(array.as_slice_memory_order_mut().expect(APART)),
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_parted_and_moved_as_they_lie_in_memory() {
        for value_type in [ValueType::F32, ValueType::F64, ValueType::C32, ValueType::C64] {
            let mut values = Values::zeros(value_type, &[2, 3]);
            let mut all = values.in_memory();
            assert_eq!((all.len(), all.is_empty(), all.value_type()), (6, false, value_type));
            let part = all.part(1..3);
            assert_eq!((part.len(), part.value_type()), (2, value_type));
            assert!(all.part(6..6).is_empty());
        }
        let mut values =
            Values::F64(ndarray::array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]].reversed_axes().into_dyn());
        let mut all = values.in_memory();
        all.part(1..5).copy_within(0..3, 1);
        assert_eq!(all, ValuesMut::F64(&mut [1.0, 2.0, 2.0, 3.0, 4.0, 6.0]));
    }
}
