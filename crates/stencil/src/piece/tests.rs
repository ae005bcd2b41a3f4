use num_complex::Complex64;

use super::*;
use crate::{
    divisor::{LEAST, MOST},
    lanes::BLOCK,
    simd::{InstructionSet, Task},
};

/// Numbers of many sizes, infinities and NaN among them.
fn numbers(count: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 11
    };
    let number = |_| match next() % 23 {
        0 => f64::INFINITY,
        1 => f64::NAN,
        2 => -0.0,
        _ => (next() as f64 / 1e15 - 4.5) * 10_f64.powi((next() % 40) as i32 - 20),
    };
    (0..count).map(number).collect()
}

/// Successive rows of so many points, of which the first has so many before the piece begins.
#[derive(Clone, Copy)]
struct Rows {
    length: usize,
    skipped: usize,
}

impl Rows {
    fn place(self, k: usize) -> Place {
        Place { row: (k + self.skipped) / self.length, column: (k + self.skipped) % self.length }
    }
}

const ONE_ROW: Rows = Rows { length: usize::MAX, skipped: 0 };

/// One block of a derivative.
struct At<'a, T: Element> {
    piece: &'a Piece<'a, T>,
    start: usize,
    rows: Rows,
    out: &'a mut [T::Scalar; BLOCK],
}

impl<T: Element> Task<T::Scalar> for At<'_, T> {
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        assert!(self.start + L::COUNT <= self.piece.points());
        let Self { piece, start, rows, out } = self;
        // SAFETY: checked above.
        lanes.store(unsafe { piece.across(lanes, start, rows.place(start), rows.length) }, out);
    }
}

/// Compares blocks from several points on, by every instruction set, with the numbers that the piece gives point by point.
fn assert_same_bits<T: Element>(piece: &Piece<'_, T>, bits: impl Fn(T::Scalar) -> [u64; 2]) {
    assert_same_bits_in(ONE_ROW, piece, bits);
}

/// The same for points of such rows.
fn assert_same_bits_in<T: Element>(rows: Rows, piece: &Piece<'_, T>, bits: impl Fn(T::Scalar) -> [u64; 2]) {
    for start in [0, 1, 7, 16, 23] {
        assert!(start + BLOCK <= piece.points());
        let number = |k| piece.number(k, rows.place(k));
        let one_by_one: Vec<_> = (start..start + BLOCK).map(|k| bits(number(k))).collect();
        for set in InstructionSet::available() {
            let mut out = [T::Scalar::default(); BLOCK];
            set.run(At { piece, start, rows, out: &mut out });
            assert_eq!(out.map(&bits)[..], one_by_one, "{set:?} {start}");
        }
    }
}

/// A NaN is a NaN, whatever its sign and payload.
fn bits(number: f64) -> u64 {
    if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() }
}

/// Enough for every block.
const COUNT: usize = 23 + BLOCK;

#[test]
fn every_instruction_set_gives_the_same_bits() {
    for seed in 0..50_u64 {
        let values: Vec<_> = (0..5).map(|m| numbers(COUNT, 20 * seed + m)).collect();
        let values: [&[f64]; 5] = std::array::from_fn(|m| &values[m][..]);
        let columns: Vec<_> = (5..10).map(|m| numbers(2 * COUNT, 20 * seed + m)).collect();
        let columns: [&[f64]; 5] = std::array::from_fn(|m| &columns[m][..]);
        let of_real = |number: f64| [bits(number), 0];

        let difference = Difference { lower: values[0], upper: values[1], divisor: Divisor::of_many(0.3) };
        assert_same_bits(&Piece::Difference(difference), of_real);
        let same = Weights::Same([0.1, -2.7, 1e-9, 3.0, 0.7]);
        assert_same_bits(&Piece::Five(Sum { values, weights: same }), of_real);
        assert_same_bits(&Piece::Five(Sum { values, weights: Weights::Varying(columns) }), of_real);
        for row in [1, 2, 5, 15, 16, 17, 38, 39] {
            for skipped in [0, row / 2, row - 1] {
                let rows = Rows { length: row, skipped };
                let own = columns.map(|column| &column[..(COUNT + skipped).div_ceil(row)]);
                assert_same_bits_in(
                    rows,
                    &Piece::Five(Sum { values, weights: Weights::ByRow(own) }),
                    of_real,
                );
                let extended = columns.map(|column| {
                    column[..row].iter().copied().cycle().take(row + BLOCK).collect::<Vec<_>>()
                });
                let each = extended.each_ref().map(|column| &column[..]);
                assert_same_bits_in(
                    rows,
                    &Piece::Five(Sum { values, weights: Weights::EachRow(each) }),
                    of_real,
                );
            }
        }

        let pairs = |m: usize| -> Vec<_> {
            values[m].iter().zip(values[m + 1]).map(|(re, im)| Complex64::new(*re, *im)).collect()
        };
        let complex = Difference { lower: &pairs(0), upper: &pairs(2), divisor: Divisor::of_many(-0.3) };
        assert_same_bits(&Piece::Difference(complex), |number| [bits(number.re), bits(number.im)]);
    }
}

