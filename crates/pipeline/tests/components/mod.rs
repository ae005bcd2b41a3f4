//! Components of a vector in one array: what is read of them, and what comes of it.

use fieldops_io::{AttributeValue, Storage};
use fieldops_pipeline::{Calculation, LayoutChoice, Plan, Request, Statement, run};
use ndarray::{ArrayD, Axis};

use super::{
    assert_same, calculations,
    memory::{Counter, MemorySink, MemorySource},
    request, values,
};

/// So large that a component of a plane is read by itself, and one of a row is not.
const SHAPE: [usize; 3] = [7, 120, 144];

const POINTS: u64 = 7 * 120 * 144;

const NAMES: [&str; 3] = ["x", "y", "z"];

fn components() -> [ArrayD<f64>; 3] {
    [1.0, 20.5, -7.0].map(|seed| values(&SHAPE, seed))
}

/// A variable for each component.
fn split() -> MemorySource {
    let paths = ["/Ex", "/Ey", "/Ez"];
    let variables = paths.into_iter().zip(components());
    MemorySource::new(variables.map(|(path, values)| (path, &NAMES[..], values)).collect())
}

/// All in one, with the components along this axis.
fn stacked(axis: usize) -> MemorySource {
    let components = components();
    let views = components.each_ref().map(|component| component.view());
    let values = ndarray::stack(Axis(axis), &views).unwrap().as_standard_layout().into_owned();
    let mut names = NAMES.to_vec();
    names.insert(axis, "component");
    MemorySource::new(vec![("/E", &names, values)])
}

/// In a file of a variable for each component, whatever the input is like.
fn calculate(calculation: Calculation, memory: u64) -> Request {
    Request { layout: LayoutChoice::Split, ..request(calculation, memory) }
}

fn evaluation(texts: &[&str]) -> Calculation {
    Calculation::Evaluate(texts.iter().map(|text| Statement::parse(text).unwrap()).collect())
}

fn bytes_read(calculation: Calculation, memory: u64, source: &MemorySource) -> u64 {
    Plan::new(&calculate(calculation, memory), source).unwrap().fields()[0].bytes_read()
}

#[test]
fn components_far_apart_are_read_as_those_of_variables_of_their_own() {
    for calculation in [Calculation::Divergence, Calculation::Curl, Calculation::Jacobian] {
        for memory in [400_000, 6_000_000] {
            let read = |source: &MemorySource| bytes_read(calculation.clone(), memory, source);
            let own = read(&split());
            assert!(own > 3 * POINTS * 8, "windows overlap");
            assert_eq!([0, 1].map(|axis| read(&stacked(axis))), [own; 2], "{calculation:?} in {memory}");
            let together = [2, 3].map(|axis| read(&stacked(axis)));
            if calculation == Calculation::Jacobian {
                assert_eq!(together, [own; 2], "each needs neighbours along all axes");
            } else {
                assert!(together.iter().all(|read| *read > own), "neighbours of all are read");
            }
        }
    }
}

#[test]
fn components_that_nobody_asks_for_are_not_read_where_they_are_far_apart() {
    let one = evaluation(&["a = E.y", "b = d(E.y, z)"]);
    let read = |source: &MemorySource| bytes_read(one.clone(), 1 << 30, source);
    assert_eq!([0, 1].map(|axis| read(&stacked(axis))), [POINTS * 8; 2]);
    assert_eq!([2, 3].map(|axis| read(&stacked(axis))), [3 * POINTS * 8; 2]);
}

/// In deflated chunks of all components, or of one.
fn in_chunks(axis: usize, components: usize) -> MemorySource {
    let mut chunk = vec![4, 30, 48];
    chunk.insert(axis, components);
    stacked(axis).stored(&Storage::Chunked { chunk, filters: vec!["deflate(4)".to_owned()] })
}

#[test]
fn of_components_in_chunks_of_their_own_those_are_read_that_are_asked_for_and_those_between_them() {
    for axis in 0..4 {
        for (texts, components) in [
            (&["a = E.y", "b = d(E.y, z)"][..], 1),
            (&["a = E.z", "b = E.y"], 2),
            (&["a = d(E.x, y)", "b = E.z"], 3),
            (&["b = E.z - E.x"], 3),
            (&["b = div(E)"], 3),
        ] {
            let read = |components| bytes_read(evaluation(texts), 1 << 30, &in_chunks(axis, components));
            assert_eq!(read(1), components * POINTS * 8, "{texts:?} with components at {axis}");
            assert_eq!([2, 3].map(read), [3 * POINTS * 8; 2]);
        }
    }
}

#[test]
fn what_is_equal_to_nothing_is_read_once_all_the_same() {
    let squares = evaluation(&["a = E.x * E.x", "b = E.x * E.y"]);
    for (calculation, components) in [(Calculation::Jacobian, 3), (squares, 2)] {
        let read = |source: MemorySource| {
            let source = source.described("_FillValue", &AttributeValue::Float(f64::NAN));
            bytes_read(calculation.clone(), 1 << 30, &source)
        };
        assert_eq!(read(split()), components * POINTS * 8);
        assert_eq!([0, 1].map(|axis| read(stacked(axis))), [components * POINTS * 8; 2]);
        assert_eq!([2, 3].map(|axis| read(stacked(axis))), [3 * POINTS * 8; 2]);
    }
}

#[test]
fn arrays_that_no_computer_could_hold_are_refused() {
    let source = MemorySource::declared("/E", &["component", "x", "y"], &[2, 1 << 40, 1 << 40]);
    let error = Plan::new(&request(Calculation::Divergence, 1 << 30), &source).unwrap_err();
    assert!(error.to_string().contains("more bytes than can be counted"), "{error}");
}

#[test]
fn components_give_the_same_bits_wherever_they_lie() {
    let two = evaluation(&["a = E.z * d(E.y, y)", "b = E.y"]);
    let three = evaluation(&["a = E.z * d(E.x, y)", "b = curl(E)"]);
    for calculation in calculations().into_iter().chain([two, three]) {
        let results = |source: MemorySource, memory: u64| {
            let plan = Plan::new(&calculate(calculation.clone(), memory), &source).unwrap();
            let (sink, written) = MemorySink::new(plan.schema(), None);
            let counter = Counter::default();
            run(&plan, &source, sink, &counter).unwrap();
            assert_eq!(counter.done(), counter.total());
            std::mem::take(&mut *written.lock().unwrap())
        };
        let expected = results(split(), 1 << 30);
        for (axis, memory) in [(0, 1 << 30), (0, 700_000), (1, 700_000), (2, 700_000), (3, 700_000)] {
            for source in [stacked(axis), stacked(axis).shared(), in_chunks(axis, 1)] {
                assert_same(&results(source, memory), &expected);
            }
        }
    }
}
