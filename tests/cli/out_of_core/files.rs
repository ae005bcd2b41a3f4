//! Fields in files of every form that is read.

use std::{fs, path::Path};

use fieldops_io::{
    Compression, OutputCoordinate, OutputDimension, OutputSchema, OutputVariable, Sink, ValueType, Values,
};
use hdf5::File;
use ndarray::{ArrayD, Axis};

use super::{expressions::Fields, single};
use crate::cli::folder::label;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// A variable for each component.
    Split,
    ComponentFirst,
    ComponentLast,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// HDF5 in one piece.
    Contiguous,
    /// HDF5 in chunks.
    Chunked,
    /// The same, shuffled and deflated.
    Deflated,
    Netcdf4,
    DeflatedNetcdf4,
    Classic,
}

/// How fields lie in a file.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) layout: Layout,
    pub(super) format: Format,
    pub(super) is_single: bool,
    /// Extents of chunks, as far as the shape allows.
    pub(super) chunk: Vec<usize>,
}

impl Form {
    /// Name of the file, whose ending is that of the format.
    pub(super) fn name(&self) -> &'static str {
        match self.format {
            Format::Contiguous | Format::Chunked | Format::Deflated => "in.h5",
            Format::Netcdf4 | Format::DeflatedNetcdf4 => "in.nc",
            Format::Classic => "in.cdf",
        }
    }

    fn chunk(&self, shape: &[usize]) -> Vec<usize> {
        self.chunk.iter().zip(shape).map(|(chunk, extent)| *chunk.min(extent)).collect()
    }
}

/// A variable with the names of its dimensions.
type Variable = (String, ArrayD<f64>, Vec<&'static str>);

/// Writes the fields.
pub(super) fn write(path: &Path, fields: &Fields, form: &Form) {
    let names: Vec<&str> = fields.dimensions.iter().map(|(name, _)| *name).collect();
    let mut variables: Vec<Variable> = vec![("phi".to_owned(), fields.phi.clone(), names.clone())];
    if form.layout == Layout::Split {
        let component =
            |(label, part): (&str, &ArrayD<f64>)| (format!("E{label}"), part.clone(), names.clone());
        variables.extend(["x", "y", "z"].into_iter().zip(&fields.e).map(component));
    } else {
        let place = if form.layout == Layout::ComponentFirst { 0 } else { names.len() };
        let views: Vec<_> = fields.e.iter().map(|part| part.view()).collect();
        // `stack` may order memory otherwise than the file does.
        let data = ndarray::stack(Axis(place), &views).unwrap().as_standard_layout().into_owned();
        let mut names = names;
        names.insert(place, "component");
        variables.push(("E".to_owned(), data, names));
    }
    if form.name() == "in.h5" {
        hdf5(path, fields, &variables, form);
    } else {
        netcdf(path, fields, &variables, form);
    }
}

fn hdf5(path: &Path, fields: &Fields, variables: &[Variable], form: &Form) {
    let file = File::with_options().with_fapl(|access| access.file_locking(false)).create(path).unwrap();
    for (name, coordinates) in &fields.dimensions {
        file.new_dataset_builder().with_data(coordinates).create(*name).unwrap();
    }
    for (name, values, names) in variables {
        let mut builder = file.new_dataset_builder();
        if form.format != Format::Contiguous {
            builder = builder.chunk(form.chunk(values.shape()));
        }
        if form.format == Format::Deflated {
            builder = builder.shuffle().deflate(3);
        }
        let name = name.as_str();
        let dataset = if form.is_single {
            builder.with_data(&values.mapv(single)).create(name)
        } else {
            builder.with_data(values).create(name)
        };
        label(&dataset.unwrap(), names);
    }
}

/// The netCDF library chooses the chunks; here those follow the windows that are declared.
fn netcdf(path: &Path, fields: &Fields, variables: &[Variable], form: &Form) {
    let coordinate = |(name, coordinates): &(&str, Vec<f64>)| OutputCoordinate {
        path: format!("/{name}"),
        dimension: (*name).to_owned(),
        values: Values::F64(ArrayD::from_shape_vec(vec![coordinates.len()], coordinates.clone()).unwrap()),
        attributes: Vec::new(),
    };
    let dimension = |name: &&str| OutputDimension {
        name: Some((*name).to_owned()),
        coordinate: (*name != "component").then(|| format!("/{name}")),
    };
    let is_deflated = form.format == Format::DeflatedNetcdf4;
    let variable = |(name, values, names): &Variable| OutputVariable {
        path: format!("/{name}"),
        shape: values.shape().to_vec(),
        value_type: if form.is_single { ValueType::F32 } else { ValueType::F64 },
        dimensions: names.iter().map(dimension).collect(),
        attributes: Vec::new(),
        compression: if is_deflated { Compression::Deflate { level: 2 } } else { Compression::None },
        windows: if is_deflated { form.chunk(values.shape()) } else { Vec::new() },
    };
    let schema = OutputSchema {
        attributes: Vec::new(),
        coordinates: fields.dimensions.iter().map(coordinate).collect(),
        variables: variables.iter().map(variable).collect(),
    };
    let mut sink = fieldops_netcdf::create(path, &schema, false).unwrap();
    for (name, values, _) in variables {
        let whole: Vec<_> = values.shape().iter().map(|extent| 0..*extent).collect();
        let values =
            if form.is_single { Values::F32(values.mapv(single)) } else { Values::F64(values.clone()) };
        sink.write(&format!("/{name}"), &whole, &values).unwrap();
    }
    Box::new(sink).finish().unwrap();
    // A command that another test starts meanwhile inherits the open file, and with it the library's lock, until it runs.
    fs::File::open(path).unwrap().lock_shared().unwrap();
}
