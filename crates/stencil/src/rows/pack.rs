//! Copying rows whose numbers stand apart from each other.
#![allow(unsafe_code, reason = "ndarray finds a row of an array of any dimension by walking to it")]

use std::{mem::MaybeUninit, ops::Range, ptr, slice};

use ndarray::ArrayViewD;

use super::{Places, TOGETHER, advance};
use crate::{
    Element, cache,
    interleave::{apart, for_count},
    simd::InstructionSet,
};

/// Copies of arrays in row-major order; of those of one shape that follow each other some are made together.
pub(crate) fn pack<T: Element>(set: InstructionSet, views: &[ArrayViewD<'_, T>]) -> Vec<Vec<T>> {
    let shapes = views.chunk_by(|one, other| one.shape() == other.shape());
    shapes.flat_map(|views| of_one_shape(set, views)).collect()
}

fn of_one_shape<T: Element>(set: InstructionSet, views: &[ArrayViewD<'_, T>]) -> Vec<Vec<T>> {
    let groups = || views.chunk_by(are_beside);
    if groups().all(fill_points) {
        let copied = |group: &[ArrayViewD<'_, T>]| for_count!(group.len(), N => side_by_side::<T, N>(set, group), point_by_point(group));
        return groups().flat_map(copied).collect();
    }
    point_by_point(views)
}

/// Whether each number of an array stands behind that of another.
fn are_beside<T>(one: &ArrayViewD<'_, T>, other: &ArrayViewD<'_, T>) -> bool {
    one.strides() == other.strides() && one.as_ptr().wrapping_add(1) == other.as_ptr()
}

/// Whether the numbers of arrays that are beside each other are all that stands between the first point of a row and the last.
fn fill_points<T>(views: &[ArrayViewD<'_, T>]) -> bool {
    let last = views[0].ndim() - 1;
    // Between numbers that are a step apart there is one array; of one number nothing is known.
    views[0].shape()[last] > 1 && isize::try_from(views.len()) == Ok(views[0].strides()[last])
}

/// Points that are copied at a time. As many are asked for, so many pieces before they are.
const PIECE: usize = 16;
const PIECES_AHEAD: usize = 12;

/// Copies of arrays whose numbers fill points.
fn side_by_side<T: Element, const N: usize>(set: InstructionSet, views: &[ArrayViewD<'_, T>]) -> Vec<Vec<T>> {
    let shape = views[0].shape();
    let zeros = vec![0; shape.len()];
    let places = Places::new(&zeros, shape, views[0].strides());
    let mut copies: [Vec<T>; N] = std::array::from_fn(|_| Vec::with_capacity(views[0].len()));
    let outer: Vec<Range<usize>> = shape[..zeros.len() - 1].iter().map(|extent| 0..*extent).collect();
    let mut index = vec![0; outer.len()];
    loop {
        let row = places.row(&index, 1);
        let first = views[0].as_ptr().wrapping_offset(row).cast::<MaybeUninit<T>>();
        let last = places.row - 1;
        for start in (0..last).step_by(PIECE) {
            let points = PIECE.min(last - start);
            let from = first.wrapping_add(start * N);
            cache::prefetch::<false, _>(from.wrapping_add(PIECES_AHEAD * PIECE * N), PIECE * N);
            // SAFETY: `row` checked that the row lies within the view; all between its first number and its last belongs to the array.
            let from = unsafe { slice::from_raw_parts(from, points * N) };
            apart(
                set,
                from,
                copies.each_mut().map(|copy| &mut copy.spare_capacity_mut()[start..start + points]),
            );
        }
        for (copy, view) in copies.iter_mut().zip(views) {
            let from = view.as_ptr().wrapping_offset(row + (last * N).cast_signed());
            // SAFETY: as above, of a view of the same strides; behind its last number there may be nothing.
            copy.spare_capacity_mut()[last].write(unsafe { *from });
        }
        for copy in &mut copies {
            // SAFETY: so many more have just been written.
            unsafe { copy.set_len(copy.len() + places.row) };
        }
        if !advance(&mut index, &outer, [1, 1]) {
            return copies.into();
        }
    }
}

/// Copies of arrays of one shape that lie anyhow.
fn point_by_point<T: Element>(views: &[ArrayViewD<'_, T>]) -> Vec<Vec<T>> {
    let copied = |views: &[ArrayViewD<'_, T>]| match views {
        [one, two, three] => point_by_point_of([one, two, three]).into(),
        [one, two] => point_by_point_of([one, two]).into(),
        views => views.iter().flat_map(|view| point_by_point_of([view])).collect::<Vec<_>>(),
    };
    views.chunks(TOGETHER).flat_map(copied).collect()
}

/// What is to be copied is asked for so many points at a time, sixteen times as many points before it is.
const LEAD: usize = 8;

/// Copies of arrays, made point by point of all of them: some of their numbers may stand in the same cache lines.
fn point_by_point_of<T: Element, const N: usize>(views: [&ArrayViewD<'_, T>; N]) -> [Vec<T>; N] {
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
