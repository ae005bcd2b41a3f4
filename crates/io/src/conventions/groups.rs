//! Components in a group of their own: `E/x`, `E/y`, `E/z`.

use super::{
    candidate::{Candidate, Part},
    family::families,
    names,
};
use crate::{
    Variable,
    field::{Layout, Rank},
};

/// Vector fields among the variables.
pub(super) fn find<'a>(variables: &[&'a Variable]) -> Vec<Candidate<'a>> {
    let families = families(variables, |variable| {
        let label = names::label_of(variable.name())?;
        let capital = variable.name().starts_with(|c: char| c.is_ascii_uppercase());
        (!variable.group().is_empty()).then_some((capital, label))
    });
    families.into_iter().map(|family| candidate(&family.members)).collect()
}

fn candidate<'a>(members: &[(&'static str, &'a Variable)]) -> Candidate<'a> {
    let holder = members[0].1.group();
    let (group, name) = holder.rsplit_once('/').unwrap_or(("", holder));
    let part = |&(label, variable): &(&'static str, &'a Variable)| Part {
        name: format!("{name}_{}", variable.name()),
        ..Part::whole(variable, label)
    };
    Candidate {
        name: name.to_owned(),
        group: group.to_owned(),
        rank: Rank::Vector,
        layout: Layout::Split,
        parts: members.iter().map(part).collect(),
        reason: format!("the group `{holder}` holds its components"),
    }
}
