use std::ops::Range;

use fieldops_io::{ValueType, Values};
use ndarray::{ArrayD, IxDyn, Slice};
use num_complex::{Complex32, Complex64};
use proptest::{prelude::*, test_runner::RngSeed};

use super::{Largest, PIECE, Place, Tally, Tolerance, Value};
use crate::{Windows, compare::run::ValueBytes};

/// What differs between whole arrays, straight from the definition. Real numbers are complex ones here.
fn naive(a: &[Complex64], b: &[Complex64], tolerance: Tolerance) -> Tally {
    let is_nan = |value: Complex64| value.re.is_nan() || value.im.is_nan();
    let is_finite = |value: Complex64| value.re.is_finite() && value.im.is_finite();
    let place = |position: usize| Place {
        position: position as u64,
        a: Value::Complex(a[position]),
        b: Value::Complex(b[position]),
    };
    let positions = 0..a.len();
    let both_finite = |position: &usize| is_finite(a[*position]) && is_finite(b[*position]);
    let difference = |position: usize| (a[position] - b[position]).norm();
    let is_close = |position: &usize| {
        let (a, b) = (a[*position], b[*position]);
        let within = (a - b).norm() <= tolerance.absolute + tolerance.relative * b.norm();
        a == b || is_nan(a) && is_nan(b) || is_finite(a) && is_finite(b) && within
    };
    let differing: Vec<usize> = positions.clone().filter(|position| !is_close(position)).collect();
    let one_finite: Vec<usize> =
        positions.clone().filter(|&position| is_finite(a[position]) != is_finite(b[position])).collect();
    let largest = |differences: Vec<(usize, f64)>| {
        let most = differences.iter().map(|(_, difference)| *difference).reduce(f64::max)?;
        let (position, difference) = differences.into_iter().find(|(_, difference)| *difference == most)?;
        (difference > 0.0).then(|| Largest { difference, place: place(position) })
    };
    let finite: Vec<usize> = positions.filter(both_finite).collect();
    Tally {
        count: a.len() as u64,
        differing: differing.len() as u64,
        first: differing.first().map(|position| place(*position)),
        one_finite: one_finite.len() as u64,
        first_one_finite: one_finite.first().map(|position| place(*position)),
        largest_absolute: largest(finite.iter().map(|&at| (at, difference(at))).collect()),
        largest_relative: largest(
            finite
                .iter()
                .filter(|&&at| b[at].norm() > 0.0)
                .map(|&at| (at, difference(at) / b[at].norm()))
                .collect(),
        ),
    }
}

fn part<T: Clone>(array: &ArrayD<T>, window: &[Range<usize>]) -> ArrayD<T> {
    let mut view = array.view();
    view.slice_each_axis_inplace(|axis| Slice::from(window[axis.axis.index()].clone()));
    view.as_standard_layout().into_owned()
}

fn block(values: &Values, window: &[Range<usize>]) -> Values {
    match values {
        Values::F32(array) => Values::F32(part(array, window)),
        Values::F64(array) => Values::F64(part(array, window)),
        Values::C32(array) => Values::C32(part(array, window)),
        Values::C64(array) => Values::C64(part(array, window)),
    }
}

/// The tally of arrays that are cut into windows of so much memory.
fn in_windows(a: &Values, b: &Values, tolerance: Tolerance, memory: u64) -> Tally {
    let cost = ValueBytes(16);
    let windows = Windows::fit(a.shape(), None, memory, &cost);
    windows.iter().fold(Tally::default(), |tally, window| {
        let of_window = Tally::of_blocks(&block(a, &window), &block(b, &window), tolerance);
        tally.merged(&of_window.in_window(&window, a.shape()))
    })
}

/// All that is told, with real values as complex ones; NaN equals NaN.
fn told(mut tally: Tally) -> String {
    let widen = |value: &mut Value| {
        if let Value::Real(real) = *value {
            *value = Value::Complex(Complex64::new(real, 0.0));
        }
    };
    let places = tally.first.iter_mut().chain(&mut tally.first_one_finite);
    let largest = tally.largest_absolute.iter_mut().chain(&mut tally.largest_relative);
    for place in places.chain(largest.map(|largest| &mut largest.place)) {
        widen(&mut place.a);
        widen(&mut place.b);
    }
    format!("{tally:?}")
}

