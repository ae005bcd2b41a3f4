//! The plan for what is computed on one grid.

use std::{num::NonZeroUsize, ops::Range, slice};

use fieldops_io::{Compression, Error as FileError, Source, field::Field};
use fieldops_operators::Grid;

use crate::{
    Error, Request, Result, Windows,
    blocks::{Blocks, Lanes, Whole},
    chunks,
    inputs::Inputs,
    interleaved,
    program::{Graph, Output, Program},
    results::ResultVariable,
    share::{self, Share},
    text,
};

/// How the results on one grid are computed, window by window: those of a command on one field, or those of all
/// expressions on fields that lie on it.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    path: String,
    fields: Vec<Field>,
    results: Vec<ResultVariable>,
    /// What is computed apart. Each goes through all windows.
    pub(crate) shares: Vec<Share>,
    /// In indices of the results.
    pub(crate) windows: Windows,
    /// Threads that do a window each, where windows can be read at the same time.
    pub(crate) lanes: Option<Lanes>,
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
        inputs.keep(&mut graph, &share::nodes(&outputs));
        let input = &source.contents().path;
        let paths: Vec<String> = fields.iter().map(Field::path).collect();
        let path = paths.join(", ");
        let compile = |graph: &Graph, outputs: &[Output], inputs: &Inputs| {
            Program::compile(graph, outputs, &grid, request.edge_order, &inputs.value_types()).map_err(
                |source_error| Error::Field {
                    path: input.clone(),
                    field: path.clone(),
                    source: source_error,
                },
            )
        };
        let program = compile(&graph, &outputs, &inputs)?;
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
        let whole = Share { path: path.clone(), inputs, program, positions, results: results.clone(), start };
        let has_lanes = !compresses && whole.inputs.readers(source).is_some();
        let apart = if has_lanes { whole.apart(&graph, &outputs, &shape, compile)? } else { None };
        let shares = apart.as_deref().unwrap_or(slice::from_ref(&whole));
        let blocks = if has_lanes { blocks(shares, &shape, left) } else { None };
        let (shares, windows, lanes, bytes) = if let Some(Blocks { windows, lanes, bytes }) = blocks {
            (apart.unwrap_or_else(|| vec![whole]), windows, Some(lanes), bytes)
        } else {
            let cost = &slice::from_ref(&whole);
            let chunk = whole.inputs.blocks.first().and_then(crate::inputs::Block::chunk);
            let windows = match chunk {
                None if !compresses => Windows::fit_sparing(&shape, left, cost),
                chunk => Windows::fit(&shape, chunk.as_deref(), left, cost),
            };
            let bytes = windows.bytes(cost);
            (vec![whole], windows, None, bytes)
        };
        let memory = chunk_bytes.saturating_add(bytes);
        Ok(Self { path, fields, results, shares, windows, lanes, memory, room: chunks.room })
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

    /// The windows in which the field is read, computed and written.
    #[must_use]
    pub fn windows(&self) -> &Windows {
        &self.windows
    }

    /// Bytes that are read from the input, points that several windows need counted for each.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        let of_block = |share: &Share, number: usize| {
            let points = self.windows.widened_points(|dimension, range| {
                share.ranges_along(dimension, &range).blocks[number].clone()
            });
            points * share.inputs.blocks[number].bytes_per_point() as u64
        };
        let of_share = |share: &Share| -> u64 {
            (0..share.inputs.blocks.len()).map(|number| of_block(share, number)).sum()
        };
        self.shares.iter().map(of_share).sum()
    }

    /// Bytes that are written to the output.
    #[must_use]
    pub fn bytes_written(&self) -> u64 {
        let points = self.windows.widened_points(|_, range| range);
        points * self.results.iter().map(ResultVariable::bytes_per_point).sum::<usize>() as u64
    }
}

/// Blocks of windows that one thread does alone; `None` where there are none in so much memory.
fn blocks(shares: &[Share], shape: &[usize], memory: u64) -> Option<Blocks> {
    let makes_twice = shares.iter().any(|share| share.program.widens_arrays());
    let whole = Whole { shape, cost: &shares, passes: shares.len(), makes_twice };
    let threads = NonZeroUsize::new(rayon::current_num_threads()).unwrap_or(NonZeroUsize::MIN);
    let is_interleaved = |share: &Share| {
        share.inputs.blocks.iter().any(|block| block.interleaved() > 0)
            || share.results.iter().any(|result| result.interleaved(shape.len()) > 0)
    };
    let staging = if shares.iter().any(is_interleaved) { interleaved::STAGING } else { 0 };
    let blocks = Blocks::fit(&whole, memory.saturating_sub(staging * threads.get() as u64), threads);
    blocks.map(|blocks| Blocks { bytes: blocks.bytes + staging * blocks.lanes.count.get() as u64, ..blocks })
}

/// Refuses results of which no computer could hold the count.
fn check_size(result: &ResultVariable, shape: &[usize], inputs: &Inputs, source: &dyn Source) -> Result<()> {
    let mut extents = shape.iter().copied().chain(result.indices.iter().map(Range::len));
    let bytes = extents.try_fold(result.value_type.bytes(), usize::checked_mul);
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
