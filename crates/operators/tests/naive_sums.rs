//! Every operator, for every type and memory layout, against naive sums of naive derivatives, bit by bit.

use fieldops_operators::{DerivativeOrder, EdgeOrder, Operator, Sign, Sweep, Term};
use ndarray::{ArrayD, IxDyn};
use num_complex::{Complex32, Complex64};

use crate::{
    grids::{EDGES, PLACES, Place, Tested},
    shared::{
        bits::{Bits, assert_same_bits},
        layouts::LAYOUTS,
        naive::Points,
        samples::Random,
    },
    tables::all,
};

fn operators_are_naive_sums<T: Tested>()
where
    T::Derivative: Bits,
{
    let mut random = Random(20_251_124);
    for (number, (shape, axes)) in PLACES.into_iter().enumerate() {
        let place = Place::new(shape, axes, &mut random);
        let fields: Vec<ArrayD<T>> = axes.iter().map(|_| random.array(shape)).collect();
        for (turn, named) in all(axes.len()).into_iter().enumerate() {
            for edge in EDGES {
                let fields = &fields[..named.components(axes.len())];
                let leading = named.leading(axes.len());
                let expected = place.naive(&named.definition(axes.len()), &leading, fields, edge);
                // A layout of its own for each component, and another for the result.
                let layout = |shift: usize| LAYOUTS[(number + turn + shift) % LAYOUTS.len()];
                let stored: Vec<_> =
                    fields.iter().enumerate().map(|(c, field)| layout(c).copy(&field.view())).collect();
                let views: Vec<_> = stored.iter().map(|field| field.view()).collect();
                let what = format!("{named:?} of {shape:?} along {axes:?}, edge {edge:?}, {:?}", layout(0));

                let found = named.apply(&views, &place.grid, edge).unwrap();
                assert_same_bits(&found.view(), &expected, &what);
                let mut out = layout(edge.number()).filled(expected.shape(), T::filler());
                named.apply_into(&views, &place.grid, edge, out.view_mut()).unwrap();
                assert_same_bits(&out.view(), &expected, &format!("{what}, into"));
                assert_eq!(out.touched_around(|number| number.bits() == T::filler().bits()), 0, "{what}");
            }
        }
    }
}

macro_rules! every_type {
    ($($name:ident: $element:ty;)*) => {$(
        #[test]
        fn $name() {
            operators_are_naive_sums::<$element>();
        }
    )*};
}

every_type! {
    operators_on_f64_are_naive_sums: f64;
    operators_on_f32_are_naive_sums_rounded_once: f32;
    operators_on_complex64_are_naive_sums: Complex64;
    operators_on_complex32_are_naive_sums_rounded_once: Complex32;
    operators_on_i16_are_naive_sums: i16;
    operators_on_i64_are_naive_sums: i64;
    operators_on_u8_are_naive_sums: u8;
    operators_on_u32_are_naive_sums: u32;
}

#[test]
fn a_result_may_be_stored_in_another_precision() {
    let mut random = Random(11);
    let place = Place::new(&[4, 5], &[1, 0], &mut random);
    let fields: Vec<ArrayD<f32>> = (0..2).map(|_| random.array(&[4, 5])).collect();
    let wide: Vec<ArrayD<f64>> = fields.iter().map(|field| field.mapv(f64::from)).collect();
    let views: Vec<_> = fields.iter().map(|field| field.view()).collect();
    for named in all(2) {
        let leading = named.leading(2);
        let expected = place.naive(&named.definition(2), &leading, &wide, EdgeOrder::First);
        let mut out = ArrayD::from_elem(expected.raw_dim(), f64::NAN);
        let components = named.components(2);
        named.apply_into(&views[..components], &place.grid, EdgeOrder::First, out.view_mut()).unwrap();
        assert_same_bits(&out.view(), &expected, &format!("{named:?}"));
    }
}

#[test]
fn a_table_of_ones_own_that_begins_with_a_minus_subtracts_from_zero() {
    let x = Points::At(vec![0.5, 1.0, 3.0, 3.5]);
    let place = Place::at(&[4], vec![(0, x)]);
    let f: ArrayD<f64> = Random(12).array(&[4]);
    let term = Term { output: 0, sign: Sign::Minus, component: 0, axis: 0, order: DerivativeOrder::First };
    let sweep = Sweep::new(&Operator::new(1, vec![term, term]), &place.grid, EdgeOrder::Second).unwrap();
    let mut out = ArrayD::from_elem(IxDyn(&[4]), f64::NAN);
    sweep.apply_into(&[f.view()], &mut [out.view_mut()]).unwrap();
    let slope = place.naive(&[(0, '+', 0, 0, 1)], &[], &[f], EdgeOrder::Second);
    assert_same_bits(&out.view(), &slope.mapv(|slope| 0.0 - slope - slope), "minus the slope, twice");
}
