//! A run of points that are computed together: a part of one row, or several whole rows that follow each other.

use std::ops::Range;

use crate::{
    Element, Output, PointFunction,
    ahead::{Ahead, Soon},
    arithmetic::{Difference, Sum as WeightedSum},
    block::Points,
    combination::Interior,
    part::{Along, Part},
    pattern::{ABREAST, GROUP},
    piece::Piece,
    planned::Planned,
    rows::{Rows, RowsMut},
    simd::InstructionSet,
    sum::{Inner, Sum},
    term::{PlannedSum, PlannedTerm},
    weights::Weights,
};

/// Number of points of the longest run of several rows.
pub(crate) const LONGEST: usize = 32768;

/// The points `range` of each of so many rows.
pub(crate) struct Run<'r, 'x, T> {
    /// At the first row.
    pub(crate) inputs: &'r [Rows<'x, T>],
    /// Global index of the first row, by outer position.
    pub(crate) index: &'r [usize],
    /// Where the run that follows in the tile begins.
    pub(crate) next: Option<&'r [usize]>,
    /// Number of rows. Several rows are whole, in the inputs too, and none of them is an edge of its axis.
    pub(crate) rows: usize,
    /// Global indices along the rows.
    pub(crate) range: Range<usize>,
    /// Its number among those that are computed in turn or at once.
    pub(crate) number: usize,
    pub(crate) set: InstructionSet,
    /// The foremost row of each input.
    pub(crate) ahead: &'r [Option<Ahead>],
}

/// What runs are planned in, one after the other.
pub(crate) struct Plan<'x, T> {
    parts: Vec<Part<'x, T>>,
    sums: Vec<Sum>,
    ahead: Soon<T>,
}

impl<T: Element> Plan<'_, T> {
    pub(crate) fn new() -> Self {
        Self { parts: Vec::new(), sums: Vec::new(), ahead: Soon::new() }
    }

    /// Forgets the sums.
    fn clear(&mut self) {
        self.parts.clear();
        self.sums.clear();
    }
}

