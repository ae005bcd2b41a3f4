//! The reference: plain loops over one lane of numbers, by the formulae of `numpy.gradient` written anew, and by
//! Lagrange's polynomials for the second derivative.

use std::ops::{Add, Sub};

use ndarray::{ArrayD, ArrayViewD, Axis};
use num_complex::{Complex32, Complex64};

/// A number that the reference computes with.
pub(crate) trait Wide: Copy + Add<Output = Self> + Sub<Output = Self> {
    fn times(self, weight: f64) -> Self;
    fn over(self, divisor: f64) -> Self;
    /// Not a number, in all its parts.
    fn nan() -> Self;
}

impl Wide for f64 {
    fn times(self, weight: f64) -> Self {
        weight * self
    }

    fn over(self, divisor: f64) -> Self {
        self / divisor
    }

    fn nan() -> Self {
        Self::NAN
    }
}

impl Wide for Complex64 {
    fn times(self, weight: f64) -> Self {
        Self::new(weight, 0.0) * self
    }

    /// Smith's algorithm (Communications of the ACM 5, 1962, p. 435) for a divisor without an imaginary part.
    fn over(self, divisor: f64) -> Self {
        let (c, d) = (divisor, 0.0);
        let r = d / c;
        let scale = 1.0 / (c + d * r);
        Self::new((self.re + self.im * r) * scale, (self.im - self.re * r) * scale)
    }

    fn nan() -> Self {
        Self::new(f64::NAN, f64::NAN)
    }
}

/// A number of an array.
pub(crate) trait Number: Copy {
    type Wide: Wide;
    /// The type of the derivative.
    type Slope: Copy;
    fn wide(self) -> Self::Wide;
    fn rounded(wide: Self::Wide) -> Self::Slope;
    /// What outputs are filled with before they are written.
    fn filler() -> Self::Slope {
        Self::rounded(Self::Wide::nan())
    }
}

macro_rules! numbers {
    ($($number:ty => $wide:ty, $slope:ty, $to:expr, $from:expr;)*) => {$(
        impl Number for $number {
            type Wide = $wide;
            type Slope = $slope;
            #[expect(clippy::allow_attributes, reason = "not every type loses anything here")]
            #[allow(clippy::cast_lossless, reason = "only the narrower types convert without loss")]
            fn wide(self) -> $wide {
                $to(self)
            }
            #[expect(clippy::allow_attributes, reason = "not every type loses anything here")]
            #[allow(clippy::cast_possible_truncation, reason = "rounding once is what is meant")]
            fn rounded(wide: $wide) -> $slope {
                $from(wide)
            }
        }
    )*};
}

numbers! {
    f64 => f64, f64, |x| x, |x| x;
    f32 => f64, f32, f64::from, |x| x as f32;
    Complex64 => Complex64, Complex64, |x| x, |x| x;
    Complex32 => Complex64, Complex32,
        |x: Complex32| Complex64::new(x.re as f64, x.im as f64), |x: Complex64| Complex32::new(x.re as f32, x.im as f32);
    i8 => f64, f64, |x| x as f64, |x| x;
    i16 => f64, f64, |x| x as f64, |x| x;
    i32 => f64, f64, |x| x as f64, |x| x;
    i64 => f64, f64, |x| x as f64, |x| x;
    u8 => f64, f64, |x| x as f64, |x| x;
    u16 => f64, f64, |x| x as f64, |x| x;
    u32 => f64, f64, |x| x as f64, |x| x;
    u64 => f64, f64, |x| x as f64, |x| x;
}

/// Where the points of an axis are.
#[derive(Debug, Clone)]
pub(crate) enum Points {
    /// The distance between neighbours.
    Even(f64),
    /// Coordinates.
    At(Vec<f64>),
}

/// The derivative of `f` along an axis, unrounded; `derivative` and `edge_order` are 1 or 2.
pub(crate) fn differentiate<T: Number>(
    f: &ArrayViewD<'_, T>,
    axis: usize,
    points: &Points,
    derivative: usize,
    edge_order: usize,
) -> ArrayD<T::Wide> {
    let mut out = f.mapv(T::wide);
    for mut lane in out.lanes_mut(Axis(axis)) {
        let values = lane.to_vec();
        let slopes = along_lane(&values, points, derivative, edge_order);
        lane.iter_mut().zip(slopes).for_each(|(place, slope)| *place = slope);
    }
    out
}

/// All numbers of an array rounded to the type of the derivative of `T`.
pub(crate) fn rounded<T: Number>(wide: &ArrayD<T::Wide>) -> ArrayD<T::Slope> {
    wide.map(|number| T::rounded(*number))
}

