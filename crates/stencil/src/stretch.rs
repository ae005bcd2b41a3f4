//! Sums at whole blocks of points that one formula for each term computes: recognised by their kind, for which there is a
//! loop of its own.

use crate::{
    Element,
    ahead::Soon,
    arithmetic::{Difference, Sum as WeightedSum},
    block::Block,
    formula::{Formula, Join},
    part::Part,
    pattern::{
        Abreast, AllSame, AnyVaries, FirstAlong, FirstVaries, GROUP, LastAlong, LastVaries, Pattern, Shared,
    },
    piece::OfPiece,
    segments::Segments,
    simd::InstructionSet,
    sink::Sink,
    sum::Sum,
    terms::{Alike, Unlike},
};

/// Sums at whole blocks of points.
pub(crate) struct Stretch<'r, 'x, T, const N: usize> {
    pub(crate) block: Block,
    pub(crate) sums: &'r [Sum; N],
    pub(crate) parts: &'r [Part<'x, T>],
    /// Points at the beginning and at the end of each row that are edges.
    pub(crate) edges: [usize; 2],
    /// What will be read soon.
    pub(crate) ahead: &'r Soon<T>,
}

impl<T: Element, const N: usize> Stretch<'_, '_, T, N> {
    /// Computes the sums and gives them to the sink.
    ///
    /// # Safety
    /// The sink has room for all points, in whole blocks. The points lie in the bulk of all sums, and the block's row is theirs.
    #[expect(unsafe_code, reason = "results are stored where the caller says")]
    pub(crate) unsafe fn fill<K: Sink<T::Scalar, N>>(&self, set: InstructionSet, sink: K) {
        let points = &self.block.points;
        for part in self.parts {
            let there = part.first <= points.start && points.end - part.first <= part.count;
            assert!(there, "points of a part");
        }
        let fill = Fill { set, sink };
        // What operators are made of: each is a loop to compile, and is not where it is known that there are not so many sums.
        let count = self.parts.len();
        let done = if const { !T::LOADED || N == 0 } {
            false
        } else if const { K::ABREAST } {
            count == 3 * N && self.alike::<_, 3, false>(fill)
        } else if count == N {
            self.alike::<_, 1, false>(fill)
        } else if const { N == 1 } && count == 2 {
            self.alike::<_, 2, false>(fill) || self.alike::<_, 2, true>(fill)
        } else if const { N == 1 } && count == 3 {
            self.alike::<_, 3, false>(fill)
        } else if const { N == 3 } && count == 6 {
            self.alike::<_, 2, true>(fill)
        } else {
            false
        };
        if !done {
            let terms = Unlike { parts: self.parts, start: points.start };
            set.run(Segments { stretch: self, terms, sink, set });
        }
    }

    /// Computes sums of `M` terms each, all of one kind, of which the first is added and the others are too or, if `MINUS`,
    /// subtracted; false where they are not, or the set has no vectors.
    fn alike<K: Sink<T::Scalar, N>, const M: usize, const MINUS: bool>(&self, fill: Fill<K>) -> bool {
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
        if const { K::ABREAST } {
            let three = self.formulae::<WeightedSum<'_, T, 3>, M>(sums);
            let five = self.formulae::<WeightedSum<'_, T, 5>, M>(sums);
            // Of second derivatives, those of three values are even, and those of five are not.
            three.is_some_and(|formulae| {
                self.of_pattern::<_, _, Abreast<LastAlong>, M, MINUS>(&formulae, fill)
            }) || five.is_some_and(|formulae| {
                self.of_pattern::<_, _, Abreast<LastVaries>, M, MINUS>(&formulae, fill)
            })
        } else if let Some(formulae) = self.formulae::<Difference<'_, T>, M>(sums) {
            self.of_pattern::<_, _, LastAlong, M, MINUS>(&formulae, fill)
                || if const { is_heavy(N, M) } {
                    self.of_pattern::<_, _, FirstAlong, M, MINUS>(&formulae, fill)
                } else {
                    self.of_pattern::<_, _, AllSame, M, MINUS>(&formulae, fill)
                }
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
    fn of_some_pattern<K: Sink<T::Scalar, N>, F: Formula<T>, const M: usize, const MINUS: bool>(
        &self,
        formulae: &[[F; M]; N],
        fill: Fill<K>,
    ) -> bool {
        if const { N == 1 && M > 1 && !MINUS } {
            // A Laplacian.
            let done = self.of_pattern::<_, _, Shared<LastAlong>, M, MINUS>(formulae, fill)
                || self.of_pattern::<_, _, Shared<LastVaries>, M, MINUS>(formulae, fill)
                || self.of_pattern::<_, _, Shared<AllSame>, M, MINUS>(formulae, fill);
            if done {
                return true;
            }
        }
        if const { is_heavy(N, M) } {
            self.of_pattern::<_, _, LastVaries, M, MINUS>(formulae, fill)
                || self.of_pattern::<_, _, FirstVaries, M, MINUS>(formulae, fill)
        } else {
            // The derivatives of a gradient share a value, but not at edges.
            let done = if const { N > 1 } {
                self.of_pattern::<_, _, Shared<LastVaries>, M, MINUS>(formulae, fill)
            } else {
                self.of_pattern::<_, _, LastVaries, M, MINUS>(formulae, fill)
            };
            done || self.of_pattern::<_, _, AnyVaries, M, MINUS>(formulae, fill)
        }
    }

    /// Computes sums by formulae of this pattern; false where they are not, or the set has no vectors.
    fn of_pattern<K, F, P, const M: usize, const MINUS: bool>(
        &self,
        formulae: &[[F; M]; N],
        Fill { set, sink }: Fill<K>,
    ) -> bool
    where
        K: Sink<T::Scalar, N>,
        F: Formula<T>,
        P: Pattern,
    {
        let Some(terms) = Alike::<F, P, N, M, MINUS>::new(formulae) else { return false };
        set.run_wide(Segments { stretch: self, terms, sink, set })
    }

    /// The formulae of the terms at the points, if all are of this kind.
    fn formulae<'x, F: Formula<T> + OfPiece<'x, T>, const M: usize>(
        &self,
        sums: &[[Part<'x, T>; M]; N],
    ) -> Option<[[F; M]; N]> {
        // Formulae are large: none is copied before all are known to be there.
        if sums.as_flattened().iter().any(|part| F::of_piece(&part.piece).is_none()) {
            return None;
        }
        let mut formulae = [[*F::of_piece(&sums[0][0].piece)?; M]; N];
        for (formulae, parts) in formulae.iter_mut().zip(sums) {
            for (formula, part) in formulae.iter_mut().zip(parts) {
                let points = self.block.points.start - part.first..self.block.points.end - part.first;
                *formula = F::of_piece(&part.piece)?.within(points);
            }
        }
        Some(formulae)
    }
}

/// Whether so many sums of so many terms take so long to compute and to compile that there are loops for arrays in the order of
/// their axes and in the opposite one, and for no others.
const fn is_heavy(sums: usize, terms: usize) -> bool {
    sums * terms > GROUP
}

/// How sums are computed and what takes them.
#[derive(Clone, Copy)]
struct Fill<K> {
    set: InstructionSet,
    sink: K,
}
