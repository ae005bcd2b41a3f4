//! What is computed window by window is bit for bit what the operators make of whole arrays in memory: any shape, order of
//! dimensions, layout, format, chunks, windows down to one row, threads and nesting of operators.

mod expressions;
mod files;

use fieldops_operators::EdgeOrder;
use ndarray::{ArrayD, IxDyn};
use proptest::prelude::*;

use self::{
    expressions::{Fields, results},
    files::{Form, Format, Layout, write},
};
use super::folder::{Ended, Folder};

/// Of how the fields lie in the file, and of how they are computed.
#[derive(Debug, Clone)]
struct Case {
    /// Extents of x, y and z, all different.
    extents: Vec<usize>,
    /// Number of times; none: there is no time.
    times: Option<usize>,
    /// In which order the dimensions are stored.
    order: Vec<&'static str>,
    is_even: Vec<bool>,
    form: Form,
    edge_order: u8,
    /// How much memory is asked for at first.
    memory: u64,
    threads: usize,
    is_deflated: bool,
    choices: Vec<u8>,
}

fn forms() -> impl Strategy<Value = Form> {
    let layout = prop::sample::select(vec![Layout::Split, Layout::ComponentFirst, Layout::ComponentLast]);
    let format = prop::sample::select(vec![
        Format::Contiguous,
        Format::Chunked,
        Format::Deflated,
        Format::Chunked,
        Format::Deflated,
        Format::Netcdf4,
        Format::DeflatedNetcdf4,
        Format::Classic,
    ]);
    let chunk = prop::collection::vec(1_usize..12, 5);
    (layout, format, any::<bool>(), chunk).prop_map(|(layout, format, is_single, chunk)| Form {
        layout,
        format,
        is_single,
        chunk,
    })
}

fn cases() -> impl Strategy<Value = Case> {
    let extents = Just(vec![5_usize, 6, 7, 8, 9, 11]).prop_shuffle();
    let order = Just(vec!["t", "x", "y", "z"]).prop_shuffle();
    let grid = (extents, prop::option::of(3_usize..5), order, prop::collection::vec(any::<bool>(), 4));
    let memory = prop_oneof![Just(1), 300_u64..60_000, Just(1 << 28)];
    let choices = prop::collection::vec(any::<u8>(), 4..40);
    let run = (1_u8..3, memory, 1_usize..5, any::<bool>(), choices);
    (grid, forms(), run).prop_map(|((extents, times, order, is_even), form, run)| {
        let (edge_order, memory, threads, is_deflated, choices) = run;
        let order = order.into_iter().filter(|name| *name != "t" || times.is_some()).collect();
        Case { extents, times, order, is_even, form, edge_order, memory, threads, is_deflated, choices }
    })
}

impl Case {
    fn fields(&self) -> Fields {
        let dimension = |name: &&'static str| {
            let number = "xyzt".find(name).unwrap();
            let points = if *name == "t" { self.times.unwrap() } else { self.extents[number] };
            let at = |index: usize| index as f64 * 0.375 + 0.5;
            let bent = |index: usize| (at(index) + (index * index) as f64 * 0.0625) * -1.25;
            let even = self.is_even[number];
            (*name, (0..points).map(|index| if even { at(index) } else { bent(index) }).collect())
        };
        let dimensions: Vec<(_, Vec<f64>)> = self.order.iter().map(dimension).collect();
        let shape: Vec<usize> = dimensions.iter().map(|(_, coordinates)| coordinates.len()).collect();
        let component = |seed: u32| {
            let mut count = f64::from(seed) * 0.7;
            ArrayD::from_shape_simple_fn(IxDyn(&shape), || {
                count += 1.0;
                let value = (count * 1.3).sin() * 3.0 + (count * 0.017).cos();
                if self.form.is_single { f64::from(single(value)) } else { value }
            })
        };
        let edge_order = EdgeOrder::try_from(i64::from(self.edge_order)).unwrap();
        Fields { dimensions, e: [0, 1, 2].map(component), phi: component(9), edge_order }
    }

    /// Computes the statements with as little memory as the case asks for and the chunks of the input need.
    fn evaluate(&self, folder: &Folder, statements: &[&str]) -> Ended {
        let mut memory = self.memory;
        loop {
            let compression = if self.is_deflated { "deflate:1" } else { "none" };
            let options = format!(
                "eval {} -o out.h5 -v --layout split --edge-order {} --memory {memory} --threads {} --compression \
                 {compression}",
                self.form.name(),
                self.edge_order,
                self.threads
            );
            let output = folder.command(&options).args(statements).output().unwrap();
            let text = |bytes| String::from_utf8(bytes).unwrap();
            let ended = Ended {
                code: output.status.code(),
                stdout: text(output.stdout),
                stderr: text(output.stderr),
            };
            if ended.code == Some(0) || !ended.stderr.contains("--memory") {
                return ended;
            }
            memory *= 2;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the rounding is what is meant")]
fn single(value: f64) -> f32 {
    value as f32
}

/// Whether two numbers have the same bits; NaN is NaN.
fn is_same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn out_of_core_is_in_memory(case in cases()) {
        let fields = case.fields();
        let folder = Folder::new();
        write(&folder.path(case.form.name()), &fields, &case.form);
        let expected = results(&case.choices, &fields);
        let statements: Vec<&str> = expected.iter().map(|result| result.statement.as_str()).collect();
        let ended = case.evaluate(&folder, &statements);
        prop_assert_eq!(ended.code, Some(0), "{:?}: {}", statements, ended.stderr);
        for (result, (name, expected)) in
            expected.iter().flat_map(|result| result.variables.iter().map(move |variable| (result, variable)))
        {
            let found = folder.read("out.h5", name);
            prop_assert_eq!(found.shape(), expected.shape());
            for ((at, found), expected) in found.indexed_iter().zip(expected) {
                // Coordinates alone are of double precision.
                let is_single = case.form.is_single && (result.statement.contains("phi") || result.statement.contains('E'));
                let expected = if is_single { f64::from(single(*expected)) } else { *expected };
                prop_assert!(is_same(*found, expected), "{} at {:?}: {} instead of {}", result.statement, at, found, expected);
            }
        }
    }
}

#[test]
fn the_least_memory_makes_windows_of_one_row() {
    let form =
        Form { layout: Layout::Split, format: Format::Contiguous, is_single: false, chunk: vec![2; 5] };
    let case = Case {
        extents: vec![7, 5, 6],
        times: Some(3),
        order: vec!["t", "z", "y", "x"],
        is_even: vec![false, true, false, true],
        form,
        edge_order: 1,
        memory: 1,
        threads: 2,
        is_deflated: false,
        choices: Vec::new(),
    };
    let folder = Folder::new();
    write(&folder.path(case.form.name()), &case.fields(), &case.form);
    let ended = case.evaluate(&folder, &["w = curl(curl(E))"]);
    assert!(ended.stderr.contains(": 90 windows of 1×1×1×7, "), "{}", ended.stderr);
}
