//! The names that components and axes go by.

/// Labels of the components, and names of the axes, of one coordinate system each, in canonical order.
const SYSTEMS: [&[&str]; 7] = [
    &["x", "y", "z"],
    &["r", "theta", "z"],
    &["r", "phi", "z"],
    &["r", "theta", "phi"],
    &["rho", "theta", "z"],
    &["rho", "phi", "z"],
    &["1", "2", "3"],
];

/// Every label once. None is the end of another, so a name has one of them at most.
const LABELS: [&str; 10] = ["x", "y", "z", "r", "theta", "phi", "rho", "1", "2", "3"];

/// Names that say something of a direction, though no component label goes with them.
const GEOGRAPHIC: [&str; 13] = [
    "lon",
    "longitude",
    "lat",
    "latitude",
    "lev",
    "level",
    "height",
    "alt",
    "altitude",
    "depth",
    "plev",
    "pressure",
    "sigma",
];

const BATCH: [&str; 11] = [
    "t",
    "time",
    "step",
    "iteration",
    "ensemble",
    "member",
    "realization",
    "number",
    "batch",
    "sample",
    "record",
];

const COMPONENT: [&str; 11] =
    ["component", "components", "comp", "vector", "vec", "dim", "dir", "direction", "axis", "c", "xyz"];

const GRID_GROUPS: [&str; 10] =
    ["grid", "mesh", "coords", "coordinates", "axes", "axis", "dimensions", "dims", "scales", "geometry"];

fn among(list: &[&str], name: &str) -> bool {
    list.iter().any(|entry| entry.eq_ignore_ascii_case(name))
}

/// Whether a dimension of this name is carried along, never differentiated unasked.
pub(super) fn is_batch(name: &str) -> bool {
    among(&BATCH, name)
}

/// Whether a dimension of this name, among these others, counts the components of a vector.
pub(super) fn is_component_dimension<'n>(name: &str, mut others: impl Iterator<Item = &'n str>) -> bool {
    // Axes a, b, c are axes.
    among(&COMPONENT, name)
        && !(name.eq_ignore_ascii_case("c") && others.any(|other| among(&["a", "b"], other)))
}

/// Whether an axis of this name points in a known direction, so that no other may be given to it by its position.
pub(super) fn has_direction(name: &str) -> bool {
    is_label(name) || among(&GEOGRAPHIC, name)
}

/// Whether a group of this name holds coordinates.
pub(super) fn is_grid_group(name: &str) -> bool {
    among(&GRID_GROUPS, name)
}

/// Whether a 1-D variable of this name is a coordinate, whatever else the file holds.
pub(super) fn is_certain_coordinate(name: &str) -> bool {
    matches!(name, "X" | "Y" | "Z") || ["x", "y", "z", "lon", "longitude", "lat", "latitude"].contains(&name)
}

/// Whether a 1-D variable of this name may be a coordinate. `T`, `R` and the like are left to be fields.
pub(super) fn is_possible_coordinate(name: &str) -> bool {
    is_certain_coordinate(name)
        || ["r", "rho", "theta", "phi", "lev", "level", "height", "depth", "altitude"].contains(&name)
        || BATCH.contains(&name)
}

/// Whether the whole name is a component's label, and not a number: `x` of `E/x`.
pub(super) fn is_label(name: &str) -> bool {
    label_of(name).is_some()
}

/// The label that is the whole name.
pub(super) fn label_of(name: &str) -> Option<&'static str> {
    LABELS[..7].iter().find(|label| label.eq_ignore_ascii_case(name)).copied()
}

/// A component's name, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Split<'n> {
    /// `E` of `Ex` and of `E_x`.
    pub(super) prefix: &'n str,
    pub(super) separator: Option<char>,
    pub(super) label: &'static str,
    /// Whether the label is written in capitals.
    pub(super) capital: bool,
}

/// Takes `Ex`, `E_x`, `E.x`, `E_theta`, `E1` apart.
pub(super) fn split(name: &str) -> Option<Split<'_>> {
    let label = *LABELS.iter().find(|label| {
        let start = name.len().checked_sub(label.len());
        start.and_then(|start| name.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(label))
    })?;
    let (stem, written) = name.split_at(name.len() - label.len());
    let separator = stem.chars().next_back().filter(|last| matches!(last, '_' | '.' | '-'));
    let prefix = stem.strip_suffix(['_', '.', '-']).unwrap_or(stem);
    let number = is_number(label);
    let inside_number = number && separator.is_none() && prefix.ends_with(|c: char| c.is_ascii_digit());
    if prefix.is_empty() || inside_number {
        return None;
    }
    Some(Split { prefix, separator, label, capital: written.starts_with(|c: char| c.is_ascii_uppercase()) })
}

/// Whether the label is 1, 2 or 3.
pub(super) fn is_number(label: &str) -> bool {
    ["1", "2", "3"].contains(&label)
}

