//! Sums of derivatives on a run, computed a block of points at a time.
//!
//! A block is stored as soon as it is computed: its stores drain while the next block is computed. Longer blocks would fill
//! the processor's store buffer first and leave computing and storing to wait for each other.
#![allow(unsafe_code, reason = "a check at each load costs more than the arithmetic")]
#![expect(
    clippy::needless_range_loop,
    reason = "an iterator over arrays of vectors moves them through memory"
)]

use std::ops::Range;

use crate::{
    Element, Output, PointFunction, Stencil, cache,
    formula::Join,
    lanes::{BLOCK, Lanes, One},
    piece::Piece,
    rows::RowsMut,
    simd::Task,
    stretch,
};

/// Sums whose blocks are stored together. More would be more streams at a time than memory writes well.
pub(crate) const GROUP: usize = 3;

/// Blocks that a function is applied to at once: as long a loop as compilers make vectors of.
const MAPPED: usize = 4;

/// Points of those blocks.
const STRETCH: usize = 4 * BLOCK;

/// Numbers of a room before the first block.
const BEFORE: usize = 2 * BLOCK;

/// Room for the results of some blocks. A block that would begin before or end behind what can be computed in one piece is
/// computed a little further on or back, by less than a block and as many points as rows have edges at an end (two at most):
/// there is room for that on both sides.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Room<O>([O; BEFORE + (MAPPED + 2) * BLOCK]);

impl<O: Copy + Default> Room<O> {
    fn new() -> Self {
        Self([O::default(); BEFORE + (MAPPED + 2) * BLOCK])
    }

    #[inline(always)]
    fn results(&self, count: usize) -> &[O] {
        &self.0[BEFORE..][..count]
    }
}

/// A term on a run.
pub(crate) struct Part<'x, T> {
    pub(crate) piece: Piece<'x, T>,
    /// Point of the run where the piece begins.
    pub(crate) first: usize,
    pub(crate) join: Join,
    /// Whether it is the last of its sum.
    pub(crate) last: bool,
    /// The row, where the derivative is along it.
    along: Option<Along<'x, T>>,
    /// Number of points of the piece.
    pub(crate) count: usize,
}

/// What a derivative along the rows takes at their edges.
pub(crate) struct Along<'x, T> {
    pub(crate) stencil: &'x Stencil,
    /// The row as far as it is there; several rows where the run has several.
    pub(crate) line: &'x [T],
    /// Global index of the first number of the line.
    pub(crate) origin: usize,
    /// Global index of the first point of the run.
    pub(crate) start: usize,
}

impl<'x, T: Element> Part<'x, T> {
    pub(crate) fn new(
        piece: Piece<'x, T>,
        first: usize,
        join: Join,
        last: bool,
        along: Option<Along<'x, T>>,
    ) -> Self {
        let piece = piece.of_many();
        let count = piece.points();
        Self { piece, first, join, last, along, count }
    }

    /// The derivatives from the point `at` of the run on, as many as there are lanes.
    ///
    /// # Panics
    /// When the piece has not so many points from there on.
    #[inline(always)]
    fn of_piece<L: Lanes<T::Scalar>>(&self, lanes: L, at: usize) -> L::Numbers {
        let k = at.wrapping_sub(self.first);
        assert!(k < self.count && self.count - k >= L::COUNT, "a derivative beyond the points of its run");
        // SAFETY: checked above.
        unsafe { self.piece.at(lanes, k) }
    }

    /// The derivative at the point `column` of the row that begins at the point `row` of the run.
    #[inline]
    fn at(&self, row: usize, column: usize) -> T::Scalar {
        match &self.along {
            Some(along) => {
                // The piece may begin behind this point, where another term of the sum has more edges.
                let values = |at: usize| &along.line[row + at - along.origin..][..1];
                let own = Piece::combined(&along.stencil.combination(along.start + column), values);
                // SAFETY: each of the values is there at one point.
                unsafe { own.at(One, 0) }
            }
            None => self.of_piece(One, row + column),
        }
    }
}

/// A sum on a run.
pub(crate) struct Sum {
    /// Its terms among the parts.
    pub(crate) parts: Range<usize>,
    /// Points from the first that no stencil takes for an edge to the last; the edges of rows between them are replaced.
    pub(crate) bulk: Range<usize>,
    /// Points at the beginning and at the end of each row that are edges.
    pub(crate) edges: [usize; 2],
}

