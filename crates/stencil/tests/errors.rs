//! Every error, by its exact text.

use fieldops_stencil::{
    DerivativeOrder, EdgeOrder, Error, Sign, Spacing, Stencil, Term, derivative, derivative_into,
    sum_derivatives_into,
};
use ndarray::{ArrayD, Axis, IxDyn};

#[track_caller]
fn assert_text<V>(result: Result<V, Error>, text: &str) {
    assert_eq!(result.err().expect("an error").to_string(), text);
}

fn stencil(points: usize) -> Stencil {
    Stencil::new(&Spacing::uniform(0.5).unwrap(), points, DerivativeOrder::First, EdgeOrder::First).unwrap()
}

#[test]
fn an_axis_that_the_array_does_not_have() {
    let f = ArrayD::<f64>::zeros(IxDyn(&[3, 4]));
    let text = "there is no axis 2 in an array of 2 dimensions";
    assert_text(derivative(f.view(), Axis(2), &stencil(3)), text);
    let f = ArrayD::<f64>::zeros(IxDyn(&[]));
    let text = "there is no axis 0 in an array of 0 dimensions";
    assert_text(derivative(f.view(), Axis(0), &stencil(3)), text);
}

#[test]
fn a_stencil_for_another_extent() {
    let f = ArrayD::<f64>::zeros(IxDyn(&[3, 4]));
    assert_text(derivative(f.view(), Axis(1), &stencil(3)), "there are 3 coordinates for 4 points");
}

#[test]
fn coordinates_for_another_extent() {
    for coordinates in [&[0.0, 0.5, 1.0][..], &[0.0, 0.5, 2.0]] {
        let spacing = Spacing::from_coordinates(coordinates).unwrap();
        let stencil = Stencil::new(&spacing, 5, DerivativeOrder::First, EdgeOrder::First);
        assert_text(stencil, "there are 3 coordinates for 5 points");
    }
}

#[test]
fn an_edge_order_other_than_1_and_2() {
    assert_eq!(EdgeOrder::try_from(1), Ok(EdgeOrder::First));
    assert_eq!(EdgeOrder::try_from(2), Ok(EdgeOrder::Second));
    for number in [0, -1, 3, i64::MIN, i64::MAX] {
        assert_text(EdgeOrder::try_from(number), &format!("edge order {number} is neither 1 nor 2"));
    }
}

#[test]
fn an_axis_too_short_for_its_order() {
    use DerivativeOrder::{First, Second};
    let even = Spacing::uniform(0.5).unwrap();
    let plan = |points, order, edge_order| Stencil::new(&even, points, order, edge_order);
    for (points, order, edge_order, text) in [
        (0, First, EdgeOrder::First, "0 points, but edge order 1 of derivative 1 needs at least 2"),
        (1, First, EdgeOrder::First, "1 point, but edge order 1 of derivative 1 needs at least 2"),
        (2, First, EdgeOrder::Second, "2 points, but edge order 2 of derivative 1 needs at least 3"),
        (2, Second, EdgeOrder::First, "2 points, but edge order 1 of derivative 2 needs at least 3"),
        (3, Second, EdgeOrder::Second, "3 points, but edge order 2 of derivative 2 needs at least 4"),
    ] {
        assert_text(plan(points, order, edge_order), text);
        assert!(plan(order.minimum_points(edge_order), order, edge_order).is_ok());
    }
    let one = Spacing::from_coordinates(&[0.3]).unwrap();
    let text = "1 point, but edge order 1 of derivative 1 needs at least 2";
    assert_text(Stencil::new(&one, 1, First, EdgeOrder::First), text);
}

#[test]
fn an_even_spacing_that_is_none() {
    for (spacing, text) in [
        (0.0, "spacing 0 is not a finite number other than zero"),
        (-0.0, "spacing -0 is not a finite number other than zero"),
        (f64::NAN, "spacing NaN is not a finite number other than zero"),
        (f64::NEG_INFINITY, "spacing -inf is not a finite number other than zero"),
    ] {
        assert_text(Spacing::uniform(spacing), text);
    }
}

