//! Chunks of a compressed variable, filled window by window and compressed by many threads.

use std::{
    collections::BTreeMap,
    iter::Enumerate,
    mem,
    ops::Range,
    sync::{Condvar, Mutex, PoisonError},
    vec,
};

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

/// Chunks that many threads take one after the other, never far ahead of those that are written: so few are in memory that
/// they hardly count.
struct Line {
    waiting: Mutex<Waiting>,
    moved: Condvar,
    /// How many chunks may be ahead of the one that is written next.
    most: usize,
}

/// What stands in a line.
struct Waiting {
    chunks: Enumerate<vec::IntoIter<(usize, Option<Begun>)>>,
    /// Place of the next chunk.
    place: usize,
    /// How many are written.
    written: usize,
}

impl Line {
    fn new(chunks: Vec<(usize, Option<Begun>)>, most: usize) -> Self {
        let waiting = Waiting { chunks: chunks.into_iter().enumerate(), place: 0, written: 0 };
        Self { waiting: Mutex::new(waiting), moved: Condvar::new(), most }
    }

    /// The next chunk with its place, once that is near to those that are written; none at the end.
    fn next(&self) -> Option<(usize, (usize, Option<Begun>))> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let is_ahead =
            |waiting: &mut Waiting| waiting.chunks.len() > 0 && waiting.place >= waiting.written + self.most;
        let mut waiting = self.moved.wait_while(waiting, is_ahead).unwrap_or_else(PoisonError::into_inner);
        waiting.place += 1;
        waiting.chunks.next()
    }

    /// Tells that so many are written.
    fn written(&self, count: usize) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).written = count;
        self.moved.notify_all();
    }

    /// Nothing more comes.
    fn end(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).chunks =
            Vec::new().into_iter().enumerate();
        self.moved.notify_all();
    }
}

/// Ends a line for all when one thread fails or panics: those behind its chunk would wait for ever.
struct EndsLine<'a>(&'a Line);

impl Drop for EndsLine<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Chunks that many threads fill, written in storage order as soon as those before them are.
#[derive(Default)]
struct InOrder {
    /// Place of the next to be written.
    next: usize,
    /// By their places.
    waiting: BTreeMap<usize, (usize, Filled)>,
    /// Those of which some elements are still to come, by their number.
    begun: BTreeMap<usize, Begun>,
}

impl InOrder {
    /// Takes the chunk with this place and number, and writes what can be.
    fn take(
        &mut self,
        place: usize,
        number: usize,
        filled: Filled,
        write: impl Fn(usize, &[u8]) -> Result<()>,
    ) -> Result<()> {
        self.waiting.insert(place, (number, filled));
        while let Some((number, filled)) = self.waiting.remove(&self.next) {
            self.next += 1;
            match filled {
                Filled::Filtered(bytes) => write(number, &bytes)?,
                Filled::Begun(begun) => {
                    self.begun.insert(number, begun);
                }
            }
        }
        Ok(())
    }
}

impl ChunkWriter {
    /// For a dataset of this shape, which has at least one axis and one element, in chunks of `chunk`.
    pub(crate) fn new(shape: &[usize], chunk: Vec<usize>, element_bytes: usize, level: u8) -> Self {
        let filters = Filters::new(vec![Filter::Shuffle(element_bytes), Filter::Deflate(level.min(9))])
            .expect("elements have bytes, and 0 to 9 are levels");
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
            let ends = EndsLine(&line);
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
            mem::forget(ends);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_written_in_order_whichever_comes_first() {
        let mut in_order = InOrder::default();
        let written = Mutex::new(Vec::new());
        let write = |number, bytes: &[u8]| {
            written.lock().unwrap().push((number, bytes.to_vec()));
            if number == 14 { Err("no room".into()) } else { Ok(()) }
        };
        let filtered = |byte| Filled::Filtered(vec![byte]);
        let begun = Filled::Begun(Begun { bytes: vec![7], missing: 3 });
        in_order.take(2, 12, filtered(2), write).unwrap();
        assert!(written.lock().unwrap().is_empty());
        in_order.take(0, 10, filtered(0), write).unwrap();
        in_order.take(1, 11, begun, write).unwrap();
        assert_eq!(*written.lock().unwrap(), [(10, vec![0]), (12, vec![2])]);
        assert_eq!((in_order.next, in_order.begun[&11].missing), (3, 3));
        in_order.take(4, 14, filtered(4), write).unwrap();
        assert!(in_order.take(3, 13, filtered(3), write).is_err());
    }

    #[test]
    fn nobody_goes_far_ahead_and_the_end_wakes_all() {
        let line = Line::new((0..9).map(|number| (number, None)).collect(), 2);
        let numbers: Vec<_> = (0..2).map(|_| line.next().unwrap().0).collect();
        assert_eq!(numbers, [0, 1]);
        std::thread::scope(|scope| {
            let third = scope.spawn(|| line.next().map(|(place, _)| place));
            line.written(1);
            assert_eq!(third.join().unwrap(), Some(2));
            let fourth = scope.spawn(|| line.next().map(|(place, _)| place));
            drop(EndsLine(&line));
            assert_eq!(fourth.join().unwrap(), None);
        });
    }
}
