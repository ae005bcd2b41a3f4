//! Dimension scales, read and written.
//!
//! The convention is that of the HDF5 dimension scale specification: a scale has `CLASS` = `DIMENSION_SCALE`, `NAME`
//! and `REFERENCE_LIST` (pairs of a dataset that uses it and the dimension); a dataset has `DIMENSION_LIST` (for each
//! dimension, references to its scales) and `DIMENSION_LABELS`. It is written attribute by attribute because the
//! library that does it is no part of a static build.

use std::collections::HashMap;

use fieldops_io::{Dimension, OutputDimension};
use hdf5::{
    Attribute, Dataset, Result,
    types::{CompoundField, CompoundType, IntSize, Reference, TypeDescriptor, VarLenUnicode},
};

use crate::{attributes, raw};

/// The attributes of which dimension scales consist, and those by which netCDF-4 keeps its own.
pub(crate) const STRUCTURE: [&str; 8] = [
    "CLASS",
    "NAME",
    "REFERENCE_LIST",
    "DIMENSION_LIST",
    "DIMENSION_LABELS",
    "_Netcdf4Dimid",
    "_Netcdf4Coordinates",
    "_nc3_strict",
];

/// The `NAME` of a scale that stands for a dimension without coordinates starts so.
const NO_COORDINATES: &str = "This is a netCDF dimension but not a netCDF variable";

/// What a dataset says of itself as a scale.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    path: String,
    name: Option<String>,
    has_coordinates: bool,
}

impl Scale {
    /// The dataset at `path` as a scale, where it is one.
    pub(crate) fn of(dataset: &Dataset, path: &str) -> Option<Self> {
        if attributes::text(dataset, "CLASS")? != "DIMENSION_SCALE" {
            return None;
        }
        let name = attributes::text(dataset, "NAME").filter(|name| !name.is_empty());
        let has_coordinates = !name.as_ref().is_some_and(|name| name.starts_with(NO_COORDINATES));
        Some(Self { path: path.to_owned(), name: name.filter(|_| has_coordinates), has_coordinates })
    }

    /// Whether its values are coordinates. Those of a netCDF dimension without a variable are nothing.
    pub(crate) fn has_coordinates(&self) -> bool {
        self.has_coordinates
    }

    fn dimension_name(&self) -> String {
        let last = || self.path.rsplit('/').next().unwrap_or(&self.path);
        self.name.clone().unwrap_or_else(|| last().to_owned())
    }
}

/// What a dataset says of its dimensions: labels, and addresses of scales.
#[derive(Debug, Default)]
pub(crate) struct Links {
    labels: Vec<String>,
    scales: Vec<Vec<u64>>,
}

impl Links {
    /// Reads them; what cannot be read counts as absent, like all that is wrong with scales.
    pub(crate) fn of(dataset: &Dataset) -> Self {
        let scales = dataset.attr("DIMENSION_LIST").ok().and_then(|list| {
            (list.size() <= attributes::MOST_ELEMENTS).then(|| raw::read_references(&list).ok())?
        });
        Self {
            labels: attributes::texts(dataset, "DIMENSION_LABELS").unwrap_or_default(),
            scales: scales.unwrap_or_default(),
        }
    }

    /// The dimensions of a dataset of this rank, given the number of its file, and all scales by the
    /// number of their file and their address.
    pub(crate) fn dimensions(
        &self,
        rank: usize,
        file: u64,
        scales: &HashMap<(u64, u64), Scale>,
    ) -> Vec<Dimension> {
        (0..rank)
            .map(|axis| {
                let attached: Vec<&Scale> = self
                    .scales
                    .get(axis)
                    .map(|addresses| {
                        addresses.iter().filter_map(|address| scales.get(&(file, *address))).collect()
                    })
                    .unwrap_or_default();
                let label = self.labels.get(axis).filter(|label| !label.is_empty()).cloned();
                Dimension {
                    name: label.or_else(|| attached.first().map(|scale| scale.dimension_name())),
                    scales: attached
                        .iter()
                        .filter(|scale| scale.has_coordinates)
                        .map(|scale| scale.path.clone())
                        .collect(),
                }
            })
            .collect()
    }
}

/// Makes a dataset a scale of the dimension `name`.
pub(crate) fn make_scale(dataset: &Dataset, name: &str) -> Result<()> {
    write_terminated(dataset, "CLASS", "DIMENSION_SCALE")?;
    write_terminated(dataset, "NAME", name)
}

/// A text of fixed length with a null byte at its end: other forms are no scale to older libraries.
fn write_terminated(dataset: &Dataset, attribute: &str, text: &str) -> Result<()> {
    let mut bytes: Vec<u8> = text.bytes().filter(|&byte| byte != 0).collect();
    bytes.push(0);
    let data_type = raw::string_type(bytes.len(), text.is_ascii())?;
    let attribute = dataset.new_attr_builder().empty_as(&data_type).create(attribute)?;
    raw::write_bytes(&attribute, &data_type, &bytes)
}

/// Writes the labels and the references to scales of a dataset.
pub(crate) fn describe_dimensions(
    dataset: &Dataset,
    dimensions: &[OutputDimension],
    scales: &HashMap<String, Dataset>,
) -> Result<()> {
    if dimensions.iter().any(|dimension| dimension.name.is_some()) {
        let labels = dimensions
            .iter()
            .map(|dimension| attributes::variable_text(dimension.name.as_deref().unwrap_or_default()))
            .collect::<Result<Vec<VarLenUnicode>>>()?;
        dataset.new_attr_builder().with_data(&labels).create("DIMENSION_LABELS")?;
    }
    if dimensions.iter().any(|dimension| dimension.coordinate.is_some()) {
        let addresses = dimensions
            .iter()
            .map(|dimension| dimension.coordinate.iter().map(|path| raw::address(&scales[path])).collect())
            .collect::<Result<Vec<Vec<u64>>>>()?;
        let references = TypeDescriptor::VarLenArray(Box::new(TypeDescriptor::Reference(Reference::Object)));
        let list = dataset.new_attr_builder().empty_as(references).shape(addresses.len());
        raw::write_references(&list.create("DIMENSION_LIST")?, &addresses)?;
    }
    Ok(())
}

/// Writes into a scale which dimensions of which datasets use it.
pub(crate) fn write_uses(scale: &Dataset, uses: &[(u64, u32)]) -> Result<()> {
    let field = |name: &str, ty, offset, index| CompoundField { name: name.to_owned(), ty, offset, index };
    let pair = TypeDescriptor::Compound(CompoundType {
        fields: vec![
            field("dataset", TypeDescriptor::Reference(Reference::Object), 0, 0),
            field("dimension", TypeDescriptor::Unsigned(IntSize::U4), 8, 1),
        ],
        size: 16,
    });
    let list: Attribute =
        scale.new_attr_builder().empty_as(pair).shape(uses.len()).create("REFERENCE_LIST")?;
    raw::write_reference_list(&list, uses)
}
