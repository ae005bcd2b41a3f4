//! Datasets that lie in one piece: each thread reads its part of the window where it belongs.

use std::{fs::File, io, ops::Range, os::unix::fs::FileExt};

use bytemuck::{cast_slice, cast_slice_mut};
use fieldops_io::Cause;
use rayon::prelude::*;

use super::{read_exactly, stored::Stored};
use crate::raw::Element;

/// Bytes of the window that a thread takes at a time.
const PIECE: usize = 1 << 20;

/// Rows with no more bytes between them are read together: a page of the file is read anyway.
const GAP: usize = 4 << 10;

/// Most bytes that are read together.
const SPAN: usize = 4 << 20;

/// A dataset whose values lie in one piece.
#[derive(Debug, Clone)]
pub(crate) struct OnePiece {
    /// The byte of the file at which it starts.
    pub(super) offset: u64,
    /// With the axis of the components, where an element holds some.
    pub(super) shape: Vec<usize>,
    pub(super) stored: Stored,
}

impl OnePiece {
    /// Fills `values` with those in `window`, in row-major order.
    pub(crate) fn read<T: Element>(
        &self,
        file: &File,
        window: &[Range<usize>],
        values: &mut [T],
    ) -> Result<(), Cause> {
        read(file, self.offset, &self.shape, window, &self.stored, values)
    }

    /// Whether numbers of this type are stored as they lie in memory.
    pub(crate) fn takes<T: Element>(&self) -> bool {
        self.stored.parts == T::PARTS && self.stored.scalar.is_native_float_of(size_of::<T>() / T::PARTS)
    }

    /// Writes the values in `window`, in row-major order. [`takes`](Self::takes) must hold.
    pub(crate) fn write<T: Element>(
        &self,
        file: &File,
        window: &[Range<usize>],
        values: &[T],
    ) -> io::Result<()> {
        let mut rest = values;
        for segment in Rows::new(&self.shape, window).segments(0..values.len()) {
            let (part, tail) = rest.split_at(segment.len());
            rest = tail;
            file.write_all_at(cast_slice(part), self.offset + (segment.start * size_of::<T>()) as u64)?;
        }
        Ok(())
    }
}

/// Fills `values` with the values in `window` of a dataset that starts at byte `offset`.
pub(super) fn read<T: Element>(
    file: &File,
    offset: u64,
    shape: &[usize],
    window: &[Range<usize>],
    stored: &Stored,
    values: &mut [T],
) -> Result<(), Cause> {
    let rows = Rows::new(shape, window);
    let size = stored.value_bytes();
    let part_bytes = size_of::<T>() / T::PARTS;
    let piece_length = PIECE / size_of::<T>();
    let read_piece = |buffer: &mut Vec<u8>, (index, piece): (usize, &mut [T])| {
        let first = index * piece_length;
        let mut segments = rows.segments(first..first + piece.len()).peekable();
        let mut rest = piece;
        let mut together = Vec::new();
        while let Some(segment) = segments.next() {
            let mut end = segment.end;
            together.clear();
            together.push(segment.clone());
            while let Some(next) = segments
                .next_if(|next| (next.start - end) * size <= GAP && (next.end - segment.start) * size <= SPAN)
            {
                end = next.end;
                together.push(next);
            }
            let start = offset + (segment.start * size) as u64;
            if together.len() == 1 && stored.scalar.is_float_of(part_bytes) {
                let (part, tail) = rest.split_at_mut(segment.len());
                rest = tail;
                let part = cast_slice_mut(part);
                read_exactly(file, part, start)?;
                stored.scalar.order(part);
                continue;
            }
            buffer.resize((end - segment.start) * size, 0);
            read_exactly(file, buffer, start)?;
            for row in &together {
                let (part, tail) = rest.split_at_mut(row.len());
                rest = tail;
                let from = (row.start - segment.start) * size..(row.end - segment.start) * size;
                stored.scalar.convert(&buffer[from], cast_slice_mut(part), part_bytes);
            }
        }
        Ok(())
    };
    values.par_chunks_mut(piece_length).enumerate().try_for_each_init(Vec::new, read_piece)
}

/// A window as rows of values that follow each other both in the file and in memory.
struct Rows {
    /// Values of a row.
    length: usize,
    /// Position in the dataset of the first value.
    first: usize,
    /// Extent in the window, and distance in the dataset, of each axis that counts rows.
    axes: Vec<(usize, usize)>,
}

impl Rows {
    fn new(shape: &[usize], window: &[Range<usize>]) -> Self {
        let mut distances = vec![1; shape.len()];
        for axis in (1..shape.len()).rev() {
            distances[axis - 1] = distances[axis] * shape[axis];
        }
        let first = window.iter().zip(&distances).map(|(range, distance)| range.start * distance).sum();
        // Up to the last axis that the window does not take whole.
        let along = (0..shape.len()).rfind(|&axis| window[axis].len() < shape[axis]).unwrap_or(0);
        Self {
            length: window.iter().skip(along).map(Range::len).product(),
            first,
            axes: window.iter().map(Range::len).zip(distances).take(along).collect(),
        }
    }

    /// Where the values at these positions of the window stand in the dataset.
    fn segments(&self, positions: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let mut position = positions.start;
        std::iter::from_fn(move || {
            if position >= positions.end {
                return None;
            }
            let (mut row, within) = (position / self.length, position % self.length);
            let mut start = self.first + within;
            for &(extent, distance) in self.axes.iter().rev() {
                start += row % extent * distance;
                row /= extent;
            }
            let length = (self.length - within).min(positions.end - position);
            position += length;
            Some(start..start + length)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{ops::Range, slice};

    use super::Rows;

    fn segments(shape: &[usize], window: &[Range<usize>], positions: Range<usize>) -> Vec<Range<usize>> {
        Rows::new(shape, window).segments(positions).collect()
    }

    #[test]
    fn rows_are_as_long_as_the_window_allows() {
        assert_eq!(segments(&[5, 4, 3], &[1..3, 2..4, 0..3], 0..12), [18..24, 30..36]);
        assert_eq!(segments(&[5, 4, 3], &[1..3, 2..4, 0..3], 4..8), [22..24, 30..32]);
        assert_eq!(segments(&[5, 4, 3], &[1..3, 0..4, 0..3], 0..24), slice::from_ref(&(12..36)));
        assert_eq!(segments(&[2, 4, 3], &[0..2, 1..3, 1..2], 0..4), [4..5, 7..8, 16..17, 19..20]);
        assert_eq!(segments(&[], &[], 0..1), slice::from_ref(&(0..1)));
    }
}
