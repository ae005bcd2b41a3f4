//! Opening a file for reading.

use std::path::Path;

use fieldops_io::{Contents, Error, Result, Signature, Source, Storage, Trust};

use crate::{
    NetcdfSource, classic, contents,
    raw::{self, File},
};

/// Opens a NetCDF file of any format and lists what it holds.
///
/// # Errors
/// [`Error::Open`] when the file does not exist, is no regular file, is locked, or may not be read;
/// [`Error::BadFile`] when it is no NetCDF file, is truncated or damaged, or was not closed by its writer;
/// [`Error::BadFile`] or [`Error::BadObject`] when it is an HDF5 file with links or storage outside itself, which
/// netCDF-C would follow.
pub fn open(path: &Path) -> Result<NetcdfSource> {
    open_trusting(path, Trust::default())
}

/// As [`open`], but may also load filter plugins where `trust` allows it. Links and storage outside the file stay
/// refused: netCDF-C does not tell which files it opens.
///
/// # Errors
/// Those of [`open`].
pub fn open_trusting(path: &Path, trust: Trust) -> Result<NetcdfSource> {
    match Signature::of(path, "a NetCDF")? {
        Signature::ClassicNetcdf(version) => {
            classic::check(path, version)?;
            let format = match version {
                1 => "NetCDF classic (CDF-1)",
                2 => "NetCDF classic (CDF-2)",
                _ => "NetCDF classic (CDF-5)",
            };
            source(path, format, None)
        }
        Signature::Hdf5 => {
            let hdf5 = checked_hdf5(path, trust.plugins)?;
            source(path, "NetCDF-4", Some(&hdf5))
        }
    }
}

fn source(path: &Path, format: &'static str, hdf5: Option<&Contents>) -> Result<NetcdfSource> {
    let file = File::open(path).map_err(|error| match error {
        netcdf::Error::Netcdf(code) if code > 0 => {
            Error::Open { path: path.to_owned(), source: raw::cause(error) }
        }
        error => Error::BadFile {
            path: path.to_owned(),
            problem: format!("cannot be read as NetCDF: {error}"),
            hint: None,
        },
    })?;
    let (contents, accesses) = contents::list(path, format, &file, hdf5)?;
    NetcdfSource::new(contents, accesses, file)
}

/// What the HDF5 library finds in a NetCDF-4 file, once nothing in it leads netCDF-C out of the file or in a circle.
fn checked_hdf5(path: &Path, plugins: bool) -> Result<Contents> {
    let hdf5 = fieldops_hdf5::open_trusting(path, Trust { plugins, other_files: false })?;
    if let Some(link) = hdf5.detours().first() {
        return Err(Error::BadFile {
            path: path.to_owned(),
            problem: format!(
                "holds the link `{link}`, which netCDF would follow out of the file or in a circle"
            ),
            hint: Some(
                "NetCDF-4 has no such links; under a name that ends in .h5 it is read as plain HDF5".into(),
            ),
        });
    }
    let elsewhere = hdf5.contents().variables.iter().find_map(|variable| match &variable.storage {
        Storage::Elsewhere(words) => Some((variable, words)),
        _ => None,
    });
    if let Some((variable, words)) = elsewhere {
        return Err(Error::BadObject {
            path: path.to_owned(),
            object: variable.path.clone(),
            problem: format!("is {words}, and no file is opened that was not named"),
            hint: Some("`h5repack` or h5py can copy the data into one file".into()),
        });
    }
    Ok(hdf5.contents().clone())
}
