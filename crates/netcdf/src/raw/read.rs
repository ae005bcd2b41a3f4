//! What a file holds, and its values.
#![allow(unsafe_code, reason = "calls of the C library")]
#![allow(clippy::unused_self, reason = "the identifiers are valid as long as the file is open")]

use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    ops::Range,
    ptr,
};

use netcdf_sys::{
    NC_CHAR, NC_ENDIAN_BIG, NC_MAX_NAME, NC_STRING, nc_free_string, nc_get_att, nc_get_att_string,
    nc_get_vara, nc_inq_att, nc_inq_attname, nc_inq_dim, nc_inq_grpname, nc_inq_grpname_full,
    nc_inq_grpname_len, nc_inq_grps, nc_inq_natts, nc_inq_var, nc_inq_var_endian, nc_inq_varids,
    nc_inq_varname, nc_inq_varndims, nc_set_var_chunk_cache,
};

use super::{File, Kind, Numbers, Result, call};

/// Attributes with more elements than this are no attributes that a convention uses.
const MOST_ELEMENTS: usize = 65_536;
/// Nor are those with longer texts.
const MOST_BYTES: usize = 16 << 20;

/// A dimension of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawDimension {
    pub(crate) id: c_int,
    pub(crate) name: Vec<u8>,
    pub(crate) length: usize,
}

/// A variable of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawVariable {
    pub(crate) id: c_int,
    pub(crate) name: Vec<u8>,
    /// NetCDF's number of the type.
    pub(crate) type_code: c_int,
    pub(crate) dimensions: Vec<RawDimension>,
    pub(crate) attributes: usize,
}

/// Value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AttributeData {
    Text(Vec<u8>),
    Texts(Vec<Vec<u8>>),
    Numbers(Numbers),
}

/// Room for a name, with the null byte at its end.
type NameBuffer = [c_char; NC_MAX_NAME as usize + 1];

fn name_of(make: impl FnOnce(*mut c_char) -> Result<()>) -> Result<Vec<u8>> {
    let mut buffer: NameBuffer = [0; NC_MAX_NAME as usize + 1];
    make(buffer.as_mut_ptr())?;
    Ok(buffer.iter().take_while(|&&c| c != 0).map(|c| c.to_ne_bytes()[0]).collect())
}

/// Asks for a count, then for as many identifiers.
fn ids(ask: impl Fn(*mut c_int, *mut c_int) -> c_int) -> Result<Vec<c_int>> {
    let mut count = 0;
    call(|| ask(&raw mut count, ptr::null_mut()))?;
    let mut ids = vec![0; usize::try_from(count).unwrap_or(0)];
    if !ids.is_empty() {
        call(|| ask(&raw mut count, ids.as_mut_ptr()))?;
    }
    Ok(ids)
}

impl File {
    /// The groups right inside a group.
    pub(crate) fn groups(&self, group: c_int) -> Result<Vec<c_int>> {
        // SAFETY: the group is open; the pointers are null or valid for as many identifiers as the library counted.
        ids(|count, ids| unsafe { nc_inq_grps(group, count, ids) })
    }

    /// Name of a group.
    pub(crate) fn group_name(&self, group: c_int) -> Result<Vec<u8>> {
        // SAFETY: the group is open, and the buffer has room for the longest name.
        name_of(|name| call(|| unsafe { nc_inq_grpname(group, name) }))
    }

    /// Path of a variable in the file. The library writes each name in the normal form C of Unicode.
    pub(crate) fn stored_path(&self, group: c_int, variable: c_int) -> Result<String> {
        let mut length = 0;
        // SAFETY: the group is open, and the pointer is valid.
        call(|| unsafe { nc_inq_grpname_len(group, &raw mut length) })?;
        let mut path = vec![0_u8; length + 1];
        // SAFETY: the group is open, and the buffer has room for its path and the zero behind it.
        call(|| unsafe { nc_inq_grpname_full(group, &raw mut length, path.as_mut_ptr().cast()) })?;
        path.truncate(length);
        if path != b"/" {
            path.push(b'/');
        }
        // SAFETY: the group is open, and the buffer has room for the longest name.
        path.extend(name_of(|name| call(|| unsafe { nc_inq_varname(group, variable, name) }))?);
        Ok(String::from_utf8_lossy(&path).into_owned())
    }

