//! Expressions: as a language, and in windows.

mod generator;
mod language;
mod problems;

use fieldops_operators::EdgeOrder;
use fieldops_pipeline::{Calculation, Error, Plan, Request, Statement, run};
use proptest::prelude::*;

use super::{
    memory::{Counter, MemorySink, MemorySource, Written},
    request, values,
};

/// E on uneven x, even y and z without coordinates, and phi.
fn source(shape: &[usize]) -> MemorySource {
    let names: &[&str] = &["x", "y", "z"];
    let component = |path, seed| (path, names, values(shape, seed));
    MemorySource::new(vec![
        ("/x", &["x"], values(&shape[..1], 3.0).mapv(f64::abs) + ramp(shape[0], 9.0)),
        ("/y", &["y"], ramp(shape[1], 0.25)),
        component("/Ex", 1.0),
        component("/Ey", 20.5),
        component("/Ez", -7.0),
        component("/phi", 3.25),
    ])
}

fn ramp(points: usize, step: f64) -> ndarray::ArrayD<f64> {
    ndarray::ArrayD::from_shape_fn(ndarray::IxDyn(&[points]), |at| at[0] as f64 * step)
}

fn evaluation(statements: &[String], memory: u64) -> Request {
    let statements = statements.iter().map(|text| Statement::parse(text).unwrap()).collect();
    Request { edge_order: EdgeOrder::First, ..request(Calculation::Evaluate(statements), memory) }
}

/// What the statements come to within the memory, and in how many windows.
fn evaluate(statements: &[String], memory: u64, source: &MemorySource) -> (Written, usize) {
    let plan = Plan::new(&evaluation(statements, memory), source).unwrap();
    let (sink, written) = MemorySink::new(plan.schema(), None);
    let counter = Counter::default();
    run(&plan, source, sink, &counter).unwrap();
    assert_eq!(counter.done(), counter.total(), "{statements:?}");
    let windows = plan.fields().iter().map(|field| field.windows().count()).sum();
    (std::mem::take(&mut written.lock().unwrap()), windows)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn windows_change_no_bit(
        shape in [4_usize..12, 4_usize..9, 4_usize..7],
        memory in prop_oneof![Just(1), 1_000_u64..200_000],
        choices in prop::collection::vec(any::<u8>(), 8..80),
    ) {
        let statements = generator::statements(&choices);
        let source = source(&shape);
        let (whole, windows) = evaluate(&statements, 1 << 30, &source);
        prop_assert_eq!(windows, 1);
        let (cut, _) = evaluate(&statements, memory, &source);
        for ((name, found), (_, expected)) in cut.variables.iter().zip(&whole.variables) {
            let is_same = |one: &f64, other: &f64| {
                one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
            };
            let same = found.iter().zip(expected).all(|(one, other)| is_same(one, other));
            prop_assert!(same, "{} of {:?}", name, statements);
        }
    }

    #[test]
    fn what_is_shared_is_what_it_is_alone(
        shape in [4_usize..9, 4_usize..7, 4_usize..6],
        choices in prop::collection::vec(any::<u8>(), 8..60),
    ) {
        let statements = generator::statements(&choices);
        let source = source(&shape);
        let (together, _) = evaluate(&statements, 1 << 30, &source);
        // The first names no other result.
        let (alone, _) = evaluate(&statements[..1], 1 << 30, &source);
        for (name, expected) in &alone.variables {
            let (_, found) = together.variables.iter().find(|(other, _)| other == name).unwrap();
            let same = found.iter().zip(expected).all(|(one, other)| {
                one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
            });
            prop_assert!(same, "{} of {:?}", name, statements);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn no_sequence_of_tokens_breaks_the_plan(
        pieces in prop::collection::vec(prop::sample::select(&language::MEANINGFUL[..]), 1..14),
        again in prop::collection::vec(prop::sample::select(&language::MEANINGFUL[..]), 1..8),
    ) {
        let texts = [format!("r = {}", pieces.join(" ")), format!("s = r . {}", again.concat())];
        let read: Vec<String> =
            texts.into_iter().filter(|text| Statement::parse(text).is_ok()).collect();
        if let Err(error) = Plan::new(&evaluation(&read, 1 << 20), &source(&[5, 4, 6])) {
            prop_assert!(matches!(error, Error::Expression(_)), "{:?}: {:?}", read, error);
        }
    }
}

#[test]
fn the_plan_keeps_within_the_memory_with_all_that_lies_between() {
    let source = source(&[40, 9, 8]);
    let statements = ["a = curl(curl(curl(E)))", "b = norm(a) * x"].map(str::to_owned);
    for memory in [100_000, 160_000, 280_000] {
        let plan = Plan::new(&evaluation(&statements, memory), &source).unwrap();
        let field = &plan.fields()[0];
        assert!(field.windows().count() > 1 && field.memory() <= memory, "{} in {memory}", field.memory());
        let points: usize = field.windows().extents().iter().product();
        // Twice three components in and four results out, and the two arrays of vectors between three curls.
        assert!((points * 8 * (2 * 7 + 6)) as u64 <= memory);
    }
}

#[test]
fn a_variable_is_read_once_for_all_that_take_it() {
    let source = source(&[6, 5, 4]);
    let statements = ["a = E.x + Ex", "b = d(Ex, y)", "c = norm(E)"].map(str::to_owned);
    let plan = Plan::new(&evaluation(&statements, 1 << 30), &source).unwrap();
    assert_eq!(plan.fields()[0].bytes_read(), 3 * 120 * 8);
    let one = Plan::new(&evaluation(&statements[..2], 1 << 30), &source).unwrap();
    assert_eq!(one.fields()[0].bytes_read(), 120 * 8);
}
