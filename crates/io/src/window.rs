//! What the contract asks of a window: a range of indices for each axis of a variable.

use std::ops::Range;

use crate::{ValueType, Values, ValuesMut};

/// Asserts that `window` lies within the variable at `path`, which has this shape.
///
/// # Panics
/// When it has another number of axes, or a range that ends before it starts or beyond the extent.
pub fn assert_within(path: &str, shape: &[usize], window: &[Range<usize>]) {
    let inside = window.len() == shape.len()
        && window.iter().zip(shape).all(|(range, &extent)| range.start <= range.end && range.end <= extent);
    assert!(inside, "window {window:?} of `{path}`, whose shape is {shape:?}");
}

/// Asserts that `values` can be filled with `window` of the variable at `path`, which has this shape and type.
///
/// # Panics
/// As [`assert_within`]; when they are not as many as the window has, or of another type.
pub fn assert_fills(
    path: &str,
    (shape, value_type): (&[usize], ValueType),
    window: &[Range<usize>],
    values: &ValuesMut<'_>,
) {
    assert_within(path, shape, window);
    let count: usize = window.iter().map(Range::len).product();
    assert_eq!(values.len(), count, "values of window {window:?} of `{path}`");
    assert_eq!(value_type, values.value_type(), "type of the values of `{path}`");
}

/// Asserts that `values` can be written to `window` of the variable at `path`, which has this shape and type.
///
/// # Panics
/// As [`assert_within`]; when the shape of the values is not that of the window, or their type not that of the variable.
pub fn assert_takes(
    path: &str,
    (shape, value_type): (&[usize], ValueType),
    window: &[Range<usize>],
    values: &Values,
) {
    assert_within(path, shape, window);
    let extents = window.iter().map(Range::len);
    assert!(
        extents.eq(values.shape().iter().copied()),
        "window {window:?} takes no {:?} values",
        values.shape()
    );
    assert_eq!(value_type, values.value_type(), "type of the values of `{path}`");
}
