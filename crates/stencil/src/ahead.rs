//! What of an input will be read soon, to be asked for in advance.
//!
//! An input is read along several rows at a time; of these, the foremost in the order of the walk comes from memory, and the
//! others have come before. It is asked for some numbers in advance: far enough for memory to answer, and not so far that it
//! has left the cache when it is needed.

use std::{ops::Range, ptr};

use crate::{Element, Term, cache, rows::Rows, term::input_range};

/// How far in advance numbers are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Leads {
    /// To be in the first cache.
    first: usize,
    /// To be in the second cache by then, if that is asked for.
    second: Option<usize>,
}

impl Leads {
    // In bytes of all inputs together: the more inputs a point has, the longer it takes.
    const AT_ONCE: Self = Self { first: 9 << 10, second: None };
    const IN_STEPS: Self = Self { first: 3 << 10, second: Some(12 << 10) };

    /// Those that suit the processor.
    fn new() -> Self {
        if cache::asks_in_steps() { Self::IN_STEPS } else { Self::AT_ONCE }
    }

    fn map(self, unit: impl Fn(usize) -> usize) -> Self {
        Self { first: unit(self.first), second: self.second.map(unit) }
    }
}

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
    pub(crate) fn new(terms: &[Term<'_>], output: &[Range<usize>], order: &[usize]) -> Option<Self> {
        let last = order.len().checked_sub(2)?;
        let reach = |position: usize| {
            let Range { start, end } = output[order[position]];
            let middle = start.midpoint(end);
            let range = input_range(terms, order[position], &(middle..(middle + 1).min(end)));
            range.end.saturating_sub(middle + 1)
        };
        let position = (0..=last).find(|position| reach(*position) > 0).unwrap_or(last);
        Some(Self { position, distance: reach(position) })
    }
}

/// Most inputs that are asked for.
const MOST: usize = 4;

/// The foremost rows of inputs that a run reads. They are asked for and never read, so that they need not be there.
pub(crate) struct Soon<T> {
    /// Where those of its first point are, by input.
    here: [*const T; MOST],
    /// Those of the first point of the run that follows.
    then: [*const T; MOST],
    /// Number of inputs.
    inputs: usize,
    /// Number of points of the run.
    count: usize,
    /// How far in advance numbers are asked for, in bytes of all inputs together.
    in_bytes: Leads,
    /// The same in points, as soon as there is an input.
    in_points: Leads,
}

impl<T: Element> Soon<T> {
    pub(crate) fn new() -> Self {
        let (rows, in_bytes) = ([ptr::null(); MOST], Leads::new());
        Self { here: rows, then: rows, inputs: 0, count: 0, in_bytes, in_points: in_bytes }
    }

    /// Forgets all, and begins with a run of so many points.
    pub(crate) fn begin(&mut self, count: usize) {
        (self.inputs, self.count) = (0, count);
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
        if self.inputs == MOST {
            return;
        }
        let here = input.foremost(index, ahead, start);
        self.here[self.inputs] = here;
        self.then[self.inputs] =
            next.map_or(here.wrapping_add(self.count), |next| input.foremost(next, ahead, start));
        self.inputs += 1;
        self.in_points = self.in_bytes.map(|bytes| bytes / size_of::<T>() / self.inputs);
    }

    /// What the points from the point `k` of the run on are in advance of.
    #[inline(always)]
    pub(crate) fn from(&self, k: usize) -> Foremost<T> {
        let Leads { first, second } = self.in_points;
        Foremost { first: self.at(k + first), second: second.map(|lead| self.at(k + lead)) }
    }

    /// The place of the point `k` of the run, or where that is beyond it, of the run that follows.
    #[inline(always)]
    fn at(&self, k: usize) -> Places<T> {
        let (rows, place) = if k < self.count { (self.here, k) } else { (self.then, k - self.count) };
        Places { rows: rows.map(|row| row.wrapping_add(place)), count: self.inputs }
    }
}

/// What points of a run are in advance of.
pub(crate) struct Foremost<T> {
    first: Places<T>,
    second: Option<Places<T>>,
}

/// A place in each of so many rows.
struct Places<T> {
    rows: [*const T; MOST],
    count: usize,
}

impl<T: Element> Foremost<T> {
    /// Asks for what so many points need that begin so many points behind the first.
    #[inline(always)]
    pub(crate) fn ask(&self, offset: usize, points: usize) {
        if let Some(second) = &self.second {
            second.ask::<true>(offset, points);
        }
        self.first.ask::<false>(offset, points);
    }
}

