//! What can go wrong between a request and a written file.

use std::path::PathBuf;

use fieldops_io::ErrorKind;

use crate::ExpressionError;

/// The result of planning or running.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A request cannot be planned, or a plan cannot be carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file, or what it holds, stands in the way.
    #[error(transparent)]
    File(#[from] fieldops_io::Error),
    /// The coordinates of an axis cannot serve.
    #[error("`{variable}` in `{}` cannot be the coordinate of axis `{axis}`", path.display())]
    Coordinates {
        /// The input.
        path: PathBuf,
        /// The coordinate variable.
        variable: String,
        /// Name of the axis.
        axis: String,
        /// What is wrong with them.
        source: fieldops_stencil::Error,
    },
    /// The operator cannot be applied to a field.
    #[error("field `{field}` in `{}`", path.display())]
    Field {
        /// The input.
        path: PathBuf,
        /// Path of the field.
        field: String,
        /// Why.
        source: fieldops_operators::Error,
    },
    /// A result would add terms in different units.
    #[error("derivatives of `{field}` in `{}` differ in their units and cannot be added: {terms}", path.display())]
    Units {
        /// The input.
        path: PathBuf,
        /// Path of the field.
        field: String,
        /// What would be added, with its units.
        terms: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// An expression is wrong, or does not suit the file.
    #[error(transparent)]
    Expression(#[from] Box<ExpressionError>),
    /// Someone asked the run to stop.
    #[error("stopped before the end")]
    Cancelled,
}

impl From<ExpressionError> for Error {
    fn from(error: ExpressionError) -> Self {
        Self::Expression(Box::new(error))
    }
}

impl Error {
    /// The kind of this failure; none for [`Error::Cancelled`], which is not one.
    #[must_use]
    pub fn kind(&self) -> Option<ErrorKind> {
        match self {
            Self::File(error) => Some(error.kind()),
            Self::Coordinates { .. } | Self::Field { .. } | Self::Units { .. } => Some(ErrorKind::BadData),
            Self::Expression(error) => Some(error.kind()),
            Self::Cancelled => None,
        }
    }

    /// What to do about it, where that is known: one sentence.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::File(error) => error.hint(),
            Self::Coordinates { .. } => Some("--coords names another variable, --spacing an even spacing"),
            Self::Field { .. } => {
                Some("--field chooses the fields, --edge-order the points that an end takes")
            }
            Self::Units { hint, .. } => Some(hint),
            Self::Expression(error) => error.hint(),
            Self::Cancelled => None,
        }
    }
}
