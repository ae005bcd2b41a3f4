//! netCDF-C as functions that are safe to call.
//!
//! The `netcdf` crate's own interface panics on names that are no UTF-8 and allocates whatever a file declares; this
//! one reports both. Every call takes the lock that the crate shares with HDF5. Nothing outside this folder is unsafe.

mod file;
mod numbers;
mod read;
mod write;

use std::{io, os::raw::c_int};

use fieldops_io::Cause;

pub(crate) use file::File;
pub(crate) use numbers::{Kind, Number, Numbers};
pub(crate) use read::{AttributeData, RawVariable};

/// The result of a call.
pub(crate) type Result<T> = std::result::Result<T, netcdf::Error>;

/// Makes a call under the lock that the library shares with HDF5, and checks its code.
///
/// The lock is taken through `hdf5`, which first prepares HDF5 for files that stay open until the process ends, as those
/// do that could not be written: older versions crash when they close them at its exit.
fn call(make: impl FnOnce() -> c_int) -> Result<()> {
    match hdf5::sync::sync(|| (make(), io::Error::last_os_error())) {
        (0, _) => Ok(()),
        (_, reason) if is_of_the_disk(&reason) => Err(system(&reason)),
        (code, _) => Err(netcdf::Error::Netcdf(code)),
    }
}

/// Whether the system's last error is one by which a file cannot be read or written on. HDF5 keeps it to itself, and
/// netCDF-C takes some of them for a lack of permission.
fn is_of_the_disk(error: &io::Error) -> bool {
    /// It has no kind of its own.
    const EIO: i32 = 5;
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), FileTooLarge | QuotaExceeded | ReadOnlyFilesystem | StorageFull)
        || error.raw_os_error() == Some(EIO)
}

/// The library's code for a failure of the operating system is its number.
fn system(error: &io::Error) -> netcdf::Error {
    error.raw_os_error().map_or_else(|| netcdf::Error::Str(error.to_string()), netcdf::Error::Netcdf)
}

/// Why a call failed: the operating system's error where there was one (its number is the code), else the library's
/// words.
pub(crate) fn cause(error: netcdf::Error) -> Cause {
    match error {
        netcdf::Error::Netcdf(code) if code > 0 => io::Error::from_raw_os_error(code).into(),
        error => error.into(),
    }
}
