//! Inverse functions.
//!
//! Arcsine and arccosine: T. E. Hull, T. F. Fairgrieve, P. T. P. Tang, Implementing the complex arcsine and arccosine
//! functions using exception handling, ACM TOMS 23 (1997) 299. Inverse hyperbolic tangent: W. Kahan, Branch cuts for
//! complex elementary functions, in The State of the Art in Numerical Analysis (1987) 165.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, LN_2, PI};

use num_complex::Complex64;

/// Between these, squares neither vanish nor overflow.
const SMALL: f64 = 5.966_672_584_960_165e-154;
const LARGE: f64 = 1.675_975_991_242_824_6e153;

/// Where the formulae without cancellation take over.
const A_CROSSOVER: f64 = 1.5;
const B_CROSSOVER: f64 = 0.6417;

/// The cuts are on the real axis beyond ±1.
pub(in crate::program) fn asin(z: Complex64) -> Complex64 {
    let of = Quadrant::new(z.re.abs(), z.im.abs());
    Complex64::new(of.arcsine.copysign(z.re), of.imaginary.copysign(z.im))
}

/// The cuts are on the real axis beyond ±1.
pub(in crate::program) fn acos(z: Complex64) -> Complex64 {
    let of = Quadrant::new(z.re.abs(), z.im.abs());
    let re = if z.re.is_sign_negative() { PI - of.arccosine } else { of.arccosine };
    Complex64::new(re, of.imaginary.copysign(-z.im))
}

/// Arcsine and arccosine of x + i·y in the first quadrant: their real parts, and the imaginary part that both have but for
/// its sign.
struct Quadrant {
    arcsine: f64,
    arccosine: f64,
    imaginary: f64,
}

impl Quadrant {
    fn new(x: f64, y: f64) -> Self {
        if !(x.is_finite() && y.is_finite()) {
            Self::unbounded(x, y)
        } else if x < LARGE && (SMALL..LARGE).contains(&y) {
            Self::moderate(x, y)
        } else {
            Self::extreme(x, y)
        }
    }

    /// Where x or y is infinite or NaN.
    fn unbounded(x: f64, y: f64) -> Self {
        let (arcsine, arccosine) = match (x.is_infinite(), y.is_infinite()) {
            (true, true) => (FRAC_PI_4, FRAC_PI_4),
            (true, false) if !y.is_nan() => (FRAC_PI_2, 0.0),
            (false, true) if !x.is_nan() => (0.0, FRAC_PI_2),
            (false, false) if x == 0.0 => (0.0, FRAC_PI_2),
            _ => (f64::NAN, f64::NAN),
        };
        let imaginary = if x.is_infinite() || y.is_infinite() { f64::INFINITY } else { f64::NAN };
        Self { arcsine, arccosine, imaginary }
    }

    /// r and s are the distances from −1 and from 1, a and b the semiaxes of the ellipse and of the hyperbola through the
    /// point.
    fn moderate(x: f64, y: f64) -> Self {
        let (r, s) = ((x + 1.0).hypot(y), (x - 1.0).hypot(y));
        let a = 0.5 * (r + s);
        let b = x / a;
        let (arcsine, arccosine) = if b <= B_CROSSOVER {
            (b.asin(), b.acos())
        } else {
            let root = if x <= 1.0 {
                (0.5 * (a + x) * (y * y / (r + x + 1.0) + (s + (1.0 - x)))).sqrt()
            } else {
                y * (0.5 * ((a + x) / (r + x + 1.0) + (a + x) / (s + (x - 1.0)))).sqrt()
            };
            ((x / root).atan(), (root / x).atan())
        };
        let imaginary = if a <= A_CROSSOVER {
            let beyond = if x < 1.0 { y * y / (s + (1.0 - x)) } else { s + (x - 1.0) };
            let less_one = 0.5 * (y * y / (r + x + 1.0) + beyond);
            (less_one + (less_one * (a + 1.0)).sqrt()).ln_1p()
        } else {
            (a + (a * a - 1.0).sqrt()).ln()
        };
        Self { arcsine, arccosine, imaginary }
    }

    /// Where squares vanish or overflow, what is left of the formulae.
    fn extreme(x: f64, y: f64) -> Self {
        if y <= f64::EPSILON * (x - 1.0).abs() {
            if x < 1.0 {
                let imaginary = y / ((1.0 - x) * (1.0 + x)).sqrt();
                return Self { arcsine: x.asin(), arccosine: x.acos(), imaginary };
            }
            let (arccosine, imaginary) = if x < LARGE {
                let root = ((x - 1.0) * (x + 1.0)).sqrt();
                (if y == 0.0 { 0.0 } else { y / root }, ((x - 1.0) + root).ln_1p())
            } else {
                (y / x, LN_2 + x.ln())
            };
            return Self { arcsine: FRAC_PI_2, arccosine, imaginary };
        }
        if y < SMALL {
            // x is 1.
            return Self { arcsine: FRAC_PI_2 - y.sqrt(), arccosine: y.sqrt(), imaginary: y.sqrt() };
        }
        if f64::EPSILON * y - 1.0 >= x {
            return Self { arcsine: x / y, arccosine: FRAC_PI_2, imaginary: LN_2 + y.ln() };
        }
        let ratio = x / y;
        Self {
            arcsine: ratio.atan(),
            arccosine: (y / x).atan(),
            imaginary: LN_2 + y.ln() + 0.5 * (ratio * ratio).ln_1p(),
        }
    }
}

/// The cuts are on the real axis beyond ±1.
///
/// ```text
/// ln(1 + 4x / ((1 − x)² + y²)) / 4 + i·atan2(2y, (1 − x)(1 + x) − y²) / 2
/// ```
pub(in crate::program) fn atanh(z: Complex64) -> Complex64 {
    let (x, y) = (z.re.abs(), z.im.abs());
    let (re, im) = if y == 0.0 && x <= 1.0 {
        (x.atanh(), 0.0)
    } else if x == 0.0 {
        (0.0, y.atan())
    } else if x.is_infinite() || y.is_infinite() {
        (0.0, if y.is_nan() { y } else { FRAC_PI_2 })
    } else if x.is_nan() || y.is_nan() {
        (f64::NAN, f64::NAN)
    } else if x.max(y) > 1.0 / f64::EPSILON {
        (real_of_reciprocal(x, y), FRAC_PI_2)
    } else {
        let re = if x == 1.0 && y < f64::EPSILON {
            (LN_2 - y.ln()) / 2.0
        } else {
            (4.0 * x / ((x - 1.0) * (x - 1.0) + y * y)).ln_1p() / 4.0
        };
        let im = if x == 1.0 {
            2.0_f64.atan2(-y)
        } else {
            // A square that vanishes changes nothing.
            (2.0 * y).atan2((1.0 - x) * (1.0 + x) - y * y)
        };
        (re, im / 2.0)
    };
    Complex64::new(re.copysign(z.re), im.copysign(z.im))
}

/// x / (x² + y²), one of which is large.
fn real_of_reciprocal(x: f64, y: f64) -> f64 {
    if x >= y {
        let ratio = y / x;
        1.0 / (x * (1.0 + ratio * ratio))
    } else {
        let ratio = x / y;
        ratio / (y * (1.0 + ratio * ratio))
    }
}
