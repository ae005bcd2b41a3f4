//! Small cases with answers that a person can check.

use fieldops_stencil::{DerivativeOrder, EdgeOrder, Spacing, Stencil, derivative};
use ndarray::{Array2, ArrayD, Axis, array};

use crate::{
    plans::gradient,
    shared::naive::Points::{At, Even},
};

const ONE: EdgeOrder = EdgeOrder::First;
const TWO: EdgeOrder = EdgeOrder::Second;

/// Asserts equality to a few roundings of the largest number. NaN equals NaN.
#[track_caller]
fn assert_near(found: &ArrayD<f64>, expected: &ArrayD<f64>) {
    assert_eq!(found.shape(), expected.shape());
    let largest = expected.iter().filter(|x| x.is_finite()).fold(0.0, |a: f64, b| a.max(b.abs()));
    for (found_one, expected_one) in found.iter().zip(expected) {
        let near = (found_one - expected_one).abs() <= 8.0 * f64::EPSILON * largest;
        assert!(near || found_one.is_nan() && expected_one.is_nan(), "{found} instead of {expected}");
    }
}

fn line(values: &[f64]) -> ArrayD<f64> {
    ArrayD::from_shape_vec(vec![values.len()], values.to_vec()).unwrap()
}

/// `n` points from `from` on, in steps of `step`.
fn points(n: u32, from: f64, step: f64) -> Vec<f64> {
    (0..n).map(|i| from + step * f64::from(i)).collect()
}

#[test]
fn a_square_of_four_numbers() {
    let f = array![[1.0, 1.0], [3.0, 4.0]].into_dyn();
    assert_eq!(gradient(&f.view(), 0, &Even(1.0), ONE), array![[2.0, 3.0], [2.0, 3.0]].into_dyn());
    assert_eq!(gradient(&f.view(), 1, &Even(1.0), ONE), array![[0.0, 0.0], [1.0, 1.0]].into_dyn());
}

#[test]
fn a_line_with_even_and_uneven_spacing() {
    let f = line(&[1.0, 2.0, 4.0, 7.0, 11.0, 16.0]);
    assert_near(&gradient(&f.view(), 0, &Even(1.0), ONE), &line(&[1.0, 1.5, 2.5, 3.5, 4.5, 5.0]));
    assert_near(&gradient(&f.view(), 0, &Even(2.0), ONE), &line(&[0.5, 0.75, 1.25, 1.75, 2.25, 2.5]));
    let x = At(vec![0.0, 1.0, 1.5, 3.5, 4.0, 6.0]);
    assert_near(&gradient(&f.view(), 0, &x, ONE), &line(&[1.0, 3.0, 3.5, 6.7, 6.9, 2.5]));
    assert_near(&gradient(&f.view(), 0, &x, TWO), &line(&[-1.0, 3.0, 3.5, 6.7, 6.9, -1.9]));
}

#[test]
fn rows_and_columns_with_spacing_of_their_own() {
    let f = array![[1, 2, 6], [3, 4, 5]].into_dyn();
    let along_x = gradient(&f.view(), 0, &Even(2.0), ONE);
    assert_eq!(along_x, array![[1.0, 1.0, -0.5], [1.0, 1.0, -0.5]].into_dyn());
    let along_y = gradient(&f.view(), 1, &At(vec![1.0, 1.5, 3.5]), ONE);
    assert_near(&along_y, &array![[2.0, 2.0, 2.0], [2.0, 1.7, 0.5]].into_dyn());
}

#[test]
fn squares_are_exact_up_to_the_ends_with_edge_order_2() {
    let f = line(&[0.0, 1.0, 4.0, 9.0, 16.0]);
    assert_eq!(gradient(&f.view(), 0, &Even(1.0), ONE), line(&[1.0, 2.0, 4.0, 6.0, 7.0]));
    assert_eq!(gradient(&f.view(), 0, &Even(1.0), TWO), line(&[0.0, 2.0, 4.0, 6.0, 8.0]));
    let f = line(&[0.0, 4.0, 9.0, 36.0, 64.0]);
    let x = At(vec![0.0, 2.0, 3.0, 6.0, 8.0]);
    assert_near(&gradient(&f.view(), 0, &x, TWO), &line(&[0.0, 4.0, 6.0, 12.0, 16.0]));
}

