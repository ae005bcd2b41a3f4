//! Rows of an array as runs of numbers, found by their place in constant time.
#![allow(unsafe_code, reason = "ndarray finds a row of an array of any dimension by walking to it")]

use std::{marker::PhantomData, ops::Range};

use ndarray::{ArrayViewD, ArrayViewMutD};

use crate::{
    Element, Output,
    simd::InstructionSet,
    stores::{self, Stream},
};

/// Where the rows of an array lie, by global indices. The last axis is that of the rows.
struct Places {
    start: Vec<usize>,
    extents: Vec<usize>,
    strides: Vec<isize>,
    /// Extent of the axis of the rows.
    row: usize,
    /// Distance between the numbers of a row.
    step: isize,
    /// Whether the numbers of a row stand side by side.
    contiguous: bool,
    /// Whether, moreover, a row begins where the one before it along the last outer axis ends.
    follow: bool,
}

impl Places {
    fn new(start: &[usize], extents: &[usize], strides: &[isize]) -> Self {
        let last = extents.len() - 1;
        let (row, step) = (extents[last], strides[last]);
        let contiguous = step == 1 || row <= 1;
        let length = isize::try_from(row).expect("an array is no longer than memory");
        let follow = contiguous && last > 0 && (strides[last - 1] == length || extents[last - 1] == 1);
        // A row of one number has no step: a run over several such rows counts on it.
        let step = if contiguous { 1 } else { step };
        let (start, extents, strides) = (start.to_vec(), extents.to_vec(), strides.to_vec());
        Self { start, extents, strides, row, step, contiguous, follow }
    }

    /// Distance from the first number of the array to the number `column` of the row `index`, behind which `count`
    /// numbers follow in so many rows, which follow each other.
    #[inline]
    fn offset(&self, index: RowIndex<'_>, rows: usize, column: usize, count: usize) -> isize {
        let last = self.extents.len() - 1;
        let column = column.wrapping_sub(self.start[last]);
        let end = column.checked_add(count).expect("a run ends within memory");
        assert!(column <= end && end <= rows * self.row, "a run of {count} numbers beyond its row");
        assert!(rows == 1 || self.follow, "a run over rows that do not follow each other");
        assert_eq!(index.first.len(), last, "a row has an index along every axis but its own");
        let mut offset = column.cast_signed() * self.step;
        for place in 0..last {
            let at = index.along(place).wrapping_sub(self.start[place]);
            let room = self.extents[place].saturating_sub(if place + 1 == last { rows - 1 } else { 0 });
            assert!(at < room, "row {at} along axis {place} beyond an array of shape {:?}", self.extents);
            offset += at.cast_signed() * self.strides[place];
        }
        offset
    }
}

/// Global index of a row by outer position, with another index along one position where that is given.
#[derive(Clone, Copy)]
pub(crate) struct RowIndex<'a> {
    pub(crate) first: &'a [usize],
    pub(crate) moved: Option<(usize, usize)>,
}

impl RowIndex<'_> {
    #[inline]
    fn along(&self, position: usize) -> usize {
        match self.moved {
            Some((moved, at)) if moved == position => at,
            _ => self.first[position],
        }
    }
}

/// Contiguous rows to read.
pub(crate) struct Rows<'a, T> {
    first: *const T,
    places: Places,
    array: PhantomData<&'a [T]>,
}

impl<'a, T: Element> Rows<'a, T> {
    /// The rows of `view`, whose first number has the global index `start`.
    ///
    /// # Panics
    /// When they are not contiguous.
    pub(crate) fn new(view: &ArrayViewD<'a, T>, start: &[usize]) -> Self {
        let places = Places::new(start, view.shape(), view.strides());
        assert!(places.contiguous, "rows were made contiguous before");
        Self { first: view.as_ptr(), places, array: PhantomData }
    }

    /// Whether a row begins where the one before it along the last outer axis ends.
    pub(crate) fn follow(&self) -> bool {
        self.places.follow
    }

    /// Global index behind the last along a position.
    pub(crate) fn reach(&self, position: usize) -> usize {
        self.places.start[position] + self.places.extents[position]
    }

