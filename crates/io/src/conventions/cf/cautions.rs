//! What a person should know before trusting derivatives on a geographic grid.

use super::axis_role;
use crate::{
    Variable,
    conventions::{agreement, survey::Survey, text},
    field::{AxisRole, Component, Coordinates, FieldAxis},
    text_of,
    units::is_angle,
};

/// Sentences about the axes of a field and its components.
pub(in crate::conventions) fn cautions(
    axes: &[FieldAxis],
    components: &[Component],
    survey: &Survey<'_>,
) -> Vec<String> {
    let angles: Vec<&FieldAxis> = axes.iter().filter(|axis| is_angular(axis, survey)).collect();
    let downward = components.iter().filter_map(|component| {
        let along = &axes[component.axis?];
        let variable = survey.at(&component.variable)?;
        (points_up(component, variable) && counts_down(along, survey)).then(|| {
            format!(
                "axis `{}` counts downwards: where `{}` points upwards, its derivative along `{0}` has the opposite \
                 sign of the one along the height",
                along.name, component.name
            )
        })
    });
    let mut cautions: Vec<String> = downward.collect();
    if let Some(first) = angles.first() {
        let names = text::quoted(angles.iter().map(|axis| &axis.name));
        let radians = first.units.as_deref().is_some_and(|unit| unit.trim().starts_with("rad"));
        let verb = if angles.len() == 1 { "axis {} is an angle" } else { "axes {} are angles" };
        cautions.push(format!(
            "{}: derivatives are per {}; metric terms are not applied",
            verb.replace("{}", &names),
            if radians { "radian" } else { "degree" }
        ));
    }
    cautions
}

fn coordinate<'a>(axis: &FieldAxis, survey: &Survey<'a>) -> Option<&'a Variable> {
    match &axis.coordinates {
        Coordinates::Variable(path) => survey.at(path),
        Coordinates::Uniform { .. } | Coordinates::Unknown => None,
    }
}

/// Whether the coordinates of an axis are angles: by their unit, or else as longitudes and latitudes.
fn is_angular(axis: &FieldAxis, survey: &Survey<'_>) -> bool {
    let Some(variable) = coordinate(axis, survey) else { return false };
    if let Some(units) = &axis.units {
        return is_angle(units);
    }
    let names = [text_of(&variable.attributes, "standard_name").unwrap_or_default(), &axis.name];
    let is_place = |name: &str| {
        ["longitude", "latitude", "lon", "lat", "grid_longitude", "grid_latitude", "rlon", "rlat"]
            .contains(&name)
    };
    names.into_iter().any(|name| is_place(&name.to_lowercase()))
}

/// Whether a component may point upwards.
fn points_up(component: &Component, variable: &Variable) -> bool {
    let standard_name = text_of(&variable.attributes, "standard_name").unwrap_or_default();
    component.label == "z" && !standard_name.contains("downward")
}

/// Whether the coordinates of a vertical axis rise towards the ground.
fn counts_down(axis: &FieldAxis, survey: &Survey<'_>) -> bool {
    let Some(variable) = coordinate(axis, survey).filter(|_| axis.role == Some(AxisRole::Z)) else {
        return false;
    };
    if let Some(positive) = text_of(&variable.attributes, "positive") {
        return positive.eq_ignore_ascii_case("down");
    }
    let named = |start: &str| {
        variable.name().to_lowercase().starts_with(start)
            || text_of(&variable.attributes, "standard_name").is_some_and(|name| name.starts_with(start))
    };
    named("depth") || agreement::units(variable).is_some_and(|units| axis_role::is_pressure(&units))
}
