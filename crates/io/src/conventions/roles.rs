//! Which variables hold coordinates.

use std::collections::HashSet;

use super::{Hints, names};
use crate::{Contents, Dimension, Variable};

/// What makes a variable a coordinate.
#[derive(Debug)]
pub(super) struct Roles<'a> {
    contents: &'a Contents,
    hints: &'a Hints,
    /// Paths of what the file attaches to axes.
    attached: HashSet<&'a str>,
    /// Paths of what the user says to be coordinates.
    hinted: HashSet<&'a str>,
    /// Names of axes, by the file or the user.
    axis_names: HashSet<&'a str>,
    has_scales: bool,
}

impl<'a> Roles<'a> {
    pub(super) fn of(contents: &'a Contents, hints: &'a Hints) -> Self {
        let dimensions = || contents.variables.iter().flat_map(|variable| &variable.dimensions);
        let attached: HashSet<_> =
            dimensions().flat_map(|dimension| dimension.scales.iter().map(String::as_str)).collect();
        let hinted = hints.coordinates.iter().flat_map(|(_, path)| meant(contents, path));
        let hinted = hinted.map(|variable| variable.path.as_str()).collect();
        let by_file = dimensions().filter_map(|dimension| dimension.name.as_deref());
        let axis_names = by_file.chain(hints.axes.iter().flatten().map(String::as_str)).collect();
        let has_scales =
            !attached.is_empty() || contents.variables.iter().any(|variable| variable.is_coordinate);
        Self { contents, hints, attached, hinted, axis_names, has_scales }
    }

    /// Whether the variable holds coordinates.
    pub(super) fn is_coordinate(&self, variable: &Variable) -> bool {
        let path = variable.path.as_str();
        variable.is_coordinate
            || self.attached.contains(path)
            || is_line(variable) && self.hinted.contains(path)
            || is_line(variable) && self.axis_names.contains(variable.name()) && self.names_an_axis(variable)
            || !self.has_scales && self.is_by_name(variable)
            || self.is_of_a_mesh(variable)
    }

    /// Whether an axis, of which the file or the user gives the name, is called after this 1-D variable.
    fn names_an_axis(&self, variable: &Variable) -> bool {
        let by_option =
            self.hints.axes.as_deref().is_some_and(|axes| axes.iter().any(|name| name == variable.name()));
        self.contents.variables.iter().filter(|data| data.path != variable.path).any(|data| {
            is_around(variable.group(), data.group())
                && data.shape.iter().zip(&data.dimensions).any(|(&extent, dimension)| {
                    extent == variable.shape[0]
                        && (by_option && data.shape.len() > 1
                            || dimension.name.as_deref() == Some(variable.name()))
                })
        })
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
        let others = || self.contents.variables.iter().filter(|other| is_line(other));
        // Among 1-D arrays, one that is certain goes before one that is possible: phi(x).
        let is_second = !names::is_certain_coordinate(variable.name())
            && others().any(|other| {
                other.group() == variable.group()
                    && other.shape == variable.shape
                    && names::is_certain_coordinate(other.name())
            });
        self.contents.variables.iter().any(|data| {
            let may_be_coordinate = is_line(data) && names::is_possible_coordinate(data.name());
            !may_be_coordinate
                && data.data_type.is_numeric()
                && is_around(variable.group(), data.group())
                && (data.shape.len() > 1 || !is_second)
                && data.shape.iter().zip(&data.dimensions).any(|(&extent, dimension)| {
                    extent == variable.shape[0]
                        && dimension.name.as_deref().is_none_or(|name| name == variable.name())
                })
        })
    }

    /// Whether a 1-D variable has siblings x, y, z of its length in a group that is not one of coordinates.
    fn is_component_in_group(&self, variable: &Variable) -> bool {
        let group = variable.group();
        let last = group.rsplit('/').next().unwrap_or(group);
        let siblings = || {
            self.contents.variables.iter().filter(|other| {
                other.group() == group
                    && other.path != variable.path
                    && names::label_of(other.name()).is_some()
            })
        };
        !group.is_empty()
            && !names::is_grid_group(last)
            && siblings().next().is_some()
            && siblings().all(|other| other.shape == variable.shape)
    }

    /// Whether the variable is `x`, `y`, … of a mesh: of any rank in a group of coordinates, or the like of
    /// `numpy.meshgrid` in the root.
    fn is_of_a_mesh(&self, variable: &Variable) -> bool {
        let group = variable.group();
        let last = group.rsplit('/').next().unwrap_or(group);
        let is_grid = names::is_grid_group(last);
        let is_axis = |name: &str| {
            let may_be = is_grid && variable.shape.len() == 1;
            names::is_certain_coordinate(name)
                || may_be && (names::is_possible_coordinate(name) || names::is_label(name))
        };
        let has_sibling = || {
            self.contents.variables.iter().any(|other| {
                other.group() == group
                    && other.path != variable.path
                    && other.shape == variable.shape
                    && is_axis(other.name())
            })
        };
        variable.data_type.is_numeric()
            && is_axis(variable.name())
            && (is_grid || group.is_empty() && variable.shape.len() > 1 && has_sibling())
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

/// Whether `outer` is `group` or one of those that hold it.
pub(super) fn is_around(outer: &str, group: &str) -> bool {
    group.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
