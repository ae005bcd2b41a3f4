//! The listing of a file.

use std::{collections::HashMap, os::raw::c_int, path::Path};

use fieldops_io::{
    Attribute, Attributes, ByteOrder, Contents, DataType, Dimension, Error, Result, Storage, Variable,
    text_of, with_outer,
};

use crate::{
    attributes::{RawAttribute, decode, value},
    decoding::Decoding,
    raw::{self, File, Kind, RawVariable},
};

/// Attributes that name other variables which hold coordinates of this one.
const POINTERS: [&str; 3] = ["bounds", "climatology", "coordinates"];

/// What is needed to read a variable.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) group: c_int,
    pub(crate) raw: RawVariable,
    /// The kind of its numbers and how they are packed; none where it holds something else.
    pub(crate) packing: Option<(Kind, Result<Decoding, String>)>,
}

/// Lists what `file` holds, and how each variable is read. `hdf5` is the listing of the HDF5 file that a NetCDF-4 file
/// is.
pub(crate) fn list(
    path: &Path,
    format: &'static str,
    file: &File,
    hdf5: Option<&Contents>,
) -> Result<(Contents, Vec<Access>)> {
    let damaged = |object: &str, error: netcdf::Error| Error::Read {
        path: path.to_owned(),
        object: object.to_owned(),
        source: raw::cause(error),
    };
    let mut listing = Listing { file, hdf5, groups: Vec::new(), found: Vec::new() };
    let attributes = values(&listing.attributes(file.root(), -1, None).map_err(|error| damaged("/", error))?);
    let mut waiting = vec![(file.root(), String::new())];
    while let Some((group, group_path)) = waiting.pop() {
        let inner = listing
            .visit(group, &group_path)
            .map_err(|error| damaged(if group_path.is_empty() { "/" } else { &group_path }, error))?;
        waiting.extend(inner.into_iter().rev());
    }
    let (variables, accesses) = listing.variables();
    let contents = Contents {
        path: path.to_owned(),
        format,
        attributes,
        groups: listing.groups,
        variables,
        skipped: Vec::new(),
        outside: hdf5.map(|hdf5| hdf5.outside.clone()).unwrap_or_default(),
    };
    Ok((contents, accesses))
}

struct Found {
    path: String,
    group: c_int,
    raw: RawVariable,
    attributes: Vec<RawAttribute>,
}

struct Listing<'a> {
    file: &'a File,
    hdf5: Option<&'a Contents>,
    groups: Vec<(String, Attributes)>,
    found: Vec<Found>,
}

