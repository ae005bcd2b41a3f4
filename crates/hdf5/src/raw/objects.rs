//! Files, links, objects, and how a dataset is stored.
#![allow(unsafe_code, reason = "calls of the C library that hdf5-metno does not bind")]

use std::{
    ffi::{CStr, CString, c_char, c_int, c_uint, c_void},
    os::unix::ffi::OsStrExt,
    path::Path,
};

use super::outside::let_links_lead_out;
use hdf5::{
    Dataset, File, Group, Location, ObjectReference, ObjectReference1, PropertyList, Result,
    file::{FileAccess, FileCreate},
    from_id, h5check,
    plist::{
        DatasetAccess,
        file_access::{FileAccessBuilder, FileCloseDegree, LibraryVersion},
    },
    sync::sync,
};
use hdf5_sys::{
    h5::{H5_index_t, H5_iter_order_t, hsize_t},
    h5d::{H5D_layout_t, H5Dget_offset, H5Dget_storage_size, H5Dopen2},
    h5f::{H5F_ACC_RDONLY, H5F_ACC_RDWR, H5F_ACC_TRUNC, H5Fcreate, H5Fopen},
    h5i::{H5I_type_t, H5Iget_type, hid_t},
    h5l::{H5L_info_t, H5Literate},
    h5o::{H5Oclose, H5Oopen},
    h5p::{H5Pget_chunk, H5Pget_external_count, H5Pget_filter2, H5Pget_layout, H5Pget_nfilters},
    h5r::{H5Rcreate, hobj_ref_t},
    h5z::H5Zfilter_avail,
};

use crate::failure::mentions;

fn c_path(path: &Path) -> Result<CString> {
    CString::new(path.as_os_str().as_bytes()).map_err(|_| "the path holds a null byte".into())
}

pub(super) fn c_name(name: &str) -> Result<CString> {
    CString::new(name).map_err(|_| format!("the name {name:?} holds a null byte").into())
}

/// Opens a file for reading. It stays open until its objects are closed too.
pub(crate) fn open_file(path: &Path) -> Result<File> {
    let path = c_path(path)?;
    let open = |degree| -> Result<File> {
        let access = FileAccess::build().fclose_degree(degree).finish()?;
        // SAFETY: the path ends in a null byte, the property list is open, and the new identifier has no other owner.
        sync(|| unsafe { from_id(h5check(H5Fopen(path.as_ptr(), H5F_ACC_RDONLY, access.id()))?) })
    };
    // netCDF-C may have opened the file too: then the degree must be its own, which is another in other versions.
    let others = [FileCloseDegree::Semi, FileCloseDegree::Strong];
    others.into_iter().fold(open(FileCloseDegree::Weak), |opened, degree| match opened {
        Err(error) if mentions(&error, "file close degree") => open(degree),
        opened => opened,
    })
}

/// Empties the file at `path` and makes it an HDF5 file that HDF5 1.8 can read.
///
/// Bounds of 1.8 instead of the earliest format: attributes may then exceed 64 KiB, and objects bear no time stamps.
pub(crate) fn create_file(path: &Path, creation: &FileCreate) -> Result<File> {
    let path = c_path(path)?;
    let access = access_to_write().finish()?;
    // SAFETY: as in `open_file`.
    sync(|| unsafe { from_id(h5check(H5Fcreate(path.as_ptr(), H5F_ACC_TRUNC, creation.id(), access.id()))?) })
}

/// Opens a file for reading and writing that nobody else knows of: it is not locked, so that a process that was started
/// while another library had it open, and inherited its lock, does not matter.
pub(crate) fn open_file_to_write(path: &Path) -> Result<File> {
    let path = c_path(path)?;
    let mut access = access_to_write();
    #[cfg(sets_locking)]
    access.file_locking(false);
    let access = access.finish()?;
    // SAFETY: as in `open_file`.
    sync(|| unsafe { from_id(h5check(H5Fopen(path.as_ptr(), H5F_ACC_RDWR, access.id()))?) })
}

