//! Reading windows of variables.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{HashMap, HashSet},
    ops::Range,
};

use fieldops_hdf5::Hdf5Source;
use fieldops_io::{
    Contents, DataType, Error, Length, Reader, Result, Source, Storage, ValueType, Values, ValuesMut,
    Variable, window,
};
use ndarray::{ArrayD, IxDyn};

use crate::{
    contents::Access,
    decoding::Decoding,
    raw::{self, File, Kind, Numbers},
};

/// A chunk of more bytes than this is a damaged file's, or would not fit into memory.
const LARGEST_CHUNK: usize = 4 << 30;

/// Windows of so many bytes are worth opening the file once more.
const SMALLEST_LARGE: usize = 64 << 10;

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
    length: Length,
}

impl NetcdfSource {
    pub(crate) fn new(contents: Contents, accesses: Vec<Access>, file: File) -> Result<Self> {
        let length = Length::of(&contents.path)?;
        let paths = contents.variables.iter().map(|variable| variable.path.clone());
        let accesses = paths.zip(accesses).collect();
        Ok(Self {
            contents,
            accesses,
            file,
            hdf5: OnceCell::new(),
            room: Cell::default(),
            told_room: RefCell::default(),
            length,
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

    /// The variable as HDF5 has it, where its values are read past netCDF-C: deflated ones, which netCDF-C would inflate
    /// without end where the file is damaged, and large windows, which it reads in one thread. Deflated ones that
    /// netCDF-C must read are checked before.
    fn past_netcdf(
        &self,
        variable: &Variable,
        kind: Kind,
        window: &[Range<usize>],
    ) -> Result<Option<(&Hdf5Source, &Variable)>> {
        let is_deflated = match &variable.storage {
            Storage::Chunked { filters, .. } => filters.iter().any(|filter| filter.starts_with("deflate")),
            Storage::Contiguous => false,
            _ => return Ok(None),
        };
        let count: usize = window.iter().map(Range::len).product();
        if !is_deflated && count < SMALLEST_LARGE / kind.bytes() {
            return Ok(None);
        }
        // Some versions of netCDF-C let nobody else open the file; a classic file is none of HDF5.
        let open = || {
            let hdf5 = fieldops_hdf5::open(&self.contents.path).ok()?;
            hdf5.begin_pass(self.room.get());
            Some(hdf5)
        };
        let Some(hdf5) = self.hdf5.get_or_init(open) else { return Ok(None) };
        let Some(stored) = hdf5.contents().variable(&variable.path) else { return Ok(None) };
        // Records that were not written yet are known to netCDF only.
        if stored.shape == variable.shape && hdf5.can_read_directly(stored, held_in(kind)) {
            return Ok(Some((hdf5, stored)));
        }
        if is_deflated {
            hdf5.check_deflated(stored)?;
        }
        Ok(None)
    }

    /// What is asked for, as [`Source::read`] has it, and how it is stored and decoded.
    fn checked(
        &self,
        variable: &Variable,
        window: &[Range<usize>],
        value_type: ValueType,
    ) -> Result<(&Access, Kind, &Decoding)> {
        window::assert_within(&variable.path, &variable.shape, window);
        let (access, kind, decoding) = self.access(variable, value_type)?;
        self.check_size(variable, kind, window)?;
        // Before HDF5 opens the variable: an open one keeps the room that it has.
        self.tell_room(variable, access, kind)?;
        Ok((access, kind, decoding))
    }

    /// Says how much of a chunked variable netCDF-C may keep: else it keeps many MiB of each, filtered or not.
    fn tell_room(&self, variable: &Variable, access: &Access, kind: Kind) -> Result<()> {
        let Storage::Chunked { chunk, filters } = &variable.storage else { return Ok(()) };
        if !self.told_room.borrow_mut().insert(variable.path.clone()) {
            return Ok(());
        }
        let chunk = chunk.iter().product::<usize>() * kind.bytes();
        let room = usize::try_from(self.room.get()).unwrap_or(usize::MAX).max(chunk);
        self.file
            .keep_chunks(access.group, access.raw.id, if filters.is_empty() { 0 } else { room })
            .map_err(|error| self.unread(variable, error))
    }

    fn unread(&self, variable: &Variable, error: netcdf::Error) -> Error {
        Error::Read {
            path: self.contents.path.clone(),
            object: variable.path.clone(),
            source: raw::cause(error),
        }
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
        let length = self.length.bytes();
        if bytes(&extents).is_none_or(|bytes| bytes as u64 > length) {
            let problem = format!("declares {extents:?} values, but the file has {length} bytes");
            return Err(self.bad(variable, problem, Some("the file is truncated or damaged")));
        }
        Ok(())
    }
}

impl Source for NetcdfSource {
    fn contents(&self) -> &Contents {
        &self.contents
    }

    fn check_length(&self) -> Result<()> {
        self.length.check()
    }

    fn begin_pass(&self, room: u64) {
        self.room.set(room);
        self.told_room.borrow_mut().clear();
        if let Some(Some(hdf5)) = self.hdf5.get() {
            hdf5.begin_pass(room);
        }
    }

    fn read(&self, variable: &Variable, window: &[Range<usize>], value_type: ValueType) -> Result<Values> {
        let (access, kind, decoding) = self.checked(variable, window, value_type)?;
        let past_netcdf = match self.past_netcdf(variable, kind, window)? {
            Some((hdf5, stored)) => {
                Numbers::exactly(kind, hdf5.read_directly(stored, window, held_in(kind))?)
            }
            None => None,
        };
        let packed = match past_netcdf {
            Some(packed) => packed,
            None => self
                .file
                .read(access.group, &access.raw, kind, window)
                .map_err(|error| self.unread(variable, error))?,
        };
        let shape: Vec<usize> = window.iter().map(Range::len).collect();
        Ok(if value_type == ValueType::F32 {
            Values::F32(array(&shape, decoding.to_f32(packed)))
        } else {
            Values::F64(array(&shape, decoding.to_f64(packed)))
        })
    }

    fn reader(&self, variable: &Variable, value_type: ValueType) -> Option<Box<dyn Reader>> {
        if !matches!(variable.storage, Storage::Contiguous) {
            return None;
        }
        let whole: Vec<Range<usize>> = variable.shape.iter().map(|&extent| 0..extent).collect();
        let (_, kind, decoding) = self.checked(variable, &whole, value_type).ok()?;
        if !is_stored_as(value_type, kind, decoding) {
            return None;
        }
        let (hdf5, stored) = self.past_netcdf(variable, kind, &whole).ok()??;
        let packed = hdf5.reader(stored, value_type)?;
        Some(Box::new(Decoded { packed, decoding: decoding.clone() }))
    }

    fn read_into(&self, variable: &Variable, window: &[Range<usize>], values: &mut Values) -> Result<()> {
        let value_type = values.value_type();
        let (_, kind, decoding) = self.checked(variable, window, value_type)?;
        let past_netcdf = if is_stored_as(value_type, kind, decoding) {
            self.past_netcdf(variable, kind, window)?
        } else {
            None
        };
        let Some((hdf5, stored)) = past_netcdf else {
            *values = self.read(variable, window, value_type)?;
            return Ok(());
        };
        hdf5.read_into(stored, window, values)?;
        decode(decoding, values.in_memory());
        Ok(())
    }
}

/// Reads packed values of the type that they are decoded to.
struct Decoded {
    packed: Box<dyn Reader>,
    decoding: Decoding,
}

impl Reader for Decoded {
    fn read_into(&self, window: &[Range<usize>], mut values: ValuesMut<'_>) -> Result<()> {
        let all = 0..values.len();
        self.packed.read_into(window, values.part(all))?;
        decode(&self.decoding, values);
        Ok(())
    }
}

fn decode(decoding: &Decoding, values: ValuesMut<'_>) {
    match values {
        ValuesMut::F32(values) => decoding.decode(values),
        ValuesMut::F64(values) => decoding.decode(values),
        ValuesMut::C32(_) | ValuesMut::C64(_) => unreachable!("no variable is complex"),
    }
}

/// Whether values of this kind are stored, and decoded, in the type in which they are asked for.
fn is_stored_as(value_type: ValueType, kind: Kind, decoding: &Decoding) -> bool {
    kind.is_float() && held_in(kind) == value_type && decoding.value_type == value_type
}

/// The smallest type of values that holds each number of this kind exactly, where there is one.
fn held_in(kind: Kind) -> ValueType {
    if kind == Kind::F32 { ValueType::F32 } else { ValueType::F64 }
}

fn array<T>(shape: &[usize], values: Vec<T>) -> ArrayD<T> {
    ArrayD::from_shape_vec(IxDyn(shape), values).expect("as many values as the window has elements")
}