#[test]
fn a_table_of_sums_along_both_axes() {
    let v = [0.0, 2.0, 3.0, 4.0, 5.0, 5.0];
    let x = At(vec![0.0, 0.5, 1.0, 3.0, 5.0, 7.0]);
    let f = Array2::from_shape_fn([6, 6], |(i, j)| v[i] + v[j]).into_dyn();
    for (points, edge_order, row) in [
        (&Even(1.0), ONE, [2.0, 1.5, 1.0, 1.0, 0.5, 0.0]),
        (&Even(1.0), TWO, [2.5, 1.5, 1.0, 1.0, 0.5, -0.5]),
        (&x, ONE, [4.0, 3.0, 1.7, 0.5, 0.25, 0.0]),
        (&x, TWO, [5.0, 3.0, 1.7, 0.5, 0.25, -0.25]),
    ] {
        let expected = Array2::from_shape_fn([6, 6], |(_, j)| row[j]).into_dyn();
        assert_near(&gradient(&f.view(), 1, points, edge_order), &expected);
        assert_near(&gradient(&f.view(), 0, points, edge_order), &expected.t().to_owned());
    }
}

#[test]
fn a_cubic_on_ten_points_is_within_3_percent() {
    let even = points(10, 0.0, 1.0 / 9.0);
    let uneven = even.iter().map(|x| x.powf(1.2)).collect();
    for x in [even, uneven] {
        let f: Vec<f64> = x.iter().map(|x| 2.0 * x.powi(3) + 4.0 * x.powi(2) + 2.0 * x).collect();
        let slope = gradient(&line(&f).view(), 0, &At(x.clone()), TWO);
        for (found, x) in slope.iter().zip(x) {
            assert!((found / (6.0 * x * x + 8.0 * x + 2.0) - 1.0).abs() < 0.03, "{found} at {x}");
        }
    }
}

#[test]
fn two_points_are_enough_for_edge_order_1_and_three_for_2() {
    assert_eq!(gradient(&line(&[3.0, 4.0]).view(), 0, &Even(0.5), ONE), line(&[2.0, 2.0]));
    let three = gradient(&line(&[0.0, 1.0, 4.0]).view(), 0, &Even(0.5), TWO);
    assert_eq!(three, line(&[0.0, 4.0, 8.0]));
    let plan =
        |points, edge| Stencil::new(&Spacing::uniform(0.5).unwrap(), points, DerivativeOrder::First, edge);
    for (points, edge) in [(0, ONE), (1, ONE), (0, TWO), (1, TWO), (2, TWO)] {
        assert!(plan(points, edge).is_err());
    }
}

#[test]
fn integers_are_converted_before_they_are_subtracted() {
    macro_rules! signed {
        ($($integer:ty)*) => {$(
            let f = array![-1, <$integer>::MAX].into_dyn();
            let half = (<$integer>::MAX as f64 + 1.0) / 2.0;
            assert_eq!(gradient(&f.view(), 0, &At(vec![1.0, 3.0]), ONE), line(&[half, half]));
        )*};
    }
    macro_rules! unsigned {
        ($($integer:ty)*) => {$(
            let f: ArrayD<$integer> = array![0, 2, 4].into_dyn();
            assert_eq!(gradient(&f.view(), 0, &At(vec![3.0, 2.0, 1.0]), ONE), line(&[-2.0; 3]));
            let f: ArrayD<$integer> = array![5, 4, 3, 2, 1].into_dyn();
            assert_eq!(gradient(&f.view(), 0, &Even(0.5), ONE), line(&[-2.0; 5]));
        )*};
    }
    #[expect(clippy::allow_attributes, reason = "only the narrower integers convert without loss")]
    #[allow(clippy::cast_lossless, reason = "only the narrower integers convert without loss")]
    {
        signed! { i8 i16 i32 i64 }
    }
    unsigned! { u8 u16 u32 u64 }
}

#[test]
fn not_a_number_spreads_as_the_formulae_spread_it() {
    const NAN: f64 = f64::NAN;
    let even = gradient(&line(&[1.0, NAN, 4.0, 5.0, 6.0, 7.0]).view(), 0, &Even(1.0), ONE);
    assert_near(&even, &line(&[NAN, 1.5, NAN, 1.0, 1.0, 1.0]));
    let x = At(vec![0.0, 1.0, 2.0, 4.0, 5.0, 6.0]);
    let uneven = gradient(&line(&[1.0, 2.0, NAN, 5.0, 6.0, 7.0]).view(), 0, &x, ONE);
    assert_near(&uneven, &line(&[1.0, NAN, NAN, NAN, 1.0, 1.0]));
}

#[test]
fn descending_coordinates_are_right() {
    let f = line(&[1.0, 2.0, 4.0, 5.0]);
    let slope = gradient(&f.view(), 0, &At(vec![3.0, 2.0, 1.0, 0.0]), ONE);
    assert_eq!(slope, line(&[-1.0, -1.5, -1.5, -1.0]));
}

