//! Sums on a run, stored or mapped: whole blocks together where they can be, and the others one by one.
#![allow(unsafe_code, reason = "results are stored where the caller says")]

use std::ops::Range;

use crate::{
    Element, Output, PointFunction,
    ahead::Soon,
    block::Points,
    part::Part,
    pattern::{ABREAST, GROUP},
    ragged::Ragged,
    rows::RowsMut,
    simd::InstructionSet,
    sink::{Mapped, Sink, Stored, StoredAbreast, Targets},
    stretch::Stretch,
    sum::{Inner, Sum},
};

/// Sums on a run, ready to be computed.
pub(crate) struct Planned<'r, 'x, T> {
    pub(crate) set: InstructionSet,
    pub(crate) points: Points,
    pub(crate) parts: &'r [Part<'x, T>],
    pub(crate) sums: &'r [Sum],
    /// What will be read soon.
    pub(crate) ahead: &'r Soon<T>,
}

impl<T: Element> Planned<'_, '_, T> {
    /// Computes them, a group at most, and stores each in an output of its own, which is at the run of this number.
    pub(crate) fn store<O: Output<Scalar = T::Scalar>>(&self, outputs: &mut [RowsMut<'_, O>], run: usize) {
        match self.sums.len() {
            1 => self.store_group::<O, 1>(outputs, run),
            2 => self.store_group::<O, 2>(outputs, run),
            _ => self.store_group::<O, GROUP>(outputs, run),
        }
    }

    fn store_group<O: Output<Scalar = T::Scalar>, const N: usize>(
        &self,
        outputs: &mut [RowsMut<'_, O>],
        run: usize,
    ) {
        let places = Places { outputs, places: std::array::from_fn(|n| [n, run]) };
        self.fill::<_, _, N, N>(places, Stored);
    }

    /// Computes the two sums, those of one output at the points of both runs, and stores them.
    pub(crate) fn store_abreast<O: Output<Scalar = T::Scalar>>(&self, output: &mut RowsMut<'_, O>) {
        let outputs = std::slice::from_mut(output);
        let places = Places { outputs, places: std::array::from_fn(|run| [0, run]) };
        self.fill::<_, _, ABREAST, ABREAST>(places, StoredAbreast);
    }

    /// Computes them, and stores a function of them in the output, which is at the run of this number.
    pub(crate) fn map<O: Output<Scalar = f64>, const N: usize>(
        &self,
        function: &impl PointFunction<N>,
        output: &mut RowsMut<'_, O>,
        run: usize,
    ) where
        T: Element<Scalar = f64>,
    {
        let places = Places { outputs: std::slice::from_mut(output), places: [[0, run]] };
        self.fill::<_, _, N, 1>(places, |targets| Mapped { function, targets });
    }

    /// Computes `N` sums, of which sinks make `M` results.
    fn fill<O, K, const N: usize, const M: usize>(
        &self,
        mut places: Places<'_, '_, O, M>,
        sink: impl Fn(Targets<O, M>) -> K,
    ) where
        O: Output<Scalar = T::Scalar>,
        K: Sink<T::Scalar, N>,
    {
        let sums: &[Sum; N] = self.sums.try_into().expect("as many sums as are computed together");
        let inner = Inner::of_all(sums, self.points.count);
        let stretch =
            |block| Stretch { block, sums, parts: self.parts, edges: inner.edges, ahead: self.ahead };
        let mut blocks = self.points.blocks(places.lead());
        while let Some(block) = blocks.next() {
            let targets = Targets { first: places.rooms(block.points.start), stream: false };
            let ragged =
                Ragged { parts: self.parts, sums, inner: &inner, block: &block, sink: sink(targets) };
            self.set.run(ragged);
            places.keep(&block.points);
            let block = blocks.in_one_piece(&inner.bulk);
            if block.points.is_empty() {
                continue;
            }
            blocks.skip_to(block.points.end);
            let stream = places.stream();
            let first = places.blocks(&block.points);
            // SAFETY: the outputs have room for these points, which lie in the bulk of all sums; blocks of those that are written
            // past the cache begin with a line.
            unsafe { stretch(block).fill(self.set, sink(Targets { first, stream })) };
        }
    }
}

/// Where so many results of each point go.
struct Places<'o, 'a, O, const M: usize> {
    outputs: &'o mut [RowsMut<'a, O>],
    /// The number of the output, and of the run that it is at.
    places: [[usize; 2]; M],
}

impl<O: Output, const M: usize> Places<'_, '_, O, M> {
    /// Number of numbers before the first that begins a cache line where results are written past the cache: it is the same everywhere.
    fn lead(&self) -> usize {
        let [output, run] = self.places[0];
        self.outputs[output].lead(run)
    }

    /// Whether all numbers are written past the cache. What is not can take whole blocks too, through the cache.
    fn stream(&self) -> bool {
        self.places.iter().all(|&[output, _]| self.outputs[output].streams())
    }

    /// Where to store the results of points from the number `start` on, less than whole blocks, before they are kept.
    fn rooms(&mut self, start: usize) -> [*mut O; M] {
        self.places.map(|[output, run]| self.outputs[output].room(run, start))
    }

    /// Takes the results of these points, for which there were rooms.
    fn keep(&mut self, points: &Range<usize>) {
        for [output, run] in self.places {
            self.outputs[output].keep(run, points.start, points.len());
        }
    }

    /// Room for the results of some points, which are whole blocks.
    fn blocks(&mut self, points: &Range<usize>) -> [*mut O; M] {
        self.places.map(|[output, run]| self.outputs[output].blocks(run, points.clone()).as_mut_ptr())
    }
}
