//! The walk over a window of N-D arrays, run by run, in parallel, whatever the memory order of the arrays.

use std::{mem, ops::Range};

use ndarray::{ArrayViewD, ArrayViewMutD, Axis, IxDyn};

use crate::{
    Element, Output, Sign, Stencil, Term,
    ahead::Ahead,
    cache,
    column::Column,
    combination::Interior,
    input::Input,
    lanes::BLOCK,
    memory::{has_contiguous_rows, memory_order},
    pattern::ABREAST,
    rows::{Rows, RowsMut, Settle, advance, pack},
    run::{LONGEST, Plan, Run},
    simd::InstructionSet,
    split::Bounds,
    stores::before_line,
    term::{PlannedSum, PlannedTerm, input_range},
};

/// Least number of points of the rows of planes that are computed abreast: shorter ones have more ends, where that takes longer.
const LEAST_ABREAST: usize = 96;

/// How the arithmetic and the stores are done; it changes no bit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct How {
    pub(crate) set: InstructionSet,
    /// Whether, and with which instructions, results are stored past the cache.
    pub(crate) stream: Option<InstructionSet>,
    /// Whether two planes of a Laplacian are computed at once, where rows have so many points at least.
    pub(crate) abreast: Option<usize>,
}

impl How {
    /// The best for a window whose results take so many bytes at each point.
    pub(crate) fn new(output: &[Range<usize>], bytes: usize) -> Self {
        let set = InstructionSet::best();
        let total = output.iter().map(Range::len).fold(bytes, usize::saturating_mul);
        let abreast = set.has_many_registers() && cache::fills_first_slowly();
        let stream = (total > cache::kept()).then_some(set);
        Self { set, stream, abreast: abreast.then_some(LEAST_ABREAST) }
    }
}

