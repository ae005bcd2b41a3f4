//! Which variables hold coordinates.

use std::collections::{HashMap, HashSet};

use super::{Hints, names};
use crate::{Contents, Dimension, Variable, with_outer};

/// What makes a variable a coordinate.
#[derive(Debug)]
pub(super) struct Roles<'a> {
    /// Paths of what the file attaches to axes.
    attached: HashSet<&'a str>,
    /// Paths of what the user says to be coordinates.
    hinted: HashSet<&'a str>,
    /// Names that the user gives to axes.
    given_names: HashSet<&'a str>,
    has_scales: bool,
    axes: Axes<'a>,
    by_group: HashMap<&'a str, Vec<&'a Variable>>,
}

/// The axes of the arrays in each group and below it.
#[derive(Debug, Default)]
struct Axes<'a> {
    /// Group, length and name.
    named: HashSet<(&'a str, usize, &'a str)>,
    /// Group, length, and whether the array has others.
    unnamed: HashSet<(&'a str, usize, bool)>,
    /// Group and length, of arrays with more than one axis.
    several: HashSet<(&'a str, usize)>,
}

impl<'a> Axes<'a> {
    fn add(&mut self, variable: &'a Variable) {
        let several = variable.shape.len() > 1;
        let is_data = variable.data_type.is_numeric()
            && !(is_line(variable) && names::is_possible_coordinate(variable.name()));
        for (&extent, dimension) in variable.shape.iter().zip(&variable.dimensions) {
            for group in with_outer(variable.group()) {
                match dimension.name.as_deref() {
                    Some(name) if name != variable.name() => _ = self.named.insert((group, extent, name)),
                    None if is_data => _ = self.unnamed.insert((group, extent, several)),
                    _ => {}
                }
                if several {
                    self.several.insert((group, extent));
                }
            }
        }
    }
}

impl<'a> Roles<'a> {
    pub(super) fn of(contents: &'a Contents, hints: &'a Hints) -> Self {
        let dimensions = contents.variables.iter().flat_map(|variable| &variable.dimensions);
        let attached: HashSet<_> =
            dimensions.flat_map(|dimension| dimension.scales.iter().map(String::as_str)).collect();
        let hinted = hints.coordinates.iter().flat_map(|(_, path)| meant(contents, path));
        let mut axes = Axes::default();
        let mut by_group: HashMap<&str, Vec<&Variable>> = HashMap::new();
        for variable in &contents.variables {
            axes.add(variable);
            by_group.entry(variable.group()).or_default().push(variable);
        }
        Self {
            has_scales: !attached.is_empty()
                || contents.variables.iter().any(|variable| variable.is_coordinate),
            attached,
            hinted: hinted.map(|variable| variable.path.as_str()).collect(),
            given_names: hints.axes.iter().flatten().map(String::as_str).collect(),
            axes,
            by_group,
        }
    }

    /// Whether the variable holds coordinates.
    pub(super) fn is_coordinate(&self, variable: &Variable) -> bool {
        let path = variable.path.as_str();
        variable.is_coordinate
            || self.attached.contains(path)
            || is_line(variable) && (self.hinted.contains(path) || self.names_an_axis(variable))
            || !self.has_scales && self.is_by_name(variable)
            || self.is_of_a_mesh(variable)
    }

    /// Whether an axis, of which the file or the user gives the name, is called after this 1-D variable.
    fn names_an_axis(&self, variable: &Variable) -> bool {
        let (group, length, name) = (variable.group(), variable.shape[0], variable.name());
        self.axes.named.contains(&(group, length, name))
            || self.given_names.contains(name) && self.axes.several.contains(&(group, length))
    }

    /// Whether a 1-D variable is a coordinate by its name, in a file that marks none.
    fn is_by_name(&self, variable: &Variable) -> bool {
        let name = variable.name();
        let own = |dimension: &Dimension| dimension.name.as_deref().is_none_or(|own| own == name);
        if !is_line(variable) || !variable.dimensions.iter().all(own) {
            return false;
        }
        if names::is_certain_coordinate(name) {
            return self.serves(variable) || !self.is_component_in_group(variable);
        }
        names::is_possible_coordinate(name) && self.serves(variable)
    }

    /// Whether an array in the variable's group, or below, has an axis of its length without a name.
    fn serves(&self, variable: &Variable) -> bool {
        let (group, length) = (variable.group(), variable.shape[0]);
        // Among 1-D arrays, one that is certain goes before one that is possible: phi(x).
        let is_second = || {
            !names::is_certain_coordinate(variable.name())
                && self.siblings(variable).any(|other| {
                    other.shape == variable.shape
                        && is_line(other)
                        && names::is_certain_coordinate(other.name())
                })
        };
        self.axes.unnamed.contains(&(group, length, true))
            || self.axes.unnamed.contains(&(group, length, false)) && !is_second()
    }

    /// Whether a 1-D variable has siblings x, y, z of its length in its group.
    fn is_component_in_group(&self, variable: &Variable) -> bool {
        let group = variable.group();
        let labelled = || self.siblings(variable).filter(|other| names::label_of(other.name()).is_some());
        !group.is_empty()
            && labelled().next().is_some()
            && labelled().all(|other| other.shape == variable.shape)
    }

    /// Whether the variable is `x`, `y`, … of a mesh: in a group of coordinates, or in the root like those that
    /// `numpy.meshgrid` makes.
    fn is_of_a_mesh(&self, variable: &Variable) -> bool {
        let is_grid = names::is_grid_group(last(variable.group()));
        let is_axis = |name: &str| {
            let may_be = is_grid && variable.shape.len() == 1;
            names::is_certain_coordinate(name)
                || may_be && (names::is_possible_coordinate(name) || names::is_label(name))
        };
        let has_sibling =
            || self.siblings(variable).any(|other| other.shape == variable.shape && is_axis(other.name()));
        variable.data_type.is_numeric()
            && is_axis(variable.name())
            && (is_grid || variable.group().is_empty() && variable.shape.len() > 1 && has_sibling())
    }

    /// The other variables of its group.
    fn siblings(&self, variable: &Variable) -> impl Iterator<Item = &'a Variable> {
        let group = self.by_group.get(variable.group()).map_or(&[][..], Vec::as_slice);
        group.iter().copied().filter(move |other| other.path != variable.path)
    }
}

/// The variables that a user may mean: the one with the full path, or else all whose paths end so.
pub(super) fn meant<'a>(contents: &'a Contents, named: &str) -> Vec<&'a Variable> {
    match contents.variable(named) {
        Some(variable) => vec![variable],
        None => contents.variables.iter().filter(|variable| ends_in(&variable.path, named)).collect(),
    }
}

/// Whether the path is `named`, or ends in it behind a slash.
pub(super) fn ends_in(path: &str, named: &str) -> bool {
    let rest = path.strip_suffix(named.trim_start_matches('/'));
    !named.starts_with('/') && rest.is_some_and(|rest| rest.ends_with('/')) || path == named
}

/// Whether the variable is a 1-D array of numbers.
pub(super) fn is_line(variable: &Variable) -> bool {
    variable.shape.len() == 1 && variable.data_type.is_numeric()
}

/// Last part of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
