//! The weights of a sum at the points of a run.

/// The weights of a sum.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Weights<'a, const N: usize> {
    /// The same at all points.
    Same([f64; N]),
    /// Each point has weights of its own.
    Varying([&'a [f64]; N]),
    /// The points are those of successive rows, and each row has weights of its own.
    ByRow([&'a [f64]; N]),
    /// The points are those of successive rows, which all have these weights; behind them are once more those of the first
    /// points, as many as a block has.
    EachRow([&'a [f64]; N]),
}

pub(crate) fn shortest(columns: &[&[f64]]) -> usize {
    columns.iter().map(|column| column.len()).min().unwrap_or(0)
}