/// Walks a window and calls `compute` for each of its runs.
pub(crate) fn walk<'t, T: Element, O: Output<Scalar = T::Scalar>>(
    how: How,
    output: &[Range<usize>],
    inputs: &[Input<'_, T>],
    outputs: Vec<ArrayViewMutD<'_, O>>,
    sums: &[Vec<Term<'t>>],
    compute: &(
         impl for<'x> Fn(&[Run<'_, 'x, T>], &'x [PlannedSum<'x>], &mut Plan<'x, T>, &mut [RowsMut<'_, O>]) + Sync
     ),
) {
    if output.is_empty() || output.iter().any(Range::is_empty) {
        return;
    }

    let order = inputs.first().map_or_else(|| (0..output.len()).collect(), |input| memory_order(&input.view));
    let inputs: Vec<_> = inputs.iter().map(|input| input.permuted(&order)).collect();
    let outputs: Vec<_> = outputs.into_iter().map(|view| view.permuted_axes(IxDyn(&order))).collect();
    let window: Vec<_> = order.iter().map(|axis| output[*axis].clone()).collect();
    let fastest = window.last().expect("an array has at least one dimension").clone();

    let packed = inputs.iter().any(|input| !has_contiguous_rows(&input.view));
    let total = output.iter().map(Range::len).product();
    let taken = |axis: usize, range: &Range<usize>| input_range(sums.iter().flatten(), axis, range);
    let reach = |axis: &usize| taken(*axis, &(output[*axis].start..output[*axis].start + 1)).len() > 1;
    let walked = order[..order.len() - 1].iter().find(|axis| reach(axis)).copied();
    // Where blocks of results begin with a cache line, so do those of weights.
    let streamed = outputs.first().filter(|_| how.stream.is_some());
    let lead = streamed.map_or(0, |output| before_line(output.as_ptr()));
    let position = |term: &Term<'t>| {
        let position = order.iter().position(|axis| *axis == term.axis.index());
        position.expect("a term names an axis of the array")
    };
    let mut along_rows: Vec<(&Stencil, Vec<Column>)> = Vec::new();
    for term in sums.iter().flatten().filter(|term| position(term) + 1 == order.len()) {
        if !along_rows.iter().any(|(stencil, _)| std::ptr::eq(*stencil, term.stencil)) {
            along_rows.push((term.stencil, row_weights(term.stencil, &fastest, lead)));
        }
    }
    let planned = |term: &Term<'t>| {
        let along = along_rows.iter().find(|(stencil, _)| std::ptr::eq(*stencil, term.stencil));
        let row = along.map_or(&[][..], |(_, columns)| columns);
        PlannedTerm {
            input: term.input,
            stencil: term.stencil,
            sign: term.sign,
            position: position(term),
            row,
        }
    };
    let terms: Vec<Vec<_>> = sums.iter().map(|terms| terms.iter().map(planned).collect()).collect();
    let abreast = T::LOADED
        && how.abreast.is_some_and(|least| fastest.len() >= least)
        && go_abreast(&terms, order.len());
    let shared = (0..inputs.len()).map(|input| planes(sums, input, walked)).sum::<usize>();
    // Two planes need one more than one does.
    let shared = if abreast { shared + ABREAST - 1 } else { shared };
    let bytes = size_of::<T>() * if shared > 0 && !packed { shared } else { inputs.len() };
    let bounds = Bounds::new(total, bytes, shared > 0, packed, rayon::current_num_threads());
    let whole =
        |term: &PlannedTerm<'_>| term.position + 1 < order.len() || fastest == (0..term.stencil.points());
    let of_input = |input| sums.iter().flatten().filter(move |term| term.input == input);
    let ahead = |input| {
        if packed { None } else { Ahead::new(&of_input(input).copied().collect::<Vec<_>>(), output, &order) }
    };
    let needed = |input: usize, place: usize, range: &Range<usize>| {
        if packed {
            // Those of interleaved arrays are copied together where they are of one shape.
            let (all, there) = (taken(order[place], range), &inputs[input].window[place]);
            all.start.max(there.start)..all.end.min(there.end)
        } else {
            input_range(of_input(input), order[place], range)
        }
    };
    let walk = Walk {
        how,
        needed: &needed,
        inputs: &inputs,
        packed,
        reach: order.iter().map(reach).collect(),
        bounds,
        ahead: (0..inputs.len()).map(ahead).collect(),
        abreast,
        whole_row: terms.iter().flatten().all(whole).then_some(fastest.len()),
        terms: &terms,
        compute,
    };
    walk.tile(window, outputs);
}

/// Whether planes of such sums, in so many loops, can be computed abreast: those of a Laplacian on three axes, all even or all uneven, of
/// an array that lies in their order.
fn go_abreast(sums: &[Vec<PlannedTerm<'_>>], loops: usize) -> bool {
    let [terms] = sums else { return false };
    let [first, second, third] = &terms[..] else { return false };
    let is_one = |term: &PlannedTerm<'_>| {
        let interior = term.stencil.interior();
        let is_second = matches!(interior, Interior::Constant(_) | Interior::Five(_));
        let is_alike = mem::discriminant(interior) == mem::discriminant(first.stencil.interior());
        term.sign == Sign::Plus && term.input == first.input && is_second && is_alike
    };
    [first, second, third].map(|term| term.position + 3) == [loops, loops + 1, loops + 2]
        && terms.iter().all(is_one)
}

/// Planes of an input across an axis that are needed for one plane of results and again for the next; none of an input that
/// is read plane by plane.
fn planes(sums: &[Vec<Term<'_>>], input: usize, axis: Option<usize>) -> usize {
    let along = sums.iter().flatten().filter(|term| term.input == input && Some(term.axis.index()) == axis);
    let width = along.map(|term| {
        let middle = term.stencil.points() / 2;
        term.stencil.input_range(middle..middle + 1).len()
    });
    width.max().unwrap_or(0)
}

/// The weights that vary along the rows, at all points of a row and then at the first ones again; zeros at the edges. Those of the
/// point number `aligned` begin a cache line.
fn row_weights(stencil: &Stencil, row: &Range<usize>, aligned: usize) -> Vec<Column> {
    let interior = stencil.interior_range();
    let weight = |column: &Vec<f64>, at: usize| {
        if interior.contains(&at) { column[at - interior.start] } else { 0.0 }
    };
    // No division for each of the points of the row.
    let place = |number: usize| row.start + if number < row.len() { number } else { number % row.len() };
    let whole = |column: &Vec<f64>| {
        Column::new((0..row.len() + BLOCK).map(|number| weight(column, place(number))), aligned)
    };
    match stencil.interior() {
        Interior::Three(columns) => columns.iter().map(whole).collect(),
        Interior::Five(columns) => columns.iter().map(whole).collect(),
        Interior::Difference { .. } | Interior::Constant(_) => Vec::new(),
    }
}

/// What all tiles of one walk share. Axes are counted by their position among the loops.
struct Walk<'a, T, R, C> {
    how: How,
    /// What a tile needs of an input along a position.
    needed: &'a R,
    inputs: &'a [Input<'a, T>],
    packed: bool,
    reach: Vec<bool>,
    bounds: Bounds,
    ahead: Vec<Option<Ahead>>,
    /// Whether two planes are computed at once.
    abreast: bool,
    /// Length of the rows that may be joined to one run.
    whole_row: Option<usize>,
    terms: &'a [Vec<PlannedTerm<'a>>],
    compute: &'a C,
}