impl Sum {
    /// Computes the sum at the points of a block.
    #[inline(always)]
    fn compute<T: Element, O: Output<Scalar = T::Scalar>, L: Lanes<T::Scalar>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        block: &Block,
        room: &mut Room<O>,
    ) {
        let parts = &parts[self.parts.clone()];
        let Range { start, end } = block.points;
        if self.bulk.len() < BLOCK {
            return Self::replace(parts, block, [block.row_length, 0], &mut room.0[BEFORE..]);
        }
        let at = start.clamp(self.bulk.start, self.bulk.end - BLOCK);
        let place = BEFORE + at - start;
        let mut sums = lanes.load(&[T::Scalar::default(); BLOCK]);
        for part in parts {
            sums = part.join.of(lanes, sums, part.of_piece(lanes, at));
        }
        O::store(lanes, sums, &mut room.0[place..][..BLOCK]);
        let [left, right] = self.edges;
        if start < block.row + left || end + right > block.row + block.row_length {
            Self::replace(parts, block, self.edges, &mut room.0[BEFORE..]);
        }
    }

    /// Computes the sum at points that it can compute in one piece, as many as a function is applied to at once.
    #[inline(always)]
    fn compute_blocks<T: Element<Scalar = f64>, L: Lanes<f64>>(
        &self,
        lanes: L,
        parts: &[Part<'_, T>],
        points: &Range<usize>,
        room: &mut Room<f64>,
    ) {
        let mut sums = [lanes.load(&[0.0; BLOCK]); MAPPED];
        for part in &parts[self.parts.clone()] {
            let k = points.start.wrapping_sub(part.first);
            assert!(k < part.count && part.count - k >= STRETCH, "derivatives beyond the points of a run");
            // SAFETY: checked above.
            unsafe { part.piece.join(lanes, k, part.join, &mut sums) };
        }
        for number in 0..MAPPED {
            lanes.store(sums[number], &mut room.0[BEFORE + number * BLOCK..][..BLOCK]);
        }
    }

    /// Computes, one by one, so many points at the beginning and at the end of each row among those of a block, whose results
    /// `out` holds.
    fn replace<T: Element, O: Output<Scalar = T::Scalar>>(
        parts: &[Part<'_, T>],
        block: &Block,
        [left, right]: [usize; 2],
        out: &mut [O],
    ) {
        let length = block.row_length;
        for row in (block.row..block.points.end).step_by(length) {
            for column in (0..left).chain(length - right..length) {
                if block.points.contains(&(row + column)) {
                    out[row + column - block.points.start] = O::narrow(point(parts, row, column));
                }
            }
        }
    }

    /// Computes the edges of rows among the points of a block, whose results `out` holds.
    pub(crate) fn replace_edges<T: Element, O: Output<Scalar = T::Scalar>>(
        &self,
        parts: &[Part<'_, T>],
        block: &Block,
        out: &mut [O],
    ) {
        if self.edges != [0, 0] {
            Self::replace(&parts[self.parts.clone()], block, self.edges, out);
        }
    }
}

/// The sum of terms at the point `column` of the row that begins at the point `row` of the run.
fn point<T: Element>(parts: &[Part<'_, T>], row: usize, column: usize) -> T::Scalar {
    parts.iter().fold(T::Scalar::default(), |sum, part| part.join.of(One, sum, part.at(row, column)))
}

/// Consecutive points of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) points: Range<usize>,
    /// Where the row begins that the first of them belongs to.
    pub(crate) row: usize,
    pub(crate) row_length: usize,
}

/// Where edges of rows come next.
pub(crate) struct Edges {
    /// Where the current row begins.
    row: usize,
    row_length: usize,
    /// Points at the beginning and at the end of each row that are edges for any of the sums.
    left: usize,
    right: usize,
    /// The first edge to come, or a point before it.
    next: usize,
}

impl Edges {
    /// Those of sums from the row on that begins at the point `row`.
    pub(crate) fn new(row: usize, row_length: usize, sums: &[Sum]) -> Self {
        let most = |end: usize| sums.iter().map(|sum| sum.edges[end]).max().unwrap_or(0);
        let [left, right] = [most(0), most(1)];
        let next = if left + right == 0 { usize::MAX } else { row };
        Self { row, row_length, left, right, next }
    }

    /// The block of these points, which follow those before, where there may be an edge among them.
    #[inline(always)]
    pub(crate) fn among(&mut self, points: Range<usize>) -> Option<Block> {
        if points.end > self.next { Some(self.pass(points)) } else { None }
    }

    #[inline(never)]
    fn pass(&mut self, points: Range<usize>) -> Block {
        let row = self.row;
        while self.row + self.row_length + self.left <= points.end {
            self.row += self.row_length;
        }
        let within_left = points.end < self.row + self.left;
        self.next = if within_left { self.row } else { self.row + self.row_length - self.right };
        Block { points, row, row_length: self.row_length }
    }
}

/// The points of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Points {
    pub(crate) count: usize,
    /// Points of a row.
    pub(crate) row: usize,
}

impl Points {
    /// Its blocks, of which the first ends at the point `lead` if there is one.
    #[inline(always)]
    fn blocks(self, lead: usize) -> Blocks {
        Blocks { points: self, start: 0, end: if lead == 0 { BLOCK } else { lead }, row: 0 }
    }
}

/// The blocks of a run.
struct Blocks {
    points: Points,
    start: usize,
    end: usize,
    row: usize,
}

impl Blocks {
    /// Leaves out the points before `start`.
    #[inline(always)]
    fn skip_to(&mut self, start: usize) {
        (self.start, self.end) = (start, start + BLOCK);
        while self.row + self.points.row <= start {
            self.row += self.points.row;
        }
    }

    /// The whole blocks of points to come that all of these sums can compute in one piece, edges of rows among them left
    /// aside; none where the next point is not one of them.
    #[inline(always)]
    fn in_one_piece(&self, sums: &[Sum]) -> Block {
        let bulk = sums
            .iter()
            .fold(0..self.points.count, |one, sum| one.start.max(sum.bulk.start)..one.end.min(sum.bulk.end));
        let start = self.start;
        let count = if bulk.contains(&start) { (bulk.end - start) / BLOCK * BLOCK } else { 0 };
        Block { points: start..start + count, row: self.row, row_length: self.points.row }
    }
}

impl Iterator for Blocks {
    type Item = Block;

    #[inline(always)]
    fn next(&mut self) -> Option<Block> {
        if self.start >= self.points.count {
            return None;
        }
        let block = Block {
            points: self.start..self.end.min(self.points.count),
            row: self.row,
            row_length: self.points.row,
        };
        self.skip_to(block.points.end);
        Some(block)
    }
}

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
            prefetch(ahead, &block.points);
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
            prefetch(self.ahead, &block.points);
            for (sum, room) in self.sums.iter().zip(&mut rooms) {
                sum.compute(lanes, self.parts, &block, room);
            }
            map::<_, N, BLOCK>(self.function, &rooms, &block.points, self.output);

            let Block { points, row, row_length } = blocks.in_one_piece(self.sums);
            let mut edges = Edges::new(row, row_length, self.sums);
            let mut start = points.start;
            while start + STRETCH <= points.end {
                let points = start..start + STRETCH;
                prefetch(self.ahead, &points);
                for (sum, room) in self.sums.iter().zip(&mut rooms) {
                    sum.compute_blocks(lanes, self.parts, &points, room);
                }
                if let Some(block) = edges.among(points.clone()) {
                    for (sum, room) in self.sums.iter().zip(&mut rooms) {
                        sum.replace_edges(self.parts, &block, &mut room.0[BEFORE..]);
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
    let mut results = [O::zero(); COUNT];
    for (k, result) in results.iter_mut().enumerate() {
        let mut arguments = [0.0; N];
        for (argument, room) in arguments.iter_mut().zip(rooms) {
            *argument = room.0[BEFORE + k];
        }
        *result = O::narrow(function.at(arguments));
    }
    output.write(points.start, &results[..points.len()]);
}

/// Asks for what stands at these points.
#[inline(always)]
pub(crate) fn prefetch<T>(ahead: &[&[T]], points: &Range<usize>) {
    for numbers in ahead {
        cache::prefetch(&numbers[points.clone()]);
    }
}
