//! Sums at whole blocks of points that one formula for each term computes: recognised by their kind, for which there is a
//! loop of its own.

use std::ops::Range;

use crate::{
    Element, Output,
    ahead::Soon,
    arithmetic::{Difference, Sum as WeightedSum},
    block::Block,
    formula::{Formula, Join},
    part::Part,
    pattern::{AllSame, AnyVaries, LastVaries, Pattern, Shared},
    piece::OfPiece,
    segments::{Segments, Targets},
    simd::InstructionSet,
    sum::Sum,
    terms::{Alike, Unlike},
};

/// Sums at whole blocks of points.
pub(crate) struct Stretch<'r, 'x, T, const N: usize> {
    pub(crate) block: Block,
    pub(crate) sums: &'r [Sum; N],
    pub(crate) parts: &'r [Part<'x, T>],
    /// What will be read soon.
    pub(crate) ahead: &'r Soon<T>,
}

impl<T: Element, const N: usize> Stretch<'_, '_, T, N> {
    /// Computes the sums, and calls `filled` whenever there is no more room.
    ///
    /// # Safety
    /// There is room for all points, or for as many as `targets` says, in whole blocks, each of which begins with a cache line
    /// where results are stored past the cache. The points lie in the bulk of all sums, and the block's row is theirs.
    #[expect(unsafe_code, reason = "results are stored where the caller says")]
    pub(crate) unsafe fn fill<O: Output<Scalar = T::Scalar>>(
        &self,
        set: InstructionSet,
        targets: Targets<O, N>,
        filled: &mut dyn FnMut(Range<usize>),
    ) {
        let points = &self.block.points;
        for part in self.parts {
            let there = part.first <= points.start && points.end - part.first <= part.count;
            assert!(there, "points of a part");
        }
        let mut fill = Fill { set, targets, filled };
        // What operators are made of: each is a loop to compile.
        let done = match (self.parts.len(), N) {
            (count, _) if count == N => self.alike::<_, 1, false>(&mut fill),
            (2, 1) => self.alike::<_, 2, false>(&mut fill) || self.alike::<_, 2, true>(&mut fill),
            (3, 1) => self.alike::<_, 3, false>(&mut fill),
            (6, 3) => self.alike::<_, 2, true>(&mut fill),
            _ => false,
        };
        if !done {
            let terms = &Unlike { parts: self.parts, sums: self.sums, start: points.start };
            let Fill { set, targets, filled } = fill;
            set.run(Segments { stretch: self, terms, targets, filled });
        }
    }

    /// Computes sums of `M` terms each, all of one kind, of which the first is added and the others are too or, if `MINUS`,
    /// subtracted; false where they are not, or the set has no vectors.
    fn alike<O: Output<Scalar = T::Scalar>, const M: usize, const MINUS: bool>(
        &self,
        fill: &mut Fill<'_, O, N>,
    ) -> bool {
        if !T::LOADED || N == 0 {
            return false;
        }
        let (sums, _) = self.parts.as_chunks::<M>();
        let Ok(sums) = <&[[Part<'_, T>; M]; N]>::try_from(sums) else { return false };
        let next = if MINUS { Join::Subtract } else { Join::Add };
        // There are as many groups of parts as sums: where each ends a sum, each is one.
        let is_one = |group: &[Part<'_, T>; M]| {
            group[0].join == Join::Set && group[1..].iter().all(|part| part.join == next) && group[M - 1].last
        };
        if !sums.iter().all(is_one) {
            return false;
        }
        if let Some(formulae) = self.formulae::<Difference<'_, T>, M>(sums) {
            self.of_pattern::<_, _, AllSame, M, MINUS>(&formulae, fill)
        } else if let Some(formulae) = self.formulae::<WeightedSum<'_, T, 3>, M>(sums) {
            self.of_some_pattern::<_, _, M, MINUS>(&formulae, fill)
        } else if const { N == 1 && !MINUS }
            && let Some(formulae) = self.formulae::<WeightedSum<'_, T, 5>, M>(sums)
        {
            self.of_some_pattern::<_, _, M, MINUS>(&formulae, fill)
        } else {
            false
        }
    }

    /// Computes sums by formulae of whichever pattern.
    fn of_some_pattern<O: Output<Scalar = T::Scalar>, F: Formula<T>, const M: usize, const MINUS: bool>(
        &self,
        formulae: &[[F; M]; N],
        fill: &mut Fill<'_, O, N>,
    ) -> bool {
        if const { N == 1 && M > 1 && !MINUS } {
            // A Laplacian.
            let done = self.of_pattern::<_, _, Shared<AllSame>, M, MINUS>(formulae, fill)
                || self.of_pattern::<_, _, Shared<LastVaries>, M, MINUS>(formulae, fill);
            if done {
                return true;
            }
        }
        if const { N * M > 1 } && self.of_pattern::<_, _, LastVaries, M, MINUS>(formulae, fill) {
            return true;
        }
        self.of_pattern::<_, _, AnyVaries, M, MINUS>(formulae, fill)
    }

    /// Computes sums by formulae of this pattern; false where they are not, or the set has no vectors.
    fn of_pattern<O, F, P, const M: usize, const MINUS: bool>(
        &self,
        formulae: &[[F; M]; N],
        fill: &mut Fill<'_, O, N>,
    ) -> bool
    where
        O: Output<Scalar = T::Scalar>,
        F: Formula<T>,
        P: Pattern,
    {
        let Some(terms) = &Alike::<F, P, N, M, MINUS>::new(formulae) else { return false };
        let Fill { set, targets, filled } = fill;
        set.run_wide(Segments { stretch: self, terms, targets: *targets, filled: &mut **filled })
    }

    /// The formulae of the terms at the points, if all are of this kind.
    fn formulae<'x, F: Formula<T> + OfPiece<'x, T>, const M: usize>(
        &self,
        sums: &[[Part<'x, T>; M]; N],
    ) -> Option<[[F; M]; N]> {
        let first = F::of_piece(&sums[0][0].piece)?;
        let mut formulae = [[first; M]; N];
        for (formulae, parts) in formulae.iter_mut().zip(sums) {
            for (formula, part) in formulae.iter_mut().zip(parts) {
                let points = self.block.points.start - part.first..self.block.points.end - part.first;
                *formula = F::of_piece(&part.piece)?.within(points);
            }
        }
        Some(formulae)
    }
}

/// How sums are computed and where they go.
struct Fill<'f, O, const N: usize> {
    set: InstructionSet,
    targets: Targets<O, N>,
    filled: &'f mut dyn FnMut(Range<usize>),
}
