mod axes;
mod cf;
mod cf_files;
mod complex_pairs;
mod components;
mod coordinates;
mod file;
mod openpmd;
mod properties;
mod selection;
mod simulations;
mod stacked;

use super::{Hints, Inference, SpacingHint, infer};
use crate::{
    Error,
    field::{Coordinates, Field},
};
use file::File;

/// What is found without hints.
#[track_caller]
fn found(file: File) -> Inference {
    infer(&file.contents(), &Hints::default()).unwrap()
}

/// The only vector field that is found without hints.
#[track_caller]
fn vector(file: File) -> Field {
    only(found(file).vectors)
}

/// The failure without hints.
#[track_caller]
fn failure(file: File) -> Error {
    infer(&file.contents(), &Hints::default()).unwrap_err()
}

#[track_caller]
fn only(mut fields: Vec<Field>) -> Field {
    assert_eq!(fields.len(), 1, "{:?}", paths(&fields));
    fields.remove(0)
}

fn paths(fields: &[Field]) -> Vec<String> {
    fields.iter().map(Field::path).collect()
}

/// Names of the components, in their order.
fn components(field: &Field) -> Vec<&str> {
    field.components.iter().map(|component| component.name.as_str()).collect()
}

/// Each component's label and the name of its axis.
fn pairs(field: &Field) -> Vec<(&str, &str)> {
    let axis = |axis: Option<usize>| axis.map_or("-", |axis| field.axes[axis].name.as_str());
    field.components.iter().map(|component| (component.label.as_str(), axis(component.axis))).collect()
}

/// Each axis' name and dimension, in their order.
fn axes(field: &Field) -> Vec<(&str, usize)> {
    field.axes.iter().map(|axis| (axis.name.as_str(), axis.dimension)).collect()
}

fn carried(field: &Field) -> Vec<(&str, usize)> {
    field.carried.iter().map(|axis| (axis.name.as_str(), axis.dimension)).collect()
}

/// Path of each axis' coordinates, or its spacing.
fn coordinates(field: &Field) -> Vec<String> {
    let told = |coordinates: &Coordinates| match coordinates {
        Coordinates::Variable(path) => path.clone(),
        Coordinates::Uniform { spacing, origin: 0.0 } => spacing.to_string(),
        Coordinates::Uniform { spacing, origin } => format!("{origin} + i {spacing}"),
        Coordinates::Unknown => "?".to_owned(),
    };
    field.axes.iter().map(|axis| told(&axis.coordinates)).collect()
}

fn with_axes(names: &[&str]) -> Hints {
    Hints { axes: Some(names.iter().map(ToString::to_string).collect()), ..Hints::default() }
}

fn with_spacing(steps: &[(&str, f64)]) -> Hints {
    let steps = steps.iter().map(|(name, step)| ((*name).to_owned(), *step)).collect();
    Hints { spacing: Some(SpacingHint::ByAxis(steps)), ..Hints::default() }
}

fn with_coordinates(paths: &[(&str, &str)]) -> Hints {
    let coordinates = paths.iter().map(|(axis, path)| ((*axis).to_owned(), (*path).to_owned())).collect();
    Hints { coordinates, ..Hints::default() }
}

/// Message and hint of a failure.
fn told(error: &Error) -> (String, &str) {
    (error.to_string(), error.hint().unwrap_or_default())
}
