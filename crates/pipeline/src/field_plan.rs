//! The plan for one field.

use std::ops::Range;

use fieldops_io::{
    Attribute, AttributeValue, Compression, Error as FileError, OutputDimension, OutputVariable, Source,
    Storage, ValueType,
    field::{Field, Layout},
    units,
};
use fieldops_operators::{Grid, GridAxis, Operator, Sweep};
use ndarray::Axis;

use crate::{
    Error, LayoutChoice, Request, Result, Windows,
    coordinates::CoordinateSet,
    input_variable::InputVariable,
    provenance,
    table::{Index, Label, Table},
    windows::Cost,
};

/// How the results on one field are computed, window by window.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldPlan {
    pub(crate) input: Input,
    pub(crate) sweep: Sweep,
    pub(crate) results: Vec<ResultVariable>,
    /// In indices of the results.
    pub(crate) windows: Windows,
    /// Extents of the field.
    shape: Vec<usize>,
    /// The first point of the field that a result is for.
    start: Vec<usize>,
}

/// Where the components of a field are read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Input {
    /// One variable for each component, or one for all.
    pub(crate) variables: Vec<InputVariable>,
    /// The component axis of a single variable, and the place of each component along it.
    pub(crate) stacked: Option<(usize, Vec<usize>)>,
    /// The type in which the values are read and computed.
    pub(crate) value_type: ValueType,
}

/// A variable of the output: one result, or several along the axes of its indices.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResultVariable {
    pub(crate) path: String,
    pub(crate) value_type: ValueType,
    /// Where among the axes those of the indices stand.
    pub(crate) position: usize,
    /// Their extents; none for one result.
    pub(crate) indices: Vec<usize>,
}

impl ResultVariable {
    /// A window of the field with the whole of the indices.
    pub(crate) fn window(&self, window: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut all = window.to_vec();
        all.splice(self.position..self.position, self.indices.iter().map(|count| 0..*count));
        all
    }

    pub(crate) fn count(&self) -> usize {
        self.indices.iter().product()
    }
}

impl FieldPlan {
    /// Plans the calculation on `field`; what the output holds of it joins `variables` and `coordinates`.
    pub(crate) fn new(
        request: &Request,
        table: &Table,
        field: &Field,
        source: &dyn Source,
        coordinates: &mut CoordinateSet<'_>,
        variables: &mut Vec<OutputVariable>,
    ) -> Result<Self> {
        let input = Input::new(table, field, source)?;
        let failed = |source_error| Error::Field {
            path: source.contents().path.clone(),
            field: field.path(),
            source: source_error,
        };
        let grid =
            Grid::new(&field.shape, grid_axes(field, &table.operator, coordinates)?).map_err(failed)?;
        let sweep = Sweep::new(&table.operator, &grid, request.edge_order).map_err(failed)?;

        let dimensions = (0..field.shape.len()).map(|dimension| coordinates.dimension(field, dimension));
        let description = Description {
            field,
            table,
            dimensions: dimensions.collect::<Result<_>>()?,
            value_type: request
                .precision
                .map_or(field.value_type, |precision| precision.of(field.value_type)),
            scheme: provenance::scheme(&table.operator, &grid, request.edge_order),
            compression: request.compression.unwrap_or_else(|| input.compression()),
        };
        let mut results = Vec::new();
        for (result, variable) in description.variables(request.layout) {
            check_size(&variable, field, source)?;
            results.push(result);
            variables.push(variable);
        }
        let start: Vec<usize> = field.interior.iter().map(|range| range.start).collect();
        let cost = Cost {
            input: input.bytes_per_point(),
            output: description.value_type.bytes() * table.operator.outputs(),
            input_range: |dimension, range| {
                input_range(&sweep, &field.shape, dimension, shifted(&range, start[dimension]))
            },
        };
        let windows = Windows::fit(&field.interior_shape(), input.chunk().as_deref(), request.memory, &cost);
        Ok(Self { input, sweep, results, windows, shape: field.shape.clone(), start })
    }

