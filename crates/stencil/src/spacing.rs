//! Spacing of the points along an axis.

use crate::{Error, Result};

/// Distances between neighbouring points of an axis: one for all, or each its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Spacing(Kind);

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Uniform { spacing: f64, points: Option<usize> },
    Uneven { differences: Vec<f64>, points: usize },
}

impl Spacing {
    /// The same distance between any two neighbours, on an axis of any length. Negative: a descending axis.
    ///
    /// # Errors
    /// [`Error::BadSpacing`] when `spacing` is zero, infinite or not a number.
    ///
    /// # Examples
    /// ```
    /// # use fieldops_stencil::Spacing;
    /// assert!(Spacing::uniform(0.25)?.is_uniform());
    /// assert!(Spacing::uniform(0.0).is_err());
    /// # Ok::<(), fieldops_stencil::Error>(())
    /// ```
    pub fn uniform(spacing: f64) -> Result<Self> {
        if spacing == 0.0 || !spacing.is_finite() {
            return Err(Error::BadSpacing { spacing });
        }
        Ok(Self(Kind::Uniform { spacing, points: None }))
    }

    /// The differences of `coordinates`. Where they are all exactly equal the axis is even, as numpy decides it.
    ///
    /// # Errors
    /// [`Error::NotFinite`], [`Error::Repeated`], [`Error::NotMonotonic`], [`Error::TooFarApart`], each naming the
    /// first offender. Fewer than two coordinates are an axis too short, which [`Stencil::new`](crate::Stencil::new)
    /// reports.
    ///
    /// # Examples
    /// ```
    /// # use fieldops_stencil::Spacing;
    /// assert!(Spacing::from_coordinates(&[3.0, 2.5, 2.0])?.is_uniform());
    /// assert!(!Spacing::from_coordinates(&[0.0, 0.5, 2.0])?.is_uniform());
    /// assert!(Spacing::from_coordinates(&[0.0, 0.5, 0.5]).is_err());
    /// # Ok::<(), fieldops_stencil::Error>(())
    /// ```
    pub fn from_coordinates(coordinates: &[f64]) -> Result<Self> {
        if let Some((index, &value)) = coordinates.iter().enumerate().find(|(_, value)| !value.is_finite()) {
            return Err(Error::NotFinite { index, value });
        }
        let differences: Vec<f64> = coordinates.windows(2).map(|pair| pair[1] - pair[0]).collect();
        for (index, difference) in differences.iter().enumerate() {
            if *difference == 0.0 {
                return Err(Error::Repeated { index, value: coordinates[index] });
            }
            if !difference.is_finite() {
                return Err(Error::TooFarApart { index });
            }
            if difference.is_sign_positive() != differences[0].is_sign_positive() {
                return Err(Error::NotMonotonic { index, value: coordinates[index] });
            }
        }
        let points = coordinates.len();
        Ok(Self(match differences.first() {
            Some(&first) if differences.iter().all(|difference| *difference == first) => {
                Kind::Uniform { spacing: first, points: Some(points) }
            }
            _ => Kind::Uneven { differences, points },
        }))
    }

    /// Whether the axis is even.
    #[must_use]
    pub fn is_uniform(&self) -> bool {
        matches!(self.0, Kind::Uniform { .. })
    }

    /// Extent of the axis, where coordinates fix it.
    #[must_use]
    pub fn points(&self) -> Option<usize> {
        match &self.0 {
            Kind::Uniform { points, .. } => *points,
            Kind::Uneven { points, .. } => Some(*points),
        }
    }

    /// The even spacing, or all differences.
    pub(crate) fn distances(&self) -> Distances<'_> {
        match &self.0 {
            Kind::Uniform { spacing, .. } => Distances::Uniform(*spacing),
            Kind::Uneven { differences, .. } => Distances::Uneven(differences),
        }
    }
}

/// Distances between neighbours, as the formulae take them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Distances<'a> {
    /// One for all.
    Uniform(f64),
    /// Each its own.
    Uneven(&'a [f64]),
}
