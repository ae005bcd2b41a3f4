//! Results with leading axes (component, axis), and their parts.

use fieldops_stencil::{EdgeOrder, Element, Output, zeros_like};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD, Axis};

use crate::{Error, Grid, Operator, Result, Sweep};

/// Plans `operator` and applies it to whole arrays, into a new array of shape `(leading…, n₀, n₁, …)`.
pub(crate) fn apply<T: Element>(
    operator: &Operator,
    leading: &[usize],
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Result<ArrayD<T::Derivative>> {
    let Some(first) = components.first() else {
        return Err(Error::ComponentCount { expected: operator.components().max(1), found: 0 });
    };
    check_shape(grid.shape(), first.shape())?;
    let mut out = zeros_like(first, leading);
    apply_into(operator, leading, components, grid, edge_order, out.view_mut())?;
    Ok(out)
}

/// [`apply`] into an array of the caller's.
pub(crate) fn apply_into<T: Element, O: Output<Scalar = T::Scalar>>(
    operator: &Operator,
    leading: &[usize],
    components: &[ArrayViewD<'_, T>],
    grid: &Grid,
    edge_order: EdgeOrder,
    out: ArrayViewMutD<'_, O>,
) -> Result<()> {
    let sweep = Sweep::new(operator, grid, edge_order)?;
    check_shape(&[leading, grid.shape()].concat(), out.shape())?;
    let mut parts = vec![out];
    for _ in leading {
        parts = parts.into_iter().flat_map(outermost).collect();
    }
    sweep.apply_into(components, &mut parts)
}

/// The parts of an array along its first axis.
fn outermost<O>(mut view: ArrayViewMutD<'_, O>) -> Vec<ArrayViewMutD<'_, O>> {
    let mut parts = Vec::new();
    while view.len_of(Axis(0)) > 0 {
        let (first, rest) = view.split_at(Axis(0), 1);
        parts.push(first.index_axis_move(Axis(0), 0));
        view = rest;
    }
    parts
}

fn check_shape(expected: &[usize], found: &[usize]) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::ShapeMismatch { expected: expected.to_vec(), found: found.to_vec() })
}
