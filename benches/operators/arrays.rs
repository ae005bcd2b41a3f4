//! The arrays that cases of one shape, type and layout share.

use ndarray::{ArrayViewD, ArrayViewMutD, Axis, IxDyn};
use rayon::prelude::*;

use crate::{
    cases::{Case, Layout},
    memory, pages,
};

/// As many arrays as any case of a group needs; one for all components where they are interleaved.
pub(crate) struct Arrays<T> {
    shape: [usize; 3],
    inputs: Vec<Vec<T>>,
    outputs: Vec<Vec<T>>,
}

impl<T: Copy + Send + Sync> Arrays<T> {
    /// Each page is first written by a thread of the current pool.
    pub(crate) fn new(group: &[Case], convert: fn(f64) -> T) -> Self {
        let Some(&Case { shape, layout, .. }) = group.first() else {
            return Self { shape: [0; 3], inputs: Vec::new(), outputs: Vec::new() };
        };
        let points: usize = shape.iter().product();
        let (inputs, outputs) = numbers(group);
        let value = |c: usize, point: usize| convert(value(shape, c, point));
        let unset = |count| filled_by(rayon::iter::repeat_n(convert(f64::NAN), count));
        match layout {
            Layout::Apart => {
                let component = |c| filled_by((0..points).into_par_iter().map(move |point| value(c, point)));
                Self {
                    shape,
                    inputs: (0..inputs).map(component).collect(),
                    outputs: (0..outputs).map(|_| unset(points)).collect(),
                }
            }
            Layout::Interleaved => {
                let all = (0..inputs * points).into_par_iter().map(|at| value(at % inputs, at / inputs));
                Self { shape, inputs: vec![filled_by(all)], outputs: vec![unset(outputs * points)] }
            }
        }
    }

    /// Their bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.inputs.iter().chain(&self.outputs).map(|numbers| numbers.len() * size_of::<T>()).sum()
    }

    /// The arrays that a case reads and writes.
    pub(crate) fn of(&mut self, case: &Case) -> (Vec<ArrayViewD<'_, T>>, Vec<ArrayViewMutD<'_, T>>) {
        let (inputs, outputs) = (case.computation.inputs(), case.computation.outputs());
        let room = "as many numbers as points";
        match case.layout {
            Layout::Apart => {
                let view = |numbers| ArrayViewD::from_shape(IxDyn(&self.shape), numbers).expect(room);
                let view_mut = |numbers| ArrayViewMutD::from_shape(IxDyn(&self.shape), numbers).expect(room);
                (
                    self.inputs[..inputs].iter().map(|numbers| view(&numbers[..])).collect(),
                    self.outputs[..outputs].iter_mut().map(|numbers| view_mut(&mut numbers[..])).collect(),
                )
            }
            Layout::Interleaved => {
                let shape = |components| IxDyn(&[&self.shape[..], &[components]].concat());
                let points: usize = self.shape.iter().product();
                let all = ArrayViewD::from_shape(shape(inputs), &self.inputs[0]).expect(room);
                let numbers = &mut self.outputs[0][..outputs * points];
                let mut rest = ArrayViewMutD::from_shape(shape(outputs), numbers).expect(room);
                let mut of_outputs = Vec::new();
                for _ in 0..outputs {
                    let (one, others) = rest.split_at(Axis(3), 1);
                    of_outputs.push(one.index_axis_move(Axis(3), 0));
                    rest = others;
                }
                ((0..inputs).map(|c| all.clone().index_axis_move(Axis(3), c)).collect(), of_outputs)
            }
        }
    }

    /// The same memory, as many numbers for each array as there are points. Those of interleaved arrays are pieces of it, and begin a
    /// little further behind each other, as arrays do that have room of their own.
    pub(crate) fn streams(&mut self, case: &Case) -> (Vec<&[T]>, Vec<&mut [T]>) {
        let (inputs, outputs) = (case.computation.inputs(), case.computation.outputs());
        let points: usize = self.shape.iter().product();
        let of_inputs = self.inputs.iter().flat_map(|numbers| numbers.chunks(points));
        let of_outputs = self.outputs.iter_mut().flat_map(|numbers| numbers.chunks_mut(points));
        let spare = pages::SPARE / size_of::<T>();
        let behind = |number: usize| match case.layout {
            Layout::Apart => 0,
            Layout::Interleaved => (number * spare).min(points / 2),
        };
        let of_inputs = of_inputs.take(inputs).enumerate().map(|(n, numbers)| &numbers[behind(n)..]);
        let of_outputs = of_outputs.take(outputs).enumerate();
        let of_outputs = of_outputs.map(|(n, numbers)| &mut numbers[behind(inputs + n)..]);
        (of_inputs.collect(), of_outputs.collect())
    }
}

/// The most inputs and the most outputs of any case.
fn numbers(group: &[Case]) -> (usize, usize) {
    let most = |number: fn(&Case) -> usize| group.iter().map(number).max().unwrap_or(0);
    (most(|case| case.computation.inputs()), most(|case| case.computation.outputs()))
}

/// The value of a component: (7 i + 13 j + 3 k + 5 c) mod 101.
fn value([_, rows, points]: [usize; 3], c: usize, point: usize) -> f64 {
    let (row, k) = (point / points, point % points);
    let (i, j) = (row / rows, row % rows);
    ((i * 7 + j * 13 + k * 3 + c * 5) % 101) as f64
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
