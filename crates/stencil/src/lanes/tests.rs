use super::*;
use crate::simd::Task;

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

/// Whether lanes say that all of some blocks are large.
struct Large<'r> {
    blocks: &'r [[f64; BLOCK]],
    answer: &'r mut bool,
}

impl Task<f64> for Large<'_> {
    #[inline(always)]
    fn run<L: Lanes<f64>>(self, lanes: L) {
        let mut numbers = [lanes.load(&self.blocks[0]); 3];
        for (numbers, block) in numbers.iter_mut().zip(self.blocks) {
            *numbers = lanes.load(block);
        }
        *self.answer = lanes.are_large(&numbers[..self.blocks.len()]);
    }
}

#[test]
fn a_number_that_is_not_large_is_found_wherever_it_is() {
    let least = f64::from_bits((1023 - 511) << 52);
    let large = [least, -least, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -f64::NAN, 1.0, -f64::MAX];
    let small = [0.0, -0.0, least.next_down(), -least.next_down(), 5e-324, -1e-310];
    for set in InstructionSet::available() {
        let asked = |blocks: &[[f64; BLOCK]]| {
            let mut answer = false;
            set.run(Large { blocks, answer: &mut answer });
            answer
        };
        for count in 1..=3 {
            for place in 0..count * BLOCK {
                // NaN stands before and behind, alone in its lane and with others.
                for other in [1.5, f64::NAN] {
                    let mut blocks = vec![[other; BLOCK]; count];
                    for number in large {
                        blocks[place / BLOCK][place % BLOCK] = number;
                        assert!(
                            asked(&blocks) || set == InstructionSet::Baseline,
                            "{set:?} {place} {number:e}"
                        );
                    }
                    for number in small {
                        blocks[place / BLOCK][place % BLOCK] = number;
                        assert!(!asked(&blocks), "{set:?} {place} {number:e} among {other}");
                    }
                }
            }
        }
    }
}
