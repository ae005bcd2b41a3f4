//! The middle eigenvalue of a symmetric matrix of three rows.
//!
//! With the mean of the eigenvalues taken off, a matrix of size `p` (six times the square of which is the sum of the squares of
//! its entries) has the eigenvalues `pμ` with `μ³ − 3μ − 2r = 0`, where `r = det / 2p³` lies between −1 and 1. If `r` is not
//! negative (else the signs are turned round), the largest root lies between √3 and 2, at least √3 from the others, and comes from
//! that equation to the last digits; its eigenvector is the largest column of cofactors. The other two may meet, and would lose
//! half of their digits if they came from the equation too. They are those of the matrix on the plane across that
//! eigenvector, a matrix of two rows, which loses none.
//!
//! Operations are ordered so that few wait for each other: in vectors that is what counts.
//!
//! Source: Eberly, *A Robust Eigensolver for 3×3 Symmetric Matrices* (2014, 2021), who takes the root from a cosine.

/// Below this an eigenvalue of a matrix whose largest entry is about 1 is what rounding has made of 0.
const ROUNDING: f64 = 4e-15;

/// Sizes below which a matrix is a multiple of the unit matrix, to the last digit of an entry of size 1.
const NOTHING: f64 = 1e-20;

/// The middle eigenvalue of a symmetric matrix, to some units in the last place of its largest entry; zero where it is no more
/// than that, so that its sign means something; not a number where an entry is none or infinite. `off` are the entries (0, 1), (0, 2), (1, 2). There are no branches, so that compilers make
/// vectors of it.
#[inline(always)]
pub(super) fn middle_eigenvalue([a, b, c]: [f64; 3], [d, e, f]: [f64; 3]) -> f64 {
    let unit = inverse_power_of_two((a.abs() + b.abs()) + (c.abs() + d.abs()) + (e.abs() + f.abs()));
    let ([a, b, c], [d, e, f]) = (times(unit, [a, b, c]), times(unit, [d, e, f]));

    let mean = (a + b + c) * (1.0 / 3.0);
    let [a, b, c] = [a - mean, b - mean, c - mean];
    let square = ((a * a + b * b + c * c) + 2.0 * (d * d + e * e + f * f)) * (1.0 / 6.0);
    let size = square.sqrt();
    let determinant = a * (b * c - f * f) - d * (d * c - e * f) + e * (d * f - b * e);

    let r = 0.5 * determinant / (square * size);
    let sign = if determinant < 0.0 { -1.0 } else { 1.0 };
    let root = sign * size * largest_root(r.abs().min(1.0));
    let axis = eigenvector([a - root, b - root, c - root], [d, e, f]);
    let middle = across(axis, [a, b, c], [d, e, f], sign);
    // Whatever is no number stays none.
    let found = mean + if size > NOTHING { middle } else { size };
    (if found.abs() < ROUNDING { 0.0 } else { found }) / unit
}

#[inline(always)]
fn times(factor: f64, [x, y, z]: [f64; 3]) -> [f64; 3] {
    [factor * x, factor * y, factor * z]
}

#[inline(always)]
fn dot([x, y, z]: [f64; 3], [u, v, w]: [f64; 3]) -> f64 {
    x * u + y * v + z * w
}

/// A power of two, the product with which lies between 1 and 2, or near to that where there is no such power.
#[inline(always)]
fn inverse_power_of_two(size: f64) -> f64 {
    const DIGITS: u32 = 52;
    let exponent = (size.to_bits() >> DIGITS).min(2045);
    f64::from_bits((2046 - exponent) << DIGITS)
}

/// The largest root of `μ³ − 3μ − 2r`, `r` between 0 and 1: a polynomial that is off by about 10⁻⁶, and a step of Halley's,
/// which makes the cube of that of it.
#[inline(always)]
fn largest_root(r: f64) -> f64 {
    let square = r * r;
    let low = 1.732_051_96 + 0.333_245_13 * r;
    let middle = -0.095_107_25 + 0.043_955_57 * r;
    let high = -0.018_108_34 + 0.003_963_81 * r;
    let root = low + square * (middle + square * high);
    let value = root * (root * root - 3.0) - 2.0 * r;
    let slope = 3.0 * (root * root - 1.0);
    root - value * slope / (slope * slope - 3.0 * root * value)
}

/// A vector that the matrix, which has no other, makes zero.
#[inline(always)]
fn eigenvector([a, b, c]: [f64; 3], [d, e, f]: [f64; 3]) -> [f64; 3] {
    let [aa, bb, cc] = [b * c - f * f, a * c - e * e, a * b - d * d];
    let [ab, ac, bc] = [e * f - d * c, d * f - e * b, d * e - f * a];
    let ([x, y, z], most) = if bb > aa { ([ab, bb, bc], bb) } else { ([aa, ab, ac], aa) };
    if cc > most { [ac, bc, cc] } else { [x, y, z] }
}

/// The larger eigenvalue of a matrix on the plane across one of its eigenvectors, the smaller one if `sign` is −1.
#[inline(always)]
fn across([x, y, z]: [f64; 3], [a, b, c]: [f64; 3], [d, e, f]: [f64; 3], sign: f64) -> f64 {
    let steep = x.abs() > y.abs();
    let one = if steep { [-z, 0.0, x] } else { [0.0, z, -y] };
    let two = [y * one[2] - z * one[1], z * one[0] - x * one[2], x * one[1] - y * one[0]];
    let product = |[u, v, w]: [f64; 3]| [a * u + d * v + e * w, d * u + b * v + f * w, e * u + f * v + c * w];
    let of_one = product(one);
    let (of_axis, of_plane) = (1.0 / dot([x, y, z], [x, y, z]), 1.0 / dot(one, one));
    let first = dot(one, of_one) * of_plane;
    let second = dot(two, product(two)) * (of_plane * of_axis);
    let mixed = dot(two, of_one) * of_plane;
    let half = 0.5 * (first - second);
    0.5 * (first + second) + sign * (half * half + mixed * mixed * of_axis).sqrt()
}

#[cfg(test)]
mod tests;
