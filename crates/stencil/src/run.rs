//! A run of points that are computed together: a part of one row, or several whole rows that follow each other.

use std::ops::Range;

use crate::{
    Element, Output, Sign,
    arithmetic::{Difference, RowSums, Sum, VaryingSum},
    cache,
    combination::Interior,
    piece::Piece,
    rows::{RowIndex, Rows},
    simd::{InstructionSet, Task},
    term::PlannedTerm,
};

/// Number of points of the longest run. Its sums, its results and what it reads of each input stay in the first-level
/// cache.
pub(crate) const LONGEST: usize = 1024;

/// The points `range` of each of so many rows.
pub(crate) struct Run<'a, T> {
    pub(crate) inputs: &'a [Rows<'a, T>],
    /// Global index of the first row, by outer position.
    pub(crate) index: &'a [usize],
    /// Number of rows. Several rows are whole, in the inputs too, and none of them is an edge of its axis.
    pub(crate) rows: usize,
    /// Global indices along the rows.
    pub(crate) range: Range<usize>,
    pub(crate) set: InstructionSet,
}

/// Values of a function at points.
struct Mapped<'a, F, O, const N: usize> {
    function: &'a F,
    arguments: [&'a [f64]; N],
    out: &'a mut [O],
}

impl<O: Output<Scalar = f64>, F: Fn([f64; N]) -> f64, const N: usize> Task for Mapped<'_, F, O, N> {
    #[inline(always)]
    fn run(self) {
        let arguments = self.arguments.map(|numbers| &numbers[..self.out.len()]);
        for (k, place) in self.out.iter_mut().enumerate() {
            *place = O::narrow((self.function)(arguments.map(|numbers| numbers[k])));
        }
    }
}

impl<'a, T: Element> Run<'a, T> {
    /// Number of points.
    pub(crate) fn len(&self) -> usize {
        self.rows * self.range.len()
    }

    /// Asks for what the run will need that stands `ahead` indices further along an outer position, where the inputs
    /// reach so far.
    pub(crate) fn prefetch(&self, position: usize, ahead: usize) {
        let at = self.index[position] + ahead;
        let end = if position + 1 == self.index.len() { at + self.rows } else { at + 1 };
        for rows in self.inputs.iter().filter(|rows| rows.reach(position) >= end) {
            let index = RowIndex { first: self.index, moved: Some((position, at)) };
            cache::prefetch(rows.run(index, self.rows, self.range.start, self.len()));
        }
    }