impl<T: Element> Places<T> {
    /// Asks for so many numbers of each row, so many behind the place, to be in the first cache or only in the `SECOND` one.
    #[inline(always)]
    fn ask<const SECOND: bool>(&self, offset: usize, points: usize) {
        // A loop to as many as are counted, which the compiler does not know to be few, takes more instructions than a term.
        for (number, row) in self.rows.iter().enumerate() {
            if number == self.count {
                break;
            }
            cache::prefetch::<SECOND, _>(row.wrapping_add(offset), points);
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
        let terms: Vec<_> = axes.iter().copied().zip(&stencils).map(term).collect();
        let output: Vec<_> = shape.iter().map(|extent| 0..*extent).collect();
        Ahead::new(&terms, &output, order).map(|Ahead { position, distance }| (position, distance))
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

    /// The places, in numbers from the first of the array, that are asked for from the point `k` on.
    fn asked(soon: &Soon<f64>, first: *const f64, k: usize) -> Vec<isize> {
        distances(&soon.from(k).first, first)
    }

    fn distances(places: &Places<f64>, first: *const f64) -> Vec<isize> {
        let distance = |row: &*const f64| (*row as isize - first as isize) / 8;
        places.rows.iter().take(places.count).map(distance).collect()
    }

    #[test]
    fn rows_are_asked_for_in_advance_and_then_those_of_the_next_run() {
        let field = ndarray::ArrayD::<f64>::zeros(ndarray::IxDyn(&[4, 30, 100]));
        let view = field.view();
        let rows = Rows::new(&view, &[0, 0, 0]);
        let ahead = Ahead { position: 0, distance: 1 };
        let mut soon = Soon { in_bytes: Leads::AT_ONCE, ..Soon::new() };
        soon.begin(2000);
        soon.add(ahead, &rows, &[1, 2], Some(&[2, 0]), 5);
        let (here, then) = (2 * 3000 + 2 * 100 + 5, 3 * 3000 + 5);
        let lead = Leads::AT_ONCE.first.cast_signed() / 8;
        assert_eq!(asked(&soon, view.as_ptr(), 0), [here + lead]);
        let turn = 2000 - Leads::AT_ONCE.first / 8;
        assert_eq!(asked(&soon, view.as_ptr(), turn - 1), [here + 1999]);
        assert_eq!(asked(&soon, view.as_ptr(), turn), [then]);
        // Where nothing follows, on it goes; behind the last plane there is none.
        soon.begin(2000);
        soon.add(ahead, &rows, &[3, 2], None, 5);
        assert_eq!(asked(&soon, view.as_ptr(), turn), [3 * 3000 + 205 + 2000]);
        // All inputs share the lead, and only so many are asked for.
        soon.begin(2000);
        for _ in 0..=MOST {
            soon.add(ahead, &rows, &[0, 0], None, 0);
        }
        assert_eq!(asked(&soon, view.as_ptr(), 0), [3000 + lead / MOST.cast_signed(); MOST]);
        assert!(soon.from(0).second.is_none());
        soon.begin(0);
        assert!(asked(&soon, view.as_ptr(), 0).is_empty());
    }

    #[test]
    fn rows_are_asked_for_in_two_steps_where_the_first_cache_has_few_places() {
        let field = ndarray::ArrayD::<f64>::zeros(ndarray::IxDyn(&[4, 30, 100]));
        let view = field.view();
        let rows = Rows::new(&view, &[0, 0, 0]);
        let mut soon = Soon { in_bytes: Leads::IN_STEPS, ..Soon::new() };
        soon.begin(1600);
        soon.add(Ahead { position: 0, distance: 1 }, &rows, &[1, 2], Some(&[2, 0]), 0);
        let (near, far) = (Leads::IN_STEPS.first / 8, Leads::IN_STEPS.second.unwrap() / 8);
        let asked = |k: usize| {
            let Foremost { first, second } = soon.from(k);
            [first, second.unwrap()].map(|places| distances(&places, view.as_ptr())[0].cast_unsigned())
        };
        let (here, then) = (2 * 3000 + 2 * 100, 3 * 3000);
        assert_eq!(asked(0), [here + near, here + far]);
        // That which is further off is of the next run before the other is.
        assert_eq!(asked(1600 - far), [here + 1600 - far + near, then]);
    }
}
