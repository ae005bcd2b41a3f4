//! Components that stand beside each other under names with a common beginning: `Ex Ey Ez`, `E_x E_y E_z`, `E1 E2 E3`;
//! and `u v w`.

use std::collections::HashSet;

use super::{
    candidate::{Candidate, Part},
    cf,
    family::families,
    names::{self, Split},
    text,
};
use crate::{
    Variable,
    field::{Layout, Rank},
};

/// Vector fields among the variables.
pub(super) fn find<'a>(variables: &[&'a Variable]) -> Vec<Candidate<'a>> {
    let paths: HashSet<&str> = variables.iter().map(|variable| variable.path.as_str()).collect();
    let split = families(variables, |variable| {
        let Split { prefix, separator, label, capital } = names::split(variable.name())?;
        Some(((prefix, separator, capital), label))
    });
    let mut found: Vec<_> = split
        .into_iter()
        .filter(|family| {
            !names::is_number(family.members[0].0) || are_numbered_components(&family.members, &paths)
        })
        .map(|family| candidate(family.key.0, family.members))
        .collect();
    let velocities = families(variables, |variable| {
        let (label, capital) = velocity(variable.name())?;
        Some((capital, label))
    });
    found.extend(velocities.into_iter().map(|family| {
        let members = cf::with_one_unit(family.members);
        let name: String = members.iter().map(|(_, variable)| variable.name()).collect();
        candidate(&name, members)
    }));
    found
}

/// The component that a variable of this name is of a velocity, and whether it is a capital.
fn velocity(name: &str) -> Option<(&'static str, bool)> {
    match name {
        "u" => Some(("x", false)),
        "v" => Some(("y", false)),
        "w" => Some(("z", false)),
        "U" => Some(("x", true)),
        "V" => Some(("y", true)),
        "W" => Some(("z", true)),
        _ => None,
    }
}

/// Whether variables that end in numbers are components and not a series: 1, 2 and 3, or 1 and 2 of a plane, and no
/// other number.
fn are_numbered_components(members: &[(&'static str, &Variable)], paths: &HashSet<&str>) -> bool {
    let variable = members[0].1;
    let stem = &variable.path[..variable.path.len() - 1];
    let labels: Vec<_> = members.iter().map(|(label, _)| *label).collect();
    let complete = labels == ["1", "2", "3"] || labels == ["1", "2"] && variable.shape.len() == 2;
    complete && !["0", "4", "5"].iter().any(|other| paths.contains(format!("{stem}{other}").as_str()))
}

fn candidate<'a>(name: &str, members: Vec<(&'static str, &'a Variable)>) -> Candidate<'a> {
    let reason = format!(
        "{} have the names of components",
        text::quoted(members.iter().map(|(_, variable)| &variable.path))
    );
    Candidate {
        name: name.to_owned(),
        group: members[0].1.group().to_owned(),
        rank: Rank::Vector,
        layout: Layout::Split,
        parts: members.into_iter().map(|(label, variable)| Part::whole(variable, label)).collect(),
        reason,
    }
}
