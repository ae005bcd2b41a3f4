//! A sum of derivatives on a run of points.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::ops::Range;

use crate::{Element, block::Block, lanes::Lanes, part::Part};

/// A sum on a run.
pub(crate) struct Sum {
    /// Its terms among the parts.
    pub(crate) parts: Range<usize>,
    /// Which of the points no stencil takes for an edge.
    pub(crate) inner: Inner,
}

impl Sum {
    /// The sum at a block.
    ///
    /// # Safety
    /// It is a block of the run.
    ///
    /// # Panics
    /// When the pieces have not all of its points.
    #[inline(always)]
    pub(crate) unsafe fn of_block<T: Element, L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        block: &Block,
    ) -> L::Numbers {
        let mut sums = lanes.zero();
        for part in &parts[self.parts.clone()] {
            // SAFETY: the caller's promise.
            sums = part.join.of(lanes, sums, unsafe { part.of_block(lanes, block) });
        }
        sums
    }
}

/// The points of a run that no stencil takes for an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inner {
    /// Points from the first of them to the last; between them may be edges of rows.
    pub(crate) bulk: Range<usize>,
    /// Points at the beginning and at the end of each row that are edges, where there are such points.
    pub(crate) edges: [usize; 2],
}

impl Inner {
    /// Those of all of these sums, on a run of so many points.
    #[inline(always)]
    pub(crate) fn of_all(sums: &[Sum], points: usize) -> Self {
        let all = Self { bulk: 0..points, edges: [0, 0] };
        sums.iter().fold(all, |one, Sum { inner: other, .. }| Self {
            bulk: one.bulk.start.max(other.bulk.start)..one.bulk.end.min(other.bulk.end),
            edges: std::array::from_fn(|side| one.edges[side].max(other.edges[side])),
        })
    }
}
