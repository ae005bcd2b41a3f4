//! What reading without the library needs to know from it.
#![allow(
    unsafe_code,
    reason = "calls that hdf5-metno does not bind, or binds with enums that a file can break"
)]

use std::{ffi::c_int, fs, os::fd::BorrowedFd, ptr};

use hdf5::{Datatype, File, PropertyList, h5check, plist::file_access::FileDriver, sync::sync};
use hdf5_sys::{
    h5d::H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS,
    h5f::H5Fget_vfd_handle,
    h5p::{H5P_DEFAULT, H5Pfill_value_defined, H5Pget_chunk_opts, H5Pget_fill_time, H5Pget_fill_value},
};

use super::types::size;

/// The file as the library has opened it; `None` where the library does not read it with plain system calls.
pub(crate) fn same_open_file(file: &File) -> Option<fs::File> {
    if !matches!(file.access_plist().ok()?.get_driver(), Ok(FileDriver::Sec2)) {
        return None;
    }
    let mut handle = ptr::null_mut();
    // SAFETY: the file is open; with this driver the handle points to the descriptor, which stays open while the
    // library's lock is held here, and is duplicated before that ends.
    sync(|| unsafe {
        h5check(H5Fget_vfd_handle(file.id(), H5P_DEFAULT, &raw mut handle)).ok()?;
        let descriptor = handle.cast::<c_int>().as_ref().filter(|&&descriptor| descriptor >= 0)?;
        BorrowedFd::borrow_raw(*descriptor).try_clone_to_owned().ok().map(fs::File::from)
    })
}

/// What stands where nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fill {
    Zeros,
    /// An element as it would be stored.
    Element(Vec<u8>),
    /// The library decides.
    Undefined,
}

/// What stands in chunks that were never written.
pub(crate) fn fill(creation: &PropertyList, stored: &Datatype) -> Fill {
    const DEFAULT: c_int = 1;
    const USER_DEFINED: c_int = 2;
    const ON_ALLOCATION: c_int = 0;
    const IF_SET: c_int = 2;
    let (mut defined, mut time): (c_int, c_int) = (-1, -1);
    let mut element = vec![0; size(stored)];
    // SAFETY: the list and the type are open; the enums are of an integer's size and are read as integers, because a
    // file can hold values that are no variants of the bindings' enums; the buffer has the size of the type.
    sync(|| unsafe {
        let known = H5Pfill_value_defined(creation.id(), (&raw mut defined).cast()) >= 0
            && H5Pget_fill_time(creation.id(), (&raw mut time).cast()) >= 0
            && matches!(time, ON_ALLOCATION | IF_SET);
        match defined {
            DEFAULT if known => Fill::Zeros,
            USER_DEFINED
                if known
                    && !element.is_empty()
                    && H5Pget_fill_value(creation.id(), stored.id(), element.as_mut_ptr().cast()) >= 0 =>
            {
                Fill::Element(element)
            }
            _ => Fill::Undefined,
        }
    })
}

/// Whether the filters are left out for chunks that stick out of the dataset.
pub(crate) fn leaves_edges_unfiltered(creation: &PropertyList) -> bool {
    let mut options = 0;
    // SAFETY: the list is open and the pointer is valid for the call.
    let known = sync(|| unsafe { H5Pget_chunk_opts(creation.id(), &raw mut options) }) >= 0;
    known && options & H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS != 0
}
