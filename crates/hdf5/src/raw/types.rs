//! Questions to a datatype.
#![allow(
    unsafe_code,
    reason = "hdf5-metno's description of a datatype knows no byte order and refuses many types"
)]

use std::ffi::{CStr, c_uint, c_void};

use hdf5::{Datatype, Result, from_id, globals, h5check, sync::sync};
use hdf5_sys::{
    h5::H5free_memory,
    h5t::{
        H5T_cset_t, H5T_direction_t, H5T_order_t, H5T_sign_t, H5T_str_t, H5Tcopy, H5Tequal, H5Tget_class,
        H5Tget_member_name, H5Tget_member_offset, H5Tget_member_type, H5Tget_native_type, H5Tget_nmembers,
        H5Tget_order, H5Tget_sign, H5Tget_size, H5Tget_strpad, H5Tget_super, H5Tis_variable_str, H5Tset_cset,
        H5Tset_size, H5Tset_strpad,
    },
};

/// Class of a datatype.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Integer,
    Float,
    Time,
    String,
    Bitfield,
    Opaque,
    Compound,
    Reference,
    Enum,
    Sequence,
    Array,
    /// A complex number of HDF5 2.0.
    Complex,
    Unknown,
}

/// The class of a datatype.
pub(crate) fn class(data_type: &Datatype) -> Class {
    // SAFETY: the datatype is open. The class is compared as an integer: older bindings have no variant for complex.
    match sync(|| unsafe { H5Tget_class(data_type.id()) }) as i32 {
        0 => Class::Integer,
        1 => Class::Float,
        2 => Class::Time,
        3 => Class::String,
        4 => Class::Bitfield,
        5 => Class::Opaque,
        6 => Class::Compound,
        7 => Class::Reference,
        8 => Class::Enum,
        9 => Class::Sequence,
        10 => Class::Array,
        11 => Class::Complex,
        _ => Class::Unknown,
    }
}

/// Size of an element in bytes; 0 where it cannot be told.
pub(crate) fn size(data_type: &Datatype) -> usize {
    // SAFETY: the datatype is open.
    sync(|| unsafe { H5Tget_size(data_type.id()) })
}

/// `Some(true)` for big endian, `Some(false)` for little endian, `None` for anything else.
pub(crate) fn order(data_type: &Datatype) -> Option<bool> {
    // SAFETY: the datatype is open.
    match sync(|| unsafe { H5Tget_order(data_type.id()) }) {
        H5T_order_t::H5T_ORDER_BE => Some(true),
        H5T_order_t::H5T_ORDER_LE | H5T_order_t::H5T_ORDER_NONE => Some(false),
        _ => None,
    }
}

/// Whether an integer has a sign.
pub(crate) fn signed(data_type: &Datatype) -> bool {
    // SAFETY: the datatype is open.
    sync(|| unsafe { H5Tget_sign(data_type.id()) }) == H5T_sign_t::H5T_SGN_2
}

/// Whether this is a float of IEEE 754, or an integer of at most 4 bytes that uses all its bits.
pub(crate) fn is_standard(data_type: &Datatype) -> bool {
    let standard = match (class(data_type), order(data_type), size(data_type), signed(data_type)) {
        (Class::Float, Some(false), 4, _) => *globals::H5T_IEEE_F32LE,
        (Class::Float, Some(true), 4, _) => *globals::H5T_IEEE_F32BE,
        (Class::Float, Some(false), 8, _) => *globals::H5T_IEEE_F64LE,
        (Class::Float, Some(true), 8, _) => *globals::H5T_IEEE_F64BE,
        (Class::Integer, Some(false), 1, true) => *globals::H5T_STD_I8LE,
        (Class::Integer, Some(true), 1, true) => *globals::H5T_STD_I8BE,
        (Class::Integer, Some(false), 1, false) => *globals::H5T_STD_U8LE,
        (Class::Integer, Some(true), 1, false) => *globals::H5T_STD_U8BE,
        (Class::Integer, Some(false), 2, true) => *globals::H5T_STD_I16LE,
        (Class::Integer, Some(true), 2, true) => *globals::H5T_STD_I16BE,
        (Class::Integer, Some(false), 2, false) => *globals::H5T_STD_U16LE,
        (Class::Integer, Some(true), 2, false) => *globals::H5T_STD_U16BE,
        (Class::Integer, Some(false), 4, true) => *globals::H5T_STD_I32LE,
        (Class::Integer, Some(true), 4, true) => *globals::H5T_STD_I32BE,
        (Class::Integer, Some(false), 4, false) => *globals::H5T_STD_U32LE,
        (Class::Integer, Some(true), 4, false) => *globals::H5T_STD_U32BE,
        _ => return false,
    };
    // SAFETY: both types are open, the second for as long as the library is.
    sync(|| unsafe { H5Tequal(data_type.id(), standard) }) > 0
}

