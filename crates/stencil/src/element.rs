//! The types of numbers that can be differentiated, and the arithmetic in which that is done.

use std::ops::{Add, Sub};

use num_complex::{Complex32, Complex64};

use crate::{
    PointFunction,
    lanes::{self, BLOCK, Lanes},
};

mod sealed {
    pub trait Sealed {}
}

/// A number in which derivatives are computed: `f64` or `Complex64`.
pub trait Scalar:
    Copy + Default + Send + Sync + Add<Output = Self> + Sub<Output = Self> + sealed::Sealed + 'static
{
    /// The number of half the size.
    type Single: Copy + Default;
    /// Blocks in 256-bit vectors.
    #[cfg(target_arch = "x86_64")]
    #[doc(hidden)]
    type Avx2: Lanes<Self>;
    /// Blocks in 512-bit vectors.
    #[cfg(target_arch = "x86_64")]
    #[doc(hidden)]
    type Avx512: Lanes<Self>;

    /// The same number.
    #[must_use]
    fn of_single(single: Self::Single) -> Self;
    /// The nearest number of half the size.
    #[must_use]
    fn to_single(self) -> Self::Single;
    /// The product with a real weight.
    #[must_use]
    fn scale(self, weight: f64) -> Self;
    /// The quotient by a real divisor.
    #[must_use]
    fn divide(self, divisor: f64) -> Self;
    /// A function of real numbers.
    ///
    /// # Panics
    /// When these are not real.
    #[doc(hidden)]
    #[must_use]
    fn mapped<const N: usize>(function: &impl PointFunction<N>, numbers: [Self; N]) -> Self;
}

impl Scalar for f64 {
    type Single = f32;
    #[cfg(target_arch = "x86_64")]
    type Avx2 = lanes::Avx2<4>;
    #[cfg(target_arch = "x86_64")]
    type Avx512 = lanes::Avx512<2>;

    #[inline(always)]
    fn of_single(single: f32) -> Self {
        single.into()
    }

    #[inline(always)]
    fn to_single(self) -> f32 {
        round(self)
    }

    #[inline(always)]
    fn scale(self, weight: f64) -> Self {
        weight * self
    }

    #[inline(always)]
    fn divide(self, divisor: f64) -> Self {
        self / divisor
    }

    #[inline(always)]
    fn mapped<const N: usize>(function: &impl PointFunction<N>, numbers: [Self; N]) -> Self {
        function.at(numbers)
    }
}

/// numpy turns the real weight or divisor into a complex number first; the bits, and the spread of infinities, follow
/// from its complex product and from its quotient by Smith's algorithm.
impl Scalar for Complex64 {
    type Single = Complex32;
    #[cfg(target_arch = "x86_64")]
    type Avx2 = lanes::Portable;
    #[cfg(target_arch = "x86_64")]
    type Avx512 = lanes::Portable;

    #[inline(always)]
    fn of_single(single: Complex32) -> Self {
        Self::new(single.re.into(), single.im.into())
    }

    #[inline(always)]
    fn to_single(self) -> Complex32 {
        Complex32::new(round(self.re), round(self.im))
    }

    #[inline(always)]
    fn scale(self, weight: f64) -> Self {
        Self::new(weight * self.re - 0.0 * self.im, weight * self.im + 0.0 * self.re)
    }

    #[inline(always)]
    fn divide(self, divisor: f64) -> Self {
        let ratio = 0.0 / divisor;
        let reciprocal = 1.0 / divisor;
        Self::new((self.re + self.im * ratio) * reciprocal, (self.im - self.re * ratio) * reciprocal)
    }

    fn mapped<const N: usize>(_: &impl PointFunction<N>, _: [Self; N]) -> Self {
        unreachable!("functions are of real numbers")
    }
}

