use super::{FindingKind, coordinates};

fn kinds(values: &[f64], units: Option<&str>, name: &str) -> Vec<FindingKind> {
    coordinates(values, units, name).iter().map(|finding| finding.kind).collect()
}

#[track_caller]
fn message(values: &[f64], units: Option<&str>, name: &str, kind: FindingKind) -> String {
    let findings = coordinates(values, units, name);
    findings.iter().find(|finding| finding.kind == kind).expect("the finding").message.clone()
}

/// `numpy.linspace(start, end, count)`.
fn linspace(start: f64, end: f64, count: usize) -> Vec<f64> {
    let step = (end - start) / (count - 1) as f64;
    (0..count).map(|index| if index + 1 == count { end } else { start + index as f64 * step }).collect()
}

#[test]
fn healthy_axes_have_no_findings() {
    assert!(coordinates(&[0.5, 1.0, 1.5, 2.0], Some("m"), "x").is_empty());
    assert!(coordinates(&[0.1, 0.3, 0.9, 4.0], None, "y").is_empty());
    assert!(coordinates(&[100.0, 500.0, 850.0, 1000.0], Some("hPa"), "plev").is_empty());
    assert!(coordinates(&[1950.0, 1951.0, 1952.0], Some("m"), "z").is_empty());
    assert!(coordinates(&[0.0, 1.0, 2.0, 3.0], Some("days since 2000-01-01"), "time").is_empty());
    assert!(coordinates(&[-30.0, -10.0, 5.0], Some("m"), "lat").is_empty());
    assert!(coordinates(&[1000.0, 3000.0], None, "lat").is_empty());
    assert!(coordinates(&[2.0], None, "x").is_empty());
    assert!(coordinates(&[], None, "x").is_empty());
}

#[test]
fn values_that_are_not_finite_are_all_that_is_said() {
    assert_eq!(
        message(&[0.5, 1.0, f64::NAN, f64::INFINITY, 0.5], None, "x", FindingKind::NotFinite),
        "`x` holds 2 values that are not finite, the first NaN at index 2"
    );
    assert_eq!(
        message(&[0.5, f64::NEG_INFINITY], None, "x", FindingKind::NotFinite),
        "`x` holds a value that is not finite: -inf at index 1"
    );
    assert_eq!(kinds(&[0.5, f64::NAN, 0.5], None, "lon"), [FindingKind::NotFinite]);
}

#[test]
fn a_value_that_stands_there_twice() {
    assert_eq!(
        message(&[0.5, 2.0, 2.0, 7.0], None, "x", FindingKind::Duplicates),
        "`x` holds 2 twice, at the indices 1 and 2"
    );
    // Not neighbours: the axis is not monotonic either.
    let found = kinds(&[0.5, 3.0, 0.5], None, "x");
    assert_eq!(found, [FindingKind::Duplicates, FindingKind::NotMonotonic]);
    assert!(message(&[0.5, 3.0, 0.5], None, "x", FindingKind::Duplicates).ends_with("the indices 0 and 2"));
}

#[test]
fn values_that_rise_and_fall() {
    assert_eq!(
        message(&[0.5, 2.0, 7.0, 6.0], None, "x", FindingKind::NotMonotonic),
        "`x` is not monotonic: it rises and falls, first at index 2"
    );
    assert_eq!(
        kinds(&[350.0, 355.0, 0.0, 5.0], Some("degrees_east"), "lon"),
        [FindingKind::NotMonotonic, FindingKind::Degrees]
    );
}

#[test]
fn widths_of_cells() {
    let constant = [0.1; 10];
    assert_eq!(kinds(&constant, Some("m"), "x"), [FindingKind::Duplicates, FindingKind::Deltas]);
    assert_eq!(
        message(&constant, Some("m"), "x", FindingKind::Deltas),
        "`x` may hold widths of cells, which sum to 1, instead of positions"
    );
    let stretched = [0.1, 0.14, 0.19, 0.25, 0.2, 0.14, 0.1];
    assert!(kinds(&stretched, None, "x").contains(&FindingKind::Deltas));
    // Positions that fell into disorder leave their start behind.
    assert!(!kinds(&[1.0, 2.0, 3.0, 2.5, 4.0], None, "x").contains(&FindingKind::Deltas));
    assert!(!kinds(&[-0.1; 4], None, "x").contains(&FindingKind::Deltas));
}

