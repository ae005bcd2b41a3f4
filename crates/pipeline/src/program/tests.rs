//! Which steps graphs become.

use fieldops_io::ValueType;
use fieldops_operators::{EdgeOrder, Grid, GridAxis, Operator, Spacing};
use ndarray::Axis;

use super::{Action, Binary, Graph, Leaf, NodeId, Program, Unary};

const F64: ValueType = ValueType::F64;

fn grid() -> Grid {
    let axis = |(number, name)| GridAxis::new(name, Axis(number), Spacing::uniform(0.5).unwrap());
    Grid::new(&[12, 8, 7], ["x", "y", "z"].into_iter().enumerate().map(axis).collect()).unwrap()
}

/// A graph with the components of a vector field, each in a block of its own.
fn vector() -> (Graph, Vec<NodeId>) {
    let mut graph = Graph::default();
    let input = |block| graph.input(Leaf { block, index: None }, false);
    let components = (0..3).map(input).collect();
    (graph, components)
}

fn compiled(graph: &Graph, outputs: &[NodeId]) -> Program {
    let outputs: Vec<_> = outputs.iter().map(|node| (*node, F64)).collect();
    Program::compile(graph, &outputs, &grid(), EdgeOrder::First, &[F64; 3]).unwrap()
}

fn curl(graph: &mut Graph, of: &[NodeId]) -> Vec<NodeId> {
    graph.apply(&Operator::curl_3d([0, 1, 2]), of, &[0, 1, 2])
}

/// `s` for a sweep and `p` for arithmetic, in order.
fn steps(program: &Program) -> String {
    let letter = |action: &Action| if matches!(action, Action::Sweep(_)) { 's' } else { 'p' };
    program.steps.iter().map(|step| letter(&step.action)).collect()
}

/// Number of arrays that are in memory at a time.
fn slots(program: &Program) -> u128 {
    program.bytes_between(&vec![1; program.arrays.len()]) / 8
}

#[test]
fn one_operator_is_one_sweep_into_the_results() {
    let (mut graph, e) = vector();
    let outputs = curl(&mut graph, &e);
    let program = compiled(&graph, &outputs);
    assert_eq!((steps(&program).as_str(), program.arrays.len()), ("s", 0));
}

#[test]
fn operators_of_one_field_share_a_sweep() {
    let (mut graph, e) = vector();
    let mut outputs = curl(&mut graph, &e);
    outputs.extend(graph.apply(&Operator::divergence(&[0, 1, 2]), &e, &[0, 1, 2]));
    outputs.extend(graph.apply(&Operator::jacobian(3, 3), &e, &[0, 1, 2]));
    let program = compiled(&graph, &outputs);
    assert_eq!((steps(&program).as_str(), program.arrays.len()), ("s", 0));
    assert_eq!((program.steps[0].sources.len(), program.steps[0].targets.len()), (3, 13));
}

#[test]
fn only_what_results_need_is_computed() {
    let (mut graph, e) = vector();
    let curl = curl(&mut graph, &e);
    let program = compiled(&graph, &curl[2..]);
    assert_eq!((program.steps[0].sources.len(), program.steps[0].targets.len()), (2, 1));
}

#[test]
fn nested_operators_keep_two_vectors_at_a_time() {
    let (mut graph, e) = vector();
    let mut outputs = e;
    for _ in 0..4 {
        outputs = curl(&mut graph, &outputs);
    }
    let program = compiled(&graph, &outputs);
    assert_eq!((steps(&program).as_str(), program.arrays.len(), slots(&program)), ("ssss", 9, 6));
}

#[test]
fn arithmetic_between_sweeps_is_one_step_without_arrays_of_its_own() {
    let (mut graph, e) = vector();
    let square = graph.binary(Binary::Multiply, e[0], e[1]);
    let sum = graph.binary(Binary::Add, square, e[2]);
    let root = graph.unary(Unary::Sqrt, sum);
    let outputs = graph.apply(&Operator::gradient(3), &[root], &[0, 1, 2]);
    let program = compiled(&graph, &outputs);
    assert_eq!((steps(&program).as_str(), program.arrays.len()), ("ps", 1));
}

#[test]
fn a_result_that_others_take_is_kept_for_them() {
    let (mut graph, e) = vector();
    let mut outputs = curl(&mut graph, &e);
    outputs.extend(graph.apply(&Operator::divergence(&[0, 1, 2]), &outputs.clone(), &[0, 1, 2]));
    let program = compiled(&graph, &outputs);
    assert_eq!((steps(&program).as_str(), program.arrays.len()), ("ssp", 3));
}

#[test]
fn reaches_add_up_and_are_clipped_at_the_ends() {
    let (mut graph, e) = vector();
    let once = curl(&mut graph, &e);
    let twice = curl(&mut graph, &once);
    let program = compiled(&graph, &twice);
    // No component of a curl is differentiated along its own axis, and the first curls are made together.
    assert_eq!(program.ranges(0, &(5..7)).blocks, [4..8, 3..9, 3..9]);
    assert_eq!(program.ranges(0, &(1..2)).blocks, [0..3, 0..4, 0..4]);
    assert_eq!(program.ranges(1, &(6..8)).blocks, [4..8, 5..8, 4..8]);
}

#[test]
fn a_divergence_needs_neighbours_of_each_component_along_its_own_axis() {
    let (mut graph, e) = vector();
    let divergence = graph.apply(&Operator::divergence(&[0, 1, 2]), &e, &[0, 1, 2]);
    let program = compiled(&graph, &divergence);
    assert_eq!(program.ranges(0, &(2..5)).blocks, [1..6, 2..5, 2..5]);
    assert_eq!(program.ranges(1, &(0..3)).blocks, [0..3, 0..4, 0..3]);
}

#[test]
fn equal_nodes_are_one_and_zeros_of_either_sign_are_two() {
    let (mut graph, e) = vector();
    let sum = graph.binary(Binary::Add, e[0], e[1]);
    assert_eq!(graph.binary(Binary::Add, e[0], e[1]), sum);
    assert_ne!(graph.binary(Binary::Add, e[1], e[0]), sum);
    assert_ne!(graph.constant(0.0), graph.constant(-0.0));
    let (two, half) = (graph.constant(2.0), graph.constant(0.5));
    let product = graph.binary(Binary::Multiply, two, half);
    assert_eq!(graph.as_constant(product), Some(1.0));
}
