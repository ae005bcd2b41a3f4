//! What holds for any numbers on any axis.

use std::ops::Range;

use fieldops_stencil::{
    Combination, DerivativeOrder, EdgeOrder, Sign, Spacing, Stencil, Term, derivative, sum_derivatives_into,
};
use ndarray::{ArrayD, Axis, Slice};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};

use crate::{
    plans::{DERIVATIVES, EDGES},
    shared::{bits::assert_same_bits, samples::Random},
};

/// The same cases on every run.
fn fixed() -> Config {
    Config { cases: 64, rng_seed: RngSeed::Fixed(20_251_124), failure_persistence: None, ..Config::default() }
}

/// Coordinates whose distances differ by up to a factor of 20, ascending or descending.
fn coordinates() -> impl Strategy<Value = Vec<f64>> {
    (prop::collection::vec(0.1..2.0, 3..12), -5.0..5.0, any::<bool>()).prop_map(
        |(distances, start, rising)| {
            let sign = if rising { 1.0 } else { -1.0 };
            let steps = distances.iter().scan(start, |x, distance| {
                *x += sign * distance;
                Some(*x)
            });
            std::iter::once(start).chain(steps).collect()
        },
    )
}

/// An even spacing of either sign, and a number of points.
fn even() -> impl Strategy<Value = (f64, usize)> {
    (0.01_f64..5.0, any::<bool>(), 4_usize..12).prop_map(|(h, rising, n)| (if rising { h } else { -h }, n))
}

fn order() -> impl Strategy<Value = DerivativeOrder> {
    prop::sample::select(&DERIVATIVES[..])
}

fn edge_order() -> impl Strategy<Value = EdgeOrder> {
    prop::sample::select(&EDGES[..])
}

fn plan(x: &[f64], order: DerivativeOrder, edge: EdgeOrder) -> Stencil {
    Stencil::new(&Spacing::from_coordinates(x).unwrap(), x.len(), order, edge).unwrap()
}

fn plan_even((h, n): (f64, usize), order: DerivativeOrder, edge: EdgeOrder) -> Stencil {
    Stencil::new(&Spacing::uniform(h).unwrap(), n, order, edge).unwrap()
}

fn apply(stencil: &Stencil, f: &[f64]) -> Vec<f64> {
    let f = ArrayD::from_shape_vec(vec![f.len()], f.to_vec()).unwrap();
    derivative(f.view(), Axis(0), stencil).unwrap().into_raw_vec_and_offset().0
}

fn samples(seed: u64, n: usize) -> Vec<f64> {
    Random(seed).array(&[n]).into_raw_vec_and_offset().0
}

/// Σ|w·f| at a point: what the rounding of its derivative is measured by.
fn magnitude(stencil: &Stencil, index: usize, f: &[f64]) -> f64 {
    match stencil.combination(index) {
        Combination::Difference { lower, upper, divisor } => {
            (f[lower].abs() + f[upper].abs()) / divisor.abs()
        }
        Combination::Sum { first, weights } => {
            weights.as_slice().iter().zip(&f[first..]).map(|(weight, f)| (weight * f).abs()).sum()
        }
    }
}

/// Asserts equality at a point but for rounding: of the sum, and of the weights, in which distances that differ by up to a factor
/// of 60 are subtracted.
fn assert_rounding(
    found: f64,
    expected: f64,
    stencil: &Stencil,
    index: usize,
    f: &[f64],
) -> Result<(), TestCaseError> {
    let largest = f.iter().fold(0.0, |largest: f64, f| largest.max(f.abs()));
    let bound = 200.0 * f64::EPSILON * magnitude(stencil, index, &vec![largest; f.len()]);
    prop_assert!((found - expected).abs() <= bound, "{found} instead of {expected} ± {bound} at {index}");
    Ok(())
}

