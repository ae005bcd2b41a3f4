//! Elements that hold the components of a vector: compounds of equal floats called `x`, `y`, `z`, or `Ex`, `Ey`.
//!
//! They are listed and read as an array with an axis more, the last, that counts the components.

use fieldops_io::{Attribute, AttributeValue, DataType, Dimension, Storage, Variable};
use hdf5::{
    Datatype, Result,
    types::{CompoundField, CompoundType, FloatSize, TypeDescriptor},
};

use crate::{
    data_type::data_type,
    raw::{self, Class},
};

/// Name of the axis that counts the components.
const AXIS: &str = "component";

const SYSTEMS: [&[&str]; 4] =
    [&["x", "y", "z"], &["r", "theta", "z"], &["r", "phi", "z"], &["r", "theta", "phi"]];

/// The components that an element holds.
#[derive(Debug)]
pub(crate) struct Components {
    names: Vec<String>,
    /// Type of each.
    data_type: DataType,
}

impl Components {
    /// The components in an element of this type, where it holds some.
    pub(crate) fn of(stored: &Datatype) -> Option<Self> {
        if raw::class(stored) != Class::Compound || !matches!(raw::members(stored), 2 | 3) {
            return None;
        }
        let members: Option<Vec<_>> = (0..raw::members(stored))
            .map(|index| {
                let (name, of_compound) = raw::member(stored, index)?;
                Some((name, data_type(&of_compound?.1)))
            })
            .collect();
        let (names, mut types): (Vec<_>, Vec<_>) = members?.into_iter().unzip();
        let one_type = types.iter().all(|other| *other == types[0]);
        let data_type = types.swap_remove(0);
        let fits = one_type && matches!(data_type, DataType::Float { .. }) && are_components(&names);
        fits.then_some(Self { names, data_type })
    }

    pub(crate) fn count(&self) -> usize {
        self.names.len()
    }

    /// Makes the entry of a dataset of such elements one of an array with an axis more.
    pub(crate) fn list(self, variable: &mut Variable) {
        let count = self.count();
        variable.shape.push(count);
        variable.data_type = self.data_type;
        variable.dimensions.push(Dimension { name: Some(AXIS.to_owned()), scales: Vec::new() });
        if let Storage::Chunked { chunk, .. } = &mut variable.storage {
            chunk.push(count);
        }
        let names = Attribute { name: "components".to_owned(), value: AttributeValue::Texts(self.names) };
        variable.attributes.retain(|attribute| attribute.name != names.name);
        variable.attributes.push(names);
    }

    /// The type of such an element in memory, with all components of this many bytes.
    pub(crate) fn memory_type(&self, bytes: usize) -> Result<Datatype> {
        let size = if bytes == 4 { FloatSize::U4 } else { FloatSize::U8 };
        let field = |(index, name): (usize, &String)| CompoundField {
            name: name.clone(),
            ty: TypeDescriptor::Float(size),
            offset: index * bytes,
            index,
        };
        let fields = self.names.iter().enumerate().map(field).collect();
        Datatype::from_descriptor(&TypeDescriptor::Compound(CompoundType {
            fields,
            size: self.count() * bytes,
        }))
    }
}

/// Whether the names are labels of one coordinate system behind a common beginning.
fn are_components(names: &[String]) -> bool {
    SYSTEMS.iter().any(|system| {
        system.iter().any(|label| {
            names[0].strip_suffix(label).is_some_and(|prefix| {
                names.iter().all(|name| name.strip_prefix(prefix).is_some_and(|rest| system.contains(&rest)))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::are_components;

    fn are(names: &[&str]) -> bool {
        are_components(&names.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn names_tell_components_from_other_members() {
        assert!(
            are(&["x", "y", "z"])
                && are(&["z", "x"])
                && are(&["Ex", "Ey"])
                && are(&["v_r", "v_theta", "v_z"])
        );
        assert!(
            !are(&["mass", "energy"]) && !are(&["x", "vx"]) && !are(&["x", "y", "r"]) && !are(&["Ex", "By"])
        );
    }
}
