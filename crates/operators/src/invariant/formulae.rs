//! The formulae, of a Jacobian given row by row. Each is inlined into a loop over points.

use fieldops_stencil::PointFunction;

/// Formulae as functions of the points.
macro_rules! functions {
    ($($name:ident: $entries:literal $formula:ident;)*) => {$(
        pub(super) struct $name;

        impl PointFunction<$entries> for $name {
            #[inline(always)]
            fn at(&self, jacobian: [f64; $entries]) -> f64 {
                $formula(jacobian)
            }
        }
    )*};
}

functions! {
    Q3D: 9 q_3d;
    R3D: 9 r_3d;
    Delta3D: 9 delta_3d;
    StrainRate3D: 9 strain_rate_3d;
    Vorticity3D: 9 vorticity_3d;
    Lambda23D: 9 lambda2_3d;
    Q2D: 4 q_2d;
    Delta2D: 4 delta_2d;
    StrainRate2D: 4 strain_rate_2d;
    Vorticity2D: 4 vorticity_2d;
}

/// Sum of the principal minors of second order.
#[inline(always)]
fn q_3d([xx, xy, xz, yx, yy, yz, zx, zy, zz]: [f64; 9]) -> f64 {
    (xx * yy - xy * yx) + (xx * zz - xz * zx) + (yy * zz - yz * zy)
}

#[inline(always)]
fn r_3d([xx, xy, xz, yx, yy, yz, zx, zy, zz]: [f64; 9]) -> f64 {
    xy * (yx * zz - yz * zx) - xx * (yy * zz - yz * zy) - xz * (yx * zy - yy * zx)
}

#[inline(always)]
fn delta_3d(jacobian: [f64; 9]) -> f64 {
    let p = -(jacobian[0] + jacobian[4] + jacobian[8]);
    let (q, r) = (q_3d(jacobian), r_3d(jacobian));
    27.0 * r * r + (4.0 * p * p - 18.0 * q) * p * r + (4.0 * q - p * p) * q * q
}

#[inline(always)]
fn strain_rate_3d([xx, xy, xz, yx, yy, yz, zx, zy, zz]: [f64; 9]) -> f64 {
    let (a, b, c) = (xy + yx, xz + zx, yz + zy);
    (2.0 * (xx * xx + yy * yy + zz * zz) + (a * a + b * b + c * c)).sqrt()
}

#[inline(always)]
fn vorticity_3d([_, xy, xz, yx, _, yz, zx, zy, _]: [f64; 9]) -> f64 {
    let (x, y, z) = (zy - yz, xz - zx, yx - xy);
    (x * x + y * y + z * z).sqrt()
}

#[inline(always)]
fn q_2d([xx, xy, yx, yy]: [f64; 4]) -> f64 {
    xx * yy - xy * yx
}

/// `4Q − P² = −(xx − yy)² − 4·xy·yx`
#[inline(always)]
fn delta_2d([xx, xy, yx, yy]: [f64; 4]) -> f64 {
    let difference = xx - yy;
    -4.0 * xy * yx - difference * difference
}

#[inline(always)]
fn strain_rate_2d([xx, xy, yx, yy]: [f64; 4]) -> f64 {
    let shear = xy + yx;
    (2.0 * (xx * xx + yy * yy) + shear * shear).sqrt()
}

#[inline(always)]
fn vorticity_2d([_, xy, yx, _]: [f64; 4]) -> f64 {
    (yx - xy).abs()
}

/// `S² + Ω²` is the symmetric part of `J²`, since `J² = S² + Ω² + (SΩ + ΩS)` and the bracket is antisymmetric.
#[inline(always)]
fn lambda2_3d([xx, xy, xz, yx, yy, yz, zx, zy, zz]: [f64; 9]) -> f64 {
    let diagonal = [xx * xx + xy * yx + xz * zx, yx * xy + yy * yy + yz * zy, zx * xz + zy * yz + zz * zz];
    let above = [xx * xy + xy * yy + xz * zy, xx * xz + xy * yz + xz * zz, yx * xz + yy * yz + yz * zz];
    let below = [yx * xx + yy * yx + yz * zx, zx * xx + zy * yx + zz * zx, zx * xy + zy * yy + zz * zy];
    let off = [0.5 * (above[0] + below[0]), 0.5 * (above[1] + below[1]), 0.5 * (above[2] + below[2])];
    middle_eigenvalue(diagonal, off)
}

/// Turns after which nothing is left beside the diagonal. What is left is squared in each; after four it is below rounding,
/// in random, graded and nearly degenerate matrices alike.
const TURNS: usize = 5;

/// The middle eigenvalue of a symmetric matrix, by Jacobi's rotations: unlike the closed formula these lose no digits
/// where two eigenvalues meet. `off` are the entries (0, 1), (0, 2), (1, 2). There are no branches, so that compilers make
/// vectors of it.
///
/// Source: Golub and Van Loan, *Matrix Computations*, 8.5.
#[inline(always)]
fn middle_eigenvalue(diagonal: [f64; 3], off: [f64; 3]) -> f64 {
    let ([mut a, mut b, mut c], [mut ab, mut ac, mut bc]) = (diagonal, off);
    let finite = (a + b + c + ab + ac + bc).is_finite();
    for _ in 0..TURNS {
        (a, b, ab, ac, bc) = rotated(a, b, ab, ac, bc);
        (a, c, ac, ab, bc) = rotated(a, c, ac, ab, bc);
        (b, c, bc, ab, ac) = rotated(b, c, bc, ab, ac);
    }
    let middle = a.min(b).max(a.max(b).min(c));
    if finite { middle } else { f64::NAN }
}

/// The plane of the first and the second axis rotated so that their entry `pq` vanishes; `pr` and `qr` are their entries
/// with the third.
#[inline(always)]
fn rotated(p: f64, q: f64, pq: f64, pr: f64, qr: f64) -> (f64, f64, f64, f64, f64) {
    let theta = (q - p) / (2.0 * pq);
    let steepness = 1.0 / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if pq == 0.0 { 0.0 } else { steepness.copysign(theta) };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    (p - t * pq, q + t * pq, 0.0, c * pr - s * qr, s * pr + c * qr)
}