impl Listing<'_> {
    /// Lists the variables of a group; gives the groups inside it.
    fn visit(&mut self, group: c_int, group_path: &str) -> raw::Result<Vec<(c_int, String)>> {
        if group != self.file.root() {
            let attributes = values(&self.attributes(group, -1, None)?);
            self.groups.push((group_path.to_owned(), attributes));
        }
        for id in self.file.variables(group)? {
            let raw = self.file.variable(group, id)?;
            let attributes = self.attributes(group, id, Some(raw.attributes))?;
            self.found.push(Found {
                path: format!("{group_path}/{}", decode(&raw.name)),
                group,
                raw,
                attributes,
            });
        }
        self.file
            .groups(group)?
            .into_iter()
            .map(|inner| Ok((inner, format!("{group_path}/{}", decode(&self.file.group_name(inner)?)))))
            .collect()
    }

    fn attributes(
        &self,
        group: c_int,
        variable: c_int,
        count: Option<usize>,
    ) -> raw::Result<Vec<RawAttribute>> {
        let count = count.map_or_else(|| self.file.group_attributes(group), Ok)?;
        let mut attributes = Vec::new();
        for index in 0..count {
            let (name, data) = self.file.attribute(group, variable, index)?;
            attributes.extend(data.map(|data| RawAttribute { name: decode(&name), data }));
        }
        Ok(attributes)
    }

    fn variables(&mut self) -> (Vec<Variable>, Vec<Access>) {
        let found = std::mem::take(&mut self.found);
        let by_path: HashMap<&str, &Found> = found.iter().map(|found| (found.path.as_str(), found)).collect();
        let mut variables: Vec<Variable> = found.iter().map(|found| self.variable(found, &by_path)).collect();
        let pointed: Vec<String> =
            variables.iter().flat_map(|variable| pointed(variable, &by_path)).collect();
        for variable in &mut variables {
            variable.is_coordinate |= pointed.contains(&variable.path);
        }
        let accesses = found
            .into_iter()
            .map(|Found { group, raw, attributes, .. }| {
                let packing = Kind::of(raw.type_code).map(|kind| (kind, Decoding::of(kind, &attributes)));
                Access { group, raw, packing }
            })
            .collect();
        (variables, accesses)
    }

    fn variable(&self, found: &Found, by_path: &HashMap<&str, &Found>) -> Variable {
        let Found { path, group, raw, attributes } = found;
        let kind = Kind::of(raw.type_code);
        let hdf5 = self.hdf5.and_then(|hdf5| {
            let (parent, name) = path.rsplit_once('/')?;
            // A variable that has the name of a dimension and does not describe it goes by another name in the file.
            hdf5.variable(&format!("{parent}/_nc4_non_coord_{name}")).or_else(|| hdf5.variable(path))
        });
        let order = || match self.hdf5 {
            Some(_) if !self.file.is_big_endian(*group, raw.id) => ByteOrder::Little,
            _ => ByteOrder::Big,
        };
        let data_type = match kind {
            Some(kind) if kind.is_float() => DataType::Float { bytes: kind.bytes(), order: order() },
            Some(kind) => DataType::Integer { bytes: kind.bytes(), signed: kind.is_signed(), order: order() },
            None => DataType::Other(type_name(raw.type_code, hdf5)),
        };
        let decoded = kind.and_then(|kind| Decoding::of(kind, attributes).ok()).map(|it| it.value_type);
        let dimensions: Vec<Dimension> = (0..raw.dimensions.len())
            .map(|axis| Dimension {
                name: Some(decode(&raw.dimensions[axis].name)),
                scales: coordinate(found, axis, by_path).into_iter().collect(),
            })
            .collect();
        let is_coordinate = is_coordinate_of(&found.raw, &found.raw, 0);
        let is_applied =
            |attribute: &Attribute| kind.is_some() && Variable::DECODING.contains(&attribute.name.as_str());
        let (applied, attributes) = values(attributes).into_iter().partition(is_applied);
        Variable {
            path: path.clone(),
            shape: raw.dimensions.iter().map(|dimension| dimension.length).collect(),
            data_type,
            decoded,
            dimensions,
            attributes,
            applied,
            storage: hdf5.map_or(Storage::Contiguous, |hdf5| hdf5.storage.clone()),
            is_coordinate,
            small_values: None,
        }
    }
}

fn values(attributes: &[RawAttribute]) -> Attributes {
    attributes
        .iter()
        .map(|RawAttribute { name, data }| Attribute { name: name.clone(), value: value(data) })
        .collect()
}

fn type_name(code: c_int, hdf5: Option<&Variable>) -> String {
    match (code, hdf5) {
        (netcdf_sys::NC_CHAR, _) => "text".into(),
        (netcdf_sys::NC_STRING, _) => "string".into(),
        (_, Some(Variable { data_type: DataType::Other(name), .. })) => name.clone(),
        (_, Some(Variable { data_type: DataType::Complex { .. }, .. })) => "compound of two floats".into(),
        _ => "a type of its own".into(),
    }
}

/// Whether `variable` is the coordinate variable of an axis of `of`.
fn is_coordinate_of(variable: &RawVariable, of: &RawVariable, axis: usize) -> bool {
    let [own] = &variable.dimensions[..] else { return false };
    of.dimensions.get(axis).is_some_and(|dimension| dimension.id == own.id && dimension.name == variable.name)
}

/// Path of the coordinate variable of an axis: the 1-D variable of the same name in the closest group from that of the
/// variable upwards. A coordinate variable has none but itself.
fn coordinate(found: &Found, axis: usize, by_path: &HashMap<&str, &Found>) -> Option<String> {
    let name = decode(&found.raw.dimensions[axis].name);
    let (group, _) = found.path.rsplit_once('/').unwrap_or_default();
    with_outer(group).map(|group| format!("{group}/{name}")).find(|path| {
        *path != found.path
            && by_path.get(path.as_str()).is_some_and(|other| is_coordinate_of(&other.raw, &found.raw, axis))
    })
}

/// Paths of the variables that the attributes of a variable name as its coordinates.
fn pointed(variable: &Variable, by_path: &HashMap<&str, &Found>) -> Vec<String> {
    let names = POINTERS.iter().filter_map(|name| text_of(&variable.attributes, name));
    names
        .flat_map(str::split_whitespace)
        .filter_map(|name| {
            if name.starts_with('/') {
                return by_path.contains_key(name).then(|| name.to_owned());
            }
            with_outer(variable.group())
                .map(|group| format!("{group}/{name}"))
                .find(|path| by_path.contains_key(path.as_str()))
        })
        .collect()
}
