//! What is computed for each point of a run, and how it joins what is there.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::ops::Range;

use crate::{Element, Scalar, lanes::Lanes, pattern::Known};

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

    /// The number at the point `k`, which has this place.
    ///
    /// # Panics
    /// When there is no such point.
    fn number(&self, k: usize, place: Place) -> E::Scalar;

    /// The formula in the row of the point `k`.
    ///
    /// # Safety
    /// `place` is that of the point `k`.
    unsafe fn in_row<L: Lanes<E::Scalar>>(&self, lanes: L, k: usize, place: Place) -> Self::InRow<L>;

    /// The formula at the point `k` and those behind it, as many as there are lanes, among which rows of so many points may begin.
    /// It is as good as that of a row there, and nowhere else.
    ///
    /// # Safety
    /// There are so many points from the point `k` on; `place` is that of the point, and `row` the number of points of its row.
    unsafe fn across_rows<L: Lanes<E::Scalar>>(
        &self,
        lanes: L,
        k: usize,
        place: Place,
        row: usize,
    ) -> Self::InRow<L>;

    /// Whether its weights vary along the row; the answer is always the same.
    fn varies(&self) -> bool;

    /// Whether rows have weights of their own.
    fn depends_on_row(&self) -> bool;

    /// Whether it divides by nothing but what has a reciprocal.
    fn has_reciprocal(&self) -> bool;

    /// Whether it has the weights of another.
    fn weighs_as(&self, other: &Self) -> bool;

    /// Whether the values that it takes are neighbours in the row.
    fn is_along(&self) -> bool;

    /// Whether it is known that all its values but the last are those of another from the second on.
    fn follows(&self, other: &Self) -> bool;

    /// Where the middle ones of the values that it takes begin, if one stands in the middle.
    fn middle(&self) -> Option<*const E>;

    /// The same, the weights being those of another, which has the same.
    fn in_row_weighing_as<L: Lanes<E::Scalar>>(&self, other: &Self::InRow<L>) -> Self::InRow<L>;

    /// What [`Formula::in_row`] gives.
    type InRow<L: Lanes<E::Scalar>>: InRow<E::Scalar, L>;
}

/// A formula on points of one row, or of a block in which rows begin, its weights at hand.
pub(crate) trait InRow<S: Scalar, L: Lanes<S>>: Copy {
    /// The numbers at the point `k` and those behind it, as many as there are lanes.
    ///
    /// # Safety
    /// There are so many points from there on, and they lie in the row, or in rows that make no difference to the formula, or are
    /// those of the block.
    #[inline(always)]
    unsafe fn at(&mut self, lanes: L, k: usize) -> L::Numbers {
        // SAFETY: the caller's promise.
        let numbers = unsafe { self.undivided(lanes, k, Known::Nothing) };
        self.divided(lanes, numbers)
    }

    /// The same formula about to be asked for what it gives at the point `k`, and then behind it: the values before that point
    /// are at hand.
    ///
    /// # Safety
    /// It has the point, and its values are known to be neighbours in the row.
    #[must_use]
    unsafe fn entered(self, lanes: L, k: usize) -> Self;

    /// What [`InRow::at`] gives, without the division.
    ///
    /// # Safety
    /// As for [`InRow::at`], and what is `known` is so. Where values are known to be neighbours, `k` is the point that was entered at
    /// or, behind it, that which follows those of the last time.
    unsafe fn undivided(&mut self, lanes: L, k: usize, known: Known) -> L::Numbers;

    /// The division, if there is one.
    #[inline(always)]
    fn divided(&self, _: L, numbers: L::Numbers) -> L::Numbers {
        numbers
    }

    /// Whether numbers can be too small to be divided by reciprocals.
    const SMALL: bool = false;

    /// The division by a reciprocal, which the formula has, of numbers none of which but zero is too small for that.
    #[inline(always)]
    fn by_reciprocal(&self, _: L, numbers: L::Numbers) -> L::Numbers {
        numbers
    }

    /// The same formula with the middle ones of its values taken from where another takes them: then they are loaded once for
    /// both.
    ///
    /// # Safety
    /// These are the same values, and as many.
    #[must_use]
    unsafe fn sharing_the_middle_of(self, other: &Self) -> Self;

    /// The same formula with all its values but the last taken from where another takes its own from the second on: then they are
    /// loaded once for both.
    ///
    /// # Safety
    /// These are the same values, and as many.
    #[must_use]
    unsafe fn following(self, other: &Self) -> Self;
}

/// A point of a run by its row, of which there are several, and by its place within a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) row: usize,
    pub(crate) column: usize,
}

impl Place {
    /// The place of the point so many points further on, in rows of a length.
    #[inline(always)]
    pub(crate) fn advanced(self, points: usize, length: usize) -> Self {
        let Self { mut row, mut column } = self;
        column += points;
        while column >= length {
            (row, column) = (row + 1, column - length);
        }
        Self { row, column }
    }
}
