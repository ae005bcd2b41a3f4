//! Expressions: what `name = expression` asks for.
//!
//! ```text
//! text → tokens → syntax → (names, shapes, units) → graph → program
//! ```
//!
//! `token` and `parse` turn the text into its syntax. `names` finds the fields that it is about, `geometry` the grid on
//! which they lie. `translate` walks the syntax once, checks shapes and units, and adds what is computed to the graph of
//! the grid; `differential`, `algebra` and `elementwise` hold what each function means. `plan` makes the plans for the
//! grids, `result` says what results are called. All that can be wrong shows before any data is read.

mod algebra;
mod differential;
mod elementwise;
mod function;
mod geometry;
mod names;
mod parse;
mod plan;
mod problem;
mod result;
mod shape;
mod syntax;
mod token;
mod translate;
mod unit;

pub(crate) use plan::plan;
pub use problem::ExpressionError;
pub use syntax::Statement;
