//! What is in memory of a window.

use std::{ops::Range, path::Path};

use fieldops_io::{ValueType, Values};

use crate::{
    Error, Progress, Result, interleaved,
    program::{self, Ranges, Scratch},
    share::Share,
};

/// A window that was read and is to be computed.
pub(crate) struct Loaded<'a> {
    pub(crate) share: &'a Share,
    window: Vec<Range<usize>>,
    /// What was read, along each dimension.
    ranges: Vec<Ranges>,
    blocks: Vec<Values>,
}

impl<'a> Loaded<'a> {
    /// Lets `read` fill each block, in the memory of these buffers where that suffices.
    pub(crate) fn read(
        share: &'a Share,
        window: Vec<Range<usize>>,
        buffers: Vec<Values>,
        progress: &dyn Progress,
        mut read: impl FnMut(usize, &[Range<usize>], &mut Values) -> Result<()>,
    ) -> Result<Self> {
        let ranges = share.ranges(&window);
        let needed = share.inputs.blocks.iter().enumerate().map(|(number, block)| {
            let needed: Vec<_> = ranges.iter().map(|ranges| ranges.blocks[number].clone()).collect();
            (block.value_type, block.window(&needed), 0)
        });
        let needed: Vec<_> = needed.collect();
        let mut blocks = fitting(buffers, &needed);
        for (number, (values, (_, window, _))) in blocks.iter_mut().zip(&needed).enumerate() {
            read(number, window, values)?;
            progress.advanced(bytes(values));
        }
        Ok(Self { share, window, ranges, blocks })
    }

    /// The results on the window, in the memory of these buffers where that suffices; `path` is that of the input.
    pub(crate) fn compute(
        self,
        buffers: Vec<Values>,
        scratch: &mut Scratch,
        path: &Path,
    ) -> Result<Computed<'a>> {
        let Self { share, window, ranges, blocks } = self;
        let values = results(share, &window, (ranges, &blocks), Order::RowMajor, buffers, scratch, path)?;
        Ok(Computed { share, window, values, blocks })
    }
}

/// The memory order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// As in the file.
    RowMajor,
    /// As in the file, but for components that stand side by side there: they are apart, as in [`interleaved`].
    Apart,
}

/// The results on a window, from blocks on these ranges, in the memory of buffers where that suffices; `path` is that of the
/// input.
///
/// # Errors
/// When a block has not the shape of its ranges.
pub(crate) fn results(
    share: &Share,
    window: &[Range<usize>],
    (ranges, blocks): (Vec<Ranges>, &[Values]),
    order: Order,
    buffers: Vec<Values>,
    scratch: &mut Scratch,
    path: &Path,
) -> Result<Vec<Values>> {
    let Share { inputs, program, positions, results, .. } = share;
    let made = results.iter().map(|result| {
        let apart = if order == Order::Apart { result.interleaved(window.len()) } else { 0 };
        (result.value_type, result.window(window), apart)
    });
    let mut values = fitting(buffers, &made.collect::<Vec<_>>());
    let read = program::Window { ranges, inputs, blocks, positions };
    program.compute(&read, results, &mut values, scratch).map_err(|source_error| Error::Field {
        path: path.to_owned(),
        field: share.path.clone(),
        source: source_error,
    })?;
    Ok(values)
}

/// The results on a window, to be written.
pub(crate) struct Computed<'a> {
    pub(crate) share: &'a Share,
    pub(crate) window: Vec<Range<usize>>,
    pub(crate) values: Vec<Values>,
    /// What they were computed from, of no more use but as memory.
    pub(crate) blocks: Vec<Values>,
}

/// Lets `write` take each result of a share on a window.
pub(crate) fn write(
    share: &Share,
    window: &[Range<usize>],
    values: &[Values],
    progress: &dyn Progress,
    mut write: impl FnMut(usize, &[Range<usize>], &Values) -> fieldops_io::Result<()>,
) -> Result<()> {
    for (number, (result, values)) in share.results.iter().zip(values).enumerate() {
        write(number, &result.window(window), values)?;
        progress.advanced(bytes(values));
    }
    Ok(())
}

/// Arrays of these types on these windows, of whose last axes so many come first in memory, in the memory of the buffers where
/// that suffices.
fn fitting(buffers: Vec<Values>, arrays: &[(ValueType, Vec<Range<usize>>, usize)]) -> Vec<Values> {
    let shape = |window: &[Range<usize>]| window.iter().map(Range::len).collect::<Vec<_>>();
    let mut buffers = buffers;
    buffers.resize(arrays.len(), Values::zeros(ValueType::F64, &[0]));
    let fitted = |(values, (value_type, window, first)): (Values, &(ValueType, Vec<Range<usize>>, usize))| {
        interleaved::made_into(values, *value_type, &shape(window), *first)
    };
    buffers.into_iter().zip(arrays).map(fitted).collect()
}

fn bytes(values: &Values) -> u64 {
    (values.shape().iter().product::<usize>() * values.value_type().bytes()) as u64
}
