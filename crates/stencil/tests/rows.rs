//! How a window is walked: what a caller sees of the rows.

use std::sync::Mutex;

use fieldops_stencil::for_each_row;
use ndarray::{ArrayD, IxDyn};

/// Lengths of all rows that are computed for an array of this shape, in row-major order.
fn row_lengths(shape: &[usize]) -> Vec<usize> {
    let input = ArrayD::<f64>::zeros(IxDyn(shape));
    let mut output = input.clone();
    let lengths = Mutex::new(Vec::new());
    let whole: Vec<_> = shape.iter().map(|&extent| 0..extent).collect();
    for_each_row(
        &whole,
        |_, range| range,
        &[input.view()],
        vec![output.view_mut()],
        |_, _, row| {
            lengths.lock().unwrap().push(row.len());
        },
    )
    .unwrap();
    lengths.into_inner().unwrap()
}

#[test]
fn rows_are_as_long_as_the_fastest_axis() {
    assert_eq!(row_lengths(&[3, 5, 7]), [7; 15]);
}

#[test]
fn axes_of_one_point_do_not_shorten_the_rows() {
    assert_eq!(row_lengths(&[3, 7, 1]), [7; 3]);
    assert_eq!(row_lengths(&[3, 1, 7, 1, 1]), [7; 3]);
    assert_eq!(row_lengths(&[1, 1]), [1]);
}

#[test]
fn nothing_is_computed_for_an_empty_window() {
    assert!(row_lengths(&[3, 0, 7]).is_empty());
}
