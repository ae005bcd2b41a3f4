//! What `numpy.gradient` answered, bit by bit: `tests/golden/gradient.txt` at the top of the workspace, beside the program
//! that wrote it, which describes its format.

use std::collections::HashSet;

use fieldops_stencil::{DerivativeOrder, EdgeOrder, Spacing, Stencil, derivative};
use ndarray::{ArrayD, Axis, IxDyn};
use num_complex::{Complex32, Complex64};

use crate::{
    plans::Tested,
    shared::{
        bits::{Bits, assert_same_bits},
        golden::{Case, Parse, read},
    },
};

fn check<T: Tested + Parse>(case: &Case)
where
    T::Derivative: Bits + Parse,
{
    let axis: usize = case.number("axis");
    let shape = case.shape();
    let spacing = case
        .spacing("spacing", "coordinates")
        .map_or_else(|coordinates| Spacing::from_coordinates(&coordinates), Spacing::uniform);
    let edge_order = EdgeOrder::try_from(case.number::<i64>("edge_order")).unwrap();
    let stencil = Stencil::new(&spacing.unwrap(), shape[axis], DerivativeOrder::First, edge_order).unwrap();
    let input: ArrayD<T> = ArrayD::from_shape_vec(IxDyn(&shape), case.values("input")).unwrap();
    let expected = ArrayD::from_shape_vec(IxDyn(&shape), case.values("expected")).unwrap();
    let found = derivative(input.view(), Axis(axis), &stencil).unwrap();
    assert_same_bits(&found.view(), &expected, case.name());
}

#[test]
fn first_derivatives_are_numpys_bit_by_bit() {
    let cases = read("gradient.txt");
    assert!(cases.len() > 100, "only {} cases", cases.len());
    for case in &cases {
        match case.word("dtype") {
            "f64" => check::<f64>(case),
            "f32" => check::<f32>(case),
            "c128" => check::<Complex64>(case),
            "c64" => check::<Complex32>(case),
            "i8" => check::<i8>(case),
            "i16" => check::<i16>(case),
            "i32" => check::<i32>(case),
            "i64" => check::<i64>(case),
            "u8" => check::<u8>(case),
            "u16" => check::<u16>(case),
            "u32" => check::<u32>(case),
            "u64" => check::<u64>(case),
            other => panic!("{}: unknown type {other}", case.name()),
        }
    }
    let types: HashSet<_> = cases.iter().map(|case| case.word("dtype")).collect();
    assert_eq!(types.len(), 12, "types recorded: {types:?}");
}
