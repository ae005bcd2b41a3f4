//! What can go wrong between a file and the rest.

use std::path::{Path, PathBuf};

/// The result of an operation on a file.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The library's own account of a failure, kept as the source of an [`Error`].
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// An operation on a file failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input does not exist, is no regular file, is locked, or may not be read.
    #[error("cannot open `{}`", path.display())]
    Open {
        /// The input.
        path: PathBuf,
        /// Why.
        source: Cause,
    },
    /// The input is not what it should be: another format, truncated, damaged.
    #[error("`{}` {problem}", path.display())]
    BadFile {
        /// The input.
        path: PathBuf,
        /// What was found, as the rest of a sentence: `is empty`, `is not an HDF5 file: it starts with "<!DOC"`.
        problem: String,
        /// What to do about it, where that is known.
        hint: Option<String>,
    },
    /// An object in the file cannot serve.
    #[error("`{object}` in `{}` {problem}", path.display())]
    BadObject {
        /// The input.
        path: PathBuf,
        /// Path of the variable, group or attribute in the file.
        object: String,
        /// What was expected and what was there, as the rest of a sentence.
        problem: String,
        /// What to do about it, where that is known.
        hint: Option<String>,
    },
    /// Reading data failed.
    #[error("cannot read `{object}` in `{}`", path.display())]
    Read {
        /// The input.
        path: PathBuf,
        /// Path of the variable or attribute in the file.
        object: String,
        /// Why.
        source: Cause,
    },
    /// The output stands already, and nothing said that it may be replaced.
    #[error("`{}` exists", path.display())]
    OutputExists {
        /// The output.
        path: PathBuf,
    },
    /// The output cannot be created.
    #[error("cannot create `{}`", path.display())]
    Create {
        /// The output.
        path: PathBuf,
        /// Why.
        source: Cause,
    },
    /// Writing, closing or renaming the output failed.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The output.
        path: PathBuf,
        /// Why.
        source: Cause,
    },
    /// What the file holds can be read in more than one way, or in none.
    #[error("{}{problem}", within(path.as_deref()))]
    Undecided {
        /// The input, as far as it is not named by the problem; see [`Error::in_file`].
        path: Option<PathBuf>,
        /// What was found, and what would be needed.
        problem: String,
        /// The option that decides.
        hint: Option<String>,
    },
    /// An option contradicts the file or itself.
    #[error("{problem}")]
    Option {
        /// What is wrong.
        problem: String,
        /// What to write instead, where that is known.
        hint: Option<String>,
    },
}

/// The kinds of failure that a caller may want to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request is wrong, whatever the file holds.
    Usage,
    /// The data are wrong.
    BadData,
    /// The input cannot be opened.
    CannotOpen,
    /// The output cannot be created.
    CannotCreate,
    /// Reading or writing failed.
    InputOutput,
}

impl Error {
    /// The kind of this failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Open { .. } => ErrorKind::CannotOpen,
            Self::BadFile { .. } | Self::BadObject { .. } | Self::Undecided { .. } | Self::Read { .. } => {
                ErrorKind::BadData
            }
            Self::OutputExists { .. } | Self::Create { .. } => ErrorKind::CannotCreate,
            Self::Write { .. } => ErrorKind::InputOutput,
            Self::Option { .. } => ErrorKind::Usage,
        }
    }

    /// What to do about it, where that is known: one sentence.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::BadFile { hint, .. }
            | Self::BadObject { hint, .. }
            | Self::Undecided { hint, .. }
            | Self::Option { hint, .. } => hint.as_deref(),
            Self::OutputExists { .. } => Some("--overwrite replaces it, --skip-existing keeps it"),
            _ => None,
        }
    }

    /// An [`Error::Write`] to an output of which an earlier write failed.
    #[must_use]
    pub fn failed_before(path: &Path) -> Self {
        Self::Write { path: path.to_owned(), source: "an earlier write to it failed".into() }
    }

    /// An [`Error::Undecided`] about no certain file yet.
    pub fn undecided(problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Undecided { path: None, problem: problem.into(), hint: Some(hint.into()) }
    }

    /// The same failure, where it names no input so far as one of this input.
    #[must_use]
    pub fn in_file(self, input: &Path) -> Self {
        match self {
            Self::Undecided { path: None, problem, hint } => {
                Self::Undecided { path: Some(input.to_owned()), problem, hint }
            }
            named => named,
        }
    }

    /// A [`Error::BadObject`] without a hint.
    pub fn bad_object(path: &Path, object: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::BadObject { path: path.to_owned(), object: object.into(), problem: problem.into(), hint: None }
    }
}

/// The beginning of a message about a file.
fn within(path: Option<&Path>) -> String {
    path.map_or_else(String::new, |path| format!("in `{}`, ", path.display()))
}
