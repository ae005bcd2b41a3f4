//! The rows that are at hand while one row of results is computed.

use std::ops::Range;

use ndarray::{ArrayViewD, Axis};

use crate::{Accumulate, Element, Stencil, kernel};

/// The rows of a tile's inputs, as contiguous runs of numbers, found by their place.
///
/// Positions are those of the loops: the slowest axis in memory first, the axis of the rows last.
pub(crate) struct RowTable<'a, T> {
    /// For each input its rows, the last outer position fastest.
    pub(crate) rows: Vec<Vec<&'a [T]>>,
    /// Global index of the first row, by position; the last entry is that of the first number of a row.
    pub(crate) start: Vec<usize>,
    /// Number of rows from one index to the next, by outer position.
    pub(crate) step: Vec<usize>,
}

impl<'a, T> RowTable<'a, T> {
    /// The table of `views`, whose rows are contiguous and which begin at the global indices `start`.
    ///
    /// # Panics
    /// When a row is not contiguous.
    pub(crate) fn new(views: &'a [ArrayViewD<'a, T>], start: Vec<usize>) -> Self {
        let last = start.len() - 1;
        let extents = views.first().map_or(&[][..], |view| view.shape());
        let mut step = vec![1; last];
        for position in (1..last).rev() {
            step[position - 1] = step[position] * extents[position];
        }
        let rows = views
            .iter()
            .map(|view| {
                let lanes = view.lanes(Axis(last)).into_iter();
                lanes.map(|lane| lane.to_slice().expect("rows were made contiguous before")).collect()
            })
            .collect();
        Self { rows, start, step }
    }
}

/// One row of results and the rows of the inputs around it.
pub struct RowContext<'a, T> {
    pub(crate) table: &'a RowTable<'a, T>,
    /// Position of each axis of the array among the loops.
    pub(crate) position: &'a [usize],
    /// Global index of the row, by outer position.
    pub(crate) index: &'a [usize],
    /// Global indices of the results along the axis of the rows.
    pub(crate) range: Range<usize>,
}

impl<T: Element> RowContext<'_, T> {
    /// Computes the derivative of the input number `input` along `axis` for this row and joins it to `out`.
    ///
    /// # Panics
    /// When there is no such input or axis, or when the window was not widened by the reach of `stencil`.
    #[inline]
    pub fn accumulate(
        &self,
        input: usize,
        axis: Axis,
        stencil: &Stencil,
        how: Accumulate,
        out: &mut [T::Scalar],
    ) {
        let RowTable { rows, start, step } = self.table;
        let position = self.position[axis.index()];
        let row_start = start[step.len()];
        let outer = self.index.iter().zip(start).zip(step);
        let here: usize = outer.map(|((index, start), step)| (index - start) * step).sum();
        if position == step.len() {
            kernel::along(stencil, self.range.clone(), rows[input][here], row_start, how, out);
        } else {
            let columns = self.range.start - row_start..self.range.end - row_start;
            let zero = here - (self.index[position] - start[position]) * step[position];
            let row = |index: usize| {
                &rows[input][zero + (index - start[position]) * step[position]][columns.clone()]
            };
            kernel::across(&stencil.combination(self.index[position]), row, how, out);
        }
    }
}
