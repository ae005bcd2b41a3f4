//! What is known of sums when the loop that computes them is compiled.

use std::marker::PhantomData;

/// Sums whose blocks are stored together. More would be more streams at a time than memory writes well.
pub(crate) const GROUP: usize = 3;

/// Most runs that are computed at once.
pub(crate) const ABREAST: usize = 2;

/// What is known of a formula when a loop is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Its weights are the same for all points of a row.
    Same,
    /// So they are, and its values are neighbours in the row.
    Along,
    /// Its values are neighbours in the row, and its weights vary along it.
    Varying,
    Nothing,
}

/// Which of the terms of some sums are along the rows, with which weights, and whether they share values, as far as it is known
/// when their loop is compiled.
pub(crate) trait Pattern {
    /// Whether the middle ones of the values are the same for the terms of one input, as [`sharing`] names them.
    const SHARED: bool = false;
    /// Whether all terms along the rows are known to be.
    const NAMED: bool = false;
    /// Whether all terms along the rows are known to be, and neither the points of a row nor rows have weights of their own.
    const SEAMLESS: bool = false;
    /// Whether the second of two sums is the same as the first at the points of the next plane, planes being across the axis of the
    /// first term: its other terms have the same weights, and of its values, which are shared, all but the last are those of the
    /// first from the second on.
    const ABREAST: bool = false;

    /// What is known of a term, named by the numbers of its sum and of itself, where there are so many sums and terms of each;
    /// the answer is always the same.
    fn known(term: [usize; 2], counts: [usize; 2]) -> Known;

    /// The first term that has the weights of a term, both named as above; the answer is always the same.
    #[inline(always)]
    fn weighing_as([n, m]: [usize; 2], counts: [usize; 2]) -> [usize; 2] {
        if Self::ABREAST { [if m == 0 { n } else { 0 }, m] } else { along_axis_of([n, m], counts) }
    }
}

/// The first term along the axis of a term, both named as in [`Pattern::known`]: of more sums than are stored together, one of the
/// first group; of a curl, each two terms are along an axis.
#[inline(always)]
const fn along_axis_of([n, m]: [usize; 2], [sums, terms]: [usize; 2]) -> [usize; 2] {
    match (sums, terms, n, m) {
        (3, 2, 1, 0) => [0, 1],
        (3, 2, 2, 0) => [1, 1],
        (3, 2, 2, 1) => [0, 0],
        _ => [n % group(sums), m],
    }
}

/// The first term that is of the input of a term, both named as in [`Pattern::known`]: of sums of one term, those of each group are
/// of an input, else the terms of each sum.
#[inline(always)]
pub(crate) const fn sharing([n, _]: [usize; 2], [sums, terms]: [usize; 2]) -> [usize; 2] {
    [if terms == 1 { n - n % group(sums) } else { n }, 0]
}

/// The axis that a term is along: of a curl y z, z x, x y; of more sums, each of one term, those of each group one after the other; of
/// terms of one sum one after the other.
#[inline(always)]
const fn axis([n, m]: [usize; 2], [sums, terms]: [usize; 2]) -> usize {
    match (sums, terms) {
        (3, 2) => (n + m + 1) % 3,
        (_, 1) => n % group(sums),
        _ => m,
    }
}

/// The number of these axes.
#[inline(always)]
const fn axes([sums, terms]: [usize; 2]) -> usize {
    match (sums, terms) {
        (3, 2) => 3,
        (_, 1) => group(sums),
        _ => terms,
    }
}

/// The length of the equal groups that so many sums make, of [`GROUP`] at most.
const fn group(sums: usize) -> usize {
    let mut most = GROUP;
    while !sums.is_multiple_of(most) {
        most -= 1;
    }
    most
}

/// No weights vary.
pub(crate) struct AllSame;

/// The derivatives along one axis are along the rows, and the weights of these alone vary, or none do. Of the last axis these are
/// those of the last component of a gradient, of the last term of a divergence or a Laplacian, and of two terms of a curl; of more
/// sums, those of the last of each group. Rows lie along the first axis where arrays lie in the opposite order of their axes.
pub(crate) struct OneAlong<const LAST: bool, const VARIES: bool>;

pub(crate) type LastAlong = OneAlong<true, false>;
pub(crate) type LastVaries = OneAlong<true, true>;
pub(crate) type FirstAlong = OneAlong<false, false>;
pub(crate) type FirstVaries = OneAlong<false, true>;

/// Any may: those of another axis where an array does not lie in the order of its axes.
pub(crate) struct AnyVaries;

/// The middle ones of the values are the same for the terms of one input.
pub(crate) struct Shared<P>(PhantomData<P>);

/// So they are, and the second sum is the first at the points of the next plane.
pub(crate) struct Abreast<P>(PhantomData<P>);

impl<P: Pattern> Pattern for Shared<P> {
    const SHARED: bool = true;
    const NAMED: bool = P::NAMED;
    const SEAMLESS: bool = P::SEAMLESS;

