//! Windows that each thread reads, computes and writes by itself.

use fieldops_io::Error as FileError;
use fieldops_pipeline::{Calculation, Error, Plan, Result, run};

use super::{
    assert_same,
    memory::{Counter, Fault, MemorySink, MemorySource, Written},
    request, values,
};

/// So large that it takes four windows.
const SHAPE: [usize; 3] = [60, 64, 256];

const MEMORY: u64 = 64 << 20;

fn source() -> MemorySource {
    let names: &[&str] = &["x", "y", "z"];
    let component = |path, seed| (path, names, values(&SHAPE, seed));
    MemorySource::new(vec![component("/Ex", 1.0), component("/Ey", 20.5), component("/Ez", -7.0)])
}

/// The components of each point side by side.
fn interleaved() -> MemorySource {
    let [x, y, z] = SHAPE;
    MemorySource::new(vec![("/E", &["x", "y", "z", "component"], values(&[x, y, z, 3], 4.5))])
}

/// The components in one array, along this axis, each with many numbers in a row.
fn stacked(axis: usize) -> MemorySource {
    let (mut shape, mut names) = (SHAPE.to_vec(), vec!["x", "y", "z"]);
    shape.insert(axis, 3);
    names.insert(axis, "component");
    MemorySource::new(vec![("/E", &names, values(&shape, 4.5))])
}

/// Runs a divergence. Returns how it ended and what was written.
fn attempt(source: &MemorySource, full_at: Option<usize>, counter: &Counter) -> (Result<()>, Written) {
    calculate(Calculation::Divergence, source, full_at, counter)
}

fn calculate(
    calculation: Calculation,
    source: &MemorySource,
    full_at: Option<usize>,
    counter: &Counter,
) -> (Result<()>, Written) {
    let plan = Plan::new(&request(calculation, MEMORY), source).unwrap();
    let (sink, written) = MemorySink::new(plan.schema(), full_at);
    let ended = run(&plan, source, sink, counter);
    (ended, std::mem::take(&mut written.lock().unwrap()))
}

/// Number of windows.
fn windows() -> usize {
    let plan = Plan::new(&request(Calculation::Divergence, MEMORY), &source().shared()).unwrap();
    plan.fields()[0].windows().count()
}

#[test]
fn windows_of_many_threads_give_the_bits_of_windows_in_turn() {
    let counter = Counter::default();
    let (ended, in_turn) = attempt(&source(), None, &Counter::default());
    ended.unwrap();
    let (ended, shared) = attempt(&source().shared(), None, &counter);
    ended.unwrap();
    assert!(shared.is_finished && windows() > 3);
    assert!(shared.windows > windows(), "a window is computed and written in parts");
    assert_eq!(counter.done(), counter.total());
    assert_same(&shared, &in_turn);
}

#[test]
fn components_in_one_array_give_the_bits_of_windows_in_turn() {
    let sources: [fn() -> MemorySource; 3] = [interleaved, || stacked(0), || stacked(1)];
    for source in sources {
        for calculation in [Calculation::Divergence, Calculation::Curl, Calculation::Jacobian] {
            let counter = Counter::default();
            let (ended, shared) = calculate(calculation.clone(), &source().shared(), None, &counter);
            ended.unwrap();
            let plan = Plan::new(&request(calculation.clone(), MEMORY), &source().shared()).unwrap();
            let windows = plan.fields()[0].windows().count();
            assert!(windows > 3 && shared.windows > windows, "a window is computed and written in parts");
            assert_eq!(counter.done(), counter.total());
            let (ended, in_turn) = calculate(calculation, &source(), None, &Counter::default());
            ended.unwrap();
            assert_same(&shared, &in_turn);
        }
    }
}

#[test]
fn a_failure_among_pieces_of_interleaved_components_ends_all_threads() {
    for number in [0, 5, 30] {
        let faulty = interleaved().faulty(number, Fault::Error).shared();
        let (ended, written) = calculate(Calculation::Jacobian, &faulty, None, &Counter::default());
        assert!(matches!(ended.unwrap_err(), Error::File(FileError::Read { .. })), "at {number}");
        assert!(!written.is_finished);
        let (ended, written) =
            calculate(Calculation::Jacobian, &interleaved().shared(), Some(number), &Counter::default());
        assert!(matches!(ended.unwrap_err(), Error::File(FileError::Write { .. })), "at {number}");
        assert!(!written.is_finished);
    }
}

#[test]
fn whatever_fails_ends_all_threads_in_that_error() {
    for number in [0, 4, 3 * windows() - 1] {
        let faulty = |fault| source().faulty(number, fault).shared();
        let (ended, written) = attempt(&faulty(Fault::Error), None, &Counter::default());
        assert!(matches!(ended.unwrap_err(), Error::File(FileError::Read { .. })), "at {number}");
        assert!(!written.is_finished);
        let (ended, written) = attempt(&faulty(Fault::Shape), None, &Counter::default());
        assert!(matches!(ended.unwrap_err(), Error::Field { .. }), "at {number}");
        assert!(!written.is_finished);
    }
    for number in 0..=windows() {
        let (ended, written) = attempt(&source().shared(), Some(number), &Counter::default());
        let Error::File(FileError::Write { source, .. }) = ended.unwrap_err() else { panic!("at {number}") };
        assert_eq!(source.to_string(), "no space left", "at {number}");
        assert!(!written.is_finished);
    }
}

#[test]
fn threads_that_are_told_to_stop_never_finish_the_output() {
    for stop_at in 0..=windows() {
        let counter = Counter::stopping_at(stop_at);
        let (ended, written) = attempt(&source().shared(), None, &counter);
        assert!(matches!(ended.unwrap_err(), Error::Cancelled), "at {stop_at}");
        assert!(!written.is_finished);
    }
}
