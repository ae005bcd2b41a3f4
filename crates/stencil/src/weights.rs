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
}
