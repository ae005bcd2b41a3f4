//! Open files.
#![allow(unsafe_code, reason = "calls of the C library")]

use std::{
    ffi::CString,
    fs, io,
    os::{fd::AsRawFd, raw::c_int},
    path::Path,
};

use hdf5::{OpenMode, plist::file_access::FileCloseDegree};
use netcdf_sys::{NC_CLOBBER, NC_NOFILL, NC_NOWRITE, nc_close, nc_create, nc_open, nc_set_fill, nc_sync};

use super::{Result, call, is_of_the_disk, system};

/// How strongly netCDF-C, in its versions, asks HDF5 to close a file; whoever opens it at the same time must ask alike.
const DEGREES: [FileCloseDegree; 3] = [FileCloseDegree::Weak, FileCloseDegree::Semi, FileCloseDegree::Strong];

/// Stands in the place of an identifier that is not used any more.
const CLOSED: c_int = -1;

/// A file that the library has open. Dropped, it is closed without a word about success.
///
/// The library takes a path apart: `://` makes it a URL, what follows a `#` chooses another format, and a backslash is
/// turned into a slash. So it never sees the user's path but only that of a descriptor of the open file.
#[derive(Debug)]
pub(crate) struct File {
    pub(super) id: c_int,
    /// Keeps the path valid by which the library opened the file.
    _handle: fs::File,
}

fn descriptor_path(handle: &fs::File) -> CString {
    let folder = if cfg!(target_os = "linux") { "/proc/self/fd" } else { "/dev/fd" };
    CString::new(format!("{folder}/{}", handle.as_raw_fd())).expect("no null byte")
}

impl File {
    /// Opens a file for reading.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let handle = fs::File::open(path).map_err(|error| system(&error))?;
        let name = descriptor_path(&handle);
        let mut id = 0;
        // SAFETY: the name ends in a null byte, and `id` is valid for the call.
        call(|| unsafe { nc_open(name.as_ptr(), NC_NOWRITE, &raw mut id) })?;
        Ok(Self { id, _handle: handle })
    }

    /// Empties the file at `path` and starts one of the format that the `mode` flags choose. Values that are never
    /// written stay undefined.
    pub(crate) fn create(path: &Path, mode: c_int) -> Result<Self> {
        let handle = fs::File::options().read(true).write(true).open(path).map_err(|error| system(&error))?;
        let name = descriptor_path(&handle);
        let (mut id, mut previous) = (0, 0);
        // SAFETY: as in `open`.
        call(|| unsafe { nc_create(name.as_ptr(), NC_CLOBBER | mode, &raw mut id) })?;
        let file = Self { id, _handle: handle };
        // SAFETY: the file is open, and `previous` is valid for the call.
        call(|| unsafe { nc_set_fill(id, NC_NOFILL, &raw mut previous) })?;
        Ok(file)
    }

    /// The root group.
    pub(crate) fn root(&self) -> c_int {
        self.id
    }

    /// Hands everything that was written to the operating system.
    pub(crate) fn flush(&self) -> Result<()> {
        // SAFETY: the file is open.
        call(|| unsafe { nc_sync(self.id) })
    }

    /// Closes the file, which is at this path, and says whether all of it was written.
    pub(crate) fn close(mut self, path: &Path) -> Result<()> {
        // Where HDF5 cannot close the file, netCDF-C goes on to use it, and crashes: so HDF5 itself closes it last.
        let last = DEGREES.into_iter().find_map(|degree| {
            hdf5::File::with_options()
                .with_fapl(|access| access.fclose_degree(degree))
                .open_as(path, OpenMode::ReadWrite)
                .ok()
        });
        // The library has closed it whatever it reports.
        let id = std::mem::replace(&mut self.id, CLOSED);
        // SAFETY: the file is open and is not used any more.
        call(|| unsafe { nc_close(id) })?;
        let Some(last) = last else { return Ok(()) };
        let closed = hdf5::sync::sync(|| last.close().map_err(|error| (error, io::Error::last_os_error())));
        closed.map_err(
            |(error, reason)| {
                if is_of_the_disk(&reason) { system(&reason) } else { error.to_string().into() }
            },
        )
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if self.id != CLOSED {
            // SAFETY: the file is open and is not used any more. There is nobody to tell of a failure.
            let _ = call(|| unsafe { nc_close(self.id) });
        }
    }
}
