//! The unit of a sum.

use super::{Agreement, agree, parse, symbols};

/// Terms in different units cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("terms in `{one}` and in `{other}` cannot be added")]
pub struct UnitsClash {
    /// Unit of a term.
    pub one: String,
    /// Unit of another, which differs.
    pub other: String,
}

impl UnitsClash {
    /// What to do about it: one sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        let in_angles = |unit: &str| {
            parse::product(unit)
                .is_some_and(|product| product.factors().any(|(symbol, _)| symbols::is_angle(symbol)))
        };
        if in_angles(&self.one) == in_angles(&self.other) {
            "`--coords AXIS=PATH` or `--spacing AXIS=STEP` gives the axes coordinates in one unit"
        } else {
            "an axis of angles would need metric terms, which are not applied: `--spacing AXIS=STEP` gives it a step in \
             the unit of the other axes"
        }
    }
}

/// Unit of the sum of terms in these units: that of the first, if all agree. Where one is not known or cannot be read,
/// neither is that of the sum.
///
/// # Errors
/// When two of the units differ.
///
/// # Examples
/// ```
/// use fieldops_io::units::sum;
///
/// let unit = |text: &str| Some(text.to_owned());
/// assert_eq!(sum(&[unit("m s-1 degrees_east-1"), unit("m s-1 degrees_north-1")]), Ok(unit("m s-1 degrees_east-1")));
/// assert_eq!(sum(&[unit("s-1"), None]), Ok(None));
/// assert!(sum(&[unit("s-1"), unit("m s-1 degrees_north-1")]).is_err());
/// ```
pub fn sum(units: &[Option<String>]) -> Result<Option<String>, UnitsClash> {
    let known: Vec<&String> = units.iter().flatten().collect();
    let mut certain = known.len() == units.len();
    for (index, one) in known.iter().enumerate() {
        for other in &known[..index] {
            match agree(other, one) {
                Agreement::Same => {}
                Agreement::Unknown => certain = false,
                Agreement::Different => {
                    return Err(UnitsClash { one: (*other).clone(), other: (*one).clone() });
                }
            }
        }
    }
    Ok(known.first().filter(|_| certain).map(|first| (*first).clone()))
}
