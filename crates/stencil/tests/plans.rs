//! Plans of derivatives, as the tests make them.

use fieldops_stencil::{DerivativeOrder, EdgeOrder, Element, Spacing, Stencil, derivative};
use ndarray::{ArrayD, ArrayViewD, Axis};

use crate::shared::{
    naive::{Number, Points},
    samples::{Random, Sample},
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

pub(crate) const DERIVATIVES: [DerivativeOrder; 2] = [DerivativeOrder::First, DerivativeOrder::Second];
pub(crate) const EDGES: [EdgeOrder; 2] = [EdgeOrder::First, EdgeOrder::Second];

pub(crate) fn spacing(points: &Points) -> Spacing {
    match points {
        Points::Even(h) => Spacing::uniform(*h),
        Points::At(x) => Spacing::from_coordinates(x),
    }
    .unwrap()
}

/// An even axis, an ascending and a descending uneven one.
pub(crate) fn axes(extent: usize, random: &mut Random) -> [Points; 3] {
    let ascending = random.coordinates(extent);
    let descending = random.coordinates(extent).iter().map(|x| -x).collect();
    [Points::Even(-0.3), Points::At(ascending), Points::At(descending)]
}

/// The first derivative.
pub(crate) fn gradient<T: Element>(
    f: &ArrayViewD<'_, T>,
    axis: usize,
    points: &Points,
    edge_order: EdgeOrder,
) -> ArrayD<T::Derivative> {
    let stencil =
        Stencil::new(&spacing(points), f.shape()[axis], DerivativeOrder::First, edge_order).unwrap();
    derivative(f.view(), Axis(axis), &stencil).unwrap()
}