/// Few values, so that many are equal and many differences too.
fn number() -> impl Strategy<Value = f64> {
    let special = [0.0, -0.0, 1.0, 1.25, -3.5, 1e-300, f64::MAX, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    prop_oneof![4 => Just(2.5), 3 => proptest::sample::select(special.to_vec()), 1 => -4.0..4.0]
}

fn complex(is_complex: bool) -> impl Strategy<Value = Complex64> {
    (number(), number()).prop_map(move |(re, im)| Complex64::new(re, if is_complex { im } else { 0.0 }))
}

/// The numbers as values of this type, and as what they are in it.
fn stored(numbers: &[Complex64], shape: &[usize], value_type: ValueType) -> (Values, Vec<Complex64>) {
    fn array<T>(shape: &[usize], values: Vec<T>) -> ArrayD<T> {
        ArrayD::from_shape_vec(IxDyn(shape), values).unwrap()
    }
    #[expect(clippy::cast_possible_truncation, reason = "single precision is meant")]
    let single = |value: &Complex64| Complex32::new(value.re as f32, value.im as f32);
    let rounded = numbers.iter().map(single);
    let widened = |value: Complex32| Complex64::new(value.re.into(), value.im.into());
    let real = |value: Complex64| Complex64::new(value.re, 0.0);
    match value_type {
        ValueType::F32 => (
            Values::F32(array(shape, rounded.clone().map(|value| value.re).collect())),
            rounded.map(widened).map(real).collect(),
        ),
        ValueType::F64 => (
            Values::F64(array(shape, numbers.iter().map(|value| value.re).collect())),
            numbers.iter().copied().map(real).collect(),
        ),
        ValueType::C32 => {
            (Values::C32(array(shape, rounded.clone().collect())), rounded.map(widened).collect())
        }
        ValueType::C64 => (Values::C64(array(shape, numbers.to_vec())), numbers.to_vec()),
    }
}

fn value_type() -> impl Strategy<Value = ValueType> {
    proptest::sample::select(vec![ValueType::F32, ValueType::F64, ValueType::C32, ValueType::C64])
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        rng_seed: RngSeed::Fixed(53),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn windows_add_up_to_the_whole(
        (shape, a, b) in proptest::collection::vec(1_usize..6, 0..4).prop_flat_map(|shape| {
            let count = shape.iter().product::<usize>();
            let numbers = || proptest::collection::vec(complex(true), count);
            (Just(shape), numbers(), numbers())
        }),
        types in (value_type(), value_type()),
        tolerance in (
            proptest::sample::select(vec![0.0, 0.5, 1.25]),
            proptest::sample::select(vec![0.0, 0.25, f64::MAX]),
        ),
        memory in 1_u64..2000,
    ) {
        let tolerance = Tolerance { absolute: tolerance.0, relative: tolerance.1 };
        let ((a, numbers_a), (b, numbers_b)) = (stored(&a, &shape, types.0), stored(&b, &shape, types.1));
        let expected = naive(&numbers_a, &numbers_b, tolerance);
        prop_assert_eq!(told(in_windows(&a, &b, tolerance, memory)), told(expected));
    }
}

fn reals(values: &[f64]) -> Values {
    Values::F64(ArrayD::from_shape_vec(IxDyn(&[values.len()]), values.to_vec()).unwrap())
}

#[test]
fn the_first_of_equal_differences_counts_in_arrays_of_many_pieces() {
    let count = 3 * PIECE + 5;
    let zeros = vec![0.5; count];
    let mut changed = zeros.clone();
    for position in [PIECE - 1, PIECE, 2 * PIECE + 7, count - 1] {
        changed[position] = 0.75;
    }
    changed[2 * PIECE] = f64::NAN;
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (a, b) = (reals(&changed), reals(&zeros));
        let tally = pool.install(|| Tally::of_blocks(&a, &b, Tolerance::default()));
        assert_eq!((tally.count, tally.differing, tally.one_finite), (count as u64, 5, 1));
        let at = |place: Option<Place>| place.unwrap().position;
        assert_eq!(at(tally.first), PIECE as u64 - 1);
        assert_eq!(at(tally.first_one_finite), 2 * PIECE as u64);
        for largest in [tally.largest_absolute, tally.largest_relative] {
            assert_eq!(largest.unwrap().place.position, PIECE as u64 - 1);
        }
        assert_eq!(tally.largest_relative.unwrap().difference, 0.5);
    }
}

#[test]
fn infinities_and_nan_agree_with_themselves_only() {
    let (nan, infinity) = (f64::NAN, f64::INFINITY);
    let wide = Tolerance { absolute: f64::MAX, relative: f64::MAX };
    for (a, b, differ, one_finite) in [
        (nan, nan, 0, 0),
        (infinity, infinity, 0, 0),
        (infinity, -infinity, 1, 0),
        (nan, infinity, 1, 0),
        (1.5, infinity, 1, 1),
        (infinity, f64::MAX, 1, 1),
        (nan, 0.0, 1, 1),
        (0.0, -0.0, 0, 0),
        (2.5, -3.5, 0, 0),
    ] {
        let tally = Tally::of_blocks(&reals(&[a]), &reals(&[b]), wide);
        assert_eq!((tally.differing, tally.one_finite), (differ, one_finite), "{a} and {b}");
    }
}

#[test]
fn a_position_in_a_window_is_one_in_the_array() {
    let at = |position| Place { position, a: Value::Real(0.5), b: Value::Real(0.25) };
    // Element (1, 0, 2) of a window that begins at (2, 4, 1).
    let tally = Tally { count: 12, differing: 1, first: Some(at(6 + 2)), ..Tally::default() };
    let tally = tally.in_window(&[2..4, 4..6, 1..4], &[5, 7, 6]);
    assert_eq!(tally.first.unwrap().index(&[5, 7, 6]), [3, 4, 3]);
    assert_eq!(tally.first.unwrap().position, 3 * 42 + 4 * 6 + 3);
}
