//! The derivative at a point as a combination of values, and the combinations of a whole axis.

use std::ops::Range;

use crate::divisor::Divisor;

/// The derivative at one point, as a combination of values of the axis. Indices are those of the whole axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Combination {
    /// `(f[upper] − f[lower]) / divisor`
    Difference {
        /// Index of the value subtracted.
        lower: usize,
        /// Index of the value subtracted from.
        upper: usize,
        /// Distance between the two.
        divisor: f64,
    },
    /// `w₀·f[first] + w₁·f[first + 1] + …`, summed in this order.
    Sum {
        /// Index of the first value.
        first: usize,
        /// The weights.
        weights: Weights,
    },
}

/// Weights of successive values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Weights {
    /// Of three values.
    Three([f64; 3]),
    /// Of four values.
    Four([f64; 4]),
    /// Of five values.
    Five([f64; 5]),
}

/// The points between the edges, which all take values at the same offsets. Weights that vary are kept by offset, not
/// by point, so that a row of points reads each as one contiguous run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Interior {
    /// `(f[i+1] − f[i−1]) / divisor`
    Difference { divisor: Divisor },
    /// Offsets −1, 0, 1 with the same weights everywhere.
    Constant([f64; 3]),
    /// Offsets −1, 0, 1.
    Three([Vec<f64>; 3]),
    /// Offsets −2 to 2.
    Five([Vec<f64>; 5]),
}

/// What a formula gives for an axis: the combinations of the points at its ends, and the points between.
pub(crate) struct Combinations {
    pub(crate) left: Vec<Combination>,
    pub(crate) interior: Interior,
    pub(crate) right: Vec<Combination>,
}

impl Combination {
    /// The range of indices from the first to the last value that takes part.
    #[must_use]
    pub fn indices(&self) -> Range<usize> {
        match self {
            Self::Difference { lower, upper, .. } => *lower..upper + 1,
            Self::Sum { first, weights } => *first..first + weights.as_slice().len(),
        }
    }
}

impl Weights {
    /// The weights as a slice.
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        match self {
            Self::Three(weights) => weights,
            Self::Four(weights) => weights,
            Self::Five(weights) => weights,
        }
    }
}
