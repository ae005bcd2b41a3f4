//! Whether the coordinates that lie beside an array without axis names fit it in storage order.

use super::{
    Hints, SpacingHint, agreement::Common, candidate::Candidate, roles::meant, survey::Survey, text,
};
use crate::{Error, Result, Variable, field::Rank};

/// Most readings that a message lists.
const LISTED: usize = 3;

/// Most readings that are looked at.
const TRIED: usize = 1000;

/// Names for the axes of an array, in storage order, and how many of them have a coordinate.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading<'n> {
    names: Vec<&'n str>,
    covered: usize,
}

/// Says why the axes may be called `expected`, in storage order.
///
/// # Errors
/// When coordinates in the file fit the array better in another way; when some fit so and others do not.
pub(super) fn check(
    candidate: &Candidate<'_>,
    common: &Common,
    expected: &[String],
    survey: &Survey<'_>,
    hints: &Hints,
) -> Result<String> {
    let variable = candidate.parts[0].variable;
    let near: Vec<_> = survey
        .coordinates_near(variable.group())
        .into_iter()
        .filter(|coordinate| !is_given(hints, survey, coordinate))
        .collect();
    let of_name = |name: &str| near.iter().find(|coordinate| coordinate.name() == name);
    let fitting =
        |(name, extent): (&String, &usize)| of_name(name).is_some_and(|near| near.shape[0] == *extent);
    let covered = expected.iter().zip(&common.shape).filter(|pair| fitting(*pair)).count();
    let misfit = expected.iter().zip(&common.shape).find_map(|(name, extent)| {
        of_name(name).filter(|near| near.shape[0] != *extent).map(|near| (name, *extent, *near))
    });

    let free: Vec<_> = expected.iter().map(String::as_str).filter(|name| of_name(name).is_none()).collect();
    let mut readings = Vec::new();
    let can_be_read = |extent: &usize| !free.is_empty() || near.iter().any(|near| near.shape[0] == *extent);
    if common.shape.iter().all(can_be_read) {
        read(&common.shape, &near, &free, &mut Reading { names: Vec::new(), covered: 0 }, &mut readings);
    }
    let best = readings.iter().map(|reading| reading.covered).max().unwrap_or(0);
    readings.retain(|reading| reading.covered == best && reading.names != *expected);

    let names = text::list(expected);
    if best > covered {
        name_components(&mut readings, candidate, &common.shape, &free);
        return Err(ambiguous(variable, &common.shape, &names, &readings, &near));
    }
    match misfit {
        None if covered == 0 => Ok(format!("the axes have no names: taken as {names} in storage order")),
        None => Ok(format!(
            "the axes have no names: taken as {names} in storage order; lengths match {}",
            text::list(
                expected.iter().filter_map(|name| of_name(name)).map(|near| format!("`{}`", near.path))
            )
        )),
        Some((name, extent, near)) if covered > 0 => Err(Error::BadObject {
            path: survey.contents.path.clone(),
            object: variable.path.clone(),
            problem: format!(
                "has {extent} points along axis `{name}`, but `{}` has {} values",
                near.path, near.shape[0]
            ),
            hint: Some(format!("`--coords {name}=PATH` or `--spacing {name}=STEP` decides")),
        }),
        Some((_, _, near)) => Ok(format!(
            "the axes have no names: taken as {names} in storage order; `{}` with its {} values belongs to none",
            near.path, near.shape[0]
        )),
    }
}

/// Whether the user gave the axis of this name other coordinates, or these to an axis.
fn is_given(hints: &Hints, survey: &Survey<'_>, coordinate: &Variable) -> bool {
    let name = coordinate.name();
    let by_step = match &hints.spacing {
        Some(SpacingHint::ByAxis(steps)) => steps.iter().any(|(axis, _)| axis.eq_ignore_ascii_case(name)),
        Some(SpacingHint::All(_)) | None => false,
    };
    by_step
        || hints.coordinates.iter().any(|(axis, path)| {
            axis.eq_ignore_ascii_case(name)
                || meant(survey.contents, path).iter().any(|other| other.path == coordinate.path)
        })
}

/// All ways to give each axis a coordinate of its length, or one of the names that are `free` of coordinates.
fn read<'n>(
    shape: &[usize],
    near: &[&'n Variable],
    free: &[&'n str],
    begun: &mut Reading<'n>,
    done: &mut Vec<Reading<'n>>,
) {
    if done.len() >= TRIED {
        return;
    }
    let Some(&extent) = shape.get(begun.names.len()) else {
        done.push(begun.clone());
        return;
    };
    let coordinates = near.iter().filter(|near| near.shape[0] == extent).map(|near| (near.name(), 1));
    for (name, covered) in coordinates.chain(free.iter().map(|name| (*name, 0))) {
        if !begun.names.contains(&name) {
            begun.names.push(name);
            begun.covered += covered;
            read(shape, near, free, begun, done);
            begun.covered -= covered;
            begun.names.pop();
        }
    }
}

/// Calls an outer axis of a scalar `component` where the readings have no coordinate for it and it may be one.
fn name_components<'n>(
    readings: &mut [Reading<'n>],
    candidate: &Candidate<'_>,
    shape: &[usize],
    free: &[&'n str],
) {
    let last = shape.len() - 1;
    for reading in readings.iter_mut().filter(|_| candidate.rank == Rank::Scalar && last > 0) {
        let may_count = |axis: &usize| matches!(shape[*axis], 2 | 3) && free.contains(&reading.names[*axis]);
        if let Some(axis) = [0, last].into_iter().find(may_count) {
            reading.names[axis] = "component";
        }
    }
}

fn ambiguous(
    variable: &Variable,
    shape: &[usize],
    expected: &str,
    readings: &[Reading<'_>],
    near: &[&Variable],
) -> Error {
    let ways = readings.iter().take(LISTED).map(|reading| text::list(&reading.names));
    let options =
        readings.iter().take(LISTED).map(|reading| format!("`--axes {}`", text::joined(&reading.names, ",")));
    let lengths = near
        .iter()
        .filter(|near| readings.iter().any(|reading| reading.names.contains(&near.name())))
        .map(|near| format!("`{}` ({})", near.path, near.shape[0]));
    Error::undecided(
        format!(
            "the axes of `{}` have no names and {} points: {expected} in storage order, or {} after the lengths of {}",
            variable.path,
            text::list(shape),
            text::joined(ways, " or "),
            text::list(lengths)
        ),
        format!("{} decides", text::joined(options, " or ")),
    )
}
