//! Seeded numbers, arrays and uneven axes.

use ndarray::{ArrayD, IxDyn};
use num_complex::Complex;

/// A generator of pseudo-random numbers (`SplitMix64`).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// In 0 … 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// An array of samples.
    pub(crate) fn array<T: Sample>(&mut self, shape: &[usize]) -> ArrayD<T> {
        ArrayD::from_shape_simple_fn(IxDyn(shape), || T::sample(self))
    }

    /// Coordinates whose distances jump between 0.1 and 1.1.
    pub(crate) fn coordinates(&mut self, points: usize) -> Vec<f64> {
        let mut x = 10.0 * self.fraction() - 5.0;
        (0..points)
            .map(|_| {
                x += 0.1 + self.fraction();
                x
            })
            .collect()
    }
}

/// A number that can be drawn: of both signs and many magnitudes for floats, of the whole range for integers.
pub(crate) trait Sample: Copy + Send + Sync + 'static {
    fn sample(random: &mut Random) -> Self;
}

impl Sample for f64 {
    fn sample(random: &mut Random) -> Self {
        (2.0 * random.fraction() - 1.0) * 10_f64.powf(6.0 * random.fraction() - 3.0)
    }
}

impl Sample for f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a sample in single precision")]
    fn sample(random: &mut Random) -> Self {
        f64::sample(random) as f32
    }
}

impl<T: Sample> Sample for Complex<T> {
    fn sample(random: &mut Random) -> Self {
        Self::new(T::sample(random), T::sample(random))
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl Sample for $integer {
            fn sample(random: &mut Random) -> Self {
                let bytes = random.bits().to_le_bytes();
                Self::from_le_bytes(*bytes.first_chunk().expect("an integer of at most eight bytes"))
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 u8 u16 u32 u64 }
