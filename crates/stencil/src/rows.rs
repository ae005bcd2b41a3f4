//! Rows of an array as runs of numbers, found by their place in constant time.
#![allow(unsafe_code, reason = "ndarray finds a row of an array of any dimension by walking to it")]

use std::{marker::PhantomData, ops::Range, ptr};

use ndarray::{ArrayViewD, ArrayViewMutD};

use crate::{
    Element, Output,
    ahead::Ahead,
    cache,
    pattern::ABREAST,
    room::Room,
    simd::InstructionSet,
    stores::{self, LINE, Stream},
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
    pub(crate) fn takes_blocks(&self, run: usize, start: usize) -> bool {
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
    /// Whether the numbers of runs are aside before they are settled.
    fn is_aside(&self) -> bool {
        !self.aside.is_empty()
    }

    /// Whether numbers are written past the cache.
    pub(crate) fn streams(&self) -> bool {
        matches!(self.runs[0].ends, Ends::Stream(_))
    }
}

/// Takes numbers of runs from aside to where they belong.
pub(crate) struct Settle<O> {
    /// Whether the numbers of all outputs stand side by side, point by point, so that a run fills lines.
    fills: bool,
    stream: Option<InstructionSet>,
    /// The numbers of all outputs at the points of a run.
    numbers: Vec<O>,
}

impl<O: Output> Settle<O> {
    /// For these outputs, which are written past the cache when `stream` names the instruction set to do it with.
    pub(crate) fn new(outputs: &[RowsMut<'_, O>], stream: Option<InstructionSet>) -> Self {
        let first = outputs.first().map_or(ptr::null_mut(), |output| output.first);
        let fills = outputs.iter().enumerate().all(|(number, output)| {
            let places = &output.places;
            let beside =
                output.first == first.wrapping_add(number) && places.step.unsigned_abs() == outputs.len();
            output.is_aside() && beside && places.step > 0 && places.strides == outputs[0].places.strides
        });
        Self { fills, stream, numbers: Vec::new() }
    }

    /// Takes the numbers of a run to where they belong.
    pub(crate) fn settle(&mut self, outputs: &mut [RowsMut<'_, O>], run: usize) {
        let all = outputs.len();
        if let Some(set) = self.stream.filter(|_| self.fills) {
            let RunMut { here, count, .. } = outputs[0].runs[run];
            self.numbers.resize(all * count, O::default());
            let numbers = self.numbers.as_mut_ptr();
            for (first, outputs) in (0..).step_by(TOGETHER).zip(outputs.chunks(TOGETHER)) {
                // SAFETY: there is room for a number of each output at each point.
                by_point(outputs, run, |point, number| unsafe { numbers.add(point * all + first + number) });
            }
            // SAFETY: the views are borrowed and not otherwise used; `enter` checked that the runs lie within them. Views between
            // each other's numbers are parts of one array, so that the pointer of one may write those of all.
            unsafe { past_cache(set, &self.numbers, outputs[0].first.offset(here)) };
            return;
        }
        for outputs in outputs.chunks(TOGETHER).filter(|outputs| outputs.iter().any(RowsMut::is_aside)) {
            let groups = if outputs.iter().all(RowsMut::is_aside) { TOGETHER } else { 1 };
            for outputs in outputs.chunks(groups).filter(|outputs| outputs[0].is_aside()) {
                // SAFETY: the views are borrowed and not otherwise used; `enter` checked that the runs lie within them, whose
                // numbers are a step apart.
                by_point(outputs, run, |point, number| unsafe {
                    let RowsMut { first, places, runs, .. } = &outputs[number];
                    first.offset(runs[run].here + point.cast_signed() * places.step)
                });
            }
        }
    }
}

/// Writes the numbers of a run, point by point of some outputs: those that are interleaved go to the same cache lines. `place` says
/// where the number of an output at a point belongs.
fn by_point<O: Output>(outputs: &[RowsMut<'_, O>], run: usize, place: impl Fn(usize, usize) -> *mut O) {
    match outputs {
        [one, two, three] => by_point_of([one, two, three], run, place),
        [one, two] => by_point_of([one, two], run, place),
        outputs => outputs.iter().enumerate().for_each(|(number, output)| {
            by_point_of([output], run, |point, _| place(point, number));
        }),
    }
}

#[expect(clippy::needless_range_loop, reason = "the numbers of a point are taken from all outputs")]
fn by_point_of<O: Output, const N: usize>(
    outputs: [&RowsMut<'_, O>; N],
    run: usize,
    place: impl Fn(usize, usize) -> *mut O,
) {
    let count = outputs[0].runs[run].count;
    let from = outputs.map(|output| &output.aside[run * output.places.row..][..count]);
    assert!(outputs.iter().all(|output| output.runs[run].count == count), "runs of as many points");
    for point in 0..count {
        for number in 0..N {
            // SAFETY: the caller names a place of its own for each number.
            unsafe { place(point, number).write(from[number][point]) };
        }
    }
}

/// Writes numbers side by side, whole lines past the cache; a fence is to follow.
///
/// # Safety
/// There is room for them at `to`.
unsafe fn past_cache<O: Output>(set: InstructionSet, numbers: &[O], to: *mut O) {
    let before = stores::before_line(to).min(numbers.len());
    let (head, rest) = numbers.split_at(before);
    let lines = size_of_val(rest) / LINE;
    let (whole, tail) = rest.split_at(lines * LINE / size_of::<O>());
    // SAFETY: the caller's promise; the lines begin where one does.
    unsafe {
        ptr::copy_nonoverlapping(head.as_ptr(), to, head.len());
        let to = to.add(before);
        if to.addr().is_multiple_of(LINE) {
            stores::lines(set, whole.as_ptr().cast(), to.cast(), lines);
        } else {
            ptr::copy_nonoverlapping(whole.as_ptr(), to, whole.len());
        }
        ptr::copy_nonoverlapping(tail.as_ptr(), to.add(whole.len()), tail.len());
    }
}

impl<O> Drop for Settle<O> {
    /// Makes what was written visible to other threads, in a panic too.
    fn drop(&mut self) {
        if !self.numbers.is_empty() {
            stores::fence();
        }
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

/// Copies of arrays of one shape in row-major order.
pub(crate) fn pack<T: Element>(views: &[ArrayViewD<'_, T>]) -> Vec<Vec<T>> {
    views
        .chunks(TOGETHER)
        .flat_map(|views| match views {
            [one, two, three] => pack_together([one, two, three]).into(),
            [one, two] => pack_together([one, two]).into(),
            views => views.iter().flat_map(|view| pack_together([view])).collect::<Vec<_>>(),
        })
        .collect()
}

/// How many arrays are copied at once.
const TOGETHER: usize = 3;

/// What is to be copied is asked for so many points at a time, sixteen times as many points before it is.
const LEAD: usize = 8;

/// Copies of arrays, made point by point of all of them: the numbers of those that are interleaved stand in the same cache lines.
fn pack_together<T: Element, const N: usize>(views: [&ArrayViewD<'_, T>; N]) -> [Vec<T>; N] {
    let shape = views[0].shape();
    let zeros = vec![0; shape.len()];
    let places = views.map(|view| Places::new(&zeros, view.shape(), view.strides()));
    let mut copies = views.map(|view| Vec::with_capacity(view.len()));
    let outer: Vec<Range<usize>> = shape[..zeros.len() - 1].iter().map(|extent| 0..*extent).collect();
    let row = shape[zeros.len() - 1];
    let mut index = vec![0; outer.len()];
    loop {
        let mut from = [ptr::null(); N];
        let mut steps = [0; N];
        let mut to = [ptr::null_mut(); N];
        for n in 0..N {
            from[n] = views[n].as_ptr().wrapping_offset(places[n].row(&index, 1));
            steps[n] = places[n].step;
            let room = copies[n].spare_capacity_mut();
            assert!(places[n].row == row && row <= room.len(), "arrays of one shape");
            to[n] = room.as_mut_ptr();
        }
        for point in 0..row {
            if point % LEAD == 0 {
                // Of those that are interleaved, these are all.
                let ahead = from[0].wrapping_offset((point + 16 * LEAD).cast_signed() * steps[0]);
                cache::prefetch::<false, T>(ahead, LEAD * N);
            }
            for n in 0..N {
                // SAFETY: `row` checked that the row lies within the view, whose numbers are a step apart, and there is room for them.
                unsafe { (*to[n].add(point)).write(*from[n].offset(point.cast_signed() * steps[n])) };
            }
        }
        for copy in &mut copies {
            // SAFETY: so many more have just been written.
            unsafe { copy.set_len(copy.len() + row) };
        }
        if !advance(&mut index, &outer, [1, 1]) {
            return copies;
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
