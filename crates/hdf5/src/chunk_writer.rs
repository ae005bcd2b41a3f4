//! Chunks of a compressed variable, filled window by window and compressed by many threads.

use std::{
    collections::BTreeMap,
    mem,
    ops::Range,
    sync::{Mutex, PoisonError},
};

use fieldops_filters::{Filter, Filters, Room};
use hdf5::{Dataset, Result};
use rayon::prelude::*;

use crate::{boxes, raw};

mod order;

use order::{EndsLine, InOrder, Line};

/// Gathers what windows bring into chunks. A chunk is compressed and written as soon as it has all its elements, past the
/// library, which would do so one chunk at a time and keep a cache for each variable.
#[derive(Debug)]
pub(crate) struct ChunkWriter {
    shape: Vec<usize>,
    chunk: Vec<usize>,
    element_bytes: usize,
    filters: Filters,
    /// Chunks of which some elements are still to come, by their number in storage order.
    begun: BTreeMap<usize, Begun>,
}

/// A chunk that waits for elements.
#[derive(Debug)]
struct Begun {
    bytes: Vec<u8>,
    /// How many elements are missing.
    missing: usize,
}

/// A chunk with what a window has of it.
enum Filled {
    /// With all its elements, as it lies in the file.
    Filtered(Vec<u8>),
    Begun(Begun),
}

impl ChunkWriter {
    /// For a dataset of this shape, which has at least one axis and one element, in chunks of `chunk`, which are shuffled, and
    /// deflated where there is a level.
    pub(crate) fn new(shape: &[usize], chunk: Vec<usize>, element_bytes: usize, level: Option<u8>) -> Self {
        let deflate = level.map(|level| Filter::Deflate(level.min(9)));
        let filters = [Filter::Shuffle(element_bytes)].into_iter().chain(deflate).collect();
        let filters = Filters::new(filters).expect("elements have bytes, and 0 to 9 are levels");
        Self { shape: shape.to_vec(), chunk, element_bytes, filters, begun: BTreeMap::new() }
    }

    /// Takes the values of a window in. Each element comes once.
    pub(crate) fn write(&mut self, dataset: &Dataset, window: &[Range<usize>], values: &[u8]) -> Result<()> {
        if values.is_empty() {
            return Ok(());
        }
        let numbers: Vec<usize> = self.touched(window).collect();
        let chunks: Vec<_> = numbers.into_iter().map(|number| (number, self.begun.remove(&number))).collect();
        let line = Line::new(chunks, 2 * rayon::current_num_threads());
        let in_order = Mutex::new(InOrder::default());
        let write = |number, bytes: &[u8]| self.write_chunk(dataset, number, bytes);
        let work = |room: &mut Room, _| {
            let _ends = EndsLine(&line);
            while let Some((place, (number, begun))) = line.next() {
                let begun = self.fill(number, begun, window, values, &mut room.chunk);
                let filled = if begun.missing == 0 {
                    Filled::Filtered(self.filtered(begun.bytes, room)?)
                } else {
                    Filled::Begun(begun)
                };
                let mut in_order = in_order.lock().unwrap_or_else(PoisonError::into_inner);
                in_order.take(place, number, filled, write)?;
                line.written(in_order.next);
            }
            Ok(())
        };
        let done = (0..rayon::current_num_threads()).into_par_iter().try_for_each_init(Room::new, work);
        self.begun.extend(in_order.into_inner().unwrap_or_else(PoisonError::into_inner).begun);
        done
    }

    /// Writes the chunks of which some elements never came; these are 0.
    pub(crate) fn finish(&mut self, dataset: &Dataset) -> Result<()> {
        for (number, begun) in mem::take(&mut self.begun) {
            self.write_chunk(dataset, number, &self.filtered(begun.bytes, &mut Room::new())?)?;
        }
        Ok(())
    }

    fn write_chunk(&self, dataset: &Dataset, number: usize, bytes: &[u8]) -> Result<()> {
        let corner: Vec<usize> = self.bounds(number).into_iter().map(|range| range.start).collect();
        raw::write_chunk(dataset, &corner, bytes)
    }

    /// Number of chunks along each axis.
    fn counts(&self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        self.shape.iter().zip(&self.chunk).map(|(extent, chunk)| extent.div_ceil(*chunk))
    }

    /// Numbers of the chunks that a window touches, in storage order.
    fn touched(&self, window: &[Range<usize>]) -> impl Iterator<Item = usize> {
        let along = window.iter().zip(&self.chunk);
        let along: Vec<Range<usize>> =
            along.map(|(range, chunk)| range.start / chunk..range.end.div_ceil(*chunk)).collect();
        let counts: Vec<usize> = self.counts().collect();
        (0..along.iter().map(Range::len).product()).map(move |mut rest: usize| {
            let (mut number, mut stride) = (0, 1);
            for (range, count) in along.iter().zip(&counts).rev() {
                number += (range.start + rest % range.len()) * stride;
                rest /= range.len();
                stride *= count;
            }
            number
        })
    }

    /// The elements of a chunk: at the far ends of the array they are fewer than its extent.
    fn bounds(&self, number: usize) -> Vec<Range<usize>> {
        let mut rest = number;
        let mut bounds = vec![0..0; self.shape.len()];
        for (axis, count) in self.counts().enumerate().rev() {
            let start = rest % count * self.chunk[axis];
            bounds[axis] = start..self.shape[axis].min(start + self.chunk[axis]);
            rest /= count;
        }
        bounds
    }

    /// The chunk with what the window has of it. A chunk that was not begun takes the place of what is in `used`: new
    /// memory would cost as much as filling it.
    fn fill(
        &self,
        number: usize,
        begun: Option<Begun>,
        window: &[Range<usize>],
        values: &[u8],
        used: &mut Vec<u8>,
    ) -> Begun {
        let bounds = self.bounds(number);
        let mut begun = begun.unwrap_or_else(|| {
            let mut bytes = mem::take(used);
            bytes.clear();
            bytes.resize(self.chunk.iter().product::<usize>() * self.element_bytes, 0);
            Begun { bytes, missing: bounds.iter().map(Range::len).product() }
        });
        let starts = |ranges: &[Range<usize>]| ranges.iter().map(|range| range.start).collect::<Vec<_>>();
        let extents: Vec<usize> = window.iter().map(Range::len).collect();
        let region: Vec<Range<usize>> = bounds
            .iter()
            .zip(window)
            .map(|(bounds, window)| bounds.start.max(window.start)..bounds.end.min(window.end))
            .collect();
        boxes::copy(
            &region,
            self.element_bytes,
            (values, &starts(window), &extents),
            (&mut begun.bytes, &starts(&bounds), &self.chunk),
        );
        let brought = region.iter().map(Range::len).product();
        begun.missing = begun.missing.checked_sub(brought).expect("each element is written once");
        begun
    }

    /// The bytes of a chunk as the filters leave them.
    fn filtered(&self, bytes: Vec<u8>, room: &mut Room) -> Result<Vec<u8>> {
        room.chunk = bytes;
        self.filters.apply(room).map_err(|error| error.to_string())?;
        // A copy takes no more memory than the bytes.
        Ok(room.chunk.clone())
    }
}