    /// Number of the attributes of a group.
    pub(crate) fn group_attributes(&self, group: c_int) -> Result<usize> {
        let mut count = 0;
        // SAFETY: the group is open, and the pointer is valid.
        call(|| unsafe { nc_inq_natts(group, &raw mut count) })?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The variables of a group.
    pub(crate) fn variables(&self, group: c_int) -> Result<Vec<c_int>> {
        // SAFETY: as in `groups`.
        ids(|count, ids| unsafe { nc_inq_varids(group, count, ids) })
    }

    /// All that describes a variable.
    pub(crate) fn variable(&self, group: c_int, id: c_int) -> Result<RawVariable> {
        let mut rank = 0;
        // SAFETY: the group is open, and the pointer is valid.
        call(|| unsafe { nc_inq_varndims(group, id, &raw mut rank) })?;
        let mut dimension_ids = vec![0; usize::try_from(rank).unwrap_or(0)];
        let (mut type_code, mut attributes) = (0, 0);
        let name = name_of(|name| {
            // SAFETY: the pointers are valid, with room for the longest name and for `rank` dimensions.
            call(|| unsafe {
                nc_inq_var(
                    group,
                    id,
                    name,
                    &raw mut type_code,
                    ptr::null_mut(),
                    dimension_ids.as_mut_ptr(),
                    &raw mut attributes,
                )
            })
        })?;
        let dimensions =
            dimension_ids.into_iter().map(|id| self.dimension(group, id)).collect::<Result<_>>()?;
        Ok(RawVariable {
            id,
            name,
            type_code,
            dimensions,
            attributes: usize::try_from(attributes).unwrap_or(0),
        })
    }

    fn dimension(&self, group: c_int, id: c_int) -> Result<RawDimension> {
        let mut length = 0;
        // SAFETY: the pointers are valid, with room for the longest name.
        let name = name_of(|name| call(|| unsafe { nc_inq_dim(group, id, name, &raw mut length) }))?;
        Ok(RawDimension { id, name, length })
    }

    /// Whether the numbers of a variable lie in the file with their most significant byte first.
    pub(crate) fn is_big_endian(&self, group: c_int, variable: c_int) -> bool {
        let mut order = 0;
        // SAFETY: the group is open, and the pointer is valid.
        let known = call(|| unsafe { nc_inq_var_endian(group, variable, &raw mut order) });
        if known.is_ok() { order == NC_ENDIAN_BIG } else { cfg!(target_endian = "big") }
    }

    /// Name and value of the attribute at `index`; no value where its type is none that a convention uses, where it is
    /// longer than any such attribute, or where it cannot be read. `variable` is -1 for the group itself.
    pub(crate) fn attribute(
        &self,
        group: c_int,
        variable: c_int,
        index: usize,
    ) -> Result<(Vec<u8>, Option<AttributeData>)> {
        let index = c_int::try_from(index)?;
        // SAFETY: the group is open, and the buffer has room for the longest name.
        let name = name_of(|name| call(|| unsafe { nc_inq_attname(group, variable, index, name) }))?;
        let value = CString::new(name.as_slice())
            .ok()
            .and_then(|name| self.attribute_value(group, variable, &name).ok().flatten());
        Ok((name, value))
    }

    fn attribute_value(&self, group: c_int, variable: c_int, name: &CStr) -> Result<Option<AttributeData>> {
        let (mut type_code, mut count) = (0, 0);
        // SAFETY: the group is open, the name ends in a null byte, and the pointers are valid.
        call(|| unsafe { nc_inq_att(group, variable, name.as_ptr(), &raw mut type_code, &raw mut count) })?;
        let get = |room: *mut c_void| {
            // SAFETY: `room` is that of `count` elements of the attribute's own type.
            call(|| unsafe { nc_get_att(group, variable, name.as_ptr(), room) })
        };
        Ok(match type_code {
            NC_CHAR if count <= MOST_BYTES => {
                let mut text = vec![0_u8; count];
                get(text.as_mut_ptr().cast())?;
                Some(AttributeData::Text(text))
            }
            NC_STRING if count <= MOST_ELEMENTS => {
                Some(AttributeData::Texts(self.texts(group, variable, name, count)?))
            }
            _ if count <= MOST_ELEMENTS => match Kind::of(type_code) {
                Some(kind) => {
                    let mut numbers = Numbers::zeros(kind, count).ok_or("no memory for an attribute")?;
                    get(numbers.as_mut_ptr())?;
                    Some(AttributeData::Numbers(numbers))
                }
                None => None,
            },
            _ => None,
        })
    }

    fn texts(&self, group: c_int, variable: c_int, name: &CStr, count: usize) -> Result<Vec<Vec<u8>>> {
        let mut pointers: Vec<*mut c_char> = vec![ptr::null_mut(); count];
        // SAFETY: there is room for `count` pointers.
        call(|| unsafe { nc_get_att_string(group, variable, name.as_ptr(), pointers.as_mut_ptr()) })?;
        let copy = |&pointer: &*mut c_char| {
            if pointer.is_null() {
                return Vec::new();
            }
            // SAFETY: the library has put strings there that end in a null byte.
            unsafe { CStr::from_ptr(pointer) }.to_bytes().to_vec()
        };
        let texts = pointers.iter().map(copy).collect();
        // SAFETY: the library allocated these strings, and each is freed once.
        call(|| unsafe { nc_free_string(count, pointers.as_mut_ptr()) })?;
        Ok(texts)
    }

    /// Lets the library keep chunks of a variable, in so many bytes. What it has kept so far it lets go.
    pub(crate) fn keep_chunks(&self, group: c_int, variable: c_int, bytes: usize) -> Result<()> {
        /// Places for chunks in the library's table; a prime number, as it advises.
        const SLOTS: usize = 12_421;
        // SAFETY: the group is open.
        call(|| unsafe { nc_set_var_chunk_cache(group, variable, bytes, SLOTS, 0.75) })
    }

    /// Reads a window of a variable in its own type. Its rank stays that of the variable: HDF5 would else inflate a chunk
    /// anew at every read.
    pub(crate) fn read(
        &self,
        group: c_int,
        variable: &RawVariable,
        kind: Kind,
        window: &[Range<usize>],
    ) -> Result<Numbers> {
        if Kind::of(variable.type_code) != Some(kind) || window.len() != variable.dimensions.len() {
            return Err("the window or the type is not that of the variable".into());
        }
        let count = window
            .iter()
            .try_fold(1_usize, |count, range| count.checked_mul(range.len()))
            .ok_or("the window has too many elements")?;
        let mut numbers = Numbers::zeros(kind, count)
            .ok_or_else(|| format!("no memory for {count} values of {} bytes", kind.bytes()))?;
        if count == 0 {
            return Ok(numbers);
        }
        let start: Vec<usize> = window.iter().map(|range| range.start).collect();
        let counts: Vec<usize> = window.iter().map(Range::len).collect();
        // SAFETY: the group is open; the arrays have an entry for each dimension (and are not read where there is none);
        // the numbers have room for the window in the variable's own type.
        call(|| unsafe {
            nc_get_vara(group, variable.id, start.as_ptr(), counts.as_ptr(), numbers.as_mut_ptr())
        })?;
        Ok(numbers)
    }
}
