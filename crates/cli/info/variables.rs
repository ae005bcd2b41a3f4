//! What `info` reports of variables.

use fieldops_io::{Attribute, AttributeValue, Storage, ValueType, Variable, conventions::Inference, text_of};
use serde::Serialize;

use crate::wording::type_name;

#[derive(Debug, Serialize)]
pub(crate) struct VariableReport {
    pub(crate) path: String,
    pub(crate) shape: Vec<usize>,
    #[serde(rename = "type")]
    pub(crate) data_type: String,
    /// Type in which the values are read without loss; none where they are no numbers.
    pub(crate) read_as: Option<&'static str>,
    pub(crate) storage: String,
    pub(crate) chunk: Option<Vec<usize>>,
    pub(crate) filters: Vec<String>,
    pub(crate) dimensions: Vec<Option<String>>,
    pub(crate) units: Option<String>,
    pub(crate) is_coordinate: bool,
    pub(crate) decoding: Vec<DecodingReport>,
}

/// An attribute that tells how stored numbers become values, or which are missing.
#[derive(Debug, Serialize)]
pub(crate) struct DecodingReport {
    pub(crate) attribute: String,
    pub(crate) value: ValueReport,
    /// Whether reading applies it.
    pub(crate) applied: bool,
}

/// The value of an attribute. JSON has no numbers that are not finite: they are texts.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum ValueReport {
    Integer(i64),
    Number(f64),
    Text(String),
    List(Vec<ValueReport>),
}

impl VariableReport {
    pub(crate) fn new(variable: &Variable, inference: &Inference) -> Self {
        let (storage, chunk, filters) = match &variable.storage {
            Storage::Compact => ("compact".to_owned(), None, Vec::new()),
            Storage::Contiguous => ("contiguous".to_owned(), None, Vec::new()),
            Storage::Chunked { chunk, filters } => {
                ("chunked".to_owned(), Some(chunk.clone()), filters.clone())
            }
            Storage::Elsewhere(place) => (place.clone(), None, Vec::new()),
        };
        Self {
            path: variable.path.clone(),
            shape: variable.shape.clone(),
            data_type: type_name(&variable.data_type),
            read_as: variable.data_type.is_numeric().then(|| value_type_name(variable.value_type())),
            storage,
            chunk,
            filters,
            dimensions: variable.dimensions.iter().map(|dimension| dimension.name.clone()).collect(),
            units: text_of(&variable.attributes, "units").map(str::to_owned),
            is_coordinate: variable.is_coordinate || inference.coordinates.contains(&variable.path),
            decoding: decoding(variable),
        }
    }
}

fn decoding(variable: &Variable) -> Vec<DecodingReport> {
    let report = |attribute: &Attribute, applied| DecodingReport {
        attribute: attribute.name.clone(),
        value: ValueReport::new(&attribute.value),
        applied,
    };
    let is_left = |attribute: &&Attribute| {
        variable.data_type.is_numeric() && Variable::DECODING.contains(&attribute.name.as_str())
    };
    let applied = variable.applied.iter().map(|attribute| report(attribute, true));
    let left = variable.attributes.iter().filter(is_left).map(|attribute| report(attribute, false));
    applied.chain(left).collect()
}

impl ValueReport {
    fn new(value: &AttributeValue) -> Self {
        match value {
            AttributeValue::Text(text) => Self::Text(text.clone()),
            AttributeValue::Texts(texts) => Self::List(texts.iter().cloned().map(Self::Text).collect()),
            AttributeValue::Integer(value) => Self::Integer(*value),
            AttributeValue::Integers(values) => {
                Self::List(values.iter().copied().map(Self::Integer).collect())
            }
            AttributeValue::Float(value) => Self::of_float(*value),
            AttributeValue::Floats(values) => {
                Self::List(values.iter().copied().map(Self::of_float).collect())
            }
        }
    }

    fn of_float(value: f64) -> Self {
        if value.is_finite() { Self::Number(value) } else { Self::Text(value.to_string()) }
    }
}

pub(crate) fn value_type_name(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::F32 => "float32",
        ValueType::F64 => "float64",
        ValueType::C32 => "complex64",
        ValueType::C64 => "complex128",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_not_finite_are_texts() {
        let value = ValueReport::new(&AttributeValue::Floats(vec![0.5, f64::NAN, f64::NEG_INFINITY]));
        assert_eq!(serde_json::to_string(&value).unwrap(), r#"[0.5,"NaN","-inf"]"#);
    }
}
