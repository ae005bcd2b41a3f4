//! Variables of one group that differ by a component's label.

use std::{collections::HashMap, hash::Hash};

use super::names;
use crate::Variable;

/// At least two variables of one group, with what they have in common.
#[derive(Debug)]
pub(super) struct Family<'a, K> {
    pub(super) key: K,
    /// Each with its label, in canonical order.
    pub(super) members: Vec<(&'static str, &'a Variable)>,
}

/// Sorts the variables to which `describe` gives a key and a label into families, in the order of the file.
///
/// Arrays of different rank are not related, nor are 1-D arrays of different length: those are the axes of a grid.
pub(super) fn families<'a, K: Copy + Eq + Hash>(
    variables: &[&'a Variable],
    describe: impl Fn(&'a Variable) -> Option<(K, &'static str)>,
) -> Vec<Family<'a, K>> {
    let mut places = HashMap::new();
    let mut families: Vec<Family<'a, K>> = Vec::new();
    for &variable in variables {
        let Some((key, label)) = describe(variable) else { continue };
        let length = if variable.shape.len() == 1 { variable.shape[0] } else { 0 };
        let place = *places
            .entry((variable.group(), key, names::is_number(label), variable.shape.len(), length))
            .or_insert_with(|| {
                families.push(Family { key, members: Vec::new() });
                families.len() - 1
            });
        families[place].members.push((label, variable));
    }
    for family in &mut families {
        let labels: Vec<_> = family.members.iter().map(|(label, _)| *label).collect();
        let system = names::system_with_most(&labels);
        let members = std::mem::take(&mut family.members);
        let of_label = |label| members.iter().find(|(other, _)| *other == label).copied();
        family.members = system.iter().copied().filter_map(of_label).collect();
    }
    families.retain(|family| family.members.len() >= 2);
    families
}
