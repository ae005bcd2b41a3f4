//! The units of values in an expression, as far as they are known.

use fieldops_io::units::{self, Agreement};

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
            (Self::Free, unit) | (unit, Self::Free) => unit.clone(),
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

    /// The unit of a sum; or the two that differ.
    pub(super) fn plus(&self, other: &Self) -> Result<Self, [String; 2]> {
        match (self, other) {
            (Self::Free, unit) | (unit, Self::Free) => Ok(unit.clone()),
            (Self::Unknown, _) | (_, Self::Unknown) => Ok(Self::Unknown),
            (Self::Known(one), Self::Known(other)) => match units::agree(one, other) {
                Agreement::Same => Ok(self.clone()),
                Agreement::Unknown => Ok(Self::Unknown),
                Agreement::Different => Err([one.clone(), other.clone()]),
            },
        }
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
