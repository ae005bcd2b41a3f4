//! The streaming limit: as many arrays read and as many written as the operator does, with no more work than a sum.
//!
//! Every output is set to the sum of all inputs. The arrays are those of the operator, cut to whole cache lines; they are
//! written past the caches. How the streams are best interleaved differs from machine to machine, so several ways are
//! tried, and the fastest is the limit.

use std::time::{Duration, Instant};

use bytemuck::Pod;
use rayon::prelude::*;

use crate::{
    arrays::Arrays,
    cases::Case,
    stream::{Line, sum_into},
};

/// A way to interleave the streams.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Lines of one stream in a row before the next stream has its turn.
    pub(crate) block: usize,
    /// Lines that stream number n starts behind stream number n − 1, so that not all have the same place in the caches.
    stagger: usize,
}

/// The ways that are tried.
const SHAPES: [Shape; 6] = [
    Shape { block: 1, stagger: 0 },
    Shape { block: 1, stagger: 37 },
    Shape { block: 16, stagger: 0 },
    Shape { block: 16, stagger: 37 },
    Shape { block: 64, stagger: 37 },
    Shape { block: 256, stagger: 37 },
];

/// Turns of each way.
const TRIALS: usize = 4;
/// Lines of each stream that a trial takes at most: 128 MiB, which no cache holds.
const TRIED: usize = 1 << 21;

/// Lines of each stream that a thread takes at a time, at least: 128 KiB.
const PIECE: usize = 2048;
/// Pieces of a stream, at most: many enough to share them out evenly, and too few to take memory to speak of.
const PIECES: usize = 1024;

/// Part of every stream.
struct Piece<'a> {
    inputs: Vec<&'a [Line]>,
    outputs: Vec<&'a mut [Line]>,
}

/// The way that is fastest on these arrays and the current pool. The ways take turns, and the best turn of each counts.
pub(crate) fn fastest<T: Pod + Send + Sync>(arrays: &mut Arrays<T>, case: &Case) -> Shape {
    let mut best = [Duration::MAX; SHAPES.len()];
    for _ in 0..TRIALS {
        for (shape, best) in SHAPES.into_iter().zip(&mut best) {
            *best = stream(shape, arrays.streams(case), TRIED).min(*best);
        }
    }
    let (shape, _) = SHAPES.into_iter().zip(best).min_by_key(|&(_, time)| time).expect("several ways");
    shape
}

/// Runs the limit once on the current pool; only the streaming itself is timed.
pub(crate) fn run<T: Pod + Send + Sync>(shape: Shape, arrays: &mut Arrays<T>, case: &Case) -> Duration {
    stream(shape, arrays.streams(case), usize::MAX)
}

/// Streams at most so many lines of each array.
fn stream<T: Pod>(shape: Shape, (inputs, outputs): (Vec<&[T]>, Vec<&mut [T]>), most: usize) -> Duration {
    let mut inputs: Vec<_> = inputs.into_iter().map(Line::of).collect();
    let mut outputs: Vec<_> = outputs.into_iter().map(Line::of_mut).collect();
    let count = inputs.len() + outputs.len();
    let shortest = lengths(&inputs, &outputs).min().unwrap_or(0);
    // On tiny grids at least half of each stream is left.
    let stagger = shape.stagger.min(shortest / (2 * count));
    for (number, stream) in inputs.iter_mut().enumerate() {
        *stream = &stream[number * stagger..];
    }
    for (number, stream) in (inputs.len()..).zip(&mut outputs) {
        *stream = &mut std::mem::take(stream)[number * stagger..];
    }
    let mut pieces = cut(&inputs, outputs, most);
    let start = Instant::now();
    pieces.par_iter_mut().for_each(|piece| sum_into(&piece.inputs, &mut piece.outputs, shape.block));
    start.elapsed()
}

fn lengths(inputs: &[&[Line]], outputs: &[&mut [Line]]) -> impl Iterator<Item = usize> {
    inputs.iter().map(|stream| stream.len()).chain(outputs.iter().map(|stream| stream.len()))
}

fn cut<'a>(inputs: &[&'a [Line]], outputs: Vec<&'a mut [Line]>, most: usize) -> Vec<Piece<'a>> {
    let shared = lengths(inputs, &outputs).min().unwrap_or(0).min(most);
    let lines = shared.div_ceil(PIECES).max(PIECE);
    let mut pieces: Vec<_> = (0..shared)
        .step_by(lines)
        .map(|start| {
            let range = start..shared.min(start + lines);
            Piece {
                inputs: inputs.iter().map(|stream| &stream[range.clone()]).collect(),
                outputs: Vec::new(),
            }
        })
        .collect();
    for stream in outputs {
        for (piece, part) in pieces.iter_mut().zip(stream[..shared].chunks_mut(lines)) {
            piece.outputs.push(part);
        }
    }
    pieces
}
