//! An output that appears under its final name only when it is complete.

use std::{
    ffi::OsString,
    fs::{self, File, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use rustix::fs::{Access, access};
use tempfile::NamedTempFile;

use crate::{Cause, Error, Result};

#[cfg(test)]
mod tests;

/// Longest file name that common file systems take, in bytes.
const LONGEST_NAME: usize = 255;

/// A temporary file beside its final path.
///
/// The temporary is called `.{final name}.{host}.{process}.{random}.tmp`, so that one that a killed process left
/// behind can be told from one that is being written. It goes when the value is dropped without
/// [`commit`](Self::commit).
///
/// Where the final path is a symbolic link to a file and may be replaced, the file that it leads to is replaced, in
/// its own folder, and the link stays. A replaced file hands on its permissions, but neither its owner nor its other
/// hard links.
#[derive(Debug)]
pub struct PendingFile {
    file: NamedTempFile,
    /// As the user named it.
    path: PathBuf,
    /// Where the content goes: `path`, or what that links to.
    destination: PathBuf,
    /// Open from the start, so that a folder that cannot be made durable is found before the work.
    folder: File,
    overwrite: bool,
}

impl PendingFile {
    /// Creates an empty temporary file in the folder of `path`.
    ///
    /// # Errors
    /// [`Error::OutputExists`] when something stands at `path` (a link that leads nowhere counts) and `overwrite` is
    /// false; [`Error::Create`] when `path` is a directory or another thing that no file can replace, or when its
    /// folder does not exist or takes no file.
    pub fn create(path: &Path, overwrite: bool) -> Result<Self> {
        let destination = destination(path, overwrite)?;
        let (parent, folder) = open_parent(path, &destination)?;
        let name = destination.file_name().unwrap_or_default();
        let prefix = prefix(&name.to_string_lossy());
        let file = tempfile::Builder::new()
            .prefix(&prefix)
            .suffix(SUFFIX)
            .rand_bytes(RANDOM)
            // The mode that any new file asks for; the process's umask applies.
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(parent)
            .map_err(|source| Error::Create { path: path.to_owned(), source: source.into() })?;
        Ok(Self { file, path: path.to_owned(), destination, folder, overwrite })
    }

    /// Whether [`create`](Self::create) would go well, as far as that shows without touching anything.
    ///
    /// # Errors
    /// Those of [`create`](Self::create).
    pub fn check(path: &Path, overwrite: bool) -> Result<()> {
        let destination = destination(path, overwrite)?;
        let (parent, _) = open_parent(path, &destination)?;
        access(parent, Access::WRITE_OK | Access::EXEC_OK).map_err(|refused| {
            let source = format!("folder `{}`: {}", parent.display(), io::Error::from(refused)).into();
            Error::Create { path: path.to_owned(), source }
        })
    }

    /// Path of the temporary file.
    #[must_use]
    pub fn temporary(&self) -> &Path {
        self.file.path()
    }

    /// Frees the room on the disk of content that nobody wants, at once: a library may keep the file open for long.
    pub fn empty(&self) {
        // A failure changes nothing: the file is deleted anyway.
        let _ = File::create(self.temporary());
    }

    /// Makes the content durable and gives it its final name. Every handle by which it was written must be closed.
    ///
    /// # Errors
    /// [`Error::OutputExists`] when something appeared at the final path in the meantime and may not be replaced;
    /// [`Error::Write`] when anything else fails. The temporary is gone then, and the final path holds what it held.
    pub fn commit(self) -> Result<()> {
        let Self { file, path, destination, folder, overwrite } = self;
        let failed = |source: io::Error| Error::Write { path: path.clone(), source: source.into() };

        // By its path, not by the first handle: a library may have put another file there.
        let content = File::open(file.path()).map_err(failed)?;
        let replaced = if overwrite { fs::metadata(&destination).ok() } else { None };
        if let Some(replaced) = &replaced {
            let mode = replaced.permissions().mode() & 0o777;
            content.set_permissions(Permissions::from_mode(mode)).map_err(failed)?;
        }
        content.sync_all().map_err(failed)?;
        drop(content);

        if overwrite {
            file.persist(&destination).map_err(|refused| failed(refused.error))?;
        } else if let Err(refused) = file.persist_noclobber(&destination) {
            return Err(if refused.error.kind() == io::ErrorKind::AlreadyExists {
                Error::OutputExists { path }
            } else {
                failed(refused.error)
            });
        }
        sync_folder(&folder).map_err(|source| {
            if replaced.is_none() {
                // The failure that is reported matters more than one of this removal.
                let _ = fs::remove_file(&destination);
            }
            failed(source)
        })
    }
}

/// End of a temporary's name.
const SUFFIX: &str = ".tmp";

/// Random characters in a temporary's name.
const RANDOM: usize = 6;

/// Where the content for `path` has to go.
fn destination(path: &Path, overwrite: bool) -> Result<PathBuf> {
    let failed = |source: Cause| Error::Create { path: path.to_owned(), source };
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(path.to_owned()),
        Err(refused) => return Err(failed(refused.into())),
    };
    if found.is_dir() {
        return Err(failed("it is a directory".into()));
    }
    if !overwrite {
        return Err(Error::OutputExists { path: path.to_owned() });
    }
    if found.is_file() {
        return Ok(path.to_owned());
    }
    if !found.is_symlink() {
        return Err(failed("it is no regular file".into()));
    }
    let target = fs::canonicalize(path)
        .map_err(|source| failed(format!("it is a link that cannot be followed: {source}").into()))?;
    if !target.is_file() {
        return Err(failed(
            format!("it is a link to `{}`, which is no regular file", target.display()).into(),
        ));
    }
    Ok(target)
}

/// The folder of `destination`, which must name a file in it.
fn open_parent<'a>(path: &Path, destination: &'a Path) -> Result<(&'a Path, File)> {
    let failed = |source: Cause| Error::Create { path: path.to_owned(), source };
    if destination.file_name().is_none() {
        return Err(failed("the path ends in no file name".into()));
    }
    let parent = match destination.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let folder = File::open(parent)
        .map_err(|source| failed(format!("folder `{}`: {source}", parent.display()).into()))?;
    Ok((parent, folder))
}

/// Start of the temporary's name for the final name `name`, shortened where the whole would be too long.
fn prefix(name: &str) -> OsString {
    let host = gethostname::gethostname();
    let host: String = host
        .to_string_lossy()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
        .take(64)
        .collect();
    let end = format!(".{host}.{}.", std::process::id());
    let mut room = name.len().min(LONGEST_NAME.saturating_sub(1 + end.len() + RANDOM + SUFFIX.len()));
    while !name.is_char_boundary(room) {
        room -= 1;
    }
    format!(".{}{end}", &name[..room]).into()
}

/// Makes a renaming durable. File systems that cannot do this for a folder say that the call is invalid.
fn sync_folder(folder: &File) -> io::Result<()> {
    folder.sync_all().or_else(|failure| match failure.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Ok(()),
        _ => Err(failure),
    })
}
