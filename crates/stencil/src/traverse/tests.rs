use std::sync::Mutex;

use ndarray::{ArrayD, Axis, IxDyn, Slice};
use num_complex::{Complex32, Complex64};

use super::*;
use crate::{
    Combination, DerivativeOrder, EdgeOrder, Real, Scalar, Sign, Spacing, Stencil, simd::InstructionSet,
};

#[cfg(unix)]
mod bounds;
mod functions;
mod interleaved;
mod operators;

/// Numbers without a pattern.
fn numbers(count: usize) -> Vec<f64> {
    let mixed = (1_u32..).map(|i| i.wrapping_mul(0x9e37_79b9).to_be_bytes());
    mixed.map(|[a, b, c, _]| f64::from(i16::from_be_bytes([a, b])) + f64::from(c) / 7.0).take(count).collect()
}

/// An array that is there on a whole window.
fn whole<'a, T>(array: &'a ArrayD<T>, window: &[Range<usize>]) -> Input<'a, T> {
    Input { view: array.view(), window: window.to_vec() }
}

/// With these instructions, and one plane at a time.
fn how(set: InstructionSet, stream: Option<InstructionSet>) -> How {
    How { set, stream, abreast: None }
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
            let plain = how(InstructionSet::Baseline, None);
            let expected = sums_by(plain, shape, order, 0);
            for set in InstructionSet::available() {
                for (shift, stream) in [(0, None), (0, Some(set)), (1, Some(set)), (5, Some(set))] {
                    let found = sums_by(how(set, stream), shape, order, shift);
                    assert!(found == expected, "{shape:?}, {order:?}, {set:?}, {stream:?}, {shift}");
                }
            }
        }
    }
}

#[test]
fn complex_numbers_that_lie_across_cache_lines_arrive_beside_others() {
    let (shape, count) = ([3, 40], 3 * 40);
    let field: Vec<Complex64> =
        numbers(2 * count).chunks(2).map(|pair| Complex64::new(pair[0], pair[1])).collect();
    let view = ArrayViewD::from_shape(IxDyn(&shape), &field).unwrap();
    let stencils = stencils(&shape, DerivativeOrder::First);
    let term = |axis| Term { input: 0, axis: Axis(axis), stencil: &stencils[axis], sign: Sign::Plus };
    let sums = [0, 1].map(|axis| vec![term(axis)]);
    let window = shape.map(|extent| 0..extent);
    let mut expected = [0, 1].map(|_| ArrayD::<Complex64>::zeros(IxDyn(&shape)));
    let plain = how(InstructionSet::Baseline, None);
    let outputs = expected.iter_mut().map(|output| output.view_mut()).collect();
    sum_with(plain, &window, &[view.view()], outputs, &sums).unwrap();
    // Real numbers behind the beginning of a cache line.
    for places in [[1, 1], [0, 1], [1, 0], [0, 0], [2, 3]] {
        for set in InstructionSet::available() {
            let mut rooms = [0, 1].map(|_| vec![0.0; 2 * count + 16]);
            let first: [usize; 2] = std::array::from_fn(|n| rooms[n].as_ptr().align_offset(64) + places[n]);
            let outputs = rooms.iter_mut().zip(first).map(|(room, first)| {
                let place = room[first..].as_mut_ptr().cast::<Complex64>();
                // SAFETY: a complex number is two real ones, of which there are twice as many from the place on.
                #[expect(unsafe_code, reason = "arrays usually begin at a multiple of a number's bytes")]
                unsafe {
                    ArrayViewMutD::from_shape_ptr(IxDyn(&shape), place)
                }
            });
            sum_with(how(set, Some(set)), &window, &[view.view()], outputs.collect(), &sums).unwrap();
            for ((room, first), expected) in rooms.iter().zip(first).zip(&expected) {
                let pairs = room[first..].chunks_exact(2).take(count);
                let found: Vec<_> = pairs.map(|pair| Complex64::new(pair[0], pair[1])).collect();
                assert_eq!(found, expected.as_slice().unwrap(), "{set:?} {places:?}");
                assert!(room[..first].iter().chain(&room[first + 2 * count..]).all(|number| *number == 0.0));
            }
        }
    }
}

