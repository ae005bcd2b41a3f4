//! The weights of a sum at the points of a run.

use std::ops::Deref;

use crate::stores::{self, before_line};

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

impl<const N: usize> Weights<'_, N> {
    /// Whether these are the same as others, or stand in the same place.
    pub(crate) fn are(&self, others: &Self) -> bool {
        let same_place = |own: &[&[f64]; N], others: &[&[f64]; N]| {
            own.iter().zip(others).all(|(own, other)| std::ptr::eq(*own, *other))
        };
        match (self, others) {
            (Self::Same(own), Self::Same(others)) => own.map(f64::to_bits) == others.map(f64::to_bits),
            (Self::Varying(own), Self::Varying(others))
            | (Self::ByRow(own), Self::ByRow(others))
            | (Self::EachRow(own), Self::EachRow(others)) => same_place(own, others),
            _ => false,
        }
    }
}

pub(crate) fn shortest(columns: &[&[f64]]) -> usize {
    columns.iter().map(|column| column.len()).min().unwrap_or(0)
}

/// Weights for each number of a row and some behind it, of which a certain one begins a cache line.
pub(crate) struct Column {
    numbers: Vec<f64>,
    first: usize,
}

impl Column {
    /// So many weights, of which that with the number `aligned` begins a cache line.
    pub(crate) fn new(weights: impl ExactSizeIterator<Item = f64>, aligned: usize) -> Self {
        let mut numbers = Vec::with_capacity(weights.len() + LINE);
        let first = (before_line::<f64>(numbers.as_ptr()) + LINE - aligned % LINE) % LINE;
        numbers.resize(first, 0.0);
        numbers.extend(weights);
        Self { numbers, first }
    }
}

/// Weights of a cache line.
const LINE: usize = stores::LINE / size_of::<f64>();

impl Deref for Column {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.numbers[self.first..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_others_where_all_of_them_are_and_in_the_same_place() {
        let (one, two, copy) = (vec![0.5, 1.5], vec![2.5, 3.5], vec![0.5, 1.5]);
        assert!(Weights::Same([0.5, -0.0]).are(&Weights::Same([0.5, -0.0])));
        assert!(!Weights::Same([0.5, -0.0]).are(&Weights::Same([0.5, 0.0])));
        for kind in [Weights::Varying, Weights::ByRow, Weights::EachRow] {
            assert!(kind([&one, &two]).are(&kind([&one, &two])));
            assert!(!kind([&one, &two]).are(&kind([&one, &copy])));
            assert!(!kind([&one, &two]).are(&kind([&copy, &two])));
            assert!(!kind([&one, &two]).are(&Weights::Same([0.5, 2.5])));
        }
        assert!(!Weights::ByRow([&one, &two]).are(&Weights::EachRow([&one, &two])));
    }

    #[test]
    fn a_column_begins_a_line_where_it_is_asked_to() {
        for aligned in [0, 1, 6, 7, 8, 19] {
            let weights: Vec<f64> = (0..40).map(|at| f64::from(at) + 0.5).collect();
            let column = Column::new(weights.iter().copied(), aligned);
            assert_eq!(&column[..], weights);
            assert!(column[aligned..].as_ptr().addr().is_multiple_of(stores::LINE), "{aligned}");
        }
    }
}
