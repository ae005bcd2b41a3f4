//! Reading windows of variables.

use std::{cell::RefCell, collections::HashMap, ops::Range};

use fieldops_io::{Contents, DataType, Error, Result, Source, Storage, ValueType, Values, Variable, window};
use hdf5::{Dataset, Datatype, File, PropertyList};
use ndarray::{ArrayD, Axis, IxDyn};
use num_complex::{Complex, Complex32, Complex64};

use crate::{
    components::Components,
    failure,
    raw::{self, Element, Opened},
    storage,
};

/// A chunk of more bytes than this is a damaged file's, or would not fit into memory.
const LARGEST_CHUNK: usize = 4 << 30;

/// Room for the chunks of a dataset that two windows share, so that each is inflated once.
const CHUNK_CACHE: usize = 16 << 20;

/// Most datasets that are open at a time, each with its room for chunks: as many as a vector has components.
const MOST_OPEN: usize = 3;

/// An HDF5 file open for reading.
#[derive(Debug)]
pub struct Hdf5Source {
    contents: Contents,
    detours: Vec<String>,
    /// Datasets that were read from; open, they keep the chunks that two windows share.
    datasets: RefCell<HashMap<String, Dataset>>,
    file: File,
    access: PropertyList,
    /// Size of the file when it was opened.
    bytes: u64,
}

impl Hdf5Source {
    pub(crate) fn new(contents: Contents, detours: Vec<String>, file: File, access: PropertyList) -> Self {
        let bytes = file.size();
        Self { contents, detours, datasets: RefCell::default(), file, access, bytes }
    }

    /// Paths of the links by which the file is not a tree of hard links: soft and external links, and groups that have
    /// several paths. A program that follows every link would leave the file there, or go in a circle.
    #[must_use]
    pub fn detours(&self) -> &[String] {
        &self.detours
    }

    fn bad(&self, variable: &Variable, problem: impl Into<String>, hint: Option<&str>) -> Error {
        Error::BadObject {
            path: self.contents.path.clone(),
            object: variable.path.clone(),
            problem: problem.into(),
            hint: hint.map(str::to_owned),
        }
    }

    fn failed(&self, variable: &Variable, error: &hdf5::Error) -> Error {
        failure::reading(&self.contents.path, &variable.path, error)
    }

    fn dataset(&self, variable: &Variable) -> Result<Dataset> {
        if let Some(dataset) = self.datasets.borrow().get(&variable.path) {
            return Ok(dataset.clone());
        }
        let dataset = match raw::open_object(&self.file, &variable.path, &self.access) {
            Ok(Opened::Dataset(dataset)) => self.with_room_for_chunks(variable, dataset)?,
            Ok(_) => return Err(self.bad(variable, "is no dataset", None)),
            Err(error) => return Err(self.failed(variable, &error)),
        };
        let mut datasets = self.datasets.borrow_mut();
        if datasets.len() == MOST_OPEN {
            datasets.clear();
        }
        datasets.insert(variable.path.clone(), dataset.clone());
        Ok(dataset)
    }

    /// The dataset opened such that the library keeps the chunks that the next window needs too, at least the last one.
    fn with_room_for_chunks(&self, variable: &Variable, dataset: Dataset) -> Result<Dataset> {
        let Storage::Chunked { chunk, .. } = &variable.storage else { return Ok(dataset) };
        let size = value_size(&dataset).map_err(|error| self.failed(variable, &error))?;
        let chunk = chunk.iter().try_fold(size, |bytes, &extent| bytes.checked_mul(extent));
        let Some(chunk) = chunk.filter(|bytes| *bytes <= LARGEST_CHUNK) else { return Ok(dataset) };
        // While it is open, nothing can change its room.
        drop(dataset);
        raw::open_dataset(&self.file, &variable.path, CHUNK_CACHE.max(chunk))
            .map_err(|error| self.failed(variable, &error))
    }

    /// Refuses what cannot be read as `value_type`, before any of it is opened.
    fn check_type(&self, variable: &Variable, value_type: ValueType) -> Result<()> {
        match &variable.data_type {
            DataType::Other(name) => {
                let problem = format!("holds {name} where integers, floats or complex numbers are needed");
                Err(self.bad(variable, problem, None))
            }
            DataType::Complex { .. } if !value_type.is_complex() => {
                Err(self.bad(variable, "is complex and cannot be read as real", None))
            }
            DataType::Integer { .. } | DataType::Float { .. } if value_type.is_complex() => {
                Err(self.bad(variable, "is real and cannot be read as complex", None))
            }
            _ => Ok(()),
        }
    }

    /// Refuses storage outside the file, and sizes that the file cannot have.
    fn check_storage(&self, variable: &Variable, dataset: &Dataset) -> Result<()> {
        match &variable.storage {
            Storage::Elsewhere(_) => Err(self.elsewhere(variable)),
            Storage::Contiguous => match raw::storage_range(dataset) {
                Some((offset, bytes)) if offset.checked_add(bytes).is_none_or(|end| end > self.bytes) => {
                    let problem = format!(
                        "declares {bytes} bytes at offset {offset}, but the file has {} bytes",
                        self.bytes
                    );
                    Err(self.bad(variable, problem, Some("the file is truncated or damaged")))
                }
                _ => Ok(()),
            },
            Storage::Chunked { chunk, .. } => {
                let size = value_size(dataset).map_err(|error| self.failed(variable, &error))?;
                let bytes = chunk.iter().try_fold(size, |bytes, &extent| bytes.checked_mul(extent));
                if bytes.is_none_or(|bytes| bytes > LARGEST_CHUNK) {
                    return Err(self.bad(
                        variable,
                        format!("has chunks of {chunk:?} values, too large to read"),
                        None,
                    ));
                }
                Ok(())
            }
            Storage::Compact => Ok(()),
        }
    }

