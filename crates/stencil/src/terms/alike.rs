//! The terms of sums that are all of one kind.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]

use std::{hint, marker::PhantomData};

use super::{SumsInRow, Terms};
use crate::{
    Element, Scalar,
    block::Block,
    formula::{Formula, InRow, Place},
    lanes::Lanes,
    part::Part,
    pattern::{Known, Pattern, sharing},
};

/// Does something for each number below a constant, nine sums or three terms at most, one after the other: a loop that the compiler
/// leaves a loop would keep its vectors in memory.
macro_rules! each {
    ($n:ident in $count:ident: $body:block) => {
        const { assert!($count <= 9, "numbers that are written down") };
        each!(@ $n $count $body 0 1 2 3 4 5 6 7 8);
    };
    ($n:ident of $count:ident: $body:block) => {
        const { assert!($count <= 3, "numbers that are written down") };
        each!(@ $n $count $body 0 1 2);
    };
    (@ $n:ident $count:ident $body:block $($number:literal)*) => {$(
        if const { $number < $count } {
            let $n = $number;
            $body
        }
    )*};
}

/// Sums of `M` terms each, all of one kind; those behind the first are added to it or, if `MINUS`, subtracted.
pub(crate) struct Alike<F, P, const N: usize, const M: usize, const MINUS: bool> {
    /// Of the points of the stretch.
    formulae: [[F; M]; N],
    pattern: PhantomData<P>,
}

impl<F: Copy, P, const N: usize, const M: usize, const MINUS: bool> Copy for Alike<F, P, N, M, MINUS> {}

impl<F: Copy, P, const N: usize, const M: usize, const MINUS: bool> Clone for Alike<F, P, N, M, MINUS> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F, P: Pattern, const N: usize, const M: usize, const MINUS: bool> Alike<F, P, N, M, MINUS> {
    /// The sums of these formulae, if they are of the pattern and divide by reciprocals, and those have the same weights that
    /// [`Pattern::weighing_as`] says.
    pub(crate) fn new<T: Element>(formulae: &[[F; M]; N]) -> Option<Self>
    where
        F: Formula<T>,
    {
        let fits = |n: usize, m: usize| match (P::known([n, m], [N, M]), &formulae[n][m]) {
            (Known::Same, formula) => !(formula.varies() || P::NAMED && formula.is_along()),
            (Known::Along, formula) => formula.is_along() && !formula.varies(),
            (Known::Varying, formula) => formula.is_along() && formula.varies(),
            (Known::Nothing, _) => true,
        };
        let shares = |n: usize, m: usize| {
            let ([first, term], middle) = (sharing([n, m], [N, M]), formulae[n][m].middle());
            middle.is_some() && middle == formulae[first][term].middle()
        };
        let weighs = |n: usize, m: usize| {
            let [first, term] = P::weighing_as([n, m], [N, M]);
            formulae[n][m].weighs_as(&formulae[first][term])
        };
        let is_one = |n: usize, m: usize| {
            let formula = &formulae[n][m];
            let keeps_up = !(P::SEAMLESS && formula.depends_on_row());
            fits(n, m) && formula.has_reciprocal() && keeps_up && (!P::SHARED || shares(n, m)) && weighs(n, m)
        };
        let follows = !P::ABREAST || (1..N).all(|n| formulae[n][0].follows(&formulae[n - 1][0]));
        let all = follows && (0..N).all(|n| (0..M).all(|m| is_one(n, m)));
        all.then_some(Self { formulae: *formulae, pattern: PhantomData })
    }
}

