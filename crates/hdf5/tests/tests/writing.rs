//! Files that the sink writes.

use std::{fs, path::Path, thread};

use fieldops_hdf5::{create, open};
use fieldops_io::{
    Attribute, AttributeValue, ByteOrder, Compression, DataType, Dimension, Error, OutputCoordinate,
    OutputDimension, OutputSchema, OutputVariable, Sink, Source, Storage, ValueType, Values,
};
use ndarray::arr1;
use tempfile::tempdir;

use crate::common::{one, ramp_of, read, variable, whole};

const TYPES: [ValueType; 4] = [ValueType::F32, ValueType::F64, ValueType::C32, ValueType::C64];
const SHAPE: [usize; 3] = [5, 3, 4];

fn attributes() -> Vec<Attribute> {
    use AttributeValue::{Float, Floats, Integer, Integers, Text, Texts};
    [
        ("units", Text("(V/m) m-1".into())),
        ("author", Text("Größe µ".into())),
        ("empty", Text(String::new())),
        ("labels", Texts(vec!["x".into(), "yy".into(), String::new()])),
        ("count", Integer(-7)),
        ("counts", Integers(vec![i64::MIN, 0, i64::MAX])),
        ("step", Float(0.1)),
        ("steps", Floats(vec![0.1, f64::INFINITY, -2.5])),
        ("nothing", Floats(vec![])),
        // More than the 64 KiB that an object header holds.
        ("long", Text("long ".repeat(20_000))),
        ("many", Floats((0..20_000).map(f64::from).collect())),
        ("after", Integer(1)),
    ]
    .map(|(name, value)| Attribute { name: name.into(), value })
    .into()
}

fn variable_of(path: &str, value_type: ValueType, compression: Compression) -> OutputVariable {
    let dimension = |name: Option<&str>, coordinate: Option<&str>| OutputDimension {
        name: name.map(Into::into),
        coordinate: coordinate.map(Into::into),
    };
    OutputVariable {
        path: path.into(),
        shape: SHAPE.into(),
        value_type,
        dimensions: vec![
            dimension(Some("time µ"), Some("/grid/t")),
            dimension(None, None),
            dimension(Some("x"), Some("/x")),
        ],
        attributes: attributes(),
        compression,
        windows: Vec::new(),
    }
}

fn schema() -> OutputSchema {
    let coordinate = |path: &str, dimension: &str, values| OutputCoordinate {
        path: path.into(),
        dimension: dimension.into(),
        values,
        attributes: vec![Attribute::text("units", "m")],
    };
    let mut variables = Vec::new();
    for value_type in TYPES {
        let name = format!("{value_type:?}");
        variables.push(variable_of(&format!("/plain/{name}"), value_type, Compression::None));
        variables.push(variable_of(&format!("/a/b/{name}"), value_type, Compression::Deflate { level: 3 }));
    }
    OutputSchema {
        attributes: attributes(),
        coordinates: vec![
            coordinate("/x", "x", Values::F64(arr1(&[0.0, 0.5, 2.0, 3.5]).into_dyn())),
            coordinate("/grid/t", "t", Values::F32(arr1(&[0.0, 1.5, 2.0, 4.0, 8.0]).into_dyn())),
        ],
        variables,
    }
}

fn write_all(path: &Path) {
    let schema = schema();
    let mut sink = create(path, &schema, false).unwrap();
    for OutputVariable { path, value_type, .. } in &schema.variables {
        for rows in [3..5, 0..2, 2..3] {
            let window = [rows, 0..3, 0..4];
            sink.write(path, &window, &ramp_of(&window, *value_type)).unwrap();
        }
    }
    Box::new(sink).finish().unwrap();
}

#[test]
fn all_that_is_written_is_read_again() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    write_all(&path);
    let source = open(&path).unwrap();
    let contents = source.contents();
    assert_eq!(contents.attributes, attributes());
    assert_eq!(contents.skipped, []);
    let groups: Vec<&str> = contents.groups.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(groups, ["/grid", "/plain", "/a", "/a/b"], "in the order of the schema");
    let dimension = |name: Option<&str>, scale: Option<&str>| Dimension {
        name: name.map(Into::into),
        scales: scale.into_iter().map(Into::into).collect(),
    };
    let dimensions =
        [dimension(Some("time µ"), Some("/grid/t")), dimension(None, None), dimension(Some("x"), Some("/x"))];
    let deflated =
        Storage::Chunked { chunk: SHAPE.into(), filters: vec!["shuffle".into(), "deflate(3)".into()] };
    for value_type in TYPES {
        for (group, storage) in [("/plain", Storage::Contiguous), ("/a/b", deflated.clone())] {
            let path = format!("{group}/{value_type:?}");
            let variable = variable(&source, &path);
            assert_eq!(variable.dimensions, dimensions, "{path}");
            assert_eq!(variable.attributes, attributes(), "{path}");
            assert_eq!(variable.storage, storage, "{path}");
            assert!(!variable.is_coordinate);
            assert_eq!(read(&source, &path, value_type), ramp_of(&whole(&SHAPE), value_type), "{path}");
        }
    }
    let order = ByteOrder::Little;
    assert_eq!(variable(&source, "/plain/F32").data_type, DataType::Float { bytes: 4, order });
    assert_eq!(variable(&source, "/plain/C64").data_type, DataType::Complex { bytes: 8, order });
    for coordinate in ["/x", "/grid/t"] {
        let variable = variable(&source, coordinate);
        assert!(variable.is_coordinate);
        assert_eq!(variable.attributes, [Attribute::text("units", "m")]);
    }
    let x = Values::F64(arr1(&[0.0, 0.5, 2.0, 3.5]).into_dyn());
    assert_eq!(read(&source, "/x", ValueType::F64), x);
}

