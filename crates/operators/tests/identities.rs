//! Identities of vector calculus, which hold for the discrete operators too: derivatives along different axes commute.

use fieldops_operators::{EdgeOrder, Grid, curl_2d, curl_3d, divergence, gradient, jacobian};
use ndarray::{ArrayD, ArrayViewD, Axis};

use crate::{
    grids::{EDGES, Place},
    shared::{bits::assert_same_bits, samples::Random},
};

/// Shape with time before, and the axes x, y, z in another order than the array's.
const SHAPE: [usize; 4] = [2, 6, 4, 5];
const AXES: [usize; 3] = [3, 1, 2];

fn place() -> Place {
    Place::new(&SHAPE, &AXES, &mut Random(31))
}

fn vector_field() -> Vec<ArrayD<f64>> {
    (0..3).map(|seed| Random(seed).array(&SHAPE)).collect()
}

/// Rounding of two derivatives in turn: distances are 0.1 at least, so that no weight exceeds 3/0.1 and no sum of a
/// derivative's weights 9/0.1.
fn bound(fields: &[ArrayD<f64>]) -> f64 {
    let largest = fields.iter().flatten().fold(0.0, |one: f64, other| one.max(other.abs()));
    50.0 * f64::EPSILON * largest * 90.0 * 90.0
}

fn largest(array: &ArrayD<f64>) -> f64 {
    array.iter().fold(0.0, |one, other| one.max(other.abs()))
}

fn parts(stacked: &ArrayD<f64>) -> Vec<ArrayViewD<'_, f64>> {
    stacked.outer_iter().collect()
}

#[test]
fn the_curl_of_a_gradient_vanishes() {
    let (place, fields) = (place(), vector_field());
    for edge in EDGES {
        let mut slopes = gradient(&fields[0].view(), &place.grid, edge).unwrap();
        let curl = |slopes: &ArrayD<f64>| curl_3d(&parts(slopes), &place.grid, edge).unwrap();
        assert!(largest(&curl(&slopes)) <= bound(&fields[..1]), "{} with {edge:?}", largest(&curl(&slopes)));
        slopes.index_axis_mut(Axis(0), 1).mapv_inplace(|slope| -slope);
        assert!(largest(&curl(&slopes)) > 1e6 * bound(&fields[..1]), "the bound would hide an error");
    }
}

#[test]
fn the_divergence_of_a_curl_vanishes() {
    let (place, fields) = (place(), vector_field());
    let views: Vec<_> = fields.iter().map(|field| field.view()).collect();
    for edge in EDGES {
        let mut curl = curl_3d(&views, &place.grid, edge).unwrap();
        let div = |curl: &ArrayD<f64>| divergence(&parts(curl), &place.grid, edge).unwrap();
        assert!(largest(&div(&curl)) <= bound(&fields), "{} with {edge:?}", largest(&div(&curl)));
        curl.index_axis_mut(Axis(0), 2).mapv_inplace(|slope| -slope);
        assert!(largest(&div(&curl)) > 1e6 * bound(&fields), "the bound would hide an error");
    }
}

/// The Jacobian as a function of component and axis.
fn entries(
    grid: &Grid,
    views: &[ArrayViewD<'_, f64>],
    edge: EdgeOrder,
) -> impl Fn(usize, usize) -> ArrayD<f64> {
    let j = jacobian(views, grid, edge).unwrap();
    move |component, axis| j.index_axis(Axis(0), component).index_axis(Axis(0), axis).to_owned()
}

#[test]
fn the_divergence_is_the_trace_of_the_jacobian_bit_by_bit() {
    let (place, fields) = (place(), vector_field());
    let views: Vec<_> = fields.iter().map(|field| field.view()).collect();
    for edge in EDGES {
        let j = entries(&place.grid, &views, edge);
        let div = divergence(&views, &place.grid, edge).unwrap();
        assert_same_bits(&div.view(), &(j(0, 0) + j(1, 1) + j(2, 2)), "trace");
    }
}

#[test]
fn the_curl_is_the_antisymmetric_part_of_the_jacobian_bit_by_bit() {
    let (place, fields) = (place(), vector_field());
    let views: Vec<_> = fields.iter().map(|field| field.view()).collect();
    for edge in EDGES {
        let j = entries(&place.grid, &views, edge);
        let curl = curl_3d(&views, &place.grid, edge).unwrap();
        for (component, (after, last)) in [(1, 2), (2, 0), (0, 1)].into_iter().enumerate() {
            let found = curl.index_axis(Axis(0), component);
            assert_same_bits(&found, &(j(last, after) - j(after, last)), "curl");
        }
        let flat = curl_2d(&views[..2], &place.grid, edge).unwrap();
        assert_same_bits(
            &flat.view(),
            &curl.index_axis(Axis(0), 2).to_owned(),
            "the 2-D curl is the z component",
        );
    }
}
