//! Exponential, logarithms, square root and powers.

use std::f64::consts::{LN_2, LOG10_E};

use num_complex::Complex64;

use crate::program::arithmetic::{product, quotient};

/// A whole number whose exponential is finite; that of twice it is not.
const LARGE: f64 = 709.0;

/// exp(x)·(cos y + i·sin y)
pub(in crate::program) fn exp(z: Complex64) -> Complex64 {
    if z.im == 0.0 {
        return Complex64::new(z.re.exp(), z.im);
    }
    if z.re.is_infinite() && !z.im.is_finite() {
        return if z.re > 0.0 {
            Complex64::new(f64::INFINITY, f64::NAN)
        } else {
            Complex64::new(0.0, 0.0_f64.copysign(z.im))
        };
    }
    scaled(1.0, z.re, Complex64::new(z.im.cos(), z.im.sin()))
}

/// factor·exp(x)·z, also where only the product is finite, or z alone is too small to be halved.
pub(super) fn scaled(factor: f64, x: f64, z: Complex64) -> Complex64 {
    let (mut factor, mut rest, mut z) = (factor, x, z);
    if x.is_finite() {
        for _ in 0..2 {
            if rest > LARGE {
                rest -= LARGE;
                z *= factor * LARGE.exp();
                factor = 1.0;
            }
        }
    }
    z * (factor * rest.exp())
}

/// ln |z| + i·arg z; the cut is the negative real axis.
pub(in crate::program) fn log(z: Complex64) -> Complex64 {
    Complex64::new(log_of_modulus(z), z.im.atan2(z.re))
}

/// log z · log₁₀ e
pub(in crate::program) fn log10(z: Complex64) -> Complex64 {
    log(z) * LOG10_E
}

fn log_of_modulus(z: Complex64) -> f64 {
    let modulus = z.re.hypot(z.im);
    if (0.5..2.0).contains(&modulus) {
        return squares_less_one(z).ln_1p() / 2.0;
    }
    if modulus.is_infinite() && z.re.is_finite() && z.im.is_finite() {
        return (z.re / 2.0).hypot(z.im / 2.0).ln() + LN_2;
    }
    if modulus < f64::MIN_POSITIVE {
        // Below it there are not all digits.
        let scale = 2.0_f64.powi(100);
        return (z.re * scale).hypot(z.im * scale).ln() - 100.0 * LN_2;
    }
    modulus.ln()
}

/// re² + im² − 1, right to the last bits however much cancels: the squares are split into two numbers each, and the sum is
/// freed of rounding errors by Ogita, Rump and Oishi's vector sums.
fn squares_less_one(z: Complex64) -> f64 {
    let (re, im) = (z.re * z.re, z.im * z.im);
    let mut terms = [z.im.mul_add(z.im, -im), z.re.mul_add(z.re, -re), im, re, -1.0];
    for _ in 0..3 {
        for number in 1..terms.len() {
            let (one, other) = (terms[number - 1], terms[number]);
            let sum = one + other;
            let part = sum - one;
            terms[number - 1] = (one - (sum - part)) + (other - part);
            terms[number] = sum;
        }
    }
    terms.iter().sum()
}

/// The root whose real part is not negative; the cut is the negative real axis.
pub(in crate::program) fn sqrt(z: Complex64) -> Complex64 {
    let (x, y) = (z.re, z.im);
    if x == 0.0 && y == 0.0 {
        return Complex64::new(0.0, y);
    }
    if y.is_infinite() {
        return Complex64::new(f64::INFINITY, y);
    }
    if x.is_infinite() {
        let other = if y.is_nan() { f64::NAN } else { 0.0 };
        return if x > 0.0 {
            Complex64::new(x, other.copysign(y))
        } else {
            Complex64::new(other, f64::INFINITY.copysign(y))
        };
    }
    let largest = x.abs().max(y.abs());
    let (scale, of_root) = if largest > f64::MAX / 4.0 {
        (1.0 / 16.0, 4.0)
    } else if largest < f64::MIN_POSITIVE * 2.0_f64.powi(60) {
        (2.0_f64.powi(120), 2.0_f64.powi(-60))
    } else {
        (1.0, 1.0)
    };
    let (x, y) = (x * scale, y * scale);
    let root = (0.5 * (x.abs() + x.hypot(y))).sqrt();
    let other = y.abs() / (2.0 * root);
    let (re, im) = if x >= 0.0 { (root, other) } else { (other, root) };
    Complex64::new(re * of_root, (im * of_root).copysign(y))
}

/// Whole powers below 100 by multiplication, as numpy does it; others as exp(b·log a).
pub(in crate::program) fn power(a: Complex64, b: Complex64) -> Complex64 {
    let one = Complex64::new(1.0, 0.0);
    if b.re == 0.0 && b.im == 0.0 {
        return one;
    }
    if a.re == 0.0 && a.im == 0.0 {
        let is_positive = b.re > 0.0 && (b.im == 0.0 || b.re.is_finite() && b.im.is_finite());
        let part = if is_positive { 0.0 } else { f64::NAN };
        return Complex64::new(part, part);
    }
    if b.im != 0.0 || b.re.fract() != 0.0 || b.re.abs() >= 100.0 {
        return exp(product(b, log(a)));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the exponent was found to be a small whole number"
    )]
    let exponent = b.re.abs() as u32;
    let result = whole_power(a, exponent);
    if b.re < 0.0 { quotient(one, result) } else { result }
}

fn whole_power(a: Complex64, exponent: u32) -> Complex64 {
    if exponent == 3 {
        return product(a, product(a, a));
    }
    let (mut square, mut rest, mut result) = (a, exponent, None);
    loop {
        if rest % 2 == 1 {
            result = Some(result.map_or(square, |result| product(result, square)));
        }
        rest /= 2;
        if rest == 0 {
            return result.expect("an exponent has a bit that is 1");
        }
        square = product(square, square);
    }
}
