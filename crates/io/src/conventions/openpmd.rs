//! Meshes as the openPMD standard 1.1 lays them down: `/data/100/meshes/E/{x,y,z}`.
//!
//! The point `i` along an axis lies at `(gridGlobalOffset + (i + position) · gridSpacing) · gridUnitSI`, and values times
//! `unitSI` are in the SI unit that `unitDimension` gives. Results are in SI units.
//!
//! Source: <https://github.com/openPMD/openPMD-standard/blob/1.1.0/STANDARD.md>

use std::collections::HashMap;

use super::view::{Known, Note, Refused, Role, View, name_dimensions};
use crate::{
    Attribute, Attributes, ByteOrder, Contents, DataType, Dimension, Storage, Variable, field::Coordinates,
    numbers_of, text_of, texts_of, units,
};

/// Takes in what the meshes of an openPMD file say.
pub(super) fn read(view: &mut View<'_>) {
    let Some(places) = Places::of(&view.contents) else { return };
    for (variable, value) in constants(&view.contents, &places) {
        view.note(&variable.path).constant = Some(value);
        view.contents.to_mut().variables.push(variable);
    }
    let contents = view.contents.to_mut();
    let records: HashMap<String, Attributes> = contents.groups.iter().cloned().collect();
    let mut notes = Vec::new();
    for variable in &mut contents.variables {
        let path = variable.path.clone();
        match places.of_path(&path) {
            Some(Place::Particles) => {
                let role = Some(Role::Nothing("holds particles, which lie on no grid".to_owned()));
                notes.push((path, Note { role, ..Note::default() }));
            }
            Some(Place::Mesh(record)) => {
                let own = variable.attributes.clone();
                let of_record = if record == path { &own } else { records.get(record).unwrap_or(&own) };
                let note = describe(variable, record, of_record);
                notes.push((path, note));
            }
            None => {}
        }
    }
    for (path, note) in notes {
        let constant = view.note(&path).constant;
        *view.note(&path) = Note { constant, ..note };
    }
}

/// Where a file keeps its meshes and particles.
struct Places {
    /// What stands before and behind the number of the iteration; without a number, all of the path and nothing.
    before: String,
    behind: Option<String>,
    meshes: Option<String>,
    particles: Option<String>,
}

/// What a path leads to.
enum Place<'p> {
    /// A component of the record with this path, or that record itself.
    Mesh(&'p str),
    Particles,
}

impl Places {
    /// The places of an openPMD file; none of another.
    fn of(contents: &Contents) -> Option<Self> {
        let text = |name| text_of(&contents.attributes, name);
        text("openPMD")?;
        let base = text("basePath").unwrap_or("/data/%T/");
        let (before, behind) = match base.split_once("%T") {
            Some((before, behind)) => (before, Some(behind.to_owned())),
            None => (base, None),
        };
        let folder = |name| text(name).map(|path| format!("{}/", path.trim_matches('/')));
        Some(Self {
            before: before.to_owned(),
            behind,
            meshes: folder("meshesPath"),
            particles: folder("particlesPath"),
        })
    }

    fn of_path<'p>(&self, path: &'p str) -> Option<Place<'p>> {
        let mut rest = path.strip_prefix(&self.before)?;
        if let Some(behind) = &self.behind {
            let number = rest.bytes().take_while(u8::is_ascii_digit).count();
            rest = rest.get(number..).filter(|_| number > 0)?.strip_prefix(behind.as_str())?;
        }
        let within = |folder: &Option<String>| rest.strip_prefix(folder.as_deref()?);
        if within(&self.particles).is_some() {
            return Some(Place::Particles);
        }
        let inside = within(&self.meshes)?;
        let record = inside.find('/').unwrap_or(inside.len());
        Some(Place::Mesh(&path[..path.len() - inside.len() + record]))
    }
}

/// Components that the file declares by a value and a shape and does not hold, with their values.
fn constants(contents: &Contents, places: &Places) -> Vec<(Variable, f64)> {
    let mut found = Vec::new();
    for (path, attributes) in &contents.groups {
        let is_parent = || contents.variables.iter().any(|variable| variable.group() == path);
        let Some(Place::Mesh(record)) = places.of_path(path) else { continue };
        let (Some(&[value]), Some(shape)) =
            (numbers_of(attributes, "value").as_deref(), extents(attributes, "shape"))
        else {
            continue;
        };
        if is_parent() {
            continue;
        }
        // It is of the type of its siblings.
        let sibling = contents.variables.iter().find(|variable| variable.group() == record);
        let double = DataType::Float { bytes: 8, order: ByteOrder::Little };
        let variable = Variable {
            path: path.clone(),
            dimensions: vec![Dimension::default(); shape.len()],
            shape,
            data_type: sibling.map_or(double, |sibling| sibling.data_type.clone()),
            attributes: attributes.clone(),
            applied: Vec::new(),
            storage: Storage::Contiguous,
            is_coordinate: false,
            decoded: None,
            small_values: None,
        };
        found.push((variable, value));
    }
    found
}

