//! A divisor of many numbers, and quotients by it to the last bit without a division each.
//!
//! With `h = 1/d` rounded to nearest, `l = (1 − h·d)/d`, and fused multiply-adds, `q = x·h + x·l` is one of the two numbers
//! next to `x/d`, `r = x − q·d` is exact, and `q + r·h` is `x/d` rounded to nearest: the quotient that a division gives.
//!
//! That holds while nothing overflows or underflows on the way: for divisors and numbers between 2⁻⁴⁰⁰ and 2⁴⁰⁰, whose
//! quotients lie between 2⁻⁸⁰⁰ and 2⁸⁰⁰ and whose remainders are multiples of some 2⁻⁵⁰⁶. For the others there is the
//! division. (The exception that the theorem makes for divisors whose digits are all ones is one of reciprocals that were not
//! rounded to nearest.)
//!
//! Source: Markstein, IBM J. Res. Dev. 34 (1990), theorem on correctly rounded quotients; Brisebarre, Muller and Raina, IEEE
//! Trans. Comput. 53 (2004), for the two parts of the reciprocal.

/// A divisor of many numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Divisor {
    /// The divisor.
    pub(crate) value: f64,
    /// Its reciprocal, where quotients can be had by it.
    pub(crate) reciprocal: Option<Reciprocal>,
}

/// A reciprocal as a sum of two numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reciprocal {
    pub(crate) high: f64,
    pub(crate) low: f64,
}

/// Bounds of the magnitude of numbers that are divided by a reciprocal: 2⁻⁴⁰⁰ and 2⁴⁰⁰.
pub(crate) const LEAST: f64 = f64::from_bits((1023 - 400) << 52);
pub(crate) const MOST: f64 = f64::from_bits((1023 + 400) << 52);

impl Divisor {
    /// For one number.
    #[inline]
    pub(crate) fn new(value: f64) -> Self {
        Self { value, reciprocal: None }
    }

    /// For many numbers.
    #[inline]
    pub(crate) fn of_many(value: f64) -> Self {
        let high = 1.0 / value;
        let low = (-high).mul_add(value, 1.0) / value;
        let moderate = (LEAST..=MOST).contains(&value.abs());
        Self { value, reciprocal: moderate.then_some(Reciprocal { high, low }) }
    }
}
