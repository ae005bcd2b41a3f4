//! Numbers of several arrays that stand side by side, point by point, brought into rows of their own and back.
#![allow(unsafe_code, reason = "code for an instruction set may only run where the processor has it")]

use crate::simd::InstructionSet;

/// Does something for a number of arrays that the compiler then knows, if vectors, tensors or complex numbers in space have so many
/// components, and something else otherwise.
macro_rules! for_count {
    ($count:expr, $n:ident => $known:expr, $otherwise:expr) => {
        $crate::interleave::for_count!(@ $count, $n, $known, $otherwise, 2 3 4 6 9)
    };
    (@ $count:expr, $n:ident, $known:expr, $otherwise:expr, $($number:literal)*) => {
        match $count {
            $($number => { const $n: usize = $number; $known })*
            _ => $otherwise,
        }
    };
}

pub(crate) use for_count;

/// Points whose numbers are gone through array by array, where the compiler does not know how many there are: few enough for the
/// first cache.
const PIECE: usize = 64;

/// Takes numbers that stand side by side apart: with `N` arrays, `to[n][point]` becomes `from[point·N + n]`.
///
/// # Examples
/// ```
/// let (mut x, mut y) = ([0; 3], [0; 3]);
/// fieldops_stencil::deinterleave(&[1, 10, 2, 20, 3, 30], &mut [&mut x, &mut y]);
/// assert_eq!((x, y), ([1, 2, 3], [10, 20, 30]));
/// ```
///
/// # Panics
/// When an array is not as long as there are points.
pub fn deinterleave<T: Copy>(from: &[T], to: &mut [&mut [T]]) {
    let count = to.len();
    assert!(to.iter().all(|to| to.len() * count == from.len()), "arrays of as many points");
    for_count!(count, N => {
        let mut to = to.iter_mut();
        let to = std::array::from_fn(|_| &mut **to.next().expect("so many arrays"));
        apart::<T, N>(InstructionSet::best(), from, to);
    }, {
        for (start, from) in (0..).step_by(PIECE).zip(from.chunks((PIECE * count).max(1))) {
            for (n, to) in to.iter_mut().enumerate() {
                for (place, numbers) in to[start..].iter_mut().zip(from.chunks_exact(count)) {
                    *place = numbers[n];
                }
            }
        }
    });
}

/// Puts numbers side by side: with `N` arrays, `to[point·N + n]` becomes `from[n][point]`.
///
/// # Examples
/// ```
/// let mut points = [0; 6];
/// fieldops_stencil::interleave(&[&[1, 2, 3], &[10, 20, 30]], &mut points);
/// assert_eq!(points, [1, 10, 2, 20, 3, 30]);
/// ```
///
/// # Panics
/// When an array is not as long as there are points.
pub fn interleave<T: Copy>(from: &[&[T]], to: &mut [T]) {
    let count = from.len();
    assert!(from.iter().all(|from| from.len() * count == to.len()), "arrays of as many points");
    for_count!(count, N => together::<T, N>(std::array::from_fn(|n| from[n]), to), {
        for (start, to) in (0..).step_by(PIECE).zip(to.chunks_mut((PIECE * count).max(1))) {
            for (n, from) in from.iter().enumerate() {
                for (numbers, number) in to.chunks_exact_mut(count).zip(&from[start..]) {
                    numbers[n] = *number;
                }
            }
        }
    });
}

/// [`deinterleave`] for a number of arrays that the compiler knows.
///
/// # Panics
/// When an array is shorter than there are points.
#[inline]
pub(crate) fn apart<T: Copy, const N: usize>(set: InstructionSet, from: &[T], to: [&mut [T]; N]) {
    match set {
        InstructionSet::Baseline => apart_by_any(from, to),
        // SAFETY: `InstructionSet::available` names these only where the processor has them, AVX2 among them.
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx2 | InstructionSet::Avx512 => unsafe { apart_by_avx2(from, to) },
    }
}

/// Of shuffles of 256 bits compilers make two thirds of what those of 128 take.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn apart_by_avx2<T: Copy, const N: usize>(from: &[T], to: [&mut [T]; N]) {
    apart_by_any(from, to);
}

#[inline(always)]
fn apart_by_any<T: Copy, const N: usize>(from: &[T], to: [&mut [T]; N]) {
    let (points, _) = from.as_chunks::<N>();
    let to = to.map(|to| &mut to[..points.len()]);
    for (point, numbers) in points.iter().enumerate() {
        for n in 0..N {
            to[n][point] = numbers[n];
        }
    }
}

/// [`interleave`] for a number of arrays that the compiler knows.
///
/// # Panics
/// When an array is shorter than there are points.
#[inline]
pub(crate) fn together<T: Copy, const N: usize>(from: [&[T]; N], to: &mut [T]) {
    let (points, _) = to.as_chunks_mut::<N>();
    let from = from.map(|from| &from[..points.len()]);
    for (point, numbers) in points.iter_mut().enumerate() {
        for n in 0..N {
            numbers[n] = from[n][point];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_apart_and_together() {
        for (count, points) in (1..11).flat_map(|count| [0, 1, 5, 67, 200].map(|points| (count, points))) {
            let side_by_side: Vec<u32> = (0..).take(count * points).collect();
            let mut rows = vec![vec![u32::MAX; points]; count];
            deinterleave(&side_by_side, &mut rows.iter_mut().map(|row| &mut row[..]).collect::<Vec<_>>());
            for (n, row) in rows.iter().enumerate() {
                assert!(row.iter().eq(side_by_side.iter().skip(n).step_by(count)), "{count} arrays");
            }
            let mut again = vec![u32::MAX; count * points];
            interleave(&rows.iter().map(|row| &row[..]).collect::<Vec<_>>(), &mut again);
            assert_eq!(again, side_by_side, "{count} arrays");
        }
    }

    #[test]
    fn each_instruction_set_takes_numbers_apart() {
        let side_by_side: Vec<u16> = (0..).take(3 * 67).collect();
        for set in InstructionSet::available() {
            let mut rows = [[u16::MAX; 67]; 3];
            apart(set, &side_by_side, rows.each_mut().map(|row| &mut row[..]));
            for (n, row) in rows.iter().enumerate() {
                assert!(row.iter().eq(side_by_side.iter().skip(n).step_by(3)), "{set:?}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "arrays of as many points")]
    fn an_array_that_is_too_short_is_refused() {
        deinterleave(&[1, 2, 3, 4], &mut [&mut [0; 2], &mut [0; 1]]);
    }
}
