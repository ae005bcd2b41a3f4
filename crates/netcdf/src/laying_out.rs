//! Defining all that a file holds, and writing its coordinates.

use std::{collections::HashMap, ops::Range, os::raw::c_int};

use fieldops_hdf5::chunk_shape;
use fieldops_io::{
    Attribute, Attributes, Cause, Compression, OutputSchema, OutputVariable, ValueType, Values, Variable,
    text_of,
};

use crate::{
    axis::axis,
    layout::{self, Layout, PlannedVariable},
    raw::{self, File},
};

/// The version of the CF conventions that the output follows.
const CONVENTIONS: &str = "CF-1.11";

/// Attributes by which HDF5 and netCDF-4 keep their own structure.
const STRUCTURE: [&str; 9] = [
    "CLASS",
    "NAME",
    "REFERENCE_LIST",
    "DIMENSION_LIST",
    "DIMENSION_LABELS",
    "_NCProperties",
    "_Netcdf4Dimid",
    "_Netcdf4Coordinates",
    "_nc3_strict",
];

/// A variable without values.
#[derive(Debug)]
pub(crate) struct Defined {
    pub(crate) group: c_int,
    pub(crate) id: c_int,
    pub(crate) shape: Vec<usize>,
    pub(crate) value_type: ValueType,
}

/// What is laid out, and where.
pub(crate) struct LayingOut<'a> {
    pub(crate) file: &'a File,
    pub(crate) schema: &'a OutputSchema,
    pub(crate) layout: &'a Layout,
    pub(crate) classic: bool,
}

impl LayingOut<'_> {
    /// The variables, by their paths in the schema.
    pub(crate) fn run(&self) -> Result<HashMap<String, Defined>, Cause> {
        let Self { file, schema, layout, .. } = self;
        let mut groups = HashMap::from([("", file.root())]);
        for path in &layout.groups {
            let (parent, name) = path.rsplit_once('/').expect("a path starts with a slash");
            groups.insert(path, file.define_group(groups[parent], name).map_err(|error| about(path, error))?);
        }
        let dimensions = layout
            .dimensions
            .iter()
            .map(|it| {
                let defined = file.define_dimension(groups[it.group.as_str()], &it.name, it.length);
                defined.map_err(|error| about(&it.name, error))
            })
            .collect::<Result<Vec<c_int>, Cause>>()?;

        self.file_attributes()?;
        let mut coordinates = Vec::new();
        for (coordinate, planned) in schema.coordinates.iter().zip(&layout.coordinates) {
            let group = groups[planned.group.as_str()];
            let id = self.define(group, planned, coordinate.values.value_type(), &dimensions)?;
            let mut attributes = self.without_dangling_bounds(&coordinate.attributes);
            attributes
                .extend(axis(&coordinate.dimension, &attributes).map(|axis| Attribute::text("axis", axis)));
            self.attributes(group, id, &attributes)?;
            coordinates.push((group, id));
        }
        let mut variables = HashMap::new();
        for (variable, planned) in schema.variables.iter().zip(&layout.variables) {
            let OutputVariable { path, shape, value_type, compression, attributes, .. } = variable;
            let group = groups[planned.group.as_str()];
            let id = self.define(group, planned, *value_type, &dimensions)?;
            match compression {
                Compression::Deflate { level } if !shape.is_empty() => {
                    let chunk = chunk_shape(variable);
                    file.compress(group, id, &chunk, *level).map_err(|error| about(path, error))?;
                }
                _ => {}
            }
            let fill = match value_type {
                ValueType::F32 => file.put_fill(group, id, f32::NAN),
                _ => file.put_fill(group, id, f64::NAN),
            };
            fill.map_err(|error| about(path, error))?;
            self.attributes(group, id, attributes)?;
            let defined = Defined { group, id, shape: shape.clone(), value_type: *value_type };
            variables.insert(path.clone(), defined);
        }
        file.end_definitions().map_err(raw::cause)?;
        for (coordinate, (group, id)) in schema.coordinates.iter().zip(coordinates) {
            let whole = 0..coordinate.values.shape()[0];
            write_values(file, group, id, &[whole], &coordinate.values)
                .map_err(|error| about(&coordinate.path, error))?;
        }
        Ok(variables)
    }

    fn define(
        &self,
        group: c_int,
        planned: &PlannedVariable,
        value_type: ValueType,
        dimensions: &[c_int],
    ) -> Result<c_int, Cause> {
        let dimensions: Vec<c_int> =
            planned.dimensions.iter().map(|&position| dimensions[position]).collect();
        let defined = match value_type {
            ValueType::F32 => self.file.define_variable::<f32>(group, &planned.name, &dimensions),
            _ => self.file.define_variable::<f64>(group, &planned.name, &dimensions),
        };
        defined.map_err(|error| about(&format!("{}/{}", planned.group, planned.name), error))
    }

    fn file_attributes(&self) -> Result<(), Cause> {
        let given = &self.schema.attributes;
        let conventions = Attribute::text("Conventions", CONVENTIONS);
        let added = (!given.iter().any(|it| it.name == conventions.name)).then_some(conventions);
        let attributes: Attributes = added.into_iter().chain(given.iter().cloned()).collect();
        self.attributes(self.file.root(), netcdf_sys::NC_GLOBAL, &attributes)
    }

    fn attributes(&self, group: c_int, variable: c_int, attributes: &[Attribute]) -> Result<(), Cause> {
        for Attribute { name, value } in attributes {
            if STRUCTURE.contains(&name.as_str()) || Variable::DECODING.contains(&name.as_str()) {
                continue;
            }
            let name = layout::legal(name);
            self.file
                .put_attribute(group, variable, &name, value, !self.classic)
                .map_err(|error| about(&name, error))?;
        }
        Ok(())
    }

    /// The attributes without those that name a variable of bounds which the output does not hold.
    fn without_dangling_bounds(&self, attributes: &Attributes) -> Attributes {
        let dangles = |attribute: &Attribute| {
            ["bounds", "climatology"].contains(&attribute.name.as_str())
                && !text_of(std::slice::from_ref(attribute), &attribute.name)
                    .is_some_and(|bounds| self.layout.variables.iter().any(|it| it.name == bounds))
        };
        attributes.iter().filter(|attribute| !dangles(attribute)).cloned().collect()
    }
}

/// A failure with the thing that it is about.
fn about(what: &str, error: netcdf::Error) -> Cause {
    match error {
        netcdf::Error::Netcdf(code) if code > 0 => raw::cause(error),
        error => format!("`{what}`: {error}").into(),
    }
}

/// Writes a window of a variable.
pub(crate) fn write_values(
    file: &File,
    group: c_int,
    id: c_int,
    window: &[Range<usize>],
    values: &Values,
) -> raw::Result<()> {
    match values {
        Values::F32(values) => {
            let values = values.as_standard_layout();
            file.write(group, id, window, values.as_slice().expect("the layout is standard"))
        }
        Values::F64(values) => {
            let values = values.as_standard_layout();
            file.write(group, id, window, values.as_slice().expect("the layout is standard"))
        }
        Values::C32(_) | Values::C64(_) => unreachable!("complex variables are refused at the start"),
    }
}
