//! Units, as UDUNITS writes them: what the units of derivatives, products and powers are, and whether terms can be added.
//!
//! A unit is read as a product of symbols with integer powers. What is not certainly such a product (a number as a
//! factor, `J/kg K`, a logarithm) is kept as it stands, in parentheses. Symbols are not converted: `K km-1` stays.

mod agreement;
mod combination;
mod origin;
mod parse;
mod product;
mod si;
mod sum;
mod symbols;
#[cfg(test)]
mod tests;

pub use agreement::{Agreement, agree};
pub use combination::{power, product, root};
pub use origin::{origin, same_origin, without_origin};
pub use si::from_unit_dimension;
pub use sum::{UnitsClash, sum};
pub(crate) use symbols::is_angle;

use product::Product;

/// Unit of the derivative of this order of a field in `field` along an axis in `axis`.
///
/// ```text
/// field · axis^−order
/// ```
///
/// The result is a product as UDUNITS reads it: symbols in the order in which they are met, the powers of one symbol
/// summed. Spellings of one unit count as one symbol (`m`, `meter`, `metres`); prefixes are not combined. Where one of
/// the two is no product for certain, both are kept together as they stand: `K (1e3 m)-1`. Where a unit is not known,
/// neither is that of the derivative.
///
/// Of `days since 1950-01-01` counts what stands before ` since `: a derivative knows no origin.
///
/// # Examples
/// ```
/// use fieldops_io::units::quotient;
///
/// assert_eq!(quotient(Some("V/m"), Some("m"), 1).as_deref(), Some("V m-2"));
/// assert_eq!(quotient(Some("m s-1"), Some("m"), 1).as_deref(), Some("s-1"));
/// assert_eq!(quotient(Some("K"), Some("km"), 1).as_deref(), Some("K km-1"));
/// assert_eq!(quotient(Some("V/m"), Some("1e3 m"), 1).as_deref(), Some("(V/m) (1e3 m)-1"));
/// assert_eq!(quotient(Some("K"), None, 1), None);
/// ```
#[must_use]
pub fn quotient(field: Option<&str>, axis: Option<&str>, order: usize) -> Option<String> {
    let (field, axis) = (without_origin(field?.trim()), without_origin(axis?.trim()));
    let field = if is_one(field) { "" } else { field };
    if is_one(axis) || order == 0 {
        return Some(if field.is_empty() { "1".to_owned() } else { field.to_owned() });
    }
    Some(simplified(field, axis, order).unwrap_or_else(|| kept_together(field, axis, order)))
}

/// The quotient as one product, where both units are products for certain.
fn simplified(field: &str, axis: &str, order: usize) -> Option<String> {
    let mut product: Product = parse::product(field)?;
    product.multiply(&parse::product(axis)?, i32::try_from(order).ok()?.checked_neg()?)?;
    Some(product.to_string())
}

/// The quotient with each unit as it stands.
fn kept_together(field: &str, axis: &str, order: usize) -> String {
    let divisor = format!("{}-{order}", factor(axis));
    if field.is_empty() { divisor } else { format!("{} {divisor}", factor(field)) }
}

fn is_one(unit: &str) -> bool {
    unit.is_empty() || unit == "1"
}

/// The unit such that an exponent, or a further factor, can follow.
fn factor(unit: &str) -> String {
    let symbol = unit.chars().all(symbols::is_part);
    if symbol { unit.to_owned() } else { format!("({unit})") }
}
