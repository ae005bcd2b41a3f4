//! Taking turns between an operator and the limit.

use std::time::{Duration, Instant};

use fieldops_operators::{Output, Result, Sweep};
use ndarray::ArrayD;

use crate::limit::{self, SHAPES};

/// What the operator took and what each shape of the limit took, round by round.
pub(crate) struct Times {
    pub(crate) operator: Vec<Duration>,
    pub(crate) limits: [Vec<Duration>; SHAPES.len()],
}

/// Runs the operator and every shape of the limit once in each round, after one round that does not count.
pub(crate) fn alternately<T: Output<Scalar = f64>>(
    sweep: &Sweep,
    inputs: &[ArrayD<T>],
    outputs: &mut [ArrayD<T>],
    rounds: usize,
) -> Result<Times> {
    let mut times = Times { operator: Vec::new(), limits: [const { Vec::new() }; SHAPES.len()] };
    for round in 0..=rounds {
        let start = Instant::now();
        apply(sweep, inputs, outputs)?;
        let operator = start.elapsed();
        let limits = SHAPES.map(|shape| limit::run(shape, inputs, outputs));
        if round > 0 {
            times.operator.push(operator);
            times.limits.iter_mut().zip(limits).for_each(|(all, one)| all.push(one));
        }
    }
    Ok(times)
}

/// The operator once.
pub(crate) fn apply<T: Output<Scalar = f64>>(
    sweep: &Sweep,
    inputs: &[ArrayD<T>],
    outputs: &mut [ArrayD<T>],
) -> Result<()> {
    let inputs: Vec<_> = inputs.iter().map(|array| array.view()).collect();
    let mut outputs: Vec<_> = outputs.iter_mut().map(|array| array.view_mut()).collect();
    sweep.apply_into(&inputs, &mut outputs)
}

/// The operator once, under a name of its own that a tool which counts instructions can look for.
#[inline(never)]
pub(crate) fn counted<T: Output<Scalar = f64>>(
    sweep: &Sweep,
    inputs: &[ArrayD<T>],
    outputs: &mut [ArrayD<T>],
) -> Result<()> {
    apply(sweep, inputs, outputs)
}