    /// `count` numbers from the number `column` of the row `index` on, in so many rows.
    ///
    /// # Panics
    /// When the array has no such run.
    #[inline]
    pub(crate) fn run(&self, index: RowIndex<'_>, rows: usize, column: usize, count: usize) -> &'a [T] {
        let offset = self.places.offset(index, rows, column, count);
        // SAFETY: the view is borrowed for 'a; `offset` checks that all numbers of the run lie within it, one behind
        // the other.
        unsafe { std::slice::from_raw_parts(self.first.offset(offset), count) }
    }
}

/// Rows to write.
pub(crate) struct RowsMut<'a, O> {
    first: *mut O,
    places: Places,
    stream: Option<Stream<O>>,
    array: PhantomData<&'a mut [O]>,
}

impl<'a, O: Output> RowsMut<'a, O> {
    /// The rows of `view`, whose first number has the global index `start`; to be written past the cache when `stream`
    /// names the instruction set to do it with.
    pub(crate) fn new(
        mut view: ArrayViewMutD<'a, O>,
        start: &[usize],
        stream: Option<InstructionSet>,
    ) -> Self {
        let places = Places::new(start, view.shape(), view.strides());
        let stream = stream.filter(|_| places.contiguous).map(Stream::new);
        Self { first: view.as_mut_ptr(), places, stream, array: PhantomData }
    }

    /// Writes `numbers` to so many rows from the row `index` on; to one row, from `column` on.
    ///
    /// # Panics
    /// When the array has no such rows.
    #[inline]
    pub(crate) fn write(&mut self, index: &[usize], rows: usize, column: usize, numbers: &[O]) {
        let Places { row, follow, .. } = self.places;
        if follow || rows == 1 {
            return self.write_run(RowIndex { first: index, moved: None }, rows, column, numbers);
        }
        let middle = index.len() - 1;
        for (number, numbers) in numbers.chunks(row).enumerate() {
            let moved = Some((middle, index[middle] + number));
            self.write_run(RowIndex { first: index, moved }, 1, column, numbers);
        }
    }

    fn write_run(&mut self, index: RowIndex<'_>, rows: usize, column: usize, numbers: &[O]) {
        let mut place = self.places.offset(index, rows, column, numbers.len());
        if self.places.contiguous {
            // SAFETY: the view is borrowed for 'a and not otherwise used; `offset` checks that all numbers of the run
            // lie within it, one behind the other.
            unsafe {
                let to = self.first.offset(place);
                match &mut self.stream {
                    Some(stream) => stream.write(numbers, to),
                    None => std::slice::from_raw_parts_mut(to, numbers.len()).copy_from_slice(numbers),
                }
            }
            return;
        }
        for number in numbers {
            // SAFETY: as above; the numbers of a row are a step apart.
            unsafe { self.first.offset(place).write(*number) };
            place += self.places.step;
        }
    }
}

impl<O> Drop for RowsMut<'_, O> {
    /// Writes what waits, and makes all of it visible to other threads, in a panic too.
    fn drop(&mut self) {
        if let Some(stream) = &mut self.stream {
            // SAFETY: the view is still borrowed; all that waits belongs to it.
            unsafe { stream.flush() };
            stores::fence();
        }
    }
}

/// A copy in row-major order.
pub(crate) fn pack<T: Element>(view: &ArrayViewD<'_, T>) -> Vec<T> {
    let zeros = vec![0; view.ndim()];
    let places = Places::new(&zeros, view.shape(), view.strides());
    let outer: Vec<Range<usize>> = view.shape()[..zeros.len() - 1].iter().map(|extent| 0..*extent).collect();
    let mut numbers = Vec::with_capacity(view.len());
    let mut index = vec![0; outer.len()];
    loop {
        let mut place = places.offset(RowIndex { first: &index, moved: None }, 1, 0, places.row);
        numbers.extend((0..places.row).map(|_| {
            // SAFETY: `offset` checks that all numbers of the row lie within the view, a step apart.
            let number = unsafe { *view.as_ptr().offset(place) };
            place += places.step;
            number
        }));
        if !advance(&mut index, &outer, 1) {
            return numbers;
        }
    }
}

/// Moves `index` on by `step` along the last position, and to the next of the box behind its end; false at the end of
/// all.
pub(crate) fn advance(index: &mut [usize], outer: &[Range<usize>], step: usize) -> bool {
    let mut step = step;
    for (place, range) in index.iter_mut().zip(outer).rev() {
        *place += step;
        if *place < range.end {
            return true;
        }
        *place = range.start;
        step = 1;
    }
    false
}
