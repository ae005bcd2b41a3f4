//! Formulae of the first derivative: those of `numpy.gradient`, grouped as numpy groups them, since the grouping
//! decides the last bit.
//!
//! With h₁ = xᵢ − xᵢ₋₁ and h₂ = xᵢ₊₁ − xᵢ the uneven interior is
//!
//! ```text
//! f′ᵢ = −h₂/(h₁(h₁+h₂))·fᵢ₋₁ + (h₂−h₁)/(h₁h₂)·fᵢ + h₁/(h₂(h₁+h₂))·fᵢ₊₁
//! ```
//!
//! Source: numpy, `numpy/lib/_function_base_impl.py`, `gradient`.

use crate::{
    EdgeOrder,
    combination::{Combination, Combinations, Interior, Weights},
    divisor::Divisor,
};

/// Even spacing `h`.
pub(crate) fn uniform(h: f64, points: usize, edge_order: EdgeOrder) -> Combinations {
    let interior = Interior::Difference { divisor: Divisor::of_many(2.0 * h) };
    let (left, right) = match edge_order {
        EdgeOrder::First => two_point_edges(h, h, points),
        EdgeOrder::Second => {
            three_point_edges([-1.5 / h, 2.0 / h, -0.5 / h], [0.5 / h, -2.0 / h, 1.5 / h], points)
        }
    };
    Combinations { left: vec![left], interior, right: vec![right] }
}

/// Distances `d` between neighbours.
pub(crate) fn uneven(d: &[f64], edge_order: EdgeOrder) -> Combinations {
    let points = d.len() + 1;
    let neighbours = || d.windows(2).map(|pair| (pair[0], pair[1]));
    let interior = Interior::Three([
        neighbours().map(|(h1, h2)| -h2 / (h1 * (h1 + h2))).collect(),
        neighbours().map(|(h1, h2)| (h2 - h1) / (h1 * h2)).collect(),
        neighbours().map(|(h1, h2)| h1 / (h2 * (h1 + h2))).collect(),
    ]);
    let (left, right) = match edge_order {
        EdgeOrder::First => two_point_edges(d[0], d[d.len() - 1], points),
        EdgeOrder::Second => {
            let (d1, d2) = (d[0], d[1]);
            let left = [-(2.0 * d1 + d2) / (d1 * (d1 + d2)), (d1 + d2) / (d1 * d2), -d1 / (d2 * (d1 + d2))];
            let (d1, d2) = (d[d.len() - 2], d[d.len() - 1]);
            let right = [d2 / (d1 * (d1 + d2)), -(d2 + d1) / (d1 * d2), (2.0 * d2 + d1) / (d2 * (d1 + d2))];
            three_point_edges(left, right, points)
        }
    };
    Combinations { left: vec![left], interior, right: vec![right] }
}

fn two_point_edges(left: f64, right: f64, points: usize) -> (Combination, Combination) {
    (
        Combination::Difference { lower: 0, upper: 1, divisor: left },
        Combination::Difference { lower: points - 2, upper: points - 1, divisor: right },
    )
}

fn three_point_edges(left: [f64; 3], right: [f64; 3], points: usize) -> (Combination, Combination) {
    (
        Combination::Sum { first: 0, weights: Weights::Three(left) },
        Combination::Sum { first: points - 3, weights: Weights::Three(right) },
    )
}

#[cfg(test)]
mod tests;
