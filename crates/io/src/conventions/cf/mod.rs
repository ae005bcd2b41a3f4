//! The CF conventions: what the attributes of a file say of its axes, its vectors, and what is no field.

mod auxiliary;
mod axis_role;
mod cautions;
mod curvilinear;
mod dimension_roles;
mod merged_name;
mod standard_names;
mod velocities;

pub(super) use auxiliary::Auxiliary;
pub(super) use cautions::cautions;
pub(super) use curvilinear::{check as check_rectilinear, staggered};
pub(super) use dimension_roles::DimensionRoles;
pub(super) use velocities::with_one_unit;

use super::candidate::Candidate;
use crate::Variable;

/// Vector fields whose components have standard names.
pub(super) fn by_standard_name<'a>(variables: &[&'a Variable]) -> Vec<Candidate<'a>> {
    standard_names::find(variables)
}

/// Vector fields whose components have the names that models give to velocities: `uo`, `vo`.
pub(super) fn by_velocity_name<'a>(variables: &[&'a Variable]) -> Vec<Candidate<'a>> {
    velocities::find(variables)
}
