//! The weights of a sum at the points of a run.

use crate::lanes::BLOCK;

/// The weights of a sum.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Weights<'a, const N: usize> {
    /// The same at all points.
    Same([f64; N]),
    /// Each point has weights of its own.
    Varying([&'a [f64]; N]),
    /// The points are those of successive rows, and each row has weights of its own.
    ByRow([&'a [f64]; N], Rows),
    /// The points are those of successive rows, which all have these weights; behind them are once more those of the first
    /// points, as many as a block has.
    EachRow([&'a [f64]; N], Rows),
}

/// Successive rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows {
    /// Points of a row.
    pub(crate) length: usize,
    /// Points of the first row that come before the first point.
    pub(crate) skipped: usize,
}

impl Rows {
    /// Row and column of a point.
    #[inline(always)]
    pub(crate) fn place(self, k: usize) -> (usize, usize) {
        let place = k + self.skipped;
        (place / self.length, place % self.length)
    }

    pub(crate) fn from(self, k: usize) -> Self {
        Self { skipped: self.skipped + k, ..self }
    }
}

pub(crate) fn shortest(columns: &[&[f64]]) -> usize {
    columns.iter().map(|column| column.len()).min().unwrap_or(0)
}

/// The weights of a block from the point `k` on, where each row has weights of its own; behind the last row, its own. There
/// is room for a row that begins with the last point, so that each is filled by as many numbers.
pub(crate) fn by_row<const N: usize>(weights: &[&[f64]; N], rows: Rows, k: usize) -> [[f64; 2 * BLOCK]; N] {
    let (first, column) = rows.place(k);
    let mut spread = [[0.0; 2 * BLOCK]; N];
    for (spread, weights) in spread.iter_mut().zip(weights) {
        let mut row = first;
        let mut next = rows.length - column;
        spread[..BLOCK].fill(weights[row]);
        while next < BLOCK && row + 1 < weights.len() {
            row += 1;
            spread[next..][..BLOCK].fill(weights[row]);
            next += rows.length;
        }
    }
    spread
}
