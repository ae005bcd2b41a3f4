//! Reading windows of variables.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{HashMap, HashSet},
    fs,
    ops::Range,
};

use fieldops_hdf5::Hdf5Source;
use fieldops_io::{Contents, DataType, Error, Result, Source, Storage, ValueType, Values, Variable, window};
use ndarray::{ArrayD, IxDyn};

use crate::{
    contents::Access,
    decoding::Decoding,
    raw::{self, File, Kind, Numbers},
};

/// A chunk of more bytes than this is a damaged file's, or would not fit into memory.
const LARGEST_CHUNK: usize = 4 << 30;

/// Least room that netCDF-C has for the chunks of a variable.
const LEAST_CHUNK_CACHE: usize = 1 << 20;

/// A NetCDF file open for reading.
#[derive(Debug)]
pub struct NetcdfSource {
    contents: Contents,
    /// By the path of the variable.
    accesses: HashMap<String, Access>,
    file: File,
    /// The same file, as the HDF5 library has it; opened when it is first needed.
    hdf5: OnceCell<Option<Hdf5Source>>,
    /// Bytes of each variable that are kept for the next window.
    room: Cell<u64>,
    /// Paths of the variables for which netCDF-C knows how much it may keep.
    told_room: RefCell<HashSet<String>>,
    /// Size of the file when it was opened.
    bytes: u64,
}

impl NetcdfSource {
    pub(crate) fn new(contents: Contents, accesses: Vec<Access>, file: File) -> Result<Self> {
        let bytes = fs::metadata(&contents.path)
            .map_err(|source| Error::Open { path: contents.path.clone(), source: source.into() })?
            .len();
        let paths = contents.variables.iter().map(|variable| variable.path.clone());
        let accesses = paths.zip(accesses).collect();
        Ok(Self {
            contents,
            accesses,
            file,
            hdf5: OnceCell::new(),
            room: Cell::default(),
            told_room: RefCell::default(),
            bytes,
        })
    }

    fn bad(&self, variable: &Variable, problem: impl Into<String>, hint: Option<&str>) -> Error {
        Error::BadObject {
            path: self.contents.path.clone(),
            object: variable.path.clone(),
            problem: problem.into(),
            hint: hint.map(str::to_owned),
        }
    }

    /// How a variable is read as `value_type`, unless it cannot be.
    fn access(&self, variable: &Variable, value_type: ValueType) -> Result<(&Access, Kind, &Decoding)> {
        let access =
            self.accesses.get(&variable.path).ok_or_else(|| self.bad(variable, "is no variable", None))?;
        let (kind, decoding) = match &access.packing {
            Some((kind, Ok(decoding))) => (*kind, decoding),
            Some((_, Err(problem))) => return Err(self.bad(variable, problem, None)),
            None => {
                let name = match &variable.data_type {
                    DataType::Other(name) => name,
                    _ => "something else",
                };
                let problem = format!("holds {name} where integers or floats are needed");
                return Err(self.bad(variable, problem, None));
            }
        };
        if value_type.is_complex() {
            return Err(self.bad(variable, "is real and cannot be read as complex", None));
        }
        Ok((access, kind, decoding))
    }

    /// The packed values of a deflated variable where they can be inflated here: netCDF-C would do it without end where
    /// the file is damaged, and in one thread. What it must inflate itself is checked before.
    fn inflate(&self, variable: &Variable, kind: Kind, window: &[Range<usize>]) -> Result<Option<Numbers>> {
        let Storage::Chunked { filters, .. } = &variable.storage else { return Ok(None) };
        if !filters.iter().any(|filter| filter.starts_with("deflate")) {
            return Ok(None);
        }
        // Some versions of netCDF-C let nobody else open the file.
        let open = || {
            let hdf5 = fieldops_hdf5::open(&self.contents.path).ok()?;
            hdf5.begin_pass(self.room.get());
            Some(hdf5)
        };
        let Some(hdf5) = self.hdf5.get_or_init(open) else { return Ok(None) };
        let Some(stored) = hdf5.contents().variable(&variable.path) else { return Ok(None) };
        let value_type = if kind == Kind::F32 { ValueType::F32 } else { ValueType::F64 };
        // Records that were not written yet are known to netCDF only.
        if stored.shape != variable.shape || !hdf5.can_read_directly(stored, value_type) {
            hdf5.check_deflated(stored)?;
            return Ok(None);
        }
        let values = hdf5.read_directly(stored, window, value_type)?;
        Ok(Numbers::exactly(kind, values))
    }

