//! Derivatives along an axis: against numpy's recorded answers, against a naive reference, and by their properties.

mod entry_points;
mod errors;
mod large_arrays;
mod rows;
mod shared;
mod spacing;
