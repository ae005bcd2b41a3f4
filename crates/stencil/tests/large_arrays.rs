//! Arrays so large that they are cut into tiles at every position, on 1, 2 and 7 threads: bits do not change.

use fieldops_stencil::{DerivativeOrder, EdgeOrder, Stencil, derivative_into};
use ndarray::{ArrayD, Axis};
use num_complex::Complex32;
use rayon::ThreadPoolBuilder;

use crate::{
    entry_points::{Tested, spacing},
    shared::{
        bits::{Bits, assert_same_bits},
        layouts::Layout,
        naive::{Points, differentiate, rounded},
        samples::Random,
    },
};

/// An integer pattern: quicker to make in a debug build than random numbers, and no less irregular.
fn numbers(count: usize) -> impl Iterator<Item = i16> {
    (0..count).map(|i| (i.wrapping_mul(0x9e37_79b9) >> 16 & 0x7fff) as u16 as i16)
}

fn check<T: Tested>(shape: &[usize], axis: usize, layouts: [Layout; 2], convert: impl Fn(i16) -> T)
where
    T::Derivative: Bits,
{
    let count = shape.iter().product();
    let f = ArrayD::from_shape_vec(shape, numbers(count).map(convert).collect()).unwrap();
    let points = Points::At(Random(axis as u64).coordinates(shape[axis]));
    let (order, edge) = (DerivativeOrder::First, EdgeOrder::Second);
    let stencil = Stencil::new(&spacing(&points), shape[axis], order, edge).unwrap();
    let expected = rounded::<T>(&differentiate(&f.view(), axis, &points, 1, 2));
    let input = layouts[0].copy(&f.view());
    for threads in [1, 2, 7] {
        let mut output = layouts[1].filled(shape, T::filler());
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| derivative_into(input.view(), Axis(axis), &stencil, output.view_mut())).unwrap();
        let what = format!("{shape:?}, axis {axis}, {layouts:?}, {threads} threads");
        assert_same_bits(&output.view(), &expected, &what);
    }
}

#[test]
fn a_box_is_cut_along_its_slow_and_its_middle_axis() {
    check(&[40, 90, 700], 0, [Layout::RowMajor, Layout::RowMajor], f64::from);
    check(&[40, 90, 700], 1, [Layout::RowMajor, Layout::Interleaved], f64::from);
    check(&[20, 90, 500], 2, [Layout::RowMajor, Layout::Reversed], f64::from);
}

#[test]
fn a_box_in_column_major_order_is_cut_too() {
    check(&[300, 60, 40], 0, [Layout::ColumnMajor, Layout::RowMajor], f32::from);
    check(&[300, 60, 40], 2, [Layout::ColumnMajor, Layout::ColumnMajor], f32::from);
}

#[test]
fn rows_that_are_not_contiguous_are_packed_tile_by_tile() {
    check(&[20, 90, 200], 0, [Layout::Interleaved, Layout::RowMajor], f64::from);
    check(&[20, 90, 200], 2, [Layout::Strided, Layout::Interleaved], |i| {
        Complex32::new(i.into(), (7 - i).into())
    });
}

#[test]
fn long_rows_are_cut() {
    check(&[5, 20_000], 0, [Layout::RowMajor, Layout::RowMajor], f64::from);
    check(&[5, 20_000], 1, [Layout::RowMajor, Layout::RowMajor], f64::from);
    check(&[3, 2, 9_000], 2, [Layout::Strided, Layout::RowMajor], |i| i);
}

#[test]
fn a_line_is_cut() {
    check(&[200_000], 0, [Layout::RowMajor, Layout::Strided], f64::from);
    check(&[100_000], 0, [Layout::Reversed, Layout::RowMajor], f64::from);
}

#[test]
fn many_short_rows_are_cut() {
    check(&[300_000, 2], 0, [Layout::RowMajor, Layout::RowMajor], |i| i);
    check(&[100_000, 3, 1], 0, [Layout::RowMajor, Layout::RowMajor], f64::from);
}
