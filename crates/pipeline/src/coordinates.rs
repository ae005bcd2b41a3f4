//! The coordinates of fields: read for the spacing, and handed on to the output.

use std::ops::Range;

use fieldops_io::{
    Attribute, AttributeValue, Attributes, DataType, Error as FileError, OutputCoordinate, OutputDimension,
    Source, ValueType, Values, Variable,
    field::{Coordinates, Field, FieldAxis},
};
use fieldops_operators::Spacing;
use ndarray::{Array1, Axis};

use crate::{Error, Result, table::Index, text};

/// Coordinates of fewer bytes than this do not count as memory.
const SMALL: u64 = 1 << 20;

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
            Coordinates::Uniform { spacing, .. } => Spacing::uniform(*spacing).map_err(|source| {
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

    /// The coordinates of all points along an axis of a field; their numbers where nothing is known.
    ///
    /// # Errors
    /// As those of [`spacing`](Self::spacing) that have to do with the file.
    pub(crate) fn positions(&self, field: &Field, axis: &FieldAxis) -> Result<Vec<f64>> {
        let evenly = |origin: f64, spacing: f64| {
            (0..field.shape[axis.dimension]).map(|index| origin + index as f64 * spacing).collect()
        };
        match &axis.coordinates {
            Coordinates::Unknown => Ok(evenly(0.0, 1.0)),
            Coordinates::Uniform { spacing, origin } => Ok(evenly(*origin, *spacing)),
            Coordinates::Variable(variable) => Ok(as_f64(&self.read(variable, field, axis.dimension)?)),
        }
    }

    /// The dimensions of a field as the output has them; their coordinates, if there are some, join the others. Then
    /// every dimension has one, if need be the numbers 0, 1, 2, …: netCDF-C refuses a file in which only some dimensions
    /// of a variable have coordinates.
    ///
    /// # Errors
    /// When a coordinate cannot be read.
    pub(crate) fn dimensions(&mut self, field: &Field) -> Result<Vec<OutputDimension>> {
        let dimensions = (0..field.shape.len()).map(|dimension| self.dimension(field, dimension));
        let mut dimensions = dimensions.collect::<Result<Vec<_>>>()?;
        if dimensions.iter().all(|dimension| dimension.coordinate.is_none()) {
            return Ok(dimensions);
        }
        for (number, dimension) in dimensions.iter_mut().enumerate() {
            if dimension.coordinate.is_none() {
                let name = dimension.name.get_or_insert_with(|| format!("dim_{number}")).clone();
                dimension.coordinate = self.counted(
                    field,
                    &name,
                    field.interior[number].len(),
                    |number| number as f64,
                    Vec::new(),
                );
            }
        }
        if dimensions.iter().any(|dimension| dimension.coordinate.is_none()) {
            for dimension in &mut dimensions {
                dimension.coordinate = None;
            }
        }
        Ok(dimensions)
    }

    /// The dimension of an index of results on a field; it has a coordinate where those of the field have. The labels
    /// are its flags, as the CF conventions have them.
    pub(crate) fn index(
        &mut self,
        field: &Field,
        index: &Index,
        others: &[OutputDimension],
    ) -> OutputDimension {
        let numbers = (0..index.labels.len()).map(|number| number as f64).collect();
        let meanings: Vec<String> = index.labels.iter().map(|label| label.replace(' ', "_")).collect();
        let attributes = vec![
            Attribute { name: "flag_values".to_owned(), value: AttributeValue::Floats(numbers) },
            Attribute::text("flag_meanings", meanings.join(" ")),
        ];
        let coordinate = others.iter().any(|dimension| dimension.coordinate.is_some()).then(|| {
            self.counted(field, index.dimension, index.labels.len(), |number| number as f64, attributes)
        });
        OutputDimension { name: Some(index.dimension.to_owned()), coordinate: coordinate.flatten() }
    }

    fn dimension(&mut self, field: &Field, dimension: usize) -> Result<OutputDimension> {
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
        let values = within(self.read(path, field, dimension)?, &field.interior[dimension]);
        // Seen from a group are the groups around it.
        let is_seen =
            field.group == variable.group() || field.group.starts_with(&format!("{}/", variable.group()));
        let group = if is_seen { variable.group() } else { &field.group };
        Ok(self.keep(
            field,
            variable.name(),
            OutputCoordinate {
                path: format!("{group}/{}", variable.name()),
                dimension: name.unwrap_or(variable.name()).to_owned(),
                values,
                attributes: variable.attributes.clone(),
            },
        ))
    }

    /// Coordinates x₀, x₀ + h, x₀ + 2h, … for an axis of which the file holds none, so that its spacing is not lost.
    fn made_up(&mut self, field: &Field, axis: &FieldAxis) -> Option<String> {
        let Coordinates::Uniform { spacing, origin } = axis.coordinates else { return None };
        let units = axis.units.iter().map(|units| Attribute::text("units", units)).collect();
        let interior = field.interior[axis.dimension].clone();
        let coordinate = |index: usize| origin + (interior.start + index) as f64 * spacing;
        self.counted(field, &axis.name, interior.len(), coordinate, units)
    }

    /// Coordinates computed from their index; none where they would not fit into memory.
    fn counted(
        &mut self,
        field: &Field,
        name: &str,
        length: usize,
        coordinate: impl Fn(usize) -> f64,
        attributes: Attributes,
    ) -> Option<String> {
        if length as u64 > self.memory.max(SMALL) / 8 {
            return None;
        }
        let values = Values::F64(Array1::from_shape_fn(length, coordinate).into_dyn());
        let path = format!("{}/{}", field.group, text::in_path(name));
        self.keep(field, name, OutputCoordinate { path, dimension: name.to_owned(), values, attributes })
    }

    /// Takes a coordinate in, or finds it among the others; where its path is taken, under a name with that of the
    /// field.
    fn keep(&mut self, field: &Field, name: &str, mut coordinate: OutputCoordinate) -> Option<String> {
        for path in
            [coordinate.path.clone(), format!("{}/{}_{}", field.group, field.name, text::in_path(name))]
        {
            coordinate.path = path;
            match self.outputs.iter().find(|output| output.path == coordinate.path) {
                Some(output) if *output == coordinate => return Some(coordinate.path),
                Some(_) => {}
                None => {
                    self.outputs.push(coordinate.clone());
                    return Some(coordinate.path);
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
                "has shape {}, but the dimension of `{}` that it is the coordinate of has {length} points",
                text::shape(&variable.shape),
                field.path()
            ))
            .into());
        }
        let value_type = value_type(variable).ok_or_else(|| bad(NO_NUMBERS.to_owned()))?;
        if length as u64 > self.memory.max(SMALL) / 8 {
            return Err(FileError::BadObject {
                path: contents.path.clone(),
                object: path.to_owned(),
                problem: format!(
                    "has {length} points, of 8 bytes of memory each, and {} bytes are allowed",
                    self.memory
                ),
                hint: Some("--memory allows more".to_owned()),
            }
            .into());
        }
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
        return Err(bad(format!("has shape {}: coordinates are 1-D", text::shape(&variable.shape))).into());
    };
    Ok(as_f64(&source.read(variable, std::slice::from_ref(&(0..length)), value_type)?))
}

/// The values in a range of a 1-D array.
fn within(values: Values, range: &Range<usize>) -> Values {
    match values {
        Values::F32(array) => Values::F32(array.slice_axis(Axis(0), range.clone().into()).to_owned()),
        Values::F64(array) => Values::F64(array.slice_axis(Axis(0), range.clone().into()).to_owned()),
        Values::C32(_) | Values::C64(_) => unreachable!("coordinates are read as real numbers"),
    }
}

fn as_f64(values: &Values) -> Vec<f64> {
    match values {
        Values::F32(array) => array.iter().map(|value| f64::from(*value)).collect(),
        Values::F64(array) => array.iter().copied().collect(),
        Values::C32(_) | Values::C64(_) => unreachable!("coordinates are read as real numbers"),
    }
}
