//! What can be wrong with a grid, or with fields on it.

/// The result of planning or applying an operator.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An operator cannot be applied.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The axis of a grid cannot be differentiated.
    #[error("axis `{name}`")]
    Axis {
        /// Name of the axis.
        name: String,
        /// Why.
        source: fieldops_stencil::Error,
    },
    /// The array has no such axis.
    #[error("axis `{name}` is axis {axis} of the array, which has {dimensions} dimensions")]
    AxisOutOfRange {
        /// Name of the axis.
        name: String,
        /// The array axis that it was said to be.
        axis: usize,
        /// Number of dimensions of the array.
        dimensions: usize,
    },
    /// Two axes of a grid are the same axis of the array.
    #[error("axes `{first}` and `{second}` are both axis {axis} of the array")]
    RepeatedAxis {
        /// Name of one.
        first: String,
        /// Name of the other.
        second: String,
        /// The array axis.
        axis: usize,
    },
    /// The grid has fewer axes than the operator needs.
    #[error("the operator needs an axis {axis}, but the grid has {axes} axes")]
    TooFewAxes {
        /// Index of the axis, in the grid's order.
        axis: usize,
        /// Number of axes of the grid.
        axes: usize,
    },
    /// There are more or fewer components than the operator takes.
    #[error("{found} components were given where the operator takes {expected}")]
    ComponentCount {
        /// Number that the operator takes.
        expected: usize,
        /// Number given.
        found: usize,
    },
    /// There are more or fewer outputs than the operator makes.
    #[error("{found} outputs were given where the operator makes {expected}")]
    OutputCount {
        /// Number that the operator makes.
        expected: usize,
        /// Number given.
        found: usize,
    },
    /// The quantity has no meaning for fields of so many components.
    #[error("{quantity} is not defined for a field of {components} components on {axes} axes")]
    Undefined {
        /// Its name.
        quantity: &'static str,
        /// Number of components.
        components: usize,
        /// Number of axes of the grid.
        axes: usize,
    },
    /// An array does not have the shape that the grid or the window asks for.
    #[error("an array of shape {found:?} was given where {expected:?} is needed")]
    ShapeMismatch {
        /// The shape that is needed.
        expected: Vec<usize>,
        /// The shape that was given.
        found: Vec<usize>,
    },
    /// The rows could not be walked.
    #[error(transparent)]
    Rows(fieldops_stencil::Error),
}
