//! Writing rows whose numbers stand between those of other arrays, or apart from each other.
#![allow(unsafe_code, reason = "results are written where the rows of their arrays say")]

use std::{ptr, slice};

use super::{RowsMut, RunMut, TOGETHER};
use crate::{
    Output,
    interleave::{for_count, interleave, together},
    simd::InstructionSet,
    stores::{self, LINE},
};

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
        let are_beside = outputs.iter().enumerate().all(|(number, output)| {
            let places = &output.places;
            let takes_turns = isize::try_from(outputs.len()) == Ok(places.step);
            let is_beside = takes_turns && output.first == first.wrapping_add(number);
            output.is_aside() && is_beside && places.strides == outputs[0].places.strides
        });
        let fills = !outputs.is_empty() && are_beside;
        Self { fills, stream, numbers: Vec::new() }
    }

    /// Takes the numbers of a run to where they belong.
    pub(crate) fn settle(&mut self, outputs: &mut [RowsMut<'_, O>], run: usize) {
        if self.fills {
            let RunMut { here, count, .. } = outputs[0].runs[run];
            // SAFETY: the views are borrowed and not otherwise used; `enter` checked that the runs lie within them. Views between
            // each other's numbers are parts of one array, so that the pointer of one may write those of all.
            let home = unsafe { outputs[0].first.offset(here) };
            if let Some(set) = self.stream {
                self.numbers.resize(outputs.len() * count, O::default());
                side_by_side(outputs, run, &mut self.numbers);
                // SAFETY: as above.
                unsafe { past_cache(set, &self.numbers, home) };
            } else {
                // SAFETY: as above.
                side_by_side(outputs, run, unsafe { slice::from_raw_parts_mut(home, outputs.len() * count) });
            }
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

/// Puts the numbers of a run, which are aside, side by side.
fn side_by_side<O: Output>(outputs: &[RowsMut<'_, O>], run: usize, to: &mut [O]) {
    assert!(
        outputs.iter().all(|output| output.runs[run].count * outputs.len() == to.len()),
        "as many points"
    );
    for_count!(outputs.len(), N => together::<O, N>(std::array::from_fn(|n| outputs[n].aside(run)), to), {
        interleave(&outputs.iter().map(|output| output.aside(run)).collect::<Vec<_>>(), to);
    });
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
    let from = outputs.map(|output| output.aside(run));
    assert!(from.iter().all(|from| from.len() == count), "runs of as many points");
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
