//! The walk over a window of N-D arrays, row by row, in parallel, whatever the memory order of the arrays.

use std::ops::Range;

use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD, Axis, IxDyn, Slice};

use crate::{
    Element, Error, Output, Result,
    rows::{RowContext, RowTable},
    split::Bounds,
};

/// Computes every row of `outputs`, which cover the window `output` (a range of global indices for each axis), from
/// `inputs`, which cover that window widened to `input_range(axis, range)` on each axis.
///
/// `compute(context, o, row)` fills the row of output number `o`: `row` holds leftovers and must be set before it is
/// added to. Rows run along the axis on which the first input is contiguous; which axis that is changes no bit of the
/// result. Inputs and outputs may have any strides. Runs on the current rayon pool.
///
/// # Shape
/// Each input `(input_range(0, output[0]).len(), …)`, each output `(output[0].len(), …)`.
///
/// # Errors
/// [`Error::ShapeMismatch`] when an array has another shape.
pub fn for_each_row<T: Element, O: Output<Scalar = T::Scalar>>(
    output: &[Range<usize>],
    input_range: impl Fn(usize, Range<usize>) -> Range<usize> + Sync,
    inputs: &[ArrayViewD<'_, T>],
    outputs: Vec<ArrayViewMutD<'_, O>>,
    compute: impl Fn(&RowContext<'_, T>, usize, &mut [T::Scalar]) + Sync,
) -> Result<()> {
    let input: Vec<_> =
        output.iter().enumerate().map(|(axis, range)| input_range(axis, range.clone())).collect();
    inputs.iter().try_for_each(|view| check_shape(view.shape(), &input))?;
    outputs.iter().try_for_each(|view| check_shape(view.shape(), output))?;
    if output.is_empty() || output.iter().any(Range::is_empty) {
        return Ok(());
    }

    let order = inputs.first().map_or_else(|| (0..output.len()).collect(), memory_order);
    let mut position = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, axis)| position[*axis] = place);
    let inputs: Vec<_> = inputs.iter().map(|view| view.view().permuted_axes(IxDyn(&order))).collect();
    let outputs = outputs.into_iter().map(|view| view.permuted_axes(IxDyn(&order))).collect();

    let packed = inputs.iter().any(|view| !has_contiguous_rows(view));
    let total = output.iter().map(Range::len).product();
    let reach = |axis: &usize| input_range(*axis, output[*axis].start..output[*axis].start + 1).len() > 1;
    let bounds = Bounds::new(total, inputs.len(), size_of::<T>(), packed, rayon::current_num_threads());
    let walk = Walk {
        input_range: &|place, range| input_range(order[place], range),
        input_start: order.iter().map(|axis| input[*axis].start).collect(),
        position: &position,
        inputs: &inputs,
        packed,
        reach: order.iter().map(reach).collect(),
        bounds,
        compute: &compute,
    };
    walk.tile(order.iter().map(|axis| output[*axis].clone()).collect(), outputs);
    Ok(())
}

/// An array of zeros of shape `(leading…, n₀, n₁, …)` where `like` is `(n₀, n₁, …)`; behind the leading axes in the
/// memory order of `like`, as numpy's `empty_like` lays it out.
#[must_use]
pub fn zeros_like<T, O: Output>(like: &ArrayViewD<'_, T>, leading: &[usize]) -> ArrayD<O> {
    let order = memory_order(like);
    let extents: Vec<usize> =
        leading.iter().copied().chain(order.iter().map(|axis| like.shape()[*axis])).collect();
    let mut position: Vec<usize> = (0..extents.len()).collect();
    order.iter().enumerate().for_each(|(place, axis)| position[leading.len() + axis] = leading.len() + place);
    ArrayD::from_elem(IxDyn(&extents), O::zero()).permuted_axes(IxDyn(&position))
}

/// Axes from the slowest in memory to the fastest. An axis of one point has a stride that means nothing: it comes
/// before all others, so that rows are long.
fn memory_order<T>(view: &ArrayViewD<'_, T>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..view.ndim()).collect();
    order.sort_by_key(|&axis| {
        (view.shape()[axis] > 1).then(|| std::cmp::Reverse(view.strides()[axis].unsigned_abs()))
    });
    order
}

fn has_contiguous_rows<T>(view: &ArrayViewD<'_, T>) -> bool {
    let last = view.ndim() - 1;
    view.strides()[last] == 1 || view.shape()[last] <= 1
}

fn check_shape(found: &[usize], expected: &[Range<usize>]) -> Result<()> {
    let expected: Vec<usize> = expected.iter().map(Range::len).collect();
    if found == expected { Ok(()) } else { Err(Error::ShapeMismatch { expected, found: found.to_vec() }) }
}

