//! Whether two units are the same.

use std::collections::BTreeMap;

use super::{is_one, origin::without_origin, parse, si, symbols::canonical};

/// What is known of two units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// They are one unit, in whatever spelling: `V/m` and `N C-1`.
    Same,
    /// They are not; they may still differ by a number only: `m` and `km`.
    Different,
    /// One of them cannot be read.
    Unknown,
}

/// Whether values in these two units can be added as they are. Origins do not count: [`same_origin`](super::same_origin)
/// tells whether they are one.
///
/// # Examples
/// ```
/// use fieldops_io::units::{Agreement, agree};
///
/// assert_eq!(agree("degrees_east", "degrees_north"), Agreement::Same);
/// assert_eq!(agree("m", "km"), Agreement::Different);
/// assert_eq!(agree("1e-3 m", "mm"), Agreement::Unknown);
/// ```
#[must_use]
pub fn agree(one: &str, other: &str) -> Agreement {
    let (one, other) = (without_origin(one.trim()), without_origin(other.trim()));
    if one == other || is_one(one) && is_one(other) {
        return Agreement::Same;
    }
    match (powers(one), powers(other)) {
        (Some(one), Some(other)) if one == other => Agreement::Same,
        (Some(_), Some(_)) => Agreement::Different,
        _ => Agreement::Unknown,
    }
}

/// The powers of the base units of a unit; none where it is no product for certain.
fn powers(unit: &str) -> Option<BTreeMap<String, i64>> {
    let product = parse::product(unit)?;
    let mut powers = BTreeMap::new();
    for (symbol, power) in product.factors() {
        for (base, own) in si::base(canonical(symbol)) {
            *powers.entry(base.to_owned()).or_default() += i64::from(own) * i64::from(power);
        }
    }
    powers.retain(|_, power| *power != 0);
    Some(powers)
}
