//! Finite-difference derivatives along an axis of an N-D array, with the semantics of `numpy.gradient`.
//!
//! ```
//! use fieldops_stencil::{DerivativeOrder, EdgeOrder, Spacing, Stencil, derivative};
//! use ndarray::{Axis, array};
//!
//! let x = [0.0, 1.0, 1.5, 3.5, 4.0, 6.0];
//! let stencil = Stencil::new(&Spacing::from_coordinates(&x)?, x.len(), DerivativeOrder::First, EdgeOrder::First)?;
//! let f = array![1.0, 2.0, 4.0, 7.0, 11.0, 16.0];
//! let slope = derivative(f.view().into_dyn(), Axis(0), &stencil)?;
//! let expected = array![1.0, 3.0, 3.5, 6.7, 6.9, 2.5].into_dyn();
//! assert!((slope - expected).iter().all(|error: &f64| error.abs() < 1e-14));
//! # Ok::<(), fieldops_stencil::Error>(())
//! ```
//!
//! # Conventions
//!
//! * **Spacing** is one even distance, or the *coordinates* of the points (never the distances between them). An
//!   axis is taken as even only where all differences of its coordinates are *exactly* equal, decided once on the
//!   whole axis. Descending coordinates are right; repeated, unordered and non-finite ones are errors.
//! * **Bits.** For `f64`, and for complex numbers, first derivatives are bit for bit those of `numpy.gradient`. For
//!   `f32` the arithmetic is in `f64` and rounds once: `np.gradient(f.astype(f8), …).astype(f4)`. Integers become
//!   `f64` first. Sums and products are neither fused nor reassociated, so no result depends on the number
//!   of threads, the window, or the memory order.
//! * **Edges.** [`EdgeOrder::First`] takes two points at each end (first order), [`EdgeOrder::Second`] three
//!   (second order). The interior is second order on even and uneven axes.
//! * **NaN and infinity** spread as the formulae spread them: on an even axis a NaN leaves its own first derivative
//!   finite and poisons its neighbours; on an uneven axis it poisons itself too.
//! * **Second derivatives** use stencils of their own, never a first derivative taken twice: see
//!   [`DerivativeOrder::Second`].
//!
//! # Plan, then apply
//!
//! [`Stencil::new`] checks the axis and computes every weight, for the *whole* axis. It applies to any *window* of
//! it: [`Stencil::input_range`] tells which points a window needs, and [`sum_derivatives_into`] computes sums
//! of derivatives on a window of N-D arrays, in parallel. An array in memory is one window; a file larger than memory is many.

mod ahead;
mod arithmetic;
mod block;
mod cache;
mod column;
mod combination;
mod derivative;
mod divisor;
mod element;
mod elementwise;
mod error;
mod first;
mod formula;
mod function;
mod input;
mod interleave;
mod lanes;
mod memory;
mod order;
mod part;
mod passes;
mod pattern;
mod piece;
mod planned;
mod ragged;
mod real;
mod room;
mod rows;
mod run;
mod second;
mod segments;
mod simd;
mod sink;
mod spacing;
mod split;
mod stencil;
mod stores;
mod stretch;
mod sum;
mod term;
mod terms;
mod traverse;
mod walk;
mod weights;

pub use combination::{Combination, Weights};
pub use derivative::{derivative, derivative_into};
pub use element::{Element, Output, Scalar};
pub use elementwise::{map_numbers, zip_numbers};
pub use error::{Error, Result};
pub use function::PointFunction;
pub use interleave::{deinterleave, interleave};
pub use memory::zeros_like;
pub use order::{DerivativeOrder, EdgeOrder};
pub use real::Real;
pub use spacing::Spacing;
pub use stencil::Stencil;
pub use term::{Sign, Term};
pub use traverse::{map_derivatives_into, sum_derivatives_into};