fn access_to_write() -> FileAccessBuilder {
    let mut access = FileAccess::build();
    access
        .fclose_degree(FileCloseDegree::Strong)
        .libver_bounds(LibraryVersion::V18, LibraryVersion::latest());
    access
}

/// An object of a file.
#[derive(Debug)]
pub(crate) enum Opened {
    Group(Group),
    Dataset(Dataset),
    /// A named datatype, or a kind that this library does not know.
    Other,
}

/// Opens the object at `path`. Whether links out of the file are followed, `access` decides.
pub(crate) fn open_object(file: &File, path: &str, access: &PropertyList) -> Result<Opened> {
    let path = c_name(path)?;
    // SAFETY: the path ends in a null byte, the file and the list are open; each new identifier gets one owner.
    sync(|| unsafe {
        let id = h5check(H5Oopen(file.id(), path.as_ptr(), access.id()))?;
        match H5Iget_type(id) {
            H5I_type_t::H5I_GROUP => from_id(id).map(Opened::Group),
            H5I_type_t::H5I_DATASET => from_id(id).map(Opened::Dataset),
            _ => {
                H5Oclose(id);
                Ok(Opened::Other)
            }
        }
    })
}

/// Opens the dataset at `path` with room for chunks of so many bytes between reads, through external links where those
/// are allowed. A dataset that is open already keeps the room that it has.
pub(crate) fn open_dataset(file: &File, path: &str, chunk_cache: usize, external: bool) -> Result<Dataset> {
    /// Places for chunks in the library's table; a prime number, as it advises.
    const SLOTS: usize = 12_421;
    let path = c_name(path)?;
    let access = DatasetAccess::build().chunk_cache(SLOTS, chunk_cache, 0.75).finish()?;
    let_links_lead_out(&access, external)?;
    // SAFETY: the path ends in a null byte, the file and the list are open; the new identifier has no other owner.
    sync(|| unsafe { from_id(h5check(H5Dopen2(file.id(), path.as_ptr(), access.id()))?) })
}

/// Kind of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    Hard,
    Soft,
    External,
    /// A kind that a program defined for itself.
    Custom,
}

type Links = Vec<(Vec<u8>, LinkKind)>;

extern "C" fn collect_link(
    _group: hid_t,
    name: *const c_char,
    info: *const H5L_info_t,
    links: *mut c_void,
) -> c_int {
    // SAFETY: the library passes a name that ends in a null byte and a valid info, both live during the call; `links`
    // is the vector that `links_by` lent. The kind is read as a plain integer because a file can hold values that are
    // no variants of the binding's enum; it is the first field of a C structure.
    unsafe {
        let kind = match info.cast::<c_int>().read() {
            0 => LinkKind::Hard,
            1 => LinkKind::Soft,
            64 => LinkKind::External,
            _ => LinkKind::Custom,
        };
        (*links.cast::<Links>()).push((CStr::from_ptr(name).to_bytes().to_vec(), kind));
    }
    0
}

fn links_by(group: &Group, index: H5_index_t) -> Result<Links> {
    let mut links = Links::new();
    let mut position: hsize_t = 0;
    // SAFETY: the group is open; the vector outlives the call, in which alone the callback uses it.
    sync(|| unsafe {
        h5check(H5Literate(
            group.id(),
            index,
            H5_iter_order_t::H5_ITER_INC,
            &raw mut position,
            Some(collect_link),
            (&raw mut links).cast(),
        ))
    })?;
    Ok(links)
}

/// Names (as bytes: a file may hold any) and kinds of the links of a group, in the order of creation where the group
/// keeps it, else by name.
pub(crate) fn links(group: &Group) -> Result<Links> {
    links_by(group, H5_index_t::H5_INDEX_CRT_ORDER).or_else(|_| links_by(group, H5_index_t::H5_INDEX_NAME))
}

