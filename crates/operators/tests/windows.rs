//! Windows of a grid: any of them gives the bits of the whole.

use fieldops_operators::{EdgeOrder, Grid, GridAxis, Operator, Spacing, Sweep};
use ndarray::Axis;

fn sweep_with_batch_axis() -> Sweep {
    let x = Spacing::from_coordinates(&[0.0, 0.5, 2.0, 2.3]).unwrap();
    let grid = Grid::new(&[3, 4], vec![GridAxis::new("x", Axis(1), x)]).unwrap();
    Sweep::new(&Operator::gradient(1), &grid, EdgeOrder::First).unwrap()
}

#[test]
#[should_panic(expected = "the window [2..4, 0..1] does not lie within a grid of shape [3, 4]")]
fn a_window_beyond_an_axis_that_is_carried_along_is_refused() {
    let _ = sweep_with_batch_axis().input_window(&[2..4, 0..1]);
}

#[test]
#[should_panic(expected = "the window [0..3] does not lie within a grid of shape [3, 4]")]
fn a_window_of_too_few_axes_is_refused() {
    let _ = sweep_with_batch_axis().input_window(&[0..3]);
}
