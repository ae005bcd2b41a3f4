//! Windows of a grid: any of them gives the bits of the whole.

use std::ops::Range;

use fieldops_operators::{EdgeOrder, Grid, GridAxis, Operator, Spacing, Sweep};
use ndarray::{ArrayD, Axis, Slice};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::{
    grids::{EDGES, PLACES, Place},
    shared::{bits::assert_same_bits, layouts::LAYOUTS, samples::Random},
    tables::{Named, all},
};

fn pools() -> [ThreadPool; 3] {
    [1, 2, 7].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap())
}

/// A box within the shape; a single point now and then.
fn random_window(shape: &[usize], random: &mut Random) -> Vec<Range<usize>> {
    let point = random.fraction() < 0.25;
    let mut index = |extent: usize| usize::try_from(random.bits() % extent as u64).unwrap();
    let range = |&extent: &usize| {
        let (one, two) = (index(extent), index(extent));
        if point { one..one + 1 } else { one.min(two)..one.max(two) + 1 }
    };
    shape.iter().map(range).collect()
}

fn part(array: &ArrayD<f64>, window: &[Range<usize>]) -> ArrayD<f64> {
    array.slice_each_axis(|axis| Slice::from(window[axis.axis.index()].clone())).to_owned()
}

/// Applies an operator to a window, in layouts that `turn` picks, and compares each output with its part of the whole.
fn check_window(
    sweep: &Sweep,
    fields: &[ArrayD<f64>],
    whole: &[ArrayD<f64>],
    window: &[Range<usize>],
    turn: usize,
) {
    let needed = |c: usize| {
        if (turn + c).is_multiple_of(2) {
            sweep.input_window(window)
        } else {
            sweep.input_window_of(c, window)
        }
    };
    let layout = |shift: usize| LAYOUTS[(turn + shift) % LAYOUTS.len()];
    let inputs: Vec<_> =
        fields.iter().enumerate().map(|(c, field)| layout(c).copy(&part(field, &needed(c)).view())).collect();
    let expected: Vec<_> = whole.iter().map(|whole| part(whole, window)).collect();
    let mut outputs: Vec<_> = expected
        .iter()
        .enumerate()
        .map(|(o, expected)| layout(turn / 6 + o).filled(expected.shape(), f64::NAN))
        .collect();
    let views: Vec<_> = inputs.iter().map(|input| input.view()).collect();
    let mut places: Vec<_> = outputs.iter_mut().map(|output| output.view_mut()).collect();
    sweep.apply_window_into(window, &views, &mut places).unwrap();
    for (output, expected) in outputs.iter().zip(&expected) {
        assert_same_bits(&output.view(), expected, &format!("window {window:?}"));
        assert_eq!(output.touched_around(|number| number.is_nan()), 0, "window {window:?}");
    }
}

/// All outputs over the whole grid, by the naive reference.
fn whole(
    named: Named,
    axes: usize,
    place: &Place,
    fields: &[ArrayD<f64>],
    edge: EdgeOrder,
) -> Vec<ArrayD<f64>> {
    let definition = named.definition(axes);
    let outputs = definition.iter().map(|row| row.0 + 1).max().unwrap();
    let stacked = place.naive(&definition, &[outputs], fields, edge);
    stacked.outer_iter().map(|output| output.to_owned()).collect()
}

#[test]
fn random_windows_down_to_one_point_are_parts_of_the_whole_on_any_number_of_threads() {
    let mut random = Random(20_251_124);
    let pools = pools();
    for (shape, axes) in PLACES {
        let place = Place::new(shape, axes, &mut random);
        for named in all(axes.len()) {
            let fields: Vec<_> = (0..named.components(axes.len())).map(|_| random.array(shape)).collect();
            for edge in EDGES {
                let whole = whole(named, axes.len(), &place, &fields, edge);
                let sweep = Sweep::new(&named.operator(axes.len()), &place.grid, edge).unwrap();
                assert_eq!((sweep.components(), sweep.outputs()), (fields.len(), whole.len()));
                for turn in 0..12 {
                    let window = random_window(shape, &mut random);
                    pools[turn % 3].install(|| check_window(&sweep, &fields, &whole, &window, turn));
                }
            }
        }
    }
}

#[test]
fn windows_large_enough_to_be_cut_into_tiles_are_parts_of_the_whole() {
    let (shape, mut random) = ([24, 45, 300], Random(77));
    let place = Place::new(&shape, &[2, 0, 1], &mut random);
    let fields: Vec<ArrayD<f64>> = (0..3).map(|_| random.array(&shape)).collect();
    let whole = whole(Named::Curl3d, 3, &place, &fields, EdgeOrder::Second);
    let sweep = Sweep::new(&Operator::curl_3d([0, 1, 2]), &place.grid, EdgeOrder::Second).unwrap();
    for (turn, pool) in pools().iter().enumerate() {
        pool.install(|| check_window(&sweep, &fields, &whole, &[0..24, 0..45, 0..300], 0));
        pool.install(|| check_window(&sweep, &fields, &whole, &[1..23, 2..45, 0..299], turn));
    }
}

fn sweep_with_batch_axis() -> Sweep {
    let x = Spacing::from_coordinates(&[0.0, 0.5, 2.0, 2.3]).unwrap();
    let grid = Grid::new(&[3, 4], vec![GridAxis::new("x", Axis(1), x)]).unwrap();
    Sweep::new(&Operator::gradient(1), &grid, EdgeOrder::First).unwrap()
}

#[test]
#[should_panic(expected = "the window [2..4, 0..1] does not lie within a grid of shape [3, 4]")]
fn a_window_beyond_an_axis_that_is_carried_along_is_refused() {
    let _ = sweep_with_batch_axis().input_window(&[2..4, 0..1]);
}

#[test]
#[should_panic(expected = "the window [0..3, 0..4, 0..1] does not lie within a grid of shape [3, 4]")]
fn a_window_of_too_many_axes_is_refused() {
    let _ = sweep_with_batch_axis().input_window(&[0..3, 0..4, 0..1]);
}

#[test]
fn a_component_is_needed_beside_a_window_along_its_own_axes() {
    let mut random = Random(5);
    let place = Place::new(&[7, 8, 9], &[0, 1, 2], &mut random);
    let sweep = Sweep::new(&Operator::divergence(&[0, 1, 2]), &place.grid, EdgeOrder::Second).unwrap();
    let window = [2..4, 0..3, 8..9];
    assert_eq!(sweep.input_window(&window), [1..5, 0..4, 6..9]);
    assert_eq!(sweep.input_window_of(0, &window), [1..5, 0..3, 8..9]);
    assert_eq!(sweep.input_window_of(1, &window), [2..4, 0..4, 8..9]);
    assert_eq!(sweep.input_window_of(2, &window), [2..4, 0..3, 6..9]);
}

#[test]
#[should_panic(expected = "component 1 of 1")]
fn a_component_that_is_not_there_is_refused() {
    let _ = sweep_with_batch_axis().input_window_of(1, &[0..3, 0..2]);
}
