//! From a request to a written file: plan, windows, read, compute, write.
//!
//! 1. A [`Request`] says what to compute of which fields, and within how much memory.
//! 2. A [`Plan`] matches it to a file: which variables are read, which tables of terms are applied, what the output
//!    holds ([`Plan::schema`]), and in which [`Windows`] all that happens. Everything that can be wrong with the
//!    request or with the grid shows here, before an output exists.
//!    What is computed on one grid is a program of sweeps and of arithmetic between them: a command's is one sweep, and
//!    [`Statement`]s make longer ones.
//! 3. [`run`] carries the plan out, window by window: each thread reads, computes and writes its own, or one is computed
//!    while others are read and written.
//!
//! A window of results is computed from a window of inputs that is wider by the reach of the stencils. Spacing and
//! weights are those of the whole axis, so no bit of a result depends on the windows.
//!
//! [`compare`] tells what differs between two files, in windows of the same kind.

mod blocks;
mod chunks;
pub mod compare;
mod coordinates;
mod error;
mod expression;
mod field_plan;
mod input_variable;
mod inputs;
mod interleaved;
mod inventory;
mod lanes;
mod loaded;
mod notice;
mod plan;
mod program;
mod progress;
mod provenance;
mod request;
mod result_units;
mod results;
mod run;
mod selection;
mod share;
mod sliding;
mod table;
mod table_plan;
mod text;
mod windows;

pub use coordinates::read_coordinates;
pub use error::{Error, Result};
pub use expression::{ExpressionError, Statement};
pub use field_plan::FieldPlan;
pub use notice::Notice;
pub use plan::Plan;
pub use progress::Progress;
pub use request::{Calculation, LayoutChoice, Precision, Request};
pub use run::run;
pub use windows::Windows;
