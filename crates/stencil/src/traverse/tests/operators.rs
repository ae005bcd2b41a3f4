//! Sums that operators are made of, on axes even and uneven and in any order, against point by point: each has loops of its
//! own.

use DerivativeOrder::{First, Second};
use Sign::{Minus, Plus};

use super::*;
use crate::term::input_range;

/// Sums of derivatives: sign, input, axis and order of each term.
type Sums = Vec<Vec<(Sign, usize, usize, DerivativeOrder)>>;

/// Those of operators on so many axes, and some that no operator has.
fn operators(axes: usize) -> Vec<(&'static str, Sums)> {
    let all = |order| (0..axes).map(move |axis| (Plus, 0, axis, order));
    let last = axes - 1;
    let mut operators = vec![
        ("gradient", all(First).map(|term| vec![term]).collect()),
        ("second derivatives", all(Second).map(|term| vec![term]).collect()),
        ("divergence", vec![all(First).map(|(sign, _, axis, order)| (sign, axis, axis, order)).collect()]),
        ("laplacian", vec![all(Second).collect()]),
        (
            "second derivatives of other inputs",
            vec![all(Second).map(|(sign, _, axis, order)| (sign, axis, axis, order)).collect()],
        ),
        ("both along the rows", vec![vec![(Plus, 0, last, First), (Minus, 0, last, Second)]]),
        ("one along the rows each", vec![vec![(Plus, 0, last, First)], vec![(Plus, 0, last, Second)]]),
    ];
    let curl = |sign, order: [usize; 3]| {
        let terms = [[(2, 1), (1, 2)], [(0, 2), (2, 0)], [(1, 0), (0, 1)]];
        let sum = |n: usize| {
            let [one, other] = terms[n];
            vec![(Plus, one.0, one.1, First), (sign, other.0, other.1, First)]
        };
        order.map(sum).into()
    };
    if axes > 1 {
        // On an uneven axis and an even one both are of three values, the first with weights for each row.
        operators.push((
            "first and second derivative",
            vec![vec![(Plus, 0, last - 1, First), (Plus, 0, last, Second)]],
        ));
    }
    match axes {
        2 => operators.push(("curl", vec![vec![(Plus, 1, 0, First), (Minus, 0, 1, First)]])),
        3 => operators.extend([
            ("curl", curl(Minus, [0, 1, 2])),
            ("curl backwards", curl(Minus, [2, 1, 0])),
            ("curl with plus", curl(Plus, [0, 1, 2])),
            // Along the rows where those of a curl are, with other weights.
            (
                "nearly a curl",
                [[1, 2], [2, 1], [0, 1]]
                    .map(|[one, other]| vec![(Plus, 0, one, First), (Minus, 1, other, First)])
                    .into(),
            ),
        ]),
        _ => {}
    }
    operators
}

/// What one of the grids is.
#[derive(Debug, Clone, Copy)]
struct Grid<'g> {
    shape: &'g [usize],
    /// The axes from the slowest to the fastest.
    order: &'g [usize],
    /// A bit for each axis.
    uneven: usize,
    /// Between points of the first axis if it is even; of each other one twice that of the one before it.
    step: f64,
    edge_order: EdgeOrder,
    /// Whether the outermost points are left out.
    inner: bool,
}

