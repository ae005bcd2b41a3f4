//! Operators on grids: against recorded sums of numpy's answers, against naive sums, and by their identities.

mod errors;
mod windows;
