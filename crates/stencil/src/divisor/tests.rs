use super::*;

/// Divisors with 53 random digits and with few, positive and negative.
fn divisors() -> impl Iterator<Item = f64> {
    let mut state = 1_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 11
    };
    let any = move |number: u64| match number % 4 {
        0 => exact(next()) / 1e15 + 1e-9,
        1 => -exact(next()) / 1e12 - 1e-9,
        2 => exact(next() % 5000 + 1) * 1e-3,
        _ => exact(next() % 64 + 1) / 16.0,
    };
    (0..4000).map(any)
}

#[test]
fn numbers_near_a_middle_are_so_near() {
    for divisor in divisors() {
        let digits = u128::from(divisor.to_bits() & ((1 << 52) - 1) | 1 << 52);
        for number in near_a_middle(divisor, -40..=40) {
            // One of the two scales is that of the quotient; with the other, the number may still be near.
            let rests = [53, 54].map(|scale| (u128::from(number) << scale) % digits);
            let nearest = rests.into_iter().map(|rest| rest.min(digits - rest)).min();
            assert!(nearest.is_some_and(|rest| rest <= 40), "{number} / {digits}: {rests:?}");
        }
    }
}

#[test]
fn nearly_all_divisors_have_a_reciprocal() {
    let without = divisors().filter(|divisor| Divisor::of_many(*divisor).reciprocal.is_none()).count();
    assert!(without < 4000 / 20, "{without}");
    assert_eq!(Divisor::of_many(MOST.next_up()).reciprocal, None);
    assert_eq!(Divisor::of_many(LEAST.next_down()).reciprocal, None);
    for none in [0.0, -0.0, f64::NAN, f64::INFINITY, 1e-310] {
        assert_eq!(Divisor::of_many(none).reciprocal, None);
    }
}

/// Numbers farther from a middle than those that are tried, and of all sizes.
#[test]
fn a_reciprocal_divides_as_the_divisor_does() {
    let mut tried = 0;
    for divisor in divisors().chain([LEAST, MOST, -LEAST, -MOST]) {
        let Some(reciprocal) = Divisor::of_many(divisor).reciprocal else { continue };
        for number in near_a_middle(divisor, -40..=40).chain([1 << 52, (1 << 53) - 1]) {
            for scale in [-562, -400, -52, 0, 300, 960, 970] {
                let number = exact(number) * 2_f64.powi(scale);
                for number in [number, -number] {
                    assert_eq!(reciprocal.quotient(number), number / divisor, "{number:e} / {divisor:e}");
                    tried += 1;
                }
            }
        }
        for number in [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN] {
            let (found, expected) = (reciprocal.quotient(number), number / divisor);
            assert_eq!(found.to_bits(), expected.to_bits(), "{number} / {divisor:e}");
        }
    }
    assert!(tried > 1_000_000, "{tried}");
}