fn extents(attributes: &[Attribute], name: &str) -> Option<Vec<usize>> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only whole numbers pass")]
    let extent = |number: &f64| (*number >= 0.0 && number.fract() == 0.0).then_some(*number as usize);
    numbers_of(attributes, name)?.iter().map(extent).collect()
}

/// Gives a component the names of its axes and its unit; returns the rest.
fn describe(variable: &mut Variable, record: &str, of_record: &Attributes) -> Note {
    let mut note = Note { role: Some(Role::Data), ..Note::default() };
    let refused = |problem: String, hint: Option<&str>| {
        Some(Refused { problem: format!("is of an openPMD mesh {problem}"), hint: hint.map(str::to_owned) })
    };
    match text_of(of_record, "geometry").unwrap_or("cartesian") {
        "cartesian" => {}
        "thetaMode" => {
            note.refused = refused(
                "of azimuthal modes (geometry thetaMode): its first axis counts modes".to_owned(),
                Some("openPMD-viewer's `get_field` with `theta=` gives the field in a plane"),
            );
            return note;
        }
        other => {
            note.caution =
                Some(format!("openPMD's geometry of `{record}` is {other}, but is treated as Cartesian"));
        }
    }
    let rank = variable.shape.len();
    let Some(mut labels) = texts_of(of_record, "axisLabels").filter(|labels| labels.len() == rank) else {
        note.refused = refused(format!("whose `axisLabels` do not name its {rank} axes"), None);
        return note;
    };
    let per_axis = |attributes: &Attributes, name| {
        numbers_of(attributes, name).filter(|numbers: &Vec<f64>| numbers.len() == rank)
    };
    let spacing = per_axis(of_record, "gridSpacing");
    let offset = per_axis(of_record, "gridGlobalOffset").unwrap_or_else(|| vec![0.0; rank]);
    let position = per_axis(&variable.attributes, "position").unwrap_or_else(|| vec![0.0; rank]);
    // One number in version 1, one for each axis in version 2.
    let unit = match numbers_of(of_record, "gridUnitSI").as_deref() {
        Some([unit]) => vec![*unit; rank],
        Some(units) if units.len() == rank => units.to_vec(),
        _ => vec![1.0; rank],
    };
    let Some(spacing) = spacing else {
        note.refused = refused(format!("whose `gridSpacing` does not hold {rank} numbers"), None);
        return note;
    };
    let known = (0..rank).map(|axis| {
        let origin = |position: f64| (offset[axis] + position * spacing[axis]) * unit[axis];
        Some(Known {
            coordinates: Coordinates::Uniform {
                spacing: spacing[axis] * unit[axis],
                origin: origin(position[axis]),
            },
            corner: Some(origin(0.0)),
            units: Some("m".to_owned()),
            reason: format!("spacing {} m by openPMD's `gridSpacing`", spacing[axis] * unit[axis]),
        })
    });
    note.axes = known.collect();
    note.reason = Some(format!("`{record}` is an openPMD mesh with axes {}", labels.join(", ")));
    if text_of(of_record, "dataOrder") == Some("F") {
        labels.reverse();
        note.axes.reverse();
    }
    name_dimensions(variable, labels.iter().map(String::as_str));
    let scale = numbers_of(&variable.attributes, "unitSI").and_then(|numbers| numbers.first().copied());
    if let Some(scale) = scale.filter(|scale| !scale.is_finite() || *scale == 0.0) {
        note.refused = refused(format!("whose `unitSI` is {scale}"), None);
    }
    note.scale = scale.filter(|scale| *scale != 1.0);
    if let Some(unit) = numbers_of(of_record, "unitDimension")
        .and_then(|powers| units::from_unit_dimension(powers.try_into().ok()?))
    {
        variable.attributes.retain(|found| !matches!(found.name.as_str(), "units" | "unit" | "Units"));
        variable.attributes.push(Attribute::text("units", unit));
    }
    note
}
