//! One derivative on a run of points, ready to be computed: the numbers that it reads and their weights.

use crate::{
    Element, Output,
    arithmetic::{Difference, RowSums, Sum, VaryingSum},
    combination::{Combination, Weights},
    formula::{Formula, Join},
    simd::{Accumulated, Finished, InstructionSet},
};

/// A derivative on a run.
pub(crate) enum Piece<'a, E> {
    Difference(Difference<'a, E>),
    Three(Sum<'a, E, 3>),
    Four(Sum<'a, E, 4>),
    Five(Sum<'a, E, 5>),
    VaryingThree(VaryingSum<'a, E, 3>),
    VaryingFive(VaryingSum<'a, E, 5>),
    RowsThree(RowSums<'a, E, 3>),
    RowsFive(RowSums<'a, E, 5>),
}

macro_rules! for_formula {
    ($piece:expr, $formula:ident => $uniform:expr, $by_row:ident => $rows:expr) => {
        match $piece {
            Piece::Difference($formula) => $uniform,
            Piece::Three($formula) => $uniform,
            Piece::Four($formula) => $uniform,
            Piece::Five($formula) => $uniform,
            Piece::VaryingThree($formula) => $uniform,
            Piece::VaryingFive($formula) => $uniform,
            Piece::RowsThree($by_row) => $rows,
            Piece::RowsFive($by_row) => $rows,
        }
    };
}

impl<'a, E: Element> Piece<'a, E> {
    /// One combination for the whole run, of the numbers that `values` gives for each index that it names.
    #[inline]
    pub(crate) fn combined(combination: &Combination, values: impl Fn(usize) -> &'a [E]) -> Self {
        match *combination {
            Combination::Difference { lower, upper, divisor } => {
                Self::Difference(Difference { lower: values(lower), upper: values(upper), divisor })
            }
            Combination::Sum { first, weights } => match weights {
                Weights::Three(weights) => {
                    Self::Three(Sum { values: std::array::from_fn(|m| values(first + m)), weights })
                }
                Weights::Four(weights) => {
                    Self::Four(Sum { values: std::array::from_fn(|m| values(first + m)), weights })
                }
                Weights::Five(weights) => {
                    Self::Five(Sum { values: std::array::from_fn(|m| values(first + m)), weights })
                }
            },
        }
    }

    /// Joins the derivatives to `sums`.
    #[inline]
    pub(crate) fn accumulate(&self, set: InstructionSet, join: Join, sums: &mut [E::Scalar]) {
        for_formula!(
            self,
            formula => set.run(Accumulated { formula, join, sums }),
            by_row => for (formula, range) in by_row.rows(sums.len()) {
                set.run(Accumulated { formula: &formula, join, sums: &mut sums[range] });
            }
        );
    }

    /// Joins the derivatives to `sums` and stores the results in `out`.
    #[inline]
    pub(crate) fn finish<O: Output<Scalar = E::Scalar>>(
        &self,
        set: InstructionSet,
        join: Join,
        sums: &[E::Scalar],
        out: &mut [O],
    ) {
        for_formula!(
            self,
            formula => set.run(Finished { formula, join, sums, out }),
            by_row => for (formula, range) in by_row.rows(out.len()) {
                let sums = &sums[range.clone()];
                set.run(Finished { formula: &formula, join, sums, out: &mut out[range] });
            }
        );
    }

    /// Joins the derivatives at every `stride`-th point, the first point of each row, to `sums`.
    #[inline]
    pub(crate) fn accumulate_column(&self, stride: usize, join: Join, sums: &mut [E::Scalar]) {
        let joined = |sum: &mut E::Scalar, number| match join {
            Join::Set => *sum = number,
            Join::Add => *sum = *sum + number,
            Join::Subtract => *sum = *sum - number,
        };
        let places = sums.iter_mut().enumerate();
        for_formula!(
            self,
            formula => places.for_each(|(number, sum)| joined(sum, formula.at(number * stride))),
            by_row => places.for_each(|(number, sum)| joined(sum, by_row.at_row(number)))
        );
    }
}
