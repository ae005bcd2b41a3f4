//! Small cases with answers that a person can check.

use fieldops_operators::{EdgeOrder, curl_3d, divergence, gradient, jacobian, laplacian};
use ndarray::{ArrayD, Axis};

use crate::{grids::Place, shared::naive::Points};

const X: [f64; 3] = [0.0, 0.5, 2.0];
const Y: [f64; 4] = [1.0, 1.25, 3.0, 4.0];
const Z: [f64; 5] = [-1.0, 0.0, 0.25, 0.5, 4.0];

fn place() -> Place {
    let axes = [X.to_vec(), Y.to_vec(), Z.to_vec()].map(Points::At);
    Place::at(&[3, 4, 5], axes.into_iter().enumerate().collect())
}

fn field(value: impl Fn(f64, f64, f64) -> f64) -> ArrayD<f64> {
    ArrayD::from_shape_fn(vec![3, 4, 5], |at| value(X[at[0]], Y[at[1]], Z[at[2]]))
}

#[test]
fn the_jacobian_of_x_x_z_has_three_ones() {
    let (x, z) = (field(|x, _, _| x), field(|_, _, z| z));
    let j = jacobian(&[x.view(), x.view(), z.view()], &place().grid, EdgeOrder::First).unwrap();
    assert_eq!(j.shape(), [3, 3, 3, 4, 5]);
    for (component, row) in j.outer_iter().enumerate() {
        for (axis, entry) in row.outer_iter().enumerate() {
            let expected = if matches!((component, axis), (0 | 1, 0) | (2, 2)) { 1.0 } else { 0.0 };
            assert!(entry.iter().all(|found| (found - expected).abs() < 1e-14), "∂{axis} of {component}");
        }
    }
}

#[test]
fn the_gradient_of_a_saddle_is_exact_with_edge_order_2() {
    let v = field(|x, y, z| 2.0 * x * x + 3.0 * y * y - 4.0 * z);
    let found = gradient(&v.view(), &place().grid, EdgeOrder::Second).unwrap();
    let expected = [field(|x, _, _| 4.0 * x), field(|_, y, _| 6.0 * y), field(|_, _, _| -4.0)];
    for (axis, expected) in expected.into_iter().enumerate() {
        let difference = expected - found.index_axis(Axis(0), axis);
        assert!(difference.iter().all(|error: &f64| error.abs() < 2e-12), "axis {axis}");
    }
}

#[test]
fn the_laplacian_of_a_saddle_is_10_everywhere() {
    let v = field(|x, y, z| 2.0 * x * x + 3.0 * y * y - 4.0 * z);
    let found = laplacian(&v.view(), &place().grid, EdgeOrder::First).unwrap();
    assert!(found.iter().all(|value| (value - 10.0).abs() < 1e-11), "{found}");
}

#[test]
fn a_turning_field_has_twice_its_angular_velocity_as_curl_and_no_divergence() {
    // ω × r with ω = (1, −2, 3)
    let u = field(|_, y, z| -2.0 * z - 3.0 * y);
    let v = field(|x, _, z| 3.0 * x - z);
    let w = field(|x, y, _| y + 2.0 * x);
    let views = [u.view(), v.view(), w.view()];
    let curl = curl_3d(&views, &place().grid, EdgeOrder::First).unwrap();
    for (component, expected) in [2.0, -4.0, 6.0].into_iter().enumerate() {
        let found = curl.index_axis(Axis(0), component);
        assert!(found.iter().all(|value| (value - expected).abs() < 1e-13), "component {component}");
    }
    let div = divergence(&views, &place().grid, EdgeOrder::First).unwrap();
    assert!(div.iter().all(|value| value.abs() < 1e-13));
}

#[test]
fn an_integer_field_has_a_gradient_in_f64() {
    let steps = ArrayD::from_shape_fn(vec![3, 4, 5], |at| u8::try_from(9 - 2 * at[0]).unwrap());
    let found = gradient(&steps.view(), &place().grid, EdgeOrder::First).unwrap();
    let ends = [found[[0, 0, 1, 1]], found[[0, 2, 3, 4]]];
    assert_eq!(ends, [-4.0, -2.0 / 1.5]);
}
