//! First derivatives by plain loops over numpy's formulae.

use ndarray::{ArrayD, Axis};

/// `numpy.gradient(f, x, axis=axis, edge_order=edge_order)`, bit for bit.
pub(crate) fn derivative(f: &ArrayD<f64>, x: &[f64], axis: usize, edge_order: usize) -> ArrayD<f64> {
    let mut out = ArrayD::from_elem(f.raw_dim(), f64::NAN);
    for (line, mut result) in f.lanes(Axis(axis)).into_iter().zip(out.lanes_mut(Axis(axis))) {
        for i in 0..x.len() {
            result[i] = point(&|j| line[j], x, i, edge_order);
        }
    }
    out
}

fn point(f: &dyn Fn(usize) -> f64, x: &[f64], i: usize, edge_order: usize) -> f64 {
    let n = x.len();
    let h = |j: usize| x[j + 1] - x[j];
    let even = (1..n - 1).all(|j| h(j) == h(0));
    if i > 0 && i < n - 1 {
        let (h1, h2) = (h(i - 1), h(i));
        if even {
            return (f(i + 1) - f(i - 1)) / (2.0 * h1);
        }
        let (a, b, c) = (-h2 / (h1 * (h1 + h2)), (h2 - h1) / (h1 * h2), h1 / (h2 * (h1 + h2)));
        return a * f(i - 1) + b * f(i) + c * f(i + 1);
    }
    match (i, edge_order) {
        (0, 1) => (f(1) - f(0)) / h(0),
        (_, 1) => (f(n - 1) - f(n - 2)) / h(n - 2),
        (0, _) if even => -1.5 / h(0) * f(0) + 2.0 / h(0) * f(1) + -0.5 / h(0) * f(2),
        (_, _) if even => 0.5 / h(0) * f(n - 3) + -2.0 / h(0) * f(n - 2) + 1.5 / h(0) * f(n - 1),
        (0, _) => {
            let (d1, d2) = (h(0), h(1));
            let (a, b, c) =
                (-(2.0 * d1 + d2) / (d1 * (d1 + d2)), (d1 + d2) / (d1 * d2), -d1 / (d2 * (d1 + d2)));
            a * f(0) + b * f(1) + c * f(2)
        }
        _ => {
            let (d1, d2) = (h(n - 3), h(n - 2));
            let (a, b, c) =
                (d2 / (d1 * (d1 + d2)), -(d2 + d1) / (d1 * d2), (2.0 * d2 + d1) / (d2 * (d1 + d2)));
            a * f(n - 3) + b * f(n - 2) + c * f(n - 1)
        }
    }
}

/// Asserts that every bit is the same.
#[track_caller]
pub(crate) fn assert_same_bits(found: &ArrayD<f64>, expected: &ArrayD<f64>) {
    assert_eq!(found.shape(), expected.shape());
    for ((index, found), expected) in found.indexed_iter().zip(expected) {
        assert_eq!(found.to_bits(), expected.to_bits(), "at {index:?}: {found} instead of {expected}");
    }
}
