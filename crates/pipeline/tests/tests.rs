//! Plans and runs on variables in memory.

mod compare;
mod components;
mod expressions;
mod lanes;
mod memory;
mod overlap;

use fieldops_io::{ErrorKind, conventions::Hints};
use fieldops_operators::{DerivativeOrder, EdgeOrder};
use fieldops_pipeline::{Calculation, Error, LayoutChoice, Notice, Plan, Request, run};
use memory::{Counter, MemorySink, MemorySource, Written};
use ndarray::{ArrayD, IxDyn};

const SHAPE: [usize; 3] = [7, 5, 4];

fn request(calculation: Calculation, memory: u64) -> Request {
    Request {
        calculation,
        hints: Hints::default(),
        edge_order: EdgeOrder::Second,
        layout: LayoutChoice::Auto,
        precision: None,
        compression: None,
        memory,
        command_line: "fieldops".to_owned(),
    }
}

fn values(shape: &[usize], seed: f64) -> ArrayD<f64> {
    let mut count = seed;
    ArrayD::from_shape_simple_fn(IxDyn(shape), || {
        count += 1.0;
        (count * 0.37).sin() * 3.0 + count * count * 0.01
    })
}

/// Ex, Ey, Ez on uneven x and y and on z without coordinates.
fn source() -> MemorySource {
    let axis = |points: usize| ArrayD::from_shape_fn(IxDyn(&[points]), |at| (at[0] as f64 * 0.4).exp());
    let names: &[&str] = &["x", "y", "z"];
    MemorySource::new(vec![
        ("/x", &["x"], axis(7)),
        ("/y", &["y"], axis(5)),
        ("/Ex", names, values(&SHAPE, 1.0)),
        ("/Ey", names, values(&SHAPE, 20.5)),
        ("/Ez", names, values(&SHAPE, -7.0)),
    ])
}

/// Runs the calculation within the memory, to its end.
fn results(calculation: Calculation, memory: u64) -> (Written, Counter) {
    let source = source();
    let plan = Plan::new(&request(calculation, memory), &source).unwrap();
    let (sink, written) = MemorySink::new(plan.schema(), None);
    let counter = Counter::default();
    run(&plan, &source, sink, &counter).unwrap();
    (std::mem::take(&mut written.lock().unwrap()), counter)
}

fn assert_same(found: &Written, expected: &Written) {
    assert_eq!(found.variables.len(), expected.variables.len());
    for ((name, found), (_, expected)) in found.variables.iter().zip(&expected.variables) {
        assert_eq!(found.shape(), expected.shape(), "{name}");
        let same = found.iter().zip(expected).all(|(one, other)| one.to_bits() == other.to_bits());
        assert!(same, "{name}");
        assert!(expected.iter().all(|value| value.is_finite()), "{name} was not written whole");
    }
}

fn calculations() -> Vec<Calculation> {
    let second = Calculation::Derivative { axis: "y".to_owned(), order: DerivativeOrder::Second };
    vec![Calculation::Jacobian, Calculation::Divergence, Calculation::Curl, Calculation::Laplacian, second]
}

#[test]
fn every_window_size_gives_the_same_bits() {
    for calculation in calculations() {
        let (whole, _) = results(calculation.clone(), 1 << 30);
        for memory in [1, 2_000, 4_000] {
            let (cut, _) = results(calculation.clone(), memory);
            assert!(cut.windows > whole.windows, "{calculation:?} in {memory} bytes is one window");
            for ((name, found), (_, expected)) in cut.variables.iter().zip(&whole.variables) {
                let same = found.iter().zip(expected).all(|(one, other)| one.to_bits() == other.to_bits());
                assert!(same, "{name} in {memory} bytes");
                assert!(expected.iter().all(|value| value.is_finite()), "{name} was not written whole");
            }
        }
    }
}

#[test]
fn the_bytes_that_progress_counts_add_up_to_those_announced() {
    for calculation in calculations() {
        for memory in [1, 5_000, 1 << 30] {
            let (written, counter) = results(calculation.clone(), memory);
            assert!(written.is_finished);
            assert_eq!(counter.done(), counter.total(), "{calculation:?} in {memory} bytes");
        }
    }
}

#[test]
fn a_run_that_is_told_to_stop_never_finishes_its_output() {
    let source = source();
    let plan = Plan::new(&request(Calculation::Curl, 3_000), &source).unwrap();
    let windows = plan.fields()[0].windows().count();
    assert!(windows > 2);
    // A window is written two steps after it was read, and the last question comes when all is written.
    for stop_at in [0, 1, 2, 3, windows + 1, windows + 2] {
        let (sink, written) = MemorySink::new(plan.schema(), None);
        let counter = Counter::stopping_at(stop_at);
        let stopped = run(&plan, &source, sink, &counter).unwrap_err();
        assert!(matches!(stopped, Error::Cancelled));
        let written = written.lock().unwrap();
        assert!(!written.is_finished);
        assert_eq!(written.windows, stop_at.saturating_sub(2) * plan.schema().variables.len());
    }
}

#[test]
fn a_refused_write_ends_the_run_without_finishing() {
    let source = source();
    let plan = Plan::new(&request(Calculation::Divergence, 3_000), &source).unwrap();
    let (sink, written) = MemorySink::new(plan.schema(), Some(2));
    let refused = run(&plan, &source, sink, &Counter::default()).unwrap_err();
    assert_eq!(refused.kind(), Some(ErrorKind::InputOutput));
    assert!(!written.lock().unwrap().is_finished);
}

#[test]
fn windows_keep_within_the_memory() {
    let source = source();
    for memory in [8_000, 15_000, 20_000] {
        let plan = Plan::new(&request(Calculation::Jacobian, memory), &source).unwrap();
        let extents = plan.fields()[0].windows().extents();
        let points: usize = extents.iter().product();
        // Three points in and nine out for each, without those that a window needs around it.
        assert!((2 * points * 12 * 8) as u64 <= memory, "{extents:?} in {memory} bytes");
        assert!(plan.fields()[0].memory() <= memory, "{extents:?} in {memory} bytes");
    }
}

#[test]
fn axes_without_coordinates_are_warned_of_where_they_are_used() {
    let notices =
        |calculation| Plan::new(&request(calculation, 1 << 20), &source()).unwrap().notices().to_vec();
    let warning = "no coordinates for axis z: spacing 1 is assumed; give --spacing or --coords";
    assert_eq!(notices(Calculation::Curl), [Notice::Warning(warning.to_owned())]);
    let along_x = Calculation::Derivative { axis: "x".to_owned(), order: DerivativeOrder::First };
    assert_eq!(notices(along_x), []);
}

#[test]
fn an_axis_too_short_names_the_field_and_the_file() {
    let source = MemorySource::new(vec![("/T", &["x", "y"], values(&[2, 5], 3.0))]);
    let error = Plan::new(&request(Calculation::Gradient, 1 << 20), &source).unwrap_err();
    assert_eq!(error.kind(), Some(ErrorKind::BadData));
    assert_eq!(error.to_string(), "field `/T` in `memory.h5`");
}