    fn elsewhere(&self, variable: &Variable) -> Error {
        let Storage::Elsewhere(words) = &variable.storage else { unreachable!("the caller has matched it") };
        self.bad(
            variable,
            format!("is {words}, and no file is opened that was not named"),
            Some("`h5repack` or h5py can copy the data into one file"),
        )
    }

    /// A failed read explained: by a filter that is missing, else by the library.
    fn explain(&self, variable: &Variable, dataset: &Dataset, error: &hdf5::Error) -> Error {
        let filters = dataset.create_plist().map(|creation| raw::filters(&creation)).unwrap_or_default();
        match filters.iter().find(|filter| !filter.available) {
            Some(filter) => self.bad(
                variable,
                format!("is compressed by {}, which is not available here", storage::name(filter)),
                Some("`h5repack -f GZIP=4 IN OUT`, run where the filter is installed, makes a file that can be read"),
            ),
            None => self.failed(variable, error),
        }
    }

    fn array<T: Element>(
        &self,
        variable: &Variable,
        window: &[Range<usize>],
        memory_type: hdf5::Result<Datatype>,
    ) -> Result<ArrayD<T>> {
        let dataset = self.dataset(variable)?;
        self.check_storage(variable, &dataset)?;
        let array = match dataset.dtype().map(|stored| Components::of(&stored)) {
            Ok(Some(components)) => of_components(&dataset, window, &components),
            _ => memory_type
                .and_then(|memory_type| raw::read_window(&dataset, window, &memory_type, 1))
                .map(|values| shaped(window.iter().map(Range::len), values)),
        };
        array.map_err(|error| self.explain(variable, &dataset, &error))
    }

    /// A complex variable in its own precision, which the library does not convert in all versions.
    fn complex<T: Element>(&self, variable: &Variable, window: &[Range<usize>]) -> Result<ArrayD<T>> {
        let dataset = self.dataset(variable)?;
        self.array(variable, window, dataset.dtype().and_then(|stored| raw::native(&stored)))
    }
}

fn shaped<T>(extents: impl Iterator<Item = usize>, values: Vec<T>) -> ArrayD<T> {
    let shape: Vec<usize> = extents.collect();
    ArrayD::from_shape_vec(IxDyn(&shape), values).expect("as many values as the window has elements")
}

/// A window of a dataset whose elements hold several components; the last range is theirs.
fn of_components<T: Element>(
    dataset: &Dataset,
    window: &[Range<usize>],
    components: &Components,
) -> hdf5::Result<ArrayD<T>> {
    let (wanted, window) = window.split_last().ok_or("the window has no axis of components")?;
    let memory_type = components.memory_type(size_of::<T>())?;
    let values = raw::read_window(dataset, window, &memory_type, components.count())?;
    let mut array = shaped(window.iter().map(Range::len).chain([components.count()]), values);
    array.slice_axis_inplace(Axis(window.len()), wanted.clone().into());
    Ok(array.as_standard_layout().into_owned())
}

/// Size of a value in the file; an element may hold several.
fn value_size(dataset: &Dataset) -> hdf5::Result<usize> {
    let stored = dataset.dtype()?;
    Ok(raw::size(&stored) / Components::of(&stored).map_or(1, |components| components.count()))
}

impl Source for Hdf5Source {
    fn contents(&self) -> &Contents {
        &self.contents
    }

    fn read(&self, variable: &Variable, window: &[Range<usize>], value_type: ValueType) -> Result<Values> {
        window::assert_within(&variable.path, &variable.shape, window);
        self.check_type(variable, value_type)?;
        if matches!(variable.storage, Storage::Elsewhere(_)) {
            return Err(self.elsewhere(variable));
        }
        let single = matches!(variable.data_type, DataType::Complex { bytes: 4, .. });
        Ok(match (value_type, single) {
            (ValueType::F32, _) => Values::F32(self.array(variable, window, Datatype::from_type::<f32>())?),
            (ValueType::F64, _) => Values::F64(self.array(variable, window, Datatype::from_type::<f64>())?),
            (ValueType::C32, true) => Values::C32(self.complex(variable, window)?),
            (ValueType::C64, false) => Values::C64(self.complex(variable, window)?),
            (ValueType::C32, false) => {
                let values: ArrayD<Complex64> = self.complex(variable, window)?;
                #[expect(clippy::cast_possible_truncation, reason = "the caller asks for single precision")]
                Values::C32(values.mapv(|value| Complex::new(value.re as f32, value.im as f32)))
            }
            (ValueType::C64, true) => {
                let values: ArrayD<Complex32> = self.complex(variable, window)?;
                Values::C64(values.mapv(|value| Complex::new(value.re.into(), value.im.into())))
            }
        })
    }
}
