//! The Laplacian of a scalar field.

use fieldops_stencil::{DerivativeOrder, EdgeOrder, Element, Output};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

use crate::{Grid, Operator, Result, Term, operator::plus, stacked};

impl Operator {
    /// The Laplacian along so many axes: `out[0] += ∂ⱼ²f`, in the grid's order.
    #[must_use]
    pub fn laplacian(axes: usize) -> Self {
        let term = |axis| Term { order: DerivativeOrder::Second, ..plus(0, 0, axis) };
        Self::new(1, (0..axes).map(term).collect())
    }
}

/// The Laplacian of a scalar field along every axis of the grid.
///
/// ```text
/// ∇²f = ∂²f/∂x₀² + ∂²f/∂x₁² + …          (summed in this order)
/// ```
///
/// # Shape
/// `(n₀, n₁, …) → (n₀, n₁, …)`.
///
/// # Units
/// Those of `f` by the square of those of the axes, which must agree.
///
/// # Accuracy
/// Second order inside, on even and uneven axes; the edge order at the ends. The stencils are those of
/// [`DerivativeOrder::Second`]: a first derivative taken twice would lose an order on uneven axes and decouple odd
/// from even points.
///
/// # Errors
/// [`Error::ComponentCount`](crate::Error::ComponentCount), [`Error::ShapeMismatch`](crate::Error::ShapeMismatch);
/// [`Error::Axis`](crate::Error::Axis) when an axis is too short for the edge order.
///
/// # Examples
/// ```
/// use fieldops_operators::{EdgeOrder, Grid, GridAxis, Spacing, laplacian};
/// use ndarray::{ArrayD, Axis};
///
/// let (x, y) = ([0.0, 1.0, 3.0, 4.0], [0.0, 0.5, 2.0]);
/// let grid = Grid::new(&[4, 3], vec![
///     GridAxis::new("x", Axis(0), Spacing::from_coordinates(&x)?),
///     GridAxis::new("y", Axis(1), Spacing::from_coordinates(&y)?),
/// ])?;
/// let f = ArrayD::from_shape_fn(vec![4, 3], |at| x[at[0]] * x[at[0]] + 3.0 * y[at[1]] * y[at[1]]);
/// let laplacian = laplacian(&f.view(), &grid, EdgeOrder::First)?;
/// assert!(laplacian.iter().all(|value: &f64| (value - 8.0).abs() < 1e-13));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn laplacian<T: Element>(
    f: &ArrayViewD<'_, T>,
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Result<ArrayD<T::Derivative>> {
    stacked::apply(&Operator::laplacian(grid.axes().len()), &[], std::slice::from_ref(f), grid, edge_order)
}

/// [`laplacian`] into an array of the caller's, of any strides; what it held is not read.
///
/// # Errors
/// Those of [`laplacian`], and [`Error::ShapeMismatch`](crate::Error::ShapeMismatch) for `out`.
pub fn laplacian_into<T: Element, O: Output<Scalar = T::Scalar>>(
    f: &ArrayViewD<'_, T>,
    grid: &Grid,
    edge_order: EdgeOrder,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    stacked::apply_into(
        &Operator::laplacian(grid.axes().len()),
        &[],
        std::slice::from_ref(f),
        grid,
        edge_order,
        out,
    )
}
