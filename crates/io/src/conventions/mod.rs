//! Which variables of a file make a field, which of their axes is which, and where the coordinates lie.
//!
//! Components are matched to axes by *name*: `Ex` goes with the axis named `x`, wherever that axis stands in the
//! array. Only where the file names no axes does position decide: axes are x, y, z in storage order. Where that is
//! doubtful, nothing is guessed: the error names the option that decides. Files that follow the CF conventions say which
//! way an axis points, whatever its name (`cf`): `u` goes with `lon`.
//!
//! Inside, a view of the contents takes in what programs say in ways of their own (`openpmd`, `pairs`, …, each by its
//! own marks): names and coordinates of axes, units, what is no field. A survey sorts the variables into data and coordinates. Each convention is a file that finds candidates
//! among the data (`groups`, `siblings`, `stacked`, `scalars`; `selection` for what the user asks for), and `vectors`
//! calls them one after the other. What they find takes the same way to a field: its components must agree
//! (`agreement`), its dimensions get names (`naming`, `readings`), its components their axes (`pairing`), and its axes
//! their `coordinates`.

mod agreement;
mod candidate;
mod cf;
mod coordinates;
mod discretisedfield;
mod family;
mod gdf;
mod groups;
mod hints;
mod names;
mod naming;
mod openems;
mod openpmd;
mod osiris;
mod pairing;
mod pairs;
mod pencil;
mod readings;
mod resolve;
mod roles;
mod scalars;
mod selection;
mod siblings;
mod stacked;
mod survey;
#[cfg(test)]
mod tests;
mod text;
mod the_well;
mod vectors;
mod view;

use crate::{
    Contents, Error, Result,
    field::{Field, Rank},
};
use candidate::Found;
use survey::Survey;
use view::View;

/// What the user said of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// The fields asked for; empty: all.
    pub fields: Vec<FieldSelection>,
    /// Names of the arrays' axes in storage order.
    pub axes: Option<Vec<String>>,
    /// Even spacing.
    pub spacing: Option<SpacingHint>,
    /// Axis name and path of the 1-D variable that holds its coordinates.
    pub coordinates: Vec<(String, String)>,
}

/// A field that the user named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSelection {
    /// Name of the field.
    pub name: String,
    /// Its components, where the user listed them.
    pub components: Vec<ComponentSelection>,
}

/// A component that the user named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentSelection {
    /// Variable that holds it.
    pub variable: String,
    /// Axis along which it points, where the user said so.
    pub axis: Option<String>,
}

/// Even spacing that the user gave.
#[derive(Debug, Clone, PartialEq)]
pub enum SpacingHint {
    /// The same along every axis.
    All(f64),
    /// By the name of the axis.
    ByAxis(Vec<(String, f64)>),
}

/// What was found in a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inference {
    /// Scalar fields: variables that are no component, no coordinate and no metadata.
    pub scalars: Vec<Field>,
    /// Vector fields.
    pub vectors: Vec<Field>,
    /// Paths of the variables taken as coordinates.
    pub coordinates: Vec<String>,
    /// Variables and fields passed over, each with the reason; the refused fields are among them.
    pub passed_over: Vec<(String, String)>,
    /// Fields that stand in the file but cannot be read in one way for certain. When it finds nothing else, or when
    /// the user asked for one of them, [`infer`] fails instead.
    pub refused: Vec<Refusal>,
}

/// A field that was found and cannot be used as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Full path of the field: `/fields/E`.
    pub field: String,
    /// What it would be.
    pub rank: Rank,
    /// What is wrong: a message that names the file and the variable.
    pub problem: String,
    /// The option that decides.
    pub hint: Option<String>,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Undecided { path: None, problem: refusal.problem, hint: refusal.hint }
    }
}

/// Finds the fields of a file.
///
/// What is asked for is found or is an error. Where nothing is asked for, fields that cannot be read for certain are
/// [refused](Inference::refused) and the others found; it is an error when all are refused.
///
/// # Errors
/// When a hint contradicts the file or itself; when the file can be read in more than one way.
pub fn infer(contents: &Contents, hints: &Hints) -> Result<Inference> {
    let view = View::of(contents, hints);
    let survey = Survey::of(&view, hints);
    hints::check(hints, &survey)?;
    let requests: Vec<Vec<Found<'_>>> = if hints.fields.is_empty() {
        let vectors = vectors::find(&survey, hints);
        let scalars = scalars::find(&survey, &vectors);
        vec![vectors.into_iter().chain(scalars).collect()]
    } else {
        let select = |selection| selection::select(selection, vectors::find(&survey, hints), &survey);
        hints.fields.iter().map(select).collect::<Result<_>>()?
    };

    let mut inference = Inference {
        coordinates: survey.coordinates.iter().map(|variable| variable.path.clone()).collect(),
        passed_over: survey.passed_over.clone(),
        ..Inference::default()
    };
    for request in requests {
        let mut first_failure = None;
        let mut succeeded = false;
        for Found { path, rank, candidate, .. } in request {
            let field = candidate.and_then(|candidate| resolve::resolve(candidate, &survey, hints));
            match field.map_err(|error| error.in_file(&contents.path)) {
                Ok(field) => {
                    succeeded = true;
                    inference.take(field, hints)?;
                }
                Err(error) => {
                    inference.pass_over(path, rank, &error);
                    first_failure.get_or_insert(error);
                }
            }
        }
        if let Some(error) = first_failure.filter(|_| !succeeded) {
            return Err(error);
        }
    }
    hints::check_axes(hints, &inference)?;
    Ok(inference)
}

impl Inference {
    fn take(&mut self, field: Field, hints: &Hints) -> Result<()> {
        let fields = match field.rank {
            Rank::Scalar => &mut self.scalars,
            Rank::Vector => &mut self.vectors,
        };
        // Only the user can name a field twice, or two fields alike.
        let same =
            fields.iter().filter(|_| !hints.fields.is_empty()).find(|other| other.path() == field.path());
        match same {
            Some(other) if *other != field => {
                return Err(option(format!("`--field` calls two fields `{}`", field.path()), None));
            }
            Some(_) => {}
            None => fields.push(field),
        }
        Ok(())
    }

    fn pass_over(&mut self, field: String, rank: Rank, error: &Error) {
        let (problem, hint) = (error.to_string(), error.hint().map(str::to_owned));
        self.passed_over.push((field.clone(), problem.clone()));
        // An option that does not go with this field may have been meant for another.
        if !matches!(error, Error::Option { .. }) {
            self.refused.push(Refusal { field, rank, problem, hint });
        }
    }
}

fn option(problem: String, hint: Option<String>) -> Error {
    Error::Option { problem, hint }
}

/// Which of the names was meant, as a question, if one is near: ``did you mean `/E/x`?``
#[must_use]
pub fn nearest<'n>(meant: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let meant = meant.rsplit('/').next().unwrap_or(meant).to_lowercase();
    let likeness = |name: &str| {
        let last = name.rsplit('/').next().unwrap_or(name).to_lowercase();
        strsim::normalized_damerau_levenshtein(&meant, &last)
    };
    let (name, likeness) =
        names.map(|name| (name, likeness(name))).max_by(|one, other| one.1.total_cmp(&other.1))?;
    (likeness >= 0.5).then(|| format!("did you mean `{name}`?"))
}
