//! What is computed for each point of a run, and how it joins what is there.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::ops::Range;

use crate::{Element, Scalar, lanes::Lanes};

/// How a derivative joins the terms before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    /// There are none.
    Set,
    /// It is added to them.
    Add,
    /// It is subtracted from them.
    Subtract,
}

impl Join {
    /// The sums with one more derivative.
    #[inline(always)]
    pub(crate) fn of<S: Scalar, L: Lanes<S>>(
        self,
        lanes: L,
        sums: L::Numbers,
        derivatives: L::Numbers,
    ) -> L::Numbers {
        match self {
            Self::Set => derivatives,
            Self::Add => lanes.add(sums, derivatives),
            Self::Subtract => lanes.subtract(sums, derivatives),
        }
    }
}

/// A formula that gives a number for each point of a run.
pub(crate) trait Formula<E: Element>: Copy {
    /// Number of points.
    fn points(&self) -> usize;

    /// The formula of some of the points only.
    ///
    /// # Panics
    /// When it has no such points.
    fn within(&self, points: Range<usize>) -> Self;

    /// The numbers at the point `k` and those behind it, as many as there are lanes.
    ///
    /// # Safety
    /// There are so many points from the point `k` on.
    unsafe fn at<L: Lanes<E::Scalar>>(&self, lanes: L, k: usize) -> L::Numbers;
}
