//! yt's grid data format: `/data/grid_0000000000/velocity_x` on the cells of a domain between two corners.
//!
//! Source: <https://yt-project.org/gdf.txt>

use super::view::{Known, Note, Refused, Role, View, name_dimensions};
use crate::{Attribute, Attributes, numbers_of, text_of};

/// Takes in what a file of the grid data format says of its fields.
pub(super) fn read(view: &mut View<'_>) {
    let of_group = |path: &str| {
        let group = view.contents.groups.iter().find(|(other, _)| other == path);
        group.map(|(_, attributes)| attributes.clone())
    };
    let Some((_, domain)) = of_group("/gridded_data_format").zip(of_group("/simulation_parameters")) else {
        return;
    };
    let is_grid = |path: &str| path.strip_prefix("/data/grid_").is_some_and(|rest| !rest.contains('/'));
    let grids = view.contents.groups.iter().filter(|(path, _)| is_grid(path)).count();
    let units: Vec<(String, String)> = view
        .contents
        .groups
        .iter()
        .filter_map(|(path, attributes)| {
            let name = path.strip_prefix("/field_types/")?;
            Some((name.to_owned(), text_of(attributes, "field_units")?.to_owned()))
        })
        .collect();
    let mut notes = Vec::new();
    for variable in &mut view.contents.to_mut().variables {
        if !is_grid(variable.group()) {
            if variable.name().starts_with("grid_") && variable.group().is_empty() {
                let role = Some(Role::Nothing("lists the grids".to_owned()));
                notes.push((variable.path.clone(), Note { role, ..Note::default() }));
            }
            continue;
        }
        let mut note = Note { role: Some(Role::Data), ..Note::default() };
        if grids > 1 {
            note.refused = Some(Refused {
                problem: format!("lies on one of {grids} grids, and derivatives across grids are not taken"),
                hint: Some("yt's `covering_grid` puts them on one".to_owned()),
            });
        } else if let Some(axes) = cells(&domain, &variable.shape) {
            let (names, known) = axes.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
            name_dimensions(variable, names.into_iter());
            note.axes = known;
        }
        if let Some(geometry) = text_of(&domain, "geometry").filter(|geometry| *geometry != "cartesian") {
            note.caution = Some(format!(
                "the geometry of `/simulation_parameters` is {geometry}, but is treated as Cartesian"
            ));
        }
        if let Some((_, unit)) = units.iter().find(|(name, _)| name == variable.name()) {
            variable.attributes.push(Attribute::text("units", unit));
        }
        notes.push((variable.path.clone(), note));
    }
    for (path, note) in notes {
        *view.note(&path) = note;
    }
}

/// Names and coordinates of the axes of an array that fills the domain, in storage order.
fn cells(domain: &Attributes, shape: &[usize]) -> Option<Vec<(&'static str, Option<Known>)>> {
    let per_axis = |name| numbers_of(domain, name).filter(|numbers| numbers.len() >= shape.len());
    let (left, right) = (per_axis("domain_left_edge")?, per_axis("domain_right_edge")?);
    let counts = per_axis("domain_dimensions")?;
    let is_reversed = numbers_of(domain, "field_ordering").as_deref() == Some(&[1.0]);
    let axis = |place: usize| {
        let axis = if is_reversed { shape.len() - 1 - place } else { place };
        let (count, edges) = (shape[place], [left[axis], right[axis]]);
        let reason = format!("{count} cells from {} to {} by `/simulation_parameters`", edges[0], edges[1]);
        let name = ["x", "y", "z"].get(axis)?;
        (counts[axis] == count as f64).then(|| (*name, Some(Known::middles(edges, count, None, reason))))
    };
    (0..shape.len()).map(axis).collect()
}
