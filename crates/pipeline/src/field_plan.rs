//! The plan for one field.

use std::ops::Range;

use fieldops_io::{Error as FileError, OutputVariable, Source, field::Field};
use fieldops_operators::{Grid, GridAxis, Operator, Sweep};
use ndarray::Axis;

use crate::{
    Error, Request, Result, Windows,
    coordinates::CoordinateSet,
    input::Input,
    provenance,
    results::{self, Description, ResultVariable},
    table::Table,
    text,
    windows::Cost,
};

/// How the results on one field are computed, window by window.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldPlan {
    path: String,
    field: Field,
    pub(crate) input: Input,
    pub(crate) sweep: Sweep,
    pub(crate) results: Vec<ResultVariable>,
    /// In indices of the results.
    pub(crate) windows: Windows,
    /// The first point of the field that a result is for.
    start: Vec<usize>,
    memory: u64,
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

        let dimensions = coordinates.dimensions(field)?;
        let index = |index| coordinates.index(field, index, &dimensions);
        let indices =
            results::are_stacked(request.layout, field).then(|| table.indices.iter().map(index).collect());
        let description = Description {
            input: &source.contents().path,
            field,
            table,
            dimensions,
            indices,
            value_type: request
                .precision
                .map_or(field.value_type, |precision| precision.of(field.value_type)),
            scheme: provenance::scheme(&table.operator, &grid, request.edge_order),
            compression: request.compression.unwrap_or_else(|| input.compression()),
        };
        let mut results = Vec::new();
        for (result, variable) in description.variables()? {
            check_size(&variable, &input, source)?;
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
        let shape = field.interior_shape();
        let chunks = input.chunk_bytes(request.memory, &source.contents().path)?;
        let left = request.memory.saturating_sub(chunks);
        let windows = Windows::fit(&shape, input.chunk().as_deref(), left, &cost);
        let memory = chunks.saturating_add(windows.bytes(&cost));
        Ok(Self { path: field.path(), field: field.clone(), input, sweep, results, windows, start, memory })
    }

    /// Path of the field.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The field, as it was found in the file.
    #[must_use]
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// Paths of the variables of the output that hold the results.
    pub fn results(&self) -> impl Iterator<Item = &str> {
        self.results.iter().map(|result| result.path.as_str())
    }

    /// Bytes that the buffers of the run take at most, and the chunks from which the values come.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.memory
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
            input_range(&self.sweep, &self.field.shape, dimension, shifted(&range, self.start[dimension]))
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

/// Refuses results of which no computer could hold the count.
fn check_size(result: &OutputVariable, input: &Input, source: &dyn Source) -> Result<()> {
    let bytes =
        result.shape.iter().try_fold(result.value_type.bytes(), |bytes, length| bytes.checked_mul(*length));
    if bytes.is_some_and(|bytes| isize::try_from(bytes).is_ok()) {
        return Ok(());
    }
    let variable = &input.variables[0].variable;
    let problem = format!(
        "has shape {}: `{}` would take more bytes than can be counted",
        text::shape(&variable.shape),
        result.path
    );
    Err(FileError::bad_object(&source.contents().path, &variable.path, problem).into())
}
