//! Arrays whose last axes count components.
//!
//! In the file the components of a point stand side by side; in memory each component is an array of its own here, so that
//! operators go through rows of numbers that follow each other. What is read and written is brought from one order into the
//! other piece by piece, while it is in the cache.

use std::{mem, ops::Range};

use fieldops_io::{Reader, Result, ValueType, Values, ValuesMut};
use fieldops_operators::{deinterleave, interleave};
use ndarray::{ArrayD, IxDyn};

/// Bytes that are brought into another order at a time.
const PIECE: usize = 256 << 10;

/// Bytes that a thread takes for that: memory that grows takes a little more than it needs.
pub(crate) const STAGING: u64 = (PIECE + PIECE / 8) as u64;

/// For an array and some more of the same type, whatever it is.
macro_rules! of_one_type {
    ($($values:expr => $array:ident),+; $result:expr) => {
        match ($($values,)+) {
            ($(Values::F32($array),)+) => $result,
            ($(Values::F64($array),)+) => $result,
            ($(Values::C32($array),)+) => $result,
            ($(Values::C64($array),)+) => $result,
            _ => unreachable!("arrays of one type"),
        }
    };
}

/// An array of the given type and shape, whose last `component_axes` come first in memory, in the memory of another one where
/// that is enough. What it holds means nothing.
pub(crate) fn made_into(
    values: Values,
    value_type: ValueType,
    shape: &[usize],
    component_axes: usize,
) -> Values {
    let mut in_memory = shape.to_vec();
    in_memory.rotate_right(component_axes);
    let mut order: Vec<usize> = (0..shape.len()).collect();
    order.rotate_left(component_axes);
    match values.made_into(value_type, &in_memory) {
        Values::F32(array) => Values::F32(array.permuted_axes(IxDyn(&order))),
        Values::F64(array) => Values::F64(array.permuted_axes(IxDyn(&order))),
        Values::C32(array) => Values::C32(array.permuted_axes(IxDyn(&order))),
        Values::C64(array) => Values::C64(array.permuted_axes(IxDyn(&order))),
    }
}

