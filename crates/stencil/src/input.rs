//! What is differentiated, and which part of it is there.

use std::ops::Range;

use ndarray::{ArrayViewD, IxDyn, Slice};

use crate::{Error, Result, Term, term::input_range};

/// An input of sums on a window.
#[derive(Debug)]
pub(crate) struct Input<'a, T> {
    pub(crate) view: ArrayViewD<'a, T>,
    /// Global indices of the points that are there.
    pub(crate) window: Vec<Range<usize>>,
}

impl<'a, T> Input<'a, T> {
    /// The inputs of sums on the window `output`, each of which covers, along each axis, what its own terms need or what all terms do.
    ///
    /// # Errors
    /// [`Error::ShapeMismatch`] when it covers neither.
    pub(crate) fn of_sums(
        views: &'a [ArrayViewD<'_, T>],
        output: &[Range<usize>],
        sums: &[Vec<Term<'_>>],
    ) -> Result<Vec<Self>> {
        let needed = |input: Option<usize>| -> Vec<Range<usize>> {
            let taken = |term: &&Term<'_>| input.is_none_or(|input| term.input == input);
            let along = |(axis, range)| input_range(sums.iter().flatten().filter(taken), axis, range);
            output.iter().enumerate().map(along).collect()
        };
        let by_all = needed(None);
        let covered = |(number, view): (usize, &'a ArrayViewD<'_, T>)| {
            let by_own = needed(Some(number));
            // What its own terms need lies within what all do: of the same length, both are the same.
            let along = |(axis, (own, all)): (usize, (Range<usize>, &Range<usize>))| {
                if view.shape().get(axis) == Some(&own.len()) { own } else { all.clone() }
            };
            let window: Vec<_> = by_own.into_iter().zip(&by_all).enumerate().map(along).collect();
            let expected: Vec<_> = window.iter().map(Range::len).collect();
            if view.shape() != expected {
                return Err(Error::ShapeMismatch { expected, found: view.shape().to_vec() });
            }
            Ok(Self { view: view.view(), window })
        };
        views.iter().enumerate().map(covered).collect()
    }

    /// The same input.
    pub(crate) fn borrowed(&self) -> Input<'_, T> {
        Input { view: self.view.view(), window: self.window.clone() }
    }

    /// The same input, its axes in this order.
    pub(crate) fn permuted(&self, order: &[usize]) -> Input<'_, T> {
        let view = self.view.view().permuted_axes(IxDyn(order));
        Input { view, window: order.iter().map(|axis| self.window[*axis].clone()).collect() }
    }

    /// The part `needed` of it.
    pub(crate) fn part(&self, needed: &[Range<usize>]) -> ArrayViewD<'_, T> {
        self.view.slice_each_axis(|axis| {
            let (range, start) = (&needed[axis.axis.index()], self.window[axis.axis.index()].start);
            Slice::from(range.start - start..range.end - start)
        })
    }
}
