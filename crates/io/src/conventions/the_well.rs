//! Data sets of The Well: `t0_fields`, `t1_fields` shaped (sample, time, …, components), on the lines in `dimensions`.
//!
//! Attributes of a field say which of the first axes it has; the grid's names are in `dimensions`' `spatial_dims`.
//!
//! Source: <https://polymathic-ai.org/the_well/data_format/>

use super::view::{Known, Note, Role, View, name_dimensions};
use crate::{
    Attribute, AttributeValue, Contents, Variable, field::Coordinates, numbers_of, text_of, texts_of,
};

/// Takes in what a file of The Well says of its fields.
pub(super) fn read(view: &mut View<'_>) {
    let Some(grid) = Grid::of(&view.contents) else { return };
    let mut notes = Vec::new();
    for variable in &mut view.contents.to_mut().variables {
        let path = variable.path.clone();
        let role = match variable.group() {
            "/t0_fields" | "/t1_fields" => {
                notes.extend(grid.describe(variable).map(|note| (path, note)));
                continue;
            }
            "/t2_fields" => Role::Nothing("is a field of tensors".to_owned()),
            "/scalars" => Role::Nothing("is a parameter of the simulation".to_owned()),
            "/dimensions" => Role::Coordinate,
            group if group.starts_with("/boundary_conditions") => {
                Role::Nothing("belongs to a boundary condition".to_owned())
            }
            _ => continue,
        };
        notes.push((path, Note { role: Some(role), ..Note::default() }));
    }
    for (path, note) in notes {
        *view.note(&path) = note;
    }
}

struct Grid {
    names: Vec<String>,
    /// Names and lengths of the lines of coordinates.
    lines: Vec<(String, usize)>,
    caution: Option<String>,
}

impl Grid {
    /// The grid of a file of The Well; none of another.
    fn of(contents: &Contents) -> Option<Self> {
        let (_, dimensions) = contents.groups.iter().find(|(path, _)| path == "/dimensions")?;
        let grid_type = text_of(&contents.attributes, "grid_type")?;
        let lines = contents.variables.iter().filter(|variable| variable.group() == "/dimensions");
        let lines = lines.filter_map(|variable| {
            let [length] = variable.shape[..] else { return None };
            Some((variable.name().to_owned(), length))
        });
        Some(Self {
            names: texts_of(dimensions, "spatial_dims")?,
            lines: lines.collect(),
            caution: (grid_type != "cartesian")
                .then(|| format!("The Well's `grid_type` is {grid_type}, but is treated as Cartesian")),
        })
    }

    /// Gives a field the names of its axes; returns the rest. A field that has other axes than it says is left alone.
    fn describe(&self, variable: &mut Variable) -> Option<Note> {
        let holds = |name| numbers_of(&variable.attributes, name).is_none_or(|value| value != [0.0]);
        let varying = numbers_of(&variable.attributes, "dim_varying");
        let along = |place: usize| varying.as_ref().is_none_or(|varying| varying.get(place) != Some(&0.0));
        let first = [("sample", "sample_varying"), ("time", "time_varying")];
        let mut names: Vec<&str> =
            first.into_iter().filter(|(_, attribute)| holds(attribute)).map(|(name, _)| name).collect();
        names.extend(
            (0..self.names.len()).filter(|place| along(*place)).map(|place| self.names[place].as_str()),
        );
        let is_vector = variable.group() == "/t1_fields";
        if is_vector {
            names.push("component");
            let labels = AttributeValue::Texts(self.names.clone());
            variable.attributes.push(Attribute { name: "components".to_owned(), value: labels });
        }
        if names.len() != variable.shape.len() {
            return None;
        }
        let line = |(name, extent): (&&str, &usize)| {
            self.lines.iter().any(|(other, length)| other == name && length == extent).then(|| {
                let path = format!("/dimensions/{name}");
                let reason = format!("coordinates in `{path}`, by The Well");
                Known { coordinates: Coordinates::Variable(path), corner: None, units: None, reason }
            })
        };
        let axes = names.iter().zip(&variable.shape).map(line).collect();
        let note = Note { role: Some(Role::Data), axes, caution: self.caution.clone(), ..Note::default() };
        name_dimensions(variable, names.into_iter());
        Some(note)
    }
}