#[test]
fn single_precision_is_widened_alike() {
    for seed in 0..50_u64 {
        #[expect(clippy::cast_possible_truncation, reason = "single-precision numbers are wanted")]
        let single = |m: u64| -> Vec<f32> {
            numbers(COUNT, 9 * seed + m).into_iter().map(|number| number as f32).collect()
        };
        let (lower, upper) = (single(1), single(2));
        let difference = Difference { lower: &lower, upper: &upper, divisor: Divisor::of_many(0.7) };
        assert_same_bits(&Piece::Difference(difference), |number| [bits(number), 0]);
    }
}

/// Differences of numbers of all sizes and of nearly all mantissas that are hard to round, by these divisors.
#[test]
fn quotients_are_those_of_a_division() {
    const LEAST_NUMBER: f64 = f64::from_bits((1023 - 511) << 52);
    let tiny = f64::from_bits(1);
    let special = [
        0.0,
        -0.0,
        1.0,
        tiny,
        -tiny,
        f64::MIN_POSITIVE,
        f64::MAX,
        LEAST_NUMBER,
        LEAST_NUMBER.next_down(),
        -f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    let divisors = [
        0.1,
        0.3,
        1.0 / 3.0,
        -0.7,
        2.0,
        1.0 - f64::EPSILON / 2.0,
        1.0 + f64::EPSILON,
        2.0 - 2.0 * f64::EPSILON,
        LEAST,
        LEAST.next_down(),
        MOST,
        MOST.next_up(),
        6e-300,
        1e300,
        3e-120,
        1e-310,
    ];
    for (seed, divisor) in divisors.into_iter().chain(numbers(300, 5)).enumerate() {
        let seed = seed as u64;
        let random = numbers(20 * BLOCK, seed);
        // Products with the divisor and their neighbours, whose quotients lie close to a number or halfway between two.
        let near = random.iter().flat_map(|number: &f64| {
            let product = number * divisor;
            [product.next_down(), product, product.next_up(), product * (1.0 + f64::EPSILON / 2.0)]
        });
        let mut upper: Vec<f64> = random.iter().copied().chain(near).chain(special).collect();
        upper.resize(upper.len().next_multiple_of(BLOCK), -0.0);
        let lower = vec![0.0; upper.len()];
        let difference = Difference { lower: &lower, upper: &upper, divisor: Divisor::of_many(divisor) };
        let piece = Piece::Difference(difference);
        for set in InstructionSet::available() {
            for start in (0..upper.len()).step_by(BLOCK) {
                let mut out = [0.0; BLOCK];
                set.run(At { piece: &piece, start, rows: ONE_ROW, out: &mut out });
                for (k, found) in out.into_iter().enumerate() {
                    let number = upper[start + k] - 0.0;
                    assert_eq!(
                        found.to_bits(),
                        (number / divisor).to_bits(),
                        "{set:?}: {number:e} / {divisor:e}"
                    );
                }
            }
        }
    }
}