/// Number by which the library tells open files apart, and address in the file.
pub(crate) fn identity(object: &Location) -> Result<(u64, u64)> {
    Ok((object.loc_info()?.fileno, address(object)?))
}

/// Address of an object in its file, which identifies it and is what references hold.
pub(crate) fn address(object: &Location) -> Result<u64> {
    let mut address: hobj_ref_t = 0;
    // SAFETY: the object is open, the name ends in a null byte, and an object reference of this kind fills 8 bytes.
    sync(|| unsafe {
        h5check(H5Rcreate(
            (&raw mut address).cast(),
            object.id(),
            c".".as_ptr(),
            ObjectReference1::REF_TYPE,
            -1,
        ))
    })?;
    Ok(address)
}

/// How the elements of a dataset lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Layout {
    Compact,
    Contiguous,
    /// With the shape of a chunk.
    Chunked(Vec<usize>),
    /// Raw in so many other files.
    External(usize),
    Virtual,
    Unknown,
}

/// The layout that a dataset's creation properties tell. Opens no other file.
pub(crate) fn layout(creation: &PropertyList) -> Layout {
    let id = creation.id();
    // SAFETY: the list is open; the array has room for the greatest rank that the library knows.
    sync(|| unsafe {
        let external = H5Pget_external_count(id);
        if let Ok(count @ 1..) = usize::try_from(external) {
            return Layout::External(count);
        }
        match H5Pget_layout(id) {
            H5D_layout_t::H5D_COMPACT => Layout::Compact,
            H5D_layout_t::H5D_CONTIGUOUS => Layout::Contiguous,
            H5D_layout_t::H5D_CHUNKED => {
                let mut chunk: [hsize_t; 32] = [0; 32];
                let rank = usize::try_from(H5Pget_chunk(id, 32, chunk.as_mut_ptr())).unwrap_or(0).min(32);
                Layout::Chunked(
                    chunk[..rank].iter().map(|&n| usize::try_from(n).unwrap_or(usize::MAX)).collect(),
                )
            }
            H5D_layout_t::H5D_VIRTUAL => Layout::Virtual,
            _ => Layout::Unknown,
        }
    })
}

/// A filter of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) id: i32,
    /// The name that the writer gave it; may be empty.
    pub(crate) name: String,
    pub(crate) parameters: Vec<u32>,
    pub(crate) available: bool,
}

/// The filters of a dataset in the order in which they were applied.
pub(crate) fn filters(creation: &PropertyList) -> Vec<Filter> {
    let id = creation.id();
    // SAFETY: the list is open; the lengths passed are those of the buffers, and the name's last byte stays null.
    sync(|| unsafe {
        let count = c_uint::try_from(H5Pget_nfilters(id)).unwrap_or(0);
        (0..count)
            .map(|index| {
                let (mut flags, mut config) = (0, 0);
                let mut parameters = [0; 32];
                let mut parameter_count = parameters.len();
                let mut name = [0_u8; 256];
                let filter = H5Pget_filter2(
                    id,
                    index,
                    &raw mut flags,
                    &raw mut parameter_count,
                    parameters.as_mut_ptr(),
                    name.len() - 1,
                    name.as_mut_ptr().cast(),
                    &raw mut config,
                );
                let name = CStr::from_bytes_until_nul(&name).unwrap_or_default();
                Filter {
                    id: filter,
                    name: name.to_string_lossy().into_owned(),
                    parameters: parameters[..parameter_count.min(parameters.len())].to_vec(),
                    available: H5Zfilter_avail(filter) > 0,
                }
            })
            .collect()
    })
}

/// Where the bytes of a contiguous dataset start in the file, and how many there are; `None` where none are stored.
pub(crate) fn storage_range(dataset: &Dataset) -> Option<(u64, u64)> {
    // SAFETY: the dataset is open.
    let (offset, bytes) =
        sync(|| unsafe { (H5Dget_offset(dataset.id()), H5Dget_storage_size(dataset.id())) });
    (offset != u64::MAX).then_some((offset, bytes))
}
