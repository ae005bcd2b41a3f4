//! Comparison of numbers bit by bit.

use ndarray::{ArrayD, ArrayViewD};
use num_complex::Complex;

/// A number whose bits can be compared. Any NaN equals any NaN; zeros of different sign differ.
pub(crate) trait Bits: Copy + std::fmt::Debug {
    /// The bits of its parts.
    fn bits(self) -> [u64; 2];
}

impl Bits for f64 {
    fn bits(self) -> [u64; 2] {
        [if self.is_nan() { f64::NAN.to_bits() } else { self.to_bits() }, 0]
    }
}

impl Bits for f32 {
    fn bits(self) -> [u64; 2] {
        [if self.is_nan() { f32::NAN.to_bits().into() } else { self.to_bits().into() }, 0]
    }
}

impl<T: Bits> Bits for Complex<T> {
    fn bits(self) -> [u64; 2] {
        [self.re.bits()[0], self.im.bits()[0]]
    }
}

/// Asserts equality of shapes and of all bits.
#[track_caller]
pub(crate) fn assert_same_bits<T: Bits>(found: &ArrayViewD<'_, T>, expected: &ArrayD<T>, what: &str) {
    assert_eq!(found.shape(), expected.shape(), "{what}: shape");
    if found.iter().zip(expected).any(|(found, expected)| found.bits() != expected.bits()) {
        for ((index, found), expected) in found.indexed_iter().zip(expected) {
            assert!(
                found.bits() == expected.bits(),
                "{what} at {index:?}: {found:?} instead of {expected:?}"
            );
        }
    }
}
