//! Arrays whose numbers stand between those of others, point by point.

use std::fmt::Debug;

use super::*;

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

/// Sums of derivatives of three interleaved inputs, in all ways to compute and to store them, against those of arrays of their own.
fn assert_same<T>(shape: &[usize], outputs: usize, kind: Outputs, convert: impl Fn(f64) -> T)
where
    T: Output + PartialEq + Debug,
{
    let count: usize = shape.iter().product();
    let field: Vec<T> = numbers(3 * count).into_iter().map(convert).collect();
    let field = ArrayD::from_shape_vec(IxDyn(&[shape, &[3]].concat()), field).unwrap();
    let last = Axis(shape.len());
    let interleaved: Vec<_> = (0..3).map(|number| field.index_axis(last, number)).collect();
    let apart: Vec<_> = interleaved.iter().map(|view| view.as_standard_layout()).collect();

    let stencils = stencils(shape, DerivativeOrder::First);
    let term = |number: usize| {
        let axis = number % shape.len();
        Term { input: number % 3, axis: Axis(axis), stencil: &stencils[axis], sign: Sign::Plus }
    };
    let sum =
        |number| if number % 2 == 0 { vec![term(number)] } else { vec![term(number), term(number + 4)] };
    let sums: Vec<Vec<_>> = (0..outputs).map(sum).collect();
    let window: Vec<_> = shape.iter().map(|extent| 0..*extent).collect();
    let mut expected = vec![ArrayD::from_elem(IxDyn(shape), T::default()); outputs];
    let views: Vec<_> = apart.iter().map(|view| view.view()).collect();
    let places = expected.iter_mut().map(|output| output.view_mut()).collect();
    sum_with(how(InstructionSet::Baseline, None), &window, &views, places, &sums).unwrap();

    for set in InstructionSet::available() {
        for (stream, shift) in [(None, 0), (Some(set), 0), (Some(set), 1), (Some(set), 7)] {
            let name = format!("{shape:?}, {outputs} {kind:?}, {set:?}, {stream:?}, {shift}");
            let untouched = field[vec![0; shape.len() + 1].as_slice()];
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
        for (outputs, kind) in [
            (1, Outputs::Ordered),
            (2, Outputs::Ordered),
            (3, Outputs::Ordered),
            (4, Outputs::Ordered),
            (6, Outputs::Reversed),
            (9, Outputs::Ordered),
            (3, Outputs::Reversed),
            (5, Outputs::Others),
        ] {
            number += 1;
            assert_same::<f64>(shape, outputs, kind, |x| x);
            match number % 3 {
                0 => assert_same::<f32>(shape, outputs, kind, |x| x as f32),
                1 => assert_same::<Complex64>(shape, outputs, kind, |x| Complex64::new(x, 1.0 - x)),
                _ => assert_same::<Complex32>(shape, outputs, kind, |x| Complex32::new(x as f32, 0.5)),
            }
        }
    }
}

/// So large that arrays are cut into tiles, of which each is packed.
#[test]
fn interleaved_arrays_of_many_tiles_are_those_that_have_room_of_their_own() {
    assert_same::<f64>(&[40, 90, 130], 4, Outputs::Ordered, |x| x);
    assert_same::<f64>(&[130, 3, 600], 3, Outputs::Reversed, |x| x);
}