#[test]
fn the_potential_of_a_saddle_on_a_cube_of_nine_points_a_side() {
    let x = points(9, -100.0, 25.0);
    let v = ArrayD::from_shape_fn(vec![9, 9, 9], |at| {
        2.0 * x[at[0]].powi(2) + 3.0 * x[at[1]].powi(2) - 4.0 * x[at[2]]
    });
    for (step, per_step) in [(Even(1.0), 25.0), (Even(25.0), 1.0), (At(x.clone()), 1.0)] {
        // A difference of squares is exact inside; at an end it is that of the midpoint of the last interval.
        let place = |i: usize| match i {
            0 => -87.5,
            8 => 87.5,
            _ => x[i],
        };
        for (axis, factor) in [(0, 4.0), (1, 6.0)] {
            let expected = ArrayD::from_shape_fn(v.shape(), |at| per_step * factor * place(at[axis]));
            assert_eq!(gradient(&v.view(), axis, &step, ONE), expected);
        }
        let falling = ArrayD::from_elem(v.shape(), -4.0 * per_step);
        assert_eq!(gradient(&v.view(), 2, &step, ONE), falling);
    }
}

#[test]
fn a_wave_on_a_grid_of_step_0_05_is_its_cosine() {
    let (x, y) = (points(40, -1.0, 0.05), points(63, -1.55, 0.05));
    let h: f64 = 0.05;
    let wave =
        |across: f64| Array2::from_shape_fn([40, 63], |(i, j)| (x[i] + across * y[j]).sin()).into_dyn();
    for across in [1.0, 0.0] {
        for (axis, extent, factor) in [(0, 40, 1.0), (1, 63, across)] {
            let slope = gradient(&wave(across).view(), axis, &Even(h), ONE);
            for (at, found) in slope.indexed_iter() {
                let edge = at[axis] == 0 || at[axis] == extent - 1;
                // The remainders of Taylor's series: h/2 and h²/6 times a derivative of at most 1.
                let bound = if edge { h / 2.0 } else { h * h / 6.0 } + 1e-13;
                let exact = factor * (x[at[0]] + across * y[at[1]]).cos();
                assert!((found - exact).abs() <= bound, "{found} instead of {exact} at {at:?}");
            }
        }
    }
}

#[test]
fn a_bright_pixel_shows_beside_itself() {
    let mut image = Array2::from_shape_fn([7, 7], |(_, j)| [21, 20, 22, 24, 18, 11, 23][j]);
    image[[3, 3]] = 99;
    let image = image.into_dyn();
    let (down, across) =
        (gradient(&image.view(), 0, &Even(1.0), ONE), gradient(&image.view(), 1, &Even(1.0), ONE));
    assert_eq!((down[[3, 3]], across[[3, 3]]), (0.0, -2.0));
    assert_eq!((down[[2, 3]], down[[4, 3]]), (37.5, -37.5));
    assert_eq!((across[[3, 2]], across[[3, 4]]), (39.5, -44.0));
    assert_eq!((across[[0, 0]], across[[0, 6]]), (-1.0, 12.0));
}

#[test]
fn squares_and_cubes_on_uneven_points_show_their_truncation_error() {
    let x = [0.0, 0.5, 2.0, 2.25, 4.0, 7.0];
    let d: Vec<f64> = x.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let sampled = |power: i32| line(&x.map(|x| x.powi(power)));
    let squares = gradient(&sampled(2).view(), 0, &At(x.to_vec()), ONE);
    assert_near(&squares, &line(&[0.5, 1.0, 4.0, 4.5, 8.0, 11.0]));
    let cubes = gradient(&sampled(3).view(), 0, &At(x.to_vec()), ONE);
    let mut expected: Vec<f64> = (1..5).map(|i| 3.0 * x[i] * x[i] + d[i - 1] * d[i]).collect();
    expected.insert(0, 0.25);
    expected.push(16.0 + 28.0 + 49.0);
    assert_near(&cubes, &line(&expected));
}

#[test]
fn a_cube_differs_from_its_symbolic_derivative_by_the_square_of_the_step() {
    let x = points(21, -1.0, 0.125);
    let slope =
        gradient(&line(&x.iter().map(|x| x.powi(3)).collect::<Vec<_>>()).view(), 0, &Even(0.125), ONE);
    for i in 1..20 {
        assert_eq!(slope[[i]], 3.0 * x[i] * x[i] + 0.125 * 0.125);
    }
}

#[test]
fn a_parabola_has_two_derivatives_and_then_none() {
    let x = points(12, -1.0, 0.25);
    let mut f = line(&x.iter().map(|x| 2.0 * x * x + x / 2.0).collect::<Vec<_>>());
    let plan = Stencil::new(&Spacing::uniform(0.25).unwrap(), 12, DerivativeOrder::Second, TWO).unwrap();
    assert_eq!(derivative(f.view(), Axis(0), &plan).unwrap(), line(&[4.0; 12]));
    let slopes: Vec<f64> = x.iter().map(|x| 4.0 * x + 0.5).collect();
    for expected in [slopes, vec![4.0; 12], vec![0.0; 12], vec![0.0; 12], vec![0.0; 12]] {
        f = gradient(&f.view(), 0, &Even(0.25), TWO);
        assert_eq!(f, line(&expected));
    }
}
