//! Derivatives along an axis: against numpy's recorded answers, against a naive reference, and by their properties.

mod errors;
mod rows;
mod spacing;
