//! Observed orders of accuracy.

use super::samples::Random;

/// How the spacing of an axis varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Even,
    /// Stretched smoothly, by a factor of about 7 from end to end.
    Stretched,
    /// Distances in the ratio 1 : 3 in turn.
    Alternating,
    /// Distances that jump at random between 1 and 3.
    Jumping,
}

impl Kind {
    /// Coordinates of so many points on `from … to`. Those of a finer axis begin with the same ratios of distances.
    pub(crate) fn coordinates(self, points: usize, from: f64, to: f64) -> Vec<f64> {
        let mut random = Random(13);
        let mut place = 0.0;
        let mut unscaled = vec![place];
        for i in 1..points {
            place += match self {
                Self::Even => 1.0,
                Self::Stretched => (2.0 * i as f64 / points as f64).exp(),
                Self::Alternating => [1.0, 3.0][i % 2],
                Self::Jumping => 1.0 + 2.0 * random.fraction(),
            };
            unscaled.push(place);
        }
        unscaled.iter().map(|u| from + (to - from) * u / place).collect()
    }
}

/// The slope of log(error) over log(resolution), by least squares.
pub(crate) fn observed_order(errors: &[(usize, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> =
        errors.iter().map(|(points, error)| (-(*points as f64).ln(), error.ln())).collect();
    let count = logs.len() as f64;
    let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / count;
    let covariance: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    covariance / logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum::<f64>()
}
