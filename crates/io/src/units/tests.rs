use super::{Agreement, agree, from_unit_dimension, parse, power, product, quotient, root, sum};

#[track_caller]
fn check(field: &str, axis: &str, order: usize, expected: &str) {
    assert_eq!(quotient(Some(field), Some(axis), order).as_deref(), Some(expected));
}

#[test]
fn a_symbol_by_a_symbol() {
    check("V", "m", 1, "V m-1");
    check("T", "m", 2, "T m-2");
    check("kelvin", "degrees_east", 1, "kelvin degrees_east-1");
    check("µT", "µm", 1, "µT µm-1");
    check("%", "m", 1, "% m-1");
}

#[test]
fn powers_of_one_symbol_are_summed() {
    check("V/m", "m", 1, "V m-2");
    check("m s-1", "m", 1, "s-1");
    check("m s-1", "m", 2, "m-1 s-1");
    check("m2", "m", 1, "m");
    check("m", "m", 1, "1");
    check("K", "km/h", 1, "K km-1 h");
    check("K", "m2", 1, "K m-2");
    check("kg m-3", "m", 1, "kg m-4");
    check("W m-2", "m", 1, "W m-3");
}

#[test]
fn spellings_of_one_unit_are_one_symbol() {
    check("V/m", "meters", 1, "V m-2");
    check("Metre", "m", 1, "1");
    check("m/sec", "seconds since 2000-01-01", 1, "m sec-2");
    check("degrees_east", "degrees_north", 1, "1");
    check("K", "km", 1, "K km-1");
    check("km", "m", 1, "km m-1");
    // Letter case tells symbols apart.
    check("S", "s", 1, "S s-1");
    check("M", "m", 1, "M m-1");
}

#[test]
fn what_is_no_product_is_kept_together() {
    check("K", "1e3 m", 2, "K (1e3 m)-2");
    check("V/m", "1e3 m", 1, "(V/m) (1e3 m)-1");
    check("J/kg K", "m", 1, "(J/kg K) m-1");
    check("m0.5", "m", 1, "(m0.5) m-1");
    check("1e-3", "m", 1, "(1e-3) m-1");
    check("lg(re 1 mW)", "m", 1, "(lg(re 1 mW)) m-1");
}

#[test]
fn a_unit_of_one_takes_no_part() {
    check("1", "m", 1, "m-1");
    check("", "m", 2, "m-2");
    check(" 1 ", "km/h", 1, "km-1 h");
    check("V", "1", 1, "V");
    check("V/m", "", 2, "V/m");
    check("1", "1", 1, "1");
    check("", "", 1, "1");
}

#[test]
fn an_origin_does_not_count() {
    check("K", "d since 1950-01-01", 1, "K d-1");
    check("K", "d@noon since 1950-01-01", 1, "K d-1");
    check("K", "Hours Since 1900-01-01 00:00:0.0", 1, "K Hours-1");
    check("m/s", "seconds since 2000-01-01", 2, "m s-3");
    check("days since 2000-01-01", "m", 1, "days m-1");
    check("K @ 273.15", "m", 1, "K m-1");
}

#[test]
fn an_unknown_unit_leaves_it_unknown() {
    assert_eq!(quotient(None, Some("m"), 1), None);
    assert_eq!(quotient(Some("V"), None, 1), None);
    assert_eq!(quotient(None, None, 1), None);
}

#[test]
fn order_zero_is_the_field_itself() {
    check("V/m", "m", 0, "V/m");
}

fn read(unit: &str) -> Option<String> {
    parse::product(unit).map(|product| product.to_string())
}

#[test]
fn every_spelling_of_a_product_is_read() {
    for spelling in [
        "m s-1",
        "m/s",
        "m.s-1",
        "m.s^-1",
        "m s^-1",
        "m s**-1",
        "m*s-1",
        "m·s⁻¹",
        "m per s",
        "m / s",
        " m  s-1 ",
        "(m/s)",
        "(m2/s2)/(m/s)",
        "m-s-1",
        "m+1 s-1",
        "m2 m-1 s-1",
        "((m) (s)-1)1",
    ] {
        assert_eq!(read(spelling).as_deref(), Some("m s-1"), "{spelling}");
    }
    assert_eq!(read("J/kg/K").as_deref(), Some("J kg-1 K-1"));
    assert_eq!(read("W/(m2 K)").as_deref(), Some("W m-2 K-1"));
    assert_eq!(read("1/s").as_deref(), Some("s-1"));
    assert_eq!(read("1 s-1").as_deref(), Some("s-1"));
    assert_eq!(read("(m/s)2").as_deref(), Some("m2 s-2"));
    assert_eq!(read("m²").as_deref(), Some("m2"));
    assert_eq!(read("").as_deref(), Some("1"));
    assert_eq!(read("m m-1").as_deref(), Some("1"));
}

#[test]
fn what_may_be_read_in_two_ways_is_not_read() {
    for unit in [
        "10 m",
        "1e-3 m",
        "1.5 m",
        "10",
        "J/kg K",
        "m/s kg",
        "m0.5",
        "Hz^0.5",
        "m1/2",
        "H2O",
        "kg m-",
        "m^",
        "m//s",
        "/s",
        "(m",
        "m)",
        "per",
        "lg(re 1 mW)",
        "-",
        "m2s",
        "m99999999999",
        "m,s",
        "(m)(s-1)",
    ] {
        assert_eq!(read(unit), None, "{unit}");
    }
}

