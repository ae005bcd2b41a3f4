//! Sums at whole blocks of points that one formula for each term computes: the loops in which nearly all work is done.
//!
//! There is nothing to decide at a block but which of its sums' formulae comes next, and not even that where all of them are
//! of one kind.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::array;

use crate::{
    Element, Output,
    arithmetic::{Difference, Sum as WeightedSum},
    block::{Block, Edges},
    cache,
    formula::{Formula, Join},
    lanes::{BLOCK, Lanes},
    part::Part,
    piece::OfPiece,
    rows::{Blocks, RowsMut},
    simd::InstructionSet,
    sum::Sum,
};

/// The results of one block.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Results<O>([O; BLOCK]);

/// Computes sums at whole blocks of points and stores them in outputs that take blocks.
#[inline(always)]
pub(crate) fn fill<T, O, L, const N: usize>(
    lanes: L,
    block: &Block,
    sums: &[Sum; N],
    parts: &[Part<'_, T>],
    ahead: &[&[T]],
    outputs: &mut [RowsMut<'_, O>; N],
) where
    T: Element,
    O: Output<Scalar = T::Scalar>,
    L: Lanes<T::Scalar>,
{
    let to = outputs.each_mut().map(|output| output.blocks(&block.points));
    let stretch = Stretch { block, sums, parts, ahead, to };
    let done = match parts.len() {
        count if count == N => stretch.alike::<L, 1>(lanes),
        count if count == 2 * N => stretch.alike::<L, 2>(lanes),
        count if count == 3 * N && N == 1 => stretch.alike::<L, 3>(lanes),
        _ => false,
    };
    if !done {
        stretch.unlike(lanes);
    }
}

/// What is computed: sums at whole blocks of points.
struct Stretch<'r, 'x, T, O, const N: usize> {
    block: &'r Block,
    sums: &'r [Sum; N],
    parts: &'r [Part<'x, T>],
    /// What will be read soon.
    ahead: &'r [&'x [T]],
    to: [Blocks<'r, O>; N],
}

impl<T: Element, O: Output<Scalar = T::Scalar>, const N: usize> Stretch<'_, '_, T, O, N> {
    /// Computes sums of `M` terms each, all of one kind; false where they are not.
    #[inline(always)]
    fn alike<L: Lanes<T::Scalar>, const M: usize>(&self, lanes: L) -> bool {
        if matches!(L::SET, InstructionSet::Baseline) || !T::LOADED {
            return false;
        }
        let (sums, _) = self.parts.as_chunks::<M>();
        let Ok(sums) = <&[[Part<'_, T>; M]; N]>::try_from(sums) else { return false };
        // There are as many groups of parts as sums: where each ends a sum, each is one.
        let is_one = |group: &[Part<'_, T>; M]| group[0].join == Join::Set && group[M - 1].last;
        if !sums.iter().all(is_one) {
            return false;
        }
        let subtracted = array::from_fn(|n| array::from_fn(|m| sums[n][m].join == Join::Subtract));
        if let Some(formulae) = self.formulae::<Difference<'_, T>, M>(sums) {
            self.blocks(lanes, &formulae, &subtracted);
        } else if let Some(formulae) = self.formulae::<WeightedSum<'_, T, 3>, M>(sums) {
            self.blocks(lanes, &formulae, &subtracted);
        } else if N == 1
            && let Some(formulae) = self.formulae::<WeightedSum<'_, T, 5>, M>(sums)
        {
            self.blocks(lanes, &formulae, &subtracted);
        } else {
            return false;
        }
        true
    }

    /// The formulae of the terms on these points, if all are of this kind.
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

    /// Computes sums whose formulae are those of the points.
    #[inline(always)]
    fn blocks<L, F, const M: usize>(&self, lanes: L, formulae: &[[F; M]; N], subtracted: &[[bool; M]; N])
    where
        L: Lanes<T::Scalar>,
        F: Formula<T>,
    {
        let mut edges = Edges::new(self.block, self.sums);
        let mut k = 0;
        while k < self.block.points.len() {
            let start = self.block.points.start + k;
            cache::prefetch(self.ahead, &(start..start + BLOCK));
            let mut results = [Results([O::default(); BLOCK]); N];
            for n in 0..N {
                // SAFETY: the formulae are those of all points.
                let mut sum = unsafe { formulae[n][0].at(lanes, k) };
                for m in 1..M {
                    // SAFETY: as above.
                    let derivatives = unsafe { formulae[n][m].at(lanes, k) };
                    sum = if subtracted[n][m] {
                        lanes.subtract(sum, derivatives)
                    } else {
                        lanes.add(sum, derivatives)
                    };
                }
                O::store(lanes, sum, &mut results[n].0);
            }
            if let Some(block) = edges.among(start..start + BLOCK) {
                // Of a copy, so that the results themselves can stay in registers.
                let mut replaced = results;
                self.replace_edges(&block, &mut replaced);
                self.put::<L>(k, &replaced);
            } else {
                self.put::<L>(k, &results);
            }
            k += BLOCK;
        }
    }

    /// Computes sums of any terms.
    #[inline(always)]
    fn unlike<L: Lanes<T::Scalar>>(&self, lanes: L) {
        let points = &self.block.points;
        for part in self.parts {
            let there = part.first <= points.start && points.end - part.first <= part.count;
            assert!(there, "points of a part");
        }
        let zero = lanes.load(&[T::Scalar::default(); BLOCK]);
        let mut edges = Edges::new(self.block, self.sums);
        let mut results = [Results([O::default(); BLOCK]); N];
        for start in points.clone().step_by(BLOCK) {
            cache::prefetch(self.ahead, &(start..start + BLOCK));
            let mut sum = zero;
            let mut places = results.iter_mut();
            for part in self.parts {
                // SAFETY: all points are points of the part, as checked above.
                let derivatives = unsafe { part.piece.at(lanes, start - part.first) };
                sum = part.join.of(lanes, sum, derivatives);
                if part.last
                    && let Some(place) = places.next()
                {
                    O::store(lanes, sum, &mut place.0);
                    sum = zero;
                }
            }
            if let Some(block) = edges.among(start..start + BLOCK) {
                self.replace_edges(&block, &mut results);
            }
            self.put::<L>(start - points.start, &results);
        }
    }

    /// Stores the results of the block that begins with the point number `k`.
    #[inline(always)]
    fn put<L: Lanes<T::Scalar>>(&self, k: usize, results: &[Results<O>; N]) {
        for n in 0..N {
            // SAFETY: all points are whole blocks of the outputs; where there are lanes, there is their instruction set.
            unsafe { self.to[n].put::<L>(k, &results[n].0) };
        }
    }

    /// Replaces the results of a block at edges of rows.
    #[inline(never)]
    fn replace_edges(&self, block: &Block, results: &mut [Results<O>; N]) {
        for (sum, results) in self.sums.iter().zip(results) {
            sum.replace_edges(self.parts, block, &mut results.0);
        }
    }
}