    /// The points of the field that a window of the results is for.
    pub(crate) fn points(&self, window: &[Range<usize>]) -> Vec<Range<usize>> {
        window.iter().zip(&self.start).map(|(range, start)| shifted(range, *start)).collect()
    }

    /// The windows in which the field is read, computed and written.
    #[must_use]
    pub fn windows(&self) -> &Windows {
        &self.windows
    }

    /// Bytes that are read from the input, points that several windows need counted for each.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        let points = self.windows.widened_points(|dimension, range| {
            input_range(&self.sweep, &self.shape, dimension, shifted(&range, self.start[dimension]))
        });
        points * self.input.bytes_per_point() as u64
    }

    /// Bytes that are written to the output.
    #[must_use]
    pub fn bytes_written(&self) -> u64 {
        let points = self.windows.widened_points(|_, range| range);
        let bytes = |result: &ResultVariable| result.count() * result.value_type.bytes();
        points * self.results.iter().map(bytes).sum::<usize>() as u64
    }
}

impl Input {
    fn new(table: &Table, field: &Field, source: &dyn Source) -> Result<Self> {
        let components = table.components.iter().map(|number| &field.components[*number]);
        let of = |component| InputVariable::new(component, field, source);
        let (variables, stacked) = match field.layout {
            Layout::Split => (components.map(of).collect::<Result<Vec<_>>>()?, None),
            Layout::Stacked { axis } => {
                let places = components.map(|component| component.index.unwrap_or_default()).collect();
                (vec![of(&field.components[0])?], Some((axis, places)))
            }
        };
        let value_type =
            variables.iter().fold(field.value_type, |value_type, variable| variable.working_type(value_type));
        Ok(Self { variables, stacked, value_type })
    }

    /// The window of a variable for a window of a component.
    pub(crate) fn window(&self, window: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut all = window.to_vec();
        if let Some((axis, _)) = self.stacked {
            all.insert(axis, 0..self.variables[0].variable.shape[axis]);
        }
        all
    }

    fn bytes_per_point(&self) -> usize {
        let components = match self.stacked {
            Some((axis, _)) => self.variables[0].variable.shape[axis],
            None => self.variables.len(),
        };
        components * self.value_type.bytes()
    }

    /// Deflate as in the input; compression that cannot be written is none.
    fn compression(&self) -> Compression {
        let Storage::Chunked { filters, .. } = &self.variables[0].variable.storage else {
            return Compression::None;
        };
        let level = |filter: &String| filter.strip_prefix("deflate(")?.strip_suffix(')')?.parse().ok();
        filters.iter().find_map(level).map_or(Compression::None, |level| Compression::Deflate { level })
    }

    /// Extents of the chunks of a component.
    fn chunk(&self) -> Option<Vec<usize>> {
        let Storage::Chunked { chunk, .. } = &self.variables[0].variable.storage else { return None };
        let mut chunk: Vec<usize> = chunk.iter().map(|extent| (*extent).max(1)).collect();
        if let Some((axis, _)) = self.stacked {
            chunk.remove(axis);
        }
        Some(chunk)
    }
}

/// The axes of the grid; those that no term of the operator names need no coordinates.
fn grid_axes(field: &Field, operator: &Operator, coordinates: &CoordinateSet<'_>) -> Result<Vec<GridAxis>> {
    let with_spacing = |(number, axis): (usize, &fieldops_io::field::FieldAxis)| {
        let used = operator.terms().iter().any(|term| term.axis == number);
        let spacing = if used {
            coordinates.spacing(field, axis)?
        } else {
            fieldops_operators::Spacing::uniform(1.0).expect("1 is a spacing")
        };
        Ok(GridAxis::new(axis.name.clone(), Axis(axis.dimension), spacing))
    };
    field.axes.iter().enumerate().map(with_spacing).collect()
}

