//! Gradient, Jacobian, divergence, curl and Laplacian of fields on rectilinear grids.
//!
//! ```
//! use fieldops_operators::{EdgeOrder, Grid, GridAxis, Spacing, divergence};
//! use ndarray::{Axis, array};
//!
//! let grid = Grid::new(&[2, 3], vec![
//!     GridAxis::new("x", Axis(0), Spacing::uniform(0.5)?),
//!     GridAxis::new("y", Axis(1), Spacing::from_coordinates(&[0.0, 1.0, 4.0])?),
//! ])?;
//! let u = array![[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]].into_dyn();
//! let v = array![[0.0, 3.0, 12.0], [0.0, 3.0, 12.0]].into_dyn();
//! let div = divergence(&[u.view(), v.view()], &grid, EdgeOrder::First)?;
//! assert_eq!(div, array![[7.0, 7.0, 7.0], [7.0, 7.0, 7.0]].into_dyn());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Conventions
//!
//! * **Axes** of a [`Grid`] are counted in the grid's own order (x, y, z), not in the array's: each [`GridAxis`] says
//!   which array axis it is. Array axes that no grid axis names (time, ensemble) are carried along.
//! * **Jacobian**: `J[i, j] = ∂uᵢ/∂xⱼ`.
//! * **Curl** of a 3-D field is right-handed in the grid's order of axes; of a 2-D field it is the scalar z component.
//! * **Edges, NaN, bits**: those of [`fieldops_stencil`]. Sums run left to right in the order in which each operator's
//!   table states its terms, so divergence and curl are bit for bit the sums of `numpy.gradient`'s results.
//! * **Second derivatives** (Laplacian) take stencils of their own: see [`DerivativeOrder::Second`].
//!
//! # An operator is a table of terms
//!
//! An [`Operator`] is a short table: *add, to output o, ± the derivative of component c along axis a*. One [`Sweep`]
//! executes any such table over a window of a grid. To add an operator is to add a table.

mod curl;
mod derivative;
mod divergence;
mod error;
mod gradient;
mod grid;
mod invariant;
mod jacobian;
mod laplacian;
mod operator;
mod stacked;
mod sweep;

pub use curl::{curl_2d, curl_2d_into, curl_3d, curl_3d_into};
pub use derivative::{derivative, derivative_into};
pub use divergence::{divergence, divergence_into};
pub use error::{Error, Result};
pub use fieldops_stencil::{
    DerivativeOrder, EdgeOrder, Element, Output, PointFunction, Real, Sign, Spacing, deinterleave,
    interleave, map_numbers, zip_numbers,
};
pub use gradient::{gradient, gradient_into};
pub use grid::{Grid, GridAxis};
pub use invariant::{Invariant, invariant, invariant_into};
pub use jacobian::{jacobian, jacobian_into};
pub use laplacian::{laplacian, laplacian_into};
pub use operator::{Operator, Term};
pub use sweep::Sweep;
