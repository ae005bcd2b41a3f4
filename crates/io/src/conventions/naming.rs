//! The names of a field's dimensions.

use super::{Hints, agreement::Common, candidate::Candidate, names, option, readings, survey::Survey, text};
use crate::{Error, Result, field::Rank};

/// Names of the dimensions of one component, in storage order.
#[derive(Debug)]
pub(super) struct Naming {
    pub(super) names: Vec<Option<String>>,
    pub(super) source: Source,
    /// Why these, where the file does not say it.
    pub(super) reason: Option<String>,
}

/// Who gave the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The user.
    Option,
    /// The file.
    File,
    /// Nobody: x, y, z in storage order.
    Position,
}

impl Source {
    /// How an axis got its name.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Option => "named by `--axes`",
            Self::File => "named by the file",
            Self::Position => "named by its position",
        }
    }
}

/// Names the dimensions of the candidate.
///
/// # Errors
/// When the user gave names of another count; when names are missing that position cannot stand for; when two
/// dimensions have the same name.
pub(super) fn name(
    candidate: &Candidate<'_>,
    common: &Common,
    survey: &Survey<'_>,
    hints: &Hints,
) -> Result<Naming> {
    let variable = &candidate.parts[0].variable.path;
    let naming = if let Some(axes) = &hints.axes {
        by_option(candidate, common, axes)?
    } else if common.names.iter().all(Option::is_none) {
        by_position(candidate, common, survey, hints)?
    } else {
        Naming { names: common.names.clone(), source: Source::File, reason: None }
    };
    let repeated = |index: &usize| {
        naming.names[*index].is_some() && naming.names[..*index].contains(&naming.names[*index])
    };
    if let Some(index) = (0..naming.names.len()).find(repeated) {
        let problem = format!(
            "`{variable}` has two axes called `{}`: {}",
            naming.names[index].as_deref().unwrap_or_default(),
            text::dimensions(&naming.names)
        );
        return Err(match naming.source {
            Source::Option => option(problem, None),
            _ => Error::undecided(problem, "`--axes` names them, in storage order".to_owned()),
        });
    }
    Ok(naming)
}

fn by_option(candidate: &Candidate<'_>, common: &Common, axes: &[String]) -> Result<Naming> {
    let is_component = |index: &usize| {
        let others =
            axes.iter().enumerate().filter(|(other, _)| other != index).map(|(_, name)| name.as_str());
        names::is_component_dimension(&axes[*index], others)
    };
    let mut names = axes.to_vec();
    // Names for all axes of a stacked array serve the others too, without the component axis.
    if let Some(index) = (0..axes.len()).find(is_component) {
        names.remove(index);
    }
    if names.len() != common.shape.len() {
        let variable = candidate.parts[0].variable;
        return Err(option(
            format!(
                "`--axes {}` gives {} names, but `{}` has shape {}",
                text::joined(axes, ","),
                axes.len(),
                variable.path,
                text::shape(&variable.shape)
            ),
            Some(
                "give one name for each axis in storage order, `component` for one that counts components"
                    .to_owned(),
            ),
        ));
    }
    Ok(Naming { names: names.into_iter().map(Some).collect(), source: Source::Option, reason: None })
}

fn by_position(
    candidate: &Candidate<'_>,
    common: &Common,
    survey: &Survey<'_>,
    hints: &Hints,
) -> Result<Naming> {
    let variable = candidate.parts[0].variable;
    let count = common.shape.len();
    let components = candidate.parts.len();
    let too_few = candidate.rank == Rank::Vector && components < count;
    let names = names::by_position(count).filter(|_| !too_few).ok_or_else(|| {
        let of_components = if too_few { format!(" for {components} components") } else { String::new() };
        Error::undecided(
            format!(
                "`{}` has {count} axes without names{of_components}, of {} points",
                variable.path,
                text::list(&common.shape)
            ),
            suggestion(count),
        )
    })?;
    let names = if components == count { labels_as_names(candidate).unwrap_or(names) } else { names };
    let reason = readings::check(candidate, common, &names, survey, hints)?;
    Ok(Naming {
        names: names.into_iter().map(Some).collect(),
        source: Source::Position,
        reason: Some(reason),
    })
}

/// `--axes` for so many axes.
fn suggestion(count: usize) -> String {
    match count {
        3 => "`--axes t,x,y` or `--axes x,y,z`, in storage order, decides".to_owned(),
        4 => "`--axes t,x,y,z`, in storage order, decides".to_owned(),
        _ => "`--axes` with a name for each, in storage order, decides".to_owned(),
    }
}

/// The components' labels as names of as many axes: Ex and Ez lie on x and z.
fn labels_as_names(candidate: &Candidate<'_>) -> Option<Vec<String>> {
    let labels: Vec<_> = candidate.parts.iter().map(|part| part.label.as_str()).collect();
    let fit = candidate.rank == Rank::Vector
        && names::are_of_one_system(&labels)
        && labels.iter().all(|label| names::is_label(label));
    fit.then(|| names::canonical_order(&labels).into_iter().map(|index| labels[index].to_owned()).collect())
}
