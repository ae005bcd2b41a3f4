//! Grids of the particle-in-cell code OSIRIS: `/AXIS/AXIS1` holds the ends of the last axis of the arrays.
//!
//! The ends are those of the simulated box, which `n` cells fill: the spacing is `(max − min) / n`.

use super::view::{Known, Note, Role, View, name_dimensions};
use crate::{Attribute, Contents, field::Coordinates, text_of};

/// An axis as the file describes it.
struct Axis {
    path: String,
    name: String,
    ends: [f64; 2],
    units: Option<String>,
}

/// Takes in what the axes of an OSIRIS file say.
pub(super) fn read(view: &mut View<'_>) {
    let axes = axes(&view.contents);
    if axes.is_empty() {
        return;
    }
    let mut described = Vec::new();
    for variable in &mut view.contents.to_mut().variables {
        if !variable.group().is_empty() || variable.shape.len() != axes.len() {
            continue;
        }
        // AXIS1 is the fastest axis.
        let in_storage_order = || axes.iter().rev().zip(&variable.shape);
        let known = in_storage_order().map(|(axis, extent)| {
            let [min, max] = axis.ends;
            let spacing = (max - min) / *extent as f64;
            Some(Known {
                coordinates: Coordinates::Uniform { spacing, origin: min },
                corner: None,
                units: axis.units.clone(),
                reason: format!("{extent} cells from {min} to {max} by OSIRIS' `{}`", axis.path),
            })
        });
        let known = known.collect();
        name_dimensions(variable, axes.iter().rev().map(|axis| axis.name.as_str()));
        if let Some(units) = text_of(&variable.attributes, "UNITS").map(str::to_owned) {
            variable.attributes.push(Attribute::text("units", units));
        }
        described.push((variable.path.clone(), known));
    }
    for (path, axes) in described {
        *view.note(&path) = Note { role: Some(Role::Data), axes, ..Note::default() };
    }
    for axis in axes {
        view.note(&axis.path).role = Some(Role::Nothing("holds the ends of an axis".to_owned()));
    }
}

/// The axes of an OSIRIS file, the fastest first; none in another file.
fn axes(contents: &Contents) -> Vec<Axis> {
    let is_osiris = ["ITER", "TIME"]
        .iter()
        .all(|name| contents.attributes.iter().any(|attribute| attribute.name == *name));
    let axis = |number: usize| {
        let path = format!("/AXIS/AXIS{number}");
        let variable = contents.variable(&path)?;
        let &[min, max] = variable.small_values.as_deref()? else { return None };
        let name = text_of(&variable.attributes, "LONG_NAME")
            .map(|name| name.replace(['_', ' ', '{', '}', '\\'], ""));
        Some(Axis {
            path,
            name: name.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("x{number}")),
            ends: [min, max],
            units: text_of(&variable.attributes, "UNITS").map(str::to_owned),
        })
    };
    if is_osiris { (1..).map_while(axis).collect() } else { Vec::new() }
}
