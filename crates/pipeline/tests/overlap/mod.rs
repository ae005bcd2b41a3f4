//! Windows that are read, computed and written at the same time.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::Duration,
};

use fieldops_io::{Error as FileError, ErrorKind};
use fieldops_pipeline::{Calculation, Error, Plan, Result, run};
use proptest::prelude::*;

use super::{
    calculations,
    memory::{Counter, Fault, MemorySink, MemorySource, Written},
    request, source, values,
};

/// Ex, Ey, Ez on even axes of any extents.
fn of_shape(shape: &[usize]) -> MemorySource {
    let names: &[&str] = &["x", "y", "z"];
    let component = |path, seed| (path, names, values(shape, seed));
    MemorySource::new(vec![component("/Ex", 1.0), component("/Ey", 20.5), component("/Ez", -7.0)])
}

/// Runs the calculation within the memory. Returns how it ended, what was written, and how many windows there are.
fn attempt(
    calculation: Calculation,
    memory: u64,
    source: &MemorySource,
    full_at: Option<usize>,
) -> (Result<()>, Written, usize) {
    let plan = Plan::new(&request(calculation, memory), source).unwrap();
    let (sink, written) = MemorySink::new(plan.schema(), full_at);
    let counter = Counter::default();
    let ended = run(&plan, source, sink, &counter);
    assert!(ended.is_err() || counter.done() == counter.total());
    let windows = plan.fields().iter().map(|field| field.windows().count()).sum();
    (ended, std::mem::take(&mut written.lock().unwrap()), windows)
}

#[test]
fn a_file_that_was_cut_off_while_it_was_read_makes_no_output() {
    for source in [of_shape(&[6, 5, 4]).cut_off(), of_shape(&[60, 64, 256]).cut_off().shared()] {
        let (ended, written, _) = attempt(Calculation::Curl, 64 << 20, &source, None);
        assert!(matches!(ended.unwrap_err(), Error::File(FileError::BadFile { .. })));
        assert!(!written.is_finished && written.windows > 0);
    }
}

/// What `work` comes to, a panic included, unless it takes too long.
fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> thread::Result<T> {
    let (done, result) = mpsc::channel();
    thread::spawn(move || done.send(catch_unwind(AssertUnwindSafe(work))));
    result.recv_timeout(Duration::from_mins(1)).expect("the run hangs")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn windows_in_flight_give_the_bits_of_one_window(
        shape in [4_usize..12, 4_usize..9, 4_usize..7],
        memory in prop_oneof![Just(1), 500_u64..60_000],
        number in 0..calculations().len(),
    ) {
        let calculation = calculations().swap_remove(number);
        let source = of_shape(&shape);
        let (ended, whole, windows) = attempt(calculation.clone(), 1 << 30, &source, None);
        prop_assert!(ended.is_ok() && whole.is_finished);
        let fields = if matches!(calculation, Calculation::Derivative { .. } | Calculation::Laplacian) { 3 } else { 1 };
        prop_assert!(windows <= fields);
        let (ended, cut, _) = attempt(calculation, memory, &source, None);
        prop_assert!(ended.is_ok() && cut.is_finished);
        for ((name, found), (_, expected)) in cut.variables.iter().zip(&whole.variables) {
            let same = found.iter().zip(expected).all(|(one, other)| one.to_bits() == other.to_bits());
            prop_assert!(same, "{name}");
            prop_assert!(expected.iter().all(|value| value.is_finite()), "{name} was not written whole");
        }
    }
}

#[test]
fn a_window_is_written_and_another_is_read_while_one_is_computed() {
    let source = of_shape(&[12, 5, 4]);
    let plan = Plan::new(&request(Calculation::Jacobian, 9_000), &source).unwrap();
    let windows = plan.fields()[0].windows();
    let (count, points) = (windows.count(), windows.extents().iter().product::<usize>());
    assert!(count > 3 && count * points == 12 * 5 * 4, "{windows:?}");
    let counter = Counter::default();
    run(&plan, &source, MemorySink::new(plan.schema(), None).0, &counter).unwrap();
    // Three reads a window, each wider than each of the nine writes.
    let write = (points * 8) as u64;
    let calls: String = counter.calls().iter().map(|it| if *it == write { 'w' } else { 'r' }).collect();
    let writes = "w".repeat(9);
    let between = format!("{writes}rrr").repeat(count - 2);
    assert_eq!(calls, format!("rrrrrr{between}{writes}{writes}"));
}

#[test]
fn whatever_read_fails_the_run_ends_in_that_error() {
    let (.., windows) = attempt(Calculation::Divergence, 3_000, &source(), None);
    assert!(windows > 3);
    for number in 0..3 * windows {
        for fault in [Fault::Error, Fault::Shape] {
            let work = move || attempt(Calculation::Divergence, 3_000, &source().faulty(number, fault), None);
            let (ended, written, _) = in_time(work).unwrap();
            match (fault, ended.unwrap_err()) {
                (Fault::Error, error) => {
                    assert!(matches!(error, Error::File(FileError::Read { .. })), "{error}");
                }
                (_, error) => assert!(matches!(error, Error::Field { .. }), "{error}"),
            }
            assert!(!written.is_finished && written.windows <= number / 3, "{fault:?} at {number}");
        }
    }
}

#[test]
fn whatever_write_fails_the_run_ends_in_that_error() {
    let (.., windows) = attempt(Calculation::Curl, 3_000, &source(), None);
    assert!(windows > 3);
    for number in 0..3 * windows {
        let work = move || attempt(Calculation::Curl, 3_000, &source(), Some(number));
        let (ended, written, _) = in_time(work).unwrap();
        assert_eq!(ended.unwrap_err().kind(), Some(ErrorKind::InputOutput));
        assert!(!written.is_finished && written.windows == number, "at {number}");
    }
}

#[test]
fn a_panic_while_computing_reaches_the_caller() {
    for number in [0, 4] {
        let faulty = move || source().faulty(number, Fault::Type);
        let work = move || attempt(Calculation::Divergence, 3_000, &faulty(), None).0.is_ok();
        assert!(in_time(work).is_err(), "at {number}");
    }
}