/// Whether a string has variable length.
pub(crate) fn is_variable_string(data_type: &Datatype) -> bool {
    // SAFETY: the datatype is open.
    sync(|| unsafe { H5Tis_variable_str(data_type.id()) }) > 0
}

/// Whether a string of fixed length is padded with spaces.
pub(crate) fn space_padded(data_type: &Datatype) -> bool {
    // SAFETY: the datatype is open.
    sync(|| unsafe { H5Tget_strpad(data_type.id()) }) == H5T_str_t::H5T_STR_SPACEPAD
}

/// Number of members of a compound or an enumeration.
pub(crate) fn members(data_type: &Datatype) -> u32 {
    // SAFETY: the datatype is open.
    u32::try_from(sync(|| unsafe { H5Tget_nmembers(data_type.id()) })).unwrap_or(0)
}

/// Name and, for a compound, offset and type of a member.
pub(crate) fn member(data_type: &Datatype, index: u32) -> Option<(String, Option<(usize, Datatype)>)> {
    let index: c_uint = index;
    // SAFETY: the datatype is open; the name, where there is one, ends in a null byte and is freed once, by the library
    // that allocated it; the new identifier has no other owner.
    sync(|| unsafe {
        let name = H5Tget_member_name(data_type.id(), index);
        if name.is_null() {
            return None;
        }
        let text = CStr::from_ptr(name).to_string_lossy().into_owned();
        H5free_memory(name.cast::<c_void>());
        let of_compound = || {
            let id = h5check(H5Tget_member_type(data_type.id(), index)).ok()?;
            Some((H5Tget_member_offset(data_type.id(), index), from_id(id).ok()?))
        };
        Some((text, if class(data_type) == Class::Compound { of_compound() } else { None }))
    })
}

/// The type that an enumeration, an array, a sequence or a complex number consists of.
pub(crate) fn super_type(data_type: &Datatype) -> Result<Datatype> {
    // SAFETY: the datatype is open and the new identifier has no other owner.
    sync(|| unsafe { from_id(h5check(H5Tget_super(data_type.id()))?) })
}

/// The type in this machine's memory that corresponds to a type in a file.
pub(crate) fn native(data_type: &Datatype) -> Result<Datatype> {
    // SAFETY: the datatype is open and the new identifier has no other owner.
    sync(|| unsafe { from_id(h5check(H5Tget_native_type(data_type.id(), H5T_direction_t::H5T_DIR_ASCEND))?) })
}

/// A string of `bytes` bytes, the last of them null, as the dimension scales' own library writes them.
pub(crate) fn string_type(bytes: usize, ascii: bool) -> Result<Datatype> {
    let encoding = if ascii { H5T_cset_t::H5T_CSET_ASCII } else { H5T_cset_t::H5T_CSET_UTF8 };
    // SAFETY: the base type is a constant of the library; the copy has no other owner.
    sync(|| unsafe {
        let copy: Datatype = from_id(h5check(H5Tcopy(*hdf5::globals::H5T_C_S1))?)?;
        h5check(H5Tset_size(copy.id(), bytes))?;
        h5check(H5Tset_strpad(copy.id(), H5T_str_t::H5T_STR_NULLTERM))?;
        h5check(H5Tset_cset(copy.id(), encoding))?;
        Ok(copy)
    })
}
