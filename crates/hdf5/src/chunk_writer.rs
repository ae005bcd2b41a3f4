//! Chunks of a compressed variable, filled window by window and compressed by many threads.

use std::{collections::HashMap, ops::Range};

use fieldops_filters::{Filter, Filters, Room};
use hdf5::{Dataset, Result};
use rayon::prelude::*;

use crate::{boxes, raw};

/// Gathers what windows bring into chunks. A chunk is compressed and written as soon as it has all its elements, past the
/// library, which would do so one chunk at a time and keep a cache for each variable.
#[derive(Debug)]
pub(crate) struct ChunkWriter {
    shape: Vec<usize>,
    chunk: Vec<usize>,
    element_bytes: usize,
    filters: Filters,
    /// Chunks of which some elements are still to come, by their number in storage order.
    begun: HashMap<usize, Begun>,
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
    /// For a dataset of this shape, which has at least one axis and one element, in chunks of `chunk`.
    pub(crate) fn new(shape: &[usize], chunk: Vec<usize>, element_bytes: usize, level: u8) -> Self {
        let filters = Filters::new(vec![Filter::Shuffle(element_bytes), Filter::Deflate(level.min(9))])
            .expect("elements have bytes, and 0 to 9 are levels");
        Self { shape: shape.to_vec(), chunk, element_bytes, filters, begun: HashMap::new() }
    }

    /// Takes the values of a window in. Each element comes once.
    pub(crate) fn write(&mut self, dataset: &Dataset, window: &[Range<usize>], values: &[u8]) -> Result<()> {
        if values.is_empty() {
            return Ok(());
        }
        // So few chunks are in memory at a time that they hardly count, and so many that all threads have work.
        let at_once = 2 * rayon::current_num_threads();
        let numbers: Vec<usize> = self.touched(window).collect();
        for numbers in numbers.chunks(at_once) {
            let chunks: Vec<_> = numbers.iter().map(|&number| (number, self.begun.remove(&number))).collect();
            let fill = |room: &mut Room, (number, begun)| {
                let begun = self.fill(number, begun, window, values);
                let is_whole = begun.missing == 0;
                Ok((
                    number,
                    if is_whole {
                        Filled::Filtered(self.filtered(begun.bytes, room)?)
                    } else {
                        Filled::Begun(begun)
                    },
                ))
            };
            let filled: Vec<_> = chunks.into_par_iter().map_init(Room::new, fill).collect::<Result<_>>()?;
            for (number, chunk) in filled {
                match chunk {
                    Filled::Filtered(bytes) => self.write_chunk(dataset, number, &bytes)?,
                    Filled::Begun(begun) => {
                        self.begun.insert(number, begun);
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes the chunks of which some elements never came; these are 0.
    pub(crate) fn finish(&mut self, dataset: &Dataset) -> Result<()> {
        for (number, begun) in std::mem::take(&mut self.begun) {
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

    /// The chunk with what the window has of it.
    fn fill(&self, number: usize, begun: Option<Begun>, window: &[Range<usize>], values: &[u8]) -> Begun {
        let bounds = self.bounds(number);
        let mut begun = begun.unwrap_or_else(|| Begun {
            bytes: vec![0; self.chunk.iter().product::<usize>() * self.element_bytes],
            missing: bounds.iter().map(Range::len).product(),
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
