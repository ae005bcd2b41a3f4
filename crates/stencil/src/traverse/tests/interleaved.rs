//! Arrays whose numbers stand between those of others, point by point.

use std::fmt::Debug;

use super::*;
use crate::term::input_range;

/// How the outputs lie.
#[derive(Debug, Clone, Copy)]
enum Outputs {
    /// Interleaved in their order.
    Ordered,
    /// Interleaved, the last one first.
    Reversed,
    /// Interleaved but for the first, which has an array of its own.
    Others,
}

/// Interleaved arrays, and a window of them.
#[derive(Debug, Clone, Copy)]
struct Case<'c> {
    shape: &'c [usize],
    inputs: usize,
    /// Whether the outermost points are left out.
    inner: bool,
    outputs: usize,
    kind: Outputs,
}

/// Sums of derivatives of interleaved inputs, in all ways to compute and to store them, against those of arrays of their own.
fn assert_same<T>(case: Case<'_>, convert: impl Fn(f64) -> T)
where
    T: Output + PartialEq + Debug,
{
    let Case { shape: whole, inputs, inner, outputs, kind } = case;
    let count: usize = whole.iter().product();
    let field: Vec<T> = numbers(inputs * count).into_iter().map(convert).collect();
    let field = ArrayD::from_shape_vec(IxDyn(&[whole, &[inputs]].concat()), field).unwrap();
    let last = Axis(whole.len());

    let stencils = stencils(whole, DerivativeOrder::First);
    let term = |number: usize| {
        let axis = number % whole.len();
        Term { input: number % inputs, axis: Axis(axis), stencil: &stencils[axis], sign: Sign::Plus }
    };
    let sum =
        |number| if number % 2 == 0 { vec![term(number)] } else { vec![term(number), term(number + 4)] };
    let sums: Vec<Vec<_>> = (0..outputs).map(sum).collect();
    let points = |extent: &usize| if inner { 1..*extent - 1 } else { 0..*extent };
    let window: Vec<_> = whole.iter().map(points).collect();
    let shape: Vec<_> = window.iter().map(Range::len).collect();
    let count: usize = shape.iter().product();
    let shape = &shape[..];
    // Some are there where their own terms need them, and others where any does.
    let part = |input: usize| {
        let taken = |term: &&Term<'_>| term.input == input || input % 3 == 1;
        let needed = |axis: usize| input_range(sums.iter().flatten().filter(taken), axis, &window[axis]);
        let mut view = field.index_axis(last, input);
        view.slice_each_axis_inplace(|axis| Slice::from(needed(axis.axis.index())));
        view
    };
    let interleaved: Vec<_> = (0..inputs).map(part).collect();
    let apart: Vec<_> = interleaved.iter().map(|view| view.as_standard_layout()).collect();
    let mut expected = vec![ArrayD::from_elem(IxDyn(shape), T::default()); outputs];
    let views: Vec<_> = apart.iter().map(|view| view.view()).collect();
    let places = expected.iter_mut().map(|output| output.view_mut()).collect();
    sum_with(how(InstructionSet::Baseline, None), &window, &views, places, &sums).unwrap();

    for set in InstructionSet::available() {
        for (stream, shift) in [(None, 0), (Some(set), 0), (Some(set), 1), (Some(set), 7)] {
            let name = format!("{case:?}, {set:?}, {stream:?}, {shift}");
            let untouched = field[vec![0; whole.len() + 1].as_slice()];
            let mut room = vec![untouched; shift + outputs * count + 9];
            let mut own = ArrayD::from_elem(IxDyn(shape), untouched);
            let whole = [shape, &[outputs]].concat();
            let mut shared =
                ArrayViewMutD::from_shape(IxDyn(&whole), &mut room[shift..][..outputs * count]).unwrap();
            let mut places: Vec<_> = shared.axis_iter_mut(last).collect();
            match kind {
                Outputs::Ordered => {}
                Outputs::Reversed => places.reverse(),
                Outputs::Others => places[0] = own.view_mut(),
            }
            sum_with(how(set, stream), &window, &interleaved, places, &sums).unwrap();
            let mut found: Vec<_> = shared.axis_iter(last).collect();
            match kind {
                Outputs::Ordered => {}
                Outputs::Reversed => found.reverse(),
                Outputs::Others => {
                    assert!(found[0].iter().all(|number| *number == untouched), "{name}");
                    found[0] = own.view();
                }
            }
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found, expected, "{name}");
            }
            let beside = room[..shift].iter().chain(&room[shift + outputs * count..]);
            assert!(beside.copied().all(|number| number == untouched), "{name}: beside the outputs");
        }
    }
}

#[test]
#[expect(clippy::cast_possible_truncation, reason = "any numbers will do")]
fn interleaved_arrays_are_those_that_have_room_of_their_own() {
    let mut number = 0;
    for shape in [&[50][..], &[6, 3], &[9, 70], &[5, 6, 40], &[7, 4, 33], &[3, 5, 4, 18]] {
        for (inputs, outputs, kind) in [
            (3, 1, Outputs::Ordered),
            (2, 2, Outputs::Ordered),
            (3, 3, Outputs::Ordered),
            (4, 4, Outputs::Ordered),
            (3, 6, Outputs::Reversed),
            (3, 9, Outputs::Ordered),
            (6, 3, Outputs::Reversed),
            (5, 5, Outputs::Others),
            (7, 7, Outputs::Ordered),
            (9, 5, Outputs::Ordered),
        ] {
            number += 1;
            let case = Case { shape, inputs, inner: number % 4 < 2, outputs, kind };
            assert_same::<f64>(case, |x| x);
            match number % 3 {
                0 => assert_same::<f32>(case, |x| x as f32),
                1 => assert_same::<Complex64>(case, |x| Complex64::new(x, 1.0 - x)),
                _ => assert_same::<Complex32>(case, |x| Complex32::new(x as f32, 0.5)),
            }
        }
    }
}

/// So large that arrays are cut into tiles, of which each is packed.
#[test]
fn interleaved_arrays_of_many_tiles_are_those_that_have_room_of_their_own() {
    let of = |shape: &'static [usize], outputs, kind, inner| Case { shape, inputs: 3, inner, outputs, kind };
    assert_same::<f64>(of(&[40, 90, 130], 4, Outputs::Ordered, false), |x| x);
    assert_same::<f64>(of(&[130, 3, 600], 3, Outputs::Reversed, true), |x| x);
    assert_same::<f64>(of(&[41, 61, 170], 3, Outputs::Ordered, true), |x| x);
}
