//! How a field is cut into windows that fit the memory.

use std::ops::Range;

/// Shortest piece that the last axis is cut into: below it a window costs more than its memory saves.
const LEAST_ROW: usize = 1024;

/// Windows whose buffers are in memory at a time: while one is computed, the results on the one before are written, then
/// the inputs of the one behind are read.
const IN_FLIGHT: u64 = 2;

/// Bytes with which a run is as fast as with more, where windows overlap little.
const ENOUGH: u64 = 32 << 20;

/// How many times a window may be read where that spares memory.
pub(crate) const SMALL_OVERLAP: f64 = 1.25;

/// The windows of a field: boxes of one extent (smaller at the ends) that cover it without overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Windows {
    shape: Vec<usize>,
    extents: Vec<usize>,
}

/// What a window costs, by the arrays that are in memory for it. Each is for the window, widened in a way of its own.
pub(crate) trait Cost {
    /// Points along a dimension that each array has for a window of this range, the results among them.
    fn lengths(&self, dimension: usize, range: Range<usize>) -> Vec<usize>;

    /// Bytes of the buffers, where the arrays have so many points and so many windows are in flight.
    fn bytes(&self, points: &[u128], in_flight: u64) -> u128;
}

/// Bytes of the buffers, with so many windows of these extents in flight.
fn bytes(cost: &impl Cost, shape: &[usize], extents: &[usize], in_flight: u64) -> u128 {
    cost.bytes(&points(cost, shape, extents), in_flight)
}

/// Points that each array has, at the most, for a window of these extents.
pub(crate) fn points(cost: &impl Cost, shape: &[usize], extents: &[usize]) -> Vec<u128> {
    let mut points: Vec<u128> = Vec::new();
    for (dimension, (&extent, &length)) in extents.iter().zip(shape).enumerate() {
        let longest = longest(cost, dimension, extent, length);
        points.resize(longest.len(), 1);
        points.iter_mut().zip(longest).for_each(|(points, longest)| *points *= longest as u128);
    }
    points
}

/// The most points along a dimension of each array among pieces of this extent. Only those near the ends differ from the
/// one in the middle.
pub(crate) fn longest(cost: &impl Cost, dimension: usize, extent: usize, length: usize) -> Vec<usize> {
    let pieces = length.div_ceil(extent);
    let near_ends = (0..pieces.min(6)).chain(pieces.saturating_sub(6)..pieces);
    let range = |piece: usize| piece * extent..length.min((piece + 1) * extent);
    let mut longest: Vec<usize> = Vec::new();
    for piece in near_ends.chain([pieces / 2]) {
        let lengths = cost.lengths(dimension, range(piece));
        longest.resize(lengths.len(), 0);
        longest.iter_mut().zip(lengths).for_each(|(longest, length)| *longest = length.max(*longest));
    }
    longest
}

impl Windows {
    /// The largest windows of which as many as are in flight fit into `memory` bytes, cut along the slowest axis first.
    /// Where the input lies in chunks, the cuts fall between them, so that no chunk is read for more windows than it
    /// must; only where windows of a single chunk are too large, cuts go through it.
    pub(crate) fn fit(shape: &[usize], chunk: Option<&[usize]>, memory: u64, cost: &impl Cost) -> Self {
        let between_chunks = chunk.and_then(|chunk| {
            let (extents, fits) = cut(shape, chunk, chunk, memory, cost);
            fits.then_some(extents)
        });
        let extents = between_chunks.unwrap_or_else(|| {
            let mut least = vec![1; shape.len()];
            least.iter_mut().next_back().into_iter().for_each(|row| *row = LEAST_ROW);
            cut(shape, &least, &vec![1; shape.len()], memory, cost).0
        });
        Self { shape: shape.to_vec(), extents }
    }

    /// As [`fit`](Self::fit) where nothing lies in chunks, in as little memory as lets windows overlap little: memory that
    /// was not used before costs more than to read some rows twice.
    pub(crate) fn fit_sparing(shape: &[usize], memory: u64, cost: &impl Cost) -> Self {
        let less =
            std::iter::successors(Some(ENOUGH), |less| Some(less * 2)).take_while(|less| *less < memory);
        less.map(|less| Self::fit(shape, None, less, cost))
            .find(|windows| windows.overlap(cost) <= SMALL_OVERLAP)
            .unwrap_or_else(|| Self::fit(shape, None, memory, cost))
    }

    /// Windows of these extents.
    pub(crate) fn new(shape: &[usize], extents: Vec<usize>) -> Self {
        Self { shape: shape.to_vec(), extents }
    }

    /// How many times a window the largest array is that is needed for it.
    pub(crate) fn overlap(&self, cost: &impl Cost) -> f64 {
        let mut times: Vec<f64> = Vec::new();
        for (dimension, &extent) in self.extents.iter().enumerate() {
            let middle = self.piece(dimension, self.shape[dimension].div_ceil(extent) / 2);
            let own = middle.len().max(1) as f64;
            let lengths = cost.lengths(dimension, middle);
            times.resize(lengths.len(), 1.0);
            times.iter_mut().zip(lengths).for_each(|(times, length)| *times *= length as f64 / own);
        }
        times.into_iter().fold(1.0, f64::max)
    }

