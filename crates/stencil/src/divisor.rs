//! A divisor of many numbers, and quotients by it to the last bit without a division each.
//!
//! With `h` the nearest number to `1/d` that is nearer to zero, and `l = (1 − h·d)/d`, `x·h + x·l` by one multiplication and
//! one fused multiply-add is `x/d` rounded to nearest, unless `x/d` lies so near the middle between two numbers that the
//! errors of `l` and of `x·l` decide. With the digits `X` of `x` and `Y` of `d` as integers between 2⁵² and 2⁵³, and `M/2ˢ`
//! such a middle of `X/Y` (`s` = 53 where `X ≥ Y`, else 54), `X·2ˢ − M·Y` is a whole number that is not 0; where its
//! magnitude is above 8, the errors are less than the distance. For each of the others there are one or few `X`, and these
//! are tried when the divisor is made, for `l` and for the two numbers beside it: a divisor that fails has no reciprocal, and
//! numbers are divided by it. One in thirty fails.
//!
//! That is so while nothing underflows on the way: for divisors between 2⁻⁴⁰⁰ and 2⁴⁰⁰ and for numbers of at least 2⁻⁵¹¹.
//! Zeros keep their sign, as `h` and `l` have the same; infinite numbers stay infinite, as `l` is not 0.
//!
//! Source: Brisebarre, Muller and Raina, IEEE Trans. Comput. 53 (2004), who try these numbers once for each divisor too.

use std::ops::RangeInclusive;

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

/// Bounds of the magnitude of divisors that have a reciprocal: 2⁻⁴⁰⁰ and 2⁴⁰⁰.
pub(crate) const LEAST: f64 = f64::from_bits((1023 - 400) << 52);
pub(crate) const MOST: f64 = f64::from_bits((1023 + 400) << 52);

/// Bits of which a number has one at least if its magnitude is 2⁻⁵¹¹ or more.
pub(crate) const LARGE: i64 = 3 << 61;

/// The least of those magnitudes.
pub(crate) const LEAST_LARGE: f64 = f64::from_bits(1 << 61);

impl Divisor {
    /// For one number.
    #[inline]
    pub(crate) fn new(value: f64) -> Self {
        Self { value, reciprocal: None }
    }

    /// For many numbers.
    pub(crate) fn of_many(value: f64) -> Self {
        let moderate = (LEAST..=MOST).contains(&value.abs());
        Self { value, reciprocal: if moderate { Reciprocal::of(value) } else { None } }
    }
}

impl Reciprocal {
    /// That of a divisor, if it gives all quotients.
    fn of(divisor: f64) -> Option<Self> {
        let nearest = 1.0 / divisor;
        let exceeds = (-nearest).mul_add(divisor, 1.0) <= 0.0;
        let high = if exceeds { f64::from_bits(nearest.to_bits() - 1) } else { nearest };
        let low = (-high).mul_add(divisor, 1.0) / divisor;
        let beside = [low.to_bits(), low.to_bits() + 1, low.to_bits() - 1].map(f64::from_bits);
        beside.into_iter().map(|low| Self { high, low }).find(|reciprocal| reciprocal.divides_as(divisor))
    }

    /// Whether no quotient differs from that by `divisor`.
    fn divides_as(self, divisor: f64) -> bool {
        let mut numbers = near_a_middle(divisor, -8..=8).map(exact);
        numbers.all(|number| self.quotient(number) == number / divisor)
    }

    /// The quotient of a number that is not tiny.
    fn quotient(self, number: f64) -> f64 {
        number.mul_add(self.high, number * self.low)
    }
}

/// The numbers between 2⁵² and 2⁵³ whose quotients lie so near to a middle between two numbers, in the units of
/// `X·2ˢ − M·Y`.
fn near_a_middle(divisor: f64, distances: RangeInclusive<i64>) -> impl Iterator<Item = u64> {
    const IMPLICIT: u64 = 1 << 52;
    let digits = divisor.to_bits() & (IMPLICIT - 1) | IMPLICIT;
    let zeros = digits.trailing_zeros();
    let odd = digits >> zeros;
    // Each step doubles the number of last bits in which the product with `odd` is 1; at first there are three.
    let inverse = (0..5).fold(odd, |one, _| one.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(one))));
    let possible = move |distance: &i64| *distance != 0 && distance.trailing_zeros() >= zeros;
    distances.filter(possible).flat_map(move |distance| {
        [53, 54].into_iter().flat_map(move |scale| {
            let period = 1_u64 << (scale - zeros);
            let first = (distance >> zeros).cast_unsigned().wrapping_neg().wrapping_mul(inverse) % period;
            let middles = (0..(1 << 54) / period).map(move |turn| first + turn * period);
            let middles = middles.filter(|middle| *middle >= 1 << 53);
            let numbers = middles.map(move |middle| {
                (i128::from(middle) * i128::from(digits) + i128::from(distance)).cast_unsigned() >> scale
            });
            let whole = numbers.filter_map(|number| u64::try_from(number).ok());
            whole.filter(|number| (IMPLICIT..2 * IMPLICIT).contains(number))
        })
    })
}

/// An integer below 2⁵³ as a number.
#[expect(clippy::cast_precision_loss, reason = "it has no more digits than the number")]
fn exact(integer: u64) -> f64 {
    integer as f64
}

#[cfg(test)]
mod tests;