/// Reads a window into an array as [`made_into`] makes it, from the point with this number on, after `change` has changed what was
/// read.
///
/// # Errors
/// Those of the reader.
pub(crate) fn read(
    reader: &dyn Reader,
    window: &[Range<usize>],
    component_axes: usize,
    start: usize,
    values: &mut Values,
    staging: &mut Values,
    change: impl Fn(ValuesMut<'_>),
) -> Result<()> {
    for (first, piece) in pieces(window, component_axes, values.value_type()) {
        stage(staging, values.value_type(), &piece);
        reader.read_into(&piece, staging.in_memory())?;
        change(staging.in_memory());
        of_one_type!(&*staging => from, &mut *values => to; apart(from, to, start + first, component_axes));
    }
    Ok(())
}

/// Lets `write` take what stands on a window in an array as [`made_into`] makes it, piece by piece in storage order.
///
/// # Errors
/// Those of `write`.
pub(crate) fn write(
    window: &[Range<usize>],
    component_axes: usize,
    values: &Values,
    staging: &mut Values,
    mut write: impl FnMut(&[Range<usize>], &Values) -> Result<()>,
) -> Result<()> {
    for (first, piece) in pieces(window, component_axes, values.value_type()) {
        stage(staging, values.value_type(), &piece);
        of_one_type!(values => from, &mut *staging => to; together(from, to, first, component_axes));
        write(&piece, staging)?;
    }
    Ok(())
}

/// Gives the staging array the shape of a piece.
fn stage(staging: &mut Values, value_type: ValueType, piece: &[Range<usize>]) {
    let shape: Vec<usize> = piece.iter().map(Range::len).collect();
    let memory = mem::replace(staging, Values::zeros(value_type, &[0]));
    *staging = memory.made_into(value_type, &shape);
}

/// The pieces of a window in storage order, each with the number of points before it.
fn pieces(
    window: &[Range<usize>],
    component_axes: usize,
    value_type: ValueType,
) -> impl Iterator<Item = (usize, Vec<Range<usize>>)> {
    let points = window.len() - component_axes;
    let numbers = |from: usize, to: usize| window[from..to].iter().map(Range::len).product::<usize>();
    let bytes = |axis: usize| numbers(axis + 1, window.len()) * value_type.bytes();
    // The first axis with indices of which one is small enough.
    let axis = (0..points).find(|axis| bytes(*axis) <= PIECE).unwrap_or(points - 1);
    let step = (PIECE / bytes(axis).max(1)).max(1);
    let (outer, behind) = (numbers(0, axis), numbers(axis + 1, points));
    let along = window[axis].clone();
    (0..outer).flat_map(move |number| {
        let mut window = window.to_vec();
        let mut rest = number;
        for range in window[..axis].iter_mut().rev() {
            let index = range.start + rest % range.len();
            rest /= range.len();
            *range = index..index + 1;
        }
        let along = along.clone();
        along.clone().step_by(step).map(move |start| {
            let mut piece = window.clone();
            piece[axis] = start..along.end.min(start + step);
            ((number * along.len() + start - along.start) * behind, piece)
        })
    })
}

/// Puts the components of points, the first of which has this number, apart. Those of vectors and tensors in space go fastest.
fn apart<T: Copy>(from: &ArrayD<T>, to: &mut ArrayD<T>, first: usize, component_axes: usize) {
    let (points, count) = counts(to.shape(), component_axes);
    let from = from.as_slice().expect("what is read is in row-major order");
    let to = to.as_slice_memory_order_mut().expect("the components follow each other");
    let of_points = first..first + from.len() / count;
    let mut to: Vec<&mut [T]> = to.chunks_exact_mut(points).map(|it| &mut it[of_points.clone()]).collect();
    deinterleave(from, &mut to);
}

/// Puts the components of points, the first of which has this number, side by side.
fn together<T: Copy>(from: &ArrayD<T>, to: &mut ArrayD<T>, first: usize, component_axes: usize) {
    let (points, count) = counts(from.shape(), component_axes);
    let from = from.as_slice_memory_order().expect("the components follow each other");
    let to = to.as_slice_mut().expect("what is written is in row-major order");
    let of_points = first..first + to.len() / count;
    let from: Vec<&[T]> = from.chunks_exact(points).map(|it| &it[of_points.clone()]).collect();
    interleave(&from, to);
}

/// Numbers of points and of components of an array of this shape.
fn counts(shape: &[usize], component_axes: usize) -> (usize, usize) {
    let (points, components) = shape.split_at(shape.len() - component_axes);
    (points.iter().product(), components.iter().product())
}

#[cfg(test)]
mod tests {
    use ndarray::{ArrayViewD, Axis, Slice};

    use super::*;

    /// A variable in memory.
    struct InMemory(ArrayD<f64>);

    impl InMemory {
        /// Each number is told from all others.
        fn new(shape: &[usize]) -> Self {
            let mut count = 0.0;
            Self(ArrayD::from_shape_simple_fn(IxDyn(shape), || {
                count += 1.0;
                count
            }))
        }

        fn part(&self, window: &[Range<usize>]) -> ArrayViewD<'_, f64> {
            let mut array = self.0.view();
            array.slice_each_axis_inplace(|axis| Slice::from(window[axis.axis.index()].clone()));
            array
        }
    }

    impl Reader for InMemory {
        fn read_into(&self, window: &[Range<usize>], values: ValuesMut<'_>) -> Result<()> {
            let bytes = window.iter().map(Range::len).product::<usize>() * 8;
            assert!(bytes <= PIECE, "a piece of {bytes} bytes");
            let ValuesMut::F64(values) = values else { panic!("values of another type") };
            values.iter_mut().zip(&self.part(window)).for_each(|(value, stored)| *value = *stored);
            Ok(())
        }
    }

    /// Shapes with the number of axes of components: of planes, rows and points that fit into a piece, and whole.
    const SHAPES: [(&[usize], usize); 8] = [
        (&[5, 7, 40, 3], 1),
        (&[3, 50, 300, 3], 1),
        (&[2, 3, 20_000, 3], 1),
        (&[2, 4000, 9], 1),
        (&[4, 17, 301, 3, 3], 2),
        (&[3, 5, 2], 1),
        (&[9, 30, 401, 4], 1),
        (&[70_001, 2], 1),
    ];

    /// The window without the first and the last index of each axis of points that is long enough.
    fn inner(shape: &[usize], component_axes: usize) -> Vec<Range<usize>> {
        let whole = shape.iter().map(|extent| 0..*extent);
        let mut window: Vec<_> = whole.collect();
        let points = shape.len() - component_axes;
        window[..points].iter_mut().filter(|range| range.end > 3).for_each(|range| *range = 1..range.end - 1);
        window
    }

    #[test]
    fn components_come_apart_and_together() {
        for ((shape, component_axes), is_inner) in SHAPES.iter().flat_map(|it| [(it, false), (it, true)]) {
            let variable = InMemory::new(shape);
            let window = inner(shape, if is_inner { *component_axes } else { shape.len() });
            let extents: Vec<usize> = window.iter().map(Range::len).collect();
            let mut staging = Values::zeros(ValueType::F32, &[0]);
            let mut values = made_into(staging.clone(), ValueType::F64, &extents, *component_axes);
            // In two parts, along the first axis.
            let mut parts = [window.clone(), window.clone()];
            let cut = window[0].start + window[0].len() / 3;
            (parts[0][0].end, parts[1][0].start) = (cut, cut);
            let behind: usize = extents[1..extents.len() - component_axes].iter().product();
            for part in parts {
                let before = (part[0].start - window[0].start) * behind;
                read(&variable, &part, *component_axes, before, &mut values, &mut staging, |_| ()).unwrap();
            }
            let Values::F64(array) = &values else { panic!("another type") };
            assert_eq!(array, variable.part(&window), "{window:?}");
            let mut one = array.view();
            for _ in 0..*component_axes {
                let last = one.ndim() - 1;
                one = one.index_axis_move(Axis(last), 1);
            }
            assert!(one.is_standard_layout(), "the numbers of a component follow each other");

            let mut written = InMemory(ArrayD::zeros(IxDyn(shape)));
            let mut next = 0;
            write(&window, *component_axes, &values, &mut staging, |piece, values| {
                let Values::F64(array) = values else { panic!("another type") };
                assert!(array.is_standard_layout());
                let mut place = written.0.view_mut();
                place.slice_each_axis_inplace(|axis| Slice::from(piece[axis.axis.index()].clone()));
                place.assign(array);
                next += array.len();
                Ok(())
            })
            .unwrap();
            assert_eq!(next, array.len(), "all is written once");
            assert_eq!(written.part(&window), variable.part(&window), "{window:?}");
        }
    }

    #[test]
    fn memory_is_used_again() {
        let values = made_into(Values::zeros(ValueType::C32, &[0]), ValueType::C32, &[4, 5, 3], 1);
        let place = |values: &Values| match values {
            Values::C32(array) => array.as_ptr(),
            _ => panic!("another type"),
        };
        let before = place(&values);
        let values = made_into(values, ValueType::C32, &[3, 5, 3], 1);
        assert_eq!(place(&values), before);
        assert_eq!(values.shape(), [3, 5, 3]);
    }
}
