//! The divergence of a vector field.

use fieldops_stencil::{EdgeOrder, Element, Output};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

use crate::{Grid, Operator, Result, operator::plus, stacked};

impl Operator {
    /// The divergence of a field whose component `c` points along the axis `axes[c]`: `out[0] += ∂ₐu_c`, in the order
    /// of the components.
    #[must_use]
    pub fn divergence(axes: &[usize]) -> Self {
        Self::new(axes.len(), axes.iter().enumerate().map(|(c, axis)| plus(0, c, *axis)).collect())
    }
}

/// The divergence of a vector field whose component `c` points along the grid's axis `c`.
///
/// ```text
/// ∇·u = ∂u₀/∂x₀ + ∂u₁/∂x₁ + …          (summed in this order)
/// ```
///
/// # Shape
/// `d × (n₀, n₁, …) → (n₀, n₁, …)`.
///
/// # Units
/// Those of the components by those of the axes, which must agree.
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
/// use fieldops_operators::{EdgeOrder, Grid, GridAxis, Spacing, divergence};
/// use ndarray::{Axis, array};
///
/// let grid = Grid::new(&[2, 3], vec![
///     GridAxis::new("x", Axis(0), Spacing::uniform(2.0)?),
///     GridAxis::new("y", Axis(1), Spacing::from_coordinates(&[1.0, 1.5, 3.5])?),
/// ])?;
/// let u = array![[0.0, 0.0, 0.0], [4.0, 4.0, 4.0]].into_dyn(); // 2x
/// let v = array![[3.0, 4.5, 10.5], [3.0, 4.5, 10.5]].into_dyn(); // 3y
/// let div = divergence(&[u.view(), v.view()], &grid, EdgeOrder::First)?;
/// assert!(div.iter().all(|value: &f64| (value - 5.0).abs() < 1e-14));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn divergence<T: Element>(
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Result<ArrayD<T::Derivative>> {
    stacked::apply(&Operator::divergence(&own_axes(grid)), &[], components, grid, edge_order)
}

/// [`divergence`] into an array of the caller's, of any strides; what it held is not read.
///
/// # Errors
/// Those of [`divergence`], and [`Error::ShapeMismatch`](crate::Error::ShapeMismatch) for `out`.
pub fn divergence_into<T: Element, O: Output<Scalar = T::Scalar>>(
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    stacked::apply_into(&Operator::divergence(&own_axes(grid)), &[], components, grid, edge_order, out)
}

fn own_axes(grid: &Grid) -> Vec<usize> {
    (0..grid.axes().len()).collect()
}
