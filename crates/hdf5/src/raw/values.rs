//! Values of attributes and datasets, between a file and memory of checked size.
#![allow(unsafe_code, reason = "hdf5-metno aborts on absurd sizes and takes any bytes for UTF-8")]

use std::{
    ffi::{CStr, c_char, c_void},
    mem::size_of,
    ops::Range,
    ptr,
};

use bytemuck::Pod;
use hdf5::{Attribute, Dataset, Dataspace, Datatype, H5Type, Result, from_id, h5check, sync::sync};
use hdf5_sys::{
    h5::{H5free_memory, hsize_t},
    h5a::{H5Aread, H5Awrite},
    h5d::{H5Dread, H5Dwrite},
    h5p::H5P_DEFAULT,
    h5r::hobj_ref_t,
    h5s::{H5S_ALL, H5S_seloper_t, H5Screate_simple, H5Sselect_hyperslab},
    h5t::hvl_t,
};
use num_complex::{Complex32, Complex64};

use super::types::{Class, class, is_variable_string, size, super_type};

/// Numbers for which every pattern of bits is a value.
pub(crate) trait Element: Pod + Default + Send {
    /// Floats or integers of which the number consists.
    const PARTS: usize = 1;
}

impl Element for f32 {}
impl Element for f64 {}
impl Element for i64 {}
impl Element for u64 {}
impl Element for u8 {}
impl Element for Complex32 {
    const PARTS: usize = 2;
}
impl Element for Complex64 {
    const PARTS: usize = 2;
}

/// Zeros, or an error where memory does not suffice. The operating system gives them where it can, so that no thread
/// writes them one by one.
pub(crate) fn zeros<T: Element>(count: usize) -> Result<Vec<T>> {
    bytemuck::try_zeroed_vec(count)
        .map_err(|()| format!("no memory for {count} values of {} bytes", size_of::<T>()).into())
}

fn ensure_size(data_type: &Datatype, bytes: usize) -> Result<()> {
    let found = size(data_type);
    if found == bytes {
        Ok(())
    } else {
        Err(format!("an element has {found} bytes instead of {bytes}").into())
    }
}

/// Reads the numbers of an attribute that has `count` elements.
pub(crate) fn read_numbers<T: Element + H5Type>(attribute: &Attribute, count: usize) -> Result<Vec<T>> {
    let memory_type = Datatype::from_type::<T>()?;
    ensure_size(&memory_type, size_of::<T>())?;
    let mut values = zeros::<T>(count.max(attribute.space()?.size()))?;
    // SAFETY: the attribute is open; the buffer has room for all its elements in the memory type.
    sync(|| unsafe { h5check(H5Aread(attribute.id(), memory_type.id(), values.as_mut_ptr().cast())) })?;
    values.truncate(count);
    Ok(values)
}

/// Reads the strings of an attribute whose type is a string of fixed length; each with all its bytes.
pub(crate) fn read_fixed_strings(attribute: &Attribute, data_type: &Datatype) -> Result<Vec<Vec<u8>>> {
    let bytes = size(data_type);
    let total = bytes.checked_mul(attribute.space()?.size()).ok_or("the strings are too long")?;
    if is_variable_string(data_type) || bytes == 0 {
        return Err("the type is no string of fixed length".into());
    }
    let mut buffer = zeros::<u8>(total)?;
    // SAFETY: the attribute is open; the buffer holds as many elements of the type's size as it has.
    sync(|| unsafe { h5check(H5Aread(attribute.id(), data_type.id(), buffer.as_mut_ptr().cast())) })?;
    Ok(buffer.chunks_exact(bytes).map(<[u8]>::to_vec).collect())
}

