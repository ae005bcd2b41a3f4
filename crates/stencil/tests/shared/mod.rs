//! What the tests of the derivatives and of the operators share. Nothing here looks into the crates under test.

pub(crate) mod bits;
pub(crate) mod golden;
pub(crate) mod layouts;
pub(crate) mod naive;
pub(crate) mod samples;
pub(crate) mod slopes;
