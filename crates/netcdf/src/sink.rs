//! Writing a file window by window.

use std::{
    collections::HashMap,
    ops::Range,
    os::raw::c_int,
    path::{Path, PathBuf},
};

use fieldops_hdf5::chunk_shape;
use fieldops_io::{
    Attribute, Attributes, Cause, Compression, Error, OutputSchema, OutputVariable, PendingFile, Result,
    Sink, ValueType, Values, Variable, text_of, window,
};
use netcdf_sys::{NC_64BIT_DATA, NC_NETCDF4};

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

/// A NetCDF file that is being written. Dropped without [`Sink::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct NetcdfSink {
    /// `None` once a write has failed.
    file: Option<File>,
    variables: HashMap<String, OpenVariable>,
    /// `None` once the file has its final name.
    pending: Option<PendingFile>,
    path: PathBuf,
}

#[derive(Debug)]
struct OpenVariable {
    group: c_int,
    id: c_int,
    shape: Vec<usize>,
    value_type: ValueType,
}

/// Creates a NetCDF file and lays out all that `schema` declares: groups, dimensions, coordinates with their values,
/// variables without. A path that ends in `.cdf` gives CDF-5, any other NetCDF-4.
///
/// A dimension is called as its coordinate variable. A coordinate that variables outside its group use is moved to the
/// closest group above all of them, where they can see it, and gets a number behind its name where that name is taken.
/// Attributes follow the CF conventions: `Conventions`, `axis` where it is certain, a NaN as `_FillValue`; those that
/// tell how values are packed are left out, and so is `bounds` without the variable that it names.
///
/// # Errors
/// [`Error::Option`] when a value type is complex, or when CDF-5 is to hold groups or compressed values;
/// [`Error::OutputExists`] when `path` exists and `overwrite` is false; [`Error::Create`] when the file cannot be created
/// or the schema does not fit into a NetCDF file, as when two variables have the same path.
///
/// # Panics
/// When a variable has not as many dimensions as its shape has axes, or names a coordinate that the schema does not hold
/// or that has another length.
pub fn create(path: &Path, schema: &OutputSchema, overwrite: bool) -> Result<NetcdfSink> {
    let classic = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("cdf"));
    check(schema, classic)?;
    let layout = layout::plan(schema);
    let pending = PendingFile::create(path, overwrite)?;
    let failed = |source: Cause| Error::Create { path: path.to_owned(), source };
    let mode = if classic { NC_64BIT_DATA } else { NC_NETCDF4 };
    let file = File::create(pending.temporary(), mode).map_err(|error| failed(raw::cause(error)))?;
    match (LayingOut { file: &file, schema, layout: &layout, classic }).run() {
        Ok(variables) => {
            Ok(NetcdfSink { file: Some(file), variables, pending: Some(pending), path: path.to_owned() })
        }
        Err(cause) => {
            discard(file);
            Err(failed(cause))
        }
    }
}

/// Refuses what the format does not have.
fn check(schema: &OutputSchema, classic: bool) -> Result<()> {
    let refused = |problem: String, hint: &str| Err(Error::Option { problem, hint: Some(hint.to_owned()) });
    let types = schema.variables.iter().map(|it| (&it.path, it.value_type));
    let coordinate_types = schema.coordinates.iter().map(|it| (&it.path, it.values.value_type()));
    if let Some((path, _)) = types.chain(coordinate_types).find(|(_, value_type)| value_type.is_complex()) {
        let problem = format!("`{path}` is complex, and NetCDF has no complex numbers");
        return refused(problem, "an output that ends in .h5 holds them");
    }
    if !classic {
        return Ok(());
    }
    if schema.variables.iter().any(|it| it.compression != Compression::None) {
        return refused(
            "a classic NetCDF file (.cdf) cannot be compressed".into(),
            "an output that ends in .nc can; --compression none writes plain values",
        );
    }
    let in_group = |path: &&String| path.trim_start_matches('/').contains('/');
    match schema.variables.iter().map(|it| &it.path).find(in_group) {
        Some(path) => refused(
            format!("`{path}` lies in a group, and a classic NetCDF file (.cdf) has none"),
            "an output that ends in .nc has groups",
        ),
        None => Ok(()),
    }
}

/// Closes a file that nobody wants any more, or leaves it open where closing would try once more to write what it could
/// not.
fn discard(file: File) {
    if file.flush().is_err() {
        std::mem::forget(file);
    }
}

struct LayingOut<'a> {
    file: &'a File,
    schema: &'a OutputSchema,
    layout: &'a Layout,
    classic: bool,
}

impl LayingOut<'_> {
    fn run(&self) -> Result<HashMap<String, OpenVariable>, Cause> {
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
                    file.compress(group, id, &chunk, value_type.bytes(), *level)
                        .map_err(|error| about(path, error))?;
                }
                _ => {}
            }
            let fill = match value_type {
                ValueType::F32 => file.put_fill(group, id, f32::NAN),
                _ => file.put_fill(group, id, f64::NAN),
            };
            fill.map_err(|error| about(path, error))?;
            self.attributes(group, id, attributes)?;
            let open = OpenVariable { group, id, shape: shape.clone(), value_type: *value_type };
            variables.insert(path.clone(), open);
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

fn write_values(
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

impl NetcdfSink {
    fn failed(&self, error: netcdf::Error) -> Error {
        Error::Write { path: self.path.clone(), source: raw::cause(error) }
    }

    fn empty(&self) {
        if let Some(pending) = &self.pending {
            pending.empty();
        }
    }
}

impl Drop for NetcdfSink {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            discard(file);
        }
    }
}

impl Sink for NetcdfSink {
    fn write(&mut self, path: &str, window: &[Range<usize>], values: &Values) -> Result<()> {
        let Some(file) = &self.file else { return Err(Error::failed_before(&self.path)) };
        let Some(OpenVariable { group, id, shape, value_type }) = self.variables.get(path) else {
            panic!("the schema holds no variable `{path}`");
        };
        window::assert_takes(path, (shape, *value_type), window, values);
        let Err(error) = write_values(file, *group, *id, window, values) else { return Ok(()) };
        // Closing it, the library would try once more to write what it could not.
        std::mem::forget(self.file.take());
        self.empty();
        Err(self.failed(error))
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        let file = self.file.take().ok_or_else(|| Error::failed_before(&self.path))?;
        if let Err(error) = file.flush() {
            std::mem::forget(file);
            self.empty();
            return Err(self.failed(error));
        }
        let pending = self.pending.take().expect("the file is finished once");
        if let Err(error) = file.close(pending.temporary()) {
            pending.empty();
            return Err(self.failed(error));
        }
        pending.commit()
    }
}