impl<'x, T: Element> Run<'_, 'x, T> {
    /// Computes sums of derivatives at all points of some runs and stores each in an output of its own. Two runs are of one sum, and
    /// differ in one index only.
    pub(crate) fn sums<O: Output<Scalar = T::Scalar>>(
        runs: &[Self],
        sums: &'x [PlannedSum<'_>],
        plan: &mut Plan<'x, T>,
        outputs: &mut [RowsMut<'_, O>],
    ) {
        match (runs, outputs) {
            ([one, other], [output]) => Self::abreast([one, other], sums, plan, output),
            (runs, outputs) => runs.iter().for_each(|run| run.groups(sums, plan, outputs)),
        }
    }

    /// Computes the same sum at all points of two runs at once. Cache lines of its results begin at the same ones.
    fn abreast<O: Output<Scalar = T::Scalar>>(
        runs: [&Self; ABREAST],
        sums: &'x [PlannedSum<'_>],
        plan: &mut Plan<'x, T>,
        output: &mut RowsMut<'_, O>,
    ) {
        plan.clear();
        plan.ahead.begin(runs[0].len());
        for run in runs {
            output.enter(run.number, run.index, run.rows, &run.range);
            run.plan(sums, plan);
            run.look_ahead(plan);
        }
        runs[0].planned(plan).store_abreast(output);
    }

    /// Computes sums at all points of the run, one group after the other.
    fn groups<O: Output<Scalar = T::Scalar>>(
        &self,
        sums: &'x [PlannedSum<'_>],
        plan: &mut Plan<'x, T>,
        outputs: &mut [RowsMut<'_, O>],
    ) {
        plan.ahead.begin(self.len());
        self.look_ahead(plan);
        for rows in &mut *outputs {
            rows.enter(self.number, self.index, self.rows, &self.range);
        }
        // Sums are stored together where their cache lines begin at the same points.
        let together = outputs.windows(2).all(|pair| pair[0].lead(self.number) == pair[1].lead(self.number));
        let group = if together { GROUP } else { 1 };
        for (sums, outputs) in sums.chunks(group).zip(outputs.chunks_mut(group)) {
            plan.clear();
            self.plan(sums, plan);
            self.planned(plan).store(outputs, self.number);
            // What will be read soon is asked for once.
            plan.ahead.begin(0);
        }
    }

    /// Computes a function of sums of derivatives at all points of the run.
    pub(crate) fn map<O: Output<Scalar = f64>, const N: usize>(
        &self,
        sums: &'x [PlannedSum<'_>],
        plan: &mut Plan<'x, T>,
        function: &impl PointFunction<N>,
        output: &mut RowsMut<'_, O>,
    ) where
        T: Element<Scalar = f64>,
    {
        plan.ahead.begin(self.len());
        self.look_ahead(plan);
        plan.clear();
        self.plan(sums, plan);
        output.enter(self.number, self.index, self.rows, &self.range);
        self.planned(plan).map(function, output, self.number);
    }

    fn planned<'r>(&self, plan: &'r Plan<'x, T>) -> Planned<'r, 'x, T> {
        let Plan { parts, sums, ahead } = plan;
        Planned { set: self.set, points: self.points(), parts, sums, ahead }
    }

    fn points(&self) -> Points {
        Points { count: self.len(), row: self.range.len() }
    }

    /// Number of points.
    fn len(&self) -> usize {
        self.rows * self.range.len()
    }

    /// Finds what this run and the one that follows will read foremost.
    fn look_ahead(&self, plan: &mut Plan<'x, T>) {
        for (input, ahead) in self.inputs.iter().zip(self.ahead) {
            if let Some(ahead) = *ahead {
                plan.ahead.add(ahead, input, self.index, self.next, self.range.start);
            }
        }
    }

    /// Plans sums, behind those that are planned.
    ///
    /// The formula of the points between the edges runs over all rows at once. What it gives at the edges of a row
    /// means nothing and is replaced.
    fn plan(&self, sums: &'x [PlannedSum<'_>], plan: &mut Plan<'x, T>) {
        for PlannedSum { terms, inner, edges } in sums {
            let first = plan.parts.len();
            let sides = [inner.start - self.range.start, self.range.end - inner.end];
            let bulk = if inner.is_empty() { 0..0 } else { sides[0]..self.len() - sides[1] };
            for (place, (term, edges)) in terms.iter().zip(edges).enumerate() {
                let (join, last) = (term.join(place), place + 1 == terms.len());
                let along = term.position == self.index.len();
                let first = if along { bulk.start } else { 0 };
                let piece = if along { self.along_rows(term, &bulk) } else { self.across_rows(term) };
                let count = piece.points();
                let along = along.then(|| {
                    let line = self.inputs[term.input].line();
                    Along::new(term.stencil, line, (&self.range, self.rows), edges)
                });
                plan.parts.push(Part { piece, first, join, last, along, count });
            }
            plan.sums.push(Sum { parts: first..plan.parts.len(), inner: Inner { bulk, edges: sides } });
        }
    }

    /// A derivative along the rows at the points `bulk`, which are all between the edges but for the edges of rows among
    /// them.
    #[inline]
    fn along_rows(&self, term: &'x PlannedTerm<'_>, bulk: &Range<usize>) -> Piece<'x, T> {
        let (first, count) = (self.range.start + bulk.start, bulk.len());
        let input = &self.inputs[term.input];
        let values =
            |shift: usize| if count == 0 { &[] } else { input.numbers(None, first + shift - 2, count) };
        match term.stencil.interior() {
            Interior::Difference { divisor } => {
                Piece::Difference(Difference { lower: values(1), upper: values(3), divisor: *divisor })
            }
            Interior::Constant(weights) => {
                Piece::Three(WeightedSum { values: [1, 2, 3].map(values), weights: Weights::Same(*weights) })
            }
            Interior::Three(w) => Piece::Three(WeightedSum {
                values: [1, 2, 3].map(values),
                weights: self.varying(term, w, bulk),
            }),
            Interior::Five(w) => Piece::Five(WeightedSum {
                values: [0, 1, 2, 3, 4].map(values),
                weights: self.varying(term, w, bulk),
            }),
        }
    }

    /// Weights that vary along the rows, at the points `bulk`.
    #[inline]
    fn varying<const N: usize>(
        &self,
        term: &'x PlannedTerm<'_>,
        own: &'x [Vec<f64>; N],
        bulk: &Range<usize>,
    ) -> Weights<'x, N> {
        if self.rows > 1 {
            return Weights::EachRow(std::array::from_fn(|m| &term.row[m][..]));
        }
        let before = term.stencil.interior_range().start;
        Weights::Varying(own.each_ref().map(|weights| match bulk.len() {
            0 => &[],
            count => &weights[self.range.start + bulk.start - before..][..count],
        }))
    }

    /// A derivative along an outer position at all points of the run.
    #[inline]
    fn across_rows(&self, term: &'x PlannedTerm<'_>) -> Piece<'x, T> {
        let &PlannedTerm { input, stencil, position, .. } = term;
        let at = self.index[position];
        let values =
            |at: usize| self.inputs[input].numbers(Some((position, at)), self.range.start, self.len());
        if let Interior::Difference { divisor } = stencil.interior()
            && stencil.interior_range().contains(&at)
        {
            let (lower, upper) = (values(at - 1), values(at + 1));
            return Piece::Difference(Difference { lower, upper, divisor: *divisor });
        }
        if self.rows > 1 && position + 1 == self.index.len() {
            let local = at.wrapping_sub(stencil.interior_range().start);
            match stencil.interior() {
                Interior::Three(w) => {
                    let weights = w.each_ref().map(|column| &column[local..][..self.rows]);
                    return Piece::Three(WeightedSum {
                        values: [1, 2, 3].map(|shift| values(at + shift - 2)),
                        weights: Weights::ByRow(weights),
                    });
                }
                Interior::Five(w) => {
                    let weights = w.each_ref().map(|column| &column[local..][..self.rows]);
                    return Piece::Five(WeightedSum {
                        values: [0, 1, 2, 3, 4].map(|shift| values(at + shift - 2)),
                        weights: Weights::ByRow(weights),
                    });
                }
                Interior::Difference { .. } | Interior::Constant(_) => {}
            }
        }
        Piece::combined(&stencil.combination(at), values)
    }
}

#[cfg(test)]
mod tests;
