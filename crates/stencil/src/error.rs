//! What can be wrong with an axis.

use crate::{DerivativeOrder, EdgeOrder};

/// The result of planning or applying a derivative.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An axis, or a request along it, cannot be differentiated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The array has no such axis.
    #[error("there is no axis {axis} in an array of {dimensions} dimensions")]
    AxisOutOfRange {
        /// The axis asked for.
        axis: usize,
        /// Number of dimensions of the array.
        dimensions: usize,
    },
    /// There are more or fewer coordinates than points.
    #[error("there are {coordinates} coordinates for {points} points")]
    LengthMismatch {
        /// Number of coordinates.
        coordinates: usize,
        /// Extent of the axis.
        points: usize,
    },
    /// The edge order is neither 1 nor 2.
    #[error("edge order {number} is neither 1 nor 2")]
    EdgeOrder {
        /// The number given.
        number: i64,
    },
    /// The axis has too few points.
    #[error(
        "{points} {}, but edge order {} of derivative {} needs at least {}",
        if *points == 1 { "point" } else { "points" },
        edge_order.number(), order.number(), order.minimum_points(*edge_order)
    )]
    TooShort {
        /// Extent of the axis.
        points: usize,
        /// The edge order asked for.
        edge_order: EdgeOrder,
        /// The derivative asked for.
        order: DerivativeOrder,
    },
    /// The even spacing is zero, infinite or not a number.
    #[error("spacing {spacing} is not a finite number other than zero")]
    BadSpacing {
        /// The spacing.
        spacing: f64,
    },
    /// A coordinate is infinite or not a number.
    #[error("coordinate {index} is {value}: coordinates must be finite")]
    NotFinite {
        /// Index of the coordinate.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// The difference of two neighbouring coordinates is not a finite number.
    #[error("coordinates {index} and {} are too far apart to be subtracted", index + 1)]
    TooFarApart {
        /// Index of the first of the two.
        index: usize,
    },
    /// Two neighbouring coordinates are equal.
    #[error("coordinates {index} and {} are both {value}: coordinates must not repeat", index + 1)]
    Repeated {
        /// Index of the first of the two.
        index: usize,
        /// Their value.
        value: f64,
    },
    /// The coordinates turn round.
    #[error(
        "coordinates turn round at index {index} ({value}): they must rise throughout or fall throughout"
    )]
    NotMonotonic {
        /// Index of the turning point.
        index: usize,
        /// The coordinate there.
        value: f64,
    },
    /// An array does not have the shape that the window asks for.
    #[error("an array of shape {found:?} was given where the window needs {expected:?}")]
    ShapeMismatch {
        /// The shape that is needed.
        expected: Vec<usize>,
        /// The shape that was given.
        found: Vec<usize>,
    },
}
