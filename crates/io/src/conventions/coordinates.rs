//! Where the coordinates of an axis lie.

use super::{
    Hints, SpacingHint, agreement, naming::Source, option, roles::last, survey::Survey, text, view::Known,
};
use crate::{Error, Result, Variable, field::Coordinates};

/// An axis whose coordinates are sought.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis<'n> {
    /// Its name, if it has one.
    pub(super) name: Option<&'n str>,
    /// How it got the name.
    pub(super) source: Source,
    pub(super) extent: usize,
    /// Coordinate variables that the file attaches to it.
    pub(super) scales: &'n [String],
    /// Coordinates that a program gives it in a way of its own.
    pub(super) known: Option<&'n Known>,
    /// Variable whose axis it is.
    pub(super) variable: &'n Variable,
}

/// Coordinates with their unit and the reason why they are those of the axis.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) coordinates: Coordinates,
    pub(super) units: Option<String>,
    pub(super) reason: String,
}

impl Placed {
    fn variable(variable: &Variable, reason: &str) -> Self {
        Self {
            coordinates: Coordinates::Variable(variable.path.clone()),
            units: agreement::units(variable),
            reason: format!("coordinates in `{}`, {reason}", variable.path),
        }
    }

    fn uniform(step: f64) -> Self {
        let reason = format!("spacing {step} by `--spacing`");
        Self { coordinates: Coordinates::Uniform { spacing: step, origin: 0.0 }, units: None, reason }
    }

    pub(super) fn unknown() -> Self {
        let reason = "the file holds no coordinates for it".to_owned();
        Self { coordinates: Coordinates::Unknown, units: None, reason }
    }
}

/// Coordinates that the user gave for the axis.
///
/// # Errors
/// When the variable that should hold them does not fit.
pub(super) fn by_option(axis: Axis<'_>, survey: &Survey<'_>, hints: &Hints) -> Result<Option<Placed>> {
    let Some(name) = axis.name else { return Ok(None) };
    let is_meant = |hinted: &str| hinted.eq_ignore_ascii_case(name);
    if let Some((_, path)) = hints.coordinates.iter().find(|(hinted, _)| is_meant(hinted)) {
        let variable = survey.variable(path)?;
        let refused = |problem: String| {
            let file = survey.contents.path.display();
            option(format!("`--coords {name}={path}` in `{file}`: {problem}"), None)
        };
        if let Some(problem) = misfit(variable) {
            return Err(refused(format!("`{}` {problem}", variable.path)));
        }
        if variable.shape[0] != axis.extent {
            let (length, data) = (variable.shape[0], &axis.variable.path);
            return Err(refused(format!(
                "`{}` has {length} values, but axis `{name}` of `{data}` has {} points",
                variable.path, axis.extent
            )));
        }
        return Ok(Some(Placed::variable(variable, "by `--coords`")));
    }
    Ok(match &hints.spacing {
        Some(SpacingHint::All(step)) => Some(Placed::uniform(*step)),
        Some(SpacingHint::ByAxis(steps)) => {
            steps.iter().find(|(hinted, _)| is_meant(hinted)).map(|(_, step)| Placed::uniform(*step))
        }
        None => None,
    })
}

/// Coordinates of the axis in the file.
///
/// # Errors
/// When those that the file attaches do not fit, or when more than one does.
pub(super) fn by_file(axis: Axis<'_>, survey: &Survey<'_>) -> Result<Option<Placed>> {
    if let Some(known) = axis.known {
        let (coordinates, units) = (known.coordinates.clone(), known.units.clone());
        return Ok(Some(Placed { coordinates, units, reason: known.reason.clone() }));
    }
    let group = axis.variable.group();
    let called = axis.name.and_then(|name| survey.coordinate_named(group, name));
    if axis.source == Source::Option && !axis.scales.iter().any(|path| Some(last(path)) == axis.name) {
        // The user's name goes before what the file attaches to the axis.
        match called {
            Some(variable) if variable.shape[0] == axis.extent => {
                return Ok(Some(Placed::variable(variable, "which has the name that `--axes` gives")));
            }
            Some(variable) if variable.is_coordinate => {
                return Err(option(
                    format!(
                        "`--axes` calls an axis of `{}` with {} points `{}`, but `{}` has {} values",
                        axis.variable.path,
                        axis.extent,
                        variable.name(),
                        variable.path,
                        variable.shape[0]
                    ),
                    None,
                ));
            }
            _ => {}
        }
    }
    if let Some(variable) = attached(axis, survey)? {
        return Ok(Some(Placed::variable(variable, "which the file attaches")));
    }
    let near = called.filter(|variable| variable.shape[0] == axis.extent);
    Ok(near.map(|variable| Placed::variable(variable, "which has its name and length")))
}

/// The one of the attached coordinate variables that serves.
fn attached<'a>(axis: Axis<'_>, survey: &Survey<'a>) -> Result<Option<&'a Variable>> {
    let scales: Vec<_> = axis.scales.iter().filter_map(|path| survey.at(path)).collect();
    let usable = || scales.iter().filter(|scale| misfit(scale).is_none());
    let namesake = usable().find(|scale| Some(scale.name()) == axis.name);
    let one = usable().next().filter(|_| usable().count() == 1);
    let label = axis.name.unwrap_or("?");
    let hint = format!("`--coords {label}=PATH` or `--spacing {label}=STEP` decides");
    let refused = |problem: String| Error::BadObject {
        path: survey.contents.path.clone(),
        object: axis.variable.path.clone(),
        problem,
        hint: Some(hint.clone()),
    };
    let Some(&scale) = namesake.or(one) else {
        return match scales[..] {
            [] => Ok(None),
            [scale] => Err(refused(format!(
                "has `{}` as coordinates of axis `{label}`, which {}",
                scale.path,
                misfit(scale).unwrap_or_default()
            ))),
            _ => Err(Error::undecided(
                format!(
                    "axis `{label}` of `{}` may have its coordinates in {}",
                    axis.variable.path,
                    text::joined(scales.iter().map(|scale| format!("`{}`", scale.path)), " or ")
                ),
                hint,
            )),
        };
    };
    if scale.shape[0] != axis.extent {
        return Err(refused(format!(
            "has {} points along axis `{label}`, but its coordinates `{}` have {} values",
            axis.extent, scale.path, scale.shape[0]
        )));
    }
    Ok(Some(scale))
}

/// Why a variable cannot hold coordinates, as the rest of a sentence.
fn misfit(variable: &Variable) -> Option<String> {
    if !variable.data_type.is_numeric() {
        return Some("holds no numbers".to_owned());
    }
    if matches!(variable.data_type, crate::DataType::Complex { .. }) {
        return Some("holds complex numbers".to_owned());
    }
    (variable.shape.len() != 1).then(|| format!("is not 1-D but has shape {}", text::shape(&variable.shape)))
}
