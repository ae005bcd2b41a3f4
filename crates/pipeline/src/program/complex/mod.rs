//! Functions of complex numbers, right to a few last bits in the real and in the imaginary part alike, whatever their size.
//!
//! Branch cuts, signed zeros, infinities and NaN are those of C99, annex G, and so of numpy: a zero of either sign says
//! which side of a cut is meant.

mod exponential;
mod hyperbolic;
mod inverse;
#[cfg(test)]
mod tests;

use num_complex::Complex64;

pub(super) use exponential::{exp, log, log10, power, sqrt};
pub(super) use hyperbolic::{cosh, sinh, tanh};
pub(super) use inverse::{acos, asin, atanh};

/// i·z, without arithmetic: zeros keep their signs.
fn turned(z: Complex64) -> Complex64 {
    Complex64::new(-z.im, z.re)
}

/// −i·z
fn turned_back(z: Complex64) -> Complex64 {
    Complex64::new(z.im, -z.re)
}

/// −i·sinh(i·z)
pub(super) fn sin(z: Complex64) -> Complex64 {
    turned_back(sinh(turned(z)))
}

/// cosh(i·z)
pub(super) fn cos(z: Complex64) -> Complex64 {
    cosh(turned(z))
}

/// −i·tanh(i·z)
pub(super) fn tan(z: Complex64) -> Complex64 {
    turned_back(tanh(turned(z)))
}

/// −i·atanh(i·z); the cuts are on the imaginary axis beyond ±i.
pub(super) fn atan(z: Complex64) -> Complex64 {
    turned_back(atanh(turned(z)))
}
