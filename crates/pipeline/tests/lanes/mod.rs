//! Windows that each thread reads, computes and writes by itself.

use fieldops_io::Error as FileError;
use fieldops_operators::DerivativeOrder;
use fieldops_pipeline::{Calculation, Error, LayoutChoice, Plan, Request, Result, Statement, run};

use ndarray::{ArrayD, IxDyn};

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

/// The components in one array, along this axis: each with many numbers in a row, but along the last.
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
    carry_out(&request(calculation, MEMORY), source, full_at, counter)
}

fn carry_out(
    request: &Request,
    source: &MemorySource,
    full_at: Option<usize>,
    counter: &Counter,
) -> (Result<()>, Written) {
    let plan = Plan::new(request, source).unwrap();
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

/// A scalar or a vector with a component for each array, on uneven axes of these names.
fn uneven(names: &'static [&'static str], shape: &[usize], arrays: &[&'static str]) -> MemorySource {
    let arrays = arrays.iter().map(|path| (*path, names, values(shape, path.len() as f64)));
    MemorySource::new(coordinates(names, shape).into_iter().chain(arrays).collect())
}

/// The components of each point side by side, on uneven axes.
fn uneven_interleaved(shape: [usize; 3]) -> MemorySource {
    let mut variables = coordinates(&["x", "y", "z"], &shape);
    let [x, y, z] = shape;
    variables.push(("/E", &["x", "y", "z", "component"], values(&[x, y, z, 3], 4.5)));
    MemorySource::new(variables)
}

type NamedArray = (&'static str, &'static [&'static str], ArrayD<f64>);

fn coordinates(names: &'static [&'static str], shape: &[usize]) -> Vec<NamedArray> {
    let of_axis = |(axis, (name, points)): (usize, (&'static &'static str, &usize))| {
        let at = |at: usize| 0.3 * (at + axis) as f64 + 0.1 * (at as f64 * 0.7).sin();
        let path: &'static str = Box::leak(format!("/{name}").into_boxed_str());
        (path, std::slice::from_ref(name), ArrayD::from_shape_fn(IxDyn(&[*points]), |index| at(index[0])))
    };
    names.iter().zip(shape).enumerate().map(of_axis).collect()
}

/// Asserts that a calculation in parts, of which at least so many are written, gives the bits of one window by window.
fn assert_parts(calculation: &Calculation, least: usize, source: impl Fn() -> MemorySource) {
    let counter = Counter::default();
    let (ended, shared) = calculate(calculation.clone(), &source().shared(), None, &counter);
    ended.unwrap();
    let plan = Plan::new(&request(calculation.clone(), MEMORY), &source().shared()).unwrap();
    let windows = plan.fields()[0].windows().count();
    assert!(shared.windows >= least.max(windows + 1), "{calculation:?}: {} of {windows}", shared.windows);
    assert_eq!(counter.done(), counter.total(), "{calculation:?} reads nothing twice");
    let (ended, in_turn) = calculate(calculation.clone(), &source(), None, &Counter::default());
    ended.unwrap();
    assert_same(&shared, &in_turn);
}

#[test]
fn parts_of_every_kind_give_the_bits_of_windows_in_turn() {
    let vector = ["/Ex", "/Ey", "/Ez"];
    let space = &["x", "y", "z"];
    assert_parts(&Calculation::Laplacian, 3 * 8, || uneven(space, &SHAPE, &vector));
    // Parts of one plane, for the buffers of components that are read together take much: at the ends four planes are needed for it.
    assert_parts(&Calculation::Laplacian, SHAPE[0], || uneven_interleaved(SHAPE));
    // A short last window, whose last point needs more planes before it than the first.
    assert_parts(&Calculation::Laplacian, 65, || uneven_interleaved([65, 64, 256]));
    assert_parts(&Calculation::Laplacian, 3 * 9, || uneven(space, &[65, 64, 256], &vector));
    assert_parts(&Calculation::Laplacian, 8, || uneven(space, &[61, 50, 301], &["/rho"]));
    assert_parts(&Calculation::Curl, 30, || uneven(space, &SHAPE, &vector));
    // Times are cut apart, and each into parts of its own; many times together; and the other way round.
    let shape = [3, 40, 52, 61];
    assert_parts(&Calculation::Gradient, 6, || uneven(&["time", "x", "y", "z"], &shape, &["/rho"]));
    let (names, shape): (&[&str], _) = (&["time", "x", "y"], [90, 40, 110]);
    assert_parts(&Calculation::Laplacian, 4, || uneven(names, &shape, &["/rho"]));
    let stacked: (&[&str], _) = (&["time", "component", "x", "y", "z"], [43, 3, 12, 20, 40]);
    assert_parts(&Calculation::Curl, 14, || {
        MemorySource::new(vec![("/E", stacked.0, values(&stacked.1, 0.5))])
    });
    let along = |axis: &str, order| Calculation::Derivative { axis: axis.to_owned(), order };
    assert_parts(&along("time", DerivativeOrder::Second), 4, || uneven(names, &shape, &["/rho"]));
    assert_parts(&along("x", DerivativeOrder::First), 4, || uneven(&["x"], &[400_000], &["/rho"]));
}

#[test]
fn components_in_one_array_give_the_bits_of_windows_in_turn() {
    let sources: [fn() -> MemorySource; 4] = [interleaved, || stacked(0), || stacked(1), || stacked(2)];
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
fn results_that_take_nothing_in_common_are_computed_apart() {
    let plan = |calculation, source: &MemorySource| Plan::new(&request(calculation, MEMORY), source).unwrap();
    let scalar = MemorySource::new(vec![("/Ex", &["x", "y", "z"], values(&SHAPE, 1.0))]).shared();
    let of_one = plan(Calculation::Gradient, &scalar);
    for source in [source(), stacked(0)] {
        let of_three = plan(Calculation::Jacobian, &source.shared());
        let [one, three] = [&of_one, &of_three].map(|plan| &plan.fields()[0]);
        assert_eq!(three.memory(), one.memory(), "one component is in memory at a time");
        assert!(three.windows().count() < one.windows().count(), "each is gone through three times");
        assert_eq!(three.bytes_written(), 3 * one.bytes_written());
    }
    for source in [interleaved(), stacked(1)] {
        let of_three = plan(Calculation::Jacobian, &source.shared());
        assert!(of_three.fields()[0].memory() > of_one.fields()[0].memory(), "these are not far apart");
    }
    // Weights of three axes of which one is long would take more than components.
    let long = |paths: &[&'static str]| uneven(&["x"], &[400_000], paths).shared();
    let along = Calculation::Derivative { axis: "x".to_owned(), order: DerivativeOrder::First };
    let evaluated = |texts: &[&str], source: &MemorySource| {
        let statements = texts.iter().map(|text| Statement::parse(text).unwrap()).collect();
        plan(Calculation::Evaluate(statements), source)
    };
    let [one, two] =
        [plan(along, &long(&["/f"])), evaluated(&["a = d(f, x)", "b = d(g, x)"], &long(&["/f", "/g"]))];
    assert!(two.fields()[0].memory() > one.fields()[0].memory());
    // What is computed of coordinates for both keeps them together; the coordinates do not.
    let scalars = uneven(&["x", "y", "z"], &SHAPE, &["/f", "/g"]).shared();
    let of_both = |factor| evaluated(&["a = sin(x) * f", &format!("b = {factor} * g")], &scalars);
    assert_ne!(of_both("sin(x)").fields()[0].windows(), of_both("cos(x)").fields()[0].windows());
}

#[test]
fn results_apart_give_the_bits_of_windows_in_turn() {
    let texts =
        ["g = grad(phi)", "s = d(E.x, y) - d(E.z, x) * y", "l = d(E.y, z, 2)", "j = grad(E)", "r = x * z"];
    // `g`, the x and z components, and the y component have a share each; with `j` all components have one together.
    for layout in [LayoutChoice::Split, LayoutChoice::Stacked] {
        for statements in [&texts[..3], &texts[..]] {
            assert_expressions(statements, &SHAPE, layout);
        }
    }
}

#[test]
fn arrays_between_steps_give_the_bits_of_windows_in_turn() {
    // Point by point; differentiated, so that parts need some of them twice; and both.
    let lists: [&[&str]; 3] = [
        &["n = norm(curl(E))", "h = E . curl(E) + phi"],
        &["w = curl(curl(E))"],
        &["q = div(phi * E)", "p = laplacian(d(phi, y) * x)", "e = norm(E)"],
    ];
    for statements in lists {
        assert_expressions(statements, &[160, 32, 256], LayoutChoice::Split);
    }
}

/// Asserts that expressions in parts give the bits of windows in turn.
fn assert_expressions(statements: &[&str], shape: &[usize], layout: LayoutChoice) {
    let statements = statements.iter().map(|text| Statement::parse(text).unwrap()).collect();
    let request = Request { layout, ..request(Calculation::Evaluate(statements), 4 * MEMORY) };
    let source = || uneven(&["x", "y", "z"], shape, &["/Ex", "/Ey", "/Ez", "/phi"]);
    let memory = |source| Plan::new(&request, source).unwrap().fields()[0].memory();
    assert_ne!(memory(&source().shared()), memory(&source()), "these are in parts");
    let counter = Counter::default();
    let (ended, shared) = carry_out(&request, &source().shared(), None, &counter);
    ended.unwrap();
    assert_eq!(counter.done(), counter.total());
    let (ended, in_turn) = carry_out(&request, &source(), None, &Counter::default());
    ended.unwrap();
    assert_same(&shared, &in_turn);
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
        let faulty = source().faulty(number, Fault::Error).shared();
        let (ended, written) = attempt(&faulty, None, &Counter::default());
        assert!(matches!(ended.unwrap_err(), Error::File(FileError::Read { .. })), "at {number}");
        assert!(!written.is_finished);
    }
    for number in [0, 1, 2, windows()] {
        let (ended, written) = attempt(&source().shared(), Some(number), &Counter::default());
        let Error::File(FileError::Write { source, .. }) = ended.unwrap_err() else { panic!("at {number}") };
        assert_eq!(source.to_string(), "no space left", "at {number}");
        assert!(!written.is_finished);
    }
}

#[test]
fn threads_that_are_told_to_stop_never_finish_the_output() {
    for stop_at in [0, 1, 2, windows() / 2, windows()] {
        let counter = Counter::stopping_at(stop_at);
        let (ended, written) = attempt(&source().shared(), None, &counter);
        assert!(matches!(ended.unwrap_err(), Error::Cancelled), "at {stop_at}");
        assert!(!written.is_finished);
    }
}
