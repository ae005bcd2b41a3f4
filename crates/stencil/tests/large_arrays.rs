//! Arrays so large that they are cut into tiles at every position, on 1, 2 and 7 threads: bits do not change.

use fieldops_stencil::{DerivativeOrder, EdgeOrder, Stencil, derivative_into};
use ndarray::{ArrayD, Axis};
use num_complex::{Complex32, Complex64};
use rayon::ThreadPoolBuilder;

use crate::{
    plans::{Tested, spacing},
    shared::{
        bits::{Bits, assert_same_bits},
        layouts::Layout,
        naive::{Points, differentiate, rounded},
        samples::Random,
    },
};

/// An integer pattern: quicker to make in a debug build than random numbers, and no less irregular.
fn numbers(count: usize) -> impl Iterator<Item = i16> {
    let mixed = (0..).map(|i: u32| i.wrapping_mul(0x9e37_79b9).to_be_bytes());
    mixed.map(|[high, low, ..]| i16::from_be_bytes([high, low])).take(count)
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

fn complex(i: i16) -> Complex64 {
    Complex64::new(i.into(), (7 - i / 3).into())
}

#[test]
fn a_box_is_cut_along_its_slow_and_its_middle_axis() {
    check(&[30, 60, 600], 0, [Layout::RowMajor, Layout::RowMajor], f64::from);
    check(&[30, 60, 300], 1, [Layout::RowMajor, Layout::Interleaved], complex);
    check(&[30, 60, 300], 2, [Layout::RowMajor, Layout::Reversed], complex);
}

#[test]
fn a_box_in_column_major_order_is_cut_too() {
    check(&[300, 60, 30], 0, [Layout::ColumnMajor, Layout::RowMajor], complex);
    check(&[300, 60, 30], 1, [Layout::ColumnMajor, Layout::ColumnMajor], complex);
}

#[test]
fn rows_that_are_not_contiguous_are_packed_tile_by_tile() {
    check(&[10, 90, 400], 0, [Layout::Interleaved, Layout::RowMajor], f64::from);
    check(&[10, 90, 400], 1, [Layout::Strided, Layout::Interleaved], |i| {
        Complex32::new(i.into(), (7 - i / 3).into())
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
    check(&[200_000], 0, [Layout::RowMajor, Layout::Strided], f32::from);
    check(&[100_000], 0, [Layout::Reversed, Layout::RowMajor], f64::from);
}

#[test]
fn many_short_rows_are_cut() {
    check(&[140_000, 2], 0, [Layout::RowMajor, Layout::RowMajor], complex);
    check(&[100_000, 3, 1], 0, [Layout::RowMajor, Layout::RowMajor], complex);
}
