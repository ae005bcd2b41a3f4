//! The plan of a derivative along one whole axis.

use std::ops::Range;

use crate::{
    Combination, DerivativeOrder, EdgeOrder, Error, Result, Spacing, Weights,
    combination::{Combinations, Interior},
    first, second,
    spacing::Distances,
};

/// Offsets and weights of the derivative at every point of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Stencil {
    points: usize,
    left: Vec<Combination>,
    interior: Interior,
    right: Vec<Combination>,
}

impl Stencil {
    /// Plans the derivative along an axis of so many points.
    ///
    /// # Accuracy
    /// Second order in the interior, on even and uneven axes; at the ends, the edge order. See [`DerivativeOrder`].
    ///
    /// # Errors
    /// [`Error::LengthMismatch`] when `spacing` was made from another number of coordinates; [`Error::TooShort`] when
    /// the axis has fewer points than the derivative's order plus the edge order.
    ///
    /// # Examples
    /// ```
    /// use fieldops_stencil::{Combination, DerivativeOrder, EdgeOrder, Spacing, Stencil, Weights};
    ///
    /// let spacing = Spacing::from_coordinates(&[0.0, 1.0, 3.0])?;
    /// let stencil = Stencil::new(&spacing, 3, DerivativeOrder::First, EdgeOrder::First)?;
    /// let middle = Combination::Sum { first: 0, weights: Weights::Three([-2.0 / 3.0, 0.5, 1.0 / 6.0]) };
    /// assert_eq!(stencil.combination(1), middle);
    /// # Ok::<(), fieldops_stencil::Error>(())
    /// ```
    pub fn new(
        spacing: &Spacing,
        points: usize,
        order: DerivativeOrder,
        edge_order: EdgeOrder,
    ) -> Result<Self> {
        if points < order.minimum_points(edge_order) {
            return Err(Error::TooShort { points, edge_order, order });
        }
        if let Some(coordinates) = spacing.points().filter(|coordinates| *coordinates != points) {
            return Err(Error::LengthMismatch { coordinates, points });
        }
        let Combinations { left, interior, right } = match (order, spacing.distances()) {
            (DerivativeOrder::First, Distances::Uniform(h)) => first::uniform(h, points, edge_order),
            (DerivativeOrder::First, Distances::Uneven(d)) => first::uneven(d, edge_order),
            (DerivativeOrder::Second, Distances::Uniform(h)) => second::uniform(h, points, edge_order),
            (DerivativeOrder::Second, Distances::Uneven(d)) => second::uneven(d, edge_order),
        };
        Ok(Self { points, left, interior, right })
    }

    /// Extent of the axis.
    #[must_use]
    pub fn points(&self) -> usize {
        self.points
    }

    /// The derivative at the point with this index.
    ///
    /// # Panics
    /// When the axis has no such point.
    #[must_use]
    pub fn combination(&self, index: usize) -> Combination {
        let interior = self.interior_range();
        if index < interior.start {
            return self.left[index];
        }
        if index >= interior.end {
            return self.right[index - interior.end];
        }
        let local = index - interior.start;
        match &self.interior {
            Interior::Difference { divisor } => {
                Combination::Difference { lower: index - 1, upper: index + 1, divisor: divisor.value }
            }
            Interior::Constant(weights) => {
                Combination::Sum { first: index - 1, weights: Weights::Three(*weights) }
            }
            Interior::Three(w) => Combination::Sum {
                first: index - 1,
                weights: Weights::Three(w.each_ref().map(|column| column[local])),
            },
            Interior::Five(w) => Combination::Sum {
                first: index - 2,
                weights: Weights::Five(w.each_ref().map(|column| column[local])),
            },
        }
    }

    /// The points of the axis that the derivatives at `output` are computed from: `output` widened by the stencil's
    /// reach and clipped at the ends.
    ///
    /// # Panics
    /// When `output` does not lie within the axis.
    ///
    /// # Examples
    /// ```
    /// # use fieldops_stencil::{DerivativeOrder, EdgeOrder, Spacing, Stencil};
    /// let spacing = Spacing::uniform(0.5)?;
    /// let stencil = Stencil::new(&spacing, 10, DerivativeOrder::First, EdgeOrder::Second)?;
    /// assert_eq!(stencil.input_range(4..6), 3..7);
    /// assert_eq!(stencil.input_range(0..1), 0..3);
    /// # Ok::<(), fieldops_stencil::Error>(())
    /// ```
    #[must_use]
    pub fn input_range(&self, output: Range<usize>) -> Range<usize> {
        assert!(
            output.end <= self.points,
            "{output:?} does not lie within an axis of {} points",
            self.points
        );
        let interior = self.interior_range();
        let innermost = [output.start.max(interior.start), output.end.min(interior.end).saturating_sub(1)];
        let edges = (0..interior.start).chain(interior.end..self.points);
        let mut input = output.clone();
        for index in innermost.into_iter().chain(edges).filter(|index| output.contains(index)) {
            let needed = self.combination(index).indices();
            input = input.start.min(needed.start)..input.end.max(needed.end);
        }
        input
    }

    /// The points between the edges.
    pub(crate) fn interior_range(&self) -> Range<usize> {
        self.left.len()..self.points - self.right.len()
    }

    pub(crate) fn interior(&self) -> &Interior {
        &self.interior
    }
}

#[cfg(test)]
mod tests;
