//! The HDF5 library's failures in terms of `fieldops_io`.

use std::{io, path::Path};

use fieldops_io::{Cause, Error};

/// Why the library failed: the operating system's error where there was one, else the library's words.
pub(crate) fn cause(error: &hdf5::Error) -> Cause {
    operating_system_error(error).map_or_else(|| error.to_string().into(), Into::into)
}

/// Whether the library's account mentions `words`.
pub(crate) fn mentions(error: &hdf5::Error, words: &str) -> bool {
    descriptions(error).iter().any(|description| description.contains(words))
}

/// The library's account, from the call to its innermost reason.
pub(crate) fn descriptions(error: &hdf5::Error) -> Vec<String> {
    error.stack().map_or_else(
        || vec![error.to_string()],
        |stack| stack.iter().map(|frame| frame.desc().to_owned()).collect(),
    )
}

/// The library only prints `errno` into its descriptions.
pub(crate) fn operating_system_error(error: &hdf5::Error) -> Option<io::Error> {
    let number = |description: &String| {
        let (_, tail) = description.split_once("errno = ")?;
        let digits = tail.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok().filter(|&number: &i32| number != 0)
    };
    descriptions(error).iter().rev().find_map(number).map(io::Error::from_raw_os_error)
}

/// An [`Error::Read`].
pub(crate) fn reading(path: &Path, object: &str, error: &hdf5::Error) -> Error {
    Error::Read { path: path.to_owned(), object: object.to_owned(), source: cause(error) }
}

/// An [`Error::Create`].
pub(crate) fn creating(path: &Path, error: &hdf5::Error) -> Error {
    Error::Create { path: path.to_owned(), source: cause(error) }
}

/// An [`Error::Write`].
pub(crate) fn writing(path: &Path, error: &hdf5::Error) -> Error {
    Error::Write { path: path.to_owned(), source: cause(error) }
}