#[test]
fn values_that_fall() {
    assert_eq!(
        message(&[90.0, 45.0, -20.0], Some("m"), "y", FindingKind::Descending),
        "`y` falls from 90 to -20: derivatives are with respect to y, not to the index"
    );
}

#[test]
fn spacing_that_is_even_but_for_rounding() {
    assert_eq!(
        message(&linspace(0.0, 1.0, 11), Some("m"), "x", FindingKind::NearlyEven),
        "`x` is nearly even: its differences agree to 1e-15; it is treated as uneven, `--spacing x=0.1` makes it even"
    );
    // Stored as `f32`.
    let single: Vec<f64> = (0..20).map(|index| f64::from(350.0_f32 + 0.1 * index as f32)).collect();
    assert!(message(&single, Some("m"), "x", FindingKind::NearlyEven).contains("`--spacing x=0.1`"));
    assert_eq!(kinds(&[0.5, 1.0, 1.5 + 1e-5, 2.0], None, "x"), [FindingKind::NearlyEven; 0]);
    assert_eq!(kinds(&[0.5, 1.0, 1.5 + 1e-8, 2.0], None, "x"), [FindingKind::NearlyEven]);
}

#[test]
fn degrees_by_unit_or_by_name() {
    let values = [-30.0, -10.0, 5.0];
    assert_eq!(kinds(&values, Some("degrees_north"), "a"), [FindingKind::Degrees]);
    assert_eq!(kinds(&values, None, "Latitude"), [FindingKind::Degrees]);
    assert_eq!(
        message(&values, Some("degree"), "lat", FindingKind::Degrees),
        "`lat` is in degrees: derivatives are per degree"
    );
    assert!(kinds(&[-3.0, -1.0, 0.5], Some("radians"), "lat").is_empty());
}

#[test]
fn an_axis_that_goes_once_round() {
    let longitude: Vec<f64> = (0..8).map(|index| f64::from(index) * 45.0).collect();
    assert_eq!(
        message(&longitude, Some("degrees_east"), "lon", FindingKind::Periodic),
        "`lon` goes once round: its ends are treated as edges, not as neighbours"
    );
    let closed: Vec<f64> = (0..9).map(|index| f64::from(index) * 45.0 - 180.0).collect();
    assert_eq!(
        message(&closed, None, "lon", FindingKind::Periodic),
        "`lon` goes once round and ends where it starts: its ends are treated as edges, not as one place"
    );
    let theta = linspace(0.0, std::f64::consts::TAU * 0.9, 10);
    assert!(kinds(&theta, Some("rad"), "theta").contains(&FindingKind::Periodic));
    assert_eq!(kinds(&longitude[..7], Some("degrees_east"), "lon"), [FindingKind::Degrees]);
    assert!(!kinds(&longitude, Some("m"), "x").contains(&FindingKind::Periodic));
}

#[test]
fn an_index_without_unit() {
    let counts = [0.0, 1.0, 2.0, 3.0];
    assert_eq!(
        message(&counts, None, "x", FindingKind::IndexLike),
        "`x` counts from 0 to 3: it may be an index instead of a position"
    );
    assert_eq!(kinds(&counts, Some("1"), "x"), [FindingKind::IndexLike]);
    assert!(kinds(&counts, Some("m"), "x").is_empty());
    assert!(kinds(&counts[1..], None, "x").is_empty());
}

#[test]
fn kinds_have_names_for_programs() {
    assert_eq!(FindingKind::NearlyEven.name(), "nearly_even");
    assert_eq!(FindingKind::NotFinite.name(), "not_finite");
}
