//! Windows that one thread does alone, part by part. A part takes so little memory that what was read of it is in the thread's
//! cache when it computes, and what it has computed when it writes.

use std::{num::NonZeroUsize, ops::Range};

use crate::windows::{self, Cost, SMALL_OVERLAP, Windows, longest};

/// Bytes of what a part is computed from and of its results, where windows of such parts overlap little.
const SMALLEST: u64 = 5 << 19;

/// The same where each part makes again what those before it have made at their border: the larger a part, the less that is.
const SMALLEST_TWICE: u64 = 10 << 20;

/// How many times what it gives such a part may take.
const MOST_TWICE: f64 = 1.5;

/// Indices that a part has at the least, where its buffers have room for them: fewer are not worth the planes at its border that
/// are moved.
const LEAST_PART: usize = 4;

/// For how many more planes at a border than a part needs its buffers have room: the more, the less often these are moved.
const SPARE: usize = 2;

/// How many times what it gives a window takes along the axis of its parts, where it can be long enough. They are no longer, so
/// that windows side by side are read at about the same time.
const LITTLE: f64 = 1.0 + 1.0 / 16.0;

/// Windows for each thread, counted for each pass: with so many, none waits long for the last.
const WINDOWS: usize = 4;

/// Points that follow each other in the file at the least: about what a system reads ahead.
pub(crate) const LEAST_RUN: usize = 16 << 10;

/// The windows of a field, where each is done by one thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blocks {
    pub(crate) windows: Windows,
    pub(crate) lanes: Lanes,
    /// Bytes of the buffers of all threads.
    pub(crate) bytes: u64,
}

/// How many threads do windows, and in which parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lanes {
    pub(crate) count: NonZeroUsize,
    /// The axis along which a window is cut into parts, which are read, computed and written in turn.
    pub(crate) axis: usize,
    /// Their extent along it.
    extent: usize,
}

/// A field that is to be cut into blocks.
#[derive(Debug)]
pub(crate) struct Whole<'a, C> {
    pub(crate) shape: &'a [usize],
    pub(crate) cost: &'a C,
    /// How often each window is gone through.
    pub(crate) passes: usize,
    /// Whether parts make again, between their steps, what those before them have made at their border.
    pub(crate) makes_twice: bool,
}

/// Extents of windows and of their parts.
#[derive(Debug, Clone)]
struct Cut {
    extents: Vec<usize>,
    axis: usize,
    part: usize,
}

impl Cut {
    /// Extents of a part.
    fn of_part(&self) -> Vec<usize> {
        let mut extents = self.extents.clone();
        extents[self.axis] = self.part;
        extents
    }
}

impl Blocks {
    /// The smallest blocks that overlap little, of which two or more fit into `memory` bytes, for so many threads at the
    /// most. `None` where there are none, or the whole field is one.
    pub(crate) fn fit<C: Cost>(field: &Whole<'_, C>, memory: u64, threads: NonZeroUsize) -> Option<Self> {
        if field.shape.iter().product::<usize>() < 2 {
            return None;
        }
        let most = memory / if threads.get() > 1 { 2 } else { 1 };
        let smallest = if field.makes_twice { SMALLEST_TWICE } else { SMALLEST };
        let sizes = std::iter::successors(Some(smallest), |size| size.checked_mul(2));
        sizes.take_while(|size| *size <= most).find_map(|size| {
            let cut = field.in_parts(size, threads);
            let windows = Windows::new(field.shape, cut.extents.clone());
            let overlap = |extents: Vec<usize>| Windows::new(field.shape, extents).overlap(field.cost);
            let makes_much_twice = field.makes_twice && overlap(cut.of_part()) > MOST_TWICE;
            let passes = windows.count().saturating_mul(field.passes);
            if passes < 2 || windows.overlap(field.cost) > SMALL_OVERLAP || makes_much_twice {
                return None;
            }
            let bytes = u64::try_from(field.buffers(&cut)).ok().filter(|bytes| *bytes <= most)?;
            let fitting = usize::try_from(memory / bytes.max(1)).unwrap_or(usize::MAX);
            let count = NonZeroUsize::new(fitting.min(threads.get()).min(passes))?;
            let lanes = Lanes { count, axis: cut.axis, extent: cut.part };
            Some(Self { windows, lanes, bytes: bytes * count.get() as u64 })
        })
    }
}

