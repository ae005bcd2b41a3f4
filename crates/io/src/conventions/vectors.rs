//! Vector fields: the conventions, one after the other.

use std::collections::HashSet;

use super::{Hints, candidate::Found, cf, groups, siblings, stacked, survey::Survey, text};
use crate::{Error, Variable};

/// All vector fields that the file shows. A convention leaves alone what one before it took.
pub(super) fn find<'a>(survey: &Survey<'a>, hints: &Hints) -> Vec<Found<'a>> {
    let mut rest = survey.data.clone();
    let mut all: Vec<Found<'a>> = Vec::new();
    let mut keep = |found: Vec<Found<'a>>, rest: &mut Vec<&'a Variable>| {
        let taken: HashSet<_> =
            found.iter().flat_map(|found| &found.variables).map(|variable| variable.path.as_str()).collect();
        rest.retain(|variable| !taken.contains(variable.path.as_str()));
        all.extend(found);
    };
    keep(cf::by_standard_name(&rest).into_iter().map(Found::from).collect(), &mut rest);
    keep(groups::find(&rest).into_iter().map(Found::from).collect(), &mut rest);
    keep(siblings::find(&rest).into_iter().map(Found::from).collect(), &mut rest);
    keep(cf::by_velocity_name(&rest).into_iter().map(Found::from).collect(), &mut rest);
    keep(
        rest.iter().filter_map(|variable| stacked::find(variable, hints.axes.as_deref())).collect(),
        &mut rest,
    );
    refuse_namesakes(&mut all);
    all
}

/// Two fields of one name would write to one place.
fn refuse_namesakes(all: &mut [Found<'_>]) {
    let mut names = HashSet::new();
    for found in all {
        if !names.insert(found.path.clone()) {
            let variables = text::quoted(found.variables.iter().map(|variable| &variable.path));
            found.candidate = Err(Error::undecided(
                format!("{variables} would make a second vector field `{}`", found.path),
                "`--field NAME=FIRST,SECOND[,THIRD]` gives it another name".to_owned(),
            ));
        }
    }
}
