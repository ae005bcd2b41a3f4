//! Every way into the crate, for every type and memory layout, against the naive reference, bit by bit.

use std::ops::Range;

use fieldops_stencil::{
    DerivativeOrder, EdgeOrder, Sign, Spacing, Stencil, Term, derivative, derivative_into,
    sum_derivatives_into,
};
use ndarray::{ArrayD, Axis, Dimension, Slice};
use num_complex::{Complex32, Complex64};

use crate::{
    plans::{DERIVATIVES, EDGES, Tested, axes, spacing},
    shared::{
        bits::{Bits, assert_same_bits},
        layouts::{LAYOUTS, Layout},
        naive::{differentiate, rounded},
        samples::Random,
    },
};

/// Calls `check` with the stencil and the reference's answer for every kind of axis, derivative and edge order.
fn for_each_plan<T: Tested>(
    shape: &[usize],
    axis: usize,
    random: &mut Random,
    mut check: impl FnMut(&ArrayD<T>, &Stencil, &ArrayD<T::Derivative>, &str),
) {
    let f: ArrayD<T> = random.array(shape);
    for points in axes(shape[axis], random) {
        for order in DERIVATIVES {
            for edge in EDGES.into_iter().filter(|edge| order.minimum_points(*edge) <= shape[axis]) {
                let stencil = Stencil::new(&spacing(&points), shape[axis], order, edge).unwrap();
                let wide = differentiate(&f.view(), axis, &points, order.number(), edge.number());
                let what = format!("{shape:?}, axis {axis}, {points:?}, {order:?}, edge {edge:?}");
                check(&f, &stencil, &rounded::<T>(&wide), &what);
            }
        }
    }
}

const SHAPES: [&[usize]; 10] =
    [&[2], &[3], &[9], &[6, 5], &[1, 7], &[4, 1], &[3, 5, 4], &[5, 1, 3], &[4, 6, 1], &[2, 3, 5, 4]];

fn for_each_shape<T: Tested>(
    mut check: impl FnMut(&ArrayD<T>, usize, &Stencil, &ArrayD<T::Derivative>, &str),
) {
    let mut random = Random(20_251_124);
    for shape in SHAPES {
        for axis in (0..shape.len()).filter(|axis| shape[*axis] > 1) {
            for_each_plan(shape, axis, &mut random, |f, stencil, expected, what| {
                check(f, axis, stencil, expected, what);
            });
        }
    }
}

fn allocating_and_into_any_layout<T: Tested>()
where
    T::Derivative: Bits,
{
    let nan = T::filler();
    for_each_shape::<T>(|f, axis, stencil, expected, what| {
        for (number, from) in LAYOUTS.into_iter().enumerate() {
            let input = from.copy(&f.view());
            let found = derivative(input.view(), Axis(axis), stencil).unwrap();
            assert_same_bits(&found.view(), expected, &format!("{what}, from {from:?}"));
            for into in [LAYOUTS[number], LAYOUTS[(number + 1) % 6], LAYOUTS[(number + 3) % 6]] {
                let mut output = into.filled(f.shape(), nan);
                derivative_into(input.view(), Axis(axis), stencil, output.view_mut()).unwrap();
                assert_same_bits(&output.view(), expected, &format!("{what}, {from:?} into {into:?}"));
                assert_eq!(output.touched_around(|number| number.bits() == nan.bits()), 0, "{what}");
            }
        }
    });
}

macro_rules! every_type {
    ($($name:ident: $element:ty;)*) => {$(
        #[test]
        fn $name() {
            allocating_and_into_any_layout::<$element>();
        }
    )*};
}

every_type! {
    derivatives_of_f64_are_the_references: f64;
    derivatives_of_f32_are_the_references: f32;
    derivatives_of_complex64_are_the_references: Complex64;
    derivatives_of_complex32_are_the_references: Complex32;
    derivatives_of_i8_are_the_references: i8;
    derivatives_of_i16_are_the_references: i16;
    derivatives_of_i32_are_the_references: i32;
    derivatives_of_i64_are_the_references: i64;
    derivatives_of_u8_are_the_references: u8;
    derivatives_of_u16_are_the_references: u16;
    derivatives_of_u32_are_the_references: u32;
    derivatives_of_u64_are_the_references: u64;
}

