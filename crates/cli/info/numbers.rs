//! Numbers as people write them.

/// The fewest digits that give this number back; where it is one of single precision, those that give that one back, as
/// most files hold such numbers. Very large and very small numbers have an exponent.
#[expect(clippy::cast_possible_truncation, reason = "the truncation is what is looked at")]
pub(crate) fn short(value: f64) -> String {
    let single = value as f32;
    let text = if f64::from(single) == value { format!("{single:?}") } else { format!("{value:?}") };
    text.strip_suffix(".0").map_or_else(|| text.replace(".0e", "e"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn no_digit_is_superfluous() {
        assert_eq!(short(-999.0), "-999");
        assert_eq!(short(0.1), "0.1");
        assert_eq!(short(f64::from(0.1_f32)), "0.1");
        assert_eq!(short(f64::from(1e20_f32)), "1e20");
        assert_eq!(short(1e-9), "1e-9");
        assert_eq!(short(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(short(f64::NAN), "NaN");
    }
}
