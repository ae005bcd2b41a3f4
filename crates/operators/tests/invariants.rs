//! Pointwise quantities of the Jacobian: against naive matrix arithmetic on the stored Jacobian, against known
//! eigenvalues, on windows, in single precision.

use fieldops_operators::{EdgeOrder, Error, Grid, GridAxis, Invariant, Spacing, invariant, jacobian};
use ndarray::{ArrayD, ArrayViewD, Axis, IxDyn, s};

use crate::{inertia::eigenvalues_below, shared::samples::Random};

type Matrix = [[f64; 3]; 3];

fn grid(shape: &[usize]) -> Grid {
    let axis = |(number, &points): (usize, &usize)| {
        let x: Vec<f64> = (0..points).map(|i| 0.4 * i as f64 + 0.05 * (i * i) as f64).collect();
        GridAxis::new(["x", "y", "z"][number], Axis(number), Spacing::from_coordinates(&x).unwrap())
    };
    Grid::new(shape, shape.iter().enumerate().map(axis).collect()).unwrap()
}

fn product(a: Matrix, b: Matrix) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..3).map(|k| a[i][k] * b[k][j]).sum()))
}

fn combined(a: Matrix, factor: f64, b: Matrix) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| a[i][j] + factor * b[i][j]))
}

fn transposed(a: Matrix) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| a[j][i]))
}

fn trace(a: Matrix) -> f64 {
    a[0][0] + a[1][1] + a[2][2]
}

fn determinant(a: Matrix) -> f64 {
    let even = a[0][0] * a[1][1] * a[2][2] + a[0][1] * a[1][2] * a[2][0] + a[0][2] * a[1][0] * a[2][1];
    let odd = a[0][2] * a[1][1] * a[2][0] + a[0][1] * a[1][0] * a[2][2] + a[0][0] * a[1][2] * a[2][1];
    even - odd
}

fn strain_and_rotation(j: Matrix) -> [Matrix; 2] {
    [1.0, -1.0].map(|sign| combined(j, sign, transposed(j)).map(|row| row.map(|entry| 0.5 * entry)))
}

fn norm_squared(a: Matrix) -> f64 {
    a.iter().flatten().map(|entry| entry * entry).sum()
}

/// By the definitions, as they are written.
fn naive(quantity: Invariant, j: Matrix) -> f64 {
    let [strain, rotation] = strain_and_rotation(j);
    let p = -trace(j);
    let q = 0.5 * (trace(j) * trace(j) - trace(product(j, j)));
    let r = -determinant(j);
    match quantity {
        Invariant::Q => q,
        Invariant::R => r,
        Invariant::Delta => {
            27.0 * r.powi(2) + (4.0 * p.powi(3) - 18.0 * p * q) * r + 4.0 * q.powi(3) - p.powi(2) * q.powi(2)
        }
        Invariant::StrainRate => (2.0 * norm_squared(strain)).sqrt(),
        Invariant::Vorticity => (2.0 * norm_squared(rotation)).sqrt(),
        Invariant::Lambda2 => unreachable!("eigenvalues are counted, not computed"),
    }
}

fn views(fields: &[ArrayD<f64>]) -> Vec<ArrayViewD<'_, f64>> {
    fields.iter().map(|field| field.view()).collect()
}

/// Random fields and the Jacobian at each of their points.
fn fields_and_jacobians(shape: &[usize], grid: &Grid, seed: u64) -> (Vec<ArrayD<f64>>, Vec<Matrix>) {
    let mut random = Random(seed);
    let fields: Vec<ArrayD<f64>> =
        (0..3).map(|_| ArrayD::from_shape_simple_fn(IxDyn(shape), || random.fraction() - 0.5)).collect();
    let stored = jacobian(&views(&fields), grid, EdgeOrder::Second).unwrap();
    let flat: Vec<Vec<f64>> = stored
        .outer_iter()
        .flat_map(|row| row.outer_iter().map(|entry| entry.iter().copied().collect()).collect::<Vec<_>>())
        .collect();
    let at = |point: usize| std::array::from_fn(|i| std::array::from_fn(|j| flat[3 * i + j][point]));
    (fields, (0..shape.iter().product()).map(at).collect())
}

#[test]
fn quantities_are_those_of_the_definitions() {
    let shape = [7, 5, 40];
    let grid = grid(&shape);
    let (fields, jacobians) = fields_and_jacobians(&shape, &grid, 11);
    for quantity in Invariant::ALL.into_iter().filter(|quantity| *quantity != Invariant::Lambda2) {
        let found = invariant(quantity, &views(&fields), &grid, EdgeOrder::Second).unwrap();
        for (found, j) in found.iter().zip(&jacobians) {
            let size = norm_squared(*j).sqrt().max(1.0);
            let expected = naive(quantity, *j);
            assert!(
                (found - expected).abs() < 1e-13 * size.powi(6),
                "{quantity:?}: {found} is not {expected}"
            );
        }
    }
}