    #[inline(always)]
    fn known(term: [usize; 2], counts: [usize; 2]) -> Known {
        P::known(term, counts)
    }
}

impl<P: Pattern> Pattern for Abreast<P> {
    const SHARED: bool = true;
    const NAMED: bool = P::NAMED;
    const SEAMLESS: bool = P::SEAMLESS;
    const ABREAST: bool = true;

    #[inline(always)]
    fn known(term: [usize; 2], counts: [usize; 2]) -> Known {
        P::known(term, counts)
    }
}

impl Pattern for AllSame {
    #[inline(always)]
    fn known(_: [usize; 2], _: [usize; 2]) -> Known {
        Known::Same
    }
}

impl<const LAST: bool, const VARIES: bool> Pattern for OneAlong<LAST, VARIES> {
    const NAMED: bool = true;
    const SEAMLESS: bool = !VARIES;

    #[inline(always)]
    fn known(term: [usize; 2], counts: [usize; 2]) -> Known {
        let along = if LAST { axes(counts) - 1 } else { 0 };
        match (axis(term, counts) == along, VARIES) {
            (false, _) => Known::Same,
            (true, false) => Known::Along,
            (true, true) => Known::Varying,
        }
    }
}

impl Pattern for AnyVaries {
    #[inline(always)]
    fn known(_: [usize; 2], _: [usize; 2]) -> Known {
        Known::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along<P: Pattern>(sums: usize, terms: usize) -> Vec<(usize, usize)> {
        let all = (0..sums).flat_map(|n| (0..terms).map(move |m| (n, m)));
        all.filter(|&(n, m)| P::known([n, m], [sums, terms]) == Known::Along).collect()
    }

    #[test]
    fn the_first_axis_of_an_operator_is_that_of_its_rows_where_arrays_lie_in_the_opposite_order() {
        let known = |sums: usize, terms: usize| along::<FirstAlong>(sums, terms);
        assert_eq!(known(1, 3), [(0, 0)]);
        // A curl: ∂x of the third component is subtracted in the second sum, and that of the second added in the third.
        assert_eq!(known(3, 2), [(1, 1), (2, 0)]);
        assert_eq!(known(4, 1), [(0, 0), (2, 0)]);
        assert_eq!(known(9, 1), [(0, 0), (3, 0), (6, 0)]);
    }

    #[test]
    fn terms_along_an_axis_have_the_weights_of_the_first_along_it() {
        for counts in [[1, 1], [1, 2], [1, 3], [3, 1], [3, 2], [4, 1], [9, 1]] {
            let [sums, terms] = counts;
            let all = || (0..sums).flat_map(|n| (0..terms).map(move |m| [n, m]));
            for term in all() {
                let first = all().find(|other| axis(*other, counts) == axis(term, counts));
                assert_eq!(Some(LastVaries::weighing_as(term, counts)), first, "{term:?} of {counts:?}");
            }
        }
        // Two planes have weights of their own across planes only.
        let of_planes = |term: [usize; 2]| Abreast::<LastVaries>::weighing_as(term, [2, 3]);
        assert_eq!([[0, 0], [0, 1], [0, 2]].map(of_planes), [[0, 0], [0, 1], [0, 2]]);
        assert_eq!([[1, 0], [1, 1], [1, 2]].map(of_planes), [[1, 0], [0, 1], [0, 2]]);
    }

    #[test]
    fn terms_share_the_values_of_their_input() {
        let inputs = |counts: [usize; 2], input: &dyn Fn(usize, usize) -> usize| {
            let [sums, terms] = counts;
            let all = || (0..sums).flat_map(|n| (0..terms).map(move |m| [n, m]));
            for [n, m] in all() {
                let first = all().find(|other| input(other[0], other[1]) == input(n, m));
                assert_eq!(Some(sharing([n, m], counts)), first, "{n} {m} of {counts:?}");
            }
        };
        inputs([3, 1], &|_, _| 0);
        inputs([4, 1], &|n, _| n / 2);
        inputs([9, 1], &|n, _| n / 3);
        inputs([1, 3], &|_, _| 0);
        inputs([2, 3], &|n, _| n);
    }

    #[test]
    fn the_last_axis_of_an_operator_is_that_of_its_rows() {
        let known = |sums: usize, terms: usize| along::<LastAlong>(sums, terms);
        // A derivative, a gradient, a divergence or a Laplacian, a curl, Jacobians of two and of three axes.
        assert_eq!(known(1, 1), [(0, 0)]);
        assert_eq!(known(3, 1), [(2, 0)]);
        assert_eq!(known(1, 3), [(0, 2)]);
        assert_eq!(known(3, 2), [(0, 1), (1, 0)]);
        assert_eq!(known(4, 1), [(1, 0), (3, 0)]);
        assert_eq!(known(9, 1), [(2, 0), (5, 0), (8, 0)]);
    }
}
