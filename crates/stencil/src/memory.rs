//! How arrays lie in memory.

use ndarray::{ArrayD, ArrayViewD, IxDyn};

use crate::Output;

/// An array of zeros of shape `(leading…, n₀, n₁, …)` where `like` is `(n₀, n₁, …)`; behind the leading axes in the
/// memory order of `like`, as numpy's `empty_like` lays it out.
#[must_use]
pub fn zeros_like<T, O: Output>(like: &ArrayViewD<'_, T>, leading: &[usize]) -> ArrayD<O> {
    let order = memory_order(like);
    let extents: Vec<usize> =
        leading.iter().copied().chain(order.iter().map(|axis| like.shape()[*axis])).collect();
    let mut position: Vec<usize> = (0..extents.len()).collect();
    order.iter().enumerate().for_each(|(place, axis)| position[leading.len() + axis] = leading.len() + place);
    ArrayD::from_elem(IxDyn(&extents), O::default()).permuted_axes(IxDyn(&position))
}

/// Axes from the slowest in memory to the fastest. An axis of one point has a stride that means nothing: it comes
/// before all others, so that rows are long.
pub(crate) fn memory_order<T>(view: &ArrayViewD<'_, T>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..view.ndim()).collect();
    order.sort_by_key(|&axis| {
        (view.shape()[axis] > 1).then(|| std::cmp::Reverse(view.strides()[axis].unsigned_abs()))
    });
    order
}

/// Whether the numbers along the last axis stand side by side.
pub(crate) fn has_contiguous_rows<T>(view: &ArrayViewD<'_, T>) -> bool {
    let last = view.ndim() - 1;
    view.strides()[last] == 1 || view.shape()[last] <= 1
}

/// Whether numbers stand side by side along any axis.
pub(crate) fn has_neighbours<T>(view: &ArrayViewD<'_, T>) -> bool {
    let mut axes = view.strides().iter().zip(view.shape());
    view.len() <= 1 || axes.any(|(stride, extent)| stride.unsigned_abs() == 1 && *extent > 1)
}
