//! The types of numbers that can be differentiated, and the arithmetic in which that is done.

use std::ops::{Add, Sub};

use num_complex::{Complex32, Complex64};

mod sealed {
    pub trait Sealed {}
}

/// A number in which derivatives are computed: `f64` or `Complex64`.
pub trait Scalar:
    Copy + Default + Send + Sync + Add<Output = Self> + Sub<Output = Self> + sealed::Sealed + 'static
{
    /// The product with a real weight.
    #[must_use]
    fn scale(self, weight: f64) -> Self;
    /// The quotient by a real divisor.
    #[must_use]
    fn divide(self, divisor: f64) -> Self;
}

impl Scalar for f64 {
    #[inline]
    fn scale(self, weight: f64) -> Self {
        weight * self
    }

    #[inline]
    fn divide(self, divisor: f64) -> Self {
        self / divisor
    }
}

/// numpy turns the real weight or divisor into a complex number first; the bits, and the spread of infinities, follow
/// from its complex product and from its quotient by Smith's algorithm.
impl Scalar for Complex64 {
    #[inline]
    fn scale(self, weight: f64) -> Self {
        Self::new(weight * self.re - 0.0 * self.im, weight * self.im + 0.0 * self.re)
    }

    #[inline]
    fn divide(self, divisor: f64) -> Self {
        let ratio = 0.0 / divisor;
        let reciprocal = 1.0 / divisor;
        Self::new((self.re + self.im * ratio) * reciprocal, (self.im - self.re * ratio) * reciprocal)
    }
}

/// A type of array element that can be differentiated.
pub trait Element: Copy + Send + Sync + sealed::Sealed + 'static {
    /// The number in which its derivatives are computed.
    type Scalar: Scalar;
    /// The type of its derivatives where nothing else is asked for: its own; `f64` for integers.
    type Derivative: Output<Scalar = Self::Scalar>;
    /// The element as a number to compute with.
    fn widen(self) -> Self::Scalar;
}

/// A type in which derivatives can be stored.
pub trait Output: Element {
    /// The number rounded to this type.
    fn narrow(scalar: Self::Scalar) -> Self;
    /// Zero.
    fn zero() -> Self;
}

macro_rules! float_element {
    ($($element:ty, $scalar:ty, $widen:expr, $narrow:expr;)*) => {$(
        impl sealed::Sealed for $element {}
        impl Element for $element {
            type Scalar = $scalar;
            type Derivative = Self;
            #[inline]
            fn widen(self) -> $scalar {
                $widen(self)
            }
        }
        impl Output for $element {
            #[inline]
            fn narrow(scalar: $scalar) -> Self {
                $narrow(scalar)
            }
            fn zero() -> Self {
                Self::default()
            }
        }
    )*};
}

float_element! {
    f64, f64, |value| value, |scalar| scalar;
    f32, f64, f64::from, round;
    Complex64, Complex64, |value| value, |scalar| scalar;
    Complex32, Complex64,
        |value: Complex32| Complex64::new(value.re.into(), value.im.into()),
        |scalar: Complex64| Complex32::new(round(scalar.re), round(scalar.im));
}

#[expect(clippy::cast_possible_truncation, reason = "rounding to the nearest f32 is what is meant")]
#[inline]
fn round(scalar: f64) -> f32 {
    scalar as f32
}

macro_rules! integer_element {
    ($($element:ty)*) => {$(
        impl sealed::Sealed for $element {}
        impl Element for $element {
            type Scalar = f64;
            type Derivative = f64;
            #[expect(clippy::allow_attributes, reason = "only the narrower integers convert without loss")]
            #[allow(clippy::cast_lossless, reason = "only the narrower integers convert without loss")]
            #[inline]
            fn widen(self) -> f64 {
                self as f64
            }
        }
    )*};
}

integer_element! { i8 i16 i32 i64 u8 u16 u32 u64 }
