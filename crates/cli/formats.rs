//! Which library reads an input and writes an output.

use std::path::Path;

use fieldops_io::{OutputSchema, Result, Signature, Sink, Source, Trust};

use crate::watcher;

/// Endings of HDF5.
const HDF5: [&str; 2] = ["h5", "hdf5"];

/// Endings of NetCDF; the last is that of the classic format.
const NETCDF: [&str; 3] = ["nc", "nc4", "cdf"];

/// Whether an output with this ending can be written.
pub(crate) fn is_writable(ending: Option<&str>) -> bool {
    is_one_of(ending, &HDF5) || is_one_of(ending, &NETCDF)
}

/// Whether values can be compressed in the format of this output.
pub(crate) fn compresses(output: &Path) -> bool {
    let [.., classic] = NETCDF;
    !is_one_of(ending(output), &[classic])
}

/// Opens an input as what its first bytes say it is. NetCDF-4 is HDF5 too: there the mark of the library that wrote it
/// decides, or the ending.
///
/// # Errors
/// When the file cannot be opened or is neither.
pub(crate) fn open(input: &Path, trust: Trust) -> Result<Box<dyn Source>> {
    watcher::watched(input, || open_unwatched(input, trust))
}

fn open_unwatched(input: &Path, trust: Trust) -> Result<Box<dyn Source>> {
    let is_hdf5 = Signature::of(input, "an HDF5 or NetCDF")? == Signature::Hdf5;
    if is_hdf5 && !is_one_of(ending(input), &NETCDF) {
        let source = fieldops_hdf5::open_trusting(input, trust)?;
        if !source.contents().attributes.iter().any(|attribute| attribute.name == "_NCProperties") {
            return Ok(Box::new(source));
        }
    }
    Ok(Box::new(fieldops_netcdf::open_trusting(input, trust)?))
}

/// Creates an output in the format of its ending.
///
/// # Errors
/// When the file cannot be created, or the format cannot hold what the schema declares.
pub(crate) fn create(output: &Path, schema: &OutputSchema, overwrite: bool) -> Result<Box<dyn Sink>> {
    Ok(if is_one_of(ending(output), &NETCDF) {
        Box::new(fieldops_netcdf::create(output, schema, overwrite)?)
    } else {
        Box::new(fieldops_hdf5::create(output, schema, overwrite)?)
    })
}

fn ending(path: &Path) -> Option<&str> {
    path.extension().and_then(|ending| ending.to_str())
}

fn is_one_of(ending: Option<&str>, endings: &[&str]) -> bool {
    ending.is_some_and(|ending| endings.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}