#[test]
fn scales_know_the_variables_that_use_them() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    write_all(&path);
    let file = hdf5::File::open(&path).unwrap();
    for (scale, uses) in [("/x", 8), ("/grid/t", 8)] {
        let list = file.dataset(scale).unwrap().attr("REFERENCE_LIST").unwrap();
        assert_eq!(list.shape(), [uses], "{scale}");
    }
    let class = file.dataset("/x").unwrap().attr("CLASS").unwrap();
    assert_eq!(
        class.dtype().unwrap().size(),
        16,
        "a fixed length with a null byte, as older libraries want it"
    );
}

#[test]
fn equal_content_gives_equal_bytes() {
    let folder = tempdir().unwrap();
    let (first, second) = (folder.path().join("1.h5"), folder.path().join("2.h5"));
    write_all(&first);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    write_all(&second);
    assert!(fs::read(&first).unwrap() == fs::read(&second).unwrap());
}

#[test]
fn writers_write_what_the_sink_does() {
    let folder = tempdir().unwrap();
    let (by_sink, by_writers) = (folder.path().join("1.h5"), folder.path().join("2.h5"));
    write_all(&by_sink);
    let schema = schema();
    let mut sink = create(&by_writers, &schema, false).unwrap();
    for OutputVariable { path, value_type, compression, .. } in &schema.variables {
        let writer = sink.writer(path);
        assert_eq!(writer.is_some(), *compression == Compression::None, "{path}");
        thread::scope(|scope| {
            for window in [[3..5, 0..3, 0..4], [0..3, 0..2, 1..4], [0..3, 2..3, 0..4], [0..3, 0..2, 0..1]] {
                let values = ramp_of(&window, *value_type);
                match &writer {
                    Some(writer) => {
                        scope.spawn(move || writer.write(&window, &values).unwrap());
                    }
                    None => sink.write(path, &window, &values).unwrap(),
                }
            }
        });
    }
    Box::new(sink).finish().unwrap();
    assert!(fs::read(&by_sink).unwrap() == fs::read(&by_writers).unwrap());
}

#[test]
fn a_failed_writer_leaves_nothing() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    let sink = create(&path, &schema(), false).unwrap();
    let writer = sink.writer("/plain/F64").unwrap();
    let window = [0..1, 0..3, 0..4];
    writer.write(&window, &ramp_of(&window, ValueType::F64)).unwrap();
    drop((writer, sink));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_array_without_elements_or_axes_is_written() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    let compression = Compression::Deflate { level: 4 };
    let variable = |path: &str, shape: &[usize]| OutputVariable {
        path: path.into(),
        shape: shape.into(),
        value_type: ValueType::F32,
        dimensions: vec![OutputDimension::default(); shape.len()],
        attributes: vec![],
        compression,
        windows: Vec::new(),
    };
    let variables = vec![variable("/none", &[0, 3]), variable("/scalar", &[])];
    let mut sink = create(&path, &OutputSchema { variables, ..Default::default() }, false).unwrap();
    sink.write("/none", &[0..0, 0..3], &Values::zeros(ValueType::F32, &[0, 3])).unwrap();
    sink.write("/scalar", &[], &Values::F32(ndarray::arr0(2.5).into_dyn())).unwrap();
    Box::new(sink).finish().unwrap();
    let source = open(&path).unwrap();
    assert_eq!(read(&source, "/scalar", ValueType::F32), Values::F32(ndarray::arr0(2.5).into_dyn()));
}

#[test]
fn a_sink_dropped_leaves_nothing() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    let mut sink = create(&path, &schema(), false).unwrap();
    assert!(!path.exists(), "not before it is complete");
    sink.write("/plain/F64", &whole(&SHAPE), &ramp_of(&whole(&SHAPE), ValueType::F64)).unwrap();
    drop(sink);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_output_is_replaced_only_when_asked() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    fs::write(&path, "mine").unwrap();
    assert!(matches!(create(&path, &schema(), false), Err(Error::OutputExists { .. })));
    let sink = create(&path, &schema(), true).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"mine", "until the new one is complete");
    Box::new(sink).finish().unwrap();
    assert!(open(&path).is_ok());
}

#[test]
fn a_schema_that_does_not_fit_is_an_error_and_leaves_nothing() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    let variables = ["/E", "/E"].map(|path| OutputVariable {
        dimensions: vec![OutputDimension::default(); 3],
        ..variable_of(path, ValueType::F32, Compression::None)
    });
    let error = create(&path, &OutputSchema { variables: variables.into(), ..Default::default() }, false)
        .unwrap_err();
    assert!(matches!(error, Error::Create { .. }));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
#[should_panic(expected = "the schema holds no variable `/nowhere`")]
fn a_variable_outside_the_schema_is_a_bug_of_the_caller() {
    let folder = tempdir().unwrap();
    let mut sink = create(&folder.path().join("out.h5"), &schema(), false).unwrap();
    let _ = sink.write("/nowhere", &one(0..1), &Values::zeros(ValueType::F64, &[1]));
}
