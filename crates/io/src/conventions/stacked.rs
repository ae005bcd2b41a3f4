//! One array with a component axis.

use super::{
    candidate::{Candidate, Found, Part},
    names, option, text,
};
use crate::{
    AttributeValue, Error, Result, Variable,
    field::{Layout, Rank},
};

/// Attributes that may name the components.
const NAMING_ATTRIBUTES: [&str; 4] = ["components", "component_names", "labels", "axes"];

/// The variable as a vector field, if it is one. `given` are the names that the user gave.
pub(super) fn find<'a>(variable: &'a Variable, given: Option<&[String]>) -> Option<Found<'a>> {
    match component_axis(variable, given) {
        Ok(None) => None,
        Ok(Some((axis, reason))) => Some(candidate(variable, axis, &reason, given).into()),
        Err(question) => Some(Found::undecided(variable, Rank::Vector, question)),
    }
}

fn candidate<'a>(
    variable: &'a Variable,
    axis: usize,
    reason: &str,
    given: Option<&[String]>,
) -> Candidate<'a> {
    let count = variable.shape[axis];
    let (labels, origin) = labels(variable, axis, &spatial_names(variable, axis, given));
    let part = |(index, label): (usize, String)| Part {
        name: format!("{}_{}", variable.name(), label.replace('/', "_")),
        label,
        variable,
        index: Some(index),
        axis: None,
    };
    Candidate {
        name: variable.name().to_owned(),
        group: variable.group().to_owned(),
        rank: Rank::Vector,
        layout: Layout::Stacked { axis },
        reason: format!(
            "axis {axis} of `{}` counts {count} components ({reason}), named {} {origin}",
            variable.path,
            text::list(&labels)
        ),
        parts: labels.into_iter().enumerate().map(part).collect(),
    }
}

/// The component axis, and why it is one.
fn component_axis(variable: &Variable, given: Option<&[String]>) -> Result<Option<(usize, String)>> {
    match given {
        _ if variable.shape.len() < 2 => Ok(None),
        Some(given) => axis_by_option(variable, given),
        None => axis_by_file(variable),
    }
}

fn holds_components(variable: &Variable, axis: usize) -> bool {
    matches!(variable.shape[axis], 2 | 3)
}

/// First and last axis, as far as they satisfy a condition.
fn ends(variable: &Variable, condition: impl Fn(usize) -> bool) -> Vec<usize> {
    [0, variable.shape.len() - 1].into_iter().filter(|&axis| condition(axis)).collect()
}

/// Positions of the names that a component dimension goes by.
fn component_names(names: &[Option<&str>]) -> Vec<usize> {
    let is_component = |&index: &usize| {
        let others =
            names.iter().enumerate().filter(|(other, _)| *other != index).filter_map(|(_, name)| *name);
        names[index].is_some_and(|name| names::is_component_dimension(name, others))
    };
    (0..names.len()).filter(is_component).collect()
}

fn axis_by_option(variable: &Variable, given: &[String]) -> Result<Option<(usize, String)>> {
    let names: Vec<_> = given.iter().map(|name| Some(name.as_str())).collect();
    let rank = variable.shape.len();
    match component_names(&names)[..] {
        [axis] if given.len() == rank => {
            if !holds_components(variable, axis) {
                return Err(option(
                    format!(
                        "`--axes {}` makes axis {axis} of `{}` count components, but it has {} points, not 2 or 3",
                        text::joined(given, ","),
                        variable.path,
                        variable.shape[axis]
                    ),
                    None,
                ));
            }
            Ok(Some((axis, "as `--axes` says".to_owned())))
        }
        [] if given.len() + 1 == rank => {
            if let Some(axis) = named_axis(variable) {
                return Ok(Some((axis, "by its name".to_owned())));
            }
            let reason = "`--axes` leaves it out".to_owned();
            one_end(variable, given, &ends(variable, |axis| holds_components(variable, axis)), reason)
        }
        _ => Ok(None),
    }
}