/// Reads the strings of an attribute whose type is a string of variable length.
pub(crate) fn read_variable_strings(attribute: &Attribute, data_type: &Datatype) -> Result<Vec<Vec<u8>>> {
    if !is_variable_string(data_type) {
        return Err("the type is no string of variable length".into());
    }
    ensure_size(data_type, size_of::<*mut c_char>())?;
    let mut pointers: Vec<*mut c_char> = vec![ptr::null_mut(); attribute.space()?.size()];
    // SAFETY: the attribute is open; each element is one pointer, which the library fills with null or with a string
    // that ends in a null byte, allocated by itself; each is freed once.
    sync(|| unsafe {
        h5check(H5Aread(attribute.id(), data_type.id(), pointers.as_mut_ptr().cast()))?;
        let copy = |&pointer: &*mut c_char| {
            if pointer.is_null() {
                return Vec::new();
            }
            let bytes = CStr::from_ptr(pointer).to_bytes().to_vec();
            H5free_memory(pointer.cast::<c_void>());
            bytes
        };
        Ok(pointers.iter().map(copy).collect())
    })
}

/// Reads an attribute of sequences of object references: the addresses of the objects.
pub(crate) fn read_references(attribute: &Attribute) -> Result<Vec<Vec<u64>>> {
    use hdf5::types::{Reference, TypeDescriptor};
    let memory_type = Datatype::from_descriptor(&TypeDescriptor::VarLenArray(Box::new(
        TypeDescriptor::Reference(Reference::Object),
    )))?;
    let data_type = attribute.dtype()?;
    if class(&data_type) != Class::Sequence || class(&super_type(&data_type)?) != Class::Reference {
        return Err("the type is no sequence of references".into());
    }
    ensure_size(&memory_type, size_of::<hvl_t>())?;
    let mut sequences: Vec<hvl_t> = vec![hvl_t::default(); attribute.space()?.size()];
    // SAFETY: the attribute is open; the library converts to this type and fills each sequence with null or with `len`
    // addresses in memory allocated by itself; each is freed once.
    sync(|| unsafe {
        h5check(H5Aread(attribute.id(), memory_type.id(), sequences.as_mut_ptr().cast()))?;
        let copy = |sequence: &hvl_t| {
            if sequence.p.is_null() {
                return Vec::new();
            }
            let addresses =
                std::slice::from_raw_parts(sequence.p.cast::<hobj_ref_t>(), sequence.len).to_vec();
            H5free_memory(sequence.p);
            addresses
        };
        Ok(sequences.iter().map(copy).collect())
    })
}

/// Writes the bytes of a scalar attribute whose type is a string of as many bytes.
pub(crate) fn write_bytes(attribute: &Attribute, data_type: &Datatype, bytes: &[u8]) -> Result<()> {
    ensure_size(data_type, bytes.len())?;
    // SAFETY: the attribute is open and scalar, and the buffer has the size of the type.
    sync(|| unsafe { h5check(H5Awrite(attribute.id(), data_type.id(), bytes.as_ptr().cast())) })?;
    Ok(())
}

/// Writes an attribute of sequences of object references.
pub(crate) fn write_references(attribute: &Attribute, addresses: &[Vec<u64>]) -> Result<()> {
    let data_type = attribute.dtype()?;
    ensure_size(&data_type, size_of::<hvl_t>())?;
    assert_eq!(attribute.space()?.size(), addresses.len(), "one sequence for each element");
    let sequences: Vec<hvl_t> = addresses
        .iter()
        .map(|addresses| hvl_t { len: addresses.len(), p: addresses.as_ptr().cast_mut().cast() })
        .collect();
    // SAFETY: the attribute is open; each sequence points to `len` addresses that outlive the call, which only reads.
    sync(|| unsafe { h5check(H5Awrite(attribute.id(), data_type.id(), sequences.as_ptr().cast())) })?;
    Ok(())
}

/// Writes an attribute of pairs of an object's address and the index of one of its dimensions.
pub(crate) fn write_reference_list(attribute: &Attribute, uses: &[(u64, u32)]) -> Result<()> {
    #[repr(C)]
    struct Use {
        dataset: hobj_ref_t,
        dimension: u32,
        padding: u32,
    }
    let data_type = attribute.dtype()?;
    ensure_size(&data_type, size_of::<Use>())?;
    assert_eq!(attribute.space()?.size(), uses.len(), "one pair for each element");
    let uses: Vec<Use> =
        uses.iter().map(|&(dataset, dimension)| Use { dataset, dimension, padding: 0 }).collect();
    // SAFETY: the attribute is open; the buffer holds as many structures of the type's size as it has elements.
    sync(|| unsafe { h5check(H5Awrite(attribute.id(), data_type.id(), uses.as_ptr().cast())) })?;
    Ok(())
}

