//! What is done with the blocks of a run: sums are stored, or kept in the cache for a function of them.
//!
//! A block is stored as soon as it is computed: its stores drain while the next block is computed. Longer blocks would fill
//! the processor's store buffer first and leave computing and storing to wait for each other.
#![allow(unsafe_code, reason = "results are stored where the caller says")]

use std::{array, ops::Range};

use crate::{
    Element, Output, PointFunction,
    ahead::Soon,
    block::{Block, Points},
    lanes::Lanes,
    part::Part,
    rows::RowsMut,
    segments::{GROUP, Targets},
    simd::{InstructionSet, Task},
    stretch::Stretch,
    sum::{ROOM, Room, Sum},
};

/// Takes sums at some points.
pub(crate) type Take<'t, const N: usize> = dyn FnMut(&[Room<f64>; N], Range<usize>) + 't;

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
    /// Computes them, a group at most, and stores each in an output of its own.
    pub(crate) fn store<O: Output<Scalar = T::Scalar>>(&self, outputs: &mut [RowsMut<'_, O>]) {
        match self.sums.len() {
            1 => self.store_group::<O, 1>(outputs),
            2 => self.store_group::<O, 2>(outputs),
            _ => self.store_group::<O, GROUP>(outputs),
        }
    }

    fn store_group<O: Output<Scalar = T::Scalar>, const N: usize>(&self, outputs: &mut [RowsMut<'_, O>]) {
        let mut rooms = [Room::<O>::new(); N];
        let sums = self.sums();
        let outputs: &mut [RowsMut<'_, O>; N] = outputs.try_into().expect("an output for each sum");
        let mut blocks = self.points.blocks(outputs[0].lead());
        while let Some(block) = blocks.next() {
            self.set.run(BlockTask { parts: self.parts, sums, block: &block, rooms: &mut rooms });
            for (output, room) in outputs.iter_mut().zip(&rooms) {
                output.write(block.points.start, room.results(block.points.len()));
            }
            let block = blocks.in_one_piece(sums);
            let start = block.points.start;
            if !block.points.is_empty() && outputs.iter().all(|output| output.takes_blocks(start)) {
                let points = block.points.clone();
                blocks.skip_to(points.end);
                let stream = outputs[0].streams();
                let first = outputs.each_mut().map(|output| output.blocks(points.clone()).as_mut_ptr());
                let stretch = Stretch { block, sums, parts: self.parts, ahead: self.ahead };
                // SAFETY: the outputs have room for these points.
                unsafe { stretch.fill(self.set, Targets { first, room: None, stream }, &mut |_| ()) };
            }
        }
    }

    /// Computes them, the first block of so many points, and hands them to `take`, some blocks at a time.
    pub(crate) fn keep<const N: usize>(&self, lead: usize, take: &mut Take<'_, N>)
    where
        T: Element<Scalar = f64>,
    {
        let mut rooms = [Room::new(); N];
        let sums = self.sums();
        let mut blocks = self.points.blocks(lead);
        while let Some(block) = blocks.next() {
            self.set.run(BlockTask { parts: self.parts, sums, block: &block, rooms: &mut rooms });
            take(&rooms, block.points);
            let block = blocks.in_one_piece(sums);
            if !block.points.is_empty() {
                blocks.skip_to(block.points.end);
                let rooms = &raw mut rooms;
                // SAFETY: the rooms are there. No reference comes between them and the places, so that these stay good while
                // `take` reads in turn.
                let first = array::from_fn(|n| unsafe { Room::first(&raw mut (*rooms)[n]) });
                let targets = Targets { first, room: Some(ROOM), stream: false };
                let stretch = Stretch { block, sums, parts: self.parts, ahead: self.ahead };
                // SAFETY: each room holds so many points, and nothing is stored while `take` reads.
                unsafe { stretch.fill(self.set, targets, &mut |points| take(&*rooms, points)) };
            }
        }
    }

    fn sums<const N: usize>(&self) -> &[Sum; N] {
        self.sums.try_into().expect("as many sums as are computed together")
    }
}

/// A block of sums.
struct BlockTask<'r, 'x, T, O, const N: usize> {
    parts: &'r [Part<'x, T>],
    sums: &'r [Sum; N],
    block: &'r Block,
    rooms: &'r mut [Room<O>; N],
}

impl<T: Element, O: Output<Scalar = T::Scalar>, const N: usize> Task<T::Scalar>
    for BlockTask<'_, '_, T, O, N>
{
    #[inline(always)]
    fn run<L: Lanes<T::Scalar>>(self, lanes: L) {
        for (sum, room) in self.sums.iter().zip(self.rooms) {
            sum.compute(lanes, self.parts, self.block, room);
        }
    }
}

/// A function of sums.
pub(crate) struct MapTask<'r, O, F, const N: usize> {
    pub(crate) function: &'r F,
    pub(crate) sums: &'r [Room<f64>; N],
    pub(crate) results: &'r mut [O; ROOM],
}

impl<O: Output<Scalar = f64>, F: PointFunction<N>, const N: usize> Task<f64> for MapTask<'_, O, F, N> {
    /// Applies it to as many sums as the room has; those that no points have are as good as any.
    #[inline(always)]
    fn run<L: Lanes<f64>>(self, _: L) {
        for (k, result) in self.results.iter_mut().enumerate() {
            let mut arguments = [0.0; N];
            for (argument, room) in arguments.iter_mut().zip(self.sums) {
                *argument = room.results(ROOM)[k];
            }
            *result = O::narrow(self.function.at(arguments));
        }
    }
}
