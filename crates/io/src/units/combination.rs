//! Units of products, powers and roots.

use super::{factor, is_one, parse, product::Product, without_origin};

/// Unit of the product of values in these units; not known where one of them is not.
///
/// Where one is no product of symbols for certain, both are kept together as they stand.
///
/// # Examples
/// ```
/// use fieldops_io::units::product;
///
/// assert_eq!(product(Some("V/m"), Some("m")).as_deref(), Some("V"));
/// assert_eq!(product(Some("J/kg K"), Some("kg")).as_deref(), Some("(J/kg K) kg"));
/// assert_eq!(product(Some("V"), None), None);
/// ```
#[must_use]
pub fn product(one: Option<&str>, other: Option<&str>) -> Option<String> {
    let (one, other) = (without_origin(one?.trim()), without_origin(other?.trim()));
    let units = [one, other].into_iter().filter(|unit| !is_one(unit));
    let simplified = || {
        let mut product = Product::default();
        for unit in units.clone() {
            product.multiply(&parse::product(unit)?, 1)?;
        }
        Some(product.to_string())
    };
    Some(simplified().unwrap_or_else(|| units.clone().map(factor).collect::<Vec<_>>().join(" ")))
}

/// Unit of a value in this unit to a whole power; not known where the unit is not.
///
/// # Examples
/// ```
/// use fieldops_io::units::power;
///
/// assert_eq!(power(Some("V/m"), 2).as_deref(), Some("V2 m-2"));
/// assert_eq!(power(Some("J/kg K"), -1).as_deref(), Some("(J/kg K)-1"));
/// assert_eq!(power(Some("m"), 0).as_deref(), Some("1"));
/// ```
#[must_use]
pub fn power(unit: Option<&str>, exponent: i32) -> Option<String> {
    let unit = without_origin(unit?.trim());
    if is_one(unit) || exponent == 0 {
        return Some("1".to_owned());
    }
    let simplified = || {
        let mut product = Product::default();
        product.multiply(&parse::product(unit)?, exponent)?;
        Some(product.to_string())
    };
    Some(simplified().unwrap_or_else(|| format!("{}{exponent}", factor(unit))))
}

/// Unit of a root of a value in this unit; not known where a symbol would have a power that is no whole number.
///
/// # Examples
/// ```
/// use fieldops_io::units::root;
///
/// assert_eq!(root(Some("m2 s-2"), 2).as_deref(), Some("m s-1"));
/// assert_eq!(root(Some("m s-2"), 2), None);
/// ```
#[must_use]
pub fn root(unit: Option<&str>, degree: i32) -> Option<String> {
    let product = parse::product(without_origin(unit?.trim()))?;
    let mut root = Product::default();
    for (symbol, power) in product.factors() {
        if power.checked_rem(degree)? != 0 {
            return None;
        }
        root.multiply(&Product::of(symbol), power / degree)?;
    }
    Some(root.to_string())
}