/// Number of rows and length of all runs of an array of this shape, differentiated along these axes, in the order of their places
/// in the array: threads compute them in any order.
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
    let how = how(InstructionSet::best(), None);
    walk(how, &window, &[whole(&input, &window)], vec![output.view_mut()], &sums, &|runs, _, _, _| {
        found
            .lock()
            .unwrap()
            .extend(runs.iter().map(|run| (run.index.to_vec(), run.range.start, run.rows, run.range.len())));
    });
    let mut found = found.into_inner().unwrap();
    found.sort_unstable();
    found.into_iter().map(|(.., rows, length)| (rows, length)).collect()
}

#[test]
fn short_rows_are_joined_between_the_edges_of_the_axis_before() {
    assert_eq!(runs(&[2, 7, 200], &[2]), [(7, 200), (7, 200)]);
    assert_eq!(runs(&[2, 7, 200], &[1]), [(1, 200), (5, 200), (1, 200)].repeat(2));
    assert_eq!(runs(&[2, 400, 200], &[1]), [(1, 200), (163, 200), (163, 200), (72, 200), (1, 200)].repeat(2));
}

/// Indices along the first axis of all runs that are computed at once, for a Laplacian on an array whose axes are of this order in
/// memory; rows are computed abreast from so many points on.
fn planes(order: [usize; 3], least: Option<usize>, uneven: usize) -> Vec<Vec<usize>> {
    let shape = [7, 5, 40];
    let extents = order.map(|axis| shape[axis]);
    let places = [0, 1, 2].map(|axis| order.iter().position(|other| *other == axis).unwrap());
    let input = ArrayD::<f64>::zeros(IxDyn(&extents)).permuted_axes(IxDyn(&places));
    let mut output = input.clone();
    let window = shape.map(|extent| 0..extent);
    let plan = |axis: usize| {
        let x: Vec<f64> = (0..shape[axis]).map(|i| 0.3 * i as f64 + 0.02 * (i * i) as f64).collect();
        let is_uneven = uneven >> axis & 1 == 1;
        let spacing = if is_uneven { Spacing::from_coordinates(&x) } else { Spacing::uniform(0.7) };
        Stencil::new(&spacing.unwrap(), shape[axis], DerivativeOrder::Second, EdgeOrder::First).unwrap()
    };
    let stencils = [0, 1, 2].map(plan);
    let term = |axis| Term { input: 0, axis: Axis(axis), stencil: &stencils[axis], sign: Sign::Plus };
    let sums = [[0, 1, 2].map(term).to_vec()];
    let found = Mutex::new(Vec::new());
    let how = How { abreast: least, ..how(InstructionSet::best(), None) };
    walk(how, &window, &[whole(&input, &window)], vec![output.view_mut()], &sums, &|runs, _, _, _| {
        found.lock().unwrap().push(runs.iter().map(|run| run.index[0]).collect::<Vec<_>>());
    });
    let mut found = found.into_inner().unwrap();
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn two_planes_of_a_laplacian_are_computed_at_once_between_the_edges_of_their_axis() {
    // The first and the last row of each plane are edges.
    let with = |pairs: &[[usize; 2]]| {
        let alone = (0..7).map(|plane| vec![plane]);
        let mut all: Vec<_> = alone.chain(pairs.iter().map(|pair| pair.to_vec())).collect();
        all.sort_unstable();
        all
    };
    let alone = with(&[]);
    assert_eq!(planes([0, 1, 2], Some(40), 0), with(&[[1, 2], [3, 4]]));
    assert_eq!(planes([0, 1, 2], Some(0), 0b111), with(&[[2, 3]]));
    assert_eq!(planes([0, 1, 2], None, 0), alone);
    assert_eq!(planes([0, 1, 2], Some(41), 0), alone);
    // Unlike axes, and planes across an axis that is not the first.
    assert_eq!(planes([0, 1, 2], Some(0), 0b010), alone);
    assert!(planes([2, 1, 0], Some(0), 0).iter().all(|runs| runs.len() == 1));
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

/// Numbers below a bound, one after the other, without a pattern.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound as u64).unwrap()
    }

    fn stencil(&mut self, points: usize) -> Stencil {
        let [order, edges, spacing] = [2, 2, 2].map(|bound| self.below(bound));
        let order = if order == 0 { DerivativeOrder::First } else { DerivativeOrder::Second };
        let edge_order = if edges == 0 { EdgeOrder::First } else { EdgeOrder::Second };
        let x: Vec<f64> = (0..points).map(|i| 0.3 * i as f64 + 0.02 * (i * i) as f64).collect();
        let spacing = if spacing == 0 { Spacing::uniform(-0.3) } else { Spacing::from_coordinates(&x) };
        Stencil::new(&spacing.unwrap(), points, order, edge_order).unwrap()
    }
}

