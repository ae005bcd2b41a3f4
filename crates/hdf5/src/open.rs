//! Opening an HDF5 file for reading.

use std::path::Path;

use fieldops_io::{Error, Result, Signature, Trust};

use crate::{
    Hdf5Source, contents,
    failure::{cause, descriptions, mentions, operating_system_error},
    raw,
};

/// Opens an HDF5 file and lists what it holds.
///
/// # Errors
/// [`Error::Open`] when the file does not exist, is no regular file, is locked, or may not be read;
/// [`Error::BadFile`] when it is no HDF5 file, is truncated, damaged, or was not closed by its writer.
pub fn open(path: &Path) -> Result<Hdf5Source> {
    open_trusting(path, Trust::default())
}

/// As [`open`], but may also open what `trust` allows; [`Contents::outside`](fieldops_io::Contents) then lists it.
///
/// Whether plugins load holds for the whole process, until the next file is opened.
///
/// # Errors
/// Those of [`open`].
pub fn open_trusting(path: &Path, trust: Trust) -> Result<Hdf5Source> {
    if let Signature::ClassicNetcdf(version) = Signature::of(path, "an HDF5")? {
        return Err(Error::BadFile {
            path: path.to_owned(),
            problem: format!("is not an HDF5 file: it is a classic NetCDF file (CDF-{version})"),
            hint: Some("`nccopy -k nc4 IN OUT` makes an HDF5-based copy".into()),
        });
    }
    let explained = |error| explain(path, &error);
    raw::let_plugins_load(trust.plugins).map_err(explained)?;
    let file = raw::open_file(path).map_err(explained)?;
    let access = raw::link_access(trust.other_files).map_err(explained)?;
    let listed = contents::list(path, &file, &access, trust)?;
    Ok(Hdf5Source::new(listed, file, access, trust))
}

/// Why the library did not open a file that has the signature of HDF5.
fn explain(path: &Path, error: &hdf5::Error) -> Error {
    let cannot_open = |source| Error::Open { path: path.to_owned(), source };
    let bad = |problem: String, hint: Option<&str>| Error::BadFile {
        path: path.to_owned(),
        problem,
        hint: hint.map(str::to_owned),
    };
    if mentions(error, "unable to lock file") {
        return cannot_open(
            "another program holds a lock on it, or its file system knows no locks; where no program writes to it, set \
             HDF5_USE_FILE_LOCKING=FALSE"
                .into(),
        );
    }
    if mentions(error, "already open for") || mentions(error, "h5clear") {
        return bad(
            "was not closed by the program that wrote it, or is still open there".into(),
            Some("where no program writes to it any more, `h5clear -s FILE` removes the mark"),
        );
    }
    if operating_system_error(error).is_some() {
        return cannot_open(cause(error));
    }
    let descriptions = descriptions(error);
    if let Some(description) = descriptions.iter().find(|description| description.contains("truncated file"))
    {
        let number = |name: &str| -> Option<u64> {
            let (_, tail) = description.split_once(name)?;
            tail.trim_start_matches([' ', '=']).split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        };
        // `eof` stands in the words `stored_eof` too, behind it.
        let sizes = number("eof = ").zip(number("stored_eof = "));
        return bad(
            sizes.map_or("is truncated".into(), |(found, expected)| {
                format!("is truncated: it has {found} bytes of {expected}")
            }),
            None,
        );
    }
    bad(format!("is damaged: {}", descriptions.last().map_or("no reason is known", String::as_str)), None)
}
