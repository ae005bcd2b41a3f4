//! Scalar fields: what no vector field takes.

use std::collections::HashSet;

use super::{
    candidate::{Candidate, Found},
    survey::Survey,
};

/// Every array of numbers that none of `vectors` takes.
pub(super) fn find<'a>(survey: &Survey<'a>, vectors: &[Found<'a>]) -> Vec<Found<'a>> {
    let taken: HashSet<_> =
        vectors.iter().flat_map(|found| &found.variables).map(|variable| &variable.path).collect();
    let rest = survey.data.iter().filter(|variable| !taken.contains(&variable.path));
    rest.map(|variable| Candidate::scalar(variable).into()).collect()
}
