//! What leads out of a file: links, storage and plugins.
#![allow(
    unsafe_code,
    reason = "calls of the C library that hdf5-metno does not bind, or binds with a wrong type"
)]

use std::{
    cell::RefCell,
    ffi::{CStr, c_char, c_int, c_uint, c_void},
    ptr,
};

use hdf5::{Dataspace, Group, PropertyList, Result, from_id, globals::H5P_LINK_ACCESS, h5check, sync::sync};
use hdf5_sys::{
    h5::{herr_t, hsize_t},
    h5i::hid_t,
    h5l::{H5Lget_val, H5Lunpack_elink_val},
    h5p::{
        H5P_DEFAULT, H5Pcreate, H5Pget_external, H5Pget_virtual_count, H5Pget_virtual_dsetname,
        H5Pget_virtual_filename, H5Pget_virtual_srcspace, H5Pget_virtual_vspace, H5Pset_elink_cb,
    },
    h5s::{H5S_sel_type, H5Sget_select_bounds, H5Sget_select_npoints, H5Sget_select_type},
};

use super::objects::c_name;

unsafe extern "C" {
    /// The mask is a number; the bindings declare a pointer, which would be taken for one.
    #[link_name = "H5PLset_loading_state"]
    fn set_loading_state(mask: c_uint) -> herr_t;
}

/// Lets the library load filter plugins from a path, or forbids it, for the whole process.
pub(crate) fn let_plugins_load(allowed: bool) -> Result<()> {
    /// `H5PL_FILTER_PLUGIN`.
    const FILTERS: c_uint = 1;
    // SAFETY: the function takes a number and keeps nothing.
    sync(|| unsafe { h5check(set_loading_state(if allowed { FILTERS } else { 0 })) })?;
    Ok(())
}

/// The object to which an external link points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) file: String,
    pub(crate) object: String,
}

impl Target {
    /// # Safety
    /// Both pointers must be null or lead to strings that end in a null byte.
    unsafe fn new(file: *const c_char, object: *const c_char) -> Self {
        let text = |pointer: *const c_char| {
            if pointer.is_null() {
                return String::new();
            }
            // SAFETY: as the caller promises.
            unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
        };
        Self { file: text(file), object: text(object) }
    }
}

thread_local! {
    /// The last external link on which the library came in this thread.
    static MET: RefCell<Option<Target>> = const { RefCell::new(None) };
}

/// The external link on which the library came since this was last asked in this thread.
pub(crate) fn external_link_met() -> Option<Target> {
    MET.take()
}

/// Remembers where the link points, and tells the library whether to follow it.
extern "C" fn meet_link<const FOLLOWED: bool>(
    _parent_file: *const c_char,
    _parent_group: *const c_char,
    child_file: *const c_char,
    child_object: *const c_char,
    _flags: *mut c_uint,
    _access: hid_t,
    _data: *mut c_void,
) -> c_int {
    // SAFETY: the library passes strings that end in a null byte, live during the call.
    let target = unsafe { Target::new(child_file, child_object) };
    MET.set(Some(target));
    if FOLLOWED { 0 } else { -1 }
}

/// Sets in a list of access properties (of links, or of datasets) whether a path may lead out of its file, wherever in
/// the path an external link stands.
pub(crate) fn let_links_lead_out(access: &PropertyList, allowed: bool) -> Result<()> {
    let callback = if allowed { meet_link::<true> } else { meet_link::<false> };
    // SAFETY: the list is open; both callbacks have the expected signature, keep no pointer and never unwind.
    sync(|| unsafe { h5check(H5Pset_elink_cb(access.id(), Some(callback), ptr::null_mut())) })?;
    Ok(())
}

/// A link access list.
pub(crate) fn link_access(external: bool) -> Result<PropertyList> {
    // SAFETY: the class is a constant of the library and the new list has no other owner.
    let access: PropertyList = sync(|| unsafe { from_id(h5check(H5Pcreate(*H5P_LINK_ACCESS))?) })?;
    let_links_lead_out(&access, external)?;
    Ok(access)
}

/// Where an external link of a group points.
pub(crate) fn link_target(group: &Group, name: &str) -> Result<Target> {
    // The library stores a link's value in at most this many bytes.
    let mut value = vec![0_u8; 1 << 16];
    let name = c_name(name)?;
    let (mut flags, mut file, mut object) = (0, ptr::null(), ptr::null());
    // SAFETY: the group is open and the name ends in a null byte; the library fills at most the buffer's length, and
    // checks that both strings end within it; they are copied while the buffer lives.
    sync(|| unsafe {
        h5check(H5Lget_val(group.id(), name.as_ptr(), value.as_mut_ptr().cast(), value.len(), H5P_DEFAULT))?;
        h5check(H5Lunpack_elink_val(
            value.as_ptr().cast(),
            value.len(),
            &raw mut flags,
            &raw mut file,
            &raw mut object,
        ))?;
        Ok(Target::new(file, object))
    })
}