/// A type of array element that can be differentiated.
pub trait Element: Copy + Default + Send + Sync + sealed::Sealed + 'static {
    /// The number in which its derivatives are computed.
    type Scalar: Scalar;
    /// The type of its derivatives where nothing else is asked for: its own; `f64` for integers.
    type Derivative: Output<Scalar = Self::Scalar>;
    /// Whether the vectors of an instruction set load elements as they are: then loops of their own are worth compiling.
    #[doc(hidden)]
    const LOADED: bool = false;
    /// Whether a difference of elements, as a number to compute with, can be other than zero and of a magnitude below 2⁻⁵¹¹.
    #[doc(hidden)]
    const TINY: bool = false;
    /// The element as a number to compute with.
    fn widen(self) -> Self::Scalar;
    /// Elements as numbers to compute with.
    #[doc(hidden)]
    #[inline(always)]
    fn load<L: Lanes<Self::Scalar>>(lanes: L, elements: &[Self]) -> L::Numbers {
        let mut numbers = [Self::Scalar::default(); BLOCK];
        for (number, element) in numbers.iter_mut().zip(elements) {
            *number = element.widen();
        }
        lanes.load(&numbers[..L::COUNT])
    }
    /// Elements before a place, as [`Lanes::before`] has it.
    ///
    /// # Safety
    /// As there.
    #[doc(hidden)]
    #[expect(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
    #[inline(always)]
    unsafe fn before<L: Lanes<Self::Scalar>, const N: usize>(lanes: L, _: *const Self) -> L::Before {
        lanes.none_before()
    }
    /// Elements around a place as numbers to compute with, as [`Lanes::load_around`] has it.
    ///
    /// # Safety
    /// As there.
    #[doc(hidden)]
    #[expect(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
    #[inline(always)]
    unsafe fn load_around<L: Lanes<Self::Scalar>, const N: usize>(
        lanes: L,
        middle: *const Self,
        _before: &mut L::Before,
    ) -> [L::Numbers; N] {
        // SAFETY: the caller's promise.
        unsafe { lanes::load_each_around(lanes, middle, |elements| Self::load(lanes, elements)) }
    }
}

/// A type in which derivatives can be stored.
pub trait Output: Element {
    /// The number rounded to this type.
    fn narrow(scalar: Self::Scalar) -> Self;
    /// Stores numbers, rounded to this type.
    #[doc(hidden)]
    fn store<L: Lanes<Self::Scalar>>(lanes: L, numbers: L::Numbers, to: &mut [Self]);
    /// Stores numbers, rounded to this type, past the cache.
    ///
    /// # Safety
    /// There is room for the numbers, which begins at a multiple of their bytes or with a cache line.
    #[doc(hidden)]
    #[expect(unsafe_code, reason = "stores past the cache are instructions of their own")]
    unsafe fn stream<L: Lanes<Self::Scalar>>(lanes: L, numbers: L::Numbers, to: *mut Self);
}

macro_rules! float_element {
    ($($element:ty, $scalar:ty, $widen:expr, $narrow:expr, $load:ident $before:ident $load_around:ident, $store:ident, $stream:ident, $loaded:literal;)*) => {$(
        impl sealed::Sealed for $element {}
        impl Element for $element {
            type Scalar = $scalar;
            type Derivative = Self;
            const LOADED: bool = $loaded;
            const TINY: bool = size_of::<$element>() == size_of::<$scalar>();
            #[inline(always)]
            fn widen(self) -> $scalar {
                $widen(self)
            }
            #[inline(always)]
            fn load<L: Lanes<$scalar>>(lanes: L, elements: &[Self]) -> L::Numbers {
                lanes.$load(elements)
            }
            #[expect(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
            #[inline(always)]
            unsafe fn before<L: Lanes<$scalar>, const N: usize>(lanes: L, middle: *const Self) -> L::Before {
                // SAFETY: the caller's promise.
                unsafe { lanes.$before::<N>(middle) }
            }
            #[expect(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
            #[inline(always)]
            unsafe fn load_around<L: Lanes<$scalar>, const N: usize>(
                lanes: L,
                middle: *const Self,
                before: &mut L::Before,
            ) -> [L::Numbers; N] {
                // SAFETY: the caller's promise.
                unsafe { lanes.$load_around(middle, before) }
            }
        }
        impl Output for $element {
            #[inline(always)]
            fn narrow(scalar: $scalar) -> Self {
                $narrow(scalar)
            }
            #[inline(always)]
            fn store<L: Lanes<$scalar>>(lanes: L, numbers: L::Numbers, to: &mut [Self]) {
                lanes.$store(numbers, to);
            }
            #[expect(unsafe_code, reason = "stores past the cache are instructions of their own")]
            #[inline(always)]
            unsafe fn stream<L: Lanes<$scalar>>(lanes: L, numbers: L::Numbers, to: *mut Self) {
                // SAFETY: the caller's promise.
                unsafe { lanes.$stream(numbers, to) };
            }
        }
    )*};
}

float_element! {
    f64, f64, |value| value, |scalar| scalar, load before load_around, store, stream, true;
    f32, f64, f64::of_single, f64::to_single, load_single before_single load_single_around, store_single, stream_single, true;
    Complex64, Complex64, |value| value, |scalar| scalar, load before load_around, store, stream, false;
    Complex32, Complex64, Complex64::of_single, Complex64::to_single, load_single before_single load_single_around, store_single, stream_single, false;
}

#[expect(clippy::cast_possible_truncation, reason = "rounding to the nearest f32 is what is meant")]
#[inline(always)]
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
            #[inline(always)]
            fn widen(self) -> f64 {
                self as f64
            }
        }
    )*};
}

integer_element! { i8 i16 i32 i64 u8 u16 u32 u64 }
