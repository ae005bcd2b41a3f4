//! Complex fields whose real and imaginary parts lie in two variables: `ex.r` and `ex.i`, `E_real` and `E_imag`.

use std::collections::{HashMap, HashSet};

use super::{Hints, roles::ends_in, view::View};
use crate::{Contents, DataType, ValueType, Variable};

/// Ends of the names of real and imaginary parts.
const ENDINGS: [[&str; 2]; 3] = [[".r", ".i"], ["_real", "_imag"], ["_re", "_im"]];

/// Puts one complex variable for each two that are its parts, unless the user asks for a part.
pub(super) fn join(view: &mut View<'_>, hints: &Hints) {
    let joined = find(&view.contents, hints);
    if joined.is_empty() {
        return;
    }
    let imaginary: HashSet<&str> = joined.values().map(|joined| joined.imaginary.as_str()).collect();
    let contents = view.contents.to_mut();
    contents.variables.retain(|variable| !imaginary.contains(variable.path.as_str()));
    for variable in &mut contents.variables {
        if let Some(joined) = joined.get(&variable.path) {
            variable.path.clone_from(&joined.path);
            variable.data_type = joined.data_type.clone();
            variable.decoded = joined.decoded;
        }
    }
    for (real, Joined { path, imaginary, .. }) in joined {
        let note = view.rename(&real, &path);
        note.reason.get_or_insert_with(|| {
            format!("`{path}` is complex: `{real}` and `{imaginary}` are its real and imaginary part")
        });
        note.parts = Some([real, imaginary]);
    }
}

/// What two variables make.
struct Joined {
    path: String,
    imaginary: String,
    data_type: DataType,
    decoded: Option<ValueType>,
}

/// The pairs, by the paths of the real parts.
fn find(contents: &Contents, hints: &Hints) -> HashMap<String, Joined> {
    let by_path: HashMap<&str, &Variable> =
        contents.variables.iter().map(|variable| (variable.path.as_str(), variable)).collect();
    let mut joined = HashMap::new();
    for real in &contents.variables {
        let found = ENDINGS.iter().find_map(|[real_end, imaginary_end]| {
            let stem = real.path.strip_suffix(real_end).filter(|stem| !stem.ends_with('/'))?;
            Some((stem, *by_path.get(format!("{stem}{imaginary_end}").as_str())?))
        });
        if let Some((stem, imaginary)) = found
            && let Some(data_type) = complex(real, imaginary)
            && !by_path.contains_key(stem)
            && !is_asked_for(real, hints)
            && !is_asked_for(imaginary, hints)
        {
            let (path, imaginary) = (stem.to_owned(), imaginary.path.clone());
            let decoded = real.decoded.map(|decoded| match decoded {
                ValueType::F32 | ValueType::C32 => ValueType::C32,
                ValueType::F64 | ValueType::C64 => ValueType::C64,
            });
            joined.insert(real.path.clone(), Joined { path, imaginary, data_type, decoded });
        }
    }
    joined
}

/// The complex type of two arrays of floats that are alike in all but their values.
fn complex(real: &Variable, imaginary: &Variable) -> Option<DataType> {
    let alike = real.shape == imaginary.shape
        && real.data_type == imaginary.data_type
        && real.decoded == imaginary.decoded
        && real.dimensions == imaginary.dimensions
        && !real.is_coordinate
        && !imaginary.is_coordinate;
    match real.data_type {
        DataType::Float { bytes, order } if alike => Some(DataType::Complex { bytes, order }),
        _ => None,
    }
}

fn is_asked_for(variable: &Variable, hints: &Hints) -> bool {
    let mut names = hints.fields.iter().flat_map(|field| {
        let components = field.components.iter().map(|component| component.variable.as_str());
        components.chain([field.name.as_str()])
    });
    names.any(|name| ends_in(&variable.path, name) || variable.path.trim_start_matches('/') == name)
}
