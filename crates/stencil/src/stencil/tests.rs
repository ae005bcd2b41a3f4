use super::*;

/// Plans of every kind, on axes of 2 to 9 points.
fn plans() -> Vec<Stencil> {
    let mut plans = Vec::new();
    for points in 2..10 {
        let x: Vec<f64> = (0..points).map(|i| (i * i) as f64 + 0.3).collect();
        for spacing in [Spacing::uniform(0.3).unwrap(), Spacing::from_coordinates(&x).unwrap()] {
            for order in [DerivativeOrder::First, DerivativeOrder::Second] {
                for edge_order in [EdgeOrder::First, EdgeOrder::Second] {
                    plans.extend(Stencil::new(&spacing, points, order, edge_order));
                }
            }
        }
    }
    plans
}

#[test]
fn the_input_range_is_all_that_the_combinations_take_and_no_more() {
    for stencil in plans() {
        for start in 0..stencil.points() {
            for end in start + 1..=stencil.points() {
                let taken = (start..end).map(|index| stencil.combination(index).indices());
                let expected =
                    taken.fold(start..end, |one, other| one.start.min(other.start)..one.end.max(other.end));
                assert_eq!(stencil.input_range(start..end), expected, "{start}..{end} of {stencil:?}");
            }
        }
    }
}

#[test]
fn an_empty_range_needs_nothing() {
    for stencil in plans() {
        assert_eq!(stencil.input_range(1..1), 1..1);
    }
}

#[test]
fn every_combination_lies_within_the_axis() {
    for stencil in plans() {
        for index in 0..stencil.points() {
            assert!(stencil.combination(index).indices().end <= stencil.points(), "{index} of {stencil:?}");
        }
    }
}

#[test]
#[should_panic(expected = "8..11 does not lie within an axis of 10 points")]
fn a_range_beyond_the_axis_is_refused() {
    let spacing = Spacing::uniform(0.3).unwrap();
    let stencil = Stencil::new(&spacing, 10, DerivativeOrder::First, EdgeOrder::First).unwrap();
    let _ = stencil.input_range(8..11);
}
