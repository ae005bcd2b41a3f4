use super::{Clash, Infix, Unit};

const ADD: Infix = Infix::Add;
const SUBTRACT: Infix = Infix::Subtract;

fn unit(text: &str) -> Unit {
    match text {
        "free" => Unit::Free,
        "?" => Unit::Unknown,
        text => Unit::Known(text.to_owned()),
    }
}

#[track_caller]
fn check(one: &str, infix: Infix, other: &str, expected: &str) {
    assert_eq!(unit(one).plus(infix, &unit(other)), Ok(unit(expected)), "{one}, {other}");
}

#[test]
fn a_difference_from_one_origin_has_the_scale_alone() {
    check("days since 1950-01-01", SUBTRACT, "days since 1950-1-1 00:00", "days");
    check("K @ 273.15", SUBTRACT, "kelvin @ 273.15", "K");
    check("days since 1950-01-01", ADD, "days since 1950-01-01", "?");
    check("m", SUBTRACT, "metre", "m");
}

#[test]
fn a_duration_is_added_to_a_moment() {
    check("days since 1950-01-01", ADD, "d", "days since 1950-01-01");
    check("d", ADD, "days since 1950-01-01", "days since 1950-01-01");
    check("days since 1950-01-01", SUBTRACT, "d", "days since 1950-01-01");
    assert!(unit("d").plus(SUBTRACT, &unit("days since 1950-01-01")).is_err());
}

#[test]
fn a_number_may_move_the_origin() {
    check("K @ 273.15", ADD, "free", "?");
    check("free", SUBTRACT, "K @ 273.15", "?");
    check("K", ADD, "free", "K");
    check("days since 1950-01-01", ADD, "?", "?");
}

#[test]
fn other_origins_do_not_go_together() {
    for (one, other) in [
        ("days since 1950-01-01", "days since 1970-01-01"),
        ("K @ 273.15", "K"),
        ("K", "K @ 273.15"),
        ("days since 1950-01-01", "days since launch"),
        ("days since launch", "days"),
    ] {
        let clash = Clash { units: [one, other].map(str::to_owned), of_origins: true };
        for infix in [ADD, SUBTRACT] {
            assert_eq!(unit(one).plus(infix, &unit(other)), Err(clash.clone()));
        }
        assert_eq!(unit(one).same(&unit(other)), Err(clash));
    }
    let clash = unit("days since 1950-01-01").plus(ADD, &unit("hours since 1950-01-01")).unwrap_err();
    assert!(!clash.of_origins);
}

#[test]
fn the_least_of_values_from_one_origin_counts_from_it() {
    let days = unit("days since 1950-01-01");
    assert_eq!(days.same(&unit("days since 1950-1-1")), Ok(days.clone()));
    assert_eq!(days.same(&Unit::Free), Ok(days));
}

#[test]
fn a_factor_takes_the_origin_away() {
    let (celsius, kelvin) = (unit("K @ 273.15"), unit("K"));
    assert_eq!(celsius.times(&Unit::Free), kelvin);
    assert_eq!(Unit::Free.times(&celsius), kelvin);
    assert_eq!(celsius.per(&Unit::Free), kelvin);
    assert_eq!(celsius.times(&unit("1")), kelvin);
    assert_eq!(celsius.power(1.0), kelvin);
    assert_eq!(celsius.derivative(Some("m"), 1), unit("K m-1"));
    assert_eq!(celsius.scale(), kelvin);
}