/// The coordinate system that has most of the labels; its labels in canonical order.
pub(super) fn system_with_most(labels: &[&str]) -> &'static [&'static str] {
    let count = |system: &[&str]| system.iter().filter(|label| labels.contains(label)).count();
    // The first of the best, where `max_by_key` would take the last.
    SYSTEMS.iter().rev().max_by_key(|system| count(system)).copied().unwrap_or(SYSTEMS[0])
}

/// Names of longitude, of latitude, and of what points up, which in this order are right-handed.
const EASTWARD: [&str; 2] = ["lon", "longitude"];
const NORTHWARD: [&str; 2] = ["lat", "latitude"];

/// Where each of the names stands among longitude, latitude and height; none where one is neither.
fn geographic_places(names: &[&str]) -> Option<Vec<usize>> {
    let place = |name: &&str| match name {
        name if among(&EASTWARD, name) => Some(0),
        name if among(&NORTHWARD, name) => Some(1),
        name if among(&GEOGRAPHIC, name) => Some(2),
        _ => None,
    };
    names.iter().map(place).collect()
}

/// Whether the names alone say in which order their axes are right-handed.
pub(super) fn have_canonical_order(names: &[&str]) -> bool {
    places(names).or_else(|| geographic_places(names)).is_some()
}

/// Where each of the names stands in a coordinate system that has them all.
fn places(names: &[&str]) -> Option<Vec<usize>> {
    SYSTEMS.iter().find_map(|system| {
        names.iter().map(|name| system.iter().position(|label| label.eq_ignore_ascii_case(name))).collect()
    })
}

/// Whether one coordinate system has all the names.
pub(super) fn are_of_one_system(names: &[&str]) -> bool {
    places(names).is_some()
}

/// The order that sorts the names canonically (x, y, z; r, theta, z; lon, lat, height), where one coordinate system has
/// them all; else the order they are in.
pub(super) fn canonical_order(names: &[&str]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    if let Some(places) = places(names).or_else(|| geographic_places(names)) {
        order.sort_by_key(|&index| places[index]);
    }
    order
}

/// Names for so many axes without any, in storage order; none for more than three.
pub(super) fn by_position(count: usize) -> Option<Vec<String>> {
    SYSTEMS[0].get(..count).map(|names| names.iter().map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::{Split, canonical_order, is_batch, is_component_dimension, split, system_with_most};

    fn taken_apart(name: &str) -> Option<(&str, Option<char>, &str, bool)> {
        split(name).map(|Split { prefix, separator, label, capital }| (prefix, separator, label, capital))
    }

    #[test]
    fn component_names_are_taken_apart() {
        assert_eq!(taken_apart("Ex"), Some(("E", None, "x", false)));
        assert_eq!(taken_apart("EX"), Some(("E", None, "x", true)));
        assert_eq!(taken_apart("E_x"), Some(("E", Some('_'), "x", false)));
        assert_eq!(taken_apart("vel.Z"), Some(("vel", Some('.'), "z", true)));
        assert_eq!(taken_apart("B_theta"), Some(("B", Some('_'), "theta", false)));
        assert_eq!(taken_apart("momentum2"), Some(("momentum", None, "2", false)));
        assert_eq!(taken_apart("curl_E_y"), Some(("curl_E", Some('_'), "y", false)));
    }

    #[test]
    fn other_names_stay_whole() {
        for name in ["x", "_x", "theta", "level11", "rho_e", "E_4", "", "é"] {
            assert_eq!(taken_apart(name), None, "{name}");
        }
    }

    #[test]
    fn axes_are_sorted_within_their_system() {
        assert_eq!(canonical_order(&["z", "y", "x"]), [2, 1, 0]);
        assert_eq!(canonical_order(&["Z", "r"]), [1, 0]);
        assert_eq!(canonical_order(&["phi", "theta", "r"]), [2, 1, 0]);
        assert_eq!(canonical_order(&["lev", "Latitude", "lon"]), [2, 1, 0]);
        assert_eq!(canonical_order(&["north", "east"]), [0, 1]);
        assert_eq!(canonical_order(&["z", "height"]), [0, 1]);
    }

    #[test]
    fn the_system_with_most_labels_wins() {
        assert_eq!(system_with_most(&["z", "y"]), ["x", "y", "z"]);
        assert_eq!(system_with_most(&["z", "r"]), ["r", "theta", "z"]);
        assert_eq!(system_with_most(&["phi", "theta", "r"]), ["r", "theta", "phi"]);
        assert_eq!(system_with_most(&["x", "z", "r"]), ["x", "y", "z"]);
    }

    #[test]
    fn time_is_carried_in_any_letter_case() {
        assert!(["t", "Time", "ENSEMBLE"].into_iter().all(is_batch));
        assert!(!is_batch("x"));
    }

    #[test]
    fn c_among_a_and_b_is_an_axis() {
        assert!(!is_component_dimension("c", ["a", "b"].into_iter()));
        assert!(is_component_dimension("c", ["y", "x"].into_iter()));
        assert!(is_component_dimension("Component", ["a", "b"].into_iter()));
    }
}
