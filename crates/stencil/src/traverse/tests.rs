use std::sync::Mutex;

use ndarray::ArrayD;

use super::*;
use crate::{DerivativeOrder, EdgeOrder, Sign, Spacing, Stencil};

/// Numbers without a pattern.
fn numbers(count: usize) -> Vec<f64> {
    let mixed = (1_u32..).map(|i| i.wrapping_mul(0x9e37_79b9).to_be_bytes());
    mixed.map(|[a, b, c, _]| f64::from(i16::from_be_bytes([a, b])) + f64::from(c) / 7.0).take(count).collect()
}

fn stencils(shape: &[usize], order: DerivativeOrder) -> Vec<Stencil> {
    let plan = |(axis, &points): (usize, &usize)| {
        let x: Vec<f64> = (0..points).map(|i| 0.3 * i as f64 + 0.01 * (i * i) as f64).collect();
        let even = Spacing::uniform(0.7).unwrap();
        let spacing = if axis == 1 { even } else { Spacing::from_coordinates(&x).unwrap() };
        Stencil::new(&spacing, points, order, EdgeOrder::Second).unwrap()
    };
    shape.iter().enumerate().map(plan).collect()
}

/// Two sums of derivatives along all axes, in an array that begins `shift` numbers behind another.
fn sums_by(how: How, shape: &[usize], order: DerivativeOrder, shift: usize) -> Vec<u64> {
    let count: usize = shape.iter().product();
    let fields = [numbers(count), numbers(count + 5)[5..].to_vec()];
    let views = fields.each_ref().map(|field| ArrayViewD::from_shape(IxDyn(shape), field).unwrap());
    let stencils = stencils(shape, order);
    let term = |sign, input, axis| Term { input, axis: Axis(axis), stencil: &stencils[axis], sign };
    let axes = 0..shape.len();
    let sums = [
        axes.clone().map(|axis| term(Sign::Plus, axis % 2, axis)).collect(),
        axes.rev().map(|axis| term(Sign::Minus, 1, axis)).collect(),
    ];
    let mut room = vec![f64::NAN; shift + 2 * count];
    let (one, other) = room[shift..].split_at_mut(count);
    let outputs = [one, other].map(|part| ArrayViewMutD::from_shape(IxDyn(shape), part).unwrap());
    let window: Vec<_> = shape.iter().map(|extent| 0..*extent).collect();
    sum_with(how, &window, &views, outputs.into(), &sums).unwrap();
    room[shift..].iter().map(|number| number.to_bits()).collect()
}

#[test]
fn every_instruction_set_and_way_to_store_gives_the_same_bits() {
    for shape in [&[2058][..], &[9, 4], &[7, 130], &[5, 6, 4], &[6, 9, 67], &[5, 50, 33], &[4, 3, 5, 18]] {
        let orders = [DerivativeOrder::First, DerivativeOrder::Second];
        for order in orders.into_iter().filter(|order| order.number() == 1 || !shape.contains(&3)) {
            let plain = How { set: InstructionSet::Baseline, stream: None };
            let expected = sums_by(plain, shape, order, 0);
            for set in InstructionSet::available() {
                for (shift, stream) in [(0, None), (0, Some(set)), (1, Some(set)), (5, Some(set))] {
                    let found = sums_by(How { set, stream }, shape, order, shift);
                    assert!(found == expected, "{shape:?}, {order:?}, {set:?}, {stream:?}, {shift}");
                }
            }
        }
    }
}

/// Number of rows and length of all runs of an array of this shape, differentiated along these axes.
fn runs(shape: &[usize], axes: &[usize]) -> Vec<(usize, usize)> {
    let input = ArrayD::<f64>::zeros(IxDyn(shape));
    let mut output = input.clone();
    let window: Vec<_> = shape.iter().map(|&extent| 0..extent).collect();
    let even = Spacing::uniform(0.7).unwrap();
    let plan = |points: usize| Stencil::new(&even, points, DerivativeOrder::First, EdgeOrder::First).unwrap();
    let stencils: Vec<_> = axes.iter().map(|axis| plan(shape[*axis])).collect();
    let term = |(axis, stencil): (&usize, _)| Term { input: 0, axis: Axis(*axis), stencil, sign: Sign::Plus };
    let sums = [axes.iter().zip(&stencils).map(term).collect()];
    let found = Mutex::new(Vec::new());
    let how = How { set: InstructionSet::best(), stream: None };
    walk(how, &window, &[input.view()], vec![output.view_mut()], &sums, &|run, _, _, _| {
        found.lock().unwrap().push((run.rows, run.range.len()));
    })
    .unwrap();
    found.into_inner().unwrap()
}

#[test]
fn short_rows_are_joined_between_the_edges_of_the_axis_before() {
    assert_eq!(runs(&[2, 7, 200], &[2]), [(7, 200), (7, 200)]);
    assert_eq!(runs(&[2, 7, 200], &[1]), [(1, 200), (5, 200), (1, 200)].repeat(2));
    assert_eq!(runs(&[2, 50, 200], &[1]), [(1, 200), (20, 200), (20, 200), (8, 200), (1, 200)].repeat(2));
}

#[test]
fn axes_of_one_point_do_not_shorten_the_runs() {
    assert_eq!(runs(&[3, 7, 1], &[1]), [(3, 7)]);
    assert_eq!(runs(&[3, 1, 7, 1, 1], &[2]), [(3, 7)]);
}

#[test]
fn nothing_is_computed_for_an_empty_window() {
    assert!(runs(&[3, 0, 7], &[2]).is_empty());
}
