//! Types of elements and of attributes.

use fieldops_io::{AttributeValue, ByteOrder, DataType, Source, ValueType, Values};
use ndarray::{ArrayD, arr2};
use num_complex::{Complex, Complex64};

use crate::common::{open_data, ramp, read, read_error, told, variable};

const INTEGERS: [&str; 8] = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"];

fn integers() -> ArrayD<f64> {
    arr2(&[[0.0, 1.0, 2.0], [3.0, 100.0, 127.0]]).into_dyn()
}

fn complex() -> ArrayD<Complex64> {
    let mut values = ramp(&[0..2, 0..3]).mapv(Complex64::from);
    values.zip_mut_with(&integers(), |value, &imaginary| value.im = -imaginary);
    values
}

#[test]
fn integers_of_every_size_sign_and_byte_order_are_read() {
    let source = open_data("types.hdf5");
    for (group, order) in [("little", ByteOrder::Little), ("big", ByteOrder::Big)] {
        for kind in INTEGERS {
            let path = format!("/{group}/{kind}");
            let signed = kind.starts_with('i');
            let bytes = usize::from(kind.as_bytes()[1] - b'0');
            // A single byte has no order; h5py writes it as little endian.
            let order = if bytes == 1 { ByteOrder::Little } else { order };
            assert_eq!(
                variable(&source, &path).data_type,
                DataType::Integer { bytes, signed, order },
                "{path}"
            );
            let expected = if signed { -integers() } else { integers() };
            assert_eq!(read(&source, &path, ValueType::F64), Values::F64(expected.clone()), "{path}");
            #[expect(clippy::cast_possible_truncation, reason = "the values are small integers")]
            let single = expected.mapv(|value| value as f32);
            assert_eq!(read(&source, &path, ValueType::F32), Values::F32(single), "{path}");
        }
    }
}

#[test]
fn floats_of_every_size_and_byte_order_are_read() {
    let source = open_data("types.hdf5");
    for (group, order) in [("little", ByteOrder::Little), ("big", ByteOrder::Big)] {
        for bytes in [2, 4, 8] {
            let path = format!("/{group}/f{bytes}");
            assert_eq!(variable(&source, &path).data_type, DataType::Float { bytes, order }, "{path}");
            assert_eq!(read(&source, &path, ValueType::F64), Values::F64(ramp(&[0..2, 0..3])), "{path}");
        }
    }
}

#[test]
fn complex_numbers_are_read_as_compounds_and_as_the_type_of_hdf5_2() {
    let source = open_data("types.hdf5");
    let (little, big) = (ByteOrder::Little, ByteOrder::Big);
    let mut cases = vec![
        ("/little/c8", 4, little),
        ("/little/c16", 8, little),
        ("/big/c8", 4, big),
        ("/big/c16", 8, big),
    ];
    // Older libraries cannot open the others.
    if source.contents().variable("/native_complex").is_some() {
        cases.extend([("/native_complex", 8, little), ("/native_complex_big", 4, big)]);
    }
    for (path, bytes, order) in cases {
        assert_eq!(variable(&source, path).data_type, DataType::Complex { bytes, order }, "{path}");
        assert_eq!(read(&source, path, ValueType::C64), Values::C64(complex()), "{path}");
        #[expect(clippy::cast_possible_truncation, reason = "the values are exact in single precision")]
        let single = complex().mapv(|value| Complex::new(value.re as f32, value.im as f32));
        assert_eq!(read(&source, path, ValueType::C32), Values::C32(single), "{path}");
    }
}

#[test]
fn real_and_complex_are_not_taken_for_each_other() {
    let source = open_data("types.hdf5");
    let error = read_error(&source, "/big/c8", ValueType::F64);
    assert!(told(&error).ends_with("is complex and cannot be read as real"), "{error}");
    let error = read_error(&source, "/big/f8", ValueType::C64);
    assert!(told(&error).ends_with("is real and cannot be read as complex"), "{error}");
}

