//! Sums of `numpy.gradient`'s answers, bit by bit: `tests/golden/operators.txt` at the top of the workspace, beside the
//! program that wrote it, which describes its format.

use fieldops_operators::EdgeOrder;
use ndarray::{ArrayD, IxDyn};
use num_complex::{Complex32, Complex64};

use crate::{
    grids::{Place, Tested},
    shared::{
        bits::{Bits, assert_same_bits},
        golden::{Case, Parse, read},
        naive::Points,
    },
    tables::Named,
};

fn check<T: Tested + Parse>(case: &Case)
where
    T::Derivative: Bits + Parse,
{
    let shape = case.shape();
    let edge = EdgeOrder::try_from(case.number::<i64>("edge_order")).unwrap();
    let points = (0..shape.len()).map(|axis| {
        let spacing = case.spacing(&format!("spacing{axis}"), &format!("coordinates{axis}"));
        (axis, spacing.map_or_else(Points::At, Points::Even))
    });
    let place = Place::at(&shape, points.collect());
    let component = |number: usize| {
        ArrayD::<T>::from_shape_vec(IxDyn(&shape), case.values(&format!("component{number}"))).unwrap()
    };
    let fields: Vec<_> = (0..shape.len()).map(component).collect();
    let views: Vec<_> = fields.iter().map(|field| field.view()).collect();
    let compare = |named: Named, keywords: &[&str]| {
        let expected = keywords.iter().flat_map(|keyword| case.values(keyword)).collect();
        let extents = [named.leading(shape.len()), shape.clone()].concat();
        let expected = ArrayD::from_shape_vec(IxDyn(&extents), expected).unwrap();
        let found = named.apply(&views, &place.grid, edge).unwrap();
        assert_same_bits(&found.view(), &expected, &format!("{named:?} of {}", case.name()));
    };
    compare(Named::Divergence, &["divergence"]);
    match shape.len() {
        2 => compare(Named::Curl2d, &["curl"]),
        _ => compare(Named::Curl3d, &["curl0", "curl1", "curl2"]),
    }
}

#[test]
fn divergence_and_curl_are_sums_of_numpys_gradients_bit_by_bit() {
    let cases = read("operators.txt");
    assert!(cases.len() >= 20, "only {} cases", cases.len());
    for case in &cases {
        match case.word("dtype") {
            "f64" => check::<f64>(case),
            "f32" => check::<f32>(case),
            "c128" => check::<Complex64>(case),
            "c64" => check::<Complex32>(case),
            "i16" => check::<i16>(case),
            other => panic!("{}: unknown type {other}", case.name()),
        }
    }
}
