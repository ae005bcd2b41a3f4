//! The terms of sums at the points of a stretch: of one kind, so that there is nothing to decide, or any.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use crate::{Element, block::Block, formula::Place, lanes::Lanes, part::Part};

mod alike;
mod unlike;

pub(crate) use alike::Alike;
pub(crate) use unlike::Unlike;

/// Terms of sums.
pub(crate) trait Terms<T: Element, const N: usize>: Copy {
    /// Whether rows make no difference to them but by their edges.
    const SEAMLESS: bool = false;
    /// Whether each sum is known to have several.
    const SEVERAL: bool = false;

    /// The terms in the row of the point number `k` of the stretch.
    ///
    /// # Safety
    /// The stretch has so many points from there on as there are lanes, and they lie between two edges of the row, or rows make no
    /// difference; `place` is that of the point.
    unsafe fn in_row<L: Lanes<T::Scalar>>(&self, lanes: L, k: usize, place: Place) -> Self::InRow<'_, L>;

    /// What [`Terms::in_row`] gives.
    type InRow<'s, L: Lanes<T::Scalar>>: SumsInRow<T, L, N>
    where
        Self: 's;

    /// The sums at a block, the point number `k` of the stretch and those behind it, edges of rows among them, if there is a quick
    /// way to these.
    ///
    /// # Safety
    /// There are so many points from there on, and the block says where they stand in their rows.
    unsafe fn across<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        block: &Block,
        k: usize,
    ) -> Option<[L::Numbers; N]>;
}

/// Sums at points of one row.
pub(crate) trait SumsInRow<T: Element, L: Lanes<T::Scalar>, const N: usize> {
    /// The sums at the point number `k` of the stretch and those behind it, if there is a quick way to these. Where a block is said,
    /// edges of rows are among the points, and rows make no other difference.
    ///
    /// # Safety
    /// There are so many points from there on, and they lie in the row, or in rows that make no difference. It is the point that the
    /// row was entered at or, behind it, that which follows those of the last time. The parts are those of the terms, and the block, but
    /// for the number of its first row, says where the points stand.
    unsafe fn quick_sums(
        &mut self,
        lanes: L,
        k: usize,
        block: Option<(&[Part<'_, T>], &Block)>,
    ) -> Option<[L::Numbers; N]>;
}