#[test]
fn coordinates_that_are_none() {
    for (coordinates, text) in [
        (&[0.0, f64::NAN, 1.0][..], "coordinate 1 is NaN: coordinates must be finite"),
        (&[0.0, 1.0, f64::INFINITY], "coordinate 2 is inf: coordinates must be finite"),
        (&[f64::NAN], "coordinate 0 is NaN: coordinates must be finite"),
        (&[-1e308, 1.0, 1e308, -1e308], "coordinates 2 and 3 are too far apart to be subtracted"),
        (&[0.0, 0.5, 0.5, 0.7], "coordinates 1 and 2 are both 0.5: coordinates must not repeat"),
        (&[0.0, -0.0], "coordinates 0 and 1 are both 0: coordinates must not repeat"),
        (
            &[0.0, 0.5, 0.4, 0.7],
            "coordinates turn round at index 1 (0.5): they must rise throughout or fall throughout",
        ),
        (
            &[3.0, 2.0, 1.5, 2.5],
            "coordinates turn round at index 2 (1.5): they must rise throughout or fall throughout",
        ),
    ] {
        assert_text(Spacing::from_coordinates(coordinates), text);
    }
}

#[test]
fn an_array_of_another_shape_than_the_window() {
    let f = ArrayD::<f64>::zeros(IxDyn(&[3, 4]));
    let mut out = ArrayD::<f64>::zeros(IxDyn(&[4, 3]));
    let text = "an array of shape [4, 3] was given where the window needs [3, 4]";
    assert_text(derivative_into(f.view(), Axis(0), &stencil(3), out.view_mut()), text);
    let along = stencil(5);
    let sums = [vec![Term { input: 0, axis: Axis(0), stencil: &along, sign: Sign::Plus }]];
    let summed = sum_derivatives_into(&[2..3, 0..4], &[f.view()], vec![out.view_mut()], &sums);
    assert_text(summed, "an array of shape [4, 3] was given where the window needs [1, 4]");
    let mut out = ArrayD::<f64>::zeros(IxDyn(&[2, 4]));
    let summed = sum_derivatives_into(&[2..4, 0..4], &[f.view()], vec![out.view_mut()], &sums);
    assert_text(summed, "an array of shape [3, 4] was given where the window needs [4, 4]");
}

#[test]
fn an_input_that_covers_neither_its_own_window_nor_that_of_all() {
    let along = [stencil(5), stencil(7)];
    let term =
        |number: usize| Term { input: number, axis: Axis(number), stencil: &along[number], sign: Sign::Plus };
    let sums = [vec![term(0), term(1)]];
    let summed = |one: &[usize], other: &[usize]| {
        let [one, other] = [one, other].map(|shape| ArrayD::<f64>::zeros(IxDyn(shape)));
        let mut out = ArrayD::<f64>::zeros(IxDyn(&[1, 2]));
        sum_derivatives_into(&[2..3, 3..5], &[one.view(), other.view()], vec![out.view_mut()], &sums)
    };
    for (one, other) in [([3, 2], [1, 4]), ([3, 4], [3, 4]), ([3, 2], [3, 4]), ([3, 4], [1, 4])] {
        summed(&one, &other).unwrap();
    }
    let text = |found: &str, needed: &str| {
        format!("an array of shape {found} was given where the window needs {needed}")
    };
    assert_text(summed(&[3, 3], &[1, 4]), &text("[3, 3]", "[3, 4]"));
    assert_text(summed(&[3, 2], &[2, 4]), &text("[2, 4]", "[3, 4]"));
    assert_text(summed(&[3, 2], &[4]), &text("[4]", "[3, 4]"));
    assert_text(summed(&[3, 2, 1], &[1, 4]), &text("[3, 2, 1]", "[3, 2]"));
}