/// A piece of a file that holds raw data of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawFile {
    pub(crate) name: String,
    /// Where in the file the piece begins.
    pub(crate) offset: u64,
    /// Its length; none where it is as long as need be.
    pub(crate) bytes: Option<u64>,
}

/// The files in which a dataset's raw data lie.
pub(crate) fn raw_files(creation: &PropertyList, count: usize) -> Result<Vec<RawFile>> {
    /// `H5F_UNLIMITED`.
    const UNLIMITED: hsize_t = hsize_t::MAX;
    (0..count)
        .map(|index| {
            let index = c_uint::try_from(index).map_err(|_| "too many files")?;
            let mut name = vec![0_u8; 4097];
            let (mut offset, mut size) = (0, 0);
            // SAFETY: the list is open; the length passed is one less than the buffer's, so its last byte stays null.
            sync(|| unsafe {
                h5check(H5Pget_external(
                    creation.id(),
                    index,
                    name.len() - 1,
                    name.as_mut_ptr().cast(),
                    &raw mut offset,
                    &raw mut size,
                ))
            })?;
            let name = CStr::from_bytes_until_nul(&name).unwrap_or_default().to_string_lossy().into_owned();
            let offset = u64::try_from(offset).map_err(|_| "an offset is negative")?;
            Ok(RawFile { name, offset, bytes: (size != UNLIMITED).then_some(size) })
        })
        .collect()
}

/// Which part of a source is taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// All of so many elements.
    All(u64),
    /// Up to and with this index along each axis.
    UpTo(Vec<u64>),
    /// As much as there is.
    Growing,
}

/// A dataset from which a virtual dataset takes a part of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VirtualSource {
    pub(crate) target: Target,
    pub(crate) part: Part,
}

/// The sources of a virtual dataset; asking the dataset itself would open them.
pub(crate) fn virtual_sources(creation: &PropertyList) -> Result<Vec<VirtualSource>> {
    let mut count = 0;
    // SAFETY: the list is open.
    sync(|| unsafe { h5check(H5Pget_virtual_count(creation.id(), &raw mut count)) })?;
    (0..count)
        .map(|index| {
            let (mut file, mut object) = (vec![0_u8; 4097], vec![0_u8; 4097]);
            // SAFETY: the list is open; the lengths passed are those of the buffers, and the library ends what it writes
            // in a null byte; the new identifier has no other owner.
            let part = sync(|| unsafe {
                h5check(H5Pget_virtual_filename(creation.id(), index, file.as_mut_ptr().cast(), file.len()))?;
                h5check(H5Pget_virtual_dsetname(
                    creation.id(),
                    index,
                    object.as_mut_ptr().cast(),
                    object.len(),
                ))?;
                let taken: Dataspace = from_id(h5check(H5Pget_virtual_srcspace(creation.id(), index))?)?;
                let filled: Dataspace = from_id(h5check(H5Pget_virtual_vspace(creation.id(), index))?)?;
                Ok::<_, hdf5::Error>(part(&taken, &filled))
            })?;
            let text = |bytes: &[u8]| {
                CStr::from_bytes_until_nul(bytes).unwrap_or_default().to_string_lossy().into_owned()
            };
            let target = Target { file: text(&file), object: text(&object) };
            Ok(VirtualSource { target, part })
        })
        .collect()
}

/// The part of a source that fills a part of a virtual dataset. A selection that grows has no last index.
fn part(taken: &Dataspace, filled: &Dataspace) -> Part {
    let (mut first, mut last) = ([0; 32], [0; 32]);
    // SAFETY: the dataspaces are open; the arrays have room for the greatest rank that the library knows.
    sync(|| unsafe {
        if H5Sget_select_type(taken.id()) == H5S_sel_type::H5S_SEL_ALL {
            return u64::try_from(H5Sget_select_npoints(filled.id())).map_or(Part::Growing, Part::All);
        }
        match h5check(H5Sget_select_bounds(taken.id(), first.as_mut_ptr(), last.as_mut_ptr())) {
            Ok(_) => Part::UpTo(last[..taken.ndim().min(32)].to_vec()),
            Err(_) => Part::Growing,
        }
    })
}

/// Shape of a virtual dataset as its first mapping declares it; asking the dataset itself would open its sources.
pub(crate) fn virtual_shape(creation: &PropertyList) -> Result<Vec<usize>> {
    // SAFETY: the list is open and the new identifier has no other owner.
    let space: Dataspace = sync(|| unsafe { from_id(h5check(H5Pget_virtual_vspace(creation.id(), 0))?) })?;
    Ok(space.shape())
}
