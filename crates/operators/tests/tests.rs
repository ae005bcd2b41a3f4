//! Operators on grids: against recorded sums of numpy's answers, against naive sums, and by their identities.

mod convergence;
mod documented_cases;
mod errors;
mod golden;
mod grids;
mod identities;
mod inertia;
mod invariants;
mod naive_sums;
#[path = "../../stencil/tests/shared/mod.rs"]
mod shared;
mod tables;
mod windows;
