//! Between blocks of values of any type and the sweep, which knows the type of each.

use std::ops::Range;

use fieldops_io::{ValueType, Values};
use fieldops_operators::{Element, Output, Result, Sweep};
use ndarray::{ArrayD, ArrayViewMutD, Axis};
use num_complex::{Complex32, Complex64};

use crate::{input::Input, results::ResultVariable};

/// A type that blocks of values can have.
trait Stored: Output {
    fn array(values: &Values) -> Option<&ArrayD<Self>>;
    fn array_mut(values: &mut Values) -> Option<&mut ArrayD<Self>>;
}

macro_rules! stored {
    ($($variant:ident: $element:ty;)*) => {$(
        impl Stored for $element {
            fn array(values: &Values) -> Option<&ArrayD<Self>> {
                if let Values::$variant(array) = values { Some(array) } else { None }
            }

            fn array_mut(values: &mut Values) -> Option<&mut ArrayD<Self>> {
                if let Values::$variant(array) = values { Some(array) } else { None }
            }
        }
    )*};
}

stored! {
    F32: f32;
    F64: f64;
    C32: Complex32;
    C64: Complex64;
}

/// Applies `sweep` to a window: `blocks` are what was read of the variables of `input`, `outputs` are filled.
///
/// # Panics
/// When a block has another type than the plan says.
pub(crate) fn apply(
    sweep: &Sweep,
    window: &[Range<usize>],
    input: &Input,
    blocks: &[Values],
    results: &[ResultVariable],
    outputs: &mut [Values],
) -> Result<()> {
    let output_type = outputs[0].value_type();
    let job = Job { sweep, window, input, blocks, results, outputs };
    match (input.value_type, output_type) {
        (ValueType::F32, ValueType::F32) => job.run::<f32, f32>(),
        (ValueType::F32, ValueType::F64) => job.run::<f32, f64>(),
        (ValueType::F64, ValueType::F32) => job.run::<f64, f32>(),
        (ValueType::F64, ValueType::F64) => job.run::<f64, f64>(),
        (ValueType::C32, ValueType::C32) => job.run::<Complex32, Complex32>(),
        (ValueType::C32, ValueType::C64) => job.run::<Complex32, Complex64>(),
        (ValueType::C64, ValueType::C32) => job.run::<Complex64, Complex32>(),
        (ValueType::C64, ValueType::C64) => job.run::<Complex64, Complex64>(),
        (real_or_complex, other) => unreachable!("results of {real_or_complex:?} are never {other:?}"),
    }
}

struct Job<'a> {
    sweep: &'a Sweep,
    window: &'a [Range<usize>],
    input: &'a Input,
    blocks: &'a [Values],
    results: &'a [ResultVariable],
    outputs: &'a mut [Values],
}

impl Job<'_> {
    fn run<T, O>(self) -> Result<()>
    where
        T: Stored,
        O: Stored<Scalar = <T as Element>::Scalar>,
    {
        let arrays =
            self.blocks.iter().map(|block| T::array(block).expect("the source reads the type asked for"));
        let inputs: Vec<_> = match &self.input.stacked {
            None => arrays.map(|array| array.view()).collect(),
            Some((axis, places)) => arrays
                .flat_map(|array| places.iter().map(|place| array.index_axis(Axis(*axis), *place)))
                .collect(),
        };
        let mut parts = Vec::new();
        for (values, result) in self.outputs.iter_mut().zip(self.results) {
            let whole = O::array_mut(values).expect("outputs are all of one type").view_mut();
            parts.extend(result.indices.iter().fold(vec![whole], |views, _| {
                views.into_iter().flat_map(|view| along(view, Axis(result.position))).collect()
            }));
        }
        self.sweep.apply_window_into(self.window, &inputs, &mut parts)
    }
}

/// The parts of an array along an axis, without it.
fn along<O>(mut rest: ArrayViewMutD<'_, O>, axis: Axis) -> Vec<ArrayViewMutD<'_, O>> {
    let mut parts = Vec::new();
    while rest.len_of(axis) > 0 {
        let (first, others) = rest.split_at(axis, 1);
        parts.push(first.index_axis_move(axis, 0));
        rest = others;
    }
    parts
}
