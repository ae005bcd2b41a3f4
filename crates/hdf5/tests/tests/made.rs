//! Datasets of any type, layout and filters, with whatever bytes a test wants in them.
#![expect(unsafe_code, reason = "hdf5-metno writes neither raw chunks nor foreign byte orders")]

use std::{ffi::CString, fs, ops::Range, os::unix::fs::FileExt, path::Path, ptr};

use hdf5::{Dataset, Dataspace, Datatype, File, PropertyList, from_id, globals, h5check, sync::sync};
use hdf5_sys::{
    h5d::{
        H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS, H5D_fill_time_t, H5Dcreate2, H5Dget_chunk_info_by_coord,
        H5Dwrite, H5Dwrite_chunk,
    },
    h5i::hid_t,
    h5p::{
        H5P_DEFAULT, H5Pcreate, H5Pset_chunk, H5Pset_chunk_opts, H5Pset_deflate, H5Pset_fill_time,
        H5Pset_fill_value, H5Pset_fletcher32, H5Pset_nbit, H5Pset_shuffle,
    },
    h5s::{H5S_UNLIMITED, H5S_seloper_t, H5Screate_simple, H5Sselect_hyperslab},
    h5t::{H5T_class_t, H5Tcreate, H5Tget_size, H5Tinsert},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    Shuffle,
    Deflate(u32),
    Fletcher32,
    Nbit,
}

/// Type of a number: `f4`, `i2` …, and whether it is big endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number(pub(crate) &'static str, pub(crate) bool);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Element {
    One(Number),
    /// A compound of real and imaginary part.
    Complex(Number),
    /// A compound of three components, with so many bytes before each.
    Vector(Number, usize),
}

#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) element: Element,
    pub(crate) shape: Vec<usize>,
    /// In one piece where there is none.
    pub(crate) chunk: Option<Vec<usize>>,
    pub(crate) filters: Vec<Filter>,
    /// Whether it may grow along the first axis.
    pub(crate) grows: bool,
    pub(crate) edges_are_unfiltered: bool,
    /// Bytes of which the fill value is made.
    pub(crate) fill: Option<u8>,
    pub(crate) never_filled: bool,
}

impl Spec {
    pub(crate) fn new(element: Element, shape: &[usize]) -> Self {
        Self {
            element,
            shape: shape.to_vec(),
            chunk: None,
            filters: Vec::new(),
            grows: false,
            edges_are_unfiltered: false,
            fill: None,
            never_filled: false,
        }
    }

    pub(crate) fn chunked(self, chunk: &[usize], filters: &[Filter]) -> Self {
        Self { chunk: Some(chunk.to_vec()), filters: filters.to_vec(), ..self }
    }
}

fn number(Number(name, big): Number) -> hid_t {
    match (name, big) {
        ("f4", false) => *globals::H5T_IEEE_F32LE,
        ("f4", true) => *globals::H5T_IEEE_F32BE,
        ("f8", false) => *globals::H5T_IEEE_F64LE,
        ("f8", true) => *globals::H5T_IEEE_F64BE,
        ("i1", _) => *globals::H5T_STD_I8LE,
        ("u1", _) => *globals::H5T_STD_U8BE,
        ("i2", false) => *globals::H5T_STD_I16LE,
        ("i2", true) => *globals::H5T_STD_I16BE,
        ("u2", false) => *globals::H5T_STD_U16LE,
        ("u2", true) => *globals::H5T_STD_U16BE,
        ("i4", false) => *globals::H5T_STD_I32LE,
        ("i4", true) => *globals::H5T_STD_I32BE,
        ("u4", false) => *globals::H5T_STD_U32LE,
        ("u4", true) => *globals::H5T_STD_U32BE,
        ("i8", false) => *globals::H5T_STD_I64LE,
        other => panic!("no type {other:?}"),
    }
}

fn compound(number: hid_t, names: &[&str], gap: usize) -> Datatype {
    // SAFETY: the type is open; each member lies within the compound; the new identifier has no other owner.
    sync(|| unsafe {
        let size = H5Tget_size(number) + gap;
        let compound: Datatype = from_id(H5Tcreate(H5T_class_t::H5T_COMPOUND, size * names.len())).unwrap();
        for (index, &name) in names.iter().enumerate() {
            let name = CString::new(name).unwrap();
            h5check(H5Tinsert(compound.id(), name.as_ptr(), index * size + gap, number)).unwrap();
        }
        compound
    })
}

/// A file in the format that the library writes by default, or in its newest.
pub(crate) fn new_file(path: &Path, newest: bool, user_block: u64) -> File {
    let mut builder = File::with_options();
    builder.with_fcpl(|creation| creation.userblock(user_block));
    if newest {
        builder.with_fapl(|access| access.libver_latest());
    }
    builder.create(path).unwrap()
}

