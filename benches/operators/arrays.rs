//! The arrays that cases of one shape and type share.

use ndarray::{ArrayD, IxDyn};
use rayon::prelude::*;

use crate::{cases::Case, memory, pages};

/// As many arrays as any case of a group needs.
pub(crate) struct Arrays<T> {
    inputs: Vec<ArrayD<T>>,
    outputs: Vec<ArrayD<T>>,
}

impl<T: Copy + Send + Sync> Arrays<T> {
    /// Each page is first written by a thread of the current pool.
    pub(crate) fn new(group: &[Case], convert: fn(f64) -> T) -> Self {
        let Some(Case { shape, .. }) = group.first() else {
            return Self { inputs: Vec::new(), outputs: Vec::new() };
        };
        let (inputs, outputs) = numbers(group);
        let filled =
            |values: Vec<T>| ArrayD::from_shape_vec(IxDyn(shape), values).expect("as many values as points");
        let points = shape.iter().product();
        let unset = || filled_by(rayon::iter::repeat_n(convert(f64::NAN), points));
        Self {
            inputs: (0..inputs).map(|c| filled(component(*shape, c, convert))).collect(),
            outputs: (0..outputs).map(|_| filled(unset())).collect(),
        }
    }

    /// Their bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.inputs.iter().chain(&self.outputs).map(|array| array.len() * size_of::<T>()).sum()
    }

    /// The arrays that a case reads and writes.
    pub(crate) fn of(&mut self, case: &Case) -> (&[ArrayD<T>], &mut [ArrayD<T>]) {
        let computation = &case.computation;
        (&self.inputs[..computation.inputs()], &mut self.outputs[..computation.outputs()])
    }
}

/// The most inputs and the most outputs of any case.
fn numbers(group: &[Case]) -> (usize, usize) {
    let most = |number: fn(&Case) -> usize| group.iter().map(number).max().unwrap_or(0);
    (most(|case| case.computation.inputs()), most(|case| case.computation.outputs()))
}

/// Values of a component: (7 i + 13 j + 3 k + 5 c) mod 101.
fn component<T: Send>(shape: [usize; 3], c: usize, convert: fn(f64) -> T) -> Vec<T> {
    let [_, rows, points] = shape;
    let value = |at: usize| {
        let (row, k) = (at / points, at % points);
        let (i, j) = (row / rows, row % rows);
        convert(((i * 7 + j * 13 + k * 3 + c * 5) % 101) as f64)
    };
    filled_by((0..shape.iter().product()).into_par_iter().map(value))
}

/// The numbers, each page first written by a thread of the current pool.
fn filled_by<T: Send>(numbers: impl IndexedParallelIterator<Item = T>) -> Vec<T> {
    let mut filled = pages::room(numbers.len());
    numbers.collect_into_vec(&mut filled);
    filled
}

/// The cases of a group whose arrays fit into the memory that is free; says which do not.
pub(crate) fn fitting(group: &[Case]) -> Vec<Case> {
    let available = memory::available().unwrap_or(usize::MAX);
    // Something is left to everybody else.
    let room = available - available / 16;
    let mut kept = Vec::new();
    for case in group {
        kept.push(case.clone());
        let (inputs, outputs) = numbers(&kept);
        if (inputs + outputs) * case.bytes_of_array() > room {
            let needed = case.bytes() as f64 / f64::from(1 << 30);
            println!("{case}skipped: needs {needed:.1} GiB");
            kept.pop();
        }
    }
    kept
}
