use super::*;
use crate::{
    Element, Real,
    simd::{InstructionSet, Task},
};

/// What lanes make of the numbers from ½ on where the lane `lane` is named.
struct Named<'r> {
    lane: usize,
    one: &'r mut [f64; BLOCK],
    from: &'r mut [f64; BLOCK],
}

impl Task<f64> for Named<'_> {
    #[inline(always)]
    fn run<L: Lanes<f64>>(self, lanes: L) {
        let numbers: [f64; BLOCK] = std::array::from_fn(own);
        lanes.store(lanes.with(lanes.load(&numbers), self.lane, -7.0), self.one);
        let weights = lanes.same_from(lanes.weights(&numbers), self.lane, -7.0);
        lanes.store(lanes.scale(lanes.load(&[1.0; BLOCK]), weights), self.from);
    }
}

fn own(lane: usize) -> f64 {
    lane as f64 + 0.5
}

#[test]
fn a_lane_and_those_from_one_on_are_replaced() {
    for set in InstructionSet::available() {
        for lane in (0..2 * BLOCK).chain([1 << 32, usize::MAX - 15, usize::MAX]) {
            let (mut one, mut from) = ([0.0; BLOCK], [0.0; BLOCK]);
            set.run(Named { lane, one: &mut one, from: &mut from });
            let expected = |is_named: fn(usize, usize) -> bool| {
                std::array::from_fn(|k| if is_named(k, lane) { -7.0 } else { own(k) })
            };
            assert_eq!(one, expected(|k, lane| k == lane), "{set:?}, {lane}");
            assert_eq!(from, expected(|k, lane| k >= lane), "{set:?}, {lane}");
        }
    }
}

/// Whether lanes say that all of some blocks are large, and that they are divisible.
struct Large<'r> {
    blocks: &'r [[f64; BLOCK]],
    answers: &'r mut [bool; 2],
}

impl Task<f64> for Large<'_> {
    #[inline(always)]
    fn run<L: Lanes<f64>>(self, lanes: L) {
        let mut least = lanes.least_of_none();
        for block in self.blocks {
            least = lanes.least(least, lanes.load(block));
        }
        let are_divisible = self.blocks.iter().all(|block| lanes.are_divisible(lanes.load(block)));
        *self.answers = [lanes.are_large(least), are_divisible];
    }
}

#[test]
fn a_number_that_is_not_large_is_found_wherever_it_is() {
    let least = f64::from_bits((1023 - 511) << 52);
    let large = [least, -least, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -f64::NAN, 1.0, -f64::MAX];
    let small = [0.0, -0.0, least.next_down(), -least.next_down(), 5e-324, -1e-310];
    for set in InstructionSet::available() {
        let asked = |blocks: &[[f64; BLOCK]]| {
            let mut answers = [false; 2];
            set.run(Large { blocks, answers: &mut answers });
            answers
        };
        for count in 1..=3 {
            for place in 0..count * BLOCK {
                // NaN stands before and behind, alone in its lane and with others.
                for other in [1.5, f64::NAN] {
                    let mut blocks = vec![[other; BLOCK]; count];
                    for number in large {
                        blocks[place / BLOCK][place % BLOCK] = number;
                        assert!(
                            asked(&blocks) == [true; 2] || set == InstructionSet::Baseline,
                            "{set:?} {place} {number:e}"
                        );
                    }
                    for number in small {
                        blocks[place / BLOCK][place % BLOCK] = number;
                        let are_divisible = number == 0.0 && set != InstructionSet::Baseline;
                        let expected = [false, are_divisible];
                        assert_eq!(asked(&blocks), expected, "{set:?} {place} {number:e} among {other}");
                    }
                }
            }
        }
    }
}

/// The numbers around so many places, of one type, as lanes load them.
struct Around<'r, E> {
    numbers: &'r [E],
    found: &'r mut Vec<Vec<f64>>,
}

impl<E: Element<Scalar = f64>> Around<'_, E> {
    /// All that the lanes find, one time after the other: for each place around them a run of numbers.
    fn load<L: Lanes<f64>, const N: usize>(&mut self, lanes: L) {
        const TIMES: usize = 2;
        let numbers = &self.numbers[..N / 2 + TIMES * L::COUNT + N / 2];
        let mut found = vec![vec![0.0; TIMES * L::COUNT]; N];
        // SAFETY: there are as many numbers as that takes.
        let mut before = unsafe { E::before::<L, N>(lanes, numbers[N / 2..].as_ptr()) };
        for start in (0..TIMES * L::COUNT).step_by(L::COUNT) {
            let middle = numbers[N / 2 + start..].as_ptr();
            // SAFETY: as above; the places follow each other.
            let around: [L::Numbers; N] = unsafe { E::load_around(lanes, middle, &mut before) };
            for (numbers, found) in around.into_iter().zip(&mut found) {
                lanes.store(numbers, &mut found[start..start + L::COUNT]);
            }
        }
        self.found.append(&mut found);
    }
}

