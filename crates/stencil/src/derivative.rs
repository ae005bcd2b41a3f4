//! The derivative along one axis of an array.

use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD, Axis};

use crate::{Element, Error, Output, Result, Sign, Stencil, Term, sum_derivatives_into, zeros_like};

/// The derivative of `f` along `axis`: `numpy.gradient(f, …, axis=axis)` for a first derivative.
///
/// # Shape
/// `(n₀, n₁, …) → (n₀, n₁, …)`, in the memory order of `f`.
///
/// # Accuracy
/// That of the stencil: see [`DerivativeOrder`](crate::DerivativeOrder).
///
/// # Errors
/// [`Error::AxisOutOfRange`]; [`Error::LengthMismatch`] when the stencil was planned for another extent.
///
/// # Examples
/// ```
/// use fieldops_stencil::{DerivativeOrder, EdgeOrder, Spacing, Stencil, derivative};
/// use ndarray::{Axis, array};
///
/// let f = array![[1, 2, 6], [3, 4, 5]];
/// let y = Spacing::from_coordinates(&[1.0, 1.5, 3.5])?;
/// let along_y = Stencil::new(&y, 3, DerivativeOrder::First, EdgeOrder::First)?;
/// let slope = derivative(f.view().into_dyn(), Axis(1), &along_y)?;
/// let expected = array![[2.0, 2.0, 2.0], [2.0, 1.7, 0.5]].into_dyn();
/// assert!((slope - expected).iter().all(|error: &f64| error.abs() < 1e-15));
/// # Ok::<(), fieldops_stencil::Error>(())
/// ```
pub fn derivative<T: Element>(
    f: ArrayViewD<'_, T>,
    axis: Axis,
    stencil: &Stencil,
) -> Result<ArrayD<T::Derivative>> {
    let mut out = zeros_like(&f, &[]);
    derivative_into(f, axis, stencil, out.view_mut())?;
    Ok(out)
}

/// [`derivative`] into an array of the caller's, of any strides; what it held is not read.
///
/// # Errors
/// Those of [`derivative`], and [`Error::ShapeMismatch`] when `out` has another shape than `f`.
pub fn derivative_into<T: Element, O: Output<Scalar = T::Scalar>>(
    f: ArrayViewD<'_, T>,
    axis: Axis,
    stencil: &Stencil,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    let Some(&points) = f.shape().get(axis.index()) else {
        return Err(Error::AxisOutOfRange { axis: axis.index(), dimensions: f.ndim() });
    };
    if points != stencil.points() {
        return Err(Error::LengthMismatch { coordinates: stencil.points(), points });
    }
    let whole: Vec<_> = f.shape().iter().map(|&extent| 0..extent).collect();
    let term = Term { input: 0, axis, stencil, sign: Sign::Plus };
    sum_derivatives_into(&whole, &[f], vec![out], &[vec![term]])
}
