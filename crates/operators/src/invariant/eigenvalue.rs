//! The middle eigenvalue of a symmetric matrix of three rows.
//!
//! Let `A` be the matrix with the mean of the eigenvalues taken off, and `p` its size: the sum of the squares of its entries is
//! `6p²`. Its eigenvalues are `pμ` with `μ³ − 3μ − 2r = 0`, where `r = det A / 2p³` lies between −1 and 1. If `r` is not negative
//! (else the signs are turned round), the largest root `μ₁` lies between √3 and 2, at least √3 from the others, and comes from that
//! equation to the last digits. The other two may meet, and would lose half of their digits if they came from the equation too:
//! all that is left of their distance would be the difference of large numbers.
//!
//! Their distance comes from the matrix instead. The product of the squares of the three distances of eigenvalues, the discriminant,
//! is the Gram determinant of the unit matrix, `A` and `A²`. These are three vectors of nine entries; that of `A²` less its parts
//! along the others is `Y = A² − 2p² − rpA`, and so the discriminant is the product of `3`, `6p²` and the sum of the squares of the
//! entries of `Y`. Each entry is off by no more than the rounding of `p²`, however near two eigenvalues are. The distances to
//! `pμ₁` have the product `3p²(μ₁² − 1)`, which leaves `√2 |Y| / p(μ₁² − 1)` for that of the other two, whose sum is `−pμ₁`.
//!
//! Sources: Parlett, *The (Matrix) Discriminant as a Determinant* (2002), for the Gram determinant; Eberly, *A Robust Eigensolver
//! for 3×3 Symmetric Matrices* (2014, 2021), for the root that is far from the others.

use fieldops_stencil::Real;

/// Below this an eigenvalue of a matrix whose largest entry is about 1 is what rounding has made of 0.
const ROUNDING: f64 = 4e-15;

/// The largest power of two that has an inverse of full precision.
const LARGEST_UNIT: f64 = f64::from_bits((2 * 1023 - 1) << 52);

/// Less than the last digit of the square of the size of any matrix whose largest entry is about 1, but for the size 0: then it
/// makes a number of what would be 0 / 0.
const NOTHING: f64 = 1e-60;

/// The middle eigenvalue of a symmetric matrix, to some units in the last place of its largest entry; zero where it is no more
/// than that, so that its sign means something; not a number where an entry is none or infinite. `off` are the entries (0, 1),
/// (0, 2), (1, 2).
#[inline(always)]
pub(super) fn middle_eigenvalue<R: Real>([a, b, c]: [R; 3], [d, e, f]: [R; 3]) -> R {
    let total = (a.abs() + b.abs()) + (c.abs() + d.abs()) + (e.abs() + f.abs());
    let unit = total.inverse_power_of_two().min(R::of(LARGEST_UNIT));
    let ([a, b, c], [d, e, f]) = (times(unit, [a, b, c]), times(unit, [d, e, f]));

    // Without the mean the third entry of the diagonal is -(a + b).
    let mean = (a + b + c) * R::of(1.0 / 3.0);
    let (a, b) = (a - mean, b - mean);
    let both = a + b;
    let (dd, ee, ff) = (d * d, e * e, f * f);
    let square = ((a * both + b * b) + (dd + ee + ff)) * R::of(1.0 / 3.0) + R::of(NOTHING);
    let (size, per_square) = (square.sqrt(), R::of(1.0) / square);
    let per_size = per_square * size;

    // What A² has beside its diagonal; the determinant has it too.
    let off_square = [e * f + both * d, d * f - b * e, d * e - a * f];
    let half = R::of(0.5) * ((d * off_square[0] + e * off_square[1]) - a * (b * both + ff));
    let along = half * per_square;
    let root = LargestRoot::of((along * per_size).abs().min(R::of(1.0)));

    let twice = square + square;
    let [x, y] = [a * (a - along) + (dd + ee) - twice, b * (b - along) + (dd + ff) - twice];
    let [u, v, w] = [off_square[0] - along * d, off_square[1] - along * e, off_square[2] - along * f];
    // Half the sum of the squares of the entries of Y, whose trace is 0 too.
    let rest = (x * (x + y) + y * y) + (u * u + v * v + w * w);
    let middle = rest.sqrt() * (root.per_distances * per_size) - R::of(0.5) * size * root.root;
    let found = mean + half.if_less(R::of(0.0), -middle, middle);
    found.abs().if_less(R::of(ROUNDING), R::of(0.0), found) * unit.inverse_power_of_two()
}

#[inline(always)]
fn times<R: Real>(factor: R, [x, y, z]: [R; 3]) -> [R; 3] {
    [factor * x, factor * y, factor * z]
}

/// The largest root of `μ³ − 3μ − 2r`, `r` between 0 and 1.
struct LargestRoot<R> {
    root: R,
    /// `1 / (μ² − 1)`
    per_distances: R,
}

impl<R: Real> LargestRoot<R> {
    /// A polynomial that is off by about 10⁻⁶, and a step of Chebyshev's, which makes the cube of that of it; so it is with the
    /// inverse.
    #[inline(always)]
    fn of(r: R) -> Self {
        let square = r * r;
        let low = R::of(1.732_051_96) + R::of(0.333_245_13) * r;
        let middle = R::of(-0.095_107_25) + R::of(0.043_955_57) * r;
        let high = R::of(-0.018_108_34) + R::of(0.003_963_81) * r;
        let near = low + square * (middle + square * high);
        let near_square = near * near;
        let inverse = R::of(1.0) / (near_square - R::of(1.0));
        let step = (near * (near_square - R::of(3.0)) - (r + r)) * (inverse * R::of(1.0 / 3.0));
        let root = near - step * (R::of(1.0) + step * (near * inverse));
        let off = R::of(1.0) - (root * root - R::of(1.0)) * inverse;
        Self { root, per_distances: inverse + inverse * (off + off * off) }
    }
}

#[cfg(test)]
mod tests;