impl Grid<'_> {
    fn stencil(&self, axis: usize, order: DerivativeOrder) -> Stencil {
        let points = self.shape[axis];
        let x: Vec<f64> = (0..points).map(|i| 0.3 * i as f64 + 0.02 * (i * i) as f64).collect();
        let step = self.step * f64::from(1_u8 << axis);
        let is_uneven = self.uneven >> axis & 1 == 1;
        let spacing = if is_uneven { Spacing::from_coordinates(&x) } else { Spacing::uniform(step) };
        Stencil::new(&spacing.unwrap(), points, order, self.edge_order).unwrap()
    }

    /// An array of such extents, in the order of the axes.
    fn array<T: Clone>(&self, extents: &[usize], values: Vec<T>) -> ArrayD<T> {
        let shape: Vec<_> = self.order.iter().map(|axis| extents[*axis]).collect();
        let places: Vec<_> = (0..shape.len())
            .map(|axis| self.order.iter().position(|other| *other == axis).unwrap())
            .collect();
        ArrayD::from_shape_vec(IxDyn(&shape), values).unwrap().permuted_axes(IxDyn(&places))
    }

    /// Compares all operators with point by point.
    fn check<T: Element, O: Output<Scalar = T::Scalar> + PartialEq + std::fmt::Debug>(
        &self,
        how: How,
        number: impl Fn(f64) -> T,
    ) {
        let axes = self.shape.len();
        let count: usize = self.shape.iter().product();
        let stencils: Vec<_> =
            (0..axes).map(|axis| [First, Second].map(|order| self.stencil(axis, order))).collect();
        let input =
            |n: usize| self.array(self.shape, numbers(count + n)[n..].iter().copied().map(&number).collect());
        let inputs: Vec<_> = (0..axes).map(input).collect();
        let views: Vec<_> = inputs.iter().map(|input| input.view()).collect();
        let points: Vec<_> =
            self.shape.iter().map(|extent| if self.inner { 1..*extent - 1 } else { 0..*extent }).collect();
        let extents: Vec<_> = points.iter().map(Range::len).collect();
        for (number, (name, sums)) in operators(axes).into_iter().enumerate() {
            let term = |(sign, input, axis, order): &(Sign, usize, usize, DerivativeOrder)| {
                let stencil = &stencils[*axis][order.number() - 1];
                Term { input: *input, axis: Axis(*axis), stencil, sign: *sign }
            };
            let sums: Vec<Vec<_>> = sums.iter().map(|terms| terms.iter().map(term).collect()).collect();
            let parts: Vec<_> = views
                .iter()
                .enumerate()
                .map(|(input, view)| {
                    // What the terms of the input need, or what all of them do.
                    let is_own = (input + number + self.uneven).is_multiple_of(2);
                    let taken = |term: &&Term<'_>| term.input == input || !is_own;
                    let needed =
                        |axis: usize| input_range(sums.iter().flatten().filter(taken), axis, &points[axis]);
                    view.slice_each_axis(|axis| Slice::from(needed(axis.axis.index())))
                })
                .collect();
            let room = || self.array(&extents, vec![O::default(); extents.iter().product()]);
            for abreast in [None, Some(0)] {
                // Whether planes are computed abreast makes a difference to Laplacians only.
                if abreast.is_some() && name != "laplacian" {
                    continue;
                }
                let how = How { abreast, ..how };
                let mut outputs: Vec<_> = sums.iter().map(|_| room()).collect();
                let places = outputs.iter_mut().map(|output| output.view_mut()).collect();
                sum_with(how, &points, &parts, places, &sums).unwrap();
                for (output, terms) in outputs.iter().zip(&sums) {
                    for (at, found) in output.indexed_iter() {
                        let place: Vec<_> =
                            points.iter().enumerate().map(|(axis, range)| range.start + at[axis]).collect();
                        let expected = O::narrow(naive(&views, terms, &IxDyn(&place)));
                        assert!(
                            *found == expected,
                            "{name} at {at:?}: {found:?}, not {expected:?}; {self:?}, {how:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
#[expect(clippy::cast_possible_truncation, reason = "any numbers will do")]
fn operators_are_those_of_each_point() {
    let grids: [(&[usize], &[&[usize]]); 10] = [
        (&[4, 5, 37], &[&[0, 1, 2], &[2, 1, 0]]),
        (&[35, 4, 5], &[&[2, 1, 0], &[1, 2, 0]]),
        (&[4, 7, 16], &[&[0, 1, 2]]),
        (&[9, 6, 40], &[&[0, 1, 2]]),
        (&[8, 7, 33], &[&[0, 1, 2]]),
        (&[5, 40], &[&[0, 1], &[1, 0]]),
        (&[40, 6], &[&[1, 0]]),
        (&[300], &[&[0]]),
        // Rows of which many make a run.
        (&[60, 23], &[&[0, 1]]),
        (&[180, 6], &[&[0, 1]]),
    ];
    let mut number = 0;
    for (shape, orders) in grids {
        for (order, uneven) in
            orders.iter().flat_map(|order| (0..1 << shape.len()).map(move |bits| (order, bits)))
        {
            number += 1;
            for set in InstructionSet::available() {
                let edge_order = if number % 2 == 0 { EdgeOrder::First } else { EdgeOrder::Second };
                let stream = (number % 3 == 0).then_some(set);
                // The divisors of -0.33 and its double have no reciprocals.
                let step = if number % 3 < 2 { -0.33 } else { -0.3 };
                let grid = Grid { shape, order, uneven, step, edge_order, inner: number % 5 == 0 };
                let how = how(set, stream);
                grid.check::<f64, f64>(how, |x| x);
                if shape.len() == 2 {
                    // Some differences are too small for a quotient by two operations.
                    grid.check::<f64, f64>(how, |x| if x.to_bits() % 128 == 0 { x } else { x * 1e-310 });
                }
                match number % 4 {
                    0 => grid.check::<f32, f32>(how, |x| x as f32),
                    1 => grid.check::<i16, f64>(how, |x| x as i16),
                    2 => grid.check::<Complex64, Complex64>(how, |x| Complex64::new(x, 1.0 - x)),
                    _ => grid.check::<f64, f32>(how, |x| x),
                }
            }
        }
    }
}

/// Laplacians along the last three axes, whose planes are computed abreast, where arrays and windows are of all kinds.
#[test]
fn laplacians_of_planes_abreast_are_those_of_each_point() {
    let (shapes, sets) = ([&[8, 6, 48][..], &[9, 8, 33], &[2, 8, 7, 40]], InstructionSet::available());
    let cases = |bits: usize| [0, 1, 2, 3, 4].map(|bit| bits >> bit & 1 == 1);
    for (shape, bits) in shapes.iter().flat_map(|shape| (0..32).map(move |bits| (*shape, bits))) {
        let [uneven, inner, packed, strided, second_order] = cases(bits);
        let edge_order = if second_order { EdgeOrder::Second } else { EdgeOrder::First };
        let plan = |points: usize| {
            let x: Vec<f64> = (0..points).map(|i| 0.3 * i as f64 + 0.02 * (i * i) as f64).collect();
            let spacing = if uneven { Spacing::from_coordinates(&x) } else { Spacing::uniform(0.7) };
            Stencil::new(&spacing.unwrap(), points, Second, edge_order).unwrap()
        };
        let stencils: Vec<_> = shape.iter().map(|points| plan((*points).max(4))).collect();
        let term = |axis| Term { input: 0, axis: Axis(axis), stencil: &stencils[axis], sign: Plus };
        let sums = [(shape.len() - 3..shape.len()).map(term).collect::<Vec<_>>()];
        // The numbers of a row stand side by side, or there is one between each two.
        let step = if packed { 2 } else { 1 };
        let mut memory = shape.to_vec();
        *memory.last_mut().unwrap() *= step;
        let count = memory.iter().product();
        let field = ArrayD::from_shape_vec(IxDyn(&memory), numbers(count)).unwrap();
        let last = Axis(shape.len() - 1);
        let view = field.slice_axis(last, Slice::new(0, None, step.cast_signed()));
        let points: Vec<_> = (0..shape.len())
            .map(|axis| if inner && axis + 3 >= shape.len() { 1..shape[axis] - 1 } else { 0..shape[axis] })
            .collect();
        let needed = |axis: usize| input_range(sums.iter().flatten(), axis, &points[axis]);
        let part = view.slice_each_axis(|axis| Slice::from(needed(axis.axis.index())));
        let mut expected = ArrayD::<f64>::zeros(points.iter().map(Range::len).collect::<Vec<_>>());
        for (at, number) in expected.indexed_iter_mut() {
            let place: Vec<_> =
                points.iter().enumerate().map(|(axis, range)| range.start + at[axis]).collect();
            *number = naive(&[view.view()], &sums[0], &IxDyn(&place));
        }
        for (set, stream) in sets.iter().flat_map(|set| [(*set, None), (*set, Some(*set))]) {
            let step = if strided { 3 } else { 1 };
            let mut room = expected.shape().to_vec();
            *room.last_mut().unwrap() *= step;
            let mut out = ArrayD::from_elem(IxDyn(&room), f64::NAN);
            let mut out = out.slice_axis_mut(last, Slice::new(0, None, step.cast_signed()));
            let how = How { abreast: Some(0), ..how(set, stream) };
            sum_with(how, &points, &[part.view()], vec![out.view_mut()], &sums).unwrap();
            assert_eq!(out, expected, "{how:?} {shape:?} {bits:05b}");
        }
    }
}
