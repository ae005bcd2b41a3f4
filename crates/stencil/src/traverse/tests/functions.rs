//! Functions of sums of derivatives, in vectors of each instruction set and in both memory orders, against point by point.

use ndarray::ShapeBuilder;

use super::*;
use crate::divisor::Divisor;
use crate::term::input_range;

/// The sum of squares, less the first number, or a half where there is none; said to be long or not.
pub(super) struct Squares<const LONG: bool>;

impl<const N: usize, const LONG: bool> PointFunction<N> for Squares<LONG> {
    const LONG: bool = LONG;

    #[inline(always)]
    fn at<R: Real>(&self, numbers: [R; N]) -> R {
        let mut sum = if N == 0 { R::of(0.5) } else { -numbers[0] };
        for number in numbers {
            sum = sum + number * number;
        }
        sum
    }
}

/// [`Squares`] of `N` first derivatives along the last so many axes, on windows of several shapes and by each instruction set,
/// stored past the cache and not, in one piece and not, against the same point by point.
fn function_of_sums<T, O, const N: usize, const LONG: bool>(
    axes: usize,
    spacing: impl Fn(usize, usize) -> Spacing,
    value: impl Fn(f64) -> T,
) where
    T: Element<Scalar = f64>,
    O: Output<Scalar = f64>,
{
    for (shape, window) in [
        (&[7, 9, 61][..], [0..7, 0..9, 0..61]),
        (&[6, 5, 200], [1..5, 0..5, 3..190]),
        (&[5, 40, 6], [0..5, 2..40, 0..6]),
        (&[83, 7, 6], [0..83, 0..7, 0..6]),
        (&[4, 9, 32], [0..4, 0..9, 0..32]),
        (&[4, 5, 90], [0..4, 0..5, 0..87]),
        (&[4, 5, 90], [0..4, 1..5, 3..90]),
        (&[3, 4, 700], [0..3, 0..4, 0..700]),
    ] {
        let count: usize = shape.iter().product();
        let field: Vec<T> = numbers(count).into_iter().map(&value).collect();
        let view = ArrayViewD::from_shape(IxDyn(shape), &field).unwrap();
        let stencil = |(axis, points): (usize, &usize)| {
            let spacing = spacing(axis, *points);
            Stencil::new(&spacing, *points, DerivativeOrder::First, EdgeOrder::Second).unwrap()
        };
        let stencils: Vec<_> = shape.iter().enumerate().map(stencil).collect();
        let term = |axis| Term { input: 0, axis: Axis(axis), stencil: &stencils[axis], sign: Sign::Plus };
        let sums: Vec<Vec<_>> = (0..N).map(|number| vec![term(3 - axes + number % axes)]).collect();
        let needed: Vec<_> = window
            .iter()
            .enumerate()
            .map(|(axis, range)| input_range(sums.iter().flatten(), axis, range))
            .collect();
        let part = view.slice_each_axis(|axis| Slice::from(needed[axis.axis.index()].clone()));
        let turned = part.t().as_standard_layout().into_owned().reversed_axes();
        let extents = window.each_ref().map(Range::len);
        let mut expected = ArrayD::<u64>::zeros(extents.to_vec());
        for (at, number) in expected.indexed_iter_mut() {
            let place: Vec<_> =
                window.iter().enumerate().map(|(axis, range)| range.start + at[axis]).collect();
            let arguments: [f64; N] =
                std::array::from_fn(|sum| naive(&[view.view()], &sums[sum], &IxDyn(&place)));
            *number = of_number(O::narrow(Squares::<LONG>.at(arguments)));
        }
        for set in InstructionSet::available() {
            for (stream, step) in [(None, 1), (Some(set), 1), (None, -1), (None, 2), (Some(set), 3)] {
                let memory = [extents[0], extents[1], extents[2] * isize::unsigned_abs(step)];
                let mut out = ArrayD::from_elem(memory.to_vec(), O::default());
                let mut out = out.slice_axis_mut(Axis(2), Slice::new(0, None, step));
                let how = how(set, stream);
                let function = Squares::<LONG>;
                map_with::<_, _, N>(how, &window, &[part.view()], out.view_mut(), &sums, &function).unwrap();
                assert_eq!(out.mapv(of_number), expected, "{how:?} {step} {shape:?} {window:?}");
                if step != 1 {
                    continue;
                }
                // The same in the opposite memory order.
                let mut out = ArrayD::from_elem(IxDyn(&extents).f(), O::default());
                map_with::<_, _, N>(how, &window, &[turned.view()], out.view_mut(), &sums, &function)
                    .unwrap();
                assert_eq!(out.mapv(of_number), expected, "{how:?} turned {shape:?} {window:?}");
            }
        }
    }
}