/// The part of an array that a window covers.
fn part<T: Clone>(array: &ArrayD<T>, window: &[Range<usize>]) -> ArrayD<T> {
    array.slice_each_axis(|axis| Slice::from(window[axis.axis.index()].clone())).to_owned()
}

/// Windows of a box: every range of each axis in turn while the others take a part that changes; and every point.
fn windows(shape: &[usize]) -> Vec<Vec<Range<usize>>> {
    let mut windows = Vec::new();
    for axis in 0..shape.len() {
        for start in 0..shape[axis] {
            for end in start + 1..=shape[axis] {
                let other = |extent: usize| (start + end) % extent..extent;
                let mut window: Vec<_> = shape.iter().map(|extent| other(*extent)).collect();
                window[axis] = start..end;
                windows.push(window);
            }
        }
    }
    for (point, ()) in ArrayD::from_elem(shape, ()).indexed_iter() {
        windows.push(point.as_array_view().iter().map(|&index| index..index + 1).collect());
    }
    windows
}

#[test]
fn any_window_down_to_one_point_is_a_part_of_the_whole() {
    for_each_shape::<f64>(|f, axis, stencil, expected, what| {
        for (number, window) in windows(f.shape()).into_iter().enumerate() {
            let widen = |number: usize, range: Range<usize>| {
                if number == axis { stencil.input_range(range) } else { range }
            };
            let needed: Vec<_> =
                window.iter().cloned().enumerate().map(|(n, range)| widen(n, range)).collect();
            let input = LAYOUTS[number % 6].copy(&part(f, &needed).view());
            let expected = part(expected, &window);
            let mut output = LAYOUTS[number / 6 % 6].filled(expected.shape(), f64::NAN);
            let term = Term { input: 0, axis: Axis(axis), stencil, sign: Sign::Plus };
            sum_derivatives_into(&window, &[input.view()], vec![output.view_mut()], &[vec![term]]).unwrap();
            assert_same_bits(&output.view(), &expected, &format!("{what}, window {window:?}"));
        }
    });
}

#[test]
fn a_result_lies_in_memory_as_its_input_does() {
    let f: ArrayD<f64> = Random(3).array(&[4, 5, 6]);
    let stencil =
        Stencil::new(&Spacing::uniform(0.3).unwrap(), 5, DerivativeOrder::First, EdgeOrder::First).unwrap();
    for (layout, strides) in [
        (Layout::RowMajor, [30, 6, 1]),
        (Layout::ColumnMajor, [1, 4, 20]),
        (Layout::Transposed, [30, 1, 5]),
        (Layout::Strided, [30, 6, 1]),
        (Layout::Reversed, [30, 6, 1]),
    ] {
        let slope = derivative(layout.copy(&f.view()).view(), Axis(1), &stencil).unwrap();
        assert_eq!(slope.strides(), strides, "{layout:?}");
    }
}

#[test]
fn a_repeated_plane_of_no_stride_is_differentiated_like_any_other() {
    let line: ArrayD<f64> = Random(5).array(&[1, 6]);
    let repeated = line.broadcast(vec![4, 6]).unwrap();
    let x = Spacing::from_coordinates(&Random(6).coordinates(6)).unwrap();
    let stencil = Stencil::new(&x, 6, DerivativeOrder::First, EdgeOrder::Second).unwrap();
    let expected =
        derivative(line.view(), Axis(1), &stencil).unwrap().broadcast(vec![4, 6]).unwrap().to_owned();
    let found = derivative(repeated.view(), Axis(1), &stencil).unwrap();
    assert_same_bits(&found.view(), &expected, "repeated plane");
}

#[test]
fn an_array_without_numbers_has_a_derivative_without_numbers() {
    let f = ArrayD::<f32>::zeros(vec![4, 0, 3]);
    let stencil =
        Stencil::new(&Spacing::uniform(0.3).unwrap(), 4, DerivativeOrder::First, EdgeOrder::First).unwrap();
    assert_eq!(derivative(f.view(), Axis(0), &stencil).unwrap().shape(), [4, 0, 3]);
}