fn along_lane<W: Wide>(f: &[W], points: &Points, derivative: usize, edge_order: usize) -> Vec<W> {
    let distances: Vec<f64> = match points {
        Points::Even(h) => vec![*h; f.len() - 1],
        Points::At(x) => (1..x.len()).map(|i| x[i] - x[i - 1]).collect(),
    };
    assert_eq!(distances.len() + 1, f.len(), "coordinates for each point");
    let even = distances.iter().all(|d| *d == distances[0]);
    (0..f.len())
        .map(|i| match (derivative, even) {
            (1, true) => first_even(f, distances[0], i, edge_order),
            (1, false) => first_uneven(f, &distances, i, edge_order),
            (_, true) => second_even(f, distances[0], i, edge_order),
            (_, false) => second_uneven(f, &distances, i, edge_order),
        })
        .collect()
}

fn first_even<W: Wide>(f: &[W], h: f64, i: usize, edge_order: usize) -> W {
    let n = f.len();
    match (i, edge_order) {
        (0, 1) => (f[1] - f[0]).over(h),
        (0, _) => f[0].times(-1.5 / h) + f[1].times(2.0 / h) + f[2].times(-0.5 / h),
        (i, 1) if i == n - 1 => (f[n - 1] - f[n - 2]).over(h),
        (i, _) if i == n - 1 => f[n - 3].times(0.5 / h) + f[n - 2].times(-2.0 / h) + f[n - 1].times(1.5 / h),
        _ => (f[i + 1] - f[i - 1]).over(2.0 * h),
    }
}

fn first_uneven<W: Wide>(f: &[W], d: &[f64], i: usize, edge_order: usize) -> W {
    let n = f.len();
    let (a, b, c, k) = match (i, edge_order) {
        (0, 1) => return (f[1] - f[0]).over(d[0]),
        (i, 1) if i == n - 1 => return (f[n - 1] - f[n - 2]).over(d[n - 2]),
        (0, _) => {
            let (p, q) = (d[0], d[1]);
            (-(2.0 * p + q) / (p * (p + q)), (p + q) / (p * q), -p / (q * (p + q)), 0)
        }
        (i, _) if i == n - 1 => {
            let (p, q) = (d[n - 3], d[n - 2]);
            (q / (p * (p + q)), -(q + p) / (p * q), (2.0 * q + p) / (q * (p + q)), n - 3)
        }
        _ => {
            let (p, q) = (d[i - 1], d[i]);
            (-q / (p * (p + q)), (q - p) / (p * q), p / (q * (p + q)), i - 1)
        }
    };
    f[k].times(a) + f[k + 1].times(b) + f[k + 2].times(c)
}

fn second_even<W: Wide>(f: &[W], h: f64, i: usize, edge_order: usize) -> W {
    let n = f.len();
    let scaled = |weights: &[f64], first: usize| {
        let weights: Vec<f64> = weights.iter().map(|weight| weight / (h * h)).collect();
        combine(f, first, &weights)
    };
    match (i, edge_order) {
        (0, 2) => scaled(&[2.0, -5.0, 4.0, -1.0], 0),
        (i, 2) if i == n - 1 => scaled(&[-1.0, 4.0, -5.0, 2.0], n - 4),
        _ => scaled(&[1.0, -2.0, 1.0], i.clamp(1, n - 2) - 1),
    }
}

fn second_uneven<W: Wide>(f: &[W], d: &[f64], i: usize, edge_order: usize) -> W {
    let n = f.len();
    let ends = i == 0 || i == n - 1;
    if n == 3 || (ends && edge_order == 1) {
        let first = i.clamp(1, n - 2) - 1;
        return combine(f, first, &lagrange(d, first, 3, i));
    }
    if i < 2 || i >= n - 2 {
        let first = if i < 2 { 0 } else { n - 4 };
        return combine(f, first, &lagrange(d, first, 4, i));
    }
    let (left, right) = (lagrange(d, i - 2, 4, i), lagrange(d, i - 1, 4, i));
    let mut mean = [0.0; 5];
    for m in 0..5 {
        mean[m] = match m {
            0 => left[0],
            4 => right[3],
            _ => left[m] + right[m - 1],
        } / 2.0;
    }
    combine(f, i - 2, &mean)
}

/// Weights of the second derivative at point `at` of the polynomial through `nodes` points from `first` on.
fn lagrange(d: &[f64], first: usize, nodes: usize, at: usize) -> Vec<f64> {
    let mut t = vec![0.0; nodes];
    for (node, place) in (first..first + nodes).zip(&mut t) {
        for distance in &d[node.min(at)..node.max(at)] {
            *place += distance;
        }
        if node < at {
            *place = -*place;
        }
    }
    let mut weights = Vec::new();
    for j in 0..nodes {
        let (mut denominator, mut sum) = (1.0, 0.0);
        for m in (0..nodes).filter(|m| *m != j) {
            denominator *= t[j] - t[m];
            sum += t[m];
        }
        weights.push(if nodes == 3 { 2.0 } else { -2.0 * sum } / denominator);
    }
    weights
}

fn combine<W: Wide>(f: &[W], first: usize, weights: &[f64]) -> W {
    let mut sum = f[first].times(weights[0]);
    for k in 1..weights.len() {
        sum = sum + f[first + k].times(weights[k]);
    }
    sum
}