impl<T, F, P, const N: usize, const M: usize, const MINUS: bool> Terms<T, N> for Alike<F, P, N, M, MINUS>
where
    T: Element,
    F: Formula<T>,
    P: Pattern,
{
    const SEAMLESS: bool = P::SEAMLESS;
    const SEVERAL: bool = M > 1;

    type InRow<'s, L: Lanes<T::Scalar>>
        = AlikeInRow<F::InRow<L>, P, N, M, MINUS>
    where
        Self: 's;

    #[inline(always)]
    unsafe fn in_row<L: Lanes<T::Scalar>>(&self, lanes: L, k: usize, place: Place) -> Self::InRow<'_, L> {
        // SAFETY: the caller's promise.
        unsafe { self.at_hand(lanes, k, place, None) }
    }

    #[inline(always)]
    unsafe fn across<L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        block: &Block,
        k: usize,
    ) -> Option<[L::Numbers; N]> {
        // SAFETY: the caller's promise; the place of the block is that of its first point.
        let mut terms = unsafe { self.at_hand(lanes, k, block.place, Some(block.row)) };
        if const { P::NAMED } {
            // SAFETY: the caller's promise; all terms with edges are named.
            return unsafe { terms.quick(lanes, k, Some((parts, block))) };
        }
        // Loops, as any term may have edges, and each would be compiled once more.
        let mut sums = [lanes.zero(); N];
        for n in 0..N {
            for m in 0..M {
                // SAFETY: the caller's promise.
                let derivatives = unsafe {
                    let numbers = terms.formulae[n][m].at(lanes, k);
                    parts[n * M + m].with_edges(lanes, numbers, block)
                };
                sums[n] = joined::<_, _, MINUS>(lanes, m, sums[n], derivatives);
            }
        }
        Some(sums)
    }
}

impl<F, P: Pattern, const N: usize, const M: usize, const MINUS: bool> Alike<F, P, N, M, MINUS> {
    /// The terms in the row of a point or, where the points of a row are said, at it and those behind it, as many as there are lanes.
    ///
    /// # Safety
    /// As for [`Formula::in_row`] or [`Formula::across_rows`].
    #[inline(always)]
    unsafe fn at_hand<T, L>(
        &self,
        lanes: L,
        k: usize,
        place: Place,
        row: Option<usize>,
    ) -> AlikeInRow<F::InRow<L>, P, N, M, MINUS>
    where
        T: Element,
        L: Lanes<T::Scalar>,
        F: Formula<T>,
    {
        // SAFETY: the caller's promise.
        let mut formulae = [[unsafe { self.formulae[0][0].in_row(lanes, k, place) }; M]; N];
        each!(n in N: {
            each!(m of M: {
                let formula = &self.formulae[n][m];
                let [first, term] = P::weighing_as([n, m], [N, M]);
                formulae[n][m] = if first != n || term != m {
                    // The formulae are of the pattern: they have the same weights.
                    formula.in_row_weighing_as::<L>(&formulae[first][term])
                } else if let Some(row) = row {
                    // SAFETY: the caller's promise.
                    unsafe { formula.across_rows(lanes, k, place, row) }
                } else {
                    // SAFETY: the caller's promise.
                    unsafe { formula.in_row(lanes, k, place) }
                };
            });
        });
        if P::ABREAST {
            each!(n in N: {
                if n > 0 {
                    // SAFETY: the formulae are of the pattern: these values are the same, and there are as many.
                    formulae[n][0] = unsafe { formulae[n][0].following(&formulae[n - 1][0]) };
                }
            });
        }
        if P::SHARED {
            each!(n in N: {
                each!(m of M: {
                    let [first, term] = sharing([n, m], [N, M]);
                    if first != n || term != m {
                        let other = formulae[first][term];
                        // SAFETY: the formulae are of the pattern: their values there are the same, and there are as many.
                        formulae[n][m] = unsafe { formulae[n][m].sharing_the_middle_of(&other) };
                    }
                });
            });
        }
        each!(n in N: {
            each!(m of M: {
                if let Known::Along | Known::Varying = P::known([n, m], [N, M]) {
                    // SAFETY: the caller's promise; the formulae are of the pattern.
                    formulae[n][m] = unsafe { formulae[n][m].entered(lanes, k) };
                }
            });
        });
        AlikeInRow { formulae, pattern: PhantomData }
    }
}

