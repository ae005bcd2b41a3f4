//! The formulae, of a Jacobian given row by row. Each is inlined into a loop over points.

use fieldops_stencil::{PointFunction, Real};

use super::eigenvalue::middle_eigenvalue;

/// Formulae as functions of the points.
macro_rules! functions {
    ($($name:ident: $entries:literal $formula:ident $($long:ident)?;)*) => {$(
        pub(super) struct $name;

        impl PointFunction<$entries> for $name {
            $(const $long: bool = true;)?

            #[inline(always)]
            fn at<R: Real>(&self, jacobian: [R; $entries]) -> R {
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
    Lambda23D: 9 lambda2_3d LONG;
    Q2D: 4 q_2d;
    Delta2D: 4 delta_2d;
    StrainRate2D: 4 strain_rate_2d;
    Vorticity2D: 4 vorticity_2d;
}

/// Sum of the principal minors of second order.
#[inline(always)]
fn q_3d<R: Real>([xx, xy, xz, yx, yy, yz, zx, zy, zz]: [R; 9]) -> R {
    (xx * yy - xy * yx) + (xx * zz - xz * zx) + (yy * zz - yz * zy)
}

#[inline(always)]
fn r_3d<R: Real>([xx, xy, xz, yx, yy, yz, zx, zy, zz]: [R; 9]) -> R {
    xy * (yx * zz - yz * zx) - xx * (yy * zz - yz * zy) - xz * (yx * zy - yy * zx)
}

#[inline(always)]
fn delta_3d<R: Real>(jacobian: [R; 9]) -> R {
    let p = -(jacobian[0] + jacobian[4] + jacobian[8]);
    let (q, r) = (q_3d(jacobian), r_3d(jacobian));
    let (four, eighteen) = (R::of(4.0), R::of(18.0));
    R::of(27.0) * r * r + (four * p * p - eighteen * q) * p * r + (four * q - p * p) * q * q
}

#[inline(always)]
fn strain_rate_3d<R: Real>([xx, xy, xz, yx, yy, yz, zx, zy, zz]: [R; 9]) -> R {
    let (a, b, c) = (xy + yx, xz + zx, yz + zy);
    (R::of(2.0) * (xx * xx + yy * yy + zz * zz) + (a * a + b * b + c * c)).sqrt()
}

#[inline(always)]
fn vorticity_3d<R: Real>([_, xy, xz, yx, _, yz, zx, zy, _]: [R; 9]) -> R {
    let (x, y, z) = (zy - yz, xz - zx, yx - xy);
    (x * x + y * y + z * z).sqrt()
}

#[inline(always)]
fn q_2d<R: Real>([xx, xy, yx, yy]: [R; 4]) -> R {
    xx * yy - xy * yx
}

/// `4Q − P² = −(xx − yy)² − 4·xy·yx`
#[inline(always)]
fn delta_2d<R: Real>([xx, xy, yx, yy]: [R; 4]) -> R {
    let difference = xx - yy;
    R::of(-4.0) * xy * yx - difference * difference
}

#[inline(always)]
fn strain_rate_2d<R: Real>([xx, xy, yx, yy]: [R; 4]) -> R {
    let shear = xy + yx;
    (R::of(2.0) * (xx * xx + yy * yy) + shear * shear).sqrt()
}

#[inline(always)]
fn vorticity_2d<R: Real>([_, xy, yx, _]: [R; 4]) -> R {
    (yx - xy).abs()
}

/// `S² + Ω²` is the symmetric part of `J²`, since `J² = S² + Ω² + (SΩ + ΩS)` and the bracket is antisymmetric.
#[inline(always)]
fn lambda2_3d<R: Real>([xx, xy, xz, yx, yy, yz, zx, zy, zz]: [R; 9]) -> R {
    let (a, b, c) = (xy * yx, xz * zx, yz * zy);
    let diagonal = [xx * xx + a + b, yy * yy + a + c, zz * zz + b + c];
    let half = R::of(0.5);
    let off = [
        half * ((xx + yy) * (xy + yx) + xz * zy + yz * zx),
        half * ((xx + zz) * (xz + zx) + xy * yz + zy * yx),
        half * ((yy + zz) * (yz + zy) + yx * xz + zx * xy),
    ];
    middle_eigenvalue(diagonal, off)
}