fn shifted(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// The range of inputs along one dimension that a range of results along it needs.
fn input_range(sweep: &Sweep, shape: &[usize], dimension: usize, range: Range<usize>) -> Range<usize> {
    let mut window: Vec<_> = shape.iter().map(|length| 0..*length).collect();
    window[dimension] = range;
    sweep.input_window(&window).swap_remove(dimension)
}

fn check_size(variable: &OutputVariable, field: &Field, source: &dyn Source) -> Result<()> {
    let mut bytes = variable
        .shape
        .iter()
        .try_fold(variable.value_type.bytes(), |bytes, length| bytes.checked_mul(*length));
    bytes = bytes.filter(|bytes| isize::try_from(*bytes).is_ok());
    if bytes.is_some() {
        return Ok(());
    }
    let problem =
        format!("has shape {:?}: `{}` would take more bytes than can be counted", field.shape, variable.path);
    Err(FileError::bad_object(&source.contents().path, field.path(), problem).into())
}

/// What the variables of the output share.
struct Description<'a> {
    field: &'a Field,
    table: &'a Table,
    dimensions: Vec<OutputDimension>,
    value_type: ValueType,
    scheme: String,
    compression: Compression,
}

impl Description<'_> {
    fn variables(&self, layout: LayoutChoice) -> Vec<(ResultVariable, OutputVariable)> {
        let stacked = match (layout, self.field.layout) {
            (LayoutChoice::Stacked, _) | (LayoutChoice::Auto, Layout::Stacked { .. }) => true,
            (LayoutChoice::Split, _) | (LayoutChoice::Auto, Layout::Split) => false,
        };
        let outputs = 0..self.table.operator.outputs();
        if stacked {
            return vec![self.variable(&self.table.whole, &self.table.indices, outputs)];
        }
        outputs.map(|output| self.variable(&self.table.parts[output], &[], output..output + 1)).collect()
    }

    fn variable(
        &self,
        label: &Label,
        indices: &[Index],
        outputs: Range<usize>,
    ) -> (ResultVariable, OutputVariable) {
        let path = format!("{}/{}", self.field.group, label.name);
        let position = match self.field.layout {
            Layout::Stacked { axis } if !indices.is_empty() => axis,
            _ => 0,
        };
        let counts: Vec<usize> = indices.iter().map(|index| index.labels.len()).collect();
        let mut shape = self.field.interior_shape();
        shape.splice(position..position, counts.iter().copied());
        let mut dimensions = self.dimensions.clone();
        let named =
            |index: &Index| OutputDimension { name: Some(index.dimension.to_owned()), coordinate: None };
        dimensions.splice(position..position, indices.iter().map(named));

        let mut attributes = Vec::new();
        attributes.extend(self.units(outputs).map(|units| Attribute::text("units", units)));
        attributes.push(Attribute::text("long_name", &label.long_name));
        attributes.push(Attribute::text("scheme", &self.scheme));
        attributes.extend(indices.iter().map(|index| Attribute {
            name: if index.dimension == "axis" { "axes" } else { "components" }.to_owned(),
            value: AttributeValue::Texts(index.labels.clone()),
        }));
        let (value_type, compression) = (self.value_type, self.compression);
        (
            ResultVariable { path: path.clone(), value_type, position, indices: counts },
            OutputVariable { path, shape, value_type, dimensions, attributes, compression },
        )
    }

    /// Unit of these outputs, where all their terms have the same.
    fn units(&self, outputs: Range<usize>) -> Option<String> {
        let terms = self.table.operator.terms().iter().filter(|term| outputs.contains(&term.output));
        let mut units = terms.map(|term| {
            let axis = self.field.axes[term.axis].units.as_deref();
            units::quotient(self.field.units.as_deref(), axis, term.order.number())
        });
        let first = units.next()??;
        units.all(|other| other.as_ref() == Some(&first)).then_some(first)
    }
}
