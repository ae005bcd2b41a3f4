//! What the writer lays down, read back.

use std::fs;

use fieldops_io::{
    Attribute, AttributeValue, Compression, Error, ErrorKind, OutputCoordinate, OutputDimension,
    OutputSchema, OutputVariable, Sink, Source, Storage, ValueType, Values, text_of,
};
use fieldops_netcdf::{create, open};
use ndarray::{ArrayD, IxDyn};
use tempfile::tempdir;

use crate::common::{all, one};

fn coordinate(path: &str, values: &[f64], attributes: Vec<Attribute>) -> OutputCoordinate {
    let dimension = path.rsplit('/').next().unwrap().to_owned();
    let values = Values::F64(ArrayD::from_shape_vec(IxDyn(&[values.len()]), values.to_vec()).unwrap());
    OutputCoordinate { path: path.into(), dimension, values, attributes }
}

fn variable(path: &str, shape: &[usize], dimensions: Vec<OutputDimension>) -> OutputVariable {
    OutputVariable {
        path: path.into(),
        shape: shape.to_vec(),
        value_type: ValueType::F64,
        dimensions,
        attributes: vec![],
        compression: Compression::None,
        windows: Vec::new(),
    }
}

fn along(coordinate: &str) -> OutputDimension {
    OutputDimension { name: None, coordinate: Some(coordinate.into()) }
}

fn called(name: &str) -> OutputDimension {
    OutputDimension { name: Some(name.into()), coordinate: None }
}

fn ramp(shape: &[usize]) -> Values {
    let count: usize = shape.iter().product();
    let values = (0..count).map(|i| i as f64 / 4.0).collect();
    Values::F64(ArrayD::from_shape_vec(IxDyn(shape), values).unwrap())
}

fn ramp_values(count: u32) -> Vec<f64> {
    (0..count).map(|i| f64::from(i) / 4.0).collect()
}

/// A schema of one vector component with everything that a format can hold.
fn whole_schema(compression: Compression) -> OutputSchema {
    let attributes = vec![
        Attribute::text("units", "V m-2"),
        Attribute { name: "index".into(), value: AttributeValue::Integer(-3) },
        Attribute { name: "large".into(), value: AttributeValue::Integer(1 << 40) },
        Attribute { name: "pair".into(), value: AttributeValue::Integers(vec![1, 2]) },
        Attribute { name: "factors".into(), value: AttributeValue::Floats(vec![0.5, 0.25]) },
        // These would make readers unpack and mask what is neither packed nor masked.
        Attribute { name: "scale_factor".into(), value: AttributeValue::Float(2.0) },
        Attribute { name: "valid_range".into(), value: AttributeValue::Floats(vec![0.0, 1.0]) },
    ];
    OutputSchema {
        attributes: vec![Attribute::text("history", "Größe")],
        coordinates: vec![
            coordinate("/y", &[0.0, 0.5, 2.0], vec![Attribute::text("bounds", "y_bnds")]),
            coordinate("/lon", &[0.0, 1.0, 4.0, 9.0], vec![Attribute::text("units", "degrees_east")]),
        ],
        variables: vec![OutputVariable {
            value_type: ValueType::F32,
            attributes,
            compression,
            windows: Vec::new(),
            ..variable("/dEx", &[2, 3, 4], vec![called("step"), along("/y"), along("/lon")])
        }],
    }
}

