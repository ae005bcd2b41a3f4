//! What of an input will be read soon, to be asked for in advance.
#![allow(unsafe_code, reason = "a check at each block costs as much as the rest")]

use std::ops::Range;

use crate::{
    Element, Term,
    cache::{self, Level},
    rows::Rows,
    term::input_range,
};

/// How far ahead the rows stand that come into an input's reach next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead {
    /// The outer position along which they do.
    position: usize,
    distance: usize,
    level: Level,
}

impl Ahead {
    /// For the terms of one input on the window `output`, its axes from the slowest to the fastest being `order`. Where the
    /// input reaches for neighbours across planes, the next plane comes; else the next row, which is needed at once.
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
        let level = if position == last && position > 0 { Level::First } else { Level::Second };
        Some(Self { position, distance: reached(position).1, level })
    }
}

/// Numbers of inputs that will be read soon, one for each point of a run.
pub(crate) struct Soon<'x, T> {
    /// To be had from the first and from the second cache.
    first: Vec<&'x [T]>,
    second: Vec<&'x [T]>,
}

impl<'x, T: Element> Soon<'x, T> {
    pub(crate) fn new() -> Self {
        Self { first: Vec::new(), second: Vec::new() }
    }

    pub(crate) fn clear(&mut self) {
        self.first.clear();
        self.second.clear();
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
        let Ahead { position, distance, level } = ahead;
        let at = index[position] + distance;
        let end = if position + 1 == index.len() { at + rows } else { at + 1 };
        if input.reach(position) >= end {
            let numbers = input.numbers(Some((position, at)), start, count);
            match level {
                Level::First => self.first.push(numbers),
                Level::Second => self.second.push(numbers),
            }
        }
    }

    /// Whether there are numbers for all points before `end`.
    pub(crate) fn reach(&self, end: usize) -> bool {
        self.first.iter().chain(&self.second).all(|numbers| end <= numbers.len())
    }

    /// Asks for those of these points.
    ///
    /// # Safety
    /// There are numbers for all of them.
    #[inline(always)]
    pub(crate) unsafe fn ask(&self, points: Range<usize>) {
        for numbers in &self.first {
            // SAFETY: the caller's promise.
            cache::prefetch(unsafe { numbers.get_unchecked(points.clone()) }, Level::First);
        }
        for numbers in &self.second {
            // SAFETY: the caller's promise.
            cache::prefetch(unsafe { numbers.get_unchecked(points.clone()) }, Level::Second);
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Axis;

    use super::*;
    use crate::{DerivativeOrder, EdgeOrder, Sign, Spacing, Stencil};

    /// What comes next of an input that is differentiated along these axes of an array of this shape, walked in this order.
    fn ahead(shape: &[usize], axes: &[usize], order: &[usize]) -> Option<(usize, usize, Level)> {
        let spacing = Spacing::uniform(0.7).unwrap();
        let plan = |axis: &usize| {
            Stencil::new(&spacing, shape[*axis], DerivativeOrder::First, EdgeOrder::First).unwrap()
        };
        let stencils: Vec<_> = axes.iter().map(plan).collect();
        let term = |(axis, stencil)| Term { input: 0, axis: Axis(axis), stencil, sign: Sign::Plus };
        let terms = axes.iter().copied().zip(&stencils).map(term).collect();
        let output: Vec<_> = shape.iter().map(|extent| 0..*extent).collect();
        Ahead::new(terms, &output, order)
            .map(|Ahead { position, distance, level }| (position, distance, level))
    }

    #[test]
    fn the_next_plane_comes_where_planes_are_reached_else_the_next_row() {
        let shape = [8, 9, 40];
        assert_eq!(ahead(&shape, &[0, 1, 2], &[0, 1, 2]), Some((0, 2, Level::Second)));
        assert_eq!(ahead(&shape, &[1, 2], &[0, 1, 2]), Some((1, 2, Level::First)));
        assert_eq!(ahead(&shape, &[2], &[0, 1, 2]), Some((1, 1, Level::First)));
        assert_eq!(ahead(&shape, &[2], &[2, 1, 0]), Some((0, 2, Level::Second)));
        assert_eq!(ahead(&[40, 30], &[0, 1], &[0, 1]), Some((0, 2, Level::Second)));
        assert_eq!(ahead(&[40], &[0], &[0]), None);
    }
}
