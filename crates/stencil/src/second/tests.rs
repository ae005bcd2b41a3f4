use super::*;
use crate::{DerivativeOrder, Spacing, Stencil};

/// Uneven coordinates with simple fractions for weights.
const X: [f64; 5] = [0.0, 1.0, 3.0, 4.0, 8.0];

#[track_caller]
fn assert_weights(stencil: &Stencil, index: usize, first: usize, expected: &[f64]) {
    let Combination::Sum { first: found_first, weights } = stencil.combination(index) else {
        panic!("a second derivative is a weighted sum");
    };
    let found = weights.as_slice();
    assert_eq!((found_first, found.len()), (first, expected.len()), "points that take part");
    let largest = expected.iter().fold(0.0, |largest: f64, weight| largest.max(weight.abs()));
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 4.0 * f64::EPSILON * largest, "{found} instead of {expected}");
    }
}

fn plan(x: &[f64], edge_order: EdgeOrder) -> Stencil {
    let spacing = Spacing::from_coordinates(x).unwrap();
    Stencil::new(&spacing, x.len(), DerivativeOrder::Second, edge_order).unwrap()
}

#[test]
fn the_uneven_interior_is_the_mean_of_two_four_point_stencils() {
    // i−2 … i+1: −1/6, 2/3, −4/3, 5/6; i−1 … i+2: 2/7, −4/5, 1/2, 1/70
    let mean = [-1.0 / 12.0, 10.0 / 21.0, -16.0 / 15.0, 2.0 / 3.0, 1.0 / 140.0];
    assert_weights(&plan(&X, EdgeOrder::First), 2, 0, &mean);
}

#[test]
fn the_point_next_to_an_end_takes_the_four_outermost() {
    for edge_order in [EdgeOrder::First, EdgeOrder::Second] {
        let inward = [5.0 / 6.0, -4.0 / 3.0, 2.0 / 3.0, -1.0 / 6.0];
        assert_weights(&plan(&X, edge_order), 1, 0, &inward);
        let mirrored: Vec<f64> = X.iter().rev().map(|x| -x).collect();
        assert_weights(&plan(&mirrored, edge_order), 3, 1, &[inward[3], inward[2], inward[1], inward[0]]);
    }
}

#[test]
fn an_uneven_end_takes_three_points_or_four_by_its_edge_order() {
    assert_weights(&plan(&X, EdgeOrder::First), 0, 0, &[2.0 / 3.0, -1.0, 1.0 / 3.0]);
    let four = [4.0 / 3.0, -7.0 / 3.0, 5.0 / 3.0, -2.0 / 3.0];
    assert_weights(&plan(&X, EdgeOrder::Second), 0, 0, &four);
}

#[test]
fn three_uneven_points_take_each_other_throughout() {
    let stencil = plan(&X[..3], EdgeOrder::First);
    (0..3).for_each(|index| assert_weights(&stencil, index, 0, &[2.0 / 3.0, -1.0, 1.0 / 3.0]));
}

#[test]
fn four_uneven_points_take_each_other_in_the_middle() {
    let stencil = plan(&X[..4], EdgeOrder::First);
    assert_weights(&stencil, 1, 0, &[5.0 / 6.0, -4.0 / 3.0, 2.0 / 3.0, -1.0 / 6.0]);
    assert_weights(&stencil, 2, 0, &[-1.0 / 6.0, 2.0 / 3.0, -4.0 / 3.0, 5.0 / 6.0]);
    assert_weights(&stencil, 3, 1, &[1.0 / 3.0, -1.0, 2.0 / 3.0]);
}

#[test]
fn even_weights_are_the_hand_derived_ones() {
    let x: Vec<f64> = (0..7).map(|i| 2.0 - 0.5 * f64::from(i)).collect();
    let second = plan(&x, EdgeOrder::Second);
    assert_weights(&second, 0, 0, &[8.0, -20.0, 16.0, -4.0]);
    assert_weights(&second, 1, 0, &[4.0, -8.0, 4.0]);
    assert_weights(&second, 6, 3, &[-4.0, 16.0, -20.0, 8.0]);
    assert_weights(&plan(&x, EdgeOrder::First), 6, 4, &[4.0, -8.0, 4.0]);
}

#[test]
fn uneven_weights_fall_to_the_even_ones_as_the_spacing_becomes_even() {
    for jitter in [1e-3, 1e-6, 1e-9, 0.0] {
        let x: Vec<f64> = (0..11).map(|i| f64::from(i) / 10.0 + jitter * f64::from(i * i % 7)).collect();
        let stencil = plan(&x, EdgeOrder::First);
        assert!(!Spacing::from_coordinates(&x).unwrap().is_uniform());
        for index in 2..9 {
            let Combination::Sum { weights, .. } = stencil.combination(index) else { panic!("a sum") };
            for (weight, even) in weights.as_slice().iter().zip([0.0, 1.0, -2.0, 1.0, 0.0]) {
                let bound = 400.0 * jitter + 100.0 * f64::EPSILON;
                assert!((weight * 0.01 - even).abs() <= bound, "jitter {jitter}: {:?}", weights.as_slice());
            }
        }
    }
}
