//! Order of a derivative, and order of accuracy at the ends of an axis.

use crate::Error;

/// Order of accuracy of the first and the last point of an axis, as `edge_order` of `numpy.gradient`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum EdgeOrder {
    /// First-order accurate: one-sided differences of the two outermost points.
    #[default]
    First,
    /// Second-order accurate: one-sided differences of the three outermost points.
    Second,
}

impl EdgeOrder {
    /// The order as a number.
    #[must_use]
    pub fn number(self) -> usize {
        match self {
            Self::First => 1,
            Self::Second => 2,
        }
    }
}

impl TryFrom<i64> for EdgeOrder {
    type Error = Error;

    /// # Errors
    /// For numbers other than 1 and 2. (numpy takes 0 and −1 for second order, in silence.)
    fn try_from(number: i64) -> Result<Self, Error> {
        match number {
            1 => Ok(Self::First),
            2 => Ok(Self::Second),
            _ => Err(Error::EdgeOrder { number }),
        }
    }
}

/// Which derivative along an axis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum DerivativeOrder {
    /// ∂f/∂x, by the formulae of `numpy.gradient`.
    #[default]
    First,
    /// ∂²f/∂x², by stencils of its own.
    ///
    /// | where | even spacing h | uneven spacing |
    /// |---|---|---|
    /// | interior | (fᵢ₋₁ − 2fᵢ + fᵢ₊₁)/h² | mean of the two four-point stencils i−2…i+1 and i−1…i+2 |
    /// | next to an end | as the interior | the four outermost points |
    /// | end, edge order 1 | the three outermost points | the three outermost points |
    /// | end, edge order 2 | the four outermost points | the four outermost points |
    ///
    /// Order of accuracy: 2 everywhere on any spacing, but 1 at an end with edge order 1. The uneven interior formula
    /// is exact for cubics, mirror-symmetric, and falls to (1, −2, 1)/h² as the spacing becomes even. (The
    /// three-point formula is of order 1 on unevenly jumping spacing.) An axis of three points has only the
    /// three-point formula.
    Second,
}

impl DerivativeOrder {
    /// The order as a number.
    #[must_use]
    pub fn number(self) -> usize {
        match self {
            Self::First => 1,
            Self::Second => 2,
        }
    }

    /// The least number of points that an axis needs.
    #[must_use]
    pub fn minimum_points(self, edge_order: EdgeOrder) -> usize {
        self.number() + edge_order.number()
    }
}
