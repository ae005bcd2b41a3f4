//! Rows of an array as runs of numbers, found by their place in constant time.
#![allow(unsafe_code, reason = "ndarray finds a row of an array of any dimension by walking to it")]

use std::{marker::PhantomData, ops::Range, ptr};

use ndarray::{ArrayViewD, ArrayViewMutD};

use crate::{
    Element, Output,
    ahead::Ahead,
    pattern::ABREAST,
    room::Room,
    simd::InstructionSet,
    stores::{self, LINE, Stream},
};

mod pack;
mod settle;

pub(crate) use pack::pack;
pub(crate) use settle::Settle;

/// How many arrays are copied together, or written: those that are interleaved are in the same cache lines.
const TOGETHER: usize = 3;

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

    /// Distance from the first number of the array to the first number of the row `index`, which so many rows, itself among
    /// them, follow.
    #[inline]
    fn row(&self, index: &[usize], rows: usize) -> isize {
        let last = self.extents.len() - 1;
        assert_eq!(index.len(), last, "a row has an index along every axis but its own");
        assert!(rows == 1 || self.follow, "a run over rows that do not follow each other");
        index.iter().enumerate().map(|(position, at)| self.along(position, *at, rows)).sum()
    }

    /// Distance from the rows with index 0 along an outer position to those with the index `at`, of which so many follow
    /// each other.
    #[inline]
    fn along(&self, position: usize, at: usize, rows: usize) -> isize {
        let at = at.wrapping_sub(self.start[position]);
        let behind = if position + 2 == self.extents.len() { rows - 1 } else { 0 };
        assert!(
            at < self.extents[position].saturating_sub(behind),
            "row {at} along axis {position} beyond an array of shape {:?}",
            self.extents
        );
        at.cast_signed() * self.strides[position]
    }

    /// Distance from the first number of a row to its number `column`, behind which `count` numbers follow in so many
    /// rows.
    #[inline]
    fn column(&self, column: usize, count: usize, rows: usize) -> isize {
        let column = column.wrapping_sub(self.start[self.extents.len() - 1]);
        let end = column.checked_add(count).expect("a run ends within memory");
        assert!(column <= end && end <= rows * self.row, "a run of {count} numbers beyond its row");
        column.cast_signed() * self.step
    }
}

/// Contiguous rows to read: one row, or several that follow each other, and their neighbours.
pub(crate) struct Rows<'a, T> {
    first: *const T,
    places: Places,
    /// Global index of the current row, its distance from the first number of the array, and the number of rows.
    index: Vec<usize>,
    here: isize,
    count: usize,
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
        let index = start[..start.len() - 1].to_vec();
        Self { first: view.as_ptr(), places, index, here: 0, count: 1, array: PhantomData }
    }

    /// Whether a row begins where the one before it along the last outer axis ends.
    pub(crate) fn follow(&self) -> bool {
        self.places.follow
    }

    /// Where the number `column` of the foremost row is that computing the row `index` takes, if the array has one.
    pub(crate) fn foremost(&self, index: &[usize], ahead: Ahead, column: usize) -> *const T {
        let Places { start, extents, strides, step, .. } = &self.places;
        let last = start.len() - 1;
        let mut offset = column.wrapping_sub(start[last]).cast_signed() * step;
        for (position, at) in index.iter().enumerate() {
            let moved = if position == ahead.position { ahead.distance } else { 0 };
            let at = (at + moved).min(start[position] + extents[position] - 1);
            offset += at.wrapping_sub(start[position]).cast_signed() * strides[position];
        }
        self.first.wrapping_offset(offset)
    }

    /// Goes to the row `index` and those behind it, so many altogether.
    ///
    /// # Panics
    /// When the array has no such rows.
    #[inline]
    pub(crate) fn enter(&mut self, index: &[usize], rows: usize) {
        self.here = self.places.row(index, rows);
        self.index.copy_from_slice(index);
        self.count = rows;
    }

    /// `count` numbers from the number `column` of the current rows on, or of those that have another index along one
    /// outer position.
    ///
    /// # Panics
    /// When the array has no such run.
    #[inline]
    pub(crate) fn numbers(&self, moved: Option<(usize, usize)>, column: usize, count: usize) -> &'a [T] {
        let mut offset = self.here + self.places.column(column, count, self.count);
        if let Some((position, at)) = moved {
            let from = self.index[position].wrapping_sub(self.places.start[position]).cast_signed();
            offset += self.places.along(position, at, self.count) - from * self.places.strides[position];
        }
        // SAFETY: the view is borrowed for 'a. All numbers of the run lie within it, one behind the other: `row` checked
        // the index of the current rows along all positions, `along` the index of the others, `column` the run.
        unsafe { std::slice::from_raw_parts(self.first.offset(offset), count) }
    }

    /// The current rows from end to end, and the global index of their first number.
    #[inline]
    pub(crate) fn line(&self) -> (usize, &'a [T]) {
        let origin = self.places.start[self.places.extents.len() - 1];
        (origin, self.numbers(None, origin, self.count * self.places.row))
    }
}

