//! What is done with the blocks of a run: sums are stored, or a function of sums.
//!
//! A block is stored as soon as it is computed: its stores drain while the next block is computed. Longer blocks would fill
//! the processor's store buffer first and leave computing and storing to wait for each other.

use std::ops::Range;

use crate::{
    Element, Output, PointFunction,
    block::{Edges, Points},
    cache,
    lanes::{BLOCK, Lanes},
    part::Part,
    rows::RowsMut,
    simd::Task,
    stretch,
    sum::{Room, STRETCH, Sum},
};

/// Sums whose blocks are stored together. More would be more streams at a time than memory writes well.
pub(crate) const GROUP: usize = 3;

/// Sums, each stored in an output of its own.
pub(crate) struct SumTask<'r, 'x, 'o, T, O> {
    pub(crate) points: Points,
    pub(crate) parts: &'r [Part<'x, T>],
    pub(crate) sums: &'r [Sum],
    /// What will be read soon.
    pub(crate) ahead: &'r [&'x [T]],
    pub(crate) outputs: &'r mut [RowsMut<'o, O>],
}

impl<T: Element, O: Output<Scalar = T::Scalar>> Task<T::Scalar> for SumTask<'_, '_, '_, T, O> {
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        match self.sums.len() {
            1 => self.run_group::<L, 1>(lanes),
            2 => self.run_group::<L, 2>(lanes),
            _ => self.run_group::<L, GROUP>(lanes),
        }
    }
}

impl<T: Element, O: Output<Scalar = T::Scalar>> SumTask<'_, '_, '_, T, O> {
    /// Computes as many sums as a group has.
    #[inline(always)]
    fn run_group<L: Lanes<T::Scalar>, const N: usize>(self, lanes: L) {
        let Self { points, parts, sums, ahead, outputs } = self;
        let mut rooms = [Room::<O>::new(); N];
        let sums: &[Sum; N] = sums.try_into().expect("as many sums as the group has");
        let outputs: &mut [RowsMut<'_, O>; N] = outputs.try_into().expect("an output for each sum");
        let mut blocks = points.blocks(outputs[0].lead());
        while let Some(block) = blocks.next() {
            cache::prefetch(ahead, &block.points);
            for (sum, room) in sums.iter().zip(&mut rooms) {
                sum.compute(lanes, parts, &block, room);
            }
            for (output, room) in outputs.iter_mut().zip(&rooms) {
                output.write(block.points.start, room.results(block.points.len()));
            }
            let stretch = blocks.in_one_piece(sums);
            let start = stretch.points.start;
            if !stretch.points.is_empty() && outputs.iter().all(|output| output.takes_blocks(start)) {
                blocks.skip_to(stretch.points.end);
                stretch::fill(lanes, &stretch, sums, parts, ahead, outputs);
            }
        }
    }
}

/// A function of sums, which themselves are not stored.
pub(crate) struct MapTask<'r, 'x, 'o, T, O, F, const N: usize> {
    pub(crate) points: Points,
    pub(crate) parts: &'r [Part<'x, T>],
    pub(crate) sums: &'r [Sum; N],
    /// What will be read soon.
    pub(crate) ahead: &'r [&'x [T]],
    pub(crate) output: &'r mut RowsMut<'o, O>,
    pub(crate) function: &'r F,
}

impl<T, O, F, const N: usize> Task<f64> for MapTask<'_, '_, '_, T, O, F, N>
where
    T: Element<Scalar = f64>,
    O: Output<Scalar = f64>,
    F: PointFunction<N>,
{
    #[inline(always)]
    fn run<L: Lanes<f64>>(self, lanes: L) {
        let mut rooms = [Room::<f64>::new(); N];
        let mut blocks = self.points.blocks(self.output.lead());
        while let Some(block) = blocks.next() {
            cache::prefetch(self.ahead, &block.points);
            for (sum, room) in self.sums.iter().zip(&mut rooms) {
                sum.compute(lanes, self.parts, &block, room);
            }
            map::<_, N, BLOCK>(self.function, &rooms, &block.points, self.output);

            let piece = blocks.in_one_piece(self.sums);
            let mut edges = Edges::new(&piece, self.sums);
            let mut start = piece.points.start;
            while start + STRETCH <= piece.points.end {
                let points = start..start + STRETCH;
                cache::prefetch(self.ahead, &points);
                for (sum, room) in self.sums.iter().zip(&mut rooms) {
                    sum.compute_blocks(lanes, self.parts, &points, room);
                }
                if let Some(block) = edges.among(points.clone()) {
                    for (sum, room) in self.sums.iter().zip(&mut rooms) {
                        sum.replace_edges(self.parts, &block, room.results_mut());
                    }
                }
                map::<_, N, STRETCH>(self.function, &rooms, &points, self.output);
                start = points.end;
            }
            blocks.skip_to(start);
        }
    }
}

/// Stores a function of the sums in the rooms at these points, `COUNT` at most.
#[inline(always)]
fn map<O: Output<Scalar = f64>, const N: usize, const COUNT: usize>(
    function: &impl PointFunction<N>,
    rooms: &[Room<f64>; N],
    points: &Range<usize>,
    output: &mut RowsMut<'_, O>,
) {
    let mut results = [O::default(); COUNT];
    for (k, result) in results.iter_mut().enumerate() {
        let mut arguments = [0.0; N];
        for (argument, room) in arguments.iter_mut().zip(rooms) {
            *argument = room.results(COUNT)[k];
        }
        *result = O::narrow(function.at(arguments));
    }
    output.write(points.start, &results[..points.len()]);
}
