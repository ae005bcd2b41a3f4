//! What the user said of the file, held against itself and against what was found.

use super::{Hints, Inference, SpacingHint, nearest, option, survey::Survey, text};
use crate::Result;

/// Checks what needs no field.
///
/// # Errors
/// When a hint contradicts itself or another one, or names a variable that there is not.
pub(super) fn check(hints: &Hints, survey: &Survey<'_>) -> Result<()> {
    let coordinates: Vec<_> = hints.coordinates.iter().map(|(axis, _)| axis.as_str()).collect();
    if let Some(axis) = repeated(&coordinates) {
        return Err(option(format!("`--coords` names axis `{axis}` twice"), None));
    }
    for (axis, step) in steps(hints) {
        if !step.is_finite() || step == 0.0 {
            let along = axis.map(|axis| format!(" along axis `{axis}`")).unwrap_or_default();
            return Err(option(format!("spacing {step}{along} is not a finite number other than 0"), None));
        }
    }
    let spacings: Vec<_> = steps(hints).filter_map(|(axis, _)| axis).collect();
    if let Some(axis) = repeated(&spacings) {
        return Err(option(format!("`--spacing` names axis `{axis}` twice"), None));
    }
    if let Some(axis) =
        spacings.iter().find(|axis| coordinates.iter().any(|other| other.eq_ignore_ascii_case(axis)))
    {
        return Err(option(
            format!("both `--spacing` and `--coords` are given for axis `{axis}`"),
            Some("keep one of them".to_owned()),
        ));
    }
    hints.coordinates.iter().try_for_each(|(_, path)| survey.variable(path).map(|_| ()))
}

/// Checks that every axis named in a hint is one of the fields'.
///
/// # Errors
/// When one is not.
pub(super) fn check_axes(hints: &Hints, inference: &Inference) -> Result<()> {
    let fields = || inference.vectors.iter().chain(&inference.scalars);
    if fields().next().is_none() {
        return Ok(());
    }
    let by_step = steps(hints).filter_map(|(axis, _)| axis).map(|axis| ("--spacing", axis));
    let by_path = hints.coordinates.iter().map(|(axis, _)| ("--coords", axis.as_str()));
    for (hint, axis) in by_step.chain(by_path) {
        if fields().any(|field| field.axis_named(axis).is_some()) {
            continue;
        }
        let mut known: Vec<&str> = Vec::new();
        for found in fields().flat_map(|field| field.axes.iter().chain(&field.carried)) {
            if !known.contains(&found.name.as_str()) {
                known.push(&found.name);
            }
        }
        return Err(option(
            format!("`{hint}` names axis `{axis}`, but the axes are {}", text::list(&known)),
            nearest(axis, known.iter().copied()),
        ));
    }
    Ok(())
}

/// All spacings, each with its axis if it is for one.
fn steps(hints: &Hints) -> impl Iterator<Item = (Option<&str>, f64)> {
    let (all, by_axis) = match &hints.spacing {
        None => (None, &[][..]),
        Some(SpacingHint::All(step)) => (Some((None, *step)), &[][..]),
        Some(SpacingHint::ByAxis(steps)) => (None, &steps[..]),
    };
    all.into_iter().chain(by_axis.iter().map(|(axis, step)| (Some(axis.as_str()), *step)))
}

/// A name that stands in the list twice, in any letter case.
fn repeated<'n>(names: &[&'n str]) -> Option<&'n str> {
    let is_repeated =
        |index: &usize| names[..*index].iter().any(|other| other.eq_ignore_ascii_case(names[*index]));
    (0..names.len()).find(is_repeated).map(|index| names[index])
}
