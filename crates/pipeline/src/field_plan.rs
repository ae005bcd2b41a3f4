//! The plan for what is computed on one grid.

use std::{num::NonZeroUsize, ops::Range};

use fieldops_io::{Compression, Error as FileError, Source, field::Field};
use fieldops_operators::Grid;

use crate::{
    Error, Request, Result, Windows,
    blocks::{Blocks, Lanes, Whole},
    chunks,
    inputs::Inputs,
    interleaved,
    program::{Graph, NodeId, Output, Program, Ranges},
    results::ResultVariable,
    text,
    windows::Cost,
};

/// How the results on one grid are computed, window by window: those of a command on one field, or those of all
/// expressions on fields that lie on it.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    path: String,
    fields: Vec<Field>,
    pub(crate) inputs: Inputs,
    pub(crate) program: Program,
    /// The coordinates along each axis of the grid, where the results take them.
    pub(crate) positions: Vec<Vec<f64>>,
    pub(crate) results: Vec<ResultVariable>,
    /// In indices of the results.
    pub(crate) windows: Windows,
    /// Threads that do a window each, where windows can be read at the same time.
    pub(crate) lanes: Option<Lanes>,
    /// The first point of the grid that a result is for.
    start: Vec<usize>,
    memory: u64,
    /// Bytes of each variable that the source may keep for the next window.
    pub(crate) room: u64,
}

/// What is to be computed on one grid.
pub(crate) struct Task {
    /// The fields that are read, all on the grid.
    pub(crate) fields: Vec<Field>,
    pub(crate) inputs: Inputs,
    pub(crate) graph: Graph,
    /// The parts of the results, in their order.
    pub(crate) outputs: Vec<Output>,
    pub(crate) grid: Grid,
    pub(crate) positions: Vec<Vec<f64>>,
    pub(crate) results: Vec<ResultVariable>,
}

impl FieldPlan {
    /// Plans the task for the file that `source` reads.
    ///
    /// # Errors
    /// When an axis is too short; when results or chunks are too large.
    pub(crate) fn new(request: &Request, task: Task, source: &dyn Source) -> Result<Self> {
        let Task { fields, mut inputs, mut graph, outputs, grid, positions, results } = task;
        let nodes: Vec<NodeId> = outputs.iter().map(|(node, _)| *node).collect();
        inputs.keep(&mut graph, &nodes);
        let input = &source.contents().path;
        let paths: Vec<String> = fields.iter().map(Field::path).collect();
        let path = paths.join(", ");
        let program = Program::compile(&graph, &outputs, &grid, request.edge_order, &inputs.value_types())
            .map_err(|source_error| Error::Field {
                path: input.clone(),
                field: path.clone(),
                source: source_error,
            })?;
        let field = &fields[0];
        let shape = field.interior_shape();
        results.iter().try_for_each(|result| check_size(result, &shape, &inputs, source))?;
        let start: Vec<usize> = field.interior.iter().map(|range| range.start).collect();
        let chunks = inputs.chunks(request.memory, input)?;
        let compresses = match request.compression {
            Some(compression) => compression != Compression::None,
            None => inputs.blocks.iter().any(|block| block.compression() != Compression::None),
        };
        let chunk_bytes = chunks.bytes + if compresses { chunks::compressing() } else { 0 };
        let left = chunks::left(request.memory, chunk_bytes);
        let output_bytes = results.iter().map(ResultVariable::bytes_per_point).sum();
        let cost = Buffers { program: &program, inputs: &inputs, start: &start, output_bytes };
        let chunk = inputs.blocks.first().and_then(crate::inputs::Block::chunk);
        let blocks = if compresses || inputs.readers(source).is_none() {
            None
        } else {
            let has_parts = !program.has_arrays();
            let whole = Whole { shape: &shape, cost: &cost, has_parts };
            let threads = NonZeroUsize::new(rayon::current_num_threads()).unwrap_or(NonZeroUsize::MIN);
            let are_interleaved = inputs.blocks.iter().any(|block| block.interleaved() > 0)
                || results.iter().any(|result| result.interleaved(shape.len()) > 0);
            let staging = if are_interleaved { interleaved::STAGING } else { 0 };
            let blocks = Blocks::fit(&whole, left.saturating_sub(staging * threads.get() as u64), threads);
            blocks.map(|blocks| Blocks {
                bytes: blocks.bytes + staging * blocks.lanes.count.get() as u64,
                ..blocks
            })
        };
        let (windows, lanes, bytes) = if let Some(Blocks { windows, lanes, bytes }) = blocks {
            (windows, Some(lanes), bytes)
        } else {
            let windows = match chunk {
                None if !compresses => Windows::fit_sparing(&shape, left, &cost),
                chunk => Windows::fit(&shape, chunk.as_deref(), left, &cost),
            };
            let bytes = windows.bytes(&cost);
            (windows, None, bytes)
        };
        let memory = chunk_bytes.saturating_add(bytes);
        Ok(Self {
            path,
            fields,
            inputs,
            program,
            positions,
            results,
            windows,
            lanes,
            start,
            memory,
            room: chunks.room,
        })
    }