fn axis_by_file(variable: &Variable) -> Result<Option<(usize, String)>> {
    if let Some(axis) = named_axis(variable) {
        return Ok(Some((axis, "by its name".to_owned())));
    }
    let rank = variable.shape.len();
    let unnamed: Vec<_> = (0..rank).filter(|&axis| variable.dimensions[axis].name.is_none()).collect();
    if unnamed.len() == rank {
        let fitting =
            ends(variable, |axis| holds_components(variable, axis) && variable.shape[axis] == rank - 1);
        let reason = format!("as many as there are other axes, in shape {}", text::shape(&variable.shape));
        let given = names::by_position(rank - 1).unwrap_or_default();
        return one_end(variable, &given, &fitting, reason);
    }
    let the_unnamed = ends(variable, |axis| unnamed == [axis] && holds_components(variable, axis));
    Ok(the_unnamed.first().map(|&axis| (axis, "the only axis without a name".to_owned())))
}

/// The axis to which the file gives a name of a component dimension.
fn named_axis(variable: &Variable) -> Option<usize> {
    let names: Vec<_> = variable.dimensions.iter().map(|dimension| dimension.name.as_deref()).collect();
    component_names(&names).into_iter().find(|&axis| holds_components(variable, axis))
}

/// The only one of `fitting`, if there is one.
fn one_end(
    variable: &Variable,
    given: &[String],
    fitting: &[usize],
    reason: String,
) -> Result<Option<(usize, String)>> {
    match *fitting {
        [] => Ok(None),
        [axis] => Ok(Some((axis, reason))),
        _ => {
            let given = text::joined(given, ",");
            Err(Error::undecided(
                format!(
                    "either the first or the last axis of `{}` may count its components: its shape is {}",
                    variable.path,
                    text::shape(&variable.shape)
                ),
                format!("`--axes component,{given}` or `--axes {given},component` decides"),
            ))
        }
    }
}

/// Names of the axes that are not carried along, in canonical order; none when one of them has no name.
fn spatial_names(variable: &Variable, axis: usize, given: Option<&[String]>) -> Vec<String> {
    let all: Option<Vec<String>> = match given {
        Some(given) if given.len() < variable.shape.len() => Some(given.to_vec()),
        Some(given) => Some(
            given
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != axis)
                .map(|(_, name)| name.clone())
                .collect(),
        ),
        None => {
            let others = variable.dimensions.iter().enumerate().filter(|(index, _)| *index != axis);
            others.map(|(_, dimension)| dimension.name.clone()).collect()
        }
    };
    let spatial: Vec<_> = all.unwrap_or_default().into_iter().filter(|name| !names::is_batch(name)).collect();
    let borrowed: Vec<_> = spatial.iter().map(String::as_str).collect();
    names::canonical_order(&borrowed).into_iter().map(|index| spatial[index].clone()).collect()
}

/// Labels of the components, and where they come from.
fn labels(variable: &Variable, axis: usize, spatial: &[String]) -> (Vec<String>, String) {
    let count = variable.shape[axis];
    if let Some((attribute, labels)) = labels_by_attribute(variable, count) {
        return (labels, format!("by the attribute `{attribute}`"));
    }
    let borrowed: Vec<_> = spatial.iter().map(String::as_str).collect();
    if spatial.len() == count && names::are_of_one_system(&borrowed) {
        return (spatial.iter().map(|name| name.to_lowercase()).collect(), "after its axes".to_owned());
    }
    (names::by_position(count).unwrap_or_default(), "by their position".to_owned())
}

/// The labels that an attribute of the variable gives.
fn labels_by_attribute(variable: &Variable, count: usize) -> Option<(&str, Vec<String>)> {
    let (attribute, texts) = NAMING_ATTRIBUTES.iter().find_map(|wanted| {
        let attribute = variable.attributes.iter().find(|attribute| attribute.name == *wanted)?;
        match &attribute.value {
            AttributeValue::Texts(texts) if texts.len() == count => Some((attribute, texts)),
            _ => None,
        }
    })?;
    let distinct = (1..count).all(|index| !texts[..index].contains(&texts[index]));
    if !distinct || texts.iter().any(|text| text.trim().is_empty()) {
        return None;
    }
    // `Ex`, `Ey` are labelled x and y.
    let split: Option<Vec<_>> = texts.iter().map(|text| names::split(text)).collect();
    let labels = match split {
        Some(split) if split.iter().all(|part| part.prefix == split[0].prefix) => {
            split.iter().map(|part| part.label.to_owned()).collect()
        }
        _ => texts
            .iter()
            .map(|text| names::label_of(text).map_or_else(|| text.clone(), str::to_owned))
            .collect(),
    };
    Some((&attribute.name, labels))
}
