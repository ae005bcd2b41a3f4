//! Writing a classic file window by window.

use std::{collections::HashMap, ops::Range, path::PathBuf};

use fieldops_io::{Error, PendingFile, Result, Sink, Values, window};

use crate::{
    laying_out::{Defined, write_values},
    raw::{self, File},
    sink,
};

/// A classic file that is being written. Dropped without [`Sink::finish`], it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct ClassicSink {
    /// `None` once a write has failed.
    file: Option<File>,
    variables: HashMap<String, Defined>,
    /// `None` once the file has its final name.
    pending: Option<PendingFile>,
    path: PathBuf,
}

impl ClassicSink {
    pub(crate) fn new(
        file: File,
        variables: HashMap<String, Defined>,
        pending: PendingFile,
        path: PathBuf,
    ) -> Self {
        Self { file: Some(file), variables, pending: Some(pending), path }
    }
}

/// Closes a file that nobody wants any more, or leaves it open where closing would try once more to write what it could
/// not.
pub(crate) fn discard(file: File) {
    if file.flush().is_err() {
        std::mem::forget(file);
    }
}

impl Drop for ClassicSink {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            discard(file);
        }
    }
}

impl Sink for ClassicSink {
    fn write(&mut self, path: &str, window: &[Range<usize>], values: &Values) -> Result<()> {
        let Some(file) = &self.file else { return Err(Error::failed_before(&self.path)) };
        let Some(Defined { group, id, shape, value_type }) = self.variables.get(path) else {
            panic!("the schema holds no variable `{path}`");
        };
        window::assert_takes(path, (shape, *value_type), window, values);
        let Err(error) = write_values(file, *group, *id, window, values) else { return Ok(()) };
        // Closing it, the library would try once more to write what it could not.
        std::mem::forget(self.file.take());
        if let Some(pending) = &self.pending {
            pending.empty();
        }
        Err(Error::Write { path: self.path.clone(), source: raw::cause(error) })
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        let file = self.file.take().ok_or_else(|| Error::failed_before(&self.path))?;
        let pending = self.pending.take().expect("the file is finished once");
        sink::close(file, pending, &self.path)?.commit()
    }
}
