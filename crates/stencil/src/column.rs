//! Weights along a row, laid out so that loads of them do not cross cache lines.

use std::ops::Deref;

use crate::stores::{self, before_line};

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
    fn a_column_begins_a_line_where_it_is_asked_to() {
        for aligned in [0, 1, 6, 7, 8, 19] {
            let weights: Vec<f64> = (0..40).map(|at| f64::from(at) + 0.5).collect();
            let column = Column::new(weights.iter().copied(), aligned);
            assert_eq!(&column[..], weights);
            assert!(column[aligned..].as_ptr().addr().is_multiple_of(stores::LINE), "{aligned}");
        }
    }
}
