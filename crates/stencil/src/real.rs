//! The real numbers that functions are written in.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A real number, or one for each lane of some vectors. Each operation rounds as that of `f64` does.
pub trait Real:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// This number, in all lanes.
    #[must_use]
    fn of(number: f64) -> Self;
    /// The square root.
    #[must_use]
    fn sqrt(self) -> Self;
    /// The magnitude.
    #[must_use]
    fn abs(self) -> Self;
    /// The lesser of two, the other one where this is no number.
    #[must_use]
    fn min(self, other: Self) -> Self;
    /// `then` where this is less than the other, and `otherwise` where it is not.
    #[must_use]
    fn if_less(self, other: Self, then: Self, otherwise: Self) -> Self;
    /// Of a magnitude, a power of two the product with which lies between 1 and 2, or near to that where there is no such power.
    #[must_use]
    fn inverse_power_of_two(self) -> Self;
}

impl Real for f64 {
    #[inline(always)]
    fn of(number: f64) -> Self {
        number
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        self.sqrt()
    }

    #[inline(always)]
    fn abs(self) -> Self {
        self.abs()
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        if self < other { self } else { other }
    }

    #[inline(always)]
    fn if_less(self, other: Self, then: Self, otherwise: Self) -> Self {
        if self < other { then } else { otherwise }
    }

    #[inline(always)]
    fn inverse_power_of_two(self) -> Self {
        exponent::inverse(self)
    }
}

/// Exponents of powers of two and of their inverses.
pub(crate) mod exponent {
    /// Digits behind the exponent.
    pub(crate) const DIGITS: u32 = 52;
    /// The sum of those of a number of magnitude 1 and of its inverse.
    pub(crate) const SUM: i64 = 2046;
    /// The largest that has an inverse.
    pub(crate) const MOST: i64 = SUM - 1;

    /// The power of two with the opposite exponent.
    #[inline(always)]
    pub(crate) fn inverse(size: f64) -> f64 {
        let exponent = (size.to_bits() >> DIGITS).min(MOST.cast_unsigned());
        f64::from_bits((SUM.cast_unsigned() - exponent) << DIGITS)
    }
}
