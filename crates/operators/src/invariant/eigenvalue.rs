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

use fieldops_stencil::Real;

/// Below this an eigenvalue of a matrix whose largest entry is about 1 is what rounding has made of 0.
const ROUNDING: f64 = 4e-15;

/// The largest power of two that has an inverse of full precision.
const LARGEST_UNIT: f64 = f64::from_bits((2 * 1023 - 1) << 52);

/// Sizes up to which a matrix is a multiple of the unit matrix, as far as its digits tell: what is left without the mean is
/// rounding, and need not have an eigenvector.
const NOTHING: f64 = 3e-16;

/// The middle eigenvalue of a symmetric matrix, to some units in the last place of its largest entry; zero where it is no more
/// than that, so that its sign means something; not a number where an entry is none or infinite. `off` are the entries (0, 1),
/// (0, 2), (1, 2).
#[inline(always)]
pub(super) fn middle_eigenvalue<R: Real>([a, b, c]: [R; 3], [d, e, f]: [R; 3]) -> R {
    let total = (a.abs() + b.abs()) + (c.abs() + d.abs()) + (e.abs() + f.abs());
    let unit = total.inverse_power_of_two().min(R::of(LARGEST_UNIT));
    let ([a, b, c], [d, e, f]) = (times(unit, [a, b, c]), times(unit, [d, e, f]));

    let mean = (a + b + c) * R::of(1.0 / 3.0);
    let [a, b, c] = [a - mean, b - mean, c - mean];
    let square = ((a * a + b * b + c * c) + R::of(2.0) * (d * d + e * e + f * f)) * R::of(1.0 / 6.0);
    let size = square.sqrt();
    let determinant = a * (b * c - f * f) - d * (d * c - e * f) + e * (d * f - b * e);

    let inverse = R::of(1.0) / square;
    let r = (R::of(0.5) * determinant * inverse) * (inverse * size);
    let sign = determinant.if_less(R::of(0.0), R::of(-1.0), R::of(1.0));
    let root = sign * size * largest_root(r.abs().min(R::of(1.0)));
    let middle = across(root, [a, b, c], [d, e, f], sign);
    // Whatever is no number stays none.
    let found = mean + R::of(NOTHING).if_less(size, middle, R::of(0.0) * size);
    found.abs().if_less(R::of(ROUNDING), R::of(0.0), found) * unit.inverse_power_of_two()
}

#[inline(always)]
fn times<R: Real>(factor: R, [x, y, z]: [R; 3]) -> [R; 3] {
    [factor * x, factor * y, factor * z]
}

#[inline(always)]
fn dot<R: Real>([x, y, z]: [R; 3], [u, v, w]: [R; 3]) -> R {
    x * u + y * v + z * w
}

/// The largest root of `μ³ − 3μ − 2r`, `r` between 0 and 1: a polynomial that is off by about 10⁻⁶, and a step of Halley's,
/// which makes the cube of that of it.
#[inline(always)]
fn largest_root<R: Real>(r: R) -> R {
    let square = r * r;
    let low = R::of(1.732_051_96) + R::of(0.333_245_13) * r;
    let middle = R::of(-0.095_107_25) + R::of(0.043_955_57) * r;
    let high = R::of(-0.018_108_34) + R::of(0.003_963_81) * r;
    let root = low + square * (middle + square * high);
    let value = root * (root * root - R::of(3.0)) - R::of(2.0) * r;
    let slope = R::of(3.0) * (root * root - R::of(1.0));
    root - value * slope / (slope * slope - R::of(3.0) * root * value)
}

/// One vector where the first number is less than the second, and another one where it is not.
#[inline(always)]
fn if_less<R: Real>([one, other]: [R; 2], [x, y, z]: [R; 3], [u, v, w]: [R; 3]) -> [R; 3] {
    [one.if_less(other, x, u), one.if_less(other, y, v), one.if_less(other, z, w)]
}

/// The product of a symmetric matrix and a vector.
#[inline(always)]
fn product<R: Real>([a, b, c]: [R; 3], [d, e, f]: [R; 3], [u, v, w]: [R; 3]) -> [R; 3] {
    [a * u + d * v + e * w, d * u + b * v + f * w, e * u + f * v + c * w]
}

/// The larger one of the eigenvalues but `root`, or the smaller one if `sign` is −1, of a matrix with the trace 0.
#[inline(always)]
fn across<R: Real>(root: R, diagonal: [R; 3], off: [R; 3], sign: R) -> R {
    let ([a, b, c], [d, e, f]) = ([diagonal[0] - root, diagonal[1] - root, diagonal[2] - root], off);
    let zero = R::of(0.0);
    // Each column of cofactors is the eigenvector times one of its entries: where the entry is the largest, so is the column.
    let [aa, bb, cc] = [b * c - f * f, a * c - e * e, a * b - d * d];
    let [ab, ac, bc] = [e * f - d * c, d * f - e * b, d * e - f * a];
    let most = aa.if_less(bb, bb, aa);
    let [x, y, z] = if_less([most, cc], [ac, bc, cc], if_less([aa, bb], [ab, bb, bc], [aa, ab, ac]));
    // Two vectors across it and each other; the first one is no shorter than that entry.
    let one = if_less([most, cc], [-z, zero, x], [-y, x, zero]);
    let two = [y * one[2] - z * one[1], z * one[0] - x * one[2], x * one[1] - y * one[0]];
    let of_one = product(diagonal, off, one);
    let (axis_square, one_square) = (dot([x, y, z], [x, y, z]), dot(one, one));
    let both = R::of(1.0) / (axis_square * one_square);
    let (per_axis, per_one) = (one_square * both, axis_square * both);
    // The matrix on the plane has the entries −½ root ± half beside its diagonal: its trace is that of the whole without the root.
    let half_root = R::of(0.5) * root;
    let half = dot(one, of_one) * per_one + half_root;
    let mixed = dot(two, of_one) * per_one;
    sign * (half * half + mixed * mixed * per_axis).sqrt() - half_root
}

#[cfg(test)]
mod tests;
