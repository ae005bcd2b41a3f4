//! Stencils on rows of numbers: which rows, or which parts of a row, meet in the arithmetic.

use std::ops::Range;

use crate::{
    Accumulate, Element, Stencil,
    arithmetic::{difference, sum, varying_sum},
    combination::{Combination, Interior, Weights},
};

/// One point's derivative across rows: `out[k]` from the values at `k` of the rows that `row` gives for the indices
/// that `combination` names.
#[inline]
pub(crate) fn across<'a, E: Element>(
    combination: &Combination,
    row: impl Fn(usize) -> &'a [E],
    how: Accumulate,
    out: &mut [E::Scalar],
) {
    match combination {
        Combination::Difference { lower, upper, divisor } => {
            difference(row(*lower), row(*upper), *divisor, how, out);
        }
        Combination::Sum { first, weights } => match weights {
            Weights::Three(w) => sum(std::array::from_fn(|m| row(first + m)), *w, how, out),
            Weights::Four(w) => sum(std::array::from_fn(|m| row(first + m)), *w, how, out),
            Weights::Five(w) => sum(std::array::from_fn(|m| row(first + m)), *w, how, out),
        },
    }
}

/// Derivatives along a row: `out` for the indices `range` of the axis, from `row`, whose first value is that of index
/// `row_start`.
pub(crate) fn along<E: Element>(
    stencil: &Stencil,
    range: Range<usize>,
    row: &[E],
    row_start: usize,
    how: Accumulate,
    out: &mut [E::Scalar],
) {
    let interior = stencil.interior_range();
    let bulk = range.start.max(interior.start).min(range.end)..range.end.min(interior.end).max(range.start);
    if bulk.is_empty() {
        return along_edges(stencil, range.clone(), range.start, row, row_start, how, out);
    }
    along_edges(stencil, range.start..bulk.start, range.start, row, row_start, how, out);
    let middle = &mut out[bulk.start - range.start..bulk.end - range.start];
    let n = middle.len();
    let first = bulk.start - row_start;
    let one_each_side = || [0, 1, 2].map(|shift| &row[first - 1 + shift..][..n]);
    let two_each_side = || [0, 1, 2, 3, 4].map(|shift| &row[first - 2 + shift..][..n]);
    let local = bulk.start - interior.start..bulk.end - interior.start;
    match stencil.interior() {
        Interior::Difference { divisor } => {
            let [lower, _, upper] = one_each_side();
            difference(lower, upper, *divisor, how, middle);
        }
        Interior::Constant(w) => sum(one_each_side(), *w, how, middle),
        Interior::Three(weights) => {
            let columns = weights.each_ref().map(|column| &column[local.clone()]);
            varying_sum(one_each_side(), columns, how, middle);
        }
        Interior::Five(weights) => {
            let columns = weights.each_ref().map(|column| &column[local.clone()]);
            varying_sum(two_each_side(), columns, how, middle);
        }
    }
    along_edges(stencil, bulk.end..range.end, range.start, row, row_start, how, out);
}

/// The points of `range` one by one, each with its own combination.
fn along_edges<E: Element>(
    stencil: &Stencil,
    range: Range<usize>,
    out_start: usize,
    row: &[E],
    row_start: usize,
    how: Accumulate,
    out: &mut [E::Scalar],
) {
    for index in range {
        let place = index - out_start;
        let point = |at: usize| std::slice::from_ref(&row[at - row_start]);
        across(&stencil.combination(index), point, how, &mut out[place..=place]);
    }
}
