//! Comparing two files, variable by variable.
//!
//! `pairs` finds which variables of the two files go together and how each pair is cut into windows; `run` reads the
//! windows; `tally` counts what differs in one and adds the counts up. Nothing that is reported depends on the windows
//! or on the number of threads.

mod coordinates;
mod number;
mod pairs;
mod report;
mod request;
mod run;
mod tally;

pub use coordinates::{Coordinate, coordinates_at};
pub use number::Value;
pub use report::{Comparison, Outcome, Side, VariableComparison};
pub use request::{ComparisonRequest, Tolerance};
pub use run::compare;
pub use tally::{Largest, Place, Tally};