pub(crate) fn create(file: &File, name: &str, spec: &Spec) -> Dataset {
    let made = match spec.element {
        Element::One(_) => None,
        Element::Complex(part) => Some(compound(number(part), &["r", "i"], 0)),
        Element::Vector(part, gap) => Some(compound(number(part), &["x", "y", "z"], gap)),
    };
    let data_type = match spec.element {
        Element::One(one) => number(one),
        _ => made.as_ref().unwrap().id(),
    };
    let extents: Vec<u64> = spec.shape.iter().map(|&extent| extent as u64).collect();
    let mut most = extents.clone();
    if spec.grows {
        most[0] = H5S_UNLIMITED;
    }
    let name = CString::new(name).unwrap();
    // SAFETY: all identifiers are open, arrays have as many entries as the rank passed with them, the fill value has the
    // size of its type; the new identifiers have no other owners.
    sync(|| unsafe {
        let creation: PropertyList = from_id(H5Pcreate(*globals::H5P_DATASET_CREATE)).unwrap();
        let list = creation.id();
        let rank = i32::try_from(extents.len()).unwrap();
        if let Some(chunk) = &spec.chunk {
            let chunk: Vec<u64> = chunk.iter().map(|&extent| extent as u64).collect();
            h5check(H5Pset_chunk(list, rank, chunk.as_ptr())).unwrap();
        }
        for filter in &spec.filters {
            h5check(match filter {
                Filter::Shuffle => H5Pset_shuffle(list),
                Filter::Deflate(level) => H5Pset_deflate(list, *level),
                Filter::Fletcher32 => H5Pset_fletcher32(list),
                Filter::Nbit => H5Pset_nbit(list),
            })
            .unwrap();
        }
        if spec.edges_are_unfiltered {
            h5check(H5Pset_chunk_opts(list, H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS)).unwrap();
        }
        if let Some(byte) = spec.fill {
            let mut value = vec![byte; H5Tget_size(data_type)];
            value[0] ^= 0x35;
            h5check(H5Pset_fill_value(list, data_type, value.as_ptr().cast())).unwrap();
        }
        if spec.never_filled {
            h5check(H5Pset_fill_time(list, H5D_fill_time_t::H5D_FILL_TIME_NEVER)).unwrap();
        }
        let space: Dataspace = from_id(H5Screate_simple(rank, extents.as_ptr(), most.as_ptr())).unwrap();
        let id = H5Dcreate2(file.id(), name.as_ptr(), data_type, space.id(), H5P_DEFAULT, list, H5P_DEFAULT);
        from_id(h5check(id).unwrap()).unwrap()
    })
}

/// Size of an element in the file.
pub(crate) fn element_bytes(dataset: &Dataset) -> usize {
    let data_type = dataset.dtype().unwrap();
    // SAFETY: the type is open.
    sync(|| unsafe { H5Tget_size(data_type.id()) })
}

/// Writes a window, from bytes as they are stored where no filter changes them.
pub(crate) fn write(dataset: &Dataset, window: &[Range<usize>], bytes: &[u8]) {
    let count: Vec<u64> = window.iter().map(|range| range.len() as u64).collect();
    let start: Vec<u64> = window.iter().map(|range| range.start as u64).collect();
    let elements: usize = window.iter().map(Range::len).product();
    assert_eq!(bytes.len(), elements * element_bytes(dataset));
    let (space, data_type) = (dataset.space().unwrap(), dataset.dtype().unwrap());
    // SAFETY: all identifiers are open, arrays have as many entries as there are axes, and the buffer holds every element
    // of the selection.
    sync(|| unsafe {
        let rank = i32::try_from(window.len()).unwrap();
        let memory: Dataspace = from_id(H5Screate_simple(rank, count.as_ptr(), ptr::null())).unwrap();
        let set = H5S_seloper_t::H5S_SELECT_SET;
        h5check(H5Sselect_hyperslab(
            space.id(),
            set,
            start.as_ptr(),
            ptr::null(),
            count.as_ptr(),
            ptr::null(),
        ))
        .unwrap();
        let (file_space, buffer) = (space.id(), bytes.as_ptr().cast());
        h5check(H5Dwrite(dataset.id(), data_type.id(), memory.id(), file_space, H5P_DEFAULT, buffer))
            .unwrap();
    });
}

/// The bytes of a chunk as they are stored.
pub(crate) fn read_chunk(dataset: &Dataset, start: &[usize]) -> Vec<u8> {
    let start: Vec<u64> = start.iter().map(|&start| start as u64).collect();
    let (mut size, mut address, mut mask) = (0, 0, 0);
    let (id, place) = (dataset.id(), start.as_ptr());
    // SAFETY: the dataset is open and the array has as many entries as it has axes.
    sync(|| unsafe {
        h5check(H5Dget_chunk_info_by_coord(id, place, &raw mut mask, &raw mut address, &raw mut size))
    })
    .unwrap();
    dataset.file().unwrap().flush().unwrap();
    let mut bytes = vec![0; usize::try_from(size).unwrap()];
    fs::File::open(dataset.filename()).unwrap().read_exact_at(&mut bytes, address).unwrap();
    bytes
}

/// Replaces a chunk by bytes from which the filters of `mask` were left out.
pub(crate) fn write_chunk(dataset: &Dataset, start: &[usize], mask: u32, bytes: &[u8]) {
    let start: Vec<u64> = start.iter().map(|&start| start as u64).collect();
    let (list, buffer) = (H5P_DEFAULT, bytes.as_ptr().cast());
    // SAFETY: the dataset is open, the array has as many entries as it has axes, and the length is the buffer's.
    sync(|| unsafe {
        h5check(H5Dwrite_chunk(dataset.id(), list, mask, start.as_ptr(), bytes.len(), buffer))
    })
    .unwrap();
}
