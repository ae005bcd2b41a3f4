//! The steps of a program on one window.

use std::ops::Range;

use fieldops_io::Values;
use fieldops_operators::{Result, Sweep};
use ndarray::Axis;
use num_complex::{Complex32, Complex64};

use super::{
    Action, Place, Program, Step, Target,
    pointwise::{self, Source},
    ranges::Ranges,
    scratch::Scratch,
    typed::{View, ViewMut},
};
use crate::{inputs::Inputs, results::ResultVariable};

/// A window with what was read for it.
pub(crate) struct Window<'a> {
    /// What is needed along each dimension.
    pub(crate) ranges: Vec<Ranges>,
    pub(crate) inputs: &'a Inputs,
    /// What was read of each of the inputs.
    pub(crate) blocks: &'a [Values],
    /// The coordinates along each axis of the grid, where they are needed.
    pub(crate) positions: &'a [Vec<f64>],
}

impl Window<'_> {
    /// What a sweep takes of its component with this number for a window of its results. Of components in one block, which it goes
    /// through together, it takes as much of one as of all, where that is there: all that the block was read for.
    fn taken(
        &self,
        sweep: &Sweep,
        component: usize,
        place: Place,
        own: &[Range<usize>],
    ) -> Vec<Range<usize>> {
        let mut taken = sweep.input_window_of(component, own);
        if let Place::Block(leaf) = place
            && self.inputs.blocks[leaf.block].has_several()
        {
            for ((taken, by_all), ranges) in taken.iter_mut().zip(sweep.input_window(own)).zip(&self.ranges) {
                let there = &ranges.blocks[leaf.block];
                if there.start <= by_all.start && by_all.end <= there.end {
                    *taken = by_all;
                }
            }
        }
        taken
    }
}

impl Program {
    /// Computes the results on a window, into `outputs`; arrays between steps lie in `scratch`.
    ///
    /// # Errors
    /// When a block has not the shape that its window has.
    ///
    /// # Panics
    /// When a block has another type than the plan says.
    pub(crate) fn compute(
        &self,
        window: &Window<'_>,
        results: &[ResultVariable],
        outputs: &mut [Values],
        scratch: &mut Scratch,
    ) -> Result<()> {
        for (block, read) in window.inputs.blocks.iter().zip(window.blocks) {
            assert_eq!(block.value_type, read.value_type(), "the source reads the type asked for");
        }
        let mut parts: Vec<Option<ViewMut<'_>>> = Vec::new();
        for (values, result) in outputs.iter_mut().zip(results) {
            let whole = vec![ViewMut::from(values)];
            let of_indices = result.indices.iter().fold(whole, |views, _| {
                views.into_iter().flat_map(|view| view.parts(Axis(result.position))).collect()
            });
            parts.extend(of_indices.into_iter().map(Some));
        }
        let mut arrays: Vec<Option<Values>> = self.arrays.iter().map(|_| None).collect();
        for (number, step) in self.steps.iter().enumerate() {
            let own: Vec<Range<usize>> =
                window.ranges.iter().map(|ranges| ranges.steps[number].clone()).collect();
            let extents: Vec<usize> = own.iter().map(Range::len).collect();
            let mut made: Vec<(usize, Values)> = Vec::new();
            for target in &step.targets {
                if let Target::Array(number) = target {
                    let array = &self.arrays[*number];
                    made.push((*number, scratch.take(array.slot, array.is_complex, &extents)));
                }
            }
            let mut of_results: Vec<Option<ViewMut<'_>>> = Vec::new();
            for target in &step.targets {
                of_results.push(match target {
                    Target::Result(result) => parts[*result].take(),
                    Target::Array(_) => None,
                });
            }
            let mut of_arrays = made.iter_mut();
            let mut targets: Vec<ViewMut<'_>> = Vec::new();
            for of_result in &mut of_results {
                targets.push(match of_result {
                    Some(part) => part.reborrow(),
                    None => ViewMut::from(&mut of_arrays.next().expect("what is no result is an array").1),
                });
            }
            self.step(step, own, window, &arrays, targets)?;
            for (array, values) in made {
                arrays[array] = Some(values);
            }
            for (array, values) in self.arrays.iter().zip(&mut arrays) {
                if let Some(values) = values.take_if(|_| array.taken == number) {
                    scratch.give_back(array.slot, values);
                }
            }
        }
        Ok(())
    }

