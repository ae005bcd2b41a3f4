//! The range of coordinates, and how even they are.

use fieldops_io::lint::{Finding, FindingKind};
use serde::Serialize;

/// What finite coordinates look like.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Range {
    pub(crate) first: f64,
    pub(crate) last: f64,
    pub(crate) descending: bool,
    /// None where there are no steps, or steps up and down.
    pub(crate) spacing: Option<Evenness>,
    pub(crate) smallest_step: Option<f64>,
    pub(crate) largest_step: Option<f64>,
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
    /// The range of coordinates in which this was found; none where there are none or some are not finite.
    pub(crate) fn of(coordinates: &[f64], findings: &[Finding]) -> Option<Self> {
        let (&first, &last) = (coordinates.first()?, coordinates.last()?);
        if !coordinates.iter().all(|value| value.is_finite()) {
            return None;
        }
        let differences: Vec<f64> = coordinates.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let falls = differences.iter().all(|difference| *difference < 0.0);
        let monotonic = falls || differences.iter().all(|difference| *difference > 0.0);
        let steps = || differences.iter().map(|difference| difference.abs()).filter(|_| monotonic);
        let (smallest_step, largest_step) = (steps().reduce(f64::min), steps().reduce(f64::max));
        let nearly = findings.iter().any(|finding| finding.kind == FindingKind::NearlyEven);
        let spacing = smallest_step.map(|smallest| match nearly {
            _ if Some(smallest) == largest_step => Evenness::Even,
            true => Evenness::NearlyEven,
            false => Evenness::Uneven,
        });
        Some(Self { first, last, descending: falls && last < first, spacing, smallest_step, largest_step })
    }
}

#[cfg(test)]
mod tests {
    use fieldops_io::lint;

    use super::*;

    fn range(coordinates: &[f64]) -> Option<Range> {
        Range::of(coordinates, &lint::coordinates(coordinates, Some("m"), "x"))
    }

    fn spacing(coordinates: &[f64]) -> Option<Evenness> {
        range(coordinates).unwrap().spacing
    }

    #[test]
    fn rounding_makes_an_axis_nearly_even() {
        let linspace: Vec<f64> = (0..11).map(|index| f64::from(index) * 0.1).collect();
        assert_eq!(spacing(&linspace), Some(Evenness::NearlyEven));
        assert_eq!(spacing(&[0.0, 0.25, 0.5]), Some(Evenness::Even));
        assert_eq!(spacing(&[0.0, 0.25, 1.5]), Some(Evenness::Uneven));
    }

    #[test]
    fn rounding_to_single_precision_does_too() {
        let single: Vec<f64> = (0..3600).map(|index| f64::from(index as f32 * 0.1)).collect();
        assert_eq!(spacing(&single), Some(Evenness::NearlyEven));
    }

    #[test]
    fn a_descending_axis_has_positive_steps() {
        let range = range(&[3.0, 2.5, 1.0]).unwrap();
        assert!(range.descending);
        assert_eq!((range.smallest_step, range.largest_step), (Some(0.5), Some(1.5)));
    }

    #[test]
    fn one_point_and_steps_up_and_down_have_no_spacing() {
        for coordinates in [&[1.5][..], &[0.5, 2.0, 0.5], &[0.5, 0.5, 2.0], &[2.0, 2.0]] {
            let range = range(coordinates).unwrap();
            assert_eq!((range.spacing, range.smallest_step, range.descending), (None, None, false));
        }
        assert_eq!(range(&[]), None);
        assert_eq!(range(&[0.5, f64::NAN]), None);
    }
}
