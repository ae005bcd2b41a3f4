//! Units of derivatives.

/// Unit of the derivative of this order of a field in `field` along an axis in `axis`.
///
/// The result is a product as UDUNITS reads it. A unit of more than one symbol is put in parentheses and not taken
/// apart: `V/m` by `m` is `(V/m) m-1`. Where a unit is not known, neither is that of the derivative.
///
/// Of `days since 1950-01-01` counts what stands before ` since `: a derivative knows no origin.
///
/// # Examples
/// ```
/// use fieldops_io::units::quotient;
///
/// assert_eq!(quotient(Some("T"), Some("m"), 2).as_deref(), Some("T m-2"));
/// assert_eq!(quotient(Some("K"), Some("km/h"), 1).as_deref(), Some("K (km/h)-1"));
/// assert_eq!(quotient(Some("K"), None, 1), None);
/// ```
#[must_use]
pub fn quotient(field: Option<&str>, axis: Option<&str>, order: usize) -> Option<String> {
    let field = without_origin(field?.trim());
    let axis = without_origin(axis?.trim());
    let field = if is_one(field) { "" } else { field };
    if is_one(axis) || order == 0 {
        return Some(if field.is_empty() { "1".to_owned() } else { field.to_owned() });
    }
    let divisor = format!("{}-{order}", factor(axis));
    Some(if field.is_empty() { divisor } else { format!("{} {divisor}", factor(field)) })
}

/// Unit with these powers of the seven SI base units, in the order length, mass, time, electric current, temperature,
/// amount of substance, luminous intensity; none for another count of powers, or for powers that are not whole.
///
/// # Examples
/// ```
/// use fieldops_io::units::from_unit_dimension;
///
/// let electric_field = [1.0, 1.0, -3.0, -1.0, 0.0, 0.0, 0.0];
/// assert_eq!(from_unit_dimension(&electric_field).as_deref(), Some("m kg s-3 A-1"));
/// assert_eq!(from_unit_dimension(&[0.0; 7]).as_deref(), Some("1"));
/// ```
#[must_use]
pub fn from_unit_dimension(powers: &[f64]) -> Option<String> {
    const BASE: [&str; 7] = ["m", "kg", "s", "A", "K", "mol", "cd"];
    if powers.len() != BASE.len() || powers.iter().any(|power| power.fract() != 0.0) {
        return None;
    }
    let factors: Vec<String> = BASE
        .iter()
        .zip(powers)
        .filter(|(_, power)| **power != 0.0)
        .map(|(unit, power)| if *power == 1.0 { (*unit).to_owned() } else { format!("{unit}{power}") })
        .collect();
    Some(if factors.is_empty() { "1".to_owned() } else { factors.join(" ") })
}

/// The scale of a unit with an origin: `days` of `days since 1950-01-01`.
fn without_origin(unit: &str) -> &str {
    // Any letter case is in use. ASCII lower-casing keeps the positions.
    let lower = unit.to_ascii_lowercase();
    [" since ", " after ", " from ", "@"]
        .iter()
        .find_map(|word| lower.find(word))
        .map_or(unit, |start| unit[..start].trim_end())
}

fn is_one(unit: &str) -> bool {
    unit.is_empty() || unit == "1"
}

/// The unit such that an exponent, or a further factor, can follow.
fn factor(unit: &str) -> String {
    let symbol = unit.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '%' | '°' | '\'' | '"'));
    if symbol { unit.to_owned() } else { format!("({unit})") }
}

#[cfg(test)]
mod tests {
    use super::quotient;

    #[track_caller]
    fn check(field: &str, axis: &str, order: usize, expected: &str) {
        assert_eq!(quotient(Some(field), Some(axis), order).as_deref(), Some(expected));
    }

    #[test]
    fn a_symbol_by_a_symbol() {
        check("V", "m", 1, "V m-1");
        check("T", "m", 2, "T m-2");
        check("kelvin", "degrees_east", 1, "kelvin degrees_east-1");
        check("µT", "µm", 1, "µT µm-1");
    }

    #[test]
    fn a_compound_unit_is_kept_together() {
        check("V/m", "m", 1, "(V/m) m-1");
        check("m s-1", "m", 1, "(m s-1) m-1");
        check("m2", "m", 1, "(m2) m-1");
        check("K", "km/h", 1, "K (km/h)-1");
        check("K", "1e3 m", 2, "K (1e3 m)-2");
        check("K", "m2", 1, "K (m2)-1");
    }

    #[test]
    fn a_unit_of_one_takes_no_part() {
        check("1", "m", 1, "m-1");
        check("", "m", 2, "m-2");
        check(" 1 ", "km/h", 1, "(km/h)-1");
        check("V", "1", 1, "V");
        check("V/m", "", 2, "V/m");
        check("1", "1", 1, "1");
        check("", "", 1, "1");
    }

    #[test]
    fn an_origin_does_not_count() {
        check("K", "d since 1950-01-01", 1, "K d-1");
        check("K", "Hours Since 1900-01-01 00:00:0.0", 1, "K Hours-1");
        check("m/s", "seconds since 2000-01-01", 2, "(m/s) seconds-2");
        check("days since 2000-01-01", "m", 1, "days m-1");
    }

    #[test]
    fn an_unknown_unit_leaves_it_unknown() {
        assert_eq!(quotient(None, Some("m"), 1), None);
        assert_eq!(quotient(Some("V"), None, 1), None);
        assert_eq!(quotient(None, None, 1), None);
    }

    #[test]
    fn order_zero_is_the_field_itself() {
        check("V/m", "m", 0, "V/m");
    }
}
