//! The memory for arrays between steps, kept from window to window: fresh memory costs more than what is computed in it.

use fieldops_io::Values;
use ndarray::{ArrayD, IxDyn};

/// A buffer for each slot of a program; those in use are empty here.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    real: Vec<Vec<f64>>,
    complex: Vec<Vec<num_complex::Complex64>>,
}

impl Scratch {
    /// An array of this shape in the memory of a slot; what it holds means nothing.
    pub(super) fn take(&mut self, slot: usize, is_complex: bool, shape: &[usize]) -> Values {
        if is_complex {
            Values::C64(taken(&mut self.complex, slot, shape))
        } else {
            Values::F64(taken(&mut self.real, slot, shape))
        }
    }

    /// Gives the memory of an array back to its slot.
    pub(super) fn give_back(&mut self, slot: usize, values: Values) {
        match values {
            Values::F64(array) => self.real[slot] = array.into_raw_vec_and_offset().0,
            Values::C64(array) => self.complex[slot] = array.into_raw_vec_and_offset().0,
            Values::F32(_) | Values::C32(_) => unreachable!("arrays between steps are of double precision"),
        }
    }
}

fn taken<T: Clone + Default>(buffers: &mut Vec<Vec<T>>, slot: usize, shape: &[usize]) -> ArrayD<T> {
    if buffers.len() <= slot {
        buffers.resize_with(slot + 1, Vec::new);
    }
    let mut buffer = std::mem::take(&mut buffers[slot]);
    let length = shape.iter().product();
    if buffer.capacity() < length {
        // What it held need not be copied.
        buffer = Vec::with_capacity(length);
    }
    buffer.resize(length, T::default());
    ArrayD::from_shape_vec(IxDyn(shape), buffer).expect("as many numbers as the shape has")
}
