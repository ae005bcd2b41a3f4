//! One derivative on a run of points, ready to be computed: the numbers that it reads and their weights.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use crate::{
    Element,
    arithmetic::{Difference, Sum},
    combination::{self, Combination},
    divisor::Divisor,
    formula::{Formula, InRow, Place},
    lanes::Lanes,
    weights::Weights,
};

/// A derivative on a run.
pub(crate) enum Piece<'a, E> {
    Difference(Difference<'a, E>),
    Three(Sum<'a, E, 3>),
    Four(Sum<'a, E, 4>),
    Five(Sum<'a, E, 5>),
}

macro_rules! for_formula {
    ($piece:expr, $formula:ident => $result:expr) => {
        match $piece {
            Piece::Difference($formula) => $result,
            Piece::Three($formula) => $result,
            Piece::Four($formula) => $result,
            Piece::Five($formula) => $result,
        }
    };
}

impl<'a, E: Element> Piece<'a, E> {
    /// One combination for the whole run, of the numbers that `values` gives for each index that it names.
    #[inline]
    pub(crate) fn combined(combination: &Combination, values: impl Fn(usize) -> &'a [E]) -> Self {
        match *combination {
            Combination::Difference { lower, upper, divisor } => {
                let divisor = Divisor::new(divisor);
                Self::Difference(Difference { lower: values(lower), upper: values(upper), divisor })
            }
            Combination::Sum { first, weights } => match weights {
                combination::Weights::Three(weights) => Self::Three(same(first, weights, values)),
                combination::Weights::Four(weights) => Self::Four(same(first, weights, values)),
                combination::Weights::Five(weights) => Self::Five(same(first, weights, values)),
            },
        }
    }

    /// Number of points.
    pub(crate) fn points(&self) -> usize {
        for_formula!(self, formula => formula.points())
    }

    /// The derivative at the point `k`, as [`Formula::number`] has it.
    #[inline]
    pub(crate) fn number(&self, k: usize, place: Place) -> E::Scalar {
        for_formula!(self, formula => formula.number(k, place))
    }

    /// The derivatives at the point `k` and those behind it, as [`Formula::across_rows`] has it.
    ///
    /// # Safety
    /// That of [`Formula::across_rows`].
    #[inline(always)]
    pub(crate) unsafe fn across<L: Lanes<E::Scalar>>(
        &self,
        lanes: L,
        k: usize,
        place: Place,
        row: usize,
    ) -> L::Numbers {
        // SAFETY: the caller's promise.
        for_formula!(self, formula => unsafe {
            formula.across_rows(lanes, k, place, row).at(lanes, k)
        })
    }

    /// The same in one row, as [`Formula::in_row`] has it.
    ///
    /// # Safety
    /// There are so many points from the point `k` on, and that of [`Formula::in_row`].
    #[inline(always)]
    pub(crate) unsafe fn in_row<L: Lanes<E::Scalar>>(&self, lanes: L, k: usize, place: Place) -> L::Numbers {
        // SAFETY: the caller's promise.
        for_formula!(self, formula => unsafe { formula.in_row(lanes, k, place).at(lanes, k) })
    }

    /// Whether rows have weights of their own.
    pub(crate) fn depends_on_row(&self) -> bool {
        for_formula!(self, formula => formula.depends_on_row())
    }
}

/// The same weights of successive values at all points.
#[inline]
fn same<'a, E, const N: usize>(
    first: usize,
    weights: [f64; N],
    values: impl Fn(usize) -> &'a [E],
) -> Sum<'a, E, N> {
    Sum { values: std::array::from_fn(|m| values(first + m)), weights: Weights::Same(weights) }
}

/// A formula that a piece may have.
pub(crate) trait OfPiece<'a, E>: Sized {
    /// The formula of the piece, if it is this one.
    fn of_piece<'p>(piece: &'p Piece<'a, E>) -> Option<&'p Self>;
}

impl<'a, E: Element> OfPiece<'a, E> for Difference<'a, E> {
    fn of_piece<'p>(piece: &'p Piece<'a, E>) -> Option<&'p Self> {
        if let Piece::Difference(formula) = piece { Some(formula) } else { None }
    }
}

impl<'a, E: Element> OfPiece<'a, E> for Sum<'a, E, 3> {
    fn of_piece<'p>(piece: &'p Piece<'a, E>) -> Option<&'p Self> {
        if let Piece::Three(formula) = piece { Some(formula) } else { None }
    }
}

impl<'a, E: Element> OfPiece<'a, E> for Sum<'a, E, 5> {
    fn of_piece<'p>(piece: &'p Piece<'a, E>) -> Option<&'p Self> {
        if let Piece::Five(formula) = piece { Some(formula) } else { None }
    }
}

#[cfg(test)]
mod tests;
