//! Functions of complex numbers against values of many digits (`tests/golden/complex.txt` at the top of the workspace,
//! beside the program that wrote it), and at the special values of C99, annex G.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, LN_2, PI};

use num_complex::Complex64;

use super::{acos, asin, atan, atanh, cos, cosh, exp, log, log10, power, sin, sinh, sqrt, tan, tanh};

type Function = fn(Complex64) -> Complex64;

const FUNCTIONS: [(&str, Function); 13] = [
    ("exp", exp),
    ("log", log),
    ("log10", log10),
    ("sqrt", sqrt),
    ("sin", sin),
    ("cos", cos),
    ("tan", tan),
    ("sinh", sinh),
    ("cosh", cosh),
    ("tanh", tanh),
    ("asin", asin),
    ("acos", acos),
    ("atan", atan),
];

/// Largest error of a part, in last bits of it.
const BITS: f64 = 5.0;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

fn complex(re: f64, im: f64) -> Complex64 {
    Complex64::new(re, im)
}

/// The difference in units of the last bit of what is expected.
fn distance(found: f64, expected: f64) -> f64 {
    let unit = (expected.abs() * f64::EPSILON).max(f64::from_bits(1));
    (found - expected).abs() / unit
}

#[test]
fn both_parts_are_right_to_a_few_last_bits() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/complex.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let mut counts = [0; FUNCTIONS.len()];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let name = words.next().unwrap();
        let number = FUNCTIONS.iter().position(|(other, _)| *other == name).unwrap();
        let mut part = || f64::from_bits(u64::from_str_radix(words.next().unwrap(), 16).unwrap());
        let (z, expected) = (complex(part(), part()), complex(part(), part()));
        let found = FUNCTIONS[number].1(z);
        let error = distance(found.re, expected.re).max(distance(found.im, expected.im));
        assert!(error <= BITS, "{name}({z:e}) is {found:e}, not {expected:e}: {error} last bits");
        counts[number] += 1;
    }
    assert!(counts.iter().all(|count| *count > 200), "{counts:?}");
}

/// Whether two numbers are one, with the sign of a zero; NaN is any NaN.
fn is_same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
}

#[track_caller]
fn check(function: Function, of: (f64, f64), expected: (f64, f64)) {
    let found = function(complex(of.0, of.1));
    let is_right = is_same(found.re, expected.0) && is_same(found.im, expected.1);
    assert!(is_right, "of {of:?} is {found:?}, not {expected:?}");
}

/// Of the conjugate the conjugate.
#[track_caller]
fn check_both(function: Function, of: (f64, f64), expected: (f64, f64)) {
    check(function, of, expected);
    check(function, (of.0, -of.1), (expected.0, -expected.1));
}

#[test]
fn a_zero_tells_the_side_of_a_cut() {
    let arcosh2 = (2.0 + 3.0_f64.sqrt()).ln();
    for (re, side) in [(2.0, FRAC_PI_2), (-2.0, -FRAC_PI_2)] {
        for zero in [0.0, -0.0_f64] {
            let found = asin(complex(re, zero));
            assert_eq!(found.re, side);
            assert!(distance(found.im, arcosh2.copysign(zero)) < 2.0, "{found}");
            let found = acos(complex(re, zero));
            assert_eq!(found.re, if re > 0.0 { 0.0 } else { PI });
            assert!(distance(found.im, arcosh2.copysign(-zero)) < 2.0, "{found}");
            let found = atanh(complex(re, zero));
            assert!(distance(found.re, (3.0_f64.ln() / 2.0).copysign(re)) < 2.0, "{found}");
            assert_eq!(found.im, FRAC_PI_2.copysign(zero));
            let found = atan(complex(zero, re));
            assert_eq!(found.re, FRAC_PI_2.copysign(zero));
        }
    }
    check_both(sqrt, (-4.0, 0.0), (0.0, 2.0));
    check_both(log, (-1.0, 0.0), (0.0, PI));
    check_both(log, (0.0, 0.0), (-INF, 0.0));
    check_both(log, (-0.0, 0.0), (-INF, PI));
}

#[test]
fn zeros_keep_their_signs() {
    for function in [sin, tan, asin, atan, sinh, tanh] {
        for (re, im) in [(0.0, 0.0), (0.0, -0.0), (-0.0, 0.0), (-0.0, -0.0)] {
            check(function, (re, im), (re, im));
        }
    }
    check_both(exp, (-0.0, 0.0), (1.0, 0.0));
    check_both(sqrt, (-0.0, 0.0), (0.0, 0.0));
    check_both(cosh, (0.0, 0.0), (1.0, 0.0));
    check_both(cosh, (-0.0, 0.0), (1.0, -0.0));
    check_both(acos, (0.0, 0.0), (FRAC_PI_2, -0.0));
}