#[test]
fn other_types_have_names_and_are_refused() {
    let source = open_data("types.hdf5");
    for (path, name) in [
        ("/other/text", "string"),
        ("/other/texts", "string"),
        ("/other/bool", "enum (bool)"),
        ("/other/compound", "compound {x: f64, y: f32}"),
        ("/other/opaque", "opaque"),
        ("/other/long_double", "floats of 16 bytes"),
        ("/other/reference", "reference"),
        ("/other/array", "compound {v: array of f64}"),
        ("/other/vlen", "sequence of f64"),
    ] {
        assert_eq!(variable(&source, path).data_type, DataType::Other(name.into()), "{path}");
        let expected = format!("holds {name} where integers, floats or complex numbers are needed");
        let error = read_error(&source, path, ValueType::F64);
        assert!(error.to_string().ends_with(&expected), "{error}");
        assert!(error.to_string().starts_with(&format!("`{path}` in `")), "{error}");
    }
}

#[test]
fn variables_without_axes_or_without_elements_are_listed() {
    let source = open_data("types.hdf5");
    assert_eq!(variable(&source, "/scalar").shape, [0; 0]);
    assert_eq!(read(&source, "/scalar", ValueType::F64), Values::F64(ndarray::arr0(7.5).into_dyn()));
    assert_eq!(variable(&source, "/no_elements").shape, [0, 3]);
    assert_eq!(read(&source, "/no_elements", ValueType::F64), Values::zeros(ValueType::F64, &[0, 3]));
    assert_eq!(variable(&source, "/null").shape, [0]);
    assert_eq!(read(&source, "/null", ValueType::F32), Values::zeros(ValueType::F32, &[0]));
}

#[test]
fn attributes_of_every_useful_type_are_read_and_others_left_out() {
    use AttributeValue::{Float, Floats, Integer, Integers, Text, Texts};
    let source = open_data("types.hdf5");
    let texts = |texts: &[&str]| Texts(texts.iter().map(ToString::to_string).collect());
    let expected = [
        ("Conventions", Text("CF-1.8".into())),
        ("fixed", Text("fixed".into())),
        ("fixed_names", texts(&["Ex", "Ey"])),
        ("flag", Integer(1)),
        ("floats", Floats(vec![0.5, 1.5])),
        ("fortran", Text("V/m".into())),
        ("huge", Float(18_446_744_073_709_551_615.0)),
        ("integers", Integers(vec![1, -2, 3])),
        ("latin", Text("µm".into())),
        ("names", texts(&["x", "yy", "µ"])),
        ("one", Integer(3)),
        ("one_element", Float(2.5)),
        ("step", Float(0.25)),
        ("title", Text("Größe".into())),
    ];
    let found: Vec<_> =
        source.contents().attributes.iter().map(|it| (it.name.as_str(), it.value.clone())).collect();
    assert_eq!(found, expected, "without `empty`, `matrix` and `pair`; by name, as the file keeps no order");
}

#[test]
fn few_values_come_with_the_listing() {
    let source = open_data("types.hdf5");
    for (path, expected) in
        [("/little/f8", ramp(&[0..2, 0..3])), ("/big/i2", -integers()), ("/big/u1", integers())]
    {
        let listed = variable(&source, path).small_values.clone();
        assert_eq!(listed, Some(expected.into_iter().collect()), "{path}");
    }
    let many = |source: &fieldops_hdf5::Hdf5Source| {
        source
            .contents()
            .variables
            .iter()
            .filter(|variable| variable.shape.iter().product::<usize>() > 16)
            .count()
    };
    let storage = open_data("storage.hdf5");
    assert!(many(&storage) > 0);
    for variable in &storage.contents().variables {
        let count: usize = variable.shape.iter().product();
        let is_plain =
            matches!(variable.storage, fieldops_io::Storage::Compact | fieldops_io::Storage::Contiguous);
        assert!(variable.small_values.is_none() || is_plain && count <= 16, "{}", variable.path);
    }
}
