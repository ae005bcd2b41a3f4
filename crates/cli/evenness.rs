//! How even the coordinates of an axis are.

use serde::Serialize;

/// Largest difference between the steps of a nearly even axis, as a share of their mean.
const NEARLY: f64 = 1e-5;

/// What the coordinates of an axis look like.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Range {
    pub(crate) first: f64,
    pub(crate) last: f64,
    pub(crate) descending: bool,
    pub(crate) spacing: Evenness,
    pub(crate) smallest_step: f64,
    pub(crate) largest_step: f64,
}

/// Whether the steps are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Evenness {
    /// Exactly, in every bit: the formulae for even spacing apply.
    Even,
    /// But for rounding; the formulae for uneven spacing apply.
    NearlyEven,
    Uneven,
}

impl Range {
    /// The range of coordinates that a spacing could be made of; none for fewer than two.
    pub(crate) fn of(coordinates: &[f64]) -> Option<Self> {
        let steps: Vec<f64> = coordinates.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        let (&first, &last) = (coordinates.first()?, coordinates.last()?);
        let smallest_step = steps.iter().copied().reduce(f64::min)?;
        let largest_step = steps.iter().copied().reduce(f64::max)?;
        let mean = (last - first).abs() / steps.len() as f64;
        let spacing = if smallest_step == largest_step {
            Evenness::Even
        } else if largest_step - smallest_step <= NEARLY * mean {
            Evenness::NearlyEven
        } else {
            Evenness::Uneven
        };
        Some(Self { first, last, descending: last < first, spacing, smallest_step, largest_step })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spacing(coordinates: &[f64]) -> Evenness {
        Range::of(coordinates).unwrap().spacing
    }

    #[test]
    fn rounding_makes_an_axis_nearly_even() {
        let linspace: Vec<f64> = (0..11).map(|index| f64::from(index) * 0.1).collect();
        assert_eq!(spacing(&linspace), Evenness::NearlyEven);
        assert_eq!(spacing(&[0.0, 0.25, 0.5]), Evenness::Even);
        assert_eq!(spacing(&[0.0, 0.25, 1.5]), Evenness::Uneven);
    }

    #[test]
    fn a_descending_axis_has_positive_steps() {
        let range = Range::of(&[3.0, 2.5, 1.0]).unwrap();
        assert!(range.descending);
        assert_eq!((range.smallest_step, range.largest_step), (0.5, 1.5));
    }

    #[test]
    fn one_point_has_no_steps() {
        assert_eq!(Range::of(&[1.0]), None);
    }
}