impl Lanes {
    /// Indices along the axis that the buffer of a block has room for, of which a part of a window needs so many at the most, and
    /// all parts `all`.
    pub(crate) fn room(self, most: usize, all: usize) -> usize {
        with_spare(most, self.extent).min(all)
    }

    /// The parts of a window, in storage order.
    pub(crate) fn parts(self, window: &[Range<usize>]) -> impl Iterator<Item = Vec<Range<usize>>> {
        let along = window.get(self.axis).cloned().unwrap_or(0..1);
        along.clone().step_by(self.extent).map(move |start| {
            let mut part = window.to_vec();
            if let Some(range) = part.get_mut(self.axis) {
                *range = start..along.end.min(start + self.extent);
            }
            part
        })
    }
}

impl<C: Cost> Whole<'_, C> {
    /// Blocks of parts, each of which takes no more than `size` bytes where that can be.
    fn in_parts(&self, size: u64, threads: NonZeroUsize) -> Cut {
        let axis = self.axis_of_parts();
        let mut extents = self.shape.to_vec();
        extents[..axis].fill(1);
        let length = self.shape[axis];
        let mut cut = Cut { extents, axis, part: LEAST_PART.min(length) };
        let mut pieces = vec![1; self.shape.len()];
        while self.bytes(&cut) > u128::from(size) && self.halve(&mut cut.extents, &mut pieces, axis + 1) {}
        // As many indices as fit, or one.
        let mut too_many = length + 1;
        cut.part = 1;
        while too_many - cut.part > 1 {
            let part = cut.part + (too_many - cut.part) / 2;
            if self.bytes(&Cut { part, ..cut.clone() }) <= u128::from(size) {
                cut.part = part;
            } else {
                too_many = part;
            }
        }
        // As long as lets them overlap a little at the most, and shorter where there would be too few.
        let with = |extent: usize| {
            let mut extents = cut.extents.clone();
            extents[axis] = extent;
            Windows::new(self.shape, extents)
        };
        let mut pieces = 1;
        loop {
            let (extent, shorter) = (length.div_ceil(pieces), length.div_ceil(2 * pieces));
            let are_few = with(extent).count().saturating_mul(self.passes) < WINDOWS * threads.get();
            let may_be_shorter = if are_few {
                with(shorter).overlap(self.cost) <= SMALL_OVERLAP
            } else {
                self.widening(axis, shorter) <= LITTLE
            };
            if shorter < cut.part.max(2) || !may_be_shorter {
                cut.extents[axis] = extent;
                return cut;
            }
            pieces *= 2;
        }
    }

    /// The axis along which parts follow each other: the first one. Where none needs neighbours along it, it may be one behind it,
    /// so that there is less at an index.
    fn axis_of_parts(&self) -> usize {
        let last = self.shape.len().saturating_sub(1);
        let has_neighbours = |axis: usize| self.widening(axis, 1) > 1.0;
        let is_small = |axis: usize| {
            let mut extents = self.shape.to_vec();
            extents[..axis].fill(1);
            self.bytes(&Cut { extents, axis, part: 1 }) <= u128::from(SMALLEST)
        };
        (0..last).find(|axis| has_neighbours(*axis) || is_small(*axis)).unwrap_or(last)
    }

    /// Halves the extents along the axis, this one or one behind it, along which that makes blocks overlap least; answers whether there
    /// is one.
    fn halve(&self, extents: &mut [usize], pieces: &mut [usize], from: usize) -> bool {
        let halved = |axis: usize| self.shape[axis].div_ceil(2 * pieces[axis]);
        let run = |axis: usize| halved(axis) * self.shape[axis + 1..].iter().product::<usize>();
        let can_be_cut = |axis: &usize| extents[*axis] > 1 && run(*axis) >= LEAST_RUN;
        let grown = |axis: usize| self.widening(axis, halved(axis)) / self.widening(axis, extents[axis]);
        let axis = (from..extents.len())
            .filter(can_be_cut)
            .min_by(|&one, &other| grown(one).total_cmp(&grown(other)));
        let Some(axis) = axis else { return false };
        extents[axis] = halved(axis);
        pieces[axis] *= 2;
        true
    }

    /// How many times as long as the blocks the longest array is that is needed for them.
    fn widening(&self, axis: usize, extent: usize) -> f64 {
        let longest = longest(self.cost, axis, extent, self.shape[axis]).into_iter().max();
        longest.unwrap_or(extent) as f64 / extent as f64
    }

    /// Bytes of what a part is computed from, and of its results.
    fn bytes(&self, cut: &Cut) -> u128 {
        self.cost.bytes(&windows::points(self.cost, self.shape, &cut.of_part()), 1)
    }

    /// Bytes of the buffers for that.
    fn buffers(&self, cut: &Cut) -> u128 {
        let &Cut { ref extents, axis, part } = cut;
        let mut points = windows::points(self.cost, self.shape, &cut.of_part());
        let along = |extent| longest(self.cost, axis, extent, self.shape[axis]);
        for (points, (most, all)) in points.iter_mut().zip(along(part).into_iter().zip(along(extents[axis])))
        {
            *points = *points / most.max(1) as u128 * with_spare(most, part).min(all) as u128;
        }
        self.cost.bytes(&points, 1)
    }
}