#[test]
fn every_format_gives_back_what_was_written() {
    for (name, compression) in [
        ("out.nc", Compression::None),
        ("out.nc4", Compression::Deflate { level: 4 }),
        ("none.nc", Compression::Deflate { level: 0 }),
        ("out.cdf", Compression::None),
    ] {
        let folder = tempdir().unwrap();
        let path = folder.path().join(name);
        let mut sink = create(&path, &whole_schema(compression), false).unwrap();
        #[expect(clippy::cast_precision_loss)]
        let planes = ArrayD::from_shape_fn(IxDyn(&[1, 3, 4]), |i| (4 * i[1] + i[2]) as f32);
        sink.write("/dEx", &[1..2, 0..3, 0..4], &Values::F32(planes.mapv(|value| value + 12.0))).unwrap();
        // An array whose memory is in another order.
        let turned = planes.clone().reversed_axes().as_standard_layout().into_owned().reversed_axes();
        sink.write("/dEx", &[0..1, 0..3, 0..4], &Values::F32(turned)).unwrap();
        assert!(!path.exists(), "no part of a file stands under the final name");
        Box::new(sink).finish().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let start = fs::read(&path).unwrap();
        assert_eq!(start.starts_with(b"CDF\x05"), name == "out.cdf");

        let source = open(&path).unwrap();
        let contents = source.contents();
        assert_eq!(text_of(&contents.attributes, "Conventions"), Some("CF-1.11"));
        assert_eq!(text_of(&contents.attributes, "history"), Some("Größe"));
        let y = contents.variable("y").unwrap();
        assert!(y.is_coordinate);
        assert_eq!(y.attributes, [Attribute::text("axis", "Y")], "{name}: there are no bounds");
        let longitude = contents.variable("lon").unwrap();
        assert_eq!(text_of(&longitude.attributes, "axis"), Some("X"), "{name}");
        assert_eq!(all(&source, "lon"), [0.0, 1.0, 4.0, 9.0]);
        let derivative = contents.variable("dEx").unwrap();
        let names: Vec<&str> = derivative.dimensions.iter().map(|it| it.name.as_deref().unwrap()).collect();
        assert_eq!(names, ["step", "y", "lon"], "{name}");
        assert_eq!(derivative.dimensions[2].scales, ["/lon"]);
        let (written, read) =
            (&whole_schema(compression).variables[0].attributes[..5], &derivative.attributes[..]);
        assert_eq!(read, written, "{name}: without what packs values");
        let expected: Vec<f64> = (0..24).map(f64::from).collect();
        assert_eq!(all(&source, "dEx"), expected, "{name}");
        let filters: Option<&[&str]> = match compression {
            Compression::None => None,
            // netCDF-C leaves out what shrinks nothing.
            Compression::Deflate { level: 0 } => Some(&["shuffle"]),
            Compression::Deflate { .. } => Some(&["shuffle", "deflate(4)"]),
        };
        match (&derivative.storage, filters) {
            (Storage::Chunked { chunk, filters: found }, Some(filters)) => {
                assert_eq!(chunk, &[2, 3, 4], "{name}");
                assert_eq!(found, filters, "{name}");
            }
            (storage, filters) => {
                assert!(storage == &Storage::Contiguous && filters.is_none(), "{name}: {storage:?}");
            }
        }
    }
}

#[test]
fn netcdf_itself_reads_what_was_deflated_in_windows() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.nc");
    let deflated = OutputVariable {
        compression: Compression::Deflate { level: 2 },
        windows: vec![2, 5],
        ..variable("/E/f", &[7, 5], vec![along("/x"), called("y")])
    };
    let schema = OutputSchema {
        coordinates: vec![coordinate("/x", &[0.0, 0.5, 2.0, 2.5, 4.0, 7.0, 8.0], vec![])],
        variables: vec![deflated],
        ..OutputSchema::default()
    };
    let mut sink = create(&path, &schema, false).unwrap();
    let expected: Vec<f64> = ramp_values(35);
    for (start, end) in [(0, 2), (2, 4), (4, 6), (6, 7)] {
        let rows = expected[start * 5..end * 5].to_vec();
        let rows = ArrayD::from_shape_vec(IxDyn(&[end - start, 5]), rows).unwrap();
        sink.write("/E/f", &[start..end, 0..5], &Values::F64(rows)).unwrap();
    }
    Box::new(sink).finish().unwrap();
    let file = netcdf::open(&path).unwrap();
    let variable = file.variable("E/f").unwrap();
    assert_eq!(variable.chunking().unwrap(), Some(vec![2, 5]));
    assert_eq!(variable.get_values::<f64, _>(..).unwrap(), expected);
    assert_eq!(variable.dimensions()[0].name(), "x");
}

#[test]
fn a_missing_value_is_marked_as_one() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.nc");
    let schema =
        OutputSchema { variables: vec![variable("/f", &[2], vec![called("x")])], ..OutputSchema::default() };
    let mut sink = create(&path, &schema, false).unwrap();
    let values = ArrayD::from_shape_vec(IxDyn(&[2]), vec![f64::NAN, 3.0]).unwrap();
    sink.write("/f", &one(0..2), &Values::F64(values)).unwrap();
    Box::new(sink).finish().unwrap();
    let file = netcdf::open(&path).unwrap();
    let Some(Ok(netcdf::AttributeValue::Double(mark))) =
        file.variable("f").unwrap().attribute_value("_FillValue")
    else {
        panic!("a fill value of the variable's own type")
    };
    assert!(mark.is_nan());
}

