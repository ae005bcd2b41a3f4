//! Grids of the tests: axes in any order, with axes between them that are carried along.

use fieldops_operators::{EdgeOrder, Element, Grid, GridAxis, Spacing};
use ndarray::{ArrayD, Axis, IxDyn};

use crate::{
    shared::{
        naive::{Number, Points, differentiate, rounded},
        samples::{Random, Sample},
    },
    tables::Row,
};

/// What the tests need to know of a type of element: that the crate and the reference speak of the same numbers.
pub(crate) trait Tested:
    Element + Number<Wide = <Self as Element>::Scalar, Slope = <Self as Element>::Derivative> + Sample
{
}

impl<T> Tested for T where
    T: Element + Number<Wide = <T as Element>::Scalar, Slope = <T as Element>::Derivative> + Sample
{
}

pub(crate) const EDGES: [EdgeOrder; 2] = [EdgeOrder::First, EdgeOrder::Second];

/// Shapes, and the array axes that x, y (and z) are.
pub(crate) const PLACES: [(&[usize], &[usize]); 12] = [
    (&[6], &[0]),
    (&[4, 5], &[0, 1]),
    (&[5, 4], &[1, 0]),
    (&[2, 5, 4], &[2, 1]),
    (&[5, 2, 4], &[2, 0]),
    (&[4, 5, 3], &[1, 0]),
    (&[4, 5, 1], &[0, 1]),
    (&[4, 5, 6], &[0, 1, 2]),
    (&[6, 5, 4], &[2, 1, 0]),
    (&[2, 4, 5, 6], &[3, 1, 2]),
    (&[4, 1, 6, 5], &[0, 3, 2]),
    (&[4, 5, 6, 2], &[1, 2, 0]),
];

/// A grid, and where the reference finds its axes.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) grid: Grid,
    axes: Vec<(usize, Points)>,
}

impl Place {
    /// A grid with these array axes as x, y and z; the second one even, the third one descending.
    pub(crate) fn new(shape: &[usize], axes: &[usize], random: &mut Random) -> Self {
        let points = axes.iter().enumerate().map(|(number, &axis)| match number {
            1 => Points::Even(0.7),
            2 => Points::At(random.coordinates(shape[axis]).iter().map(|x| -x).collect()),
            _ => Points::At(random.coordinates(shape[axis])),
        });
        Self::at(shape, axes.iter().copied().zip(points).collect())
    }

    /// A grid with these array axes, and their points, as x, y and z.
    pub(crate) fn at(shape: &[usize], axes: Vec<(usize, Points)>) -> Self {
        let grid_axes = axes.iter().zip(["x", "y", "z"]).map(|((axis, points), name)| {
            let spacing = match points {
                Points::Even(h) => Spacing::uniform(*h),
                Points::At(x) => Spacing::from_coordinates(x),
            };
            GridAxis::new(name, Axis(*axis), spacing.unwrap())
        });
        Self { grid: Grid::new(shape, grid_axes.collect()).unwrap(), axes }
    }

    /// The naive sums of a definition, in an array of shape `(leading…, n₀, n₁, …)`.
    pub(crate) fn naive<T: Number>(
        &self,
        definition: &[Row],
        leading: &[usize],
        fields: &[ArrayD<T>],
        edge: EdgeOrder,
    ) -> ArrayD<T::Slope> {
        let mut sums: Vec<ArrayD<T::Wide>> = Vec::new();
        for &(output, sign, component, axis, order) in definition {
            let (axis, points) = &self.axes[axis];
            let term = differentiate(&fields[component].view(), *axis, points, order, edge.number());
            match sums.get_mut(output) {
                None => sums.push(term),
                Some(sum) => sum.zip_mut_with(&term, |sum, term| {
                    *sum = if sign == '+' { *sum + *term } else { *sum - *term };
                }),
            }
        }
        let numbers = sums.iter().flat_map(|sum| rounded::<T>(sum)).collect();
        ArrayD::from_shape_vec(IxDyn(&[leading, self.grid.shape()].concat()), numbers).unwrap()
    }
}
