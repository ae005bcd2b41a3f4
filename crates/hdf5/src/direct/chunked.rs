//! Datasets in chunks: each thread reads, inflates and copies one chunk at a time.

use std::{
    collections::HashMap,
    fs::File,
    io,
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use bytemuck::cast_slice_mut;
use fieldops_io::Cause;
use hdf5::{Dataset, PropertyList};
use ndarray::{ArrayViewMutD, Axis};
use rayon::prelude::*;

use super::{
    bytes,
    filters::{Filters, Room, resize},
    most_stored, read_exactly,
    stored::Stored,
    table::{Chunk, Table},
};
use crate::raw::{self, Element, Fill};

/// Room for the chunks that the next window needs too.
const KEPT: usize = 16 << 20;

/// What must be known to read the chunks of a dataset.
#[derive(Debug)]
pub(super) struct Chunked {
    extents: Vec<usize>,
    /// Chunks along each axis.
    counts: Vec<u64>,
    bytes: usize,
    filters: Filters,
    edges_are_unfiltered: bool,
    fill: Fill,
    table: Table,
    /// Chunks at the end of the last window, inflated, by their position.
    kept: Mutex<HashMap<u64, Arc<Vec<u8>>>>,
}

impl Chunked {
    pub(super) fn new(
        dataset: &Dataset,
        creation: &PropertyList,
        shape: &[usize],
        extents: Vec<usize>,
        stored: &Stored,
        fill: Fill,
    ) -> Option<Self> {
        let filters = Filters::of(&raw::filters(creation))?;
        let bytes = bytes(&extents, stored.value_bytes()).filter(|&bytes| bytes > 0)?;
        if extents.len() != shape.len() || shape.is_empty() {
            return None;
        }
        let counts: Vec<u64> =
            shape.iter().zip(&extents).map(|(&length, &extent)| length.div_ceil(extent) as u64).collect();
        let count = counts.iter().try_fold(1_u64, |count, &along| count.checked_mul(along))?;
        let table = Table::of(dataset, &counts, &extents, most_stored(bytes as u64))?;
        if fill == Fill::Undefined && table.count() < count {
            return None;
        }
        let edges_are_unfiltered = raw::leaves_edges_unfiltered(creation);
        let kept = Mutex::default();
        Some(Self { extents, counts, bytes, filters, edges_are_unfiltered, fill, table, kept })
    }

    /// Writes the values in `window` into `view`, which has its shape.
    pub(super) fn read<T: Element>(
        &self,
        file: &File,
        shape: &[usize],
        window: &[Range<usize>],
        stored: &Stored,
        view: ArrayViewMutD<'_, T>,
    ) -> Result<(), Cause> {
        let file_bytes = file.metadata()?.len();
        let mut pieces = Vec::new();
        self.cut(view, window, &mut Vec::with_capacity(shape.len()), &mut pieces);
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        let room_to_keep = AtomicUsize::new((KEPT / self.bytes).max(1));
        let read_piece = |room: &mut Room, mut piece: Piece<'_, T>| {
            let Some(chunk) = self.table.at(piece.position) else {
                self.fill(window, stored, &mut piece);
                return Ok(None);
            };
            let known = kept.get(&piece.position).cloned();
            if let Some(chunk) = &known {
                self.copy(chunk, window, stored, &mut piece);
            } else {
                let filtered = !(self.edges_are_unfiltered && self.sticks_out(&piece.index, shape));
                self.load(file, file_bytes, chunk, filtered, room)
                    .map_err(|cause| self.explain(&piece.index, cause))?;
                self.copy(&room.chunk, window, stored, &mut piece);
            }
            let keep = self.ends_window(&piece.index, shape, window)
                && room_to_keep.fetch_update(Relaxed, Relaxed, |room| room.checked_sub(1)).is_ok();
            Ok(keep.then(|| (piece.position, known.unwrap_or_else(|| Arc::new(room.chunk.clone())))))
        };
        let read: Result<Vec<_>, Cause> = pieces.into_par_iter().map_init(Room::new, read_piece).collect();
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = read?.into_iter().flatten().collect();
        Ok(())
    }

    /// Cuts the window where chunks meet.
    fn cut<'a, T>(
        &self,
        view: ArrayViewMutD<'a, T>,
        window: &[Range<usize>],
        index: &mut Vec<usize>,
        pieces: &mut Vec<Piece<'a, T>>,
    ) {
        let axis = index.len();
        let Some(range) = window.get(axis) else {
            let position =
                index.iter().zip(&self.counts).fold(0, |position, (&i, &count)| position * count + i as u64);
            return pieces.push(Piece { index: index.clone(), position, view });
        };
        let extent = self.extents[axis];
        let (mut rest, mut start) = (view, range.start);
        while start < range.end {
            let end = (start / extent + 1).saturating_mul(extent).min(range.end);
            let (part, tail) = rest.split_at(Axis(axis), end - start);
            index.push(start / extent);
            self.cut(part, window, index, pieces);
            index.pop();
            (rest, start) = (tail, end);
        }
    }

    /// Reads a chunk into `room` and undoes its filters.
    fn load(
        &self,
        file: &File,
        file_bytes: u64,
        chunk: &Chunk,
        filtered: bool,
        room: &mut Room,
    ) -> Result<(), Cause> {
        let Chunk { address, bytes, mask, .. } = *chunk;
        if address.checked_add(bytes.into()).is_none_or(|end| end > file_bytes) {
            let problem = format!("it has {bytes} bytes at offset {address}, but the file has {file_bytes}");
            return Err(problem.into());
        }
        resize(&mut room.chunk, usize::try_from(bytes)?)?;
        read_exactly(file, &mut room.chunk, address)?;
        self.filters.undo(room, if filtered { mask } else { u32::MAX }, self.bytes)
    }

    /// The operating system's errors as they are, others with the chunk that they concern.
    fn explain(&self, index: &[usize], cause: Cause) -> Cause {
        if cause.is::<io::Error>() {
            return cause;
        }
        let start: Vec<usize> = self.start(index).collect();
        format!("the chunk at {start:?} is damaged: {cause}").into()
    }

    /// Copies what the window holds of a chunk.
    fn copy<T: Element>(
        &self,
        chunk: &[u8],
        window: &[Range<usize>],
        stored: &Stored,
        piece: &mut Piece<'_, T>,
    ) {
        let size = stored.value_bytes();
        let part_bytes = size_of::<T>() / T::PARTS;
        let starts: Vec<usize> = (self.start(&piece.index).zip(window))
            .map(|(start, range)| range.start.saturating_sub(start))
            .collect();
        let lengths = piece.view.shape().to_vec();
        let last = lengths.len() - 1;
        for (row, mut values) in piece.view.rows_mut().into_iter().enumerate() {
            let (mut row, mut first, mut distance) = (row, starts[last], self.extents[last]);
            for axis in (0..last).rev() {
                first += (starts[axis] + row % lengths[axis]) * distance;
                row /= lengths[axis];
                distance *= self.extents[axis];
            }
            let values = values.as_slice_mut().expect("rows of a row-major array");
            let from = &chunk[first * size..][..values.len() * size];
            stored.scalar.convert(from, cast_slice_mut(values), part_bytes);
        }
    }

    /// Writes the fill value to what the window holds of an absent chunk.
    fn fill<T: Element>(&self, window: &[Range<usize>], stored: &Stored, piece: &mut Piece<'_, T>) {
        let Fill::Element(element) = &self.fill else {
            piece.view.fill(T::default());
            return;
        };
        let part_bytes = size_of::<T>() / T::PARTS;
        let mut values = vec![T::default(); stored.components.unwrap_or(1)];
        stored.scalar.convert(element, cast_slice_mut(&mut values), part_bytes);
        match (stored.components, window.last()) {
            (Some(_), Some(components)) => {
                let last = Axis(window.len() - 1);
                let of_each = piece.view.axis_iter_mut(last).zip(&values[components.clone()]);
                of_each.for_each(|(mut values, value)| values.fill(*value));
            }
            _ => piece.view.fill(values[0]),
        }
    }

    /// Index of the first value of a chunk.
    fn start<'a>(&'a self, index: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
        index.iter().zip(&self.extents).map(|(&index, &extent)| index * extent)
    }

    fn sticks_out(&self, index: &[usize], shape: &[usize]) -> bool {
        (self.start(index).zip(&self.extents).zip(shape))
            .any(|((start, &extent), &length)| start.saturating_add(extent) > length)
    }

    /// Whether the chunk holds the end of the window along the first axis that the window does not take whole: windows
    /// follow each other along it.
    fn ends_window(&self, index: &[usize], shape: &[usize], window: &[Range<usize>]) -> bool {
        (0..shape.len())
            .find(|&axis| window[axis].len() < shape[axis])
            .is_some_and(|axis| (window[axis].end - 1) / self.extents[axis] == index[axis])
    }
}

/// What a window holds of a chunk.
struct Piece<'a, T> {
    /// Index of the chunk along each axis.
    index: Vec<usize>,
    position: u64,
    view: ArrayViewMutD<'a, T>,
}