impl<T, R, C> Walk<'_, T, R, C>
where
    T: Element,
    R: Fn(usize, usize, &Range<usize>) -> Range<usize> + Sync,
{
    /// Computes a tile, or halves it and computes both.
    fn tile<O: Output<Scalar = T::Scalar>>(
        &self,
        output: Vec<Range<usize>>,
        outputs: Vec<ArrayViewMutD<'_, O>>,
    ) where
        C: for<'x> Fn(&[Run<'_, 'x, T>], &'x [PlannedSum<'x>], &mut Plan<'x, T>, &mut [RowsMut<'_, O>])
            + Sync,
    {
        let extents: Vec<usize> = output.iter().map(Range::len).collect();
        let Some((place, at)) = self.bounds.cut(&extents, &self.reach) else {
            return self.runs(&output, outputs);
        };
        let (mut one, mut other) = (output.clone(), output);
        let middle = one[place].start + at;
        one[place].end = middle;
        other[place].start = middle;
        let (ones, others) = outputs.into_iter().map(|view| view.split_at(Axis(place), at)).unzip();
        rayon::join(|| self.tile(one, ones), || self.tile(other, others));
    }

    /// Computes a tile run by run.
    fn runs<O: Output<Scalar = T::Scalar>>(&self, output: &[Range<usize>], outputs: Vec<ArrayViewMutD<'_, O>>)
    where
        C: for<'x> Fn(&[Run<'_, 'x, T>], &'x [PlannedSum<'x>], &mut Plan<'x, T>, &mut [RowsMut<'_, O>])
            + Sync,
    {
        let needed = |input| -> Vec<_> {
            output.iter().enumerate().map(|(place, range)| (self.needed)(input, place, range)).collect()
        };
        let needed: Vec<_> = (0..self.inputs.len()).map(needed).collect();
        let views: Vec<_> =
            self.inputs.iter().zip(&needed).map(|(input, needed)| input.part(needed)).collect();
        let packed: Vec<Vec<T>> = if self.packed { pack(self.how.set, &views) } else { Vec::new() };
        let packed_view = |view: &ArrayViewD<'_, T>, numbers| {
            ArrayViewD::from_shape(view.raw_dim(), numbers).expect("as many numbers as the shape has")
        };
        let views = if self.packed {
            views.iter().zip(&packed).map(|(view, numbers)| packed_view(view, numbers)).collect()
        } else {
            views
        };
        let start = |ranges: &[Range<usize>]| ranges.iter().map(|range| range.start).collect::<Vec<_>>();
        let (range, outer) = output.split_last().expect("an array has at least one dimension");
        let mut outputs: Vec<_> =
            outputs.into_iter().map(|view| RowsMut::new(view, &start(output), self.how.stream)).collect();
        let mut settle = Settle::new(&outputs, self.how.stream);
        let abreast = self.abreast && outputs.iter().all(|rows| rows.line_up_along(outer.len() - 2));
        let rows = || {
            let rows = views.iter().zip(&needed).map(|(view, needed)| Rows::new(view, &start(needed)));
            rows.collect::<Vec<_>>()
        };
        let mut inputs: Vec<_> = (0..if abreast { ABREAST } else { 1 }).map(|_| rows()).collect();
        let sums: Vec<_> =
            self.terms.iter().map(|terms| PlannedSum::new(terms, range, outer.len())).collect();
        let mut plan = Plan::new();

        let joined = self.whole_row == Some(range.len())
            && inputs[0].iter().all(Rows::follow)
            && outputs.iter().all(RowsMut::follow);
        // Of the run, and of that in the plane beside.
        let mut index = [start(outer), start(outer)];
        let mut next = index.clone();
        loop {
            let rows = if joined { self.rows_at(&index[0], outer, range.len()) } else { 1 };
            let planes = if abreast { self.planes_at(&index[0], outer) } else { 1 };
            next[0].copy_from_slice(&index[0]);
            let more = advance(&mut next[0], outer, [planes, rows]);
            for [index, beside] in [&mut index, &mut next] {
                beside.copy_from_slice(index);
                if planes > 1 {
                    beside[outer.len() - 2] += 1;
                }
            }
            for (inputs, index) in inputs.iter_mut().zip(&index).take(planes) {
                for input in inputs {
                    input.enter(index, rows);
                }
            }
            let run = |plane: usize| Run {
                inputs: &inputs[plane],
                index: &index[plane],
                next: more.then_some(&next[plane][..]),
                rows,
                range: range.clone(),
                number: plane,
                set: self.how.set,
                ahead: &self.ahead,
            };
            if planes == ABREAST && self.is_between_edges(&index[0], outer) {
                (self.compute)(&[run(0), run(1)], &sums, &mut plan, &mut outputs);
            } else {
                for plane in 0..planes {
                    (self.compute)(&[run(plane)], &sums, &mut plan, &mut outputs);
                }
            }
            (0..planes).for_each(|run| settle.settle(&mut outputs, run));
            if !more {
                break;
            }
            mem::swap(&mut index, &mut next);
        }
    }

    /// Number of rows from `index` on that make one run: those before the end of the tile between the edges of the last
    /// outer axis.
    fn rows_at(&self, index: &[usize], outer: &[Range<usize>], row: usize) -> usize {
        let Some(last) = index.len().checked_sub(1) else { return 1 };
        let (at, inner) = (index[last], self.inner(last, &outer[last]));
        if inner.contains(&at) { (inner.end - at).min(LONGEST / row).max(1) } else { 1 }
    }

    /// Number of planes from `index` on that are walked together: as many as are computed abreast, where these are before the end of
    /// the tile between the edges of their axis.
    fn planes_at(&self, index: &[usize], outer: &[Range<usize>]) -> usize {
        let position = outer.len() - 2;
        let inner = self.inner(position, &outer[position]);
        let at = index[position];
        if inner.start <= at && at + ABREAST <= inner.end { ABREAST } else { 1 }
    }

    /// Whether the last outer axis has no edge at a row.
    fn is_between_edges(&self, index: &[usize], outer: &[Range<usize>]) -> bool {
        let last = outer.len() - 1;
        self.inner(last, &outer[last]).contains(&index[last])
    }

    /// The indices that no stencil along an outer axis takes for an edge.
    fn inner(&self, position: usize, range: &Range<usize>) -> Range<usize> {
        let along = self.terms.iter().flatten().filter(|term| term.position == position);
        along
            .map(|term| term.stencil.interior_range())
            .fold(range.clone(), |one, other| one.start.max(other.start)..one.end.min(other.end))
    }
}
