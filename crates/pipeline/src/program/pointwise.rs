//! Arithmetic on every point of a window, in parallel, a few rows at a time.

use std::ops::Range;

use ndarray::Axis;

use super::{
    arithmetic::Register,
    tape::{Memory, Tape},
    typed::{Rows, RowsMut, View, ViewMut},
};

/// Numbers in a register: all registers of a common expression fit the first cache.
const RUN: usize = 1024;

/// Points of a tile that one thread computes.
const TILE: usize = 1 << 15;

/// What is loaded.
pub(super) enum Source<'a> {
    Array(View<'a>),
    /// The coordinates along a dimension of the grid, all of them.
    Line {
        dimension: usize,
        numbers: &'a [f64],
    },
}

/// Runs the tape on every point of a window, of which sources and targets are arrays.
pub(super) fn apply(
    tape: &Tape,
    window: Vec<Range<usize>>,
    sources: Vec<Source<'_>>,
    targets: Vec<ViewMut<'_>>,
) {
    let last = window.len() - 1;
    let points: usize = window.iter().map(Range::len).product();
    let is_long = window[last].len() > RUN;
    let cut = if is_long { Some(last) } else { window.iter().position(|range| range.len() > 1) };
    let Some(dimension) = cut.filter(|_| is_long || points > TILE) else {
        return rows(tape, &window, &sources, targets);
    };
    let half = window[dimension].len().div_ceil(2);
    let (mut one, mut other) = (window.clone(), window);
    one[dimension].end = one[dimension].start + half;
    other[dimension].start += half;
    let (ones, others) = sources
        .into_iter()
        .map(|source| match source {
            Source::Array(view) => {
                let (one, other) = view.split_at(Axis(dimension), half);
                (Source::Array(one), Source::Array(other))
            }
            Source::Line { dimension, numbers } => {
                (Source::Line { dimension, numbers }, Source::Line { dimension, numbers })
            }
        })
        .unzip();
    let (targets, other_targets) =
        targets.into_iter().map(|target| target.split_at(Axis(dimension), half)).unzip();
    rayon::join(|| apply(tape, one, ones, targets), || apply(tape, other, others, other_targets));
}

fn rows(tape: &Tape, window: &[Range<usize>], sources: &[Source<'_>], mut targets: Vec<ViewMut<'_>>) {
    let (row, outer) = window.split_last().expect("an array has at least one dimension");
    let last = Axis(outer.len());
    let count: usize = outer.iter().map(Range::len).product();
    let at_a_time = (RUN / row.len()).clamp(1, count);
    let mut registers = tape.registers(at_a_time * row.len());
    let sources = sources.iter().map(|source| match source {
        Source::Array(view) => Loading::Rows(view.rows(last)),
        Source::Line { dimension, numbers } => {
            Loading::Line { dimension: *dimension, numbers: &numbers[window[*dimension].clone()] }
        }
    });
    let mut tile = Tile {
        window,
        row: 0,
        sources: sources.collect(),
        targets: targets.iter_mut().map(|target| target.rows(last)).collect(),
    };
    while tile.row < count {
        tape.run(&mut registers, &mut tile);
        tile.row += at_a_time;
    }
}

/// Some rows of a window.
struct Tile<'a> {
    window: &'a [Range<usize>],
    /// Number of the first row at hand.
    row: usize,
    sources: Vec<Loading<'a>>,
    targets: Vec<RowsMut<'a>>,
}

enum Loading<'a> {
    Rows(Rows<'a>),
    /// Coordinates along a dimension of the window.
    Line {
        dimension: usize,
        numbers: &'a [f64],
    },
}

impl Memory for Tile<'_> {
    fn load(&mut self, source: usize, to: &mut Register) {
        let (row, outer) = self.window.split_last().expect("an array has at least one dimension");
        match (&mut self.sources[source], to) {
            (Loading::Rows(rows), to) => rows.load(row.len(), to),
            (Loading::Line { dimension, numbers }, Register::Real(to)) if *dimension == outer.len() => {
                to.chunks_exact_mut(row.len()).for_each(|to| to.copy_from_slice(numbers));
            }
            (Loading::Line { dimension, numbers }, Register::Real(to)) => {
                let step: usize = outer[*dimension + 1..].iter().map(Range::len).product();
                for (number, to) in to.chunks_exact_mut(row.len()).enumerate() {
                    to.fill(numbers[(self.row + number) / step % numbers.len()]);
                }
            }
            (Loading::Line { .. }, Register::Complex(_)) => unreachable!("coordinates are real"),
        }
    }

    fn store(&mut self, target: usize, from: &Register) {
        self.targets[target].store(self.window[self.window.len() - 1].len(), from);
    }
}