/// Rows to write, those of runs abreast.
pub(crate) struct RowsMut<'a, O> {
    first: *mut O,
    places: Places,
    /// A row for each run, where the numbers of a row are not side by side; [`Settle`] takes them to where they belong.
    aside: Vec<O>,
    /// Two runs are at different rows.
    runs: [RunMut<O>; ABREAST],
    array: PhantomData<&'a mut [O]>,
}

/// The rows of a run to write.
struct RunMut<O> {
    ends: Ends<O>,
    /// Distance of the run from the first number of the array, and its length.
    here: isize,
    count: usize,
}

/// Where the results of blocks are that are not whole, before they are written.
enum Ends<O> {
    Stream(Stream<O>),
    /// What is written through the cache is written at once.
    Cached(Box<Room<O>>),
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
        let first = view.as_mut_ptr();
        // A number that lies across two lines fills neither.
        let fit = first.addr().is_multiple_of(size_of::<O>());
        let stream = stream.filter(|_| places.contiguous && fit);
        let ends = || {
            stream.map_or_else(|| Ends::Cached(Box::new(Room::new())), |set| Ends::Stream(Stream::new(set)))
        };
        let runs = std::array::from_fn(|_| RunMut { ends: ends(), here: 0, count: 0 });
        let aside = if places.contiguous { Vec::new() } else { vec![O::default(); ABREAST * places.row] };
        Self { first, places, aside, runs, array: PhantomData }
    }

    /// Whether a row begins where the one before it along the last outer axis ends.
    pub(crate) fn follow(&self) -> bool {
        self.places.follow
    }

    /// Whether cache lines begin at the same points of all indices along an outer position, where that makes a difference.
    pub(crate) fn line_up_along(&self, position: usize) -> bool {
        let distance = self.places.strides[position].unsigned_abs() * size_of::<O>();
        !self.streams() || distance.is_multiple_of(LINE)
    }

    /// Goes with one of the runs to the columns `range` of the row `index`; to whole rows where there are several.
    ///
    /// # Panics
    /// When the array has no such rows.
    #[inline]
    pub(crate) fn enter(&mut self, run: usize, index: &[usize], rows: usize, range: &Range<usize>) {
        let count = rows * range.len();
        let here = self.places.row(index, rows) + self.places.column(range.start, count, rows);
        (self.runs[run].here, self.runs[run].count) = (here, count);
    }

    /// Number of numbers of a run before the first that begins a cache line, where that makes a difference.
    #[inline]
    pub(crate) fn lead(&self, run: usize) -> usize {
        if self.streams() { stores::before_line(self.home(run, 0)) } else { 0 }
    }

    /// Whether whole blocks can be written from the number `start` of a run on.
    fn takes_blocks(&self, run: usize, start: usize) -> bool {
        match &self.runs[run].ends {
            Ends::Stream(stream) => stream.takes_lines(self.home(run, start)),
            Ends::Cached(_) => true,
        }
    }

    /// Room for the numbers `range` of a run, which are whole blocks; what is there before is not to be read.
    ///
    /// # Panics
    /// When they do not lie within the run, or when no blocks can be written there.
    #[inline(always)]
    pub(crate) fn blocks(&mut self, run: usize, range: Range<usize>) -> &mut [O] {
        let fits = self.takes_blocks(run, range.start) && range.end <= self.runs[run].count;
        assert!(fits, "blocks beyond their run");
        // SAFETY: the view is borrowed for 'a and not otherwise used; `enter` checked that the run lies within it, and the
        // numbers stand side by side, or aside. Another run is at other rows.
        unsafe { std::slice::from_raw_parts_mut(self.place(run, range.start), range.len()) }
    }

    /// Where the number `start` of a run is written: where it belongs, or aside.
    #[inline(always)]
    fn place(&mut self, run: usize, start: usize) -> *mut O {
        if self.aside.is_empty() {
            return self.home(run, start);
        }
        self.aside.as_mut_ptr().wrapping_add(run * self.places.row + start)
    }

    /// Where the number `start` of a run belongs, if its numbers stand side by side.
    #[inline(always)]
    fn home(&self, run: usize, start: usize) -> *mut O {
        self.first.wrapping_offset(self.runs[run].here + start.cast_signed())
    }

    /// Where to store numbers of a run, from its number `start` on, before [`RowsMut::keep`] is told how many: in a [`Room`].
    #[inline]
    pub(crate) fn room(&mut self, run: usize, start: usize) -> *mut O {
        let to = self.place(run, start);
        match &mut self.runs[run].ends {
            // SAFETY: the view is borrowed for 'a and not otherwise used; `keep` checks that the numbers lie within it.
            Ends::Stream(stream) => unsafe { stream.room(to) },
            Ends::Cached(room) => room.first(),
        }
    }

    /// Takes so many numbers of a run, from its number `start` on, which are where [`RowsMut::room`] said.
    ///
    /// # Panics
    /// When they do not lie within the run.
    #[inline]
    pub(crate) fn keep(&mut self, run: usize, start: usize, count: usize) {
        let to = self.place(run, start);
        let RunMut { ends, count: all, .. } = &mut self.runs[run];
        assert!(start <= *all && count <= *all - start, "numbers beyond their run");
        // SAFETY: the view is borrowed for 'a and not otherwise used; `enter` checked that the run lies within it.
        unsafe {
            match ends {
                Ends::Stream(stream) => stream.keep(to, count),
                Ends::Cached(room) => ptr::copy_nonoverlapping(room.numbers(count).as_ptr(), to, count),
            }
        }
    }
}

