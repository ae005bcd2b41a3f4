//! The values of one component, or of all in one array, as the sweep takes them.

use std::ops::Range;

use fieldops_io::{
    ByteOrder, DataType, Error as FileError, Reader, Source, Storage, ValueType, Values, ValuesMut, Variable,
    field::{Component, Field},
};
use ndarray::{ArrayD, Zip};
use num_complex::Complex;
use rayon::prelude::*;

use crate::Result;

/// Where values of the input lie, and what makes them those of the field.
#[derive(Debug, Clone)]
pub(crate) struct InputVariable {
    /// The variable that is read; it has no more than a path and a shape where the values are constant.
    pub(crate) variable: Variable,
    imaginary: Option<Variable>,
    constant: Option<f64>,
    scale: Option<f64>,
}

impl InputVariable {
    /// Where the values of a component lie.
    ///
    /// # Errors
    /// When a variable is not there.
    pub(crate) fn new(component: &Component, field: &Field, source: &dyn Source) -> Result<Self> {
        let contents = source.contents();
        let find = |path: &str| {
            let missing = || FileError::bad_object(&contents.path, path, "is not there");
            contents.variable(path).cloned().ok_or_else(missing)
        };
        let variable = if component.constant.is_some() {
            declared(&component.variable, &field.shape)
        } else {
            find(&component.variable)?
        };
        let imaginary = component.imaginary.as_deref().map(find).transpose()?;
        Ok(Self { variable, imaginary, constant: component.constant, scale: component.scale })
    }

    /// Whether these are the values that another one has. What describes them does not count: a missing value of NaN is not equal to
    /// itself.
    pub(crate) fn has_values_of(&self, other: &Self) -> bool {
        let numbers = |one: &Self| [one.constant, one.scale].map(|number| number.map(f64::to_bits));
        self.variable.path == other.variable.path
            && self.imaginary.as_ref().map(|it| &it.path) == other.imaginary.as_ref().map(|it| &it.path)
            && numbers(self) == numbers(other)
    }

    /// The variables of the file that are read.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &Variable> {
        let real = self.constant.is_none().then_some(&self.variable);
        real.into_iter().chain(&self.imaginary)
    }

    /// The type in which values of a field of type `value_type` are computed: scaled ones in double precision, so that
    /// they are rounded once, at the end.
    pub(crate) fn working_type(&self, value_type: ValueType) -> ValueType {
        match (self.scale, value_type) {
            (Some(_), ValueType::F32) => ValueType::F64,
            (Some(_), ValueType::C32) => ValueType::C64,
            _ => value_type,
        }
    }

    /// Reads the values in a window into an array of its shape, in the type of the array.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn read(
        &self,
        source: &dyn Source,
        window: &[Range<usize>],
        values: &mut Values,
    ) -> Result<()> {
        match (self.constant, &self.imaginary) {
            (Some(constant), _) => fill(values, constant),
            (None, None) => source.read_into(&self.variable, window, values)?,
            (None, Some(imaginary)) => {
                let part =
                    if values.value_type() == ValueType::C32 { ValueType::F32 } else { ValueType::F64 };
                let real = source.read(&self.variable, window, part)?;
                *values = complex(real, source.read(imaginary, window, part)?);
            }
        }
        self.apply_scale(values.in_memory());
        Ok(())
    }

    /// What reads the values from many threads at once, but for their scale; `None` where that is not possible.
    pub(crate) fn reader(&self, source: &dyn Source, value_type: ValueType) -> Option<Box<dyn Reader>> {
        let is_stored = self.constant.is_none() && self.imaginary.is_none();
        if is_stored { source.reader(&self.variable, value_type) } else { None }
    }

    /// Makes values that were read those of the field.
    pub(crate) fn apply_scale(&self, values: ValuesMut<'_>) {
        if let Some(scale) = self.scale {
            multiply(values, scale);
        }
    }
}

/// An array that the file does not hold.
fn declared(path: &str, shape: &[usize]) -> Variable {
    Variable {
        path: path.to_owned(),
        shape: shape.to_vec(),
        data_type: DataType::Float { bytes: 8, order: ByteOrder::Little },
        dimensions: Vec::new(),
        attributes: Vec::new(),
        applied: Vec::new(),
        storage: Storage::Contiguous,
        is_coordinate: false,
        decoded: None,
        small_values: None,
    }
}

fn fill(values: &mut Values, constant: f64) {
    match values {
        #[expect(clippy::cast_possible_truncation, reason = "the field is of single precision")]
        Values::F32(array) => array.fill(constant as f32),
        Values::F64(array) => array.fill(constant),
        #[expect(clippy::cast_possible_truncation, reason = "the field is of single precision")]
        Values::C32(array) => array.fill(Complex::new(constant as f32, 0.0)),
        Values::C64(array) => array.fill(Complex::new(constant, 0.0)),
    }
}

fn complex(real: Values, imaginary: Values) -> Values {
    fn zip<T: Copy>(real: &ArrayD<T>, imaginary: &ArrayD<T>) -> ArrayD<Complex<T>> {
        Zip::from(real).and(imaginary).map_collect(|&re, &im| Complex::new(re, im))
    }
    match (real, imaginary) {
        (Values::F32(real), Values::F32(imaginary)) => Values::C32(zip(&real, &imaginary)),
        (Values::F64(real), Values::F64(imaginary)) => Values::C64(zip(&real, &imaginary)),
        _ => unreachable!("both parts are read as real numbers of one type"),
    }
}

fn multiply(values: ValuesMut<'_>, scale: f64) {
    match values {
        ValuesMut::F64(values) => values.par_iter_mut().for_each(|value| *value *= scale),
        ValuesMut::C64(values) => values.par_iter_mut().for_each(|value| *value *= scale),
        ValuesMut::F32(_) | ValuesMut::C32(_) => unreachable!("scaled values are read in double precision"),
    }
}
