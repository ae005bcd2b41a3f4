//! Hyperbolic functions.

use num_complex::Complex64;

use super::exponential::scaled;

/// From here on cosh x, sinh |x| and exp |x| / 2 are one number.
const LARGE: f64 = 22.0;

/// sinh x·cos y + i·cosh x·sin y
pub(in crate::program) fn sinh(z: Complex64) -> Complex64 {
    let (x, y) = (z.re, z.im);
    if y == 0.0 {
        return Complex64::new(x.sinh(), y);
    }
    if !y.is_finite() {
        // Of 0 stays 0, of infinity infinity, and the other part is not known.
        let re = if x == 0.0 || x.is_infinite() { x } else { f64::NAN };
        return Complex64::new(re, f64::NAN);
    }
    if x.abs() < LARGE {
        return Complex64::new(x.sinh() * y.cos(), x.cosh() * y.sin());
    }
    scaled(0.5, x.abs(), Complex64::new(y.cos() * x.signum(), y.sin()))
}

/// cosh x·cos y + i·sinh x·sin y
pub(in crate::program) fn cosh(z: Complex64) -> Complex64 {
    let (x, y) = (z.re, z.im);
    if y == 0.0 {
        let im = if x.is_nan() { y } else { y.copysign(y * x.signum()) };
        return Complex64::new(x.cosh(), im);
    }
    if !y.is_finite() {
        let re = if x.is_infinite() { f64::INFINITY } else { f64::NAN };
        return Complex64::new(re, if x == 0.0 { x } else { f64::NAN });
    }
    if x.abs() < LARGE {
        return Complex64::new(x.cosh() * y.cos(), x.sinh() * y.sin());
    }
    scaled(0.5, x.abs(), Complex64::new(y.cos(), y.sin() * x.signum()))
}

/// (sinh x·cosh x + i·sin y·cos y) / (sinh² x + cos² y), by Kahan's formula for it in terms of tan y.
pub(in crate::program) fn tanh(z: Complex64) -> Complex64 {
    let (x, y) = (z.re, z.im);
    if y == 0.0 {
        return Complex64::new(x.tanh(), y);
    }
    if x.is_infinite() {
        let sign = if y.is_finite() { y.sin() * y.cos() } else { y };
        return Complex64::new(1.0_f64.copysign(x), 0.0_f64.copysign(sign));
    }
    if !y.is_finite() {
        return Complex64::new(if x == 0.0 { x } else { f64::NAN }, f64::NAN);
    }
    if x.abs() >= LARGE {
        let small = (-x.abs()).exp();
        return Complex64::new(1.0_f64.copysign(x), 4.0 * y.sin() * y.cos() * small * small);
    }
    let (tan, sinh) = (y.tan(), x.sinh());
    let (secant2, cosh) = (1.0 + tan * tan, (1.0 + sinh * sinh).sqrt());
    let denominator = 1.0 + secant2 * sinh * sinh;
    Complex64::new(secant2 * cosh * sinh / denominator, tan / denominator)
}
