//! Taking turns between a computation and the limit.

use std::time::{Duration, Instant};

use bytemuck::Pod;
use fieldops_operators::{Output, Result};
use ndarray::{ArrayViewD, ArrayViewMutD};

use crate::{
    arrays::Arrays,
    cases::Case,
    computation::Plan,
    limit::{self, Shape},
    memory,
};

/// What the computation took and what the limit took, round by round.
pub(crate) struct Measured {
    pub(crate) times: Vec<Duration>,
    pub(crate) limits: Vec<Duration>,
    /// The fastest way to stream.
    pub(crate) shape: Shape,
    /// Bytes of the process that were in memory at most, while the computation ran.
    pub(crate) resident: Option<usize>,
}

/// Rounds that there are however long they take, or all where fewer are asked for.
const LEAST: usize = 3;
/// No round begins after this, beyond those.
const PATIENCE: Duration = Duration::from_secs(2);

/// Runs the computation and the limit once in each round, after a run that does not count.
pub(crate) fn alternately<T: Output<Scalar = f64> + Pod>(
    plan: &Plan,
    arrays: &mut Arrays<T>,
    case: &Case,
    rounds: usize,
) -> Result<Measured> {
    let (first, resident) = memory::most_resident(|| apply(plan, arrays, case));
    first?;
    let shape = limit::fastest(arrays, case);
    let mut measured = Measured { times: Vec::new(), limits: Vec::new(), shape, resident };
    let start = Instant::now();
    for round in 0..rounds {
        if round >= LEAST && start.elapsed() > PATIENCE {
            break;
        }
        measured.times.push(apply(plan, arrays, case)?);
        measured.limits.push(limit::run(shape, arrays, case));
    }
    Ok(measured)
}

/// The computation once; answers with the time that it took.
pub(crate) fn apply<T: Output<Scalar = f64> + Pod>(
    plan: &Plan,
    arrays: &mut Arrays<T>,
    case: &Case,
) -> Result<Duration> {
    let (inputs, mut outputs) = arrays.of(case);
    let start = Instant::now();
    plan.apply(&inputs, &mut outputs)?;
    Ok(start.elapsed())
}

/// The computation once, under a name of its own that a tool which counts instructions can look for.
#[inline(never)]
pub(crate) fn counted<T: Output<Scalar = f64>>(
    plan: &Plan,
    inputs: &[ArrayViewD<'_, T>],
    outputs: &mut [ArrayViewMutD<'_, T>],
) -> Result<()> {
    plan.apply(inputs, outputs)
}
