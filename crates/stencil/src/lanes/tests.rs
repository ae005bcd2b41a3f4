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
