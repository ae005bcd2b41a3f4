//! The gradient of a scalar field.

use fieldops_stencil::{EdgeOrder, Element, Output};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

use crate::{Grid, Operator, Result, operator::plus, stacked};

impl Operator {
    /// The gradient along so many axes: `out[j] += ∂ⱼf`.
    #[must_use]
    pub fn gradient(axes: usize) -> Self {
        Self::new(1, (0..axes).map(|j| plus(j, 0, j)).collect())
    }
}

/// The gradient of a scalar field along every axis of the grid.
///
/// ```text
/// (∇f)ⱼ = ∂f/∂xⱼ
/// ```
///
/// # Shape
/// `(n₀, n₁, …) → (axis, n₀, n₁, …)`; axes in the grid's order.
///
/// # Units
/// Those of `f` by those of each axis.
///
/// # Accuracy
/// Second order inside, on even and uneven axes; the edge order at the ends.
///
/// # Errors
/// [`Error::ComponentCount`](crate::Error::ComponentCount), [`Error::ShapeMismatch`](crate::Error::ShapeMismatch);
/// [`Error::Axis`](crate::Error::Axis) when an axis is too short for the edge order.
///
/// # Examples
/// ```
/// use fieldops_operators::{EdgeOrder, Grid, GridAxis, Spacing, gradient};
/// use ndarray::{Axis, array};
///
/// let grid = Grid::new(&[2, 3], vec![
///     GridAxis::new("x", Axis(0), Spacing::uniform(2.0)?),
///     GridAxis::new("y", Axis(1), Spacing::from_coordinates(&[1.0, 1.5, 3.5])?),
/// ])?;
/// let f = array![[1.0, 2.0, 6.0], [3.0, 4.0, 5.0]].into_dyn();
/// let grad = gradient(&f.view(), &grid, EdgeOrder::First)?;
/// let along_x = array![[1.0, 1.0, -0.5], [1.0, 1.0, -0.5]].into_dyn();
/// let along_y = array![[2.0, 2.0, 2.0], [2.0, 1.7, 0.5]].into_dyn();
/// assert_eq!(grad.index_axis(Axis(0), 0), along_x);
/// assert!((along_y - grad.index_axis(Axis(0), 1)).iter().all(|error: &f64| error.abs() < 1e-15));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn gradient<T: Element>(
    f: &ArrayViewD<'_, T>,
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Result<ArrayD<T::Derivative>> {
    stacked::apply(
        &Operator::gradient(grid.axes().len()),
        &[grid.axes().len()],
        std::slice::from_ref(f),
        grid,
        edge_order,
    )
}

/// [`gradient`] into an array of the caller's, of any strides; what it held is not read.
///
/// # Errors
/// Those of [`gradient`], and [`Error::ShapeMismatch`](crate::Error::ShapeMismatch) for `out`.
pub fn gradient_into<T: Element, O: Output<Scalar = T::Scalar>>(
    f: &ArrayViewD<'_, T>,
    grid: &Grid,
    edge_order: EdgeOrder,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    stacked::apply_into(
        &Operator::gradient(grid.axes().len()),
        &[grid.axes().len()],
        std::slice::from_ref(f),
        grid,
        edge_order,
        out,
    )
}
