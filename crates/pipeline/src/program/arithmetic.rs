//! Arithmetic on runs of numbers, in double precision.
//!
//! Every operation rounds as IEEE 754 and numpy do it for `+ - * /`, `sqrt` and `abs`; nothing is fused or reassociated.
//! The other functions of real numbers are those of the C library.

use fieldops_operators::{map_numbers, zip_numbers};
use num_complex::Complex64;

use super::complex;

/// A run of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Register {
    Real(Vec<f64>),
    Complex(Vec<Complex64>),
}

/// What is computed of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Unary {
    Negate,
    Abs,
    /// re·re + im·im
    SquaredModulus,
    Sqrt,
    Exp,
    Log,
    Log10,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Conjugate,
    Real,
    Imaginary,
    /// The complex number that is this real one.
    Widen,
}

/// What is computed of two numbers, both real or both complex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Atan2,
    Minimum,
    Maximum,
}

impl Register {
    pub(super) fn new(is_complex: bool, length: usize) -> Self {
        if is_complex {
            Self::Complex(vec![Complex64::default(); length])
        } else {
            Self::Real(vec![0.0; length])
        }
    }

    /// The same number everywhere.
    pub(super) fn fill(&mut self, value: f64) {
        match self {
            Self::Real(numbers) => numbers.fill(value),
            Self::Complex(numbers) => numbers.fill(value.into()),
        }
    }
}

/// [`map_numbers`] for functions that are no vectors in any case.
fn each<A: Copy, B>(from: &[A], to: &mut [B], function: impl Fn(A) -> B) {
    from.iter().zip(to).for_each(|(value, place)| *place = function(*value));
}

/// [`zip_numbers`] for such functions.
fn both<A: Copy, B>(one: &[A], other: &[A], to: &mut [B], function: impl Fn(A, A) -> B) {
    one.iter().zip(other).zip(to).for_each(|((one, other), place)| *place = function(*one, *other));
}

/// Computes `to` of `from`.
///
/// # Panics
/// When `to` is not of the type of the results.
pub(super) fn unary(unary: Unary, from: &Register, to: &mut Register) {
    match (from, to) {
        (Register::Real(from), Register::Real(to)) => match unary {
            Unary::Negate => map_numbers(from, to, |x| -x),
            Unary::Abs => map_numbers(from, to, f64::abs),
            Unary::SquaredModulus => map_numbers(from, to, |x| x * x),
            Unary::Sqrt => map_numbers(from, to, f64::sqrt),
            Unary::Exp => each(from, to, f64::exp),
            Unary::Log => each(from, to, f64::ln),
            Unary::Log10 => each(from, to, f64::log10),
            Unary::Sin => each(from, to, f64::sin),
            Unary::Cos => each(from, to, f64::cos),
            Unary::Tan => each(from, to, f64::tan),
            Unary::Asin => each(from, to, f64::asin),
            Unary::Acos => each(from, to, f64::acos),
            Unary::Atan => each(from, to, f64::atan),
            Unary::Sinh => each(from, to, f64::sinh),
            Unary::Cosh => each(from, to, f64::cosh),
            Unary::Tanh => each(from, to, f64::tanh),
            Unary::Conjugate | Unary::Real => map_numbers(from, to, |x| x),
            Unary::Imaginary => to.fill(0.0),
            Unary::Widen => unreachable!("widened numbers are complex"),
        },
        (Register::Complex(from), Register::Complex(to)) => match unary {
            Unary::Negate => map_numbers(from, to, |z| -z),
            Unary::Sqrt => each(from, to, complex::sqrt),
            Unary::Exp => each(from, to, complex::exp),
            Unary::Log => each(from, to, complex::log),
            Unary::Log10 => each(from, to, complex::log10),
            Unary::Sin => each(from, to, complex::sin),
            Unary::Cos => each(from, to, complex::cos),
            Unary::Tan => each(from, to, complex::tan),
            Unary::Asin => each(from, to, complex::asin),
            Unary::Acos => each(from, to, complex::acos),
            Unary::Atan => each(from, to, complex::atan),
            Unary::Sinh => each(from, to, complex::sinh),
            Unary::Cosh => each(from, to, complex::cosh),
            Unary::Tanh => each(from, to, complex::tanh),
            Unary::Conjugate => map_numbers(from, to, |z| z.conj()),
            Unary::Widen => to.copy_from_slice(from),
            Unary::Abs | Unary::SquaredModulus | Unary::Real | Unary::Imaginary => {
                unreachable!("{unary:?} of complex numbers is real")
            }
        },
        (Register::Real(from), Register::Complex(to)) => map_numbers(from, to, |x| Complex64::new(x, 0.0)),
        (Register::Complex(from), Register::Real(to)) => match unary {
            Unary::Abs => each(from, to, |z| z.re.hypot(z.im)),
            Unary::SquaredModulus => map_numbers(from, to, |z| z.re * z.re + z.im * z.im),
            Unary::Imaginary => map_numbers(from, to, |z| z.im),
            Unary::Real => map_numbers(from, to, |z| z.re),
            _ => unreachable!("{unary:?} of complex numbers is complex"),
        },
    }
}

