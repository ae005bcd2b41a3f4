//! Dimension scales.

use fieldops_io::{Attribute, Dimension, Source};

use crate::common::{open_data, variable};

fn dimension(name: Option<&str>, scales: &[&str]) -> Dimension {
    Dimension { name: name.map(Into::into), scales: scales.iter().map(ToString::to_string).collect() }
}

#[test]
fn dimensions_have_labels_and_scales() {
    let source = open_data("scales.hdf5");
    let expected = [
        dimension(Some("height"), &["/z", "/other_z"]),
        dimension(Some("along"), &["/index"]),
        // It stands for a netCDF dimension without coordinates.
        dimension(Some("phantom"), &[]),
    ];
    assert_eq!(variable(&source, "/E").dimensions, expected);
    assert_eq!(variable(&source, "/B").dimensions, [dimension(Some("µ"), &[]), dimension(None, &[])]);
}

#[test]
fn a_scale_of_another_length_is_listed_all_the_same() {
    let source = open_data("scales.hdf5");
    let expected = [dimension(Some("too long"), &["/long"]), dimension(None, &[])];
    assert_eq!(variable(&source, "/mismatched").dimensions, expected);
}

#[test]
fn scales_are_coordinates_and_their_structure_is_hidden() {
    let source = open_data("scales.hdf5");
    // `/phantom` holds nothing: it stands for a netCDF dimension without a variable.
    let coordinates: Vec<&str> =
        source.contents().variables.iter().filter(|it| it.is_coordinate).map(|it| it.path.as_str()).collect();
    assert_eq!(coordinates, ["/z", "/other_z", "/index", "/long"]);
    assert_eq!(variable(&source, "/z").attributes, [Attribute::text("units", "m")]);
    assert_eq!(variable(&source, "/E").attributes, []);
}

#[test]
fn variables_stand_in_the_order_of_creation_where_the_file_keeps_it() {
    let source = open_data("scales.hdf5");
    let paths: Vec<&str> = source.contents().variables.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["/z", "/other_z", "/index", "/long", "/E", "/B", "/mismatched"]);
}