#[test]
fn neither_depth_nor_powers_overflow() {
    assert_eq!(read(&"(".repeat(1 << 20)), None);
    assert_eq!(read(&"(".repeat(200)), None);
    assert_eq!(read(&format!("{}m{}", "(".repeat(99), ")".repeat(99))).as_deref(), Some("m"));
    assert_eq!(read("(m2147483647)2"), None);
    assert_eq!(read("m2147483647 m"), None);
}

#[test]
fn units_agree_in_any_spelling() {
    for (one, other) in [
        ("m", "meter"),
        ("m", "Metres"),
        ("degrees_east", "degrees_north"),
        ("degree", "degreesE"),
        ("m s-1", "s-1 m"),
        ("V/m", "N C-1"),
        ("V/m", "kg m s-3 A-1"),
        ("T", "kg s-2 A-1"),
        ("hPa", "millibar"),
        ("1", ""),
        ("m m-1", "1"),
        ("1e3 m", " 1e3 m"),
        ("days since 2000-01-01", "day"),
        ("K", "degrees_kelvin"),
        ("µm", "um"),
    ] {
        assert_eq!(agree(one, other), Agreement::Same, "{one}, {other}");
    }
}

#[test]
fn units_of_another_size_or_dimension_differ() {
    for (one, other) in
        [("degrees", "m"), ("m", "km"), ("K", "degC"), ("s", "S"), ("rad", "degree"), ("m", "m2"), ("1", "m")]
    {
        assert_eq!(agree(one, other), Agreement::Different, "{one}, {other}");
    }
    assert_eq!(agree("1000 m", "km"), Agreement::Unknown);
}

#[test]
fn a_sum_has_the_unit_of_its_terms() {
    let of = |units: &[&str]| {
        let units: Vec<_> = units.iter().map(|unit| (*unit != "?").then(|| (*unit).to_owned())).collect();
        sum(&units)
    };
    assert_eq!(of(&["s-1", "m s-1 m-1", "Hz"]), Ok(Some("s-1".to_owned())));
    assert_eq!(of(&["s-1", "?", "s-1"]), Ok(None));
    assert_eq!(of(&["s-1", "1e3 s-1"]), Ok(None));
    assert_eq!(of(&[]), Ok(None));
    let clash = of(&["m s-1 degrees_east-1", "?", "s-1"]).unwrap_err();
    assert_eq!(clash.to_string(), "terms in `m s-1 degrees_east-1` and in `s-1` cannot be added");
    assert!(clash.hint().starts_with("an axis of angles would need metric terms"));
    let clash = of(&["V m-1", "V km-1"]).unwrap_err();
    assert!(clash.hint().starts_with("`--coords AXIS=PATH`"));
}

#[test]
fn dimensions_are_written_in_base_units() {
    let of = |powers: [f64; 7]| from_unit_dimension(powers);
    assert_eq!(of([0.0, 1.0, -2.0, -1.0, 0.0, 0.0, 0.0]).as_deref(), Some("kg s-2 A-1"));
    assert_eq!(of([-2.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]).as_deref(), Some("m-2 A"));
    assert_eq!(of([0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0]).as_deref(), Some("K mol2 cd3"));
    assert_eq!(of([0.0; 7]).as_deref(), Some("1"));
    assert_eq!(of([0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), None);
    assert_eq!(of([f64::NAN; 7]), None);
    assert_eq!(of([1e300; 7]), None);
}

#[test]
fn products_and_powers_are_simplified_where_they_can_be() {
    for (one, other, expected) in [
        ("V/m", "m", "V"),
        ("m s-1", "s", "m"),
        ("metre", "m", "metre2"),
        ("1", "K", "K"),
        ("", "1", "1"),
        ("s-1", "s", "1"),
        ("days since 2000-01-01", "K d-1", "K"),
        ("J/kg K", "kg", "(J/kg K) kg"),
        ("1e3 m", "1", "(1e3 m)"),
    ] {
        let found = product(Some(one), Some(other));
        assert_eq!(found.as_deref(), Some(expected), "{one}, {other}");
    }
    assert_eq!(product(None, Some("m")), None);
    for (unit, exponent, expected) in
        [("V/m", 3, "V3 m-3"), ("1", 2, "1"), ("1e3 m", 2, "(1e3 m)2"), ("s", -2, "s-2")]
    {
        assert_eq!(power(Some(unit), exponent).as_deref(), Some(expected), "{unit}");
    }
    assert_eq!(power(None, 2), None);
}

#[test]
fn a_root_is_known_where_its_powers_are_whole() {
    assert_eq!(root(Some("V2 m-2"), 2).as_deref(), Some("V m-1"));
    assert_eq!(root(Some("m3"), 3).as_deref(), Some("m"));
    assert_eq!(root(Some("1"), 2).as_deref(), Some("1"));
    for unit in ["m", "m2 s-1", "J/kg K"] {
        assert_eq!(root(Some(unit), 2), None, "{unit}");
    }
    assert_eq!(root(None, 2), None);
}
