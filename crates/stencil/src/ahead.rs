//! What of an input will be read soon, to be asked for in advance.
//!
//! An input is read along several rows at a time; of these, the foremost in the order of the walk comes from memory, and the
//! others have come before. It is asked for some numbers in advance: far enough for memory to answer, and not so far that it
//! has left the first cache when it is needed.

use std::ops::Range;

use crate::{Element, Term, cache, rows::Rows, term::input_range};

/// How far in advance numbers are asked for, in bytes of all inputs together: the more inputs a point has, the longer it takes.
const LEAD: usize = 12 << 10;

/// Which row of an input is the foremost that the terms reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ahead {
    /// The slowest outer position along which they reach for neighbours.
    pub(crate) position: usize,
    /// How far they do.
    pub(crate) distance: usize,
}

impl Ahead {
    /// For the terms of one input on the window `output`, its axes from the slowest to the fastest being `order`.
    pub(crate) fn new(terms: Vec<Term<'_>>, output: &[Range<usize>], order: &[usize]) -> Option<Self> {
        let last = order.len().checked_sub(2)?;
        let terms = [terms];
        let reach = |position: usize| {
            let Range { start, end } = output[order[position]];
            let middle = start.midpoint(end);
            let range = input_range(&terms, order[position], &(middle..(middle + 1).min(end)));
            range.end.saturating_sub(middle + 1)
        };
        let position = (0..=last).find(|position| reach(*position) > 0).unwrap_or(last);
        Some(Self { position, distance: reach(position) })
    }
}

/// The foremost rows of inputs that a run reads.
pub(crate) struct Soon<T> {
    /// Where those of its first point are, and those of the first point of the run that follows. They are asked for and never
    /// read, so that they need not be there.
    rows: Vec<[*const T; 2]>,
    /// Number of points of the run.
    count: usize,
}

impl<T: Element> Soon<T> {
    pub(crate) fn new() -> Self {
        Self { rows: Vec::new(), count: 0 }
    }

    /// Forgets all, and begins with a run of so many points.
    pub(crate) fn begin(&mut self, count: usize) {
        self.rows.clear();
        self.count = count;
    }

    /// Adds what is read of an input where rows from `index` on are computed, and after them, if at all, those from `next`
    /// on, each from the column `start` on.
    pub(crate) fn add(
        &mut self,
        ahead: Ahead,
        input: &Rows<'_, T>,
        index: &[usize],
        next: Option<&[usize]>,
        start: usize,
    ) {
        let here = input.foremost(index, ahead, start);
        let then = next.map_or(here.wrapping_add(self.count), |next| input.foremost(next, ahead, start));
        self.rows.push([here, then]);
    }

    /// Asks for what so many points from the point `k` of the run on will need, if they were as many points further on as is
    /// in advance.
    #[inline(always)]
    pub(crate) fn ask(&self, k: usize, points: usize) {
        let place = k + LEAD / size_of::<T>() / self.rows.len().max(1);
        for [here, then] in &self.rows {
            let first = if place < self.count {
                here.wrapping_add(place)
            } else {
                then.wrapping_add(place - self.count)
            };
            cache::prefetch(first, points);
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Axis;

    use super::*;
    use crate::{DerivativeOrder, EdgeOrder, Sign, Spacing, Stencil};

    /// The foremost row of an input that is differentiated along these axes of an array of this shape, walked in this order.
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
    fn the_foremost_row_is_in_the_next_plane_where_planes_are_reached_else_in_this_one() {
        let shape = [8, 9, 40];
        assert_eq!(ahead(&shape, &[0, 1, 2], &[0, 1, 2]), Some((0, 1)));
        assert_eq!(ahead(&shape, &[1, 2], &[0, 1, 2]), Some((1, 1)));
        assert_eq!(ahead(&shape, &[2], &[0, 1, 2]), Some((1, 0)));
        assert_eq!(ahead(&shape, &[2], &[2, 1, 0]), Some((0, 1)));
        assert_eq!(ahead(&[40, 30], &[0, 1], &[0, 1]), Some((0, 1)));
        assert_eq!(ahead(&[40], &[0], &[0]), None);
    }
}
