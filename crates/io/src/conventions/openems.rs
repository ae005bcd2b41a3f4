//! Field dumps of openEMS: `/FieldData/TD/…` and `/FieldData/FD/…` on the lines of `/Mesh`.
//!
//! The order of the axes stands in `d_order`: `NXYZ` counts components first. Lines are in metres and radians whatever
//! `mesh_scaling` says: it has been applied.
//!
//! Source: <https://github.com/thliebig/openEMS/blob/master/tools/hdf5_file_writer.cpp>

use super::view::{Known, Note, Refused, Role, View, name_dimensions};
use crate::{Attribute, AttributeValue, Contents, Variable, field::Coordinates, numbers_of, text_of};

/// Orders in which dumps without `d_order` may lie.
const ORDERS: [&str; 4] = ["NXYZ", "NZYX", "XYZN", "ZYXN"];

/// Takes in what an openEMS file says of its mesh.
pub(super) fn read(view: &mut View<'_>) {
    let Some(mesh) = Mesh::of(&view.contents) else { return };
    let mut notes = Vec::new();
    for variable in &mut view.contents.to_mut().variables {
        let path = variable.path.clone();
        if path.starts_with("/FieldData/") {
            notes.push((path, mesh.describe(variable)));
        } else if variable.group() == "/Mesh" {
            notes.push((path, Note { role: Some(Role::Coordinate), ..Note::default() }));
        }
    }
    for (path, note) in notes {
        *view.note(&path) = note;
    }
}

struct Mesh {
    names: [&'static str; 3],
    counts: [usize; 3],
    caution: Option<String>,
}

impl Mesh {
    /// The mesh of an openEMS file; none of another.
    fn of(contents: &Contents) -> Option<Self> {
        let (_, attributes) = contents.groups.iter().find(|(path, _)| path == "/Mesh")?;
        // Older releases write no type: their lines tell it.
        let has = |name| contents.variable(&format!("/Mesh/{name}")).is_some();
        let by_lines = || {
            let is_openems = numbers_of(&contents.attributes, "openEMS_HDF5_version").is_some();
            is_openems.then(|| vec![if has("x") { 0.0 } else { 1.0 }])
        };
        let mesh_type = numbers_of(attributes, "mesh_type").or_else(by_lines)?;
        let (names, system) = match mesh_type[..] {
            [0.0] => (["x", "y", "z"], None),
            [1.0] => (["rho", "alpha", "z"], Some("cylindrical")),
            [2.0] => (["r", "theta", "phi"], Some("spherical")),
            _ => return None,
        };
        let mut counts = [0; 3];
        for (count, name) in counts.iter_mut().zip(names) {
            *count = *contents.variable(&format!("/Mesh/{name}"))?.shape.first()?;
        }
        let caution = system.map(|system| format!("openEMS' mesh is {system}, but is treated as Cartesian"));
        Some(Self { names, counts, caution })
    }

    /// Gives a dump the names of its axes; returns the rest.
    fn describe(&self, variable: &mut Variable) -> Note {
        let mut note = Note { role: Some(Role::Data), caution: self.caution.clone(), ..Note::default() };
        let declared = text_of(&variable.attributes, "d_order");
        let mut fitting = declared
            .map_or(ORDERS.to_vec(), |order| vec![order])
            .into_iter()
            .filter(|order| self.fits(order, variable));
        let Some(order) = fitting.next().filter(|_| fitting.next().is_none()).map(str::to_owned) else {
            let [x, y, z] = self.counts;
            note.refused = Some(Refused {
                problem: format!(
                    "has shape {:?}, which the mesh of {x}, {y} and {z} lines does not fit in one way for certain",
                    variable.shape
                ),
                hint: None,
            });
            return note;
        };
        let line = |letter| match place(letter) {
            Some(place) => {
                let name = self.names[place];
                let path = format!("/Mesh/{name}");
                let units = if matches!(name, "alpha" | "theta" | "phi") { "rad" } else { "m" };
                let reason = format!("coordinates in `{path}`, by openEMS");
                let coordinates = Coordinates::Variable(path);
                (name, Some(Known { coordinates, corner: None, units: Some(units.to_owned()), reason }))
            }
            None => ("component", None),
        };
        let (names, axes) = order.chars().map(line).unzip::<_, _, Vec<_>, Vec<_>>();
        note.axes = axes;
        if names.contains(&"component") {
            let labels = AttributeValue::Texts(self.names.map(str::to_owned).to_vec());
            variable.attributes.push(Attribute { name: "components".to_owned(), value: labels });
        }
        name_dimensions(variable, names.into_iter());
        note
    }

    fn fits(&self, order: &str, variable: &Variable) -> bool {
        let extent = |letter: char| place(letter).map_or(3, |place| self.counts[place]);
        matches!(order.len(), 3 | 4) && order.chars().map(extent).eq(variable.shape.iter().copied())
    }
}

/// Which line a letter of `d_order` stands for; none for components.
fn place(letter: char) -> Option<usize> {
    "XYZ".find(letter)
}