/// Computes `to` of two runs of numbers.
///
/// # Panics
/// When they are not all of one type, or when complex numbers have no such operation.
pub(super) fn binary(binary: Binary, one: &Register, other: &Register, to: &mut Register) {
    match (one, other, to) {
        (Register::Real(one), Register::Real(other), Register::Real(to)) => match binary {
            Binary::Add => zip_numbers(one, other, to, |a, b| a + b),
            Binary::Subtract => zip_numbers(one, other, to, |a, b| a - b),
            Binary::Multiply => zip_numbers(one, other, to, |a, b| a * b),
            Binary::Divide => zip_numbers(one, other, to, |a, b| a / b),
            Binary::Power => both(one, other, to, f64::powf),
            Binary::Atan2 => both(one, other, to, f64::atan2),
            // NaN goes on, as in numpy; of equal numbers, such as zeros of either sign, the second one does.
            Binary::Minimum => zip_numbers(one, other, to, |a, b| if a.is_nan() || a < b { a } else { b }),
            Binary::Maximum => zip_numbers(one, other, to, |a, b| if a.is_nan() || a > b { a } else { b }),
        },
        (Register::Complex(one), Register::Complex(other), Register::Complex(to)) => match binary {
            Binary::Add => zip_numbers(one, other, to, |a, b| a + b),
            Binary::Subtract => zip_numbers(one, other, to, |a, b| a - b),
            Binary::Multiply => zip_numbers(one, other, to, product),
            Binary::Divide => both(one, other, to, quotient),
            Binary::Power => both(one, other, to, complex::power),
            Binary::Atan2 | Binary::Minimum | Binary::Maximum => {
                unreachable!("complex numbers have no {binary:?}")
            }
        },
        _ => unreachable!("numbers of one type are combined"),
    }
}

pub(super) fn product(a: Complex64, b: Complex64) -> Complex64 {
    Complex64::new(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
}

/// By Smith's algorithm, as numpy does it.
pub(super) fn quotient(a: Complex64, b: Complex64) -> Complex64 {
    if b.re.abs() >= b.im.abs() {
        if b.re == 0.0 && b.im == 0.0 {
            return Complex64::new(a.re / b.re.abs(), a.im / b.im.abs());
        }
        let ratio = b.im / b.re;
        let reciprocal = 1.0 / (b.re + b.im * ratio);
        Complex64::new((a.re + a.im * ratio) * reciprocal, (a.im - a.re * ratio) * reciprocal)
    } else {
        let ratio = b.re / b.im;
        let reciprocal = 1.0 / (b.im + b.re * ratio);
        Complex64::new((a.re * ratio + a.im) * reciprocal, (a.im * ratio - a.re) * reciprocal)
    }
}
