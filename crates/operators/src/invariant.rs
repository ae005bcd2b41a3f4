//! Pointwise quantities of the Jacobian of a vector field, computed without storing the Jacobian.

use std::ops::Range;

use fieldops_stencil::{EdgeOrder, Element, Output, zeros_like};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

use crate::{Error, Grid, Operator, Result, Sweep};

mod eigenvalue;
mod formulae;

/// A pointwise quantity of the Jacobian `J[i, j] = ∂uᵢ/∂xⱼ` of a field with as many components as axes.
///
/// With the strain rate `S = ½(J + Jᵀ)`, the rotation rate `Ω = ½(J − Jᵀ)`, and the characteristic polynomial
/// `λ³ + Pλ² + Qλ + R`, `P = −tr J`, of a 3-D Jacobian (`λ² + Pλ + Q` of a 2-D one). None of the formulae takes the
/// field to be free of divergence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Invariant {
    /// `Q = ½((tr J)² − tr(J²))`, the second invariant; det J in 2-D. (Without divergence, ½(Ω:Ω − S:S).) Positive
    /// where rotation prevails. Source: Hunt, Wray and Moin, CTR-S88 (1988).
    Q,
    /// `R = −det J`, the third invariant; 3-D only. Source: Chong, Perry and Cantwell, Phys. Fluids A 2 (1990).
    R,
    /// `Δ = 27R² + (4P³ − 18PQ)R + 4Q³ − P²Q²`; `4Q − P²` in 2-D. Positive where J has complex eigenvalues. It is
    /// 108 times the `(Q/3)³ + (R/2)²` of fields without divergence. Source: as for R.
    Delta,
    /// Strain-rate magnitude `√(2 S:S)`, as eddy-viscosity models take it. Source: Smagorinsky, Mon. Weather Rev. 91
    /// (1963).
    StrainRate,
    /// Vorticity magnitude `|∇×u|`; `|∂u₁/∂x₀ − ∂u₀/∂x₁|` in 2-D.
    Vorticity,
    /// λ₂, the middle eigenvalue of `S² + Ω²`; 3-D only. Negative within vortices; zero where it is no more than rounding
    /// makes of the largest entry of that matrix, some 10⁻¹⁵ of it. Source: Jeong and Hussain, J. Fluid
    /// Mech. 285 (1995).
    Lambda2,
}

impl Invariant {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Q, Self::R, Self::Delta, Self::StrainRate, Self::Vorticity, Self::Lambda2];

    /// Its name, as messages give it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Q => "Q",
            Self::R => "R",
            Self::Delta => "the discriminant",
            Self::StrainRate => "the strain-rate magnitude",
            Self::Vorticity => "the vorticity magnitude",
            Self::Lambda2 => "lambda2",
        }
    }

    /// Plans the Jacobian on `grid` that the quantity is computed from.
    ///
    /// # Errors
    /// [`Error::Undefined`] when the grid has not two or three axes, or when the quantity has no meaning in 2-D;
    /// [`Error::Axis`] when an axis is too short for the edge order.
    pub fn sweep(self, grid: &Grid, edge_order: EdgeOrder) -> Result<Sweep> {
        let axes = grid.axes().len();
        let defined = axes == 3 || (axes == 2 && !matches!(self, Self::R | Self::Lambda2));
        if !defined {
            return Err(Error::Undefined { quantity: self.name(), components: axes, axes });
        }
        Sweep::new(&Operator::jacobian(axes, axes), grid, edge_order)
    }

    /// Computes the quantity on a window: `out` covers the window `output`, `inputs` cover
    /// [`Sweep::input_window`] of it. `jacobian` is what [`Invariant::sweep`] plans.
    ///
    /// # Errors
    /// [`Error::ComponentCount`], [`Error::ShapeMismatch`]; [`Error::Undefined`] when `jacobian` has other
    /// numbers of components and results.
    ///
    /// # Panics
    /// When `output` does not lie within the grid.
    pub fn apply_window_into<T: Element<Scalar = f64>, O: Output<Scalar = f64>>(
        self,
        jacobian: &Sweep,
        output: &[Range<usize>],
        inputs: &[ArrayViewD<'_, T>],
        out: ArrayViewMutD<'_, O>,
    ) -> Result<()> {
        let components = jacobian.components();
        match (self, components, jacobian.outputs()) {
            (Self::Q, 3, 9) => jacobian.map_window_into(output, inputs, out, &formulae::Q3D),
            (Self::R, 3, 9) => jacobian.map_window_into(output, inputs, out, &formulae::R3D),
            (Self::Delta, 3, 9) => jacobian.map_window_into(output, inputs, out, &formulae::Delta3D),
            (Self::StrainRate, 3, 9) => {
                jacobian.map_window_into(output, inputs, out, &formulae::StrainRate3D)
            }
            (Self::Vorticity, 3, 9) => jacobian.map_window_into(output, inputs, out, &formulae::Vorticity3D),
            (Self::Lambda2, 3, 9) => jacobian.map_window_into(output, inputs, out, &formulae::Lambda23D),
            (Self::Q, 2, 4) => jacobian.map_window_into(output, inputs, out, &formulae::Q2D),
            (Self::Delta, 2, 4) => jacobian.map_window_into(output, inputs, out, &formulae::Delta2D),
            (Self::StrainRate, 2, 4) => {
                jacobian.map_window_into(output, inputs, out, &formulae::StrainRate2D)
            }
            (Self::Vorticity, 2, 4) => jacobian.map_window_into(output, inputs, out, &formulae::Vorticity2D),
            (_, _, outputs) => {
                let axes = outputs / components.max(1);
                Err(Error::Undefined { quantity: self.name(), components, axes })
            }
        }
    }
}

