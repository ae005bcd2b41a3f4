//! Orders of accuracy, as declared: observed from the errors on ever finer axes.

use fieldops_stencil::{DerivativeOrder, EdgeOrder, Spacing, Stencil, derivative};
use ndarray::{ArrayD, Axis};

use crate::shared::slopes::{Kind, observed_order};

const KINDS: [Kind; 4] = [Kind::Even, Kind::Stretched, Kind::Alternating, Kind::Jumping];

/// Numbers of points: odd and even in turn.
const RESOLUTIONS: [usize; 6] = [41, 80, 161, 320, 641, 1280];

fn f(x: f64) -> f64 {
    (2.0 * x).sin() + x.exp()
}

fn exact(x: f64, order: DerivativeOrder) -> f64 {
    match order {
        DerivativeOrder::First => 2.0 * (2.0 * x).cos() + x.exp(),
        DerivativeOrder::Second => -4.0 * (2.0 * x).sin() + x.exp(),
    }
}

/// The even spacing where it is meant: coordinates that are rounded are not exactly even.
fn spacing(kind: Kind, x: &[f64]) -> Spacing {
    if kind == Kind::Even {
        return Spacing::uniform((x[x.len() - 1] - x[0]) / (x.len() - 1) as f64).unwrap();
    }
    Spacing::from_coordinates(x).unwrap()
}

/// Observed orders: of the largest error inside, and at the two ends.
fn observed(kind: Kind, order: DerivativeOrder, edge: EdgeOrder) -> [f64; 3] {
    let errors = RESOLUTIONS.map(|points| {
        let x = kind.coordinates(points, 0.3, 2.1);
        let stencil = Stencil::new(&spacing(kind, &x), points, order, edge).unwrap();
        let values = ArrayD::from_shape_vec(vec![points], x.iter().map(|x| f(*x)).collect()).unwrap();
        let found = derivative(values.view(), Axis(0), &stencil).unwrap();
        let errors: Vec<f64> =
            found.iter().zip(&x).map(|(found, x)| (found - exact(*x, order)).abs()).collect();
        let inside = errors[1..points - 1].iter().fold(0.0, |one: f64, other| one.max(*other));
        (points, [inside, errors[0], errors[points - 1]])
    });
    [0, 1, 2].map(|place| observed_order(&errors.map(|(points, error)| (points, error[place]))))
}

fn assert_orders(order: DerivativeOrder) {
    for kind in KINDS {
        for edge in [EdgeOrder::First, EdgeOrder::Second] {
            let found = observed(kind, order, edge);
            let declared = [2.0, edge.number() as f64, edge.number() as f64];
            for (found_one, declared_one) in found.iter().zip(declared) {
                assert!(
                    (found_one - declared_one).abs() < 0.2,
                    "{kind:?}, {order:?}, edge {edge:?}: inside and at the ends {found:?}, declared {declared:?}"
                );
            }
        }
    }
}

#[test]
fn first_derivatives_are_of_second_order_inside_and_of_the_edge_order_at_the_ends() {
    assert_orders(DerivativeOrder::First);
}

#[test]
fn second_derivatives_are_of_second_order_inside_and_of_the_edge_order_at_the_ends() {
    assert_orders(DerivativeOrder::Second);
}

fn assert_first_order_inside(kind: Kind, second: impl Fn(&[f64], &[f64], usize) -> f64) {
    let errors = RESOLUTIONS.map(|points| {
        let x = kind.coordinates(points, 0.3, 2.1);
        let values: Vec<f64> = x.iter().map(|x| f(*x)).collect();
        let error = |i: usize| (second(&x, &values, i) - exact(x[i], DerivativeOrder::Second)).abs();
        (points, (2..points - 2).map(error).fold(0.0, f64::max))
    });
    let order = observed_order(&errors);
    assert!((order - 1.0).abs() < 0.2, "{kind:?}: {order}");
}

/// The reason for stencils of five points; and the axes of these tests jump enough to tell.
#[test]
fn three_points_would_be_of_first_order_on_jumping_axes() {
    for kind in [Kind::Alternating, Kind::Jumping] {
        assert_first_order_inside(kind, |x, f, i| {
            let slope = |i: usize| (f[i + 1] - f[i]) / (x[i + 1] - x[i]);
            2.0 * (slope(i) - slope(i - 1)) / (x[i + 1] - x[i - 1])
        });
    }
}

/// Where distances merely alternate, the errors of neighbouring slopes are alike, and cancel.
#[test]
fn a_first_derivative_taken_twice_would_be_of_first_order_on_jumping_axes() {
    assert_first_order_inside(Kind::Jumping, |x, f, i| {
        let slope = |i: usize| first_derivative(&x[i - 1..=i + 1], &f[i - 1..=i + 1]);
        first_derivative(&x[i - 1..=i + 1], &[slope(i - 1), slope(i), slope(i + 1)])
    });
}

/// At the middle one of three points.
fn first_derivative(x: &[f64], f: &[f64]) -> f64 {
    let (h1, h2) = (x[1] - x[0], x[2] - x[1]);
    (h2 * (f[1] - f[0]) / h1 + h1 * (f[2] - f[1]) / h2) / (h1 + h2)
}
