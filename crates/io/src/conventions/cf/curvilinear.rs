//! Grids whose coordinates are no 1-D arrays, or not the same for all components: they are refused.

use std::path::Path;

use crate::{
    Error, Result, Variable,
    conventions::{survey::Survey, text},
    field::{Coordinates, FieldAxis},
};

/// Checks that no axis without coordinates has them in arrays of more dimensions.
///
/// # Errors
/// When one has.
pub(in crate::conventions) fn check(
    variable: &Variable,
    axes: &[FieldAxis],
    survey: &Survey<'_>,
) -> Result<()> {
    let bare: Vec<&FieldAxis> = axes.iter().filter(|axis| axis.coordinates == Coordinates::Unknown).collect();
    let lies_along = |other: &Variable, axis: &FieldAxis| {
        other.dimensions.iter().any(|dimension| dimension.name.as_deref() == Some(&axis.name))
    };
    let bent: Vec<&str> = bare
        .iter()
        .filter(|axis| survey.auxiliary.curvilinear.iter().any(|other| lies_along(other, axis)))
        .map(|axis| axis.name.as_str())
        .collect();
    if bent.is_empty() {
        return Ok(());
    }
    let places =
        survey.auxiliary.curvilinear.iter().filter(|other| bare.iter().any(|axis| lies_along(other, axis)));
    let steps = bent.iter().map(|name| format!("{name}=STEP"));
    Err(Error::BadObject {
        path: survey.contents.path.clone(),
        object: variable.path.clone(),
        problem: format!(
            "lies on a curvilinear grid: the coordinates of {} are arrays of several dimensions, {}",
            text::quoted(&bent),
            text::quoted(places.map(|place| &place.path))
        ),
        hint: Some(format!(
            "`--spacing {}` takes the grid for an even one, where that is near enough",
            text::joined(steps, ",")
        )),
    })
}

/// The error that a component differs from its sibling, with a hint where the two lie at other points of the cells.
pub(in crate::conventions) fn staggered(
    file: &Path,
    variable: &Variable,
    sibling: &Variable,
    problem: String,
) -> Error {
    let extents = || variable.shape.iter().zip(&sibling.shape);
    let same_rank = variable.shape.len() == sibling.shape.len();
    let names = |variable: &Variable| -> Vec<Option<String>> {
        variable.dimensions.iter().map(|dimension| dimension.name.clone()).collect()
    };
    let near = same_rank && extents().all(|(one, other)| one.abs_diff(*other) <= 1);
    let elsewhere = names(variable) != names(sibling) || variable.shape != sibling.shape;
    let hint =
        "on a staggered grid the components have no points in common: bring them to the same points first";
    Error::BadObject {
        path: file.to_owned(),
        object: variable.path.clone(),
        problem,
        hint: (near && elsewhere).then(|| hint.to_owned()),
    }
}
