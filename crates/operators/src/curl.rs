//! The curl of a vector field.

use fieldops_stencil::{EdgeOrder, Element, Output};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

use crate::{
    Grid, Operator, Result,
    operator::{minus, plus},
    stacked,
};

impl Operator {
    /// The scalar curl of a field whose components point along the two `axes`: `out[0] += ∂₀u₁ − ∂₁u₀`.
    #[must_use]
    pub fn curl_2d([x, y]: [usize; 2]) -> Self {
        Self::new(2, vec![plus(0, 1, x), minus(0, 0, y)])
    }

    /// The curl of a field whose components point along the three `axes`, right-handed in the order of the components.
    #[must_use]
    pub fn curl_3d([x, y, z]: [usize; 3]) -> Self {
        let terms =
            vec![plus(0, 2, y), minus(0, 1, z), plus(1, 0, z), minus(1, 2, x), plus(2, 1, x), minus(2, 0, y)];
        Self::new(3, terms)
    }
}

/// The curl of a 2-D vector field: its z component, a scalar.
///
/// ```text
/// (∇×u)_z = ∂u_y/∂x − ∂u_x/∂y
/// ```
///
/// # Shape
/// `2 × (n₀, n₁, …) → (n₀, n₁, …)`.
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
/// use fieldops_operators::{EdgeOrder, Grid, GridAxis, Spacing, curl_2d};
/// use ndarray::{Axis, array};
///
/// let grid = Grid::new(&[2, 3], vec![
///     GridAxis::new("x", Axis(0), Spacing::uniform(2.0)?),
///     GridAxis::new("y", Axis(1), Spacing::from_coordinates(&[1.0, 1.5, 3.5])?),
/// ])?;
/// let u = array![[-1.0, -1.5, -3.5], [-1.0, -1.5, -3.5]].into_dyn(); // −y
/// let v = array![[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]].into_dyn(); // x
/// let curl = curl_2d(&[u.view(), v.view()], &grid, EdgeOrder::First)?;
/// assert!(curl.iter().all(|value: &f64| (value - 2.0).abs() < 1e-14));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn curl_2d<T: Element>(
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Result<ArrayD<T::Derivative>> {
    stacked::apply(&Operator::curl_2d([0, 1]), &[], components, grid, edge_order)
}

/// [`curl_2d`] into an array of the caller's, of any strides; what it held is not read.
///
/// # Errors
/// Those of [`curl_2d`], and [`Error::ShapeMismatch`](crate::Error::ShapeMismatch) for `out`.
pub fn curl_2d_into<T: Element, O: Output<Scalar = T::Scalar>>(
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    stacked::apply_into(&Operator::curl_2d([0, 1]), &[], components, grid, edge_order, out)
}

/// The curl of a 3-D vector field, right-handed in the grid's order of axes.
///
/// ```text
/// (∇×u)_x = ∂u_z/∂y − ∂u_y/∂z
/// (∇×u)_y = ∂u_x/∂z − ∂u_z/∂x
/// (∇×u)_z = ∂u_y/∂x − ∂u_x/∂y
/// ```
///
/// # Shape
/// `3 × (n₀, n₁, …) → (component, n₀, n₁, …)`.
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
/// use fieldops_operators::{EdgeOrder, Grid, GridAxis, Spacing, curl_3d};
/// use ndarray::{ArrayD, Axis};
///
/// let (x, y) = ([0.0, 1.0, 3.0], [0.0, 0.5, 2.0, 2.5]);
/// let grid = Grid::new(&[3, 4, 2], vec![
///     GridAxis::new("x", Axis(0), Spacing::from_coordinates(&x)?),
///     GridAxis::new("y", Axis(1), Spacing::from_coordinates(&y)?),
///     GridAxis::new("z", Axis(2), Spacing::uniform(0.3)?),
/// ])?;
/// let u = ArrayD::from_shape_fn(vec![3, 4, 2], |at| -y[at[1]]);
/// let v = ArrayD::from_shape_fn(vec![3, 4, 2], |at| x[at[0]]);
/// let w = ArrayD::zeros(vec![3, 4, 2]);
/// let curl = curl_3d(&[u.view(), v.view(), w.view()], &grid, EdgeOrder::First)?;
/// assert!(curl.index_axis(Axis(0), 2).iter().all(|value: &f64| (value - 2.0).abs() < 1e-14));
/// assert!(curl.index_axis(Axis(0), 0).iter().all(|value| *value == 0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn curl_3d<T: Element>(
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Result<ArrayD<T::Derivative>> {
    stacked::apply(&Operator::curl_3d([0, 1, 2]), &[3], components, grid, edge_order)
}

/// [`curl_3d`] into an array of the caller's, of any strides; what it held is not read.
///
/// # Errors
/// Those of [`curl_3d`], and [`Error::ShapeMismatch`](crate::Error::ShapeMismatch) for `out`.
pub fn curl_3d_into<T: Element, O: Output<Scalar = T::Scalar>>(
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    stacked::apply_into(&Operator::curl_3d([0, 1, 2]), &[3], components, grid, edge_order, out)
}