    fn step(
        &self,
        step: &Step,
        own: Vec<Range<usize>>,
        window: &Window<'_>,
        arrays: &[Option<Values>],
        targets: Vec<ViewMut<'_>>,
    ) -> Result<()> {
        match &step.action {
            Action::Sweep(sweep) => {
                let view = |(component, source): (usize, &Place)| {
                    view(*source, &window.taken(sweep, component, *source, &own), window, arrays)
                };
                let sources = step.sources.iter().enumerate().map(view).collect::<Result<Vec<_>>>()?;
                apply(sweep, &own, sources, targets)
            }
            Action::Pointwise(tape) => {
                let source = |source: &Place| match source {
                    Place::Position(axis) => Ok(Source::Line {
                        dimension: self.dimensions[*axis],
                        numbers: &window.positions[*axis],
                    }),
                    array => view(*array, &own, window, arrays).map(Source::Array),
                };
                let sources = step.sources.iter().map(source).collect::<Result<Vec<_>>>()?;
                pointwise::apply(tape, own, sources, targets);
                Ok(())
            }
        }
    }
}

/// The part `needed` of what stands at a place.
fn view<'a>(
    place: Place,
    needed: &[Range<usize>],
    window: &Window<'a>,
    arrays: &'a [Option<Values>],
) -> Result<View<'a>> {
    let whole = |range: fn(&Ranges, usize) -> &Range<usize>, number: usize| -> Vec<Range<usize>> {
        window.ranges.iter().map(|ranges| range(ranges, number).clone()).collect()
    };
    match place {
        Place::Block(leaf) => {
            let view = View::from(&window.blocks[leaf.block]);
            let view = match leaf.index.and_then(|index| window.inputs.blocks[leaf.block].component(index)) {
                Some((axis, place)) => view.at(axis, place)?,
                None => view,
            };
            view.part(&whole(|ranges, number| &ranges.blocks[number], leaf.block), needed)
        }
        Place::Array(array) => {
            let values = arrays[array].as_ref().expect("an array is made before it is taken");
            View::from(values).part(&whole(|ranges, number| &ranges.arrays[number], array), needed)
        }
        Place::Position(_) => unreachable!("coordinates are no array"),
    }
}

/// Applies `sweep` to a window, whatever the types.
fn apply(
    sweep: &Sweep,
    own: &[Range<usize>],
    sources: Vec<View<'_>>,
    targets: Vec<ViewMut<'_>>,
) -> Result<()> {
    macro_rules! run {
        ($($from:ident: $in:ty => $to:ident: $out:ty;)*) => {
            match (&sources[0], &targets[0]) {
                $((View::$from(_), ViewMut::$to(_)) => {
                    let sources = sources.into_iter().map(|view| match view {
                        View::$from(array) => array,
                        _ => unreachable!("a sweep takes numbers of one type"),
                    });
                    let targets = targets.into_iter().map(|view| match view {
                        ViewMut::$to(array) => array,
                        _ => unreachable!("a sweep makes numbers of one type"),
                    });
                    let (sources, mut targets): (Vec<_>, Vec<_>) = (sources.collect(), targets.collect());
                    sweep.apply_window_into::<$in, $out>(own, &sources, &mut targets)
                })*
                _ => unreachable!("results of real numbers are real, and of complex ones complex"),
            }
        };
    }
    run! {
        F32: f32 => F32: f32;
        F32: f32 => F64: f64;
        F64: f64 => F32: f32;
        F64: f64 => F64: f64;
        C32: Complex32 => C32: Complex32;
        C32: Complex32 => C64: Complex64;
        C64: Complex64 => C32: Complex32;
        C64: Complex64 => C64: Complex64;
    }
}
