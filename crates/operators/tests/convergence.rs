//! Orders of accuracy of every operator, as declared: observed from the errors on ever finer uneven grids.

use fieldops_operators::EdgeOrder;
use ndarray::{ArrayD, IxDyn};

use crate::{
    grids::{EDGES, Place},
    shared::{
        naive::Points,
        slopes::{Kind, observed_order},
    },
    tables::{Named, Row, all},
};

/// Component `c` is sin(k·x + c) with these k.
const K: [[f64; 3]; 3] = [[1.1, 0.8, -0.7], [-0.6, 1.2, 0.9], [0.7, -1.0, 1.3]];

fn phase(c: usize, x: &[f64]) -> f64 {
    K[c].iter().zip(x).map(|(k, x)| k * x).sum::<f64>() + c as f64
}

/// The exact value of an output.
fn exact(definition: &[Row], output: usize, x: &[f64]) -> f64 {
    let rows = definition.iter().filter(|row| row.0 == output);
    rows.map(|&(_, sign, c, axis, order)| {
        let k = K[c][axis];
        let value = if order == 1 { k * phase(c, x).cos() } else { -k * k * phase(c, x).sin() };
        if sign == '+' { value } else { -value }
    })
    .sum()
}

/// The largest errors inside and on the faces, of an operator on a grid of about so many points a side.
fn errors(named: Named, kinds: &[Kind], resolution: usize, edge: EdgeOrder) -> [f64; 2] {
    let axes = kinds.len();
    let shape: Vec<usize> = (0..axes).map(|axis| resolution + axis).collect();
    let x: Vec<Vec<f64>> =
        shape.iter().zip(kinds).map(|(points, kind)| kind.coordinates(*points, 0.2, 1.9)).collect();
    let place = Place::at(&shape, x.iter().cloned().map(Points::At).enumerate().collect());
    let at = |index: &IxDyn| -> Vec<f64> { (0..axes).map(|axis| x[axis][index[axis]]).collect() };
    let fields: Vec<ArrayD<f64>> = (0..named.components(axes))
        .map(|c| ArrayD::from_shape_fn(&shape[..], |index| phase(c, &at(&index)).sin()))
        .collect();
    let views: Vec<_> = fields.iter().map(|field| field.view()).collect();
    let found = named.apply(&views, &place.grid, edge).unwrap();
    let outputs = named.leading(axes).iter().product();
    let found =
        found.to_shape((IxDyn(&[&[outputs], &shape[..]].concat()), ndarray::Order::RowMajor)).unwrap();
    let mut largest = [0.0_f64; 2];
    for (output, values) in found.outer_iter().enumerate() {
        for (index, value) in values.indexed_iter() {
            let error = (value - exact(&named.definition(axes), output, &at(&index))).abs();
            let on_face = (0..axes).any(|axis| index[axis] == 0 || index[axis] == shape[axis] - 1);
            let place = &mut largest[usize::from(on_face)];
            *place = place.max(error);
        }
    }
    largest
}

fn assert_orders(kinds: &[Kind], resolutions: [usize; 4]) {
    for named in all(kinds.len()) {
        for edge in EDGES {
            let errors = resolutions.map(|resolution| (resolution, errors(named, kinds, resolution, edge)));
            let order = |place: usize| observed_order(&errors.map(|(points, error)| (points, error[place])));
            let (found, declared) = ([order(0), order(1)], [2.0, edge.number() as f64]);
            for (found_one, declared_one) in found.iter().zip(declared) {
                assert!(
                    (found_one - declared_one).abs() < 0.3,
                    "{named:?} on axes {kinds:?}, edge {edge:?}: inside and on the faces {found:?}, declared {declared:?}"
                );
            }
        }
    }
}

#[test]
fn operators_on_two_axes_are_of_second_order_inside_and_of_the_edge_order_on_the_sides() {
    assert_orders(&[Kind::Jumping, Kind::Alternating], [31, 60, 121, 240]);
}

#[test]
fn operators_on_three_axes_are_of_second_order_inside_and_of_the_edge_order_on_the_faces() {
    assert_orders(&[Kind::Stretched, Kind::Alternating, Kind::Even], [12, 17, 24, 35]);
}
