//! What files hold.

use fieldops_io::{
    AttributeValue, ByteOrder, DataType, Dimension, Source, Storage, ValueType, Values, text_of,
};

use crate::common::{all, one, opened};

const FORMATS: [(&str, &str); 5] = [
    ("cdf1.nc", "NetCDF classic (CDF-1)"),
    ("cdf2.nc", "NetCDF classic (CDF-2)"),
    ("cdf5.nc", "NetCDF classic (CDF-5)"),
    ("nc4.nc", "NetCDF-4"),
    ("nc4_classic.nc", "NetCDF-4"),
];

fn dimension(name: &str, scale: Option<&str>) -> Dimension {
    Dimension { name: Some(name.into()), scales: scale.into_iter().map(str::to_owned).collect() }
}

#[test]
fn every_format_holds_the_same() {
    for (name, format) in FORMATS {
        let source = opened(name);
        let contents = source.contents();
        assert_eq!(contents.format, format);
        assert_eq!(text_of(&contents.attributes, "title"), Some("Grüße"), "{name}");
        let paths: Vec<&str> = contents.variables.iter().map(|variable| variable.path.as_str()).collect();
        assert_eq!(paths, ["/time", "/y", "/x", "/y_edges", "/u", "/count"], "{name}");
        let coordinates: Vec<bool> = contents.variables.iter().map(|it| it.is_coordinate).collect();
        assert_eq!(coordinates, [true, true, true, true, false, false], "{name}: bounds are no field");

        let u = contents.variable("u").unwrap();
        assert_eq!(u.shape, [2, 3, 4], "{name}: the unlimited dimension has its length");
        let named = ["time", "y", "x"].map(|it| dimension(it, Some(&format!("/{it}"))));
        assert_eq!(u.dimensions, named, "{name}");
        let order = if format == "NetCDF-4" { ByteOrder::Little } else { ByteOrder::Big };
        assert_eq!(u.data_type, DataType::Float { bytes: 4, order }, "{name}");
        assert_eq!(u.value_type(), ValueType::F32, "{name}");
        assert_eq!(text_of(&u.attributes, "units"), Some("m s-1"), "{name}");
        assert_eq!(u.attributes[1].value, AttributeValue::Integer(7), "{name}");
        assert_eq!(contents.variable("y_edges").unwrap().dimensions[1], dimension("nv", None), "{name}");

        let expected: Vec<f64> = (0..24).map(|i| f64::from(i) / 8.0).collect();
        assert_eq!(all(&source, "u"), expected, "{name}");
        let window = source.read(u, &[1..2, 1..3, 2..4], ValueType::F32).unwrap();
        let Values::F32(window) = window else { panic!("{name}") };
        assert_eq!(window.shape(), [1, 2, 2], "{name}");
        assert_eq!(window.as_slice().unwrap(), [18.0 / 8.0, 19.0 / 8.0, 22.0 / 8.0, 23.0 / 8.0], "{name}");
        let count = [1.0, -2.0, 3.0, 4.0, 5.0, 6.0, 7.0, f64::from(1 << 30)];
        assert_eq!(all(&source, "count"), count, "{name}");
        assert_eq!(contents.variable("count").unwrap().value_type(), ValueType::F64, "{name}");
    }
}

#[test]
fn groups_see_the_dimensions_above_them() {
    let source = opened("groups.nc");
    let contents = source.contents();
    let groups: Vec<&str> = contents.groups.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(groups, ["/model", "/model/run", "/other"]);
    let note = &contents.groups[1].1[0];
    assert_eq!(
        (note.name.as_str(), &note.value),
        ("note", &AttributeValue::Texts(vec!["one".into(), "two".into()]))
    );
    let u = contents.variable("/model/run/u").unwrap();
    assert_eq!(u.dimensions, [dimension("y", Some("/model/run/y")), dimension("x", Some("/x"))]);
    assert_eq!(all(&source, "/model/run/u"), [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]);
    let v = contents.variable("/other/v").unwrap();
    assert_eq!(v.dimensions, [dimension("x", Some("/other/x"))], "the closest coordinate counts");
    assert!(contents.variable("/other/x").unwrap().is_coordinate);
    assert_eq!(all(&source, "/other/x"), [10.0, 20.0, 40.0]);
}

#[test]
fn a_variable_shorter_than_its_unlimited_dimension_ends_in_missing_values() {
    let source = opened("groups.nc");
    let values = all(&source, "b");
    assert_eq!((values.len(), values[0]), (3, 5.0));
    assert!(values[1].is_nan() && values[2].is_nan(), "{values:?}");
}

#[test]
fn a_variable_that_only_shares_its_name_with_a_dimension_is_no_coordinate() {
    let source = opened("groups.nc");
    let z = source.contents().variable("z").unwrap();
    assert!(!z.is_coordinate);
    assert_eq!(z.dimensions, [dimension("x", Some("/x")), dimension("z", None)]);
    assert_eq!(all(&source, "z"), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
}

#[test]
fn texts_are_listed_and_not_read() {
    let source = opened("groups.nc");
    for (path, name) in [("word", "string"), ("letter", "text")] {
        let variable = source.contents().variable(path).unwrap();
        assert_eq!(variable.data_type, DataType::Other(name.into()));
        let error = source.read(variable, &one(0..3), ValueType::F64).unwrap_err();
        let expected = format!("holds {name} where integers or floats are needed");
        assert!(error.to_string().ends_with(&expected), "{error}");
    }
}

#[test]
fn storage_is_told() {
    let source = opened("storage.nc");
    let variable = |path| source.contents().variable(path).unwrap();
    assert_eq!(variable("plain").storage, Storage::Contiguous);
    assert_eq!(variable("big").data_type, DataType::Float { bytes: 4, order: ByteOrder::Big });
    let filters = ["shuffle", "deflate(4)", "fletcher32"].map(str::to_owned).to_vec();
    let Storage::Chunked { chunk, filters: found } = &variable("chunked").storage else { panic!() };
    assert_eq!(chunk, &[2, 5]);
    assert_eq!(found.iter().collect::<std::collections::BTreeSet<_>>(), filters.iter().collect());
    let expected: Vec<f64> = (0..60).map(f64::from).collect();
    for path in ["plain", "big", "chunked"] {
        assert_eq!(all(&source, path), expected, "{path}");
    }
}

#[test]
fn a_real_variable_is_not_read_as_complex() {
    let source = opened("storage.nc");
    let variable = source.contents().variable("plain").unwrap();
    let error = source.read(variable, &[0..1, 0..1], ValueType::C64).unwrap_err();
    assert!(error.to_string().ends_with("is real and cannot be read as complex"), "{error}");
}
