//! The roles of the dimensions of a field.

use super::axis_role::{self, Evidence};
use crate::{
    Error, Result, Variable,
    conventions::{
        naming::{Naming, Source},
        text,
    },
    field::AxisRole,
};

/// What is known of the role of each dimension of one component, in storage order.
#[derive(Debug, Default)]
pub(in crate::conventions) struct DimensionRoles(Vec<Option<Known>>);

#[derive(Debug)]
struct Known {
    evidence: Evidence,
    /// Whether a coordinate variable with the name of the dimension stands behind it.
    own: bool,
    name: String,
}

impl DimensionRoles {
    /// The roles of the dimensions, each with the coordinate variable that `variable` finds for it.
    ///
    /// What the attributes of that variable say goes before the names; the user's own names go before both.
    pub(in crate::conventions) fn of<'a>(
        naming: &Naming,
        variable: impl Fn(usize) -> Option<&'a Variable>,
    ) -> Self {
        let known = |(dimension, name): (usize, &Option<String>)| {
            let variable = variable(dimension).filter(|_| naming.source != Source::Option);
            let name = name.as_deref().unwrap_or_default();
            let evidence = variable
                .and_then(axis_role::of_attributes)
                .or_else(|| axis_role::of_name(name))
                .or_else(|| axis_role::of_name(variable?.name()))?;
            let own = variable.is_some_and(|variable| variable.name() == name);
            Some(Known { evidence, own, name: name.to_owned() })
        };
        Self(naming.names.iter().enumerate().map(known).collect())
    }

    pub(in crate::conventions) fn role(&self, dimension: usize) -> Option<AxisRole> {
        self.known(dimension).map(|known| known.evidence.role)
    }

    fn known(&self, dimension: usize) -> Option<&Known> {
        self.0.get(dimension)?.as_ref()
    }

    /// Whether the dimension is carried along, as far as its role says.
    pub(in crate::conventions) fn is_carried(&self, dimension: usize) -> Option<bool> {
        self.role(dimension).map(|role| matches!(role, AxisRole::T | AxisRole::Member))
    }

    /// The dimension along which the components with this label of `variable` point.
    ///
    /// # Errors
    /// When two dimensions have that role, and neither or both have a coordinate variable of their own.
    pub(in crate::conventions) fn dimension_of(
        &self,
        label: &str,
        variable: &Variable,
    ) -> Result<Option<usize>> {
        let Some(role) = role_of_label(label) else { return Ok(None) };
        let all: Vec<usize> = (0..self.0.len()).filter(|index| self.role(*index) == Some(role)).collect();
        let own: Vec<usize> =
            all.iter().copied().filter(|index| self.known(*index).is_some_and(|known| known.own)).collect();
        match (&all[..], &own[..]) {
            ([], _) => Ok(None),
            ([one], _) | (_, [one]) => Ok(Some(*one)),
            _ => {
                let known = || all.iter().filter_map(|index| self.known(*index));
                let sentences = known().map(|known| format!("`{}` ({})", known.name, known.evidence.reason));
                Err(Error::undecided(
                    format!(
                        "more than one axis of `{}` may be its {} axis: {}",
                        variable.path,
                        role.letter(),
                        text::joined(sentences, " or ")
                    ),
                    "`--field NAME=COMPONENT:AXIS,…` says which component lies on which axis".to_owned(),
                ))
            }
        }
    }

    /// Why the dimension has its role: a sentence, where its name alone does not say it.
    pub(in crate::conventions) fn reason(&self, dimension: usize) -> Option<String> {
        let Known { evidence: Evidence { role, reason }, name, .. } = self.known(dimension)?;
        let obvious = name.eq_ignore_ascii_case(role.letter()) || name.eq_ignore_ascii_case("time");
        let what = match role {
            AxisRole::X | AxisRole::Y | AxisRole::Z => format!("the {} axis", role.letter()),
            AxisRole::T => "time".to_owned(),
            AxisRole::Member => "the members of an ensemble".to_owned(),
        };
        (!obvious).then(|| format!("`{name}` is {what}: {reason}"))
    }
}

/// The role of the axis that a component with this label points along.
fn role_of_label(label: &str) -> Option<AxisRole> {
    match label {
        "x" | "1" => Some(AxisRole::X),
        "y" | "2" => Some(AxisRole::Y),
        "z" | "3" => Some(AxisRole::Z),
        _ => None,
    }
}