/// The sum at one point of a whole array, as the combinations say it.
fn naive<T: Element>(views: &[ArrayViewD<'_, T>], terms: &[Term<'_>], at: &IxDyn) -> T::Scalar {
    let derivative = |term: &Term<'_>| {
        let value = |index: usize| {
            let mut place = at.clone();
            place[term.axis.index()] = index;
            views[term.input][place].widen()
        };
        match term.stencil.combination(at[term.axis.index()]) {
            Combination::Difference { lower, upper, divisor } => {
                (value(upper) - value(lower)).divide(divisor)
            }
            Combination::Sum { first, weights } => {
                let products = weights.as_slice().iter().zip(first..);
                let mut products = products.map(|(weight, index)| value(index).scale(*weight));
                let start = products.next().unwrap();
                products.fold(start, |sum, product| sum + product)
            }
        }
    };
    terms.iter().enumerate().fold(T::Scalar::default(), |sum, (place, term)| match (term.sign, place) {
        (Sign::Plus, 0) => derivative(term),
        (Sign::Plus, _) => sum + derivative(term),
        (Sign::Minus, _) => sum - derivative(term),
    })
}

/// Sums of one to four terms of both orders, in outputs between which there are gaps, against the same point by point.
fn random_sums<T: Element, O: Output<Scalar = T::Scalar> + PartialEq + std::fmt::Debug>(
    seed: u64,
    number: impl Fn(f64) -> T,
) {
    let mut random = Random(seed);
    let dimensions = 1 + random.below(3);
    let most = [1500, 70, 20][dimensions - 1];
    let shape: Vec<usize> = (0..dimensions).map(|_| 4 + random.below(most)).collect();
    let count: usize = shape.iter().product();
    let fields = [0, 3]
        .map(|skipped| numbers(count + skipped)[skipped..].iter().map(|x| number(*x)).collect::<Vec<_>>());
    let views = fields.each_ref().map(|field| ArrayViewD::from_shape(IxDyn(&shape), field).unwrap());
    let stencils: Vec<_> = (0..2 * dimensions).map(|k| (k / 2, random.stencil(shape[k / 2]))).collect();
    let sums: Vec<Vec<_>> = (0..=random.below(5))
        .map(|_| {
            (0..=random.below(4))
                .map(|_| {
                    let (axis, stencil) = &stencils[random.below(stencils.len())];
                    let sign = if random.below(3) == 0 { Sign::Minus } else { Sign::Plus };
                    Term { input: random.below(2), axis: Axis(*axis), stencil, sign }
                })
                .collect()
        })
        .collect();
    let set = InstructionSet::available()[random.below(InstructionSet::available().len())];
    let stream = (random.below(2) == 0).then_some(set);
    let gap = random.below(3);
    let mut room = vec![O::default(); sums.len() * (count + gap)];
    let outputs = room
        .chunks_mut(count + gap)
        .map(|part| ArrayViewMutD::from_shape(IxDyn(&shape), &mut part[..count]).unwrap());
    let window: Vec<_> = shape.iter().map(|extent| 0..*extent).collect();
    let how = How { abreast: (random.below(2) == 0).then_some(0), ..how(set, stream) };
    sum_with(how, &window, &views, outputs.collect(), &sums).unwrap();
    for (terms, found) in sums.iter().zip(room.chunks(count + gap)) {
        for (at, found) in ndarray::indices(IxDyn(&shape)).into_iter().zip(found) {
            let expected = O::narrow(naive(&views, terms, &at));
            // Numbers that are not, and the sign of zeros, by how they are written.
            let written = |number: &O| format!("{number:?}");
            assert!(
                expected == *found && expected != O::default() || written(&expected) == written(found),
                "{seed}: {shape:?}, {set:?}, {stream:?}, gap {gap}: {at:?}: {found:?} {expected:?}"
            );
        }
        assert!(found[count..].iter().all(|number| *number == O::default()), "{seed}: written to a gap");
    }
}

