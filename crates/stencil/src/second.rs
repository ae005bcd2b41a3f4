//! Formulae of the second derivative: those of the polynomial through the nearest points.
//!
//! Through nodes at distances t₀ … from the point, the second derivative there has the weights
//!
//! ```text
//! three nodes   wⱼ =  2 / Πₘ(tⱼ − tₘ)
//! four nodes    wⱼ = −2·Σₘtₘ / Πₘ(tⱼ − tₘ)          (m ≠ j)
//! ```
//!
//! which follow from differentiating Lagrange's polynomials twice. Which nodes serve where, and with what accuracy, is
//! told at [`DerivativeOrder::Second`](crate::DerivativeOrder::Second).

use crate::{
    EdgeOrder,
    combination::{Combination, Combinations, Interior, Weights},
};

/// Even spacing `h`.
pub(crate) fn uniform(h: f64, points: usize, edge_order: EdgeOrder) -> Combinations {
    let square = h * h;
    let central = [1.0, -2.0, 1.0].map(|weight| weight / square);
    let (left, right) = match edge_order {
        EdgeOrder::First => (
            Combination::Sum { first: 0, weights: Weights::Three(central) },
            Combination::Sum { first: points - 3, weights: Weights::Three(central) },
        ),
        EdgeOrder::Second => {
            let outward = [2.0, -5.0, 4.0, -1.0].map(|weight| weight / square);
            let mut inward = outward;
            inward.reverse();
            (
                Combination::Sum { first: 0, weights: Weights::Four(outward) },
                Combination::Sum { first: points - 4, weights: Weights::Four(inward) },
            )
        }
    };
    Combinations { left: vec![left], interior: Interior::Constant(central), right: vec![right] }
}

/// Distances `d` between neighbours.
pub(crate) fn uneven(d: &[f64], edge_order: EdgeOrder) -> Combinations {
    let points = d.len() + 1;
    let last = points - 1;
    let (left_end, right_end) = match edge_order {
        EdgeOrder::First => (three_nodes(d, 0, 0), three_nodes(d, points - 3, last)),
        EdgeOrder::Second => (four_nodes(d, 0, 0), four_nodes(d, points - 4, last)),
    };
    if points == 3 {
        return Combinations {
            left: vec![left_end, three_nodes(d, 0, 1)],
            interior: Interior::Five(Default::default()),
            right: vec![right_end],
        };
    }
    let means: Vec<[f64; 5]> = (2..points - 2).map(|i| mean_of_four_nodes(d, i)).collect();
    let column = |m: usize| means.iter().map(|weights| weights[m]).collect();
    Combinations {
        left: vec![left_end, four_nodes(d, 0, 1)],
        interior: Interior::Five(std::array::from_fn(column)),
        right: vec![four_nodes(d, points - 4, last - 1), right_end],
    }
}

/// Half of the stencil i−2 … i+1 and half of the stencil i−1 … i+2, at the point `i`.
fn mean_of_four_nodes(d: &[f64], i: usize) -> [f64; 5] {
    let [l0, l1, l2, l3] = four_weights(distances_from(d, i - 2, i));
    let [r0, r1, r2, r3] = four_weights(distances_from(d, i - 1, i));
    [l0 * 0.5, (l1 + r0) * 0.5, (l2 + r1) * 0.5, (l3 + r2) * 0.5, r3 * 0.5]
}

fn three_nodes(d: &[f64], first: usize, at: usize) -> Combination {
    let t: [f64; 3] = distances_from(d, first, at);
    let weights = std::array::from_fn(|j| 2.0 / product_of_distances(&t, j));
    Combination::Sum { first, weights: Weights::Three(weights) }
}

fn four_nodes(d: &[f64], first: usize, at: usize) -> Combination {
    Combination::Sum { first, weights: Weights::Four(four_weights(distances_from(d, first, at))) }
}

fn four_weights(t: [f64; 4]) -> [f64; 4] {
    std::array::from_fn(|j| {
        let others: f64 = (0..4).filter(|m| *m != j).map(|m| t[m]).sum();
        -2.0 * others / product_of_distances(&t, j)
    })
}

/// Πₘ(tⱼ − tₘ), m ≠ j
fn product_of_distances(t: &[f64], j: usize) -> f64 {
    (0..t.len()).filter(|m| *m != j).map(|m| t[j] - t[m]).product()
}

/// Signed distances of the `N` points from `first` on to the point `at`.
fn distances_from<const N: usize>(d: &[f64], first: usize, at: usize) -> [f64; N] {
    std::array::from_fn(|node| {
        let node = first + node;
        if node >= at { d[at..node].iter().sum() } else { -d[node..at].iter().sum::<f64>() }
    })
}

#[cfg(test)]
mod tests;
