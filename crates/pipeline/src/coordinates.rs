//! The coordinates of fields: read for the spacing, and handed on to the output.

use fieldops_io::{
    Attribute, DataType, Error as FileError, OutputCoordinate, OutputDimension, Source, ValueType, Values,
    Variable,
    field::{Coordinates, Field, FieldAxis},
};
use fieldops_operators::Spacing;
use ndarray::Array1;

use crate::{Error, Result};

const NO_NUMBERS: &str = "holds no real numbers, as coordinates must be";

/// The coordinates of an output, gathered field by field.
pub(crate) struct CoordinateSet<'a> {
    source: &'a dyn Source,
    /// Longest coordinate that is made up from a spacing, in bytes.
    memory: u64,
    outputs: Vec<OutputCoordinate>,
}

impl<'a> CoordinateSet<'a> {
    pub(crate) fn new(source: &'a dyn Source, memory: u64) -> Self {
        Self { source, memory, outputs: Vec::new() }
    }

    /// All coordinates that were gathered.
    pub(crate) fn into_outputs(self) -> Vec<OutputCoordinate> {
        self.outputs
    }

    /// Spacing along an axis of a field.
    ///
    /// # Errors
    /// When the coordinates have another length than the axis, hold no real numbers, repeat, are not in order or not
    /// finite; when they cannot be read.
    pub(crate) fn spacing(&self, field: &Field, axis: &FieldAxis) -> Result<Spacing> {
        let path = &self.source.contents().path;
        match &axis.coordinates {
            Coordinates::Unknown => Ok(Spacing::uniform(1.0).expect("1 is a spacing")),
            Coordinates::Uniform(spacing) => Spacing::uniform(*spacing).map_err(|source| {
                let problem = format!("has no usable spacing along axis `{}`: {source}", axis.name);
                FileError::bad_object(path, field.path(), problem).into()
            }),
            Coordinates::Variable(variable) => {
                let values = self.read(variable, field, axis.dimension)?;
                Spacing::from_coordinates(&as_f64(&values)).map_err(|source| Error::Coordinates {
                    path: path.clone(),
                    variable: variable.clone(),
                    axis: axis.name.clone(),
                    source,
                })
            }
        }
    }

    /// A dimension of a field as the output has it; its coordinate, if there is one, joins the others.
    ///
    /// # Errors
    /// When the coordinate cannot be read.
    pub(crate) fn dimension(&mut self, field: &Field, dimension: usize) -> Result<OutputDimension> {
        let axis = field.axes.iter().find(|axis| axis.dimension == dimension);
        let name = field.dimension_names[dimension].clone().or_else(|| axis.map(|axis| axis.name.clone()));
        let coordinate = match (axis, &field.dimension_coordinates[dimension]) {
            (_, Some(path)) => self.copied(path, field, dimension, name.as_deref())?,
            (Some(axis), None) => self.made_up(field, axis),
            (None, None) => None,
        };
        Ok(OutputDimension { name, coordinate })
    }

    /// The coordinate variable at this path, as it is in the input. Dimensions that are carried along may have one
    /// that cannot be copied (texts, another length); they go without.
    fn copied(
        &mut self,
        path: &str,
        field: &Field,
        dimension: usize,
        name: Option<&str>,
    ) -> Result<Option<String>> {
        let contents = self.source.contents();
        let is_axis = field.axes.iter().any(|axis| axis.dimension == dimension);
        let Some(variable) =
            contents.variable(path).filter(|variable| is_axis || fits(variable, field, dimension))
        else {
            return Ok(None);
        };
        if !self.outputs.iter().any(|output| output.path == variable.path) {
            self.outputs.push(OutputCoordinate {
                path: variable.path.clone(),
                dimension: name.unwrap_or(variable.name()).to_owned(),
                values: self.read(path, field, dimension)?,
                attributes: variable.attributes.clone(),
            });
        }
        Ok(Some(variable.path.clone()))
    }

    /// Coordinates 0, h, 2h, … for an axis of which the file holds none, so that its spacing is not lost.
    fn made_up(&mut self, field: &Field, axis: &FieldAxis) -> Option<String> {
        let Coordinates::Uniform(spacing) = axis.coordinates else { return None };
        let length = field.shape[axis.dimension];
        if length as u64 > self.memory / 8 {
            return None;
        }
        let values = Values::F64(Array1::from_shape_fn(length, |index| index as f64 * spacing).into_dyn());
        let names = [axis.name.clone(), format!("{}_{}", field.name, axis.name)];
        for name in names {
            let path = format!("{}/{name}", field.group);
            match self.outputs.iter().find(|output| output.path == path) {
                Some(output) if output.values == values => return Some(path),
                Some(_) => {}
                None => {
                    let units = axis.units.iter().map(|units| Attribute::text("units", units));
                    self.outputs.push(OutputCoordinate {
                        path: path.clone(),
                        dimension: axis.name.clone(),
                        values,
                        attributes: units.collect(),
                    });
                    return Some(path);
                }
            }
        }
        None
    }

    fn read(&self, path: &str, field: &Field, dimension: usize) -> Result<Values> {
        let contents = self.source.contents();
        let bad = |problem: String| FileError::bad_object(&contents.path, path, problem);
        let variable = contents.variable(path).ok_or_else(|| bad("is not there".to_owned()))?;
        let length = field.shape[dimension];
        if variable.shape != [length] {
            return Err(bad(format!(
                "has shape {:?}, but the dimension of `{}` that it is the coordinate of has {length} points",
                variable.shape,
                field.path()
            ))
            .into());
        }
        let value_type = value_type(variable).ok_or_else(|| bad(NO_NUMBERS.to_owned()))?;
        Ok(self.source.read(variable, std::slice::from_ref(&(0..length)), value_type)?)
    }
}

/// Whether a variable can be copied as the coordinate of a dimension.
fn fits(variable: &Variable, field: &Field, dimension: usize) -> bool {
    value_type(variable).is_some() && variable.shape == [field.shape[dimension]]
}

/// The type in which a coordinate is read and written on.
fn value_type(variable: &Variable) -> Option<ValueType> {
    match variable.data_type {
        DataType::Float { .. } | DataType::Integer { .. } => Some(variable.value_type()),
        DataType::Complex { .. } | DataType::Other(_) => None,
    }
}

/// The numbers in a 1-D variable, as coordinates.
///
/// # Errors
/// When it is no 1-D array of real numbers; when it cannot be read.
pub fn read_coordinates(source: &dyn Source, variable: &Variable) -> Result<Vec<f64>> {
    let bad = |problem: String| FileError::bad_object(&source.contents().path, &variable.path, problem);
    let value_type = value_type(variable).ok_or_else(|| bad(NO_NUMBERS.to_owned()))?;
    let [length] = variable.shape[..] else {
        return Err(bad(format!("has shape {:?}: coordinates are 1-D", variable.shape)).into());
    };
    Ok(as_f64(&source.read(variable, std::slice::from_ref(&(0..length)), value_type)?))
}

fn as_f64(values: &Values) -> Vec<f64> {
    match values {
        Values::F32(array) => array.iter().map(|value| f64::from(*value)).collect(),
        Values::F64(array) => array.iter().copied().collect(),
        Values::C32(_) | Values::C64(_) => unreachable!("coordinates are read as real numbers"),
    }
}