#[test]
fn sums_of_any_terms_are_those_of_each_point() {
    for seed in 0..120 {
        random_sums::<f64, f64>(seed, |x| x);
        random_sums::<f64, f32>(seed, |x| x);
        #[expect(clippy::cast_possible_truncation, reason = "other types are wanted")]
        {
            random_sums::<f32, f32>(seed, |x| x as f32);
            random_sums::<i32, f64>(seed, |x| x as i32);
        }
        random_sums::<Complex64, Complex32>(seed, |x| Complex64::new(x, 1.0 - x));
    }
}

/// One in some numbers is none, infinite, zero, tiny or huge.
fn special(x: f64) -> f64 {
    match x.to_bits() >> 5 & 63 {
        0 => f64::NAN,
        1 => f64::INFINITY,
        2 => f64::NEG_INFINITY,
        3 => 0.0,
        4 => -0.0,
        5 => x * 1e-310,
        6 => x * 1e-180,
        7 => x * 1e290,
        _ => x,
    }
}

#[test]
fn special_numbers_are_treated_as_at_each_point() {
    for seed in 0..60 {
        random_sums::<f64, f64>(seed, special);
        random_sums::<f64, f64>(seed, |x| special(x) * 1e-200);
        // Too small for a quotient by two operations.
        random_sums::<f64, f64>(seed, |x| x % 1000.0 * 1e-309);
        random_sums::<f64, f64>(seed, |x| if special(x) == x { x.signum() * 0.0 } else { special(x) });
        #[expect(clippy::cast_possible_truncation, reason = "other types are wanted")]
        random_sums::<f32, f32>(seed, |x| special(x) as f32 * 1e-30);
    }
}

/// Terms that cancel each other to the last bit, and one so small that a product with a reciprocal would not round its
/// quotients well.
#[test]
fn tiny_differences_beside_large_ones_are_divided() {
    let shape = [5, 6, 64];
    for tiny in 0..3 {
        let others = [(tiny + 1) % 3, (tiny + 2) % 3];
        for (divisor, size) in
            [(0.6, 1e-306), (0.6, 1e-310), (2_f64.powi(300) * 1.7, 1e-200), (1.3e-90, 1e-310)]
        {
            // Component number n varies along axis n only: evenly up, evenly down, and by tiny steps.
            let field = |component: usize| {
                ArrayD::from_shape_fn(IxDyn(&shape), |at| {
                    let place = at[component];
                    if component == tiny {
                        size * (place * place * 7919 % 997) as f64 / 997.0
                    } else if component == others[0] {
                        place as f64
                    } else {
                        -(place as f64)
                    }
                })
            };
            let fields = [field(0), field(1), field(2)];
            let views: Vec<_> = fields.iter().map(|field| field.view()).collect();
            let spacing = Spacing::uniform(divisor / 2.0).unwrap();
            let stencils = shape.map(|points| {
                Stencil::new(&spacing, points, DerivativeOrder::First, EdgeOrder::First).unwrap()
            });
            let term = |axis: usize| Term {
                input: axis,
                axis: Axis(axis),
                stencil: &stencils[axis],
                sign: Sign::Plus,
            };
            for sums in [
                vec![[others[0], others[1], tiny].map(term).to_vec()],
                [0, 1, 2].map(|n| vec![term(n)]).to_vec(),
            ] {
                let whole = shape.map(|points| 0..points);
                for set in InstructionSet::available() {
                    let mut outs = vec![ArrayD::<f64>::zeros(IxDyn(&shape)); sums.len()];
                    let outputs = outs.iter_mut().map(|out| out.view_mut()).collect();
                    sum_with(how(set, None), &whole, &views, outputs, &sums).unwrap();
                    for (out, terms) in outs.iter().zip(&sums) {
                        for (at, found) in out.indexed_iter() {
                            let expected = naive(&views, terms, &at);
                            assert_eq!(found.to_bits(), expected.to_bits(), "{set:?} {divisor:e} {at:?}");
                        }
                    }
                }
            }
        }
    }
}
