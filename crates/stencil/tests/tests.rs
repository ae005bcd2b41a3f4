//! Derivatives along an axis: against numpy's recorded answers, against a naive reference, and by their properties.

mod convergence;
mod documented_cases;
mod entry_points;
mod errors;
mod golden;
mod large_arrays;
mod plans;
mod properties;
mod shared;
mod spacing;