    /// Path of the field; of several fields, with commas between them.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The fields, as they were found in the file.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Paths of the variables of the output that hold the results.
    pub fn results(&self) -> impl Iterator<Item = &str> {
        self.results.iter().map(|result| result.path.as_str())
    }

    /// The extents of the windows of each result, with its path.
    pub(crate) fn result_windows(&self) -> impl Iterator<Item = (&str, Vec<usize>)> {
        let window: Vec<_> = self.windows.extents().iter().map(|extent| 0..*extent).collect();
        let extents = move |result: &ResultVariable| result.window(&window).iter().map(Range::len).collect();
        self.results.iter().map(move |result| (result.path.as_str(), extents(result)))
    }

    /// Bytes that the buffers of the run take at most, and the chunks from which the values come.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.memory
    }

    /// What a window of the results is computed from, along each dimension.
    pub(crate) fn ranges(&self, window: &[Range<usize>]) -> Vec<Ranges> {
        let along =
            |(dimension, range)| self.program.ranges(dimension, &shifted(range, self.start[dimension]));
        window.iter().enumerate().map(along).collect()
    }

    /// The windows in which the field is read, computed and written.
    #[must_use]
    pub fn windows(&self) -> &Windows {
        &self.windows
    }

    /// Bytes that are read from the input, points that several windows need counted for each.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        let of_block = |(number, block): (usize, &crate::inputs::Block)| {
            let points = self.windows.widened_points(|dimension, range| {
                let needed = self.program.ranges(dimension, &shifted(&range, self.start[dimension]));
                needed.blocks[number].clone()
            });
            points * block.bytes_per_point() as u64
        };
        self.inputs.blocks.iter().enumerate().map(of_block).sum()
    }

    /// Bytes that are written to the output.
    #[must_use]
    pub fn bytes_written(&self) -> u64 {
        let points = self.windows.widened_points(|_, range| range);
        points * self.results.iter().map(ResultVariable::bytes_per_point).sum::<usize>() as u64
    }
}

/// The buffers of a window: the results, what is read, and what lies between.
struct Buffers<'a> {
    program: &'a Program,
    inputs: &'a Inputs,
    start: &'a [usize],
    output_bytes: usize,
}

impl Cost for Buffers<'_> {
    fn lengths(&self, dimension: usize, range: Range<usize>) -> Vec<usize> {
        let results = range.len();
        let ranges = self.program.ranges(dimension, &shifted(&range, self.start[dimension]));
        let read = ranges.blocks.iter().map(Range::len);
        std::iter::once(results).chain(read).chain(Program::lengths_between(&ranges)).collect()
    }

    fn bytes(&self, points: &[u128], in_flight: u64) -> u128 {
        let (read, between) = points[1..].split_at(self.inputs.blocks.len());
        let blocks = self.inputs.blocks.iter().zip(read);
        let read: u128 = blocks.map(|(block, points)| points * block.bytes_per_point() as u128).sum();
        let written = points[0] * self.output_bytes as u128;
        u128::from(in_flight) * (read + written) + self.program.bytes_between(between)
    }
}

fn shifted(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// Refuses results of which no computer could hold the count.
fn check_size(result: &ResultVariable, shape: &[usize], inputs: &Inputs, source: &dyn Source) -> Result<()> {
    let mut extents = shape.iter().chain(&result.indices);
    let bytes = extents.try_fold(result.value_type.bytes(), |bytes, length| bytes.checked_mul(*length));
    if bytes.is_some_and(|bytes| isize::try_from(bytes).is_ok()) {
        return Ok(());
    }
    let read = inputs.blocks.first().map(|block| &block.variable.variable);
    let (path, shape) =
        read.map_or((&result.path, shape), |variable| (&variable.path, variable.shape.as_slice()));
    let problem = format!(
        "has shape {}: `{}` would take more bytes than can be counted",
        text::shape(shape),
        result.path
    );
    Err(FileError::bad_object(&source.contents().path, path, problem).into())
}
