//! What of an input will be read soon, to be asked for in advance.
#![allow(unsafe_code, reason = "a check at each block costs as much as the rest")]

use std::ops::Range;

use crate::{Element, Term, cache, rows::Rows, term::input_range};

/// How far ahead the rows stand that come into an input's reach next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead {
    /// The outer position along which they do.
    position: usize,
    distance: usize,
}

impl Ahead {
    /// For the terms of one input on the window `output`, its axes from the slowest to the fastest being `order`. Where the
    /// input reaches for neighbours across planes, the next plane comes; else the next row.
    pub(crate) fn new(terms: Vec<Term<'_>>, output: &[Range<usize>], order: &[usize]) -> Option<Self> {
        let last = order.len().checked_sub(2)?;
        let terms = [terms];
        let reached = |position: usize| {
            let Range { start, end } = output[order[position]];
            let middle = start.midpoint(end);
            let range = input_range(&terms, order[position], &(middle..(middle + 1).min(end)));
            (range.len() > 1, range.end.saturating_sub(middle).max(1))
        };
        let position = (0..=last).find(|position| reached(*position).0).unwrap_or(last);
        Some(Self { position, distance: reached(position).1 })
    }
}

/// Numbers of inputs that will be read soon, one for each point of a run.
pub(crate) struct Soon<'x, T>(Vec<&'x [T]>);

impl<'x, T: Element> Soon<'x, T> {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What will be read of an input where so many rows from `index` on are computed, `count` points from the column `start`
    /// on; nothing where the input does not reach so far.
    pub(crate) fn add(
        &mut self,
        ahead: Ahead,
        input: &Rows<'x, T>,
        index: &[usize],
        rows: usize,
        start: usize,
        count: usize,
    ) {
        let Ahead { position, distance } = ahead;
        let at = index[position] + distance;
        let end = if position + 1 == index.len() { at + rows } else { at + 1 };
        if input.reach(position) >= end {
            self.0.push(input.numbers(Some((position, at)), start, count));
        }
    }

    /// Whether there are numbers for all points before `end`.
    pub(crate) fn reach(&self, end: usize) -> bool {
        self.0.iter().all(|numbers| end <= numbers.len())
    }

    /// Asks for those of these points.
    ///
    /// # Safety
    /// There are numbers for all of them.
    #[inline(always)]
    pub(crate) unsafe fn ask(&self, points: Range<usize>) {
        for numbers in &self.0 {
            // SAFETY: the caller's promise.
            cache::prefetch(unsafe { numbers.get_unchecked(points.clone()) });
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Axis;

    use super::*;
    use crate::{DerivativeOrder, EdgeOrder, Sign, Spacing, Stencil};

    /// What comes next of an input that is differentiated along these axes of an array of this shape, walked in this order.
    fn ahead(shape: &[usize], axes: &[usize], order: &[usize]) -> Option<(usize, usize)> {
        let spacing = Spacing::uniform(0.7).unwrap();
        let plan = |axis: &usize| {
            Stencil::new(&spacing, shape[*axis], DerivativeOrder::First, EdgeOrder::First).unwrap()
        };
        let stencils: Vec<_> = axes.iter().map(plan).collect();
        let term = |(axis, stencil)| Term { input: 0, axis: Axis(axis), stencil, sign: Sign::Plus };
        let terms = axes.iter().copied().zip(&stencils).map(term).collect();
        let output: Vec<_> = shape.iter().map(|extent| 0..*extent).collect();
        Ahead::new(terms, &output, order).map(|Ahead { position, distance }| (position, distance))
    }

    #[test]
    fn the_next_plane_comes_where_planes_are_reached_else_the_next_row() {
        let shape = [8, 9, 40];
        assert_eq!(ahead(&shape, &[0, 1, 2], &[0, 1, 2]), Some((0, 2)));
        assert_eq!(ahead(&shape, &[1, 2], &[0, 1, 2]), Some((1, 2)));
        assert_eq!(ahead(&shape, &[2], &[0, 1, 2]), Some((1, 1)));
        assert_eq!(ahead(&shape, &[2], &[2, 1, 0]), Some((0, 2)));
        assert_eq!(ahead(&[40, 30], &[0, 1], &[0, 1]), Some((0, 2)));
        assert_eq!(ahead(&[40], &[0], &[0]), None);
    }
}
