//! The streaming limit: as many arrays read and as many written as the operator does, with no more work than a sum.
//!
//! Every output is set to the sum of all inputs. The arrays are those of the operator, cut to whole cache lines; they are
//! written past the caches. How the streams are best interleaved differs from machine to machine, so several ways are
//! tried, and the fastest is the limit.

use std::time::{Duration, Instant};

use ndarray::ArrayD;
use rayon::prelude::*;

use crate::stream::{Line, sum_into};

/// A way to interleave the streams.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Lines of one stream in a row before the next stream has its turn.
    pub(crate) block: usize,
    /// Lines that stream number n starts behind stream number n − 1, so that not all have the same place in the caches.
    stagger: usize,
}

/// The ways that are tried.
pub(crate) const SHAPES: [Shape; 6] = [
    Shape { block: 1, stagger: 0 },
    Shape { block: 1, stagger: 37 },
    Shape { block: 16, stagger: 0 },
    Shape { block: 16, stagger: 37 },
    Shape { block: 64, stagger: 37 },
    Shape { block: 256, stagger: 37 },
];

/// Lines of each stream that a thread takes at a time: 128 KiB.
const PIECE: usize = 2048;

/// Part of every stream.
struct Piece<'a> {
    inputs: Vec<&'a [Line]>,
    outputs: Vec<&'a mut [Line]>,
}

/// Runs the limit once on the current pool; only the streaming itself is timed.
pub(crate) fn run<T>(shape: Shape, inputs: &[ArrayD<T>], outputs: &mut [ArrayD<T>]) -> Duration {
    let count = inputs.len() + outputs.len();
    let mut number = 0;
    let mut skip = || {
        number += 1;
        (number - 1) * shape.stagger
    };
    let inputs: Vec<_> = inputs
        .iter()
        .map(|array| &Line::of(array.as_slice_memory_order().expect("an array in one piece"))[skip()..])
        .collect();
    let outputs: Vec<_> = outputs
        .iter_mut()
        .map(|array| {
            &mut Line::of_mut(array.as_slice_memory_order_mut().expect("an array in one piece"))[skip()..]
        })
        .collect();
    debug_assert_eq!(number, count, "each stream has its place");
    let mut pieces = cut(&inputs, outputs);
    let start = Instant::now();
    pieces.par_iter_mut().for_each(|piece| sum_into(&piece.inputs, &mut piece.outputs, shape.block));
    start.elapsed()
}

fn cut<'a>(inputs: &[&'a [Line]], outputs: Vec<&'a mut [Line]>) -> Vec<Piece<'a>> {
    let ends = inputs.iter().map(|stream| stream.len()).chain(outputs.iter().map(|stream| stream.len()));
    let shared = ends.min().unwrap_or(0);
    let mut pieces: Vec<_> = (0..shared)
        .step_by(PIECE)
        .map(|start| {
            let range = start..shared.min(start + PIECE);
            Piece {
                inputs: inputs.iter().map(|stream| &stream[range.clone()]).collect(),
                outputs: Vec::new(),
            }
        })
        .collect();
    for stream in outputs {
        for (piece, part) in pieces.iter_mut().zip(stream[..shared].chunks_mut(PIECE)) {
            piece.outputs.push(part);
        }
    }
    pieces
}
