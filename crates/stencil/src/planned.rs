//! Sums on a run, stored or mapped: whole blocks together where they can be, and the others one by one.
#![allow(unsafe_code, reason = "results are stored where the caller says")]

use std::ops::Range;

use crate::{
    Element, Output, PointFunction,
    ahead::Soon,
    block::{Block, Points},
    lanes::{BLOCK, Lanes},
    part::Part,
    pattern::{ABREAST, GROUP},
    rows::RowsMut,
    simd::{InstructionSet, Task},
    sink::{Mapped, Sink, Stored, StoredAbreast, Targets},
    stretch::Stretch,
    sum::{Room, Sum},
};

/// Points that are computed together for outputs to which no blocks can be stored, such as strided ones.
const PIECE: usize = 32 * BLOCK;

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
        let mut results = [[O::default(); BLOCK]; M];
        let mut room = Vec::new();
        let mut blocks = self.points.blocks(places.lead());
        while let Some(block) = blocks.next() {
            let first = results.each_mut().map(|results| results.as_mut_ptr());
            let sink_of_one = sink(Targets { first, stream: false });
            self.set.run(BlockTask { parts: self.parts, sums, block: &block, sink: sink_of_one });
            for (number, results) in results.iter().enumerate() {
                places.write(number, block.points.start, &results[..block.points.len()]);
            }
            let block = blocks.in_one_piece(sums);
            let start = block.points.start;
            if block.points.is_empty() {
                continue;
            }
            if places.take_blocks(start) {
                blocks.skip_to(block.points.end);
                let stream = places.stream();
                let first = places.blocks(&block.points);
                let stretch = Stretch { block, sums, parts: self.parts, ahead: self.ahead };
                // SAFETY: the outputs have room for these points, which lie in the bulk of all sums; blocks of those that are written
                // past the cache begin with a line.
                unsafe { stretch.fill(self.set, sink(Targets { first, stream })) };
            } else {
                let end = block.points.end.min(start + PIECE);
                blocks.skip_to(end);
                room.resize(M * PIECE, O::default());
                let mut pieces = room.chunks_exact_mut(PIECE);
                let first = [(); M].map(|()| pieces.next().expect("a piece for each output").as_mut_ptr());
                let block = Block { points: start..end, ..block };
                let stretch = Stretch { block, sums, parts: self.parts, ahead: self.ahead };
                // SAFETY: as above, of the pieces.
                unsafe { stretch.fill(self.set, sink(Targets { first, stream: false })) };
                for (number, piece) in room.chunks_exact(PIECE).enumerate() {
                    places.write(number, start, &piece[..end - start]);
                }
            }
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
    /// Number of numbers before the first that begins a cache line: it is the same everywhere.
    fn lead(&self) -> usize {
        let [output, run] = self.places[0];
        self.outputs[output].lead(run)
    }

    /// Whether numbers are written past the cache.
    fn stream(&self) -> bool {
        self.outputs[0].streams()
    }

    fn write(&mut self, number: usize, start: usize, numbers: &[O]) {
        let [output, run] = self.places[number];
        self.outputs[output].write(run, start, numbers);
    }

    /// Whether whole blocks can be written everywhere from the number `start` on.
    fn take_blocks(&self, start: usize) -> bool {
        self.places.iter().all(|&[output, run]| self.outputs[output].takes_blocks(run, start))
    }

    /// Room for the results of some points, which are whole blocks.
    fn blocks(&mut self, points: &Range<usize>) -> [*mut O; M] {
        self.places.map(|[output, run]| self.outputs[output].blocks(run, points.clone()).as_mut_ptr())
    }
}

/// A block of sums, for which the sink has room.
struct BlockTask<'r, 'x, T, K, const N: usize> {
    parts: &'r [Part<'x, T>],
    sums: &'r [Sum; N],
    block: &'r Block,
    sink: K,
}

impl<T: Element, K: Sink<T::Scalar, N>, const N: usize> Task<T::Scalar> for BlockTask<'_, '_, T, K, N> {
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        let mut results = [lanes.zero(); N];
        // What points do not write is as good as any.
        let mut room = Room::new();
        for (results, sum) in results.iter_mut().zip(self.sums) {
            // SAFETY: it is a block of the run.
            unsafe { sum.compute(lanes, self.parts, self.block, &mut room) };
            *results = lanes.load(room.results());
        }
        // SAFETY: there is room for a block.
        unsafe { self.sink.take(lanes, 0, results) };
    }
}