impl<E: Element<Scalar = f64>> Task<f64> for Around<'_, E> {
    #[inline(always)]
    fn run<L: Lanes<f64>>(mut self, lanes: L) {
        self.load::<_, 3>(lanes);
        self.load::<_, 5>(lanes);
        self.load::<_, 3>(lanes.narrow());
        self.load::<_, 5>(lanes.narrow());
        self.load::<_, 3>(lanes.paired());
        self.load::<_, 5>(lanes.paired());
    }
}

fn assert_loads_around<E: Element<Scalar = f64>>(number: impl Fn(usize) -> E) {
    let numbers: Vec<E> = (0..2 * BLOCK + 7).map(number).collect();
    for set in InstructionSet::available() {
        for first in 0..3 {
            let numbers = &numbers[first..];
            let mut found = Vec::new();
            set.run(Around { numbers, found: &mut found });
            for (place, found) in found.iter().enumerate() {
                let shift = [0, 1, 2, 0, 1, 2, 3, 4][place % 8];
                let expected: Vec<f64> =
                    numbers[shift..].iter().take(found.len()).map(|number| number.widen()).collect();
                assert_eq!(*found, expected, "{set:?} from {first} on, load number {place}");
            }
        }
    }
}

#[test]
fn numbers_around_a_place_are_those_before_and_behind_it() {
    assert_loads_around(|k| own(k) * 1.7);
    #[expect(clippy::cast_possible_truncation, reason = "single precision is wanted")]
    assert_loads_around(|k| own(k) as f32 * 1.7);
    assert_loads_around(|k| i16::try_from(k).unwrap() - 9);
}

/// All that a function may do with two numbers, one after the other.
struct Everything(usize);

impl PointFunction<2> for Everything {
    #[inline(always)]
    fn at<R: Real>(&self, [a, b]: [R; 2]) -> R {
        match self.0 {
            0 => a + b,
            1 => a - b,
            2 => a * b,
            3 => a / b,
            4 => -a,
            5 => a.sqrt(),
            6 => a.abs(),
            7 => a.min(b),
            8 => a.if_less(b, R::of(-0.7), a),
            _ => a.abs().inverse_power_of_two(),
        }
    }
}

struct Mapped<'r> {
    function: Everything,
    numbers: &'r [[f64; BLOCK]; 2],
    found: &'r mut [[f64; BLOCK]; 3],
}

impl Mapped<'_> {
    fn map<L: Lanes<f64>>(&self, lanes: L) -> [f64; BLOCK] {
        let mut results = [0.0; BLOCK];
        let [a, b] = self.numbers.each_ref().map(|numbers| numbers.chunks(L::COUNT));
        for ((a, b), results) in a.zip(b).zip(results.chunks_mut(L::COUNT)) {
            lanes.store(lanes.mapped(&self.function, [lanes.load(a), lanes.load(b)]), results);
        }
        results
    }
}

impl Task<f64> for Mapped<'_> {
    #[inline(always)]
    fn run<L: Lanes<f64>>(self, lanes: L) {
        *self.found = [self.map(lanes), self.map(lanes.narrow()), self.map(lanes.paired())];
    }
}

#[test]
fn functions_round_in_all_lanes_as_those_of_one_number() {
    let special = [0.0, -0.0, 1.0, -2.5, 5e-324, -1e-310, 3e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    let pairs: Vec<_> = special.iter().flat_map(|a| special.iter().map(|b| [*a, *b * 0.3])).collect();
    let bits = |number: f64| if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() };
    for set in InstructionSet::available() {
        for pairs in pairs.windows(BLOCK) {
            let numbers = [0, 1].map(|place| std::array::from_fn(|k| pairs[k][place]));
            for operation in 0..10 {
                let mut found = [[0.0; BLOCK]; 3];
                set.run(Mapped { function: Everything(operation), numbers: &numbers, found: &mut found });
                let expected = std::array::from_fn(|k| bits(Everything(operation).at(pairs[k])));
                for found in found {
                    assert_eq!(found.map(bits), expected, "{set:?}, operation {operation}");
                }
            }
        }
    }
}
