//! The formulae, of a Jacobian given row by row. Each is inlined into a loop over points.

use fieldops_stencil::PointFunction;

use super::eigenvalue::middle_eigenvalue;

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
