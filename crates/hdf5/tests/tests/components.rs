//! Elements that hold the components of a vector.

use fieldops_io::{AttributeValue, ByteOrder, DataType, Source, Storage, ValueType, Values};

use crate::common::{open_data, ramp, variable};

#[test]
fn a_compound_of_components_is_listed_with_an_axis_more() {
    let source = open_data("components.hdf5");
    let field = variable(&source, "/E");
    assert_eq!(field.shape, [4, 3, 3]);
    assert_eq!(field.data_type, DataType::Float { bytes: 4, order: ByteOrder::Big });
    let names: Vec<_> = field.dimensions.iter().map(|dimension| dimension.name.as_deref()).collect();
    assert_eq!(names, [Some("y"), None, Some("component")]);
    let components = &field.attributes.iter().find(|attribute| attribute.name == "components").unwrap().value;
    assert_eq!(*components, AttributeValue::Texts(["x", "y", "z"].map(str::to_owned).to_vec()));
    assert!(matches!(&field.storage, Storage::Chunked { chunk, .. } if *chunk == [3, 2, 3]));
}

#[test]
fn windows_of_components_are_read_in_either_precision() {
    let source = open_data("components.hdf5");
    for (path, count) in [("/E", 3), ("/v", 2), ("/half", 2)] {
        let field = variable(&source, path);
        for window in [[0..4, 0..3, 0..count], [1..4, 2..3, 1..2], [2..3, 0..2, 1..count], [2..2, 0..3, 0..1]]
        {
            let expected = ramp(&window);
            #[expect(clippy::cast_possible_truncation, reason = "the values are small multiples of a half")]
            let single = expected.mapv(|value| value as f32);
            assert_eq!(source.read(field, &window, ValueType::F64).unwrap(), Values::F64(expected), "{path}");
            assert_eq!(source.read(field, &window, ValueType::F32).unwrap(), Values::F32(single), "{path}");
        }
    }
}

#[test]
fn other_compounds_hold_no_numbers() {
    let source = open_data("components.hdf5");
    for path in ["/state", "/mixed"] {
        let field = variable(&source, path);
        assert_eq!(field.shape, [4, 3]);
        assert!(matches!(&field.data_type, DataType::Other(name) if name.starts_with("compound")), "{path}");
    }
}