    /// Computes a sum of derivatives at all points of the run, into the first numbers of `out`; `sums` is for use on
    /// the way.
    ///
    /// The formula of the points between the edges runs over all rows at once. What it gives at the edges of a row
    /// means nothing and is replaced.
    pub(crate) fn evaluate<O: Output<Scalar = T::Scalar>>(
        &self,
        terms: &[PlannedTerm<'_>],
        sums: &mut [T::Scalar],
        out: &mut [O],
    ) {
        let bulk = self.between_edges(terms);
        if !bulk.is_empty() {
            let (from, count) = (bulk.start - self.range.start, self.count(bulk.len()));
            let (sums, out) = (&mut sums[..count], &mut out[from..from + count]);
            let (last, before) = terms.split_last().expect("a sum has a term");
            if terms[0].sign == Sign::Minus {
                sums.fill(T::Scalar::default());
            }
            for (place, term) in before.iter().enumerate() {
                self.piece(term, bulk.start, count).accumulate(self.set, term.join(place), sums);
            }
            self.piece(last, bulk.start, count).finish(self.set, last.join(before.len()), sums, out);
        }
        for column in (self.range.start..bulk.start).chain(bulk.end..self.range.end) {
            let out = &mut out[column - self.range.start..self.len()];
            self.edge(terms, column, &mut sums[..self.rows], out);
        }
    }

    /// Computes a function of sums of derivatives at all points of the run, into the first numbers of `out`. `sums` has
    /// room for each sum, and for one more.
    pub(crate) fn map<O: Output<Scalar = f64>, const N: usize>(
        &self,
        terms: &[Vec<PlannedTerm<'_>>],
        sums: &mut [Vec<f64>],
        function: &impl Fn([f64; N]) -> f64,
        out: &mut [O],
    ) where
        T: Element<Scalar = f64>,
    {
        let (partial, finished) = sums.split_first_mut().expect("there is room for sums");
        for (terms, sums) in terms.iter().zip(&mut *finished) {
            self.evaluate(terms, partial, &mut sums[..self.len()]);
        }
        let arguments = std::array::from_fn(|number| &finished[number][..]);
        self.set.run(Mapped { function, arguments, out: &mut out[..self.len()] });
    }

    /// Computes the sum at one point of each row.
    fn edge<O: Output<Scalar = T::Scalar>>(
        &self,
        terms: &[PlannedTerm<'_>],
        column: usize,
        sums: &mut [T::Scalar],
        out: &mut [O],
    ) {
        let stride = self.range.len();
        if terms[0].sign == Sign::Minus {
            sums.fill(T::Scalar::default());
        }
        for (place, term) in terms.iter().enumerate() {
            let piece = if term.position == self.index.len() {
                let values = |at: usize| self.numbers(term.input, None, at, self.count(1));
                Piece::combined(&term.stencil.combination(column), values)
            } else {
                self.piece(term, column, self.count(1))
            };
            piece.accumulate_column(stride, term.join(place), sums);
        }
        for (place, sum) in out.iter_mut().step_by(stride).zip(&*sums) {
            *place = O::narrow(*sum);
        }
    }

    /// The points of a row that no stencil along it takes for an edge.
    fn between_edges(&self, terms: &[PlannedTerm<'_>]) -> Range<usize> {
        let Range { start, end } = self.range;
        let along = terms.iter().filter(|term| term.position == self.index.len());
        let bulk = along
            .map(|term| term.stencil.interior_range())
            .fold(start..end, |one, other| one.start.max(other.start)..one.end.min(other.end));
        if bulk.is_empty() { end..end } else { bulk }
    }

    /// Number of points from the first of so many points of the first row to the last of them of the last row.
    fn count(&self, points: usize) -> usize {
        (self.rows - 1) * self.range.len() + points
    }

    /// `count` numbers of an input from the global index `column` on, in the first row of the run, or in that which has
    /// another index along an outer position.
    #[inline]
    fn numbers(&self, input: usize, moved: Option<(usize, usize)>, column: usize, count: usize) -> &'a [T] {
        self.inputs[input].run(RowIndex { first: self.index, moved }, self.rows, column, count)
    }

    /// The derivative of a term at `count` points from the point `first` of the first row on, which are all between the
    /// edges.
    #[inline]
    fn piece<'t>(&self, term: &'t PlannedTerm<'_>, first: usize, count: usize) -> Piece<'t, T>
    where
        'a: 't,
    {
        let &PlannedTerm { input, stencil, position, .. } = term;
        let skipped = first - self.range.start;
        if position == self.index.len() {
            let values = |shift: usize| self.numbers(input, None, first + shift - 2, count);
            let column = |m: usize, own: &'t [f64]| {
                if self.rows == 1 {
                    &own[first - stencil.interior_range().start..][..count]
                } else {
                    &term.repeated[m][skipped..][..count]
                }
            };
            return match stencil.interior() {
                Interior::Difference { divisor } => {
                    Piece::Difference(Difference { lower: values(1), upper: values(3), divisor: *divisor })
                }
                Interior::Constant(weights) => {
                    Piece::Three(Sum { values: [1, 2, 3].map(values), weights: *weights })
                }
                Interior::Three(w) => Piece::VaryingThree(VaryingSum {
                    values: [1, 2, 3].map(values),
                    weights: std::array::from_fn(|m| column(m, &w[m])),
                }),
                Interior::Five(w) => Piece::VaryingFive(VaryingSum {
                    values: [0, 1, 2, 3, 4].map(values),
                    weights: std::array::from_fn(|m| column(m, &w[m])),
                }),
            };
        }
        let at = self.index[position];
        let values = |at: usize| self.numbers(input, Some((position, at)), first, count);
        if self.rows > 1 && position + 1 == self.index.len() {
            let local = at.wrapping_sub(stencil.interior_range().start);
            let (row, rows) = (self.range.len(), self.rows);
            match stencil.interior() {
                Interior::Three(w) => {
                    return Piece::RowsThree(RowSums {
                        values: [1, 2, 3].map(|shift| values(at + shift - 2)),
                        weights: w.each_ref().map(|column| &column[local..][..rows]),
                        row,
                        skipped,
                    });
                }
                Interior::Five(w) => {
                    return Piece::RowsFive(RowSums {
                        values: [0, 1, 2, 3, 4].map(|shift| values(at + shift - 2)),
                        weights: w.each_ref().map(|column| &column[local..][..rows]),
                        row,
                        skipped,
                    });
                }
                Interior::Difference { .. } | Interior::Constant(_) => {}
            }
        }
        Piece::combined(&stencil.combination(at), values)
    }
}
