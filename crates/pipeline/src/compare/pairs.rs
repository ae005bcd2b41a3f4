//! Which variables of two files go together.

use std::collections::{HashMap, HashSet};

use fieldops_io::{
    Contents, DataType, Error as FileError, Variable,
    conventions::nearest,
    text_of,
    units::{Agreement, agree, same_origin},
};

use super::{ComparisonRequest, Outcome, Side, VariableComparison};
use crate::Result;

/// Most variables that a message lists.
const LISTED: usize = 20;

/// A variable as both files have it.
pub(super) struct Pair<'a> {
    pub(super) a: &'a Variable,
    pub(super) b: &'a Variable,
}

/// What is to be said of a variable: at once, or when the values of a pair were compared.
pub(super) enum Match<'a> {
    Said(VariableComparison),
    ToCompare(Pair<'a>),
}

/// The variables that are asked for: those of A in the order of the file, then those that only B has.
///
/// # Errors
/// When a variable that is asked for stands in neither file, or holds in both what cannot be compared; when there is
/// nothing to compare.
pub(super) fn find<'a>(
    request: &ComparisonRequest,
    a: &'a Contents,
    b: &'a Contents,
) -> Result<Vec<Match<'a>>> {
    for name in &request.variables {
        check(name, a, b)?;
    }
    let asked: HashSet<&str> = request.variables.iter().map(|name| bare(name)).collect();
    let is_asked = |variable: &&Variable| asked.is_empty() || asked.contains(bare(&variable.path));
    let in_a: HashSet<&str> = a.variables.iter().map(|variable| bare(&variable.path)).collect();
    let in_b: HashMap<&str, &Variable> =
        b.variables.iter().map(|variable| (bare(&variable.path), variable)).collect();

    let of_a = a.variables.iter().filter(is_asked).map(|variable| match in_b.get(bare(&variable.path)) {
        None => Match::Said(VariableComparison::new(&variable.path, Outcome::OnlyIn(Side::A))),
        Some(other) => of_both(variable, other),
    });
    let is_new = |variable: &&Variable| !in_a.contains(bare(&variable.path));
    let of_b = b
        .variables
        .iter()
        .filter(is_asked)
        .filter(is_new)
        .map(|variable| Match::Said(VariableComparison::new(&variable.path, Outcome::OnlyIn(Side::B))));
    let matches: Vec<_> = of_a.chain(of_b).collect();
    let is_of_use = |found: &Match<'_>| match found {
        Match::ToCompare(_) => true,
        Match::Said(said) => said.differs(),
    };
    if !matches.iter().any(is_of_use) {
        let (a, b) = (a.path.display(), b.path.display());
        let problem = format!("neither `{a}` nor `{b}` holds numbers that can be compared");
        return Err(FileError::Undecided { path: None, problem, hint: None }.into());
    }
    Ok(matches)
}

fn of_both<'a>(a: &'a Variable, b: &'a Variable) -> Match<'a> {
    let outcome = match (a.data_type.is_numeric(), b.data_type.is_numeric()) {
        (false, false) if is_text(&a.data_type) && is_text(&b.data_type) => Outcome::NotCompared,
        (false, false) if a.data_type != b.data_type => Outcome::Types,
        (false, false) if a.shape != b.shape => Outcome::Shapes,
        (false, false) => Outcome::NotCompared,
        (true, true) if a.shape == b.shape => return Match::ToCompare(Pair { a, b }),
        (true, true) => Outcome::Shapes,
        _ => Outcome::Types,
    };
    Match::Said(VariableComparison {
        units_differ: units_differ(a, b),
        ..VariableComparison::new(&a.path, outcome)
    })
}

/// Whether elements are characters or strings, which formats shape in ways of their own.
fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Other(name) if name == "text" || name == "string")
}

/// Whether both variables have units, and these are not certainly the same. Counts from different origins are not.
pub(super) fn units_differ(a: &Variable, b: &Variable) -> bool {
    let units =
        |variable: &'_ Variable| text_of(&variable.attributes, "units").map(|units| units.trim().to_owned());
    match (units(a), units(b)) {
        (Some(a), Some(b)) => a != b && (agree(&a, &b) != Agreement::Same || !same_origin(&a, &b)),
        _ => false,
    }
}

/// Refuses a name that stands for nothing in either file, or for nothing that can be compared.
fn check(name: &str, a: &Contents, b: &Contents) -> Result<()> {
    let found: Vec<(&Contents, &Variable)> =
        [a, b].into_iter().filter_map(|file| Some((file, file.variable(name)?))).collect();
    if let [(file, variable), (_, other)] = found[..]
        && let (DataType::Other(held), DataType::Other(_)) = (&variable.data_type, &other.data_type)
    {
        let problem = format!("holds {held}, which cannot be compared");
        return Err(FileError::bad_object(&file.path, &variable.path, problem).into());
    }
    if !found.is_empty() {
        return Ok(());
    }
    for file in [a, b] {
        if let Some(skipped) = file.skipped_on_the_way_to(name) {
            let problem = format!("cannot be reached: {}", skipped.reason);
            return Err(FileError::bad_object(&file.path, &skipped.path, problem).into());
        }
    }
    let mut known: Vec<&str> = a.variables.iter().map(|variable| variable.path.as_str()).collect();
    let more = b.variables.iter().map(|variable| variable.path.as_str());
    known.extend(more.filter(|path| a.variable(path).is_none()));
    let problem = format!(
        "no variable `{name}` in `{}` or `{}`, which hold {}",
        a.path.display(),
        b.path.display(),
        listed(&known)
    );
    Err(FileError::Option { problem, hint: nearest(name, known.into_iter()) }.into())
}

fn listed(paths: &[&str]) -> String {
    let shown: Vec<String> = paths.iter().take(LISTED).map(|path| format!("`{path}`")).collect();
    match paths.len() - shown.len() {
        _ if paths.is_empty() => "none".to_owned(),
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A path without the slash that it may begin with.
fn bare(path: &str) -> &str {
    path.trim_start_matches('/')
}
