use std::sync::atomic::{AtomicUsize, Ordering};

use ndarray::{ArrayD, Axis, IxDyn};

use super::*;
use crate::{
    DerivativeOrder, EdgeOrder, Sign, Spacing, Stencil, Term,
    formula::Formula,
    input::Input,
    pattern::{Abreast, LastAlong, LastVaries, Pattern},
    piece::OfPiece,
    terms::Alike,
    walk::{How, walk},
};

/// Whether the sums that are planned have the loop for two planes whose formulae and pattern are these.
fn have_their_loop<'x, F: Formula<f64> + OfPiece<'x, f64>, P: Pattern>(plan: &Plan<'x, f64>) -> bool {
    let (sums, _) = plan.parts.as_chunks::<3>();
    let sums: &[[Part<'_, f64>; 3]; ABREAST] = sums.try_into().unwrap();
    let Range { start, end } = plan.sums[0].inner.bulk;
    let formula =
        |part: &Part<'x, f64>| F::of_piece(&part.piece).unwrap().within(start - part.first..end - part.first);
    let formulae = sums.each_ref().map(|parts| parts.each_ref().map(formula));
    Alike::<F, P, ABREAST, 3, false>::new::<f64>(&formulae).is_some()
}

#[test]
fn two_planes_of_a_laplacian_have_a_loop_of_their_own() {
    let shape = [8, 7, 40];
    for uneven in [false, true] {
        let plan = |points: usize| {
            let x: Vec<f64> = (0..points).map(|i| 0.3 * i as f64 + 0.02 * (i * i) as f64).collect();
            let spacing = if uneven { Spacing::from_coordinates(&x) } else { Spacing::uniform(0.7) };
            Stencil::new(&spacing.unwrap(), points, DerivativeOrder::Second, EdgeOrder::First).unwrap()
        };
        let stencils = shape.map(plan);
        let term = |axis| Term { input: 0, axis: Axis(axis), stencil: &stencils[axis], sign: Sign::Plus };
        let sums = [[0, 1, 2].map(term).to_vec()];
        let input = ArrayD::<f64>::zeros(IxDyn(&shape));
        let (window, mut output) = (shape.map(|extent| 0..extent), input.clone());
        let how = How { set: InstructionSet::best(), stream: None, abreast: Some(0) };
        let pairs = AtomicUsize::new(0);
        walk(
            how,
            &window,
            &[Input { view: input.view(), window: window.to_vec() }],
            vec![output.view_mut()],
            &sums,
            &|runs, sums, plan, _| {
                if let [one, other] = runs {
                    plan.clear();
                    one.plan(sums, plan);
                    other.plan(sums, plan);
                    pairs.fetch_add(1, Ordering::Relaxed);
                    assert!(if uneven {
                        have_their_loop::<WeightedSum<'_, f64, 5>, Abreast<LastVaries>>(plan)
                    } else {
                        have_their_loop::<WeightedSum<'_, f64, 3>, Abreast<LastAlong>>(plan)
                    });
                }
            },
        );
        assert_eq!(pairs.into_inner(), if uneven { 2 } else { 3 });
    }
}
