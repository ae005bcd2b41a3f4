//! The derivative of a field along one axis of a grid.

use fieldops_stencil::{DerivativeOrder, EdgeOrder, Element, Output};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

use crate::{Grid, Operator, Result, Term, operator::plus, stacked};

impl Operator {
    /// The derivative along one axis: `out[0] += ∂ₐf` or `∂ₐ²f`.
    #[must_use]
    pub fn derivative(axis: usize, order: DerivativeOrder) -> Self {
        Self::new(1, vec![Term { order, ..plus(0, 0, axis) }])
    }
}

/// The first or second derivative of a field along one axis of the grid.
///
/// ```text
/// ∂f/∂xₐ    or    ∂²f/∂xₐ²
/// ```
///
/// # Shape
/// `(n₀, n₁, …) → (n₀, n₁, …)`.
///
/// # Units
/// Those of `f` by those of the axis, once or twice.
///
/// # Accuracy
/// That of [`DerivativeOrder`].
///
/// # Errors
/// [`Error::ComponentCount`](crate::Error::ComponentCount), [`Error::ShapeMismatch`](crate::Error::ShapeMismatch);
/// [`Error::Axis`](crate::Error::Axis) when an axis is too short for the edge order;
/// [`Error::TooFewAxes`](crate::Error::TooFewAxes).
///
/// # Examples
/// ```
/// use fieldops_operators::{EdgeOrder, Grid, GridAxis, Spacing, DerivativeOrder, derivative};
/// use ndarray::{Axis, array};
///
/// let grid = Grid::new(&[2, 3], vec![
///     GridAxis::new("x", Axis(0), Spacing::uniform(2.0)?),
///     GridAxis::new("y", Axis(1), Spacing::from_coordinates(&[1.0, 1.5, 3.5])?),
/// ])?;
/// let f = array![[1.0, 2.25, 12.25], [1.0, 2.25, 12.25]].into_dyn(); // y²
/// let second = derivative(&f.view(), 1, DerivativeOrder::Second, &grid, EdgeOrder::First)?;
/// assert!(second.iter().all(|value: &f64| (value - 2.0).abs() < 1e-13));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn derivative<T: Element>(
    f: &ArrayViewD<'_, T>,
    axis: usize,
    order: DerivativeOrder,
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Result<ArrayD<T::Derivative>> {
    stacked::apply(&Operator::derivative(axis, order), &[], std::slice::from_ref(f), grid, edge_order)
}

/// [`derivative`] into an array of the caller's, of any strides; what it held is not read.
///
/// # Errors
/// Those of [`derivative`], and [`Error::ShapeMismatch`](crate::Error::ShapeMismatch) for `out`.
pub fn derivative_into<T: Element, O: Output<Scalar = T::Scalar>>(
    f: &ArrayViewD<'_, T>,
    axis: usize,
    order: DerivativeOrder,
    grid: &Grid,
    edge_order: EdgeOrder,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    stacked::apply_into(
        &Operator::derivative(axis, order),
        &[],
        std::slice::from_ref(f),
        grid,
        edge_order,
        out,
    )
}