/// Asserts that a polynomial is differentiated exactly but for rounding at the points for which `exact` holds.
fn assert_exact(
    x: &[f64],
    stencil: &Stencil,
    polynomial: impl Fn(f64) -> f64,
    derived: impl Fn(f64) -> f64,
    exact: impl Fn(usize) -> bool,
) -> Result<(), TestCaseError> {
    let f: Vec<f64> = x.iter().map(|x| polynomial(*x)).collect();
    let found = apply(stencil, &f);
    for index in (0..x.len()).filter(|index| exact(*index)) {
        assert_rounding(found[index], derived(x[index]), stencil, index, &f)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn a_constant_has_no_slope_on_an_even_axis(axis in even(), c in -1e9..1e9) {
        let slopes = apply(&plan_even(axis, DerivativeOrder::First, EdgeOrder::First), &vec![c; axis.1]);
        prop_assert!(slopes.iter().all(|slope| *slope == 0.0), "{slopes:?}");
        let slopes = apply(&plan_even(axis, DerivativeOrder::First, EdgeOrder::Second), &vec![c; axis.1]);
        prop_assert!(slopes[1..axis.1 - 1].iter().all(|slope| *slope == 0.0), "{slopes:?}");
    }

    #[test]
    fn a_constant_has_no_derivative_but_for_rounding(
        x in coordinates(), c in -1e9..1e9, order in order(), edge in edge_order(),
    ) {
        assert_exact(&x, &plan(&x, order, edge), |_| c, |_| 0.0, |_| true)?;
    }

    #[test]
    fn derivatives_are_linear(
        x in coordinates(), a in -9.0_f64..9.0, b in -9.0_f64..9.0, seed: u64, order in order(), edge in edge_order(),
    ) {
        let stencil = plan(&x, order, edge);
        let (f, g) = (samples(seed, x.len()), samples(!seed, x.len()));
        let mixed: Vec<f64> = f.iter().zip(&g).map(|(f, g)| a * f + b * g).collect();
        let bounds: Vec<f64> = f.iter().zip(&g).map(|(f, g)| (a * f).abs() + (b * g).abs()).collect();
        let (whole, of_f, of_g) = (apply(&stencil, &mixed), apply(&stencil, &f), apply(&stencil, &g));
        for i in 0..x.len() {
            let bound = 16.0 * f64::EPSILON * magnitude(&stencil, i, &bounds);
            prop_assert!((whole[i] - (a * of_f[i] + b * of_g[i])).abs() <= bound, "at {i}");
        }
    }

    #[test]
    fn a_mirrored_axis_mirrors_the_derivative(
        x in coordinates(), seed: u64, order in order(), edge in edge_order(),
    ) {
        let f = samples(seed, x.len());
        let (back_x, back_f): (Vec<_>, Vec<_>) = x.iter().rev().zip(f.iter().rev()).unzip();
        let stencil = plan(&x, order, edge);
        let (found, mut mirrored) = (apply(&stencil, &f), apply(&plan(&back_x, order, edge), &back_f));
        mirrored.reverse();
        for i in 0..x.len() {
            assert_rounding(mirrored[i], found[i], &stencil, i, &f)?;
        }
    }

    #[test]
    fn a_mirrored_even_axis_mirrors_the_slope_exactly((h, n) in even(), seed: u64) {
        let f = samples(seed, n);
        let back: Vec<f64> = f.iter().rev().copied().collect();
        let mut mirrored = apply(&plan_even((-h, n), DerivativeOrder::First, EdgeOrder::First), &back);
        mirrored.reverse();
        prop_assert_eq!(mirrored, apply(&plan_even((h, n), DerivativeOrder::First, EdgeOrder::First), &f));
    }

    #[test]
    fn coordinates_of_the_other_sign_change_that_of_the_first_derivative_alone(
        x in coordinates(), seed: u64, order in order(), edge in edge_order(),
    ) {
        let f = samples(seed, x.len());
        let negated: Vec<f64> = x.iter().map(|x| -x).collect();
        let sign = if order == DerivativeOrder::First { -1.0 } else { 1.0 };
        let expected: Vec<f64> = apply(&plan(&x, order, edge), &f).iter().map(|slope| sign * slope).collect();
        prop_assert_eq!(apply(&plan(&negated, order, edge), &f), expected);
    }

    #[test]
    fn powers_of_two_scale_exactly(
        x in coordinates(), seed: u64, k in -20..20, m in -20..20, order in order(), edge in edge_order(),
    ) {
        let (f, of_x, of_f) = (samples(seed, x.len()), 2_f64.powi(k), 2_f64.powi(m));
        let scale = |values: &[f64], factor: f64| values.iter().map(|v| v * factor).collect::<Vec<_>>();
        let found = apply(&plan(&scale(&x, of_x), order, edge), &scale(&f, of_f));
        let factor = if order == DerivativeOrder::First { of_f / of_x } else { of_f / of_x / of_x };
        prop_assert_eq!(found, scale(&apply(&plan(&x, order, edge), &f), factor));
    }

    #[test]
    fn first_derivatives_of_straight_lines_and_parabolas_are_exact(
        x in coordinates(), a in -3.0..3.0, b in -3.0..3.0, c in -3.0..3.0,
    ) {
        let last = x.len() - 1;
        let (parabola, slope) = (|x: f64| a + b * x + c * x * x, |x: f64| b + 2.0 * c * x);
        let one = plan(&x, DerivativeOrder::First, EdgeOrder::First);
        assert_exact(&x, &one, |x| a + b * x, |_| b, |_| true)?;
        assert_exact(&x, &one, parabola, slope, |index| 0 < index && index < last)?;
        assert_exact(&x, &plan(&x, DerivativeOrder::First, EdgeOrder::Second), parabola, slope, |_| true)?;
    }

    #[test]
    fn second_derivatives_of_parabolas_and_cubics_are_exact(
        x in coordinates(), a in -3.0..3.0, b in -3.0..3.0, c in -3.0..3.0,
    ) {
        let last = x.len() - 1;
        let (cubic, second) = (|x: f64| a * x + b * x * x + c * x.powi(3), |x: f64| 2.0 * b + 6.0 * c * x);
        let one = plan(&x, DerivativeOrder::Second, EdgeOrder::First);
        assert_exact(&x, &one, |x| a * x + b * x * x, |_| 2.0 * b, |_| true)?;
        assert_exact(&x, &one, cubic, second, |index| 0 < index && index < last)?;
        assert_exact(&x, &plan(&x, DerivativeOrder::Second, EdgeOrder::Second), cubic, second, |_| true)?;
    }

    #[test]
    fn polynomials_are_exact_on_even_axes_too((h, n) in even(), b in -3.0..3.0, c in -3.0..3.0) {
        let x: Vec<f64> = (0..n).map(|i| h * i as f64).collect();
        let first = plan_even((h, n), DerivativeOrder::First, EdgeOrder::Second);
        assert_exact(&x, &first, |x| b * x + c * x * x, |x| b + 2.0 * c * x, |_| true)?;
        let second = plan_even((h, n), DerivativeOrder::Second, EdgeOrder::Second);
        assert_exact(&x, &second, |x| b * x * x + c * x.powi(3), |x| 2.0 * b + 6.0 * c * x, |_| true)?;
    }

    #[test]
    fn exchanged_axes_exchange_the_derivative(
        x in coordinates(), others in (1_usize..5, 1_usize..5), seed: u64, order in order(), edge in edge_order(),
        axes in Just(vec![0, 1, 2]).prop_shuffle(),
    ) {
        let stencil = plan(&x, order, edge);
        let f: ArrayD<f64> = Random(seed).array(&[others.0, x.len(), others.1]);
        let expected = derivative(f.view(), Axis(1), &stencil).unwrap().permuted_axes(&axes[..]);
        let turned = f.permuted_axes(&axes[..]);
        let axis = axes.iter().position(|axis| *axis == 1).unwrap();
        let turned_copy = turned.as_standard_layout().into_owned();
        assert_same_bits(&derivative(turned.view(), Axis(axis), &stencil).unwrap().view(), &expected, "a view");
        assert_same_bits(&derivative(turned_copy.view(), Axis(axis), &stencil).unwrap().view(), &expected, "a copy");
    }

    #[test]
    fn a_window_has_the_bits_of_the_whole(
        x in coordinates(), other in 1_usize..6, seed: u64, order in order(), edge in edge_order(),
        along in any::<[prop::sample::Index; 2]>(), across in any::<[prop::sample::Index; 2]>(),
    ) {
        let stencil = plan(&x, order, edge);
        let f: ArrayD<f64> = Random(seed).array(&[x.len(), other]);
        let range = |ends: [prop::sample::Index; 2], extent: usize| {
            let [one, two] = ends.map(|end| end.index(extent));
            one.min(two)..one.max(two) + 1
        };
        let window = [range(along, x.len()), range(across, other)];
        let part = |array: &ArrayD<f64>, window: &[Range<usize>]| {
            array.slice_each_axis(|axis| Slice::from(window[axis.axis.index()].clone())).to_owned()
        };
        let input = part(&f, &[stencil.input_range(window[0].clone()), window[1].clone()]);
        let expected = part(&derivative(f.view(), Axis(0), &stencil).unwrap(), &window);
        let mut found = ArrayD::from_elem(expected.raw_dim(), f64::NAN);
        let term = Term { input: 0, axis: Axis(0), stencil: &stencil, sign: Sign::Plus };
        sum_derivatives_into(&window, &[input.view()], vec![found.view_mut()], &[vec![term]]).unwrap();
        assert_same_bits(&found.view(), &expected, &format!("{window:?}"));
    }
}