/// What all tiles of one walk share. Axes are counted by their position among the loops.
struct Walk<'a, T, R, C> {
    input_range: &'a R,
    input_start: Vec<usize>,
    position: &'a [usize],
    inputs: &'a [ArrayViewD<'a, T>],
    packed: bool,
    reach: Vec<bool>,
    bounds: Bounds,
    compute: &'a C,
}

impl<T, R, C> Walk<'_, T, R, C>
where
    T: Element,
    R: Fn(usize, Range<usize>) -> Range<usize> + Sync,
    C: Fn(&RowContext<'_, T>, usize, &mut [T::Scalar]) + Sync,
{
    /// Computes a tile, or halves it and computes both.
    fn tile<O: Output<Scalar = T::Scalar>>(
        &self,
        output: Vec<Range<usize>>,
        outputs: Vec<ArrayViewMutD<'_, O>>,
    ) {
        let extents: Vec<usize> = output.iter().map(Range::len).collect();
        let Some((place, at)) = self.bounds.cut(&extents, &self.reach) else {
            return self.rows(&output, outputs);
        };
        let (mut one, mut other) = (output.clone(), output);
        let middle = one[place].start + at;
        one[place].end = middle;
        other[place].start = middle;
        let (ones, others) = outputs.into_iter().map(|view| view.split_at(Axis(place), at)).unzip();
        rayon::join(|| self.tile(one, ones), || self.tile(other, others));
    }

    /// Computes a tile row by row.
    fn rows<O: Output<Scalar = T::Scalar>>(
        &self,
        output: &[Range<usize>],
        outputs: Vec<ArrayViewMutD<'_, O>>,
    ) {
        let needed: Vec<_> = output
            .iter()
            .enumerate()
            .map(|(place, range)| (self.input_range)(place, range.clone()))
            .collect();
        let views: Vec<_> = self.inputs.iter().map(|view| self.slice(view, &needed)).collect();
        let packed: Vec<ArrayD<T>> = if self.packed { views.iter().map(pack).collect() } else { Vec::new() };
        let packed_views: Vec<_> = packed.iter().map(|array| array.view()).collect();
        let views = if self.packed { &packed_views } else { &views };
        let table = RowTable::new(views, needed.iter().map(|range| range.start).collect());

        let (range, outer) = output.split_last().expect("an array has at least one dimension");
        let mut index: Vec<usize> = outer.iter().map(|range| range.start).collect();
        let mut sums = vec![T::Scalar::default(); range.len()];
        let mut outputs = outputs;
        let mut lanes: Vec<_> =
            outputs.iter_mut().map(|view| view.lanes_mut(Axis(outer.len())).into_iter()).collect();
        loop {
            for (number, lanes) in lanes.iter_mut().enumerate() {
                let Some(lane) = lanes.next() else { return };
                let context = RowContext {
                    table: &table,
                    position: self.position,
                    index: &index,
                    range: range.clone(),
                };
                (self.compute)(&context, number, &mut sums);
                store(&sums, lane);
            }
            if lanes.is_empty() || !advance(&mut index, outer) {
                return;
            }
        }
    }

    fn slice<'v>(&self, view: &'v ArrayViewD<'_, T>, needed: &[Range<usize>]) -> ArrayViewD<'v, T> {
        view.slice_each_axis(|axis| {
            let (range, start) = (&needed[axis.axis.index()], self.input_start[axis.axis.index()]);
            Slice::from(range.start - start..range.end - start)
        })
    }
}

/// A copy in row-major order.
fn pack<T: Element>(view: &ArrayViewD<'_, T>) -> ArrayD<T> {
    let mut numbers = Vec::with_capacity(view.len());
    for lane in view.lanes(Axis(view.ndim() - 1)) {
        numbers.extend(lane.iter().copied());
    }
    ArrayD::from_shape_vec(view.raw_dim(), numbers).expect("as many numbers as the shape has")
}

fn store<O: Output>(sums: &[O::Scalar], mut lane: ndarray::ArrayViewMut1<'_, O>) {
    match lane.as_slice_mut() {
        Some(row) => row.iter_mut().zip(sums).for_each(|(place, sum)| *place = O::narrow(*sum)),
        None => lane.iter_mut().zip(sums).for_each(|(place, sum)| *place = O::narrow(*sum)),
    }
}

/// Moves `index` on to the next of the box, the last position fastest; false at its end.
fn advance(index: &mut [usize], outer: &[Range<usize>]) -> bool {
    for (place, range) in index.iter_mut().zip(outer).rev() {
        *place += 1;
        if *place < range.end {
            return true;
        }
        *place = range.start;
    }
    false
}
