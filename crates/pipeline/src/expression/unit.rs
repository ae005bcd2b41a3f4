//! The units of values in an expression, as far as they are known.

use fieldops_io::units::{self, Agreement};

use super::syntax::Infix;

#[cfg(test)]
mod tests;

/// What is known of the unit of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// A number as it is written: it suits every unit.
    Free,
    /// It cannot be told.
    Unknown,
    Known(String),
}

impl From<Option<String>> for Unit {
    fn from(unit: Option<String>) -> Self {
        unit.map_or(Self::Unknown, Self::Known)
    }
}

impl Unit {
    /// The unit as an attribute: none where there is none, or where it is not known.
    pub(super) fn known(&self) -> Option<String> {
        match self {
            Self::Known(unit) => Some(unit.clone()),
            Self::Free | Self::Unknown => None,
        }
    }

    /// The same, with 1 for a number.
    fn as_factor(&self) -> Option<&str> {
        match self {
            Self::Free => Some("1"),
            Self::Unknown => None,
            Self::Known(unit) => Some(unit),
        }
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        match (self, other) {
            // In `7.3e-5 * sin(a)` the number may be one of any unit.
            (Self::Free, unit) | (unit, Self::Free) if unit.is_certainly_one() => Self::Free,
            (Self::Free, unit) | (unit, Self::Free) => unit.scale(),
            _ => units::product(self.as_factor(), other.as_factor()).into(),
        }
    }

    pub(super) fn per(&self, other: &Self) -> Self {
        if self == &Self::Free && (other == &Self::Free || other.is_certainly_one()) {
            return Self::Free;
        }
        units::quotient(self.as_factor(), other.as_factor(), 1).into()
    }

    /// The unit of a derivative along an axis in this unit.
    pub(super) fn derivative(&self, axis: Option<&str>, order: usize) -> Self {
        units::quotient(self.as_factor(), axis, order).into()
    }

    pub(super) fn root(&self) -> Self {
        match self {
            Self::Known(unit) => units::root(Some(unit), 2).into(),
            other => other.clone(),
        }
    }

    /// The unit of a power with this exponent.
    pub(super) fn power(&self, exponent: f64) -> Self {
        let unit = match self {
            Self::Known(unit) if !self.is_certainly_one() => unit,
            other => return other.clone(),
        };
        if exponent == 0.5 {
            return self.root();
        }
        let is_whole = exponent.fract() == 0.0 && exponent.abs() <= 100.0;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the exponent was found to be a small whole number"
        )]
        if is_whole { units::power(Some(unit), exponent as i32).into() } else { Self::Unknown }
    }

    /// The unit of a value that counts from nothing: `days` of `days since 1950-01-01`.
    pub(super) fn scale(&self) -> Self {
        match self {
            Self::Known(unit) => Self::Known(units::without_origin(unit).to_owned()),
            other => other.clone(),
        }
    }

    /// The unit of a sum or a difference; or the two that do not go together.
    ///
    /// From one origin, a difference has the scale alone, and a sum has no unit that could be told. Where one value counts
    /// from a date, the other may be a duration. A number may be meant to move the origin.
    pub(super) fn plus(&self, infix: Infix, other: &Self) -> Result<Self, Clash> {
        let (Self::Known(one), Self::Known(another)) = (self, other) else {
            return Ok(match (self, other) {
                (Self::Free, unit) | (unit, Self::Free) if !unit.has_origin() => unit.clone(),
                _ => Self::Unknown,
            });
        };
        let is_known = Clash::of_scales(one, another)?;
        let is_sum = infix == Infix::Add;
        match (units::origin(one), units::origin(another)) {
            _ if !is_known => Ok(Self::Unknown),
            (None, None) => Ok(self.clone()),
            (Some(_), Some(_)) if units::same_origin(one, another) => {
                Ok(if is_sum { Self::Unknown } else { self.scale() })
            }
            (Some(origin), None) if is_date(origin) => Ok(self.clone()),
            (None, Some(origin)) if is_date(origin) && is_sum => Ok(other.clone()),
            _ => Err(Clash::new(one, another, true)),
        }
    }

    /// The unit of values of which some are in this unit and some in the other; or the two that differ.
    pub(super) fn same(&self, other: &Self) -> Result<Self, Clash> {
        match (self, other) {
            (Self::Free, unit) | (unit, Self::Free) => Ok(unit.clone()),
            (Self::Unknown, _) | (_, Self::Unknown) => Ok(Self::Unknown),
            (Self::Known(one), Self::Known(another)) => match Clash::of_scales(one, another)? {
                false => Ok(Self::Unknown),
                true if units::same_origin(one, another) => Ok(self.clone()),
                true => Err(Clash::new(one, another, true)),
            },
        }
    }

    fn has_origin(&self) -> bool {
        matches!(self, Self::Known(unit) if units::origin(unit).is_some())
    }

    /// Whether the value may be one in this unit.
    pub(super) fn may_be(&self, unit: &str) -> bool {
        match self {
            Self::Free | Self::Unknown => true,
            Self::Known(own) => units::agree(own, unit) != Agreement::Different,
        }
    }

    fn is_certainly_one(&self) -> bool {
        matches!(self, Self::Known(own) if units::agree(own, "1") == Agreement::Same)
    }
}

/// Two units that do not go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clash {
    pub(super) units: [String; 2],
    /// Whether they differ in what they count from alone.
    pub(super) of_origins: bool,
}

impl Clash {
    fn new(one: &str, other: &str, of_origins: bool) -> Self {
        Self { units: [one.to_owned(), other.to_owned()], of_origins }
    }

    /// Whether the scales of two units are certainly one.
    fn of_scales(one: &str, other: &str) -> Result<bool, Self> {
        match units::agree(one, other) {
            Agreement::Same => Ok(true),
            Agreement::Unknown => Ok(false),
            Agreement::Different => Err(Self::new(one, other, false)),
        }
    }
}

/// Whether an origin is a date: `273.15` is none.
fn is_date(origin: &str) -> bool {
    origin.starts_with(|c: char| c.is_ascii_digit()) && origin.contains('-')
}
