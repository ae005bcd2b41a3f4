//! Datasets in chunks: each thread reads, inflates and copies one chunk at a time.

use std::{
    fs::File,
    io,
    ops::Range,
    sync::{Mutex, PoisonError},
};

use bytemuck::cast_slice_mut;
use fieldops_filters::{Filters, Room};
use fieldops_io::Cause;
use hdf5::{Dataset, PropertyList};
use ndarray::{ArrayViewMutD, Axis};
use rayon::prelude::*;

use super::{
    bytes,
    filters::filters,
    kept::Kept,
    most_stored, read_exactly,
    stored::Stored,
    table::{Chunk, Table},
};
use crate::raw::{self, Element, Fill};

/// Most pieces of a window that are listed at a time: the list takes much more memory than tiny chunks do.
const AT_ONCE: usize = 4096;

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
    kept: Mutex<Kept>,
}

impl Chunked {
    pub(super) fn new(
        dataset: &Dataset,
        creation: &PropertyList,
        shape: &[usize],
        extents: Vec<usize>,
        stored: &Stored,
        fill: Fill,
        most_chunks: usize,
    ) -> Option<Self> {
        let filters = filters(&raw::filters(creation))?;
        let bytes = bytes(&extents, stored.value_bytes()).filter(|&bytes| bytes > 0)?;
        if extents.len() != shape.len() || shape.is_empty() {
            return None;
        }
        let counts: Vec<u64> =
            shape.iter().zip(&extents).map(|(&length, &extent)| length.div_ceil(extent) as u64).collect();
        let count = counts.iter().try_fold(1_u64, |count, &along| count.checked_mul(along))?;
        let table = Table::of(dataset, &counts, &extents, most_stored(bytes as u64), most_chunks)?;
        if fill == Fill::Undefined && (table.count() as u64) < count {
            return None;
        }
        let edges_are_unfiltered = raw::leaves_edges_unfiltered(creation);
        let kept = Mutex::default();
        Some(Self { extents, counts, bytes, filters, edges_are_unfiltered, fill, table, kept })
    }

    /// Number of chunks that are remembered.
    pub(super) fn listed(&self) -> usize {
        self.table.count()
    }

    /// Writes the values in `window` into `view`, which has its shape. Chunks that the next window needs too are kept
    /// in `room` bytes, at least one.
    pub(super) fn read<T: Element>(
        &self,
        file: &File,
        shape: &[usize],
        window: &[Range<usize>],
        stored: &Stored,
        room: usize,
        view: ArrayViewMutD<'_, T>,
    ) -> Result<(), Cause> {
        let most_kept = if self.filters.are_none() { 0 } else { (room / self.bytes).max(1) };
        // After a failure nothing is kept.
        let mut kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        kept.begin(window, shape, &self.extents, most_kept);
        let file_bytes = file.metadata()?.len();
        let reading = Reading { chunked: self, file, file_bytes, shape, window, stored };
        reading.read_part(window, view, &mut kept)?;
        kept.end();
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
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
        room.resize(usize::try_from(bytes)?)?;
        read_exactly(file, &mut room.chunk, address)?;
        Ok(self.filters.undo(room, if filtered { mask } else { u32::MAX }, self.bytes)?)
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
}

/// A window that is being read.
struct Reading<'a> {
    chunked: &'a Chunked,
    file: &'a File,
    file_bytes: u64,
    shape: &'a [usize],
    window: &'a [Range<usize>],
    stored: &'a Stored,
}

impl Reading<'_> {
    /// Reads a part of the window that begins and ends where chunks do, or where the window does.
    fn read_part<T: Element>(
        &self,
        part: &[Range<usize>],
        view: ArrayViewMutD<'_, T>,
        kept: &mut Kept,
    ) -> Result<(), Cause> {
        let extents = &self.chunked.extents;
        let along =
            |(range, &extent): (&Range<usize>, &usize)| range.start / extent..range.end.div_ceil(extent);
        let chunks: Vec<Range<usize>> = part.iter().zip(extents).map(along).collect();
        let count = chunks.iter().fold(1_usize, |count, chunks| count.saturating_mul(chunks.len()));
        let Some(axis) = chunks.iter().position(|chunks| chunks.len() > 1).filter(|_| count > AT_ONCE) else {
            return self.read_pieces(part, view, kept);
        };
        let middle = (chunks[axis].start + chunks[axis].len() / 2) * extents[axis];
        let (near, far) = view.split_at(Axis(axis), middle - part[axis].start);
        let mut half = part.to_vec();
        half[axis].end = middle;
        self.read_part(&half, near, kept)?;
        half[axis] = middle..part[axis].end;
        self.read_part(&half, far, kept)
    }

    /// Reads a part of the window that has few chunks: first those that were kept, which makes room for others.
    fn read_pieces<T: Element>(
        &self,
        part: &[Range<usize>],
        view: ArrayViewMutD<'_, T>,
        kept: &mut Kept,
    ) -> Result<(), Cause> {
        let Self { chunked, window, stored, .. } = self;
        let mut pieces = Vec::new();
        chunked.cut(view, part, &mut Vec::with_capacity(part.len()), &mut pieces);
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for piece in pieces {
            match kept.take(piece.position) {
                Some(chunk) => known.push((piece, chunk)),
                None => unknown.push(piece),
            }
        }
        let known: Vec<(u64, Vec<u8>)> = known
            .into_par_iter()
            .filter_map(|(mut piece, chunk)| {
                chunked.copy(&chunk, window, stored, &mut piece);
                kept.wants(&piece.index).then_some((piece.position, chunk))
            })
            .collect();
        kept.put(known);
        let read_piece = |room: &mut Room, mut piece: Piece<'_, T>| {
            let Some(chunk) = chunked.table.at(piece.position) else {
                chunked.fill(window, stored, &mut piece);
                return Ok(None);
            };
            let filtered = !(chunked.edges_are_unfiltered && chunked.sticks_out(&piece.index, self.shape));
            chunked
                .load(self.file, self.file_bytes, chunk, filtered, room)
                .map_err(|cause| chunked.explain(&piece.index, cause))?;
            chunked.copy(&room.chunk, window, stored, &mut piece);
            Ok(kept.wants(&piece.index).then(|| (piece.position, std::mem::take(&mut room.chunk))))
        };
        let read: Result<Vec<_>, Cause> = unknown.into_par_iter().map_init(Room::new, read_piece).collect();
        kept.put(read?.into_iter().flatten());
        Ok(())
    }
}

/// What a window holds of a chunk.
struct Piece<'a, T> {
    /// Index of the chunk along each axis.
    index: Vec<usize>,
    position: u64,
    view: ArrayViewMutD<'a, T>,
}
