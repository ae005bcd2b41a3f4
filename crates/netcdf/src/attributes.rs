//! Attributes, from NetCDF's types to those of the contract.

use fieldops_io::AttributeValue;

use crate::raw::{AttributeData, Number, Numbers};

/// An attribute as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RawAttribute {
    pub(crate) name: String,
    pub(crate) data: AttributeData,
}

/// The value without its exact type. An array of one element counts as that element: NetCDF knows no others.
pub(crate) fn value(data: &AttributeData) -> AttributeValue {
    match data {
        AttributeData::Text(text) => AttributeValue::Text(decode(text)),
        AttributeData::Texts(texts) => match &texts[..] {
            [text] => AttributeValue::Text(decode(text)),
            texts => AttributeValue::Texts(texts.iter().map(|text| decode(text)).collect()),
        },
        AttributeData::Numbers(numbers) => number_value(numbers),
    }
}

fn number_value(numbers: &Numbers) -> AttributeValue {
    let numbers = numbers.to_vec();
    let integer = |number: &Number| match number {
        Number::Integer(value) => i64::try_from(*value).ok(),
        Number::Float(_) => None,
    };
    if let Some(values) = numbers.iter().map(integer).collect::<Option<Vec<i64>>>() {
        return match values[..] {
            [value] => AttributeValue::Integer(value),
            _ => AttributeValue::Integers(values),
        };
    }
    let values: Vec<f64> = numbers.into_iter().map(Number::to_f64).collect();
    match values[..] {
        [value] => AttributeValue::Float(value),
        _ => AttributeValue::Floats(values),
    }
}

/// A text up to its first null byte, as UTF-8, else as Latin-1, which old programs write.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    let bytes = &bytes[..end];
    std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|&byte| char::from(byte)).collect(), str::to_owned)
}
