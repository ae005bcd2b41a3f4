//! What results are called, of which type they are, and in which group they lie.

use fieldops_io::{ValueType, field::Field};

use super::{
    Statement,
    shape::{Direction, Shape, Value},
};
use crate::{
    Request,
    table::{Index, Label},
    text,
};

/// Single precision where all that is read is of single precision.
pub(super) fn value_type(request: &Request, is_complex: bool, read: &[&Field]) -> ValueType {
    let is_single = |field: &&Field| matches!(field.value_type, ValueType::F32 | ValueType::C32);
    let is_single = !read.is_empty() && read.iter().all(is_single);
    let own = match (is_single, is_complex) {
        (true, false) => ValueType::F32,
        (true, true) => ValueType::C32,
        (false, false) => ValueType::F64,
        (false, true) => ValueType::C64,
    };
    request.precision.map_or(own, |precision| precision.of(own))
}

/// The innermost group that holds all the fields.
pub(super) fn common_group<'f>(fields: &[&'f Field]) -> Option<&'f str> {
    let (first, others) = fields.split_first()?;
    let holds = |group: &&str| {
        let is_within = |field: &&Field| {
            field.group.strip_prefix(*group).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        others.iter().all(is_within)
    };
    fieldops_io::with_outer(&first.group).find(holds)
}

/// What a result and its components are called.
pub(super) struct Labels {
    pub(super) whole: Label,
    pub(super) parts: Vec<Label>,
    pub(super) indices: Vec<Index>,
}

/// The labels of a result.
pub(super) fn labels(statement: &Statement, value: &Value) -> Labels {
    let (name, text) = (&statement.name, statement.expression_text());
    let whole = Label { name: name.clone(), long_name: text.to_owned() };
    let part = |of: &str, told: &str| Label {
        name: text::in_path(&format!("{name}_{of}")),
        long_name: format!("{told} component of {text}"),
    };
    let index = |dimension, directions: &[Direction]| Index {
        dimension,
        labels: directions.iter().map(|direction| direction.label.clone()).collect(),
    };
    match &value.shape {
        Shape::Scalar => Labels { parts: vec![whole.clone()], whole, indices: Vec::new() },
        Shape::Vector(directions) => {
            let parts = directions.iter().map(|direction| part(&direction.label, &direction.label)).collect();
            Labels { whole, parts, indices: vec![index("component", directions)] }
        }
        Shape::Tensor(rows, columns) => {
            let of_row = |row: &Direction| {
                let part = |column: &Direction| {
                    part(
                        &format!("{}_{}", row.label, column.label),
                        &format!("{}, {}", row.label, column.label),
                    )
                };
                columns.iter().map(part).collect::<Vec<_>>()
            };
            let parts = rows.iter().flat_map(of_row).collect();
            Labels { whole, parts, indices: vec![index("component", rows), index("axis", columns)] }
        }
    }
}
