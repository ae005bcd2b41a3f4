//! Sums of derivatives, and functions of such sums, on a window of N-D arrays.

use std::{iter, ops::Range};

use ndarray::{ArrayViewD, ArrayViewMutD};

use crate::{
    Element, Error, Output, PointFunction, Result, Term,
    input::Input,
    memory::has_neighbours,
    passes::{named, passes},
    run::Run,
    walk::{How, walk},
};

/// Computes sums of derivatives: `outputs[o]`, which covers the window `output` (a range of global indices for each
/// axis), becomes the sum of the terms `sums[o]`, from left to right. Each of the `inputs` covers that window widened by
/// [`Stencil::input_range`](crate::Stencil::input_range), along each axis that of its own terms' stencils, or that of all stencils.
///
/// Inputs and outputs may have any strides; what the outputs held is not read. Runs on the current rayon pool. Neither
/// the number of threads nor the memory order changes a bit.
///
/// # Shape
/// Each input its widened window, each output `(output[0].len(), …)`.
///
/// # Errors
/// [`Error::ShapeMismatch`] when an array has another shape.
///
/// # Panics
/// When there are not as many outputs as sums, when a sum has no term, or when a term names an input or an axis that
/// is not there.
pub fn sum_derivatives_into<T: Element, O: Output<Scalar = T::Scalar>>(
    output: &[Range<usize>],
    inputs: &[ArrayViewD<'_, T>],
    outputs: Vec<ArrayViewMutD<'_, O>>,
    sums: &[Vec<Term<'_>>],
) -> Result<()> {
    assert_eq!(outputs.len(), sums.len(), "each sum has an output");
    sum_with(How::new(output, outputs.len() * size_of::<O>()), output, inputs, outputs, sums)
}

fn sum_with<T: Element, O: Output<Scalar = T::Scalar>>(
    how: How,
    output: &[Range<usize>],
    inputs: &[ArrayViewD<'_, T>],
    outputs: Vec<ArrayViewMutD<'_, O>>,
    sums: &[Vec<Term<'_>>],
) -> Result<()> {
    let covered = check_shapes(output, inputs, &outputs, sums)?;
    // Arrays that are interleaved are in the same cache lines, and so are best gone through once.
    let apart = inputs.iter().all(has_neighbours) && outputs.iter().all(|view| has_neighbours(&view.view()));
    let mut outputs = outputs.into_iter();
    for pass in if apart { passes(sums) } else { iter::once(0..sums.len()).collect() } {
        let outputs = outputs.by_ref().take(pass.len()).collect();
        let (inputs, sums) = named(&covered, &sums[pass]);
        walk(how, output, &inputs, outputs, &sums, &|runs, sums, plan, outputs| {
            Run::sums(runs, sums, plan, outputs);
        });
    }
    Ok(())
}

/// Checks that inputs and outputs have the shapes of the window, and answers with what the inputs cover.
fn check_shapes<'a, T, O>(
    output: &[Range<usize>],
    inputs: &'a [ArrayViewD<'_, T>],
    outputs: &[ArrayViewMutD<'_, O>],
    sums: &[Vec<Term<'_>>],
) -> Result<Vec<Input<'a, T>>> {
    assert!(sums.iter().all(|terms| !terms.is_empty()), "each sum has a term");
    let inputs = Input::of_sums(inputs, output, sums)?;
    outputs.iter().try_for_each(|view| check_shape(view.shape(), output))?;
    Ok(inputs)
}

/// Computes a function of sums of derivatives, point by point: `out` becomes that of `[sum₀, sum₁, …]`. The sums stay in
/// the processor; they are never stored.
///
/// `output`, `inputs` and `sums` are those of [`sum_derivatives_into`]. More than nine sums do not compile.
///
/// # Shape
/// Each input its widened window, `out` `(output[0].len(), …)`.
///
/// # Errors
/// [`Error::ShapeMismatch`] when an array has another shape.
///
/// # Panics
/// When there are not `N` sums, when a sum has no term, or when a term names an input or an axis that is not there.
pub fn map_derivatives_into<T: Element<Scalar = f64>, O: Output<Scalar = f64>, const N: usize>(
    output: &[Range<usize>],
    inputs: &[ArrayViewD<'_, T>],
    out: ArrayViewMutD<'_, O>,
    sums: &[Vec<Term<'_>>],
    function: &impl PointFunction<N>,
) -> Result<()> {
    map_with(How::new(output, size_of::<O>()), output, inputs, out, sums, function)
}

fn map_with<T: Element<Scalar = f64>, O: Output<Scalar = f64>, const N: usize>(
    how: How,
    output: &[Range<usize>],
    inputs: &[ArrayViewD<'_, T>],
    out: ArrayViewMutD<'_, O>,
    sums: &[Vec<Term<'_>>],
    function: &impl PointFunction<N>,
) -> Result<()> {
    assert_eq!(sums.len(), N, "the function takes each of the sums");
    let outputs = vec![out];
    let inputs = check_shapes(output, inputs, &outputs, sums)?;
    walk(how, output, &inputs, outputs, sums, &|runs, sums, plan, outputs| {
        for run in runs {
            run.map(sums, plan, function, &mut outputs[0]);
        }
    });
    Ok(())
}

fn check_shape(found: &[usize], expected: &[Range<usize>]) -> Result<()> {
    let expected: Vec<usize> = expected.iter().map(Range::len).collect();
    if found == expected { Ok(()) } else { Err(Error::ShapeMismatch { expected, found: found.to_vec() }) }
}

#[cfg(test)]
mod tests;
