//! Every error, by its exact text.

use std::error::Error as _;

use fieldops_operators::{
    DerivativeOrder, EdgeOrder, Error, Grid, GridAxis, Operator, Spacing, Sweep, curl_2d, derivative,
    divergence, divergence_into, gradient, gradient_into, jacobian, laplacian_into,
};
use ndarray::{ArrayD, Axis, IxDyn};

fn zeros(shape: &[usize]) -> ArrayD<f64> {
    ArrayD::zeros(IxDyn(shape))
}

fn axis(name: &str, axis: usize, coordinates: &[f64]) -> GridAxis {
    GridAxis::new(name, Axis(axis), Spacing::from_coordinates(coordinates).unwrap())
}

/// Shape (2, 3), x along axis 0, y along axis 1.
fn grid() -> Grid {
    Grid::new(&[2, 3], vec![axis("x", 0, &[0.5, 2.0]), axis("y", 1, &[1.0, 1.5, 3.5])]).unwrap()
}

#[track_caller]
fn assert_text<V>(result: Result<V, Error>, text: &str) -> Error {
    let error = result.err().expect("an error");
    assert_eq!(error.to_string(), text);
    error
}

#[test]
fn an_axis_that_the_array_does_not_have() {
    let grid = Grid::new(&[2, 3], vec![axis("z", 2, &[0.5, 2.0])]);
    assert_text(grid, "axis `z` is axis 2 of the array, which has 2 dimensions");
}

#[test]
fn an_axis_named_twice() {
    let grid = Grid::new(&[2, 3], vec![axis("x", 0, &[0.5, 2.0]), axis("lon", 0, &[0.5, 2.0])]);
    assert_text(grid, "axes `x` and `lon` are both axis 0 of the array");
}

#[test]
fn an_axis_with_another_number_of_coordinates_names_the_axis_and_both_numbers() {
    let error = assert_text(Grid::new(&[2, 3], vec![axis("y", 1, &[0.5, 2.0])]), "axis `y`");
    assert_eq!(error.source().unwrap().to_string(), "there are 2 coordinates for 3 points");
}

#[test]
fn an_axis_too_short_for_the_edge_order_names_the_axis_and_both_numbers() {
    let error = assert_text(gradient(&zeros(&[2, 3]).view(), &grid(), EdgeOrder::Second), "axis `x`");
    assert_eq!(
        error.source().unwrap().to_string(),
        "2 points, but edge order 2 of derivative 1 needs at least 3"
    );
}

#[test]
fn an_operator_on_more_axes_than_the_grid_has() {
    let too_many = Sweep::new(&Operator::curl_3d([0, 1, 2]), &grid(), EdgeOrder::First);
    assert_text(too_many, "the operator needs an axis 2, but the grid has 2 axes");
    let second = derivative(&zeros(&[2, 3]).view(), 5, DerivativeOrder::First, &grid(), EdgeOrder::First);
    assert_text(second, "the operator needs an axis 5, but the grid has 2 axes");
}

#[test]
fn more_or_fewer_components_than_the_operator_takes() {
    let f = zeros(&[2, 3]);
    let three = [f.view(), f.view(), f.view()];
    let text = "3 components were given where the operator takes 2";
    assert_text(divergence(&three, &grid(), EdgeOrder::First), text);
    assert_text(curl_2d(&three, &grid(), EdgeOrder::First), text);
    assert_text(
        jacobian::<f64>(&[], &grid(), EdgeOrder::First),
        "0 components were given where the operator takes 1",
    );
}

#[test]
fn more_or_fewer_outputs_than_the_operator_makes() {
    let sweep = Sweep::new(&Operator::gradient(2), &grid(), EdgeOrder::First).unwrap();
    let (f, mut out) = (zeros(&[2, 3]), vec![zeros(&[2, 3]); 3]);
    let mut outputs: Vec<_> = out.iter_mut().map(|array| array.view_mut()).collect();
    assert_text(
        sweep.apply_into(&[f.view()], &mut outputs),
        "3 outputs were given where the operator makes 2",
    );
}

#[test]
fn a_field_of_another_shape_than_the_grid() {
    let text = "an array of shape [3, 2] was given where [2, 3] is needed";
    assert_text(gradient(&zeros(&[3, 2]).view(), &grid(), EdgeOrder::First), text);
}

#[test]
fn a_component_of_another_shape_than_the_first() {
    let (f, g) = (zeros(&[2, 3]), zeros(&[3, 2]));
    let error = divergence(&[f.view(), g.view()], &grid(), EdgeOrder::First).unwrap_err();
    assert_eq!(error, Error::ShapeMismatch { expected: vec![2, 3], found: vec![3, 2] });
}

#[test]
fn an_output_of_another_shape_than_the_result() {
    let f = zeros(&[2, 3]);
    let without_axis = gradient_into(&f.view(), &grid(), EdgeOrder::First, zeros(&[2, 3]).view_mut());
    assert_text(without_axis, "an array of shape [2, 3] was given where [2, 2, 3] is needed");
    let text = "an array of shape [1, 2, 3] was given where [2, 3] is needed";
    let mut out = zeros(&[1, 2, 3]);
    assert_text(divergence_into(&[f.view(), f.view()], &grid(), EdgeOrder::First, out.view_mut()), text);
    let plane = Grid::new(&[2, 3], vec![axis("y", 1, &[1.0, 1.5, 3.5])]).unwrap();
    assert_text(laplacian_into(&f.view(), &plane, EdgeOrder::First, out.view_mut()), text);
}

#[test]
fn arrays_of_another_shape_than_the_window() {
    let sweep = Sweep::new(&Operator::gradient(1), &grid(), EdgeOrder::First).unwrap();
    let (f, mut out) = (zeros(&[2, 2]), zeros(&[1, 3]));
    let window = [0..1, 0..3];
    assert_text(
        sweep.apply_window_into(&window, &[f.view()], &mut [out.view_mut()]),
        "an array of shape [2, 2] was given where [2, 3] is needed",
    );
    let error =
        sweep.apply_window_into(&window, &[zeros(&[2, 3]).view()], &mut [out.t().to_owned().view_mut()]);
    assert_eq!(error, Err(Error::ShapeMismatch { expected: vec![1, 3], found: vec![3, 1] }));
}