/// [`Alike`] sums at points of one row, or of a block in which rows begin.
pub(crate) struct AlikeInRow<F, P, const N: usize, const M: usize, const MINUS: bool> {
    formulae: [[F; M]; N],
    pattern: PhantomData<P>,
}

/// A sum with its term number `m`.
#[inline(always)]
fn joined<S: Scalar, L: Lanes<S>, const MINUS: bool>(
    lanes: L,
    m: usize,
    sum: L::Numbers,
    derivatives: L::Numbers,
) -> L::Numbers {
    match (m, MINUS) {
        (0, _) => derivatives,
        (_, true) => lanes.subtract(sum, derivatives),
        (_, false) => lanes.add(sum, derivatives),
    }
}

impl<F, P: Pattern, const N: usize, const M: usize, const MINUS: bool> AlikeInRow<F, P, N, M, MINUS> {
    /// Divides by reciprocals, whatever the numbers, and asks once whether all can be divided so: that costs less than to ask for
    /// each term. Where the points are said to be those of a block, the terms along the rows are those of their parts at edges.
    ///
    /// # Safety
    /// That of [`SumsInRow::quick_sums`], and of [`Part::with_edges`].
    #[inline(always)]
    unsafe fn quick<T, L>(
        &mut self,
        lanes: L,
        k: usize,
        block: Option<(&[Part<'_, T>], &Block)>,
    ) -> Option<[L::Numbers; N]>
    where
        T: Element,
        L: Lanes<T::Scalar>,
        F: InRow<T::Scalar, L>,
    {
        let mut sums = [lanes.zero(); N];
        let mut least = lanes.least_of_none();
        each!(n in N: {
            each!(m of M: {
                let formula = &mut self.formulae[n][m];
                let known = P::known([n, m], [N, M]);
                // SAFETY: the caller's promise; the formulae are of the pattern.
                let numbers = unsafe { formula.undivided(lanes, k, known) };
                if F::SMALL {
                    least = lanes.least(least, numbers);
                }
                let mut derivatives = formula.by_reciprocal(lanes, numbers);
                if let (Some((parts, block)), Known::Along | Known::Varying) = (block, known) {
                    // SAFETY: the caller's promise.
                    derivatives = unsafe { parts[n * M + m].with_edges(lanes, derivatives, block) };
                }
                sums[n] = joined::<_, _, MINUS>(lanes, m, sums[n], derivatives);
            });
        });
        // SAFETY: the caller's promise.
        let divisible = !F::SMALL || lanes.are_large(least) || unsafe { self.are_divisible(lanes, k) };
        divisible.then_some(sums)
    }

    /// Whether all numbers, zeros among them, are divided by reciprocals as by the divisors.
    ///
    /// # Safety
    /// As for [`AlikeInRow::quick`].
    #[inline(always)]
    unsafe fn are_divisible<S: Scalar, L: Lanes<S>>(&mut self, lanes: L, k: usize) -> bool
    where
        F: InRow<S, L>,
    {
        hint::cold_path();
        let mut are = true;
        each!(n in N: {
            each!(m of M: {
                // SAFETY: the caller's promise.
                are &= lanes.are_divisible(unsafe { self.formulae[n][m].undivided(lanes, k, Known::Nothing) });
            });
        });
        are
    }
}

impl<T, L, F, P, const N: usize, const M: usize, const MINUS: bool> SumsInRow<T, L, N>
    for AlikeInRow<F, P, N, M, MINUS>
where
    T: Element,
    L: Lanes<T::Scalar>,
    F: InRow<T::Scalar, L>,
    P: Pattern,
{
    #[inline(always)]
    unsafe fn quick_sums(
        &mut self,
        lanes: L,
        k: usize,
        block: Option<(&[Part<'_, T>], &Block)>,
    ) -> Option<[L::Numbers; N]> {
        // SAFETY: the caller's promise; where there is a block, all terms with edges are named.
        unsafe { self.quick(lanes, k, block) }
    }
}
