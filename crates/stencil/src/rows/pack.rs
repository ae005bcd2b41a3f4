//! Copying rows whose numbers stand apart from each other.
#![allow(unsafe_code, reason = "ndarray finds a row of an array of any dimension by walking to it")]

use std::{ops::Range, ptr};

use ndarray::ArrayViewD;

use super::{Places, TOGETHER, advance};
use crate::{Element, cache};

/// Copies of arrays in row-major order; of those of one shape that follow each other some are made together.
pub(crate) fn pack<T: Element>(views: &[ArrayViewD<'_, T>]) -> Vec<Vec<T>> {
    views
        .chunk_by(|one, other| one.shape() == other.shape())
        .flat_map(|alike| alike.chunks(TOGETHER))
        .flat_map(|views| match views {
            [one, two, three] => pack_together([one, two, three]).into(),
            [one, two] => pack_together([one, two]).into(),
            views => views.iter().flat_map(|view| pack_together([view])).collect::<Vec<_>>(),
        })
        .collect()
}

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
