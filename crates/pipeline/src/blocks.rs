//! Windows that one thread does alone, so small that what it has read is in its cache when it computes, and what it has
//! computed when it writes.

use std::{num::NonZeroUsize, ops::Range};

use crate::windows::{self, Cost, SMALL_OVERLAP, Windows, longest};

/// Bytes of a block's buffers, where blocks of so few overlap little.
const SMALLEST: u64 = 10 << 20;

/// Bytes of results that are computed and written at a time.
const PART: usize = 512 << 10;

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
    /// The axis along which a window is cut into parts, which are read together, but computed and written in turn.
    axis: usize,
    /// Their extent along it.
    extent: usize,
}

/// A field that is to be cut into blocks.
#[derive(Debug)]
pub(crate) struct Whole<'a, C> {
    pub(crate) shape: &'a [usize],
    pub(crate) cost: &'a C,
    /// Bytes of the results on a point.
    pub(crate) result_bytes: usize,
    /// Whether a window can be computed in parts without doing anything twice.
    pub(crate) has_parts: bool,
}

impl Blocks {
    /// The smallest blocks that overlap little, of which two or more fit into `memory` bytes, for so many threads at the
    /// most. `None` where there are none, or the whole field is one.
    pub(crate) fn fit<C: Cost>(field: &Whole<'_, C>, memory: u64, threads: NonZeroUsize) -> Option<Self> {
        let most = memory / if threads.get() > 1 { 2 } else { 1 };
        let sizes = std::iter::successors(Some(SMALLEST), |size| size.checked_mul(2));
        sizes.take_while(|size| *size <= most).find_map(|size| {
            let windows = Windows::new(field.shape, field.cut(size)?);
            if windows.count() < 2 || windows.overlap(field.cost) > SMALL_OVERLAP {
                return None;
            }
            let bytes = u64::try_from(field.bytes(windows.extents())).ok()?;
            let fitting = usize::try_from(memory / bytes.max(1)).unwrap_or(usize::MAX);
            let count = NonZeroUsize::new(fitting.min(threads.get()).min(windows.count()))?;
            let (axis, extent) = field.part(windows.extents());
            Some(Self { windows, lanes: Lanes { count, axis, extent }, bytes: bytes * count.get() as u64 })
        })
    }
}

impl Lanes {
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
    /// Extents of blocks of no more than `size` bytes: those of the field, halved again and again along the axis along
    /// which that makes blocks overlap least. `None` where none are so small.
    fn cut(&self, size: u64) -> Option<Vec<usize>> {
        let mut extents = self.shape.to_vec();
        let mut pieces = vec![1; extents.len()];
        while self.bytes(&extents) > u128::from(size) {
            let halved = |axis: usize| self.shape[axis].div_ceil(2 * pieces[axis]);
            let run = |axis: usize| halved(axis) * self.shape[axis + 1..].iter().product::<usize>();
            let can_be_cut = |axis: &usize| extents[*axis] > 1 && (*axis == 0 || run(*axis) >= LEAST_RUN);
            let axis = (0..extents.len()).filter(can_be_cut).min_by(|&one, &other| {
                let grown =
                    |axis: usize| self.widening(axis, halved(axis)) / self.widening(axis, extents[axis]);
                grown(one).total_cmp(&grown(other))
            })?;
            extents[axis] = halved(axis);
            pieces[axis] *= 2;
        }
        Some(extents)
    }

    /// How many times as long as the blocks the longest array is that is needed for them.
    fn widening(&self, axis: usize, extent: usize) -> f64 {
        let longest = longest(self.cost, axis, extent, self.shape[axis]).into_iter().max();
        longest.unwrap_or(extent) as f64 / extent as f64
    }