/// The dataspace in memory, and the same elements selected in that of the dataset. Both keep the dataset's rank: the
/// library would else inflate a chunk anew at every read. `None` stands for all of a dataset without dimensions.
fn select(dataset: &Dataset, window: &[Range<usize>]) -> Result<Option<(Dataspace, Dataspace)>> {
    let file_space = dataset.space()?;
    let shape = file_space.shape();
    let inside = shape.len() == window.len()
        && window.iter().zip(&shape).all(|(range, &extent)| range.start <= range.end && range.end <= extent);
    if !inside {
        return Err(format!("the window {window:?} does not lie within the shape {shape:?}").into());
    }
    if window.is_empty() {
        return Ok(None);
    }
    let start: Vec<hsize_t> = window.iter().map(|range| range.start as hsize_t).collect();
    let count: Vec<hsize_t> = window.iter().map(|range| range.len() as hsize_t).collect();
    let rank = i32::try_from(window.len()).map_err(|_| "too many dimensions")?;
    // SAFETY: the arrays have as many entries as the dataspace has dimensions; null strides and blocks stand for 1; the
    // new identifier has no other owner.
    sync(|| unsafe {
        let memory_space = from_id(h5check(H5Screate_simple(rank, count.as_ptr(), ptr::null()))?)?;
        h5check(H5Sselect_hyperslab(
            file_space.id(),
            H5S_seloper_t::H5S_SELECT_SET,
            start.as_ptr(),
            ptr::null(),
            count.as_ptr(),
            ptr::null(),
        ))?;
        Ok(Some((memory_space, file_space)))
    })
}

fn elements(window: &[Range<usize>]) -> Result<usize> {
    window
        .iter()
        .try_fold(1_usize, |count, range| count.checked_mul(range.len()))
        .ok_or_else(|| "the window has too many elements".into())
}

/// Reads a window of a dataset, converted to `memory_type`, in row-major order. An element of that type holds
/// `per_element` values.
pub(crate) fn read_window<T: Element>(
    dataset: &Dataset,
    window: &[Range<usize>],
    memory_type: &Datatype,
    per_element: usize,
) -> Result<Vec<T>> {
    ensure_size(memory_type, size_of::<T>() * per_element)?;
    let count = elements(window)?.checked_mul(per_element).ok_or("the window has too many elements")?;
    let mut values = zeros::<T>(count)?;
    if values.is_empty() {
        return Ok(values);
    }
    let spaces = select(dataset, window)?;
    let (memory, file) =
        spaces.as_ref().map_or((H5S_ALL, H5S_ALL), |(memory, file)| (memory.id(), file.id()));
    // SAFETY: all identifiers are open; the buffer has room for every element of the selection in the memory type.
    sync(|| unsafe {
        h5check(H5Dread(
            dataset.id(),
            memory_type.id(),
            memory,
            file,
            H5P_DEFAULT,
            values.as_mut_ptr().cast(),
        ))
    })?;
    Ok(values)
}

/// Writes a window of a dataset from values in row-major order.
pub(crate) fn write_window<T: Element + H5Type>(
    dataset: &Dataset,
    window: &[Range<usize>],
    values: &[T],
) -> Result<()> {
    let memory_type = Datatype::from_type::<T>()?;
    ensure_size(&memory_type, size_of::<T>())?;
    assert_eq!(values.len(), elements(window)?, "as many values as the window has elements");
    if values.is_empty() {
        return Ok(());
    }
    let spaces = select(dataset, window)?;
    let (memory, file) =
        spaces.as_ref().map_or((H5S_ALL, H5S_ALL), |(memory, file)| (memory.id(), file.id()));
    // SAFETY: all identifiers are open; the buffer holds every element of the selection.
    sync(|| unsafe {
        h5check(H5Dwrite(dataset.id(), memory_type.id(), memory, file, H5P_DEFAULT, values.as_ptr().cast()))
    })?;
    Ok(())
}
