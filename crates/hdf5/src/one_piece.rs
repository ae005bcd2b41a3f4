//! Reading and writing of datasets in one piece, by any number of threads.

use std::{fs, ops::Range, path::PathBuf, sync::Arc};

use fieldops_io::{Error, Reader, Result, ValueType, Values, ValuesMut, Writer, window};
use ndarray::ArrayD;

use crate::{direct::OnePiece, raw::Element};

/// A dataset in one piece, in a file that is open.
pub(crate) struct Place {
    pub(crate) file: Arc<fs::File>,
    /// The file as the user named it.
    pub(crate) path: PathBuf,
    /// Path of the variable in the file.
    pub(crate) object: String,
    pub(crate) shape: Vec<usize>,
    /// The type in which values are read or written.
    pub(crate) value_type: ValueType,
    pub(crate) values: OnePiece,
}

impl Place {
    fn put<T: Element>(&self, window: &[Range<usize>], array: &ArrayD<T>) -> std::io::Result<()> {
        let array = array.as_standard_layout();
        self.values.write(&self.file, window, array.as_slice().expect("the layout is standard"))
    }
}

impl Reader for Place {
    fn read_into(&self, window: &[Range<usize>], values: ValuesMut<'_>) -> Result<()> {
        window::assert_fills(&self.object, (&self.shape, self.value_type), window, &values);
        let read = match values {
            ValuesMut::F32(values) => self.values.read(&self.file, window, values),
            ValuesMut::F64(values) => self.values.read(&self.file, window, values),
            ValuesMut::C32(values) => self.values.read(&self.file, window, values),
            ValuesMut::C64(values) => self.values.read(&self.file, window, values),
        };
        let failed = |source| Error::Read { path: self.path.clone(), object: self.object.clone(), source };
        read.map_err(failed)
    }
}

impl Writer for Place {
    fn write(&self, window: &[Range<usize>], values: &Values) -> Result<()> {
        window::assert_takes(&self.object, (&self.shape, self.value_type), window, values);
        let written = match values {
            Values::F32(array) => self.put(window, array),
            Values::F64(array) => self.put(window, array),
            Values::C32(array) => self.put(window, array),
            Values::C64(array) => self.put(window, array),
        };
        written.map_err(|source| Error::Write { path: self.path.clone(), source: source.into() })
    }
}
