//! What is asked for.

use fieldops_io::{Compression, ValueType, conventions::Hints};
use fieldops_operators::{DerivativeOrder, EdgeOrder};

use crate::Statement;

/// Results asked of one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What to compute.
    pub calculation: Calculation,
    /// What the user said of the file, the choice of fields included.
    pub hints: Hints,
    /// Accuracy at the ends of the axes.
    pub edge_order: EdgeOrder,
    /// How components of a result lie in the output.
    pub layout: LayoutChoice,
    /// Precision of the output; none: that of the input.
    pub precision: Option<Precision>,
    /// Compression of the output; none: that of the input.
    pub compression: Option<Compression>,
    /// Bytes that the buffers may take of the windows that are being read, computed and written.
    pub memory: u64,
    /// The command as the user wrote it, for the history of the output.
    pub command_line: String,
}

/// What can be computed.
#[derive(Debug, Clone, PartialEq)]
pub enum Calculation {
    /// Derivative of scalars and of the components of vectors along one named dimension.
    Derivative {
        /// Name of the dimension.
        axis: String,
        /// First or second derivative.
        order: DerivativeOrder,
    },
    /// Gradient of scalars.
    Gradient,
    /// Jacobian of vectors.
    Jacobian,
    /// Divergence of vectors.
    Divergence,
    /// Curl of vectors of two or three components.
    Curl,
    /// Laplacian of scalars and of the components of vectors.
    Laplacian,
    /// The results of expressions.
    Evaluate(Vec<Statement>),
}

impl Calculation {
    /// Its name, which is also that of the command.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Derivative { .. } => "derivative",
            Self::Gradient => "gradient",
            Self::Jacobian => "jacobian",
            Self::Divergence => "divergence",
            Self::Curl => "curl",
            Self::Laplacian => "laplacian",
            Self::Evaluate(_) => "eval",
        }
    }

    /// Whether it takes scalar fields.
    #[must_use]
    pub fn takes_scalars(&self) -> bool {
        matches!(self, Self::Derivative { .. } | Self::Gradient | Self::Laplacian)
    }

    /// Whether it takes vector fields.
    #[must_use]
    pub fn takes_vectors(&self) -> bool {
        !matches!(self, Self::Gradient)
    }
}

/// How components of a result lie in the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LayoutChoice {
    /// As the components of the input lie; what comes of a scalar is split.
    #[default]
    Auto,
    /// One variable for each component.
    Split,
    /// One variable with an axis for each index.
    Stacked,
}

/// Precision of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floats, or complex numbers of two.
    F32,
    /// 64-bit floats, or complex numbers of two.
    F64,
}

impl Precision {
    /// The type of this precision that holds what `value_type` holds.
    #[must_use]
    pub fn of(self, value_type: ValueType) -> ValueType {
        match (self, value_type.is_complex()) {
            (Self::F32, false) => ValueType::F32,
            (Self::F64, false) => ValueType::F64,
            (Self::F32, true) => ValueType::C32,
            (Self::F64, true) => ValueType::C64,
        }
    }
}
