//! Arrays before and behind which there is memory that must not be touched.
#![expect(unsafe_code, reason = "pages are protected by the system's library only")]

use std::{ptr, slice};

use super::{functions::Squares, *};

/// Numbers between two pages that nobody may touch.
struct Guarded<T> {
    pages: *mut libc::c_void,
    length: usize,
    first: *mut T,
    count: usize,
}

impl<T: Element> Guarded<T> {
    /// So many numbers, which end where the page behind them begins, or begin where the page before them ends.
    fn new(count: usize, at_end: bool) -> Self {
        // SAFETY: new pages, of which all but the first and the last may be read and written.
        unsafe {
            let page = usize::try_from(libc::sysconf(libc::_SC_PAGESIZE)).unwrap();
            let bytes = count * size_of::<T>();
            let length = (bytes.div_ceil(page) + 2) * page;
            let (access, kind) =
                (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
            let pages = libc::mmap(ptr::null_mut(), length, access, kind, -1, 0);
            assert_ne!(pages, libc::MAP_FAILED);
            assert_eq!(libc::mprotect(pages, page, libc::PROT_NONE), 0);
            assert_eq!(libc::mprotect(pages.byte_add(length - page), page, libc::PROT_NONE), 0);
            let offset = if at_end { length - page - bytes } else { page };
            Self { pages, length, first: pages.byte_add(offset).cast(), count }
        }
    }

    fn numbers(&mut self) -> &mut [T] {
        // SAFETY: so many numbers are there; zeros are numbers.
        unsafe { slice::from_raw_parts_mut(self.first, self.count) }
    }
}

impl<T> Drop for Guarded<T> {
    fn drop(&mut self) {
        // SAFETY: the pages are there, and nobody else has them.
        unsafe { libc::munmap(self.pages, self.length) };
    }
}

fn assert_stays_within<T>(convert: impl Fn(f64) -> T)
where
    T: Output<Scalar = f64> + PartialEq + std::fmt::Debug,
{
    for shape in [
        &[90][..],
        &[33],
        &[3, 70],
        &[4, 5, 37],
        &[4, 6, 16],
        &[6, 40, 5],
        &[3, 4, 128],
        &[7, 5, 32],
        &[6, 4, 24],
    ] {
        let count: usize = shape.iter().product();
        let values: Vec<T> = numbers(count).into_iter().map(&convert).collect();
        let view = ArrayViewD::from_shape(IxDyn(shape), &values).unwrap();
        let window: Vec<_> = shape.iter().map(|&extent| 0..extent).collect();
        for (order, even) in [0, 1, 2, 3].map(|number| (number % 2, number < 2)) {
            let order = [DerivativeOrder::First, DerivativeOrder::Second][order];
            let plan = |&points: &usize| {
                let x: Vec<f64> = (0..points).map(|i| 0.3 * i as f64 + 0.01 * (i * i) as f64).collect();
                let spacing = if even { Spacing::uniform(0.7) } else { Spacing::from_coordinates(&x) };
                Stencil::new(&spacing.unwrap(), points, order, EdgeOrder::First).unwrap()
            };
            let stencils: Vec<_> = shape.iter().map(plan).collect();
            let term = |axis| Term { input: 0, axis: Axis(axis), stencil: &stencils[axis], sign: Sign::Plus };
            let of_each: Vec<Vec<_>> = (0..shape.len()).map(|axis| vec![term(axis)]).collect();
            let of_all = vec![(0..shape.len()).map(term).collect::<Vec<_>>()];
            for sums in [of_each, of_all] {
                let base = how(InstructionSet::Baseline, None);
                let mut expected = vec![ArrayD::from_elem(IxDyn(shape), T::default()); sums.len()];
                let outputs = expected.iter_mut().map(|out| out.view_mut()).collect();
                sum_with(base, &window, &[view.view()], outputs, &sums).unwrap();
                for set in InstructionSet::available() {
                    for (stream, at_end, abreast) in [
                        (None, false, None),
                        (None, true, Some(0)),
                        (Some(set), false, Some(0)),
                        (Some(set), true, None),
                        (Some(set), true, Some(0)),
                    ] {
                        let mut input = Guarded::new(count, at_end);
                        input.numbers().copy_from_slice(&values);
                        let input = ArrayViewD::from_shape(IxDyn(shape), input.numbers()).unwrap();
                        let mut rooms: Vec<_> =
                            sums.iter().map(|_| Guarded::<T>::new(count, at_end)).collect();
                        let outputs = rooms
                            .iter_mut()
                            .map(|room| ArrayViewMutD::from_shape(IxDyn(shape), room.numbers()).unwrap());
                        let how = How { abreast, ..how(set, stream) };
                        sum_with(how, &window, &[input], outputs.collect(), &sums).unwrap();
                        for (room, expected) in rooms.iter_mut().zip(&expected) {
                            assert_eq!(
                                room.numbers(),
                                expected.as_slice().unwrap(),
                                "{set:?} {shape:?} {order:?}"
                            );
                        }
                    }
                }
            }
        }
    }
}

/// Nine derivatives of one array, mapped, where arrays lie in the order of their axes and in the opposite one.
fn assert_functions_stay_within<const LONG: bool>() {
    for (shape, turned) in [[4, 5, 37], [37, 5, 4], [4, 6, 16], [3, 4, 128], [90, 4, 3]]
        .into_iter()
        .flat_map(|shape| [(shape, false), (shape, true)])
    {
        let count: usize = shape.iter().product();
        let values = numbers(count);
        let memory = if turned { [shape[2], shape[1], shape[0]] } else { shape };
        let window = shape.map(|extent| 0..extent);
        for is_even in [true, false] {
            let plan = |points: usize| {
                let x: Vec<f64> = (0..points).map(|i| 0.3 * i as f64 + 0.01 * (i * i) as f64).collect();
                let spacing = if is_even { Spacing::uniform(0.7) } else { Spacing::from_coordinates(&x) };
                Stencil::new(&spacing.unwrap(), points, DerivativeOrder::First, EdgeOrder::Second).unwrap()
            };
            let stencils = shape.map(plan);
            let term = |axis| Term { input: 0, axis: Axis(axis), stencil: &stencils[axis], sign: Sign::Plus };
            let sums: Vec<Vec<_>> = (0..9).map(|number| vec![term(number % 3)]).collect();
            let map = |how, input: &[f64], out: &mut [f64]| {
                let mut input = ArrayViewD::from_shape(IxDyn(&memory), input).unwrap();
                let mut out = ArrayViewMutD::from_shape(IxDyn(&memory), out).unwrap();
                if turned {
                    (input, out) = (input.reversed_axes(), out.reversed_axes());
                }
                map_with::<_, _, 9>(how, &window, &[input], out, &sums, &Squares::<LONG>).unwrap();
            };
            let mut expected = vec![0.0; count];
            map(how(InstructionSet::Baseline, None), &values, &mut expected);
            for set in InstructionSet::available() {
                for (stream, at_end) in [(None, false), (None, true), (Some(set), false), (Some(set), true)] {
                    let (mut input, mut out) = (Guarded::new(count, at_end), Guarded::new(count, at_end));
                    input.numbers().copy_from_slice(&values);
                    map(how(set, stream), input.numbers(), out.numbers());
                    assert_eq!(out.numbers(), expected, "{set:?} {shape:?} {turned} {is_even}");
                }
            }
        }
    }
}

#[test]
fn functions_touch_nothing_before_and_nothing_behind_an_array() {
    assert_functions_stay_within::<false>();
    assert_functions_stay_within::<true>();
}

#[test]
fn nothing_before_and_nothing_behind_an_array_is_touched() {
    assert_stays_within(|x| x);
    #[expect(clippy::cast_possible_truncation, reason = "single precision is wanted")]
    assert_stays_within(|x| x as f32);
}

/// Derivatives of three interleaved arrays, in interleaved ones.
fn assert_interleaved_stay_within<T>(convert: impl Fn(f64) -> T)
where
    T: Output<Scalar = f64> + PartialEq + std::fmt::Debug,
{
    const OUTPUTS: usize = 4;
    for shape in [&[90][..], &[3, 70], &[5, 6, 40], &[4, 30, 3]] {
        let (count, last) = (shape.iter().product::<usize>(), Axis(shape.len()));
        let values: Vec<T> = numbers(3 * count).into_iter().map(&convert).collect();
        let stencils = stencils(shape, DerivativeOrder::First);
        let term = |number: usize| {
            let axis = number % shape.len();
            Term { input: number % 3, axis: Axis(axis), stencil: &stencils[axis], sign: Sign::Plus }
        };
        let sums: Vec<Vec<_>> = (0..OUTPUTS).map(|number| vec![term(number), term(number + 1)]).collect();
        let window: Vec<_> = shape.iter().map(|&extent| 0..extent).collect();
        let compute = |how, values: &[T], to: &mut [T]| {
            let field = ArrayViewD::from_shape(IxDyn(&[shape, &[3]].concat()), values).unwrap();
            let inputs: Vec<_> = field.axis_iter(last).collect();
            let mut to = ArrayViewMutD::from_shape(IxDyn(&[shape, &[OUTPUTS]].concat()), to).unwrap();
            sum_with(how, &window, &inputs, to.axis_iter_mut(last).collect(), &sums).unwrap();
        };
        let mut expected = vec![T::default(); OUTPUTS * count];
        compute(how(InstructionSet::Baseline, None), &values, &mut expected);
        for set in InstructionSet::available() {
            for (stream, at_end) in [(None, false), (None, true), (Some(set), false), (Some(set), true)] {
                let mut input = Guarded::new(3 * count, at_end);
                let mut room = Guarded::<T>::new(OUTPUTS * count, at_end);
                input.numbers().copy_from_slice(&values);
                compute(how(set, stream), input.numbers(), room.numbers());
                assert_eq!(room.numbers(), expected, "{set:?} {shape:?} {stream:?}");
            }
        }
    }
}

#[test]
fn nothing_before_and_nothing_behind_interleaved_arrays_is_touched() {
    assert_interleaved_stay_within(|x| x);
    #[expect(clippy::cast_possible_truncation, reason = "single precision is wanted")]
    assert_interleaved_stay_within(|x| x as f32);
}
