//! The arithmetic of stencils on rows of numbers: the only place where it is done.
//!
//! Sums run left to right without fused multiply-add, as numpy's do; that order is part of the contract.

use std::ops::Range;

use crate::{
    Element, Scalar,
    stencil::{Combination, Interior, Stencil, Weights},
};

/// How a derivative joins what an output holds already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accumulate {
    /// It takes its place.
    Set,
    /// It is added to it.
    Add,
    /// It is subtracted from it.
    Subtract,
}

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
            Weights::Three(w) => successive(w, |m| row(first + m), how, out),
            Weights::Four(w) => successive(w, |m| row(first + m), how, out),
            Weights::Five(w) => successive(w, |m| row(first + m), how, out),
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
        Interior::Constant(w) => weighted(one_each_side(), |m, _| w[m], how, middle),
        Interior::Three(weights) => {
            let w = weights.each_ref().map(|column| &column[local.clone()]);
            weighted(one_each_side(), |m, k| w[m][k], how, middle);
        }
        Interior::Five(weights) => {
            let w = weights.each_ref().map(|column| &column[local.clone()]);
            weighted(two_each_side(), |m, k| w[m][k], how, middle);
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

/// `(upper − lower) / divisor`
#[inline]
fn difference<E: Element>(lower: &[E], upper: &[E], divisor: f64, how: Accumulate, out: &mut [E::Scalar]) {
    let (lower, upper) = (&lower[..out.len()], &upper[..out.len()]);
    put(how, out, |k| (upper[k].widen() - lower[k].widen()).divide(divisor));
}

/// `w₀·row(0) + w₁·row(1) + …`
#[inline]
fn successive<'a, E: Element, const N: usize>(
    weights: &[f64; N],
    row: impl Fn(usize) -> &'a [E],
    how: Accumulate,
    out: &mut [E::Scalar],
) {
    let rows: [&[E]; N] = std::array::from_fn(row);
    weighted(rows, |m, _| weights[m], how, out);
}

/// `w₀·row₀ + w₁·row₁ + …`, with weights that may differ from point to point.
#[inline]
fn weighted<E: Element, const N: usize>(
    rows: [&[E]; N],
    weight: impl Fn(usize, usize) -> f64,
    how: Accumulate,
    out: &mut [E::Scalar],
) {
    let rows = rows.map(|row| &row[..out.len()]);
    put(how, out, |k| {
        let mut sum = rows[0][k].widen().scale(weight(0, k));
        for (m, row) in rows.iter().enumerate().skip(1) {
            sum = sum + row[k].widen().scale(weight(m, k));
        }
        sum
    });
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "each caller's loop must be compiled, and vectorised, on its own")]
fn put<S: Scalar>(how: Accumulate, out: &mut [S], value: impl Fn(usize) -> S) {
    match how {
        Accumulate::Set => out.iter_mut().enumerate().for_each(|(k, place)| *place = value(k)),
        Accumulate::Add => out.iter_mut().enumerate().for_each(|(k, place)| *place = *place + value(k)),
        Accumulate::Subtract => out.iter_mut().enumerate().for_each(|(k, place)| *place = *place - value(k)),
    }
}
