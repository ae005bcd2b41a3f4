//! The Jacobian of a vector field.

use fieldops_stencil::{EdgeOrder, Element, Output};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

use crate::{Grid, Operator, Result, operator::plus, stacked};

impl Operator {
    /// The Jacobian of so many components along so many axes: `out[i·axes + j] += ∂ⱼuᵢ`.
    #[must_use]
    pub fn jacobian(components: usize, axes: usize) -> Self {
        let term = |output| plus(output, output / axes, output % axes);
        Self::new(components, (0..components * axes).map(term).collect())
    }
}

/// The Jacobian of a vector field of any number of components along every axis of the grid.
///
/// ```text
/// J[i, j] = ∂uᵢ/∂xⱼ
/// ```
///
/// # Shape
/// `c × (n₀, n₁, …) → (component, axis, n₀, n₁, …)`; axes in the grid's order.
///
/// # Units
/// Those of each component by those of each axis.
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
/// use fieldops_operators::{EdgeOrder, Grid, GridAxis, Spacing, jacobian};
/// use ndarray::{Axis, array};
///
/// let grid = Grid::new(&[2, 3], vec![
///     GridAxis::new("x", Axis(0), Spacing::uniform(2.0)?),
///     GridAxis::new("y", Axis(1), Spacing::from_coordinates(&[1.0, 1.5, 3.5])?),
/// ])?;
/// let u = array![[0.0, 1.0, 5.0], [4.0, 5.0, 9.0]].into_dyn(); // 2x + 2(y − 1)
/// let v = array![[3.0, 3.0, 3.0], [1.0, 1.0, 1.0]].into_dyn(); // 3 − x
/// let j = jacobian(&[u.view(), v.view()], &grid, EdgeOrder::First)?;
/// assert_eq!(j.shape(), [2, 2, 2, 3]);
/// assert_eq!(j[[0, 0, 1, 1]], 2.0); // ∂u/∂x
/// assert_eq!(j[[0, 1, 1, 0]], 2.0); // ∂u/∂y
/// assert_eq!(j[[1, 0, 1, 1]], -1.0); // ∂v/∂x
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn jacobian<T: Element>(
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Result<ArrayD<T::Derivative>> {
    stacked::apply(
        &Operator::jacobian(components.len(), grid.axes().len()),
        &[components.len(), grid.axes().len()],
        components,
        grid,
        edge_order,
    )
}

/// [`jacobian`] into an array of the caller's, of any strides; what it held is not read.
///
/// # Errors
/// Those of [`jacobian`], and [`Error::ShapeMismatch`](crate::Error::ShapeMismatch) for `out`.
pub fn jacobian_into<T: Element, O: Output<Scalar = T::Scalar>>(
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    stacked::apply_into(
        &Operator::jacobian(components.len(), grid.axes().len()),
        &[components.len(), grid.axes().len()],
        components,
        grid,
        edge_order,
        out,
    )
}