impl<O> RowsMut<'_, O> {
    /// The numbers of a run that are aside.
    fn aside(&self, run: usize) -> &[O] {
        &self.aside[run * self.places.row..][..self.runs[run].count]
    }

    /// Whether the numbers of runs are aside before they are settled.
    fn is_aside(&self) -> bool {
        !self.aside.is_empty()
    }

    /// Whether numbers are written past the cache.
    pub(crate) fn streams(&self) -> bool {
        matches!(self.runs[0].ends, Ends::Stream(_))
    }
}

impl<O> Drop for RowsMut<'_, O> {
    /// Writes what waits, and makes all of it visible to other threads, in a panic too.
    fn drop(&mut self) {
        for run in &mut self.runs {
            if let Ends::Stream(stream) = &mut run.ends {
                // SAFETY: the view is still borrowed; all that waits belongs to it.
                unsafe { stream.flush() };
            }
        }
        if self.streams() {
            stores::fence();
        }
    }
}

/// Moves `index` on by so many rows along the last position, and at its end by so many planes along the one before, and to the
/// next of the box behind the end of that; false at the end of all.
pub(crate) fn advance(index: &mut [usize], outer: &[Range<usize>], [planes, rows]: [usize; 2]) -> bool {
    let steps = [rows, planes].into_iter().chain(std::iter::repeat(1));
    for ((place, range), step) in index.iter_mut().zip(outer).rev().zip(steps) {
        *place += step;
        if *place < range.end {
            return true;
        }
        *place = range.start;
    }
    false
}