    /// Extents of the field.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Extents of all but the last windows.
    #[must_use]
    pub fn extents(&self) -> &[usize] {
        &self.extents
    }

    /// Number of windows.
    #[must_use]
    pub fn count(&self) -> usize {
        self.pieces().product()
    }

    /// The windows, in storage order.
    pub fn iter(&self) -> impl Iterator<Item = Vec<Range<usize>>> {
        (0..self.count()).map(|number| self.window(number))
    }

    /// The window with this number in storage order.
    pub(crate) fn window(&self, number: usize) -> Vec<Range<usize>> {
        let mut rest = number;
        let mut window = vec![0..0; self.shape.len()];
        for (dimension, pieces) in self.pieces().enumerate().rev() {
            window[dimension] = self.piece(dimension, rest % pieces);
            rest /= pieces;
        }
        window
    }

    /// Bytes of the buffers that a run through the windows takes at most.
    pub(crate) fn bytes(&self, cost: &impl Cost) -> u64 {
        let in_flight = IN_FLIGHT.min(self.count() as u64);
        u64::try_from(bytes(cost, &self.shape, &self.extents, in_flight)).unwrap_or(u64::MAX)
    }

    /// Number of points in all windows, each widened by `input_range`.
    pub(crate) fn widened_points(&self, input_range: impl Fn(usize, Range<usize>) -> Range<usize>) -> u64 {
        let along = |(dimension, pieces)| {
            let length = |piece| input_range(dimension, self.piece(dimension, piece)).len() as u64;
            (0..pieces).map(length).sum::<u64>()
        };
        self.pieces().enumerate().map(along).product()
    }

    fn pieces(&self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        self.shape.iter().zip(&self.extents).map(|(length, extent)| length.div_ceil(*extent))
    }

    fn piece(&self, dimension: usize, number: usize) -> Range<usize> {
        let extent = self.extents[dimension];
        number * extent..self.shape[dimension].min((number + 1) * extent)
    }
}

