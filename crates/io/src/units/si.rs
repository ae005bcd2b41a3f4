//! Units in terms of the base units of the SI.

use super::product::Product;

/// The base units in the order in which a product of them is written: mass, length, time, current, temperature, amount,
/// luminous intensity.
const WRITTEN: [(&str, usize); 7] =
    [("kg", 1), ("m", 0), ("s", 2), ("A", 3), ("K", 4), ("mol", 5), ("cd", 6)];

/// Coherent derived units with their powers of kg, m, s, A.
const DERIVED: [(&str, [i32; 4]); 13] = [
    ("Hz", [0, 0, -1, 0]),
    ("N", [1, 1, -2, 0]),
    ("Pa", [1, -1, -2, 0]),
    ("J", [1, 2, -2, 0]),
    ("W", [1, 2, -3, 0]),
    ("C", [0, 0, 1, 1]),
    ("V", [1, 2, -3, -1]),
    ("F", [-1, -2, 4, 2]),
    ("Ω", [1, 2, -3, -2]),
    ("S", [-1, -2, 3, 2]),
    ("Wb", [1, 2, -2, -1]),
    ("T", [1, 0, -2, -1]),
    ("H", [1, 2, -2, -2]),
];

/// Unit of the dimension that openPMD's `unitDimension` gives: the powers of length, mass, time, electric current,
/// temperature, amount of substance and luminous intensity.
///
/// `None` where a power is not a whole number: UDUNITS knows no other.
///
/// # Examples
/// ```
/// use fieldops_io::units::from_unit_dimension;
///
/// let electric_field = [1.0, 1.0, -3.0, -1.0, 0.0, 0.0, 0.0];
/// assert_eq!(from_unit_dimension(electric_field).as_deref(), Some("kg m s-3 A-1"));
/// ```
#[must_use]
pub fn from_unit_dimension(powers: [f64; 7]) -> Option<String> {
    let mut product = Product::default();
    for (symbol, position) in WRITTEN {
        product.multiply(&Product::of(symbol), whole(powers[position])?)?;
    }
    Some(product.to_string())
}

fn whole(power: f64) -> Option<i32> {
    // No dimension of physics comes near the bound, which keeps the conversion exact.
    let is_whole = power.fract() == 0.0 && power.abs() <= 100.0;
    #[expect(clippy::cast_possible_truncation, reason = "the value was found to be a small whole number")]
    is_whole.then_some(power as i32)
}

/// The base units of a derived unit, with their powers; the unit itself where it is not a derived one.
pub(super) fn base(symbol: &str) -> Vec<(&str, i32)> {
    match DERIVED.iter().find(|(derived, _)| *derived == symbol) {
        Some((_, powers)) => ["kg", "m", "s", "A"].into_iter().zip(*powers).collect(),
        None => vec![(symbol, 1)],
    }
}
