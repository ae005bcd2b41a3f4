//! The length of an input, which must not shrink while it is read.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Error, Result};

/// How long a file was when it was opened.
///
/// Libraries give zeros for what lies behind the end of a file: that one was cut off while it was read shows nowhere else.
#[derive(Debug)]
pub struct Length {
    path: PathBuf,
    /// The file itself, whatever stands under its path later.
    file: fs::File,
    bytes: u64,
}

impl Length {
    /// That of the file with this path.
    ///
    /// # Errors
    /// [`Error::Open`].
    pub fn of(path: &Path) -> Result<Self> {
        let failed = |source: std::io::Error| Error::Open { path: path.to_owned(), source: source.into() };
        let file = fs::File::open(path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        Ok(Self { path: path.to_owned(), file, bytes })
    }

    /// Number of bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Asks whether the file still is as long, or longer.
    ///
    /// # Errors
    /// [`Error::BadFile`] when it is shorter; [`Error::Open`] when that cannot be told.
    pub fn check(&self) -> Result<()> {
        let Self { path, file, bytes } = self;
        let found =
            file.metadata().map_err(|source| Error::Open { path: path.clone(), source: source.into() })?;
        if found.len() >= *bytes {
            return Ok(());
        }
        let problem = format!("was cut off while it was read: it had {bytes} bytes, and has {}", found.len());
        Err(Error::BadFile { path: path.clone(), problem, hint: None })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_may_grow_and_be_replaced_but_not_shrink() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, [1; 100]).unwrap();
        let length = Length::of(&path).unwrap();
        assert_eq!(length.bytes(), 100);
        length.check().unwrap();
        let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(&[2; 20]).unwrap();
        length.check().unwrap();
        file.set_len(99).unwrap();
        let text = length.check().unwrap_err().to_string();
        assert!(text.ends_with("was cut off while it was read: it had 100 bytes, and has 99"), "{text}");
        file.set_len(100).unwrap();
        // Another file in its place is not the one that is read.
        fs::write(folder.path().join("b"), [3; 5]).unwrap();
        fs::rename(folder.path().join("b"), &path).unwrap();
        length.check().unwrap();
        assert!(matches!(Length::of(&folder.path().join("c")), Err(Error::Open { .. })));
    }
}
