//! What the source refuses to read, and why.

use fieldops_io::{DataType, Error, Result, Storage, ValueType, Variable};
use hdf5::Dataset;

use crate::{Hdf5Source, components::Components, elsewhere, raw, storage};

/// A chunk of more bytes than this is a damaged file's, or would not fit into memory.
pub(crate) const LARGEST_CHUNK: usize = 4 << 30;

impl Hdf5Source {
    pub(crate) fn bad(&self, variable: &Variable, problem: impl Into<String>, hint: Option<&str>) -> Error {
        Error::BadObject {
            path: self.contents.path.clone(),
            object: variable.path.clone(),
            problem: problem.into(),
            hint: hint.map(str::to_owned),
        }
    }

    /// Refuses what cannot be read as `value_type`, before any of it is opened.
    pub(crate) fn check_type(&self, variable: &Variable, value_type: ValueType) -> Result<()> {
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
    pub(crate) fn check_storage(&self, variable: &Variable, dataset: &Dataset) -> Result<()> {
        match &variable.storage {
            Storage::Elsewhere(_) => match elsewhere::problem(&self.contents.path, dataset) {
                Some(problem) => Err(self.bad(variable, problem, None)),
                None => Ok(()),
            },
            Storage::Contiguous => {
                let length = dataset.file().map_or(0, |file| file.size());
                match raw::storage_range(dataset) {
                    Some((offset, bytes)) if offset.checked_add(bytes).is_none_or(|end| end > length) => {
                        let problem = format!(
                            "declares {bytes} bytes at offset {offset}, but the file has {length} bytes"
                        );
                        Err(self.bad(variable, problem, Some("the file is truncated or damaged")))
                    }
                    _ => Ok(()),
                }
            }
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

    pub(crate) fn elsewhere(&self, variable: &Variable) -> Error {
        let Storage::Elsewhere(words) = &variable.storage else { unreachable!("the caller has matched it") };
        self.bad(
            variable,
            format!("is {words}, and no file is opened that was not named"),
            Some("--allow-external opens it; h5py can copy the data into one file"),
        )
    }

    /// A failed read explained: by a filter that is missing, else by the library.
    pub(crate) fn explain(&self, variable: &Variable, dataset: &Dataset, error: &hdf5::Error) -> Error {
        let filters = dataset.create_plist().map(|creation| raw::filters(&creation)).unwrap_or_default();
        match filters.iter().find(|filter| !filter.available) {
            Some(filter) => self.bad(
                variable,
                format!("is compressed by {}, which is not available here", storage::name(filter)),
                Some(
                    "--allow-plugins lets the library load it from HDF5_PLUGIN_PATH; `h5repack -f GZIP=4 IN OUT`, run \
                     where the filter is installed, makes a file that needs none",
                ),
            ),
            None => self.failed(variable, error),
        }
    }
}

/// Size of a value in the file; an element may hold several.
pub(crate) fn value_size(dataset: &Dataset) -> hdf5::Result<usize> {
    let stored = dataset.dtype()?;
    Ok(raw::size(&stored) / Components::of(&stored).map_or(1, |components| components.count()))
}