/// Its bits; those of one NaN for any.
fn of_number<O: Element<Scalar = f64>>(number: O) -> u64 {
    let number = number.widen();
    if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() }
}

/// Of other size on each axis, and the same digits: of those of 0.33 no divisor has a reciprocal.
fn even(step: f64) -> impl Fn(usize, usize) -> Spacing {
    move |axis, _| Spacing::uniform(step * [1.0, 4.0, 0.5][axis]).unwrap()
}

fn uneven(axis: usize, points: usize) -> Spacing {
    let x = |i: usize| (0.3 * i as f64 + 0.02 * (i * i) as f64) * (1.0 + 0.3 * axis as f64);
    Spacing::from_coordinates(&(0..points).map(x).collect::<Vec<_>>()).unwrap()
}

#[test]
fn functions_of_numbers_that_are_divided_are_those_of_each_point() {
    assert_eq!([0.7, 0.33].map(|step| Divisor::of_many(2.0 * step).reciprocal.is_some()), [true, false]);
    for step in [0.7, 0.33] {
        function_of_sums::<f64, f64, 4, false>(2, even(step), special);
        function_of_sums::<f64, f64, 9, false>(3, even(step), |x| x);
        function_of_sums::<f64, f64, 9, true>(3, even(step), special);
    }
}

#[test]
fn a_function_of_sums_is_that_of_each_point() {
    for spacing in [&even(0.7) as &dyn Fn(usize, usize) -> Spacing, &uneven] {
        function_of_sums::<f64, f64, 3, false>(3, spacing, |x| x);
        // A constant.
        function_of_sums::<f64, f64, 0, false>(3, spacing, |x| x);
        // The Jacobian of a field of two components, and of three.
        function_of_sums::<f64, f64, 4, false>(2, spacing, |x| x);
        function_of_sums::<f64, f64, 9, false>(3, spacing, |x| x);
        function_of_sums::<f64, f64, 9, true>(3, spacing, special);
        // Groups of two, of three, and none; those of which the last varies and others.
        function_of_sums::<f64, f64, 4, false>(3, spacing, |x| x);
        function_of_sums::<f64, f64, 5, false>(3, spacing, |x| x);
        function_of_sums::<f64, f64, 6, false>(3, spacing, |x| x);
        function_of_sums::<f64, f64, 7, false>(1, spacing, |x| x);
        function_of_sums::<f64, f64, 8, false>(2, spacing, |x| x);
        // Zeros, tiny, huge and infinite numbers, and none.
        function_of_sums::<f64, f64, 4, false>(2, spacing, special);
        function_of_sums::<f64, f64, 9, false>(3, spacing, special);
        function_of_sums::<f64, f64, 9, false>(3, spacing, |x| x % 1000.0 * 1e-309);
        #[expect(clippy::cast_possible_truncation, reason = "other types are wanted")]
        {
            function_of_sums::<f32, f32, 9, false>(3, spacing, |x| x as f32);
            function_of_sums::<i32, f64, 4, false>(2, spacing, |x| x as i32);
            function_of_sums::<f32, f32, 4, true>(2, spacing, |x| x as f32);
        }
    }
}
