//! Which variables of a file hold data, which are coordinates, and which serve for nothing.

use std::collections::{BTreeMap, HashMap};

use super::{
    Hints, cf, option,
    roles::{Roles, is_line, meant},
    text,
    view::{Note, Role, View},
};
use crate::{Contents, DataType, Error, Result, Skipped, Variable, with_outer};

/// The variables of a file, sorted by their use.
#[derive(Debug)]
pub(super) struct Survey<'a> {
    pub(super) contents: &'a Contents,
    view: &'a View<'a>,
    /// Arrays of numbers that are no coordinates.
    pub(super) data: Vec<&'a Variable>,
    /// Coordinates, 1-D or not, that hold numbers or not.
    pub(super) coordinates: Vec<&'a Variable>,
    pub(super) auxiliary: cf::Auxiliary<'a>,
    /// The others, each with the reason.
    pub(super) passed_over: Vec<(String, String)>,
    /// The 1-D coordinates of numbers by name and group.
    lines: BTreeMap<&'a str, HashMap<&'a str, &'a Variable>>,
    by_path: HashMap<&'a str, &'a Variable>,
}

impl<'a> Survey<'a> {
    pub(super) fn of(view: &'a View<'a>, hints: &Hints) -> Self {
        let contents = view.contents.as_ref();
        let roles = Roles::of(contents, hints);
        let mut survey = Self {
            contents,
            view,
            data: Vec::new(),
            coordinates: Vec::new(),
            auxiliary: cf::Auxiliary::of(contents),
            passed_over: Vec::new(),
            lines: BTreeMap::new(),
            by_path: contents.variables.iter().map(|variable| (variable.path.as_str(), variable)).collect(),
        };
        for variable in &contents.variables {
            let role = view.note_of(variable).and_then(|note| note.role.as_ref());
            if let Some(Role::Nothing(reason)) = role {
                survey.passed_over.push((variable.path.clone(), format!("`{}` {reason}", variable.path)));
            } else if role.map_or_else(|| roles.is_coordinate(variable), |role| *role == Role::Coordinate) {
                survey.coordinates.push(variable);
                if is_line(variable) {
                    survey.lines.entry(variable.name()).or_default().insert(variable.group(), variable);
                }
            } else if let Some(reason) =
                survey.auxiliary.reason(variable).map(str::to_owned).or_else(|| unusable(variable))
            {
                survey.passed_over.push((variable.path.clone(), format!("`{}` {reason}", variable.path)));
            } else {
                survey.data.push(variable);
            }
        }
        survey
    }

    /// What a program says of a variable in a way of its own.
    pub(super) fn note(&self, variable: &Variable) -> Option<&'a Note> {
        self.view.note_of(variable)
    }

    /// The variable with this full path.
    pub(super) fn at(&self, path: &str) -> Option<&'a Variable> {
        self.by_path.get(path).copied()
    }

    /// The coordinate of this name that is nearest to a group (in it, or in one of those around it), or else the only
    /// dimension scale of this name in the file.
    pub(super) fn coordinate_named(&self, group: &str, name: &str) -> Option<&'a Variable> {
        let lines = self.lines.get(name)?;
        let near = with_outer(group).find_map(|outer| lines.get(outer).copied());
        near.or_else(|| {
            let mut scales = lines.values().filter(|variable| variable.is_coordinate);
            scales.next().filter(|_| scales.next().is_none()).copied()
        })
    }

    /// All 1-D coordinates in a group and around it, the nearest of each name, by name.
    pub(super) fn coordinates_near(&self, group: &str) -> Vec<&'a Variable> {
        let nearest = |lines: &HashMap<&str, &'a Variable>| {
            with_outer(group).find_map(|outer| lines.get(outer).copied())
        };
        self.lines.values().filter_map(nearest).collect()
    }

    /// The variable that a user means: by its full path, or by the end of its path where that is unique.
    pub(super) fn variable(&self, named: &str) -> Result<&'a Variable> {
        let matching = meant(self.contents, named);
        match matching[..] {
            [variable] => Ok(variable),
            [] => Err(self.out_of_reach(named).unwrap_or_else(|| {
                option(
                    format!("no variable `{named}` in `{}`", self.contents.path.display()),
                    super::nearest(named, self.contents.variables.iter().map(|other| other.path.as_str())),
                )
            })),
            _ => Err(option(
                format!(
                    "`{named}` may be {}",
                    text::joined(matching.iter().map(|variable| format!("`{}`", variable.path)), " or ")
                ),
                Some("give the full path".to_owned()),
            )),
        }
    }

    /// Why the file does not show what a user names, where the listing passed over it or a group above it.
    pub(super) fn out_of_reach(&self, named: &str) -> Option<Error> {
        let Skipped { path, reason } = self.contents.skipped_on_the_way_to(named)?;
        let object = format!("/{}", named.trim_start_matches('/'));
        let problem = if object == *path {
            format!("cannot be reached: {reason}")
        } else {
            format!("cannot be reached past `{path}`: {reason}")
        };
        Some(Error::bad_object(&self.contents.path, object, problem))
    }

    /// The same, for a variable that must hold an array of numbers.
    pub(super) fn data_variable(&self, named: &str) -> Result<&'a Variable> {
        let variable = self.variable(named)?;
        match unusable(variable) {
            Some(reason) => Err(Error::bad_object(&self.contents.path, &variable.path, reason)),
            None => Ok(variable),
        }
    }
}

/// Why a variable cannot be a field, as the rest of a sentence.
fn unusable(variable: &Variable) -> Option<String> {
    if let DataType::Other(name) = &variable.data_type {
        return Some(format!("holds no numbers but `{name}`"));
    }
    if variable.shape.is_empty() {
        return Some("is a single value, no array".to_owned());
    }
    variable
        .shape
        .contains(&0)
        .then(|| format!("has no elements: its shape is {}", text::shape(&variable.shape)))
}