/// What a part of this extent needs, and what its border needs some times more.
fn with_spare(needed: usize, extent: usize) -> usize {
    needed + SPARE * needed.saturating_sub(extent)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three numbers in of 8 bytes, each with its neighbours along some axes.
    struct ThreeIn<'a> {
        shape: &'a [usize],
        reach: &'a [usize],
        result_bytes: usize,
    }

    impl Cost for ThreeIn<'_> {
        fn lengths(&self, dimension: usize, range: Range<usize>) -> Vec<usize> {
            let reach = self.reach[dimension];
            let wider = range.start.saturating_sub(reach)..self.shape[dimension].min(range.end + reach);
            vec![range.len(), wider.len()]
        }

        fn bytes(&self, points: &[u128], in_flight: u64) -> u128 {
            (points[0] * self.result_bytes as u128 + points[1] * 24) * u128::from(in_flight)
        }
    }

    fn fit(
        shape: &[usize],
        reach: &[usize],
        result_bytes: usize,
        memory: u64,
        threads: usize,
    ) -> Option<Blocks> {
        let cost = ThreeIn { shape, reach, result_bytes };
        let field = Whole { shape, cost: &cost, passes: 1, makes_twice: false };
        Blocks::fit(&field, memory, NonZeroUsize::new(threads).unwrap())
    }

    #[test]
    fn blocks_are_cut_where_they_overlap_least() {
        let blocks = fit(&[256, 256, 264], &[1, 1, 1], 72, 256 << 20, 2).unwrap();
        assert_eq!(blocks.windows.extents(), [32, 64, 264], "pieces of fewer rows would be short");
        assert_eq!(blocks.lanes, Lanes { count: NonZeroUsize::new(2).unwrap(), axis: 0, extent: 1 });
        let bytes = 24 * with_spare(3, 1) as u64 * 66 * 264 + 72 * 64 * 264;
        assert_eq!(blocks.bytes, 2 * bytes);
    }

    #[test]
    fn parts_are_as_long_as_their_buffers_allow() {
        let blocks = fit(&[600, 128, 128], &[1, 1, 0], 8, 256 << 20, 2).unwrap();
        assert_eq!((blocks.windows.extents(), blocks.lanes.axis), (&[38, 128, 128][..], 0));
        let bytes = |part: u64, more: usize| (24 * (part + 2 + more as u64) + 8 * part) * 128 * 128;
        let part = blocks.lanes.extent as u64;
        assert!(bytes(part, 0) <= SMALLEST && bytes(part + 1, 0) > SMALLEST);
        assert_eq!(blocks.bytes, 2 * bytes(part, 2 * SPARE));
        let line = fit(&[5_000_000], &[2], 8, 256 << 20, 2).unwrap();
        assert_eq!((line.lanes.axis, line.lanes.extent as u64), (0, (SMALLEST - 24 * 4) / 32));
    }

    #[test]
    fn parts_follow_each_other_where_there_are_neighbours() {
        let along_the_last = fit(&[256, 300, 364], &[0, 0, 1], 8, 256 << 20, 2).unwrap();
        assert_eq!(along_the_last.lanes.axis, 1, "a plane is much");
        assert_eq!(along_the_last.windows.extents()[0], 1);
        let batch = fit(&[500, 64, 64, 64], &[0, 1, 1, 1], 8, 256 << 20, 2).unwrap();
        assert_eq!(batch.windows.extents(), [1, 32, 64, 64]);
        assert_eq!(batch.lanes.axis, 1);
        let small = fit(&[500, 16, 16, 16], &[0, 1, 1, 1], 8, 256 << 20, 2).unwrap();
        assert_eq!(
            (&small.windows.extents()[1..], small.lanes.axis),
            (&[16, 16, 16][..], 0),
            "a cube is little"
        );
        assert!(small.lanes.extent > 8);
    }

    #[test]
    fn as_many_threads_have_a_block_as_the_memory_allows() {
        let lanes = |memory, threads| {
            let blocks = fit(&[256, 256, 264], &[1, 1, 1], 72, memory, threads)?;
            assert!(blocks.bytes <= memory, "{blocks:?}");
            Some(blocks.lanes.count.get())
        };
        assert_eq!(lanes(256 << 20, 16), Some(16));
        assert_eq!(lanes(256 << 20, 64), Some(64));
        assert_eq!(lanes(70 << 20, 64), Some(17));
        assert_eq!(lanes(8 << 20, 64), Some(2));
        assert_eq!(lanes(4 << 20, 1), Some(1));
        assert_eq!(lanes(7 << 20, 2), None, "no room for two");
    }

    #[test]
    fn blocks_that_would_overlap_much_are_larger() {
        let shape = [64, 3000, 3000];
        let blocks = fit(&shape, &[1, 1, 1], 8, 1 << 30, 2).unwrap();
        let cost = ThreeIn { shape: &shape, reach: &[1, 1, 1], result_bytes: 8 };
        assert!(blocks.windows.overlap(&cost) <= SMALL_OVERLAP);
        assert!(blocks.bytes > 2 * SMALLEST);
        assert_eq!(fit(&shape, &[1, 1, 1], 8, 4 << 20, 2), None, "no room for those");
    }

    #[test]
    fn parts_that_make_something_twice_are_larger() {
        let cost = ThreeIn { shape: &[256, 256, 264], reach: &[1, 1, 1], result_bytes: 72 };
        let blocks = |makes_twice| {
            let field = Whole { shape: cost.shape, cost: &cost, passes: 1, makes_twice };
            Blocks::fit(&field, 256 << 20, NonZeroUsize::new(2).unwrap()).unwrap()
        };
        let (once, twice) = (blocks(false), blocks(true));
        let part = |blocks: &Blocks| blocks.lanes.extent * blocks.windows.extents()[1];
        assert!(part(&twice) > 4 * part(&once), "{twice:?}");
        assert!(twice.windows.overlap(&cost) <= SMALL_OVERLAP);
        // What reaches far would be made many times over in few planes.
        let cost = ThreeIn { reach: &[5, 1, 1], ..cost };
        let field = Whole { shape: cost.shape, cost: &cost, passes: 1, makes_twice: true };
        let in_memory = |memory| Blocks::fit(&field, memory, NonZeroUsize::new(2).unwrap());
        assert!(in_memory(1 << 30).unwrap().lanes.extent >= 20);
        assert_eq!(in_memory(64 << 20), None);
    }

    #[test]
    fn where_there_is_one_window_each_thread_takes_a_pass() {
        let cost = ThreeIn { shape: &[20, 30, 40], reach: &[1, 1, 1], result_bytes: 24 };
        let fit = |passes| {
            let field = Whole { shape: cost.shape, cost: &cost, passes, makes_twice: false };
            let blocks = Blocks::fit(&field, 256 << 20, NonZeroUsize::new(4).unwrap())?;
            Some((blocks.windows.count(), blocks.lanes.count.get()))
        };
        assert_eq!((fit(1), fit(3)), (None, Some((1, 3))));
    }

    #[test]
    fn what_is_one_point_or_none_is_no_work_for_threads() {
        for shape in [&[][..], &[1], &[0, 5], &[1, 1, 1]] {
            assert_eq!(fit(shape, &[1, 1, 1], 8, 1 << 30, 2), None, "{shape:?}");
        }
    }

    #[test]
    fn parts_cover_a_window() {
        let lanes = Lanes { count: NonZeroUsize::MIN, axis: 1, extent: 4 };
        let parts: Vec<_> = lanes.parts(&[2..3, 8..17, 0..5]).collect();
        assert_eq!(parts, [[2..3, 8..12, 0..5], [2..3, 12..16, 0..5], [2..3, 16..17, 0..5]]);
        assert_eq!(lanes.parts(&[]).collect::<Vec<_>>(), [[]; 1]);
    }
}
