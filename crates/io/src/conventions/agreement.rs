//! What the components of a field have in common.

use super::{
    candidate::{Candidate, Part},
    cf,
    survey::Survey,
    text,
    view::Known,
};
use crate::{
    Result, ValueType, Variable,
    field::{Coordinates, Layout},
    text_of,
};

/// Facts that hold for every component.
#[derive(Debug)]
pub(super) struct Common {
    /// Extents of one component.
    pub(super) shape: Vec<usize>,
    /// Names of its dimensions in the file.
    pub(super) names: Vec<Option<String>>,
    /// Coordinate variables that the file attaches to each.
    pub(super) scales: Vec<Vec<String>>,
    /// Coordinates that a program gives in a way of its own.
    pub(super) known: Vec<Option<Known>>,
    /// Whether the components lie at different points of a cell.
    pub(super) is_staggered: bool,
    pub(super) value_type: ValueType,
    pub(super) units: Option<String>,
}

impl Common {
    /// What the components of `candidate` have in common. Where `names_given`, the file's names of their axes do not
    /// matter.
    ///
    /// # Errors
    /// When they differ in shape, in an axis, or in being complex.
    pub(super) fn of(candidate: &Candidate<'_>, survey: &Survey<'_>, names_given: bool) -> Result<Self> {
        let component_axis = match candidate.layout {
            Layout::Split => None,
            Layout::Stacked { axis } => Some(axis),
        };
        let first = &candidate.parts[0];
        let mut common = Self::of_variable(first.variable, component_axis, survey);
        for part in &candidate.parts[1..] {
            let other = Self::of_variable(part.variable, component_axis, survey);
            common.merge(&other, first, names_given).map_err(|problem| {
                cf::staggered(&survey.contents.path, part.variable, first.variable, problem)
            })?;
        }
        Ok(common)
    }

    fn of_variable(variable: &Variable, component_axis: Option<usize>, survey: &Survey<'_>) -> Self {
        let note = survey.note(variable);
        let known = |axis: usize| note.and_then(|note| note.axes.get(axis)?.clone());
        let kept = || (0..variable.shape.len()).filter(|&axis| Some(axis) != component_axis);
        let dimension = |axis: usize| variable.dimensions.get(axis);
        Self {
            shape: kept().map(|axis| variable.shape[axis]).collect(),
            names: kept().map(|axis| dimension(axis)?.name.clone().filter(|name| !name.is_empty())).collect(),
            scales: kept()
                .map(|axis| dimension(axis).map(|found| found.scales.clone()).unwrap_or_default())
                .collect(),
            known: kept().map(known).collect(),
            is_staggered: false,
            value_type: variable.value_type(),
            units: units(variable),
        }
    }

    /// Takes another component in, or says as the rest of a sentence about it what stands against that.
    fn merge(&mut self, other: &Self, first: &Part<'_>, names_given: bool) -> Result<(), String> {
        let first = &first.variable.path;
        if self.shape != other.shape {
            let shapes = (text::shape(&other.shape), text::shape(&self.shape));
            return Err(format!("has shape {}, but its sibling `{first}` has {}", shapes.0, shapes.1));
        }
        for axis in 0..self.shape.len() {
            let differ =
                matches!((&self.names[axis], &other.names[axis]), (Some(name), Some(other)) if name != other);
            if differ && !names_given {
                let names = (text::dimensions(&other.names), text::dimensions(&self.names));
                return Err(format!("has the axes {}, but its sibling `{first}` has {}", names.0, names.1));
            }
            let scales = (&self.scales[axis], &other.scales[axis]);
            if !scales.0.is_empty() && !scales.1.is_empty() && scales.0 != scales.1 {
                return Err(format!(
                    "has its coordinates along axis {axis} in {}, but its sibling `{first}` in {}",
                    text::quoted(scales.1),
                    text::quoted(scales.0)
                ));
            }
            self.merge_known(axis, other.known[axis].as_ref()).ok_or_else(|| {
                format!("has other coordinates along axis {axis} than its sibling `{first}`")
            })?;
            if self.names[axis].is_none() {
                self.names[axis].clone_from(&other.names[axis]);
            }
            if self.scales[axis].is_empty() {
                self.scales[axis].clone_from(&other.scales[axis]);
            }
        }
        self.value_type = promoted(self.value_type, other.value_type).ok_or_else(|| {
            let kind = |value_type: ValueType| if value_type.is_complex() { "complex" } else { "real" };
            let kinds = (kind(other.value_type), kind(self.value_type));
            format!("is {}, but its sibling `{first}` is {}", kinds.0, kinds.1)
        })?;
        if self.units != other.units {
            self.units = None;
        }
        Ok(())
    }
}

impl Common {
    /// Takes in the coordinates that another component has along an axis; `None` where it lies on another grid.
    fn merge_known(&mut self, axis: usize, other: Option<&Known>) -> Option<()> {
        match (&mut self.known[axis], other) {
            (_, None) => {}
            (own @ None, Some(other)) => *own = Some(other.clone()),
            (Some(own), Some(other)) if own.units != other.units => return None,
            (Some(own), Some(other)) => match (&mut own.coordinates, &other.coordinates) {
                (
                    Coordinates::Uniform { spacing, origin },
                    Coordinates::Uniform { spacing: other_spacing, origin: other_origin },
                ) if are_same(*spacing, *other_spacing) => {
                    if !are_same(*origin, *other_origin) {
                        *origin = own.corner.filter(|corner| Some(*corner) == other.corner)?;
                        self.is_staggered = true;
                    }
                }
                (own, other) if own == other => {}
                _ => return None,
            },
        }
        Some(())
    }
}

/// Whether two numbers are equal, or both none: that is for others to refuse.
fn are_same(one: f64, other: f64) -> bool {
    one == other || one.is_nan() && other.is_nan()
}

/// The type that holds values of both; none for real and complex ones.
fn promoted(one: ValueType, other: ValueType) -> Option<ValueType> {
    if one.is_complex() != other.is_complex() {
        return None;
    }
    Some(if one.bytes() < other.bytes() { other } else { one })
}

/// Unit of a variable.
pub(super) fn units(variable: &Variable) -> Option<String> {
    let unit = ["units", "unit", "Units"].iter().find_map(|name| text_of(&variable.attributes, name))?;
    Some(unit.trim().to_owned())
}