#[test]
fn lambda2_is_the_middle_eigenvalue() {
    let shape = [7, 5, 40];
    let grid = grid(&shape);
    let (fields, jacobians) = fields_and_jacobians(&shape, &grid, 12);
    let found = invariant(Invariant::Lambda2, &views(&fields), &grid, EdgeOrder::Second).unwrap();
    for (lambda2, j) in found.iter().zip(&jacobians) {
        let [strain, rotation] = strain_and_rotation(*j);
        let matrix = combined(product(strain, strain), 1.0, product(rotation, rotation));
        let small = 1e-12 * norm_squared(matrix).sqrt();
        assert!(eigenvalues_below(matrix, lambda2 - small) <= 1, "{lambda2} of {matrix:?}");
        assert!(eigenvalues_below(matrix, lambda2 + small) >= 2, "{lambda2} of {matrix:?}");
    }
}

/// A quantity of the field `a·x`, whose Jacobian is `a` everywhere.
fn of_linear_field(quantity: Invariant, a: Matrix) -> f64 {
    let shape = [3, 4, 5];
    let grid = grid(&shape);
    let x = |i: usize| 0.4 * i as f64 + 0.05 * (i * i) as f64;
    let component =
        |row: [f64; 3]| ArrayD::from_shape_fn(IxDyn(&shape), |at| (0..3).map(|j| row[j] * x(at[j])).sum());
    let fields = a.map(component);
    invariant(quantity, &views(&fields), &grid, EdgeOrder::First).unwrap()[[1, 2, 3]]
}

#[test]
fn known_eigenvalues_give_known_values() {
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-10, "{found} {expected}");
    let stretched = [[1.0, 3.0, 0.0], [0.0, 2.0, -2.0], [0.0, 0.0, 4.0]];
    // −(1−2)²(2−4)²(4−1)²
    close(of_linear_field(Invariant::Delta, stretched), -36.0);
    close(of_linear_field(Invariant::Q, stretched), 14.0);
    close(of_linear_field(Invariant::R, stretched), -8.0);
    let turning = [[0.0, -1.5, 0.0], [1.5, 0.0, 0.0], [0.0, 0.0, 0.0]];
    close(of_linear_field(Invariant::Lambda2, turning), -2.25);
    close(of_linear_field(Invariant::Vorticity, turning), 3.0);
    close(of_linear_field(Invariant::StrainRate, turning), 0.0);
    // 4Q³ with Q = 1.5²
    close(of_linear_field(Invariant::Delta, turning), 4.0 * 2.25_f64.powi(3));
}

#[test]
fn a_window_in_single_precision_has_the_bits_of_the_whole() {
    let shape = [6, 9, 33];
    let grid = grid(&shape);
    let (fields, _) = fields_and_jacobians(&shape, &grid, 13);
    #[expect(clippy::cast_possible_truncation, reason = "single-precision numbers are wanted")]
    let fields: Vec<ArrayD<f32>> = fields.iter().map(|field| field.mapv(|number| number as f32)).collect();
    let whole_views: Vec<_> = fields.iter().map(|field| field.view()).collect();
    for quantity in Invariant::ALL {
        let whole = invariant(quantity, &whole_views, &grid, EdgeOrder::First).unwrap();
        let sweep = quantity.sweep(&grid, EdgeOrder::First).unwrap();
        let part: Vec<_> = fields.iter().map(|field| field.slice(s![1..6, 1..9, 2..31]).into_dyn()).collect();
        let mut out = ArrayD::from_elem(IxDyn(&[3, 6, 27]), f32::NAN);
        quantity.apply_window_into(&sweep, &[2..5, 2..8, 3..30], &part, out.view_mut()).unwrap();
        assert_eq!(out, whole.slice(s![2..5, 2..8, 3..30]).into_dyn(), "{quantity:?}");
    }
}

#[test]
fn a_nan_gives_nan_and_2d_fields_have_no_third_invariant() {
    let grid = grid(&[4, 5]);
    let mut u = ArrayD::from_shape_fn(IxDyn(&[4, 5]), |at| (at[0] * at[1]) as f64);
    u[[2, 2]] = f64::NAN;
    let v = u.mapv(|number| -number);
    let fields = [u.view(), v.view()];
    for quantity in [Invariant::Q, Invariant::Delta, Invariant::StrainRate, Invariant::Vorticity] {
        let found = invariant(quantity, &fields, &grid, EdgeOrder::First).unwrap();
        assert!(found[[2, 2]].is_nan() && found[[0, 0]].is_finite(), "{quantity:?}");
    }
    let error = invariant(Invariant::R, &fields, &grid, EdgeOrder::First).unwrap_err();
    assert_eq!(error, Error::Undefined { quantity: "R", components: 2, axes: 2 });
    assert_eq!(error.to_string(), "R is not defined for a field of 2 components on 2 axes");
}
