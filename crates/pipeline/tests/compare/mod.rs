//! Comparisons of files in memory.

use fieldops_io::ErrorKind;
use fieldops_pipeline::{
    Error,
    compare::{
        Comparison, ComparisonRequest, Outcome, Side, Tally, Tolerance, Value, compare, coordinates_at,
    },
};
use ndarray::{ArrayD, IxDyn};

use super::{
    memory::{Counter, MemorySource},
    values,
};

const SHAPE: [usize; 3] = [7, 5, 4];

fn request(memory: u64) -> ComparisonRequest {
    ComparisonRequest { variables: vec![], tolerance: Tolerance::default(), memory }
}

/// T on x, y and z, and an array without values; some elements of T are moved by so much.
fn source(moved: &[([usize; 3], f64)]) -> MemorySource {
    let mut t = values(&SHAPE, 4.5);
    for (index, difference) in moved {
        t[index.as_slice()] += difference;
    }
    MemorySource::new(vec![
        ("/x", &["x"], values(&[7], 0.25)),
        ("/T", &["x", "y", "z"], t),
        ("/none", &["n", "y"], ArrayD::zeros(IxDyn(&[0, 5]))),
    ])
}

#[test]
fn a_file_that_was_cut_off_while_it_was_read_is_an_error() {
    for [a, b] in [[source(&[]).cut_off(), source(&[])], [source(&[]), source(&[]).cut_off()]] {
        let error = compare(&request(300), &a, &b, &Counter::default()).unwrap_err();
        assert_eq!(error.kind(), Some(ErrorKind::BadData));
    }
}

fn run(memory: u64, a: &MemorySource, b: &MemorySource) -> (Comparison, Counter) {
    let counter = Counter::default();
    (compare(&request(memory), a, b, &counter).unwrap(), counter)
}

fn tally(comparison: &Comparison, path: &str) -> Tally {
    let found = comparison.variables.iter().find(|variable| variable.path == path).unwrap();
    let Outcome::Values(tally) = &found.outcome else { panic!("{found:?}") };
    (**tally).clone()
}

#[test]
fn a_copy_has_no_difference() {
    let (comparison, _) = run(1 << 20, &source(&[]), &source(&[]));
    assert!(!comparison.differs());
    assert_eq!(tally(&comparison, "/T"), Tally { count: 140, ..Tally::default() });
    assert_eq!(tally(&comparison, "/none"), Tally::default());
}

#[test]
fn every_window_size_tells_the_same() {
    let moved = [([6, 0, 1], 0.5), ([2, 3, 3], -0.75), ([2, 4, 0], 0.75), ([5, 1, 2], f64::NAN)];
    let (a, b) = (source(&moved), source(&[]));
    let (whole, counter) = run(1 << 20, &a, &b);
    assert_eq!(counter.questions(), 2, "a window of x and one of T");
    let found = tally(&whole, "/T");
    assert_eq!((found.differing, found.one_finite), (4, 1));
    let largest = found.largest_absolute.unwrap();
    assert_eq!(largest.place.index(&SHAPE), [2, 3, 3]);
    let Value::Real(reference) = largest.place.b else { panic!("{largest:?}") };
    assert_eq!(reference, values(&SHAPE, 4.5)[[2, 3, 3]]);
    for memory in [1, 300, 1000, 1500] {
        let (cut, counter) = run(memory, &a, &b);
        assert!(counter.questions() > 2, "{memory} bytes is one window");
        assert_eq!(format!("{cut:?}"), format!("{whole:?}"), "{memory} bytes");
    }
}

#[test]
fn the_bytes_that_progress_counts_add_up_to_those_announced() {
    for memory in [1, 1000, 1 << 20] {
        let (_, counter) = run(memory, &source(&[]), &source(&[]));
        assert_eq!((counter.done(), counter.total()), (2 * 8 * 147, 2 * 8 * 147));
    }
}

#[test]
fn a_comparison_that_is_told_to_stop_ends_early() {
    let counter = Counter::stopping_at(2);
    let stopped = compare(&request(300), &source(&[]), &source(&[]), &counter).unwrap_err();
    assert!(matches!(stopped, Error::Cancelled));
    assert!(counter.done() < counter.total());
}

#[test]
fn variables_of_one_file_and_other_shapes_are_differences() {
    let a = MemorySource::new(vec![("/T", &["x"], values(&[3], 0.5)), ("/u", &["x"], values(&[3], 1.5))]);
    let b = MemorySource::new(vec![("/v", &["x"], values(&[3], 0.5)), ("/T", &["y"], values(&[4], 0.5))]);
    let (comparison, _) = run(1 << 20, &a, &b);
    let outcomes: Vec<_> =
        comparison.variables.iter().map(|found| (found.path.as_str(), &found.outcome)).collect();
    assert_eq!(
        outcomes,
        [("/T", &Outcome::Shapes), ("/u", &Outcome::OnlyIn(Side::A)), ("/v", &Outcome::OnlyIn(Side::B))]
    );
    assert!(comparison.differs());
}

#[test]
fn only_the_variables_asked_for_are_compared() {
    let request = ComparisonRequest { variables: vec!["x".to_owned()], ..request(1 << 20) };
    let (a, b) = (source(&[([0, 0, 0], 1.0)]), source(&[]));
    let comparison = compare(&request, &a, &b, &Counter::default()).unwrap();
    assert_eq!(comparison.variables.len(), 1);
    assert!(!comparison.differs());
}

#[test]
fn a_name_that_neither_file_has_is_an_error_that_lists_what_there_is() {
    let request = ComparisonRequest { variables: vec!["/Z/t".to_owned()], ..request(1 << 20) };
    let error = compare(&request, &source(&[]), &source(&[]), &Counter::default()).unwrap_err();
    assert_eq!(error.kind(), Some(ErrorKind::Usage));
    let text = error.to_string();
    assert!(text.starts_with("no variable `/Z/t` in ") && text.ends_with("`/x`, `/T`, `/none`"), "{text}");
    assert_eq!(error.hint(), Some("did you mean `/T`?"));
}

#[test]
fn files_without_variables_are_no_equal_files() {
    let error = compare(
        &request(1 << 20),
        &MemorySource::new(vec![]),
        &MemorySource::new(vec![]),
        &Counter::default(),
    );
    assert_eq!(error.unwrap_err().kind(), Some(ErrorKind::BadData));
}

#[test]
fn a_place_has_the_coordinates_that_the_file_knows() {
    let file = source(&[]);
    let variable = |path| fieldops_io::Source::contents(&file).variable(path).unwrap().clone();
    let found = coordinates_at(&file, &variable("/T"), &[3, 1, 2]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].axis.as_str(), found[0].value), ("x", values(&[7], 0.25)[[3]]));
    assert_eq!(coordinates_at(&file, &variable("/x"), &[3]), []);
}
