use super::*;

/// Distances of the coordinates 0, 1, 3.
const D: [f64; 2] = [1.0, 2.0];

fn three(combination: Combination) -> (usize, [f64; 3]) {
    match combination {
        Combination::Sum { first, weights: Weights::Three(weights) } => (first, weights),
        other => panic!("{other:?} has not three weights"),
    }
}

fn uneven_interior(d: &[f64]) -> [f64; 3] {
    match uneven(d, EdgeOrder::First).interior {
        Interior::Three(weights) => weights.map(|column| column[0]),
        _ => panic!("an uneven interior has three weights for each point"),
    }
}

#[test]
fn uneven_weights_are_the_hand_derived_fractions() {
    assert_eq!(uneven_interior(&D), [-2.0 / 3.0, 1.0 / 2.0, 1.0 / 6.0]);
    let Combinations { left, right, .. } = uneven(&D, EdgeOrder::Second);
    assert_eq!(three(left[0]), (0, [-4.0 / 3.0, 3.0 / 2.0, -1.0 / 6.0]));
    assert_eq!(three(right[0]), (0, [2.0 / 3.0, -3.0 / 2.0, 5.0 / 6.0]));
}

#[test]
fn even_weights_are_the_hand_derived_fractions() {
    let Combinations { left, interior, right } = uniform(0.25, 9, EdgeOrder::Second);
    assert!(matches!(interior, Interior::Difference { divisor } if divisor == Divisor::of_many(0.5)));
    assert_eq!(three(left[0]), (0, [-6.0, 8.0, -2.0]));
    assert_eq!(three(right[0]), (6, [2.0, -8.0, 6.0]));
}

#[test]
fn two_points_make_an_edge_of_first_order() {
    for formula in [uniform(0.5, 3, EdgeOrder::First), uneven(&[0.5, 0.5], EdgeOrder::First)] {
        assert_eq!(formula.left, [Combination::Difference { lower: 0, upper: 1, divisor: 0.5 }]);
        assert_eq!(formula.right, [Combination::Difference { lower: 1, upper: 2, divisor: 0.5 }]);
    }
    let Combinations { left, right, .. } = uneven(&[0.5, 0.25, 4.0], EdgeOrder::First);
    assert_eq!(left, [Combination::Difference { lower: 0, upper: 1, divisor: 0.5 }]);
    assert_eq!(right, [Combination::Difference { lower: 2, upper: 3, divisor: 4.0 }]);
}
