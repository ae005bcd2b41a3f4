//! Which variables of a file make a field, which of their axes is which, and where the coordinates lie.
//!
//! Components are matched to axes by *name*: `Ex` goes with the axis named `x`, wherever that axis stands in the
//! array. Only where the file names no axes does position decide: axes are x, y, z in storage order.

use crate::{
    Contents, Error, Result,
    field::{Field, Rank},
};

/// What the user said of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// The fields asked for; empty: all.
    pub fields: Vec<FieldSelection>,
    /// Names of the arrays' axes in storage order.
    pub axes: Option<Vec<String>>,
    /// Even spacing.
    pub spacing: Option<SpacingHint>,
    /// Axis name and path of the 1-D variable that holds its coordinates.
    pub coordinates: Vec<(String, String)>,
}

/// A field that the user named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSelection {
    /// Name of the field.
    pub name: String,
    /// Its components, where the user listed them.
    pub components: Vec<ComponentSelection>,
}

/// A component that the user named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentSelection {
    /// Variable that holds it.
    pub variable: String,
    /// Axis along which it points, where the user said so.
    pub axis: Option<String>,
}

/// Even spacing that the user gave.
#[derive(Debug, Clone, PartialEq)]
pub enum SpacingHint {
    /// The same along every axis.
    All(f64),
    /// By the name of the axis.
    ByAxis(Vec<(String, f64)>),
}

/// What was found in a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inference {
    /// Scalar fields: variables that are no component, no coordinate and no metadata.
    pub scalars: Vec<Field>,
    /// Vector fields.
    pub vectors: Vec<Field>,
    /// Paths of the variables taken as coordinates.
    pub coordinates: Vec<String>,
    /// Variables and fields passed over, each with the reason; the refused fields are among them.
    pub passed_over: Vec<(String, String)>,
    /// Fields that stand in the file but cannot be read in one way for certain. When it finds nothing else, or when
    /// the user asked for one of them, [`infer`] fails instead.
    pub refused: Vec<Refusal>,
}

/// A field that was found and cannot be used as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Full path of the field: `/fields/E`.
    pub field: String,
    /// What it would be.
    pub rank: Rank,
    /// What is wrong: a message that names the file and the variable.
    pub problem: String,
    /// The option that decides.
    pub hint: Option<String>,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Undecided { problem: refusal.problem, hint: refusal.hint }
    }
}

/// Finds the fields of a file.
///
/// # Errors
/// When a hint contradicts the file; when the file can be read in more than one way.
pub fn infer(contents: &Contents, hints: &Hints) -> Result<Inference> {
    let _ = (contents, hints);
    Ok(Inference::default())
}