/// A pointwise quantity of the Jacobian of a vector field.
///
/// # Shape
/// `d × (n₀, n₁, …) → (n₀, n₁, …)`.
///
/// # Units
/// Powers of those of the components by those of the axes, which must agree: 1 for the magnitudes, 2 for Q and λ₂, 3 for
/// R; for Δ 6, and 2 in 2-D.
///
/// # Accuracy
/// Second order inside, on even and uneven axes; the edge order at the ends.
///
/// # Errors
/// [`Error::Undefined`], [`Error::ComponentCount`], [`Error::ShapeMismatch`]; [`Error::Axis`] when an axis is too short
/// for the edge order.
///
/// # Examples
/// A rotation (−y, x):
/// ```
/// use fieldops_operators::{EdgeOrder, Grid, GridAxis, Invariant, Spacing, invariant};
/// use ndarray::{Axis, array};
///
/// let grid = Grid::new(&[2, 3], vec![
///     GridAxis::new("x", Axis(0), Spacing::uniform(2.0)?),
///     GridAxis::new("y", Axis(1), Spacing::from_coordinates(&[1.0, 1.5, 3.5])?),
/// ])?;
/// let u = array![[-1.0, -1.5, -3.5], [-1.0, -1.5, -3.5]].into_dyn();
/// let v = array![[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]].into_dyn();
/// let q = invariant(Invariant::Q, &[u.view(), v.view()], &grid, EdgeOrder::First)?;
/// assert!(q.iter().all(|value: &f64| (value - 1.0).abs() < 1e-14));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn invariant<T: Element<Scalar = f64>>(
    invariant: Invariant,
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Result<ArrayD<T::Derivative>> {
    let Some(first) = components.first() else {
        return Err(Error::ComponentCount { expected: grid.axes().len().max(1), found: 0 });
    };
    let (expected, found) = (grid.shape().to_vec(), first.shape().to_vec());
    if expected != found {
        return Err(Error::ShapeMismatch { expected, found });
    }
    let mut out = zeros_like(first, &[]);
    invariant_into(invariant, components, grid, edge_order, out.view_mut())?;
    Ok(out)
}

/// [`invariant()`] into an array of the caller's, of any strides; what it held is not read.
///
/// # Errors
/// Those of [`invariant()`], and [`Error::ShapeMismatch`] for `out`.
pub fn invariant_into<T: Element<Scalar = f64>, O: Output<Scalar = f64>>(
    invariant: Invariant,
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    let whole: Vec<_> = grid.shape().iter().map(|&extent| 0..extent).collect();
    invariant.apply_window_into(&invariant.sweep(grid, edge_order)?, &whole, components, out)
}