    /// The axis along which blocks are cut into parts, and the extent of these.
    fn part(&self, extents: &[usize]) -> (usize, usize) {
        let axis = extents.iter().position(|extent| *extent > 1).unwrap_or(0);
        let extent = extents.get(axis).copied().unwrap_or(1).max(1);
        let layer = extents.iter().skip(axis + 1).product::<usize>() * self.result_bytes;
        let layers = if self.has_parts { PART / layer.max(1) } else { extent };
        (axis, layers.clamp(1, extent))
    }

    /// Bytes of the buffers for a block: what it is computed from, and the results of a part.
    fn bytes(&self, extents: &[usize]) -> u128 {
        let mut points = windows::points(self.cost, self.shape, extents);
        let (axis, part) = self.part(extents);
        if let (Some(points), Some(&extent)) = (points.first_mut(), extents.get(axis)) {
            *points = *points / extent.max(1) as u128 * part as u128;
        }
        self.cost.bytes(&points, 1)
    }
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
        let field = Whole { shape, cost: &cost, result_bytes, has_parts: true };
        Blocks::fit(&field, memory, NonZeroUsize::new(threads).unwrap())
    }

    #[test]
    fn blocks_are_cut_where_they_overlap_least() {
        let blocks = fit(&[256, 256, 264], &[1, 1, 1], 72, 256 << 20, 2).unwrap();
        assert_eq!(blocks.windows.extents(), [16, 64, 264], "pieces of fewer rows would be short");
        assert_eq!(blocks.lanes, Lanes { count: NonZeroUsize::new(2).unwrap(), axis: 0, extent: 1 });
        let bytes = 24 * 18 * 66 * 264 + 72 * 64 * 264;
        assert_eq!(blocks.bytes, 2 * bytes);
        let along_the_last = fit(&[256, 256, 264], &[0, 0, 1], 8, 256 << 20, 2).unwrap();
        assert_eq!(along_the_last.windows.extents(), [4, 256, 264]);
        let batch = fit(&[500, 64, 64, 64], &[0, 1, 1, 1], 8, 256 << 20, 2).unwrap();
        assert_eq!(batch.windows.extents(), [1, 64, 64, 64]);
        assert_eq!((batch.lanes.axis, batch.lanes.extent), (1, 16));
    }

    #[test]
    fn as_many_threads_have_a_block_as_the_memory_allows() {
        let lanes = |memory, threads| {
            let blocks = fit(&[256, 256, 264], &[1, 1, 1], 72, memory, threads)?;
            assert!(blocks.bytes <= memory, "{blocks:?}");
            Some(blocks.lanes.count.get())
        };
        assert_eq!(lanes(256 << 20, 16), Some(16));
        assert_eq!(lanes(256 << 20, 64), Some(30));
        assert_eq!(lanes(20 << 20, 64), Some(2));
        assert_eq!(lanes(10 << 20, 1), Some(1));
        assert_eq!(lanes(19 << 20, 2), None, "no room for two");
    }

    #[test]
    fn blocks_that_would_overlap_much_are_larger() {
        let blocks = fit(&[64, 3000, 3000], &[1, 1, 1], 8, 1 << 30, 2).unwrap();
        assert!(
            blocks.windows.overlap(&ThreeIn { shape: &[64, 3000, 3000], reach: &[1, 1, 1], result_bytes: 8 })
                <= SMALL_OVERLAP
        );
        assert!(blocks.bytes > 2 * SMALLEST);
        assert_eq!(fit(&[64, 3000, 3000], &[1, 1, 1], 8, 16 << 20, 2), None);
    }

    #[test]
    fn parts_cover_a_window() {
        let lanes = Lanes { count: NonZeroUsize::MIN, axis: 1, extent: 4 };
        let parts: Vec<_> = lanes.parts(&[2..3, 8..17, 0..5]).collect();
        assert_eq!(parts, [[2..3, 8..12, 0..5], [2..3, 12..16, 0..5], [2..3, 16..17, 0..5]]);
        assert_eq!(lanes.parts(&[]).collect::<Vec<_>>(), [[]; 1]);
    }
}
