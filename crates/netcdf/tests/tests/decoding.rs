//! Packed and missing values.

#[path = "../data/expected.rs"]
mod expected;

use fieldops_io::{AttributeValue, Source, ValueType, Values, text_of};

use crate::common::{all, one, opened};

/// Values by their bits; a NaN of any bits counts as one.
pub(crate) enum Bits {
    F32(&'static [u32]),
    F64(&'static [u64]),
}

#[test]
fn packed_values_are_bit_by_bit_what_xarray_reads() {
    let source = opened("packed.nc");
    for (name, bits) in expected::EXPECTED {
        let variable = source.contents().variable(name).unwrap();
        let read = |value_type| source.read(variable, &one(0..7), value_type).unwrap();
        match bits {
            Bits::F32(expected) => {
                // Integers without a factor are read in 64 bits, which hold the same values.
                let value_type = variable.decoded.unwrap();
                assert_eq!(value_type, ValueType::F32, "{name}");
                let Values::F32(values) = read(value_type) else { panic!("{name}") };
                for (value, &expected) in values.iter().zip(*expected) {
                    let expected = f32::from_bits(expected);
                    assert!(
                        value.to_bits() == expected.to_bits() || (value.is_nan() && expected.is_nan()),
                        "{name}: {value} instead of {expected}"
                    );
                }
            }
            Bits::F64(expected) => {
                assert_eq!(variable.decoded, Some(ValueType::F64), "{name}");
                let Values::F64(values) = read(ValueType::F64) else { panic!("{name}") };
                for (value, &expected) in values.iter().zip(*expected) {
                    let expected = f64::from_bits(expected);
                    assert!(
                        value.to_bits() == expected.to_bits() || (value.is_nan() && expected.is_nan()),
                        "{name}: {value} instead of {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_reading_applies_is_no_attribute_any_more() {
    let source = opened("packed.nc");
    for variable in &source.contents().variables {
        assert_eq!(variable.attributes, [], "{}", variable.path);
    }
}

#[test]
fn what_reading_applies_can_be_told() {
    let applied = |file: &str, variable: &str| {
        let source = opened(file);
        let applied = source.contents().variable(variable).unwrap().applied.clone();
        applied.into_iter().map(|attribute| (attribute.name, attribute.value)).collect::<Vec<_>>()
    };
    assert_eq!(
        applied("packed.nc", "p1"),
        [
            ("_FillValue".to_owned(), AttributeValue::Integer(-9999)),
            ("scale_factor".to_owned(), AttributeValue::Float(0.1)),
            ("add_offset".to_owned(), AttributeValue::Float(273.15)),
        ]
    );
    assert_eq!(
        applied("missing.nc", "high"),
        [
            ("valid_max".to_owned(), AttributeValue::Integer(-1)),
            ("_Unsigned".to_owned(), AttributeValue::Text("true".to_owned())),
        ]
    );
    assert_eq!(
        applied("missing.nc", "range"),
        [("valid_range".to_owned(), AttributeValue::Floats(vec![2.0, 4.0]))]
    );
    assert_eq!(applied("missing.nc", "default_f4"), []);
}

#[test]
fn packed_values_in_the_other_precision_are_rounded_at_the_end() {
    let source = opened("packed.nc");
    let single = source.contents().variable("p0").unwrap();
    let Values::F32(narrow) = source.read(single, &one(0..7), ValueType::F32).unwrap() else { panic!() };
    let widened: Vec<f64> = narrow.iter().map(|&value| f64::from(value)).collect();
    let wide = all(&source, "p0");
    assert_eq!((&wide[..2], &wide[3..]), (&widened[..2], &widened[3..]));
    let double = source.contents().variable("p1").unwrap();
    let Values::F32(narrow) = source.read(double, &one(3..4), ValueType::F32).unwrap() else { panic!() };
    #[expect(clippy::cast_possible_truncation)]
    let rounded = all(&source, "p1")[3] as f32;
    assert_eq!(narrow[[0]], rounded);
}

/// Positions of the NaN, and the values at the others.
fn split(values: &[f64]) -> (Vec<usize>, Vec<f64>) {
    let missing = (0..values.len()).filter(|&i| values[i].is_nan()).collect();
    (missing, values.iter().copied().filter(|value| !value.is_nan()).collect())
}

#[test]
fn all_that_the_conventions_call_missing_is_missing() {
    let source = opened("missing.nc");
    let split = |path: &str| split(&all(&source, path));
    assert_eq!(split("range"), (vec![0, 4], vec![2.0, 3.0, 4.0]));
    assert_eq!(split("low"), (vec![0, 1], vec![1.5, 2.0, 2.5]), "the bound is one of packed values");
    assert_eq!(split("high"), (vec![], vec![1.0, 2.0, 253.0, 4.0, 5.0]), "-1 stands for 255");
    assert_eq!(split("two"), (vec![1, 2], vec![1.0, 4.0, 5.0]));
    assert_eq!(split("wide"), (vec![0], vec![1.0, 2.0, 3.0, 4.0]), "the mark has twice the bits");
    assert_eq!(split("default_i1"), (vec![], vec![1.0, 2.0, -127.0, 4.0, 5.0]), "bytes may take any value");
    for kind in ["i2", "i4", "f4", "f8"] {
        let path = format!("default_{kind}");
        assert_eq!(split(&path), (vec![2], vec![1.0, 2.0, 4.0, 5.0]), "{kind}");
    }
    let default = 9.969_209_968_386_869e36;
    assert_eq!(
        split("set"),
        (vec![3], vec![1.0, 2.0, default, 5.0]),
        "its own fill value replaces the default"
    );
}

#[test]
fn a_factor_that_is_no_number_is_refused() {
    let source = opened("missing.nc");
    let variable = source.contents().variable("text_factor").unwrap();
    let error = source.read(variable, &one(0..5), ValueType::F64).unwrap_err();
    let expected = "has a `scale_factor` that is not one number";
    assert!(error.to_string().ends_with(expected), "{error}");
    assert_eq!(text_of(&variable.attributes, "scale_factor"), None);
}