#[test]
fn groups_hold_what_their_paths_say_and_see_their_coordinates() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.nc");
    let schema = OutputSchema {
        attributes: vec![Attribute::text("Conventions", "CF-1.8")],
        coordinates: vec![
            coordinate("/grid/x", &[0.0, 1.0, 4.0], vec![]),
            coordinate("/E/y", &[0.5, 2.0], vec![]),
            coordinate("/other/x", &[10.0, 11.0, 14.0], vec![]),
        ],
        variables: vec![
            variable("/E/dx", &[2, 3], vec![along("/E/y"), along("/grid/x")]),
            variable("/B/dx", &[3, 3], vec![along("/other/x"), called("x")]),
        ],
    };
    let mut sink = create(&path, &schema, false).unwrap();
    sink.write("/E/dx", &[0..2, 0..3], &ramp(&[2, 3])).unwrap();
    sink.write("/B/dx", &[0..3, 0..3], &ramp(&[3, 3])).unwrap();
    Box::new(sink).finish().unwrap();

    let source = open(&path).unwrap();
    let contents = source.contents();
    assert_eq!(text_of(&contents.attributes, "Conventions"), Some("CF-1.8"), "carried along");
    let scales = |path: &str| -> Vec<Vec<String>> {
        contents.variable(path).unwrap().dimensions.iter().map(|it| it.scales.clone()).collect()
    };
    assert_eq!(scales("/E/dx"), [vec!["/E/y".to_owned()], vec!["/x".to_owned()]]);
    assert_eq!(scales("/B/dx"), [vec!["/x_2".to_owned()], vec![]], "the name was taken at the root");
    assert_eq!(all(&source, "/x"), [0.0, 1.0, 4.0]);
    assert_eq!(all(&source, "/x_2"), [10.0, 11.0, 14.0]);
    assert_eq!(all(&source, "/E/dx"), ramp_values(6));
    assert_eq!(all(&source, "/B/dx"), ramp_values(9));
}

#[test]
fn axes_without_names_get_dimensions() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.nc");
    let none = OutputDimension::default;
    let schema = OutputSchema {
        variables: vec![
            variable("/a", &[2, 3, 3], vec![none(), called("n"), called("n")]),
            variable("/b", &[2, 5], vec![none(), called("n")]),
            variable("/n", &[3], vec![called("n")]),
        ],
        ..OutputSchema::default()
    };
    let mut sink = create(&path, &schema, false).unwrap();
    for (name, shape) in [("/a", &[2, 3, 3][..]), ("/b", &[2, 5]), ("/n", &[3])] {
        let window: Vec<_> = shape.iter().map(|&extent| 0..extent).collect();
        sink.write(name, &window, &ramp(shape)).unwrap();
    }
    Box::new(sink).finish().unwrap();
    let source = open(&path).unwrap();
    let names = |path: &str| -> Vec<String> {
        let variable = source.contents().variable(path).unwrap();
        variable.dimensions.iter().map(|it| it.name.clone().unwrap()).collect()
    };
    assert_eq!(names("a"), ["dim_0", "n_2", "n_3"], "`n` alone would make the variable `n` a coordinate");
    assert_eq!(names("b"), ["dim_0", "n_4"]);
    assert_eq!(names("n"), ["n_2"]);
    assert!(!source.contents().variable("n").unwrap().is_coordinate);
}

#[test]
fn what_a_format_does_not_have_is_refused_with_a_way_out() {
    let folder = tempdir().unwrap();
    let refused = |name: &str, schema: &OutputSchema| {
        let error = create(&folder.path().join(name), schema, false).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        (error.to_string(), error.hint().unwrap().to_owned())
    };
    let of = |variable| OutputSchema { variables: vec![variable], ..OutputSchema::default() };
    let plain = || variable("/E/x", &[2], vec![called("n")]);
    let complex = of(OutputVariable { value_type: ValueType::C64, ..plain() });
    let (problem, hint) = refused("out.nc", &complex);
    assert_eq!(problem, "`/E/x` is complex, and NetCDF has no complex numbers");
    assert!(hint.contains(".h5"), "{hint}");
    let (problem, _) = refused("out.cdf", &of(plain()));
    assert_eq!(problem, "`/E/x` lies in a group, and a classic NetCDF file (.cdf) has none");
    let deflated = of(OutputVariable { compression: Compression::Deflate { level: 1 }, ..plain() });
    let (problem, _) = refused("out.cdf", &deflated);
    assert_eq!(problem, "a classic NetCDF file (.cdf) cannot be compressed");
}

#[test]
fn what_cannot_be_laid_out_leaves_nothing() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.nc");
    let twice = vec![variable("/f", &[2], vec![called("n")]); 2];
    let schema = OutputSchema { variables: twice, ..OutputSchema::default() };
    let error = create(&path, &schema, false).map(|_| ()).unwrap_err();
    assert!(
        matches!(&error, Error::Create { source, .. } if source.to_string().contains("`/f`")),
        "{error:?}"
    );
    let empty = variable("/f", &[0], vec![called("n")]);
    let schema = OutputSchema { variables: vec![empty], ..OutputSchema::default() };
    assert!(matches!(create(&path, &schema, false), Err(Error::Create { .. })));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_existing_file_is_kept_unless_it_may_be_replaced() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.cdf");
    fs::write(&path, "precious").unwrap();
    let schema =
        OutputSchema { variables: vec![variable("/f", &[2], vec![called("n")])], ..OutputSchema::default() };
    assert!(matches!(create(&path, &schema, false), Err(Error::OutputExists { .. })));
    drop(create(&path, &schema, true).unwrap());
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious", "an unfinished file replaces nothing");
    Box::new(create(&path, &schema, true).unwrap()).finish().unwrap();
    assert!(open(&path).is_ok());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