/// The extents of the largest windows that fit into `memory` bytes, and whether there are any: those of the shape, cut
/// down axis by axis, in steps, to no less than `least`.
fn cut(
    shape: &[usize],
    least: &[usize],
    step: &[usize],
    memory: u64,
    cost: &impl Cost,
) -> (Vec<usize>, bool) {
    let mut extents = shape.to_vec();
    let fits = |extents: &[usize]| bytes(cost, shape, extents, IN_FLIGHT) <= u128::from(memory);
    for (dimension, &length) in shape.iter().enumerate() {
        if fits(&extents) {
            return (extents, true);
        }
        let extent = |steps: usize| length.min(least[dimension] + steps * step[dimension]);
        // With no step more than the least the window may be too large; with so many it is.
        let (mut few, mut many) =
            (0, length.saturating_sub(least[dimension]).div_ceil(step[dimension]).max(1));
        while many - few > 1 {
            let middle = few + (many - few) / 2;
            extents[dimension] = extent(middle);
            if fits(&extents) { few = middle } else { many = middle }
        }
        extents[dimension] = extent(few);
    }
    let does_fit = fits(&extents);
    (extents, does_fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One number in of 8 bytes, two out, three points needed for one along every axis.
    struct OneInTwoOut<'a> {
        shape: &'a [usize],
    }

    impl Cost for OneInTwoOut<'_> {
        fn lengths(&self, dimension: usize, range: Range<usize>) -> Vec<usize> {
            let wider = range.start.saturating_sub(1)..self.shape[dimension].min(range.end + 1);
            vec![wider.len(), range.len()]
        }

        fn bytes(&self, points: &[u128], in_flight: u64) -> u128 {
            (points[0] * 8 + points[1] * 16) * u128::from(in_flight)
        }
    }

    fn cost(shape: &[usize]) -> OneInTwoOut<'_> {
        OneInTwoOut { shape }
    }

    /// Windows of which one takes no more than `memory` bytes.
    fn fit(shape: &[usize], chunk: Option<&[usize]>, memory: u64, cost: &impl Cost) -> Windows {
        let windows = Windows::fit(shape, chunk, 2 * memory, cost);
        assert_eq!(windows, Windows::fit(shape, chunk, 2 * memory + 1, cost));
        windows
    }

    #[test]
    fn a_field_that_fits_is_one_window() {
        let shape = [5, 7, 3];
        let windows = fit(&shape, None, 24 * 105, &cost(&shape));
        assert_eq!(windows.iter().collect::<Vec<_>>(), [[0..5, 0..7, 0..3]]);
    }

    #[test]
    fn the_slowest_axis_is_cut_first() {
        let shape = [10, 7, 3];
        // Two planes of results and four of inputs.
        let windows = fit(&shape, None, 21 * (2 * 16 + 4 * 8), &cost(&shape));
        assert_eq!(windows.extents(), [2, 7, 3]);
        assert_eq!(windows.count(), 5);
        let one_byte_less = fit(&shape, None, 21 * (2 * 16 + 4 * 8) - 1, &cost(&shape));
        assert_eq!(one_byte_less.extents(), [1, 7, 3]);
    }

    #[test]
    fn the_next_axis_is_cut_where_one_plane_is_too_much() {
        let shape = [4, 50, 3];
        // Three rows of results of one plane; five rows of three planes.
        let windows = fit(&shape, None, 3 * (3 * 16 + 15 * 8), &cost(&shape));
        assert_eq!(windows.extents(), [1, 3, 3]);
    }

    #[test]
    fn rows_are_cut_down_to_a_least_length() {
        let shape = [2, 5000];
        assert_eq!(fit(&shape, None, 1, &cost(&shape)).extents(), [1, LEAST_ROW]);
        let shape = [3, 20];
        assert_eq!(fit(&shape, None, 1, &cost(&shape)).extents(), [1, 20]);
    }

    #[test]
    fn cuts_fall_between_chunks() {
        let shape = [100, 7];
        let memory = 7 * (17 * 16 + 19 * 8);
        assert_eq!(fit(&shape, None, memory, &cost(&shape)).extents(), [17, 7]);
        assert_eq!(fit(&shape, Some(&[8, 7]), memory, &cost(&shape)).extents(), [16, 7]);
        assert_eq!(fit(&shape, Some(&[32, 7]), memory, &cost(&shape)).extents(), [17, 7]);
    }

    #[test]
    fn where_planes_are_too_large_cuts_fall_between_chunks_along_the_next_axis() {
        let shape = [100, 40, 7];
        // Results of 8 planes of 15 rows, inputs of 10 planes of 17.
        let memory = 7 * (8 * 15 * 16 + 10 * 17 * 8);
        assert_eq!(fit(&shape, Some(&[8, 5, 7]), memory, &cost(&shape)).extents(), [8, 15, 7]);
        assert_eq!(fit(&shape, Some(&[8, 5, 7]), memory - 1, &cost(&shape)).extents(), [8, 10, 7]);
    }

    #[test]
    fn two_windows_are_in_memory_at_a_time() {
        let shape = [10, 7, 3];
        let one = 21 * (2 * 16 + 4 * 8);
        assert_eq!(fit(&shape, None, one, &cost(&shape)).bytes(&cost(&shape)), 2 * one);
        let all = 210 * 24;
        assert_eq!(fit(&shape, None, all, &cost(&shape)).bytes(&cost(&shape)), all);
    }

    #[test]
    fn no_more_memory_is_taken_than_lets_windows_overlap_little() {
        let shape = [1000, 400, 100];
        let plane = 40_000 * 24;
        let sparing = |memory| Windows::fit_sparing(&shape, memory, &cost(&shape));
        // Of 16 planes in 32 MiB, 18 are read, of which each takes a third of what a result takes with it.
        assert_eq!(sparing(1 << 40).extents(), Windows::fit(&shape, None, ENOUGH, &cost(&shape)).extents());
        assert!(sparing(1 << 40).bytes(&cost(&shape)) <= ENOUGH);
        assert_eq!(
            sparing(4 * plane).extents(),
            Windows::fit(&shape, None, 4 * plane, &cost(&shape)).extents()
        );
        // Planes of which few fit: more memory is taken until eight are read together.
        let shape = [1000, 4000, 100];
        let windows = Windows::fit_sparing(&shape, 1 << 40, &cost(&shape));
        assert!(windows.extents()[0] >= 8 && windows.extents()[1..] == [4000, 100], "{windows:?}");
        assert!(windows.overlap(&cost(&shape)) <= SMALL_OVERLAP);
        let half = windows.bytes(&cost(&shape)) / 2;
        assert!(Windows::fit(&shape, None, half, &cost(&shape)).overlap(&cost(&shape)) > SMALL_OVERLAP);
    }

    #[test]
    fn windows_overlap_as_much_as_the_largest_array() {
        /// Three inputs, each widened along an axis of its own.
        struct Divergence;

        impl Cost for Divergence {
            fn lengths(&self, dimension: usize, range: Range<usize>) -> Vec<usize> {
                let wider = |input| if input == dimension { range.len() + 2 } else { range.len() };
                std::iter::once(range.len()).chain((0..3).map(wider)).collect()
            }

            fn bytes(&self, _: &[u128], _: u64) -> u128 {
                unreachable!("nothing is fitted")
            }
        }

        let windows = Windows::new(&[40, 60, 80], vec![8, 4, 80]);
        assert_eq!(windows.overlap(&Divergence), 1.5, "not 1.25 · 1.5");
    }

    #[test]
    fn windows_cover_every_point_once() {
        let shape = [9, 4, 6];
        for memory in [1, 1000, 2500, 4000, 100_000] {
            let windows = fit(&shape, None, memory, &cost(&shape));
            let mut seen = ndarray::ArrayD::<u32>::zeros(&shape[..]);
            for window in windows.iter() {
                let mut part = seen.view_mut();
                part.slice_each_axis_inplace(|axis| window[axis.axis.index()].clone().into());
                part += 1;
            }
            assert!(seen.iter().all(|count| *count == 1), "{windows:?}");
            assert_eq!(windows.widened_points(|_, range| range), 216);
        }
    }
}