    /// Says how much of a chunked variable netCDF-C may keep: else it keeps many MiB of each, filtered or not.
    fn tell_room(&self, variable: &Variable, access: &Access, kind: Kind) -> raw::Result<()> {
        let Storage::Chunked { chunk, filters } = &variable.storage else { return Ok(()) };
        if !self.told_room.borrow_mut().insert(variable.path.clone()) {
            return Ok(());
        }
        let chunk = chunk.iter().product::<usize>() * kind.bytes();
        let room =
            if filters.is_empty() { 0 } else { usize::try_from(self.room.get()).unwrap_or(usize::MAX) };
        self.file.keep_chunks(access.group, access.raw.id, room.max(chunk).max(LEAST_CHUNK_CACHE))
    }

    /// Refuses sizes that the file cannot have, before memory is taken for them.
    fn check_size(&self, variable: &Variable, kind: Kind, window: &[Range<usize>]) -> Result<()> {
        let bytes = |extents: &[usize]| {
            extents.iter().try_fold(kind.bytes(), |bytes, &extent| bytes.checked_mul(extent))
        };
        if let Storage::Chunked { chunk, .. } = &variable.storage {
            if bytes(chunk).is_none_or(|bytes| bytes > LARGEST_CHUNK) {
                let problem = format!("has chunks of {chunk:?} values, too large to read");
                return Err(self.bad(variable, problem, None));
            }
            return Ok(());
        }
        let extents: Vec<usize> = window.iter().map(Range::len).collect();
        if bytes(&extents).is_none_or(|bytes| bytes as u64 > self.bytes) {
            let problem = format!("declares {extents:?} values, but the file has {} bytes", self.bytes);
            return Err(self.bad(variable, problem, Some("the file is truncated or damaged")));
        }
        Ok(())
    }
}

impl Source for NetcdfSource {
    fn contents(&self) -> &Contents {
        &self.contents
    }

    fn begin_pass(&self, room: u64) {
        self.room.set(room);
        self.told_room.borrow_mut().clear();
        if let Some(Some(hdf5)) = self.hdf5.get() {
            hdf5.begin_pass(room);
        }
    }

    fn read(&self, variable: &Variable, window: &[Range<usize>], value_type: ValueType) -> Result<Values> {
        window::assert_within(&variable.path, &variable.shape, window);
        let (access, kind, decoding) = self.access(variable, value_type)?;
        self.check_size(variable, kind, window)?;
        let packed = match self.inflate(variable, kind, window)? {
            Some(packed) => packed,
            None => self
                .tell_room(variable, access, kind)
                .and_then(|()| self.file.read(access.group, &access.raw, kind, window))
                .map_err(|error| Error::Read {
                    path: self.contents.path.clone(),
                    object: variable.path.clone(),
                    source: raw::cause(error),
                })?,
        };
        let shape: Vec<usize> = window.iter().map(Range::len).collect();
        Ok(if value_type == ValueType::F32 {
            Values::F32(array(&shape, decoding.to_f32(packed)))
        } else {
            Values::F64(array(&shape, decoding.to_f64(packed)))
        })
    }
}

fn array<T>(shape: &[usize], values: Vec<T>) -> ArrayD<T> {
    ArrayD::from_shape_vec(IxDyn(shape), values).expect("as many values as the window has elements")
}