#[test]
fn infinities_are_those_of_annex_g() {
    for x in [-INF, -2.5, 0.0, 2.5, INF, NAN] {
        check_both(sqrt, (x, INF), (INF, INF));
    }
    check_both(sqrt, (-INF, 2.5), (0.0, INF));
    check_both(sqrt, (INF, 2.5), (INF, 0.0));
    check_both(exp, (-INF, 2.0), (-0.0, 0.0));
    check_both(exp, (INF, 2.0), (-INF, INF));
    check_both(exp, (INF, 0.0), (INF, 0.0));
    check_both(exp, (-INF, INF), (0.0, 0.0));
    check_both(log, (-INF, 2.5), (INF, PI));
    check_both(log, (-INF, INF), (INF, 3.0 * FRAC_PI_4));
    check_both(log, (2.5, INF), (INF, FRAC_PI_2));
    check_both(sinh, (INF, 2.0), (-INF, INF));
    check_both(sinh, (INF, 0.0), (INF, 0.0));
    check_both(cosh, (INF, 2.0), (-INF, INF));
    check_both(cosh, (INF, 0.0), (INF, 0.0));
    check_both(cosh, (-INF, 0.0), (INF, -0.0));
    check_both(tanh, (INF, 2.0), (1.0, -0.0));
    check_both(tanh, (INF, INF), (1.0, 0.0));
    check_both(asin, (2.5, INF), (0.0, INF));
    check_both(asin, (INF, 2.5), (FRAC_PI_2, INF));
    check_both(asin, (INF, INF), (FRAC_PI_4, INF));
    check_both(acos, (-INF, 2.5), (PI, -INF));
    check_both(acos, (INF, 2.5), (0.0, -INF));
    check_both(acos, (-INF, INF), (3.0 * FRAC_PI_4, -INF));
    check_both(acos, (2.5, INF), (FRAC_PI_2, -INF));
    check_both(atanh, (1.0, 0.0), (INF, 0.0));
    check_both(atanh, (2.5, INF), (0.0, FRAC_PI_2));
    check_both(atanh, (INF, 2.5), (0.0, FRAC_PI_2));
}

#[test]
fn nan_spreads_as_annex_g_says() {
    for (name, function) in FUNCTIONS {
        let found = function(complex(NAN, 2.5));
        assert!(found.re.is_nan() && found.im.is_nan(), "{name}: {found}");
        let found = function(complex(2.5, NAN));
        assert!(found.re.is_nan() && found.im.is_nan(), "{name}: {found}");
    }
    check_both(exp, (NAN, 0.0), (NAN, 0.0));
    check_both(sinh, (NAN, 0.0), (NAN, 0.0));
    check_both(tanh, (NAN, 0.0), (NAN, 0.0));
    check(exp, (INF, NAN), (INF, NAN));
    check(exp, (-INF, NAN), (0.0, 0.0));
    check(log, (-INF, NAN), (INF, NAN));
    check(acos, (0.0, NAN), (FRAC_PI_2, NAN));
    check(acos, (INF, NAN), (NAN, -INF));
    check(atanh, (0.0, NAN), (0.0, NAN));
    check(atanh, (NAN, INF), (0.0, FRAC_PI_2));
}

#[test]
fn small_whole_powers_are_products() {
    let z = complex(1.25, -0.75);
    let square = complex(1.0, -1.875);
    let of = |exponent: f64| power(z, complex(exponent, 0.0));
    // All digits of these are exact.
    assert_eq!(of(0.0), complex(1.0, 0.0));
    assert_eq!(of(1.0), z);
    assert_eq!(of(2.0), square);
    assert_eq!(of(3.0), complex(-0.156_25, -3.093_75));
    assert_eq!(of(4.0), complex(-2.515_625, -3.75));
    assert_eq!(of(5.0), complex(-5.957_031_25, -2.800_781_25));
    let reciprocal = of(-2.0);
    assert!(distance(reciprocal.re, 1.0 / 4.515_625) < 3.0, "{reciprocal}");
    assert!(distance(reciprocal.im, 1.875 / 4.515_625) < 3.0, "{reciprocal}");
}

#[test]
fn other_powers_are_exponentials() {
    let found = power(complex(0.0, 1.0), complex(0.0, 1.0));
    assert!(distance(found.re, (-FRAC_PI_2).exp()) < 3.0 && found.im.abs() < 1e-16, "{found}");
    let found = power(complex(0.0, 2.0), complex(0.5, 0.0));
    assert!(distance(found.re, 1.0) < 4.0 && distance(found.im, 1.0) < 4.0, "{found}");
    assert_eq!(power(complex(0.0, 0.0), complex(1.5, 2.0)), complex(0.0, 0.0));
    assert!(power(complex(0.0, 0.0), complex(-1.0, 0.0)).is_nan());
    let found = power(complex(2.0, 0.0), complex(1.0, PI / LN_2));
    assert!(distance(found.re, -2.0) < 4.0, "{found}");
}
