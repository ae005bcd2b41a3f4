//! Functions of numbers, point by point, in loops that are compiled for each instruction set.

use crate::{
    lanes::Lanes,
    simd::{InstructionSet, Task},
};

/// Puts a function of each number in the place of the same index, as far as there are both.
///
/// The loop becomes vectors as wide as the processor has, where the function is arithmetic. No bit of a number depends on that; the
/// sign of a NaN may.
///
/// # Examples
/// ```
/// let mut squares = [0.0; 3];
/// fieldops_stencil::map_numbers(&[1.5, -2.0, 3.0], &mut squares, |x| x * x);
/// assert_eq!(squares, [2.25, 4.0, 9.0]);
/// ```
pub fn map_numbers<A: Copy, B>(from: &[A], to: &mut [B], function: impl Fn(A) -> B) {
    InstructionSet::best().run(Map { from, to, function });
}

/// Puts a function of two numbers of one index in the place of that index, as far as there are all three; as [`map_numbers`].
///
/// # Examples
/// ```
/// let mut sums = [0.0; 2];
/// fieldops_stencil::zip_numbers(&[1.5, -2.0], &[0.25, 3.0], &mut sums, |x, y| x + y);
/// assert_eq!(sums, [1.75, 1.0]);
/// ```
pub fn zip_numbers<A: Copy, B: Copy, C>(one: &[A], other: &[B], to: &mut [C], function: impl Fn(A, B) -> C) {
    InstructionSet::best().run(Zip { one, other, to, function });
}

struct Map<'a, A, B, F> {
    from: &'a [A],
    to: &'a mut [B],
    function: F,
}

impl<A: Copy, B, F: Fn(A) -> B> Task<f64> for Map<'_, A, B, F> {
    #[inline(always)]
    fn run<L: Lanes<f64>>(self, _: L) {
        for (value, place) in self.from.iter().zip(self.to) {
            *place = (self.function)(*value);
        }
    }
}

struct Zip<'a, A, B, C, F> {
    one: &'a [A],
    other: &'a [B],
    to: &'a mut [C],
    function: F,
}

impl<A: Copy, B: Copy, C, F: Fn(A, B) -> C> Task<f64> for Zip<'_, A, B, C, F> {
    #[inline(always)]
    fn run<L: Lanes<f64>>(self, _: L) {
        for ((one, other), place) in self.one.iter().zip(self.other).zip(self.to) {
            *place = (self.function)(*one, *other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of all sizes and signs, zeros and infinities among them.
    fn numbers(count: usize, seed: u64) -> Vec<f64> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            match state >> 60 {
                0 => 0.0,
                1 => f64::NEG_INFINITY,
                2 => -5e-324,
                _ => f64::from_bits(state),
            }
        };
        (0..count).map(|_| next()).collect()
    }

    fn bits(numbers: &[f64]) -> Vec<u64> {
        // NaN has many bits, of which any will do.
        let bits = |number: &f64| if number.is_nan() { u64::MAX } else { number.to_bits() };
        numbers.iter().map(bits).collect()
    }

    /// Asserts that each function of one number and of two gives the same bits by every instruction set as alone. They are compiled for
    /// each only as closures.
    macro_rules! assert_same {
        ([$($unary:expr),*], [$($binary:expr),*]) => {
            for count in [0, 1, 7, 8, 100] {
                let (one, other) = (numbers(count, 3), numbers(count, 8));
                for set in InstructionSet::available() {
                    let mut to = vec![0.0; count];
                    $(
                        set.run(Map { from: &one, to: &mut to, function: $unary });
                        let expected: Vec<f64> = one.iter().map(|x| $unary(*x)).collect();
                        assert_eq!(bits(&to), bits(&expected), "{set:?}: {}", stringify!($unary));
                    )*
                    $(
                        set.run(Zip { one: &one, other: &other, to: &mut to, function: $binary });
                        let expected: Vec<f64> =
                            one.iter().zip(&other).map(|(x, y)| $binary(*x, *y)).collect();
                        assert_eq!(bits(&to), bits(&expected), "{set:?}: {}", stringify!($binary));
                    )*
                }
            }
        };
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        #[expect(clippy::cast_possible_truncation, reason = "rounding is meant")]
        let rounded = |x: f64| f64::from(x as f32);
        assert_same!(
            [|x: f64| -x, |x: f64| x * x, |x: f64| x.sqrt(), |x: f64| x.abs(), rounded],
            [
                |x: f64, y: f64| x + y,
                |x: f64, y: f64| x - y,
                |x: f64, y: f64| x * y,
                |x: f64, y: f64| x / y,
                |x: f64, y: f64| x * x + y * y,
                |x: f64, y: f64| if x.is_nan() || x < y { x } else { y },
                |x: f64, y: f64| if x.is_nan() || x > y { x } else { y }
            ]
        );
    }

    #[test]
    fn what_is_left_over_is_left_alone() {
        let mut to = [9.0; 4];
        map_numbers(&[1.0, 2.0], &mut to, |x| x + 1.0);
        assert_eq!(to, [2.0, 3.0, 9.0, 9.0]);
        zip_numbers(&[1.0, 2.0, 3.0], &[5.0], &mut to, |x, y| x * y);
        assert_eq!(to, [5.0, 3.0, 9.0, 9.0]);
    }
}
