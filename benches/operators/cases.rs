//! What is measured: each operator, in each precision, on each kind of axis, on each grid, on one thread and on all.

use std::{collections::BTreeSet, env, num::NonZero, thread};

use anyhow::{Context, Result};
use fieldops_operators::{Grid, GridAxis, Operator, Spacing};
use ndarray::{ArrayD, Axis, IxDyn};

/// A new operator is a new row.
fn operators() -> [(&'static str, Operator); 5] {
    [
        ("gradient", Operator::gradient(3)),
        ("jacobian", Operator::jacobian(3, 3)),
        ("divergence", Operator::divergence(&[0, 1, 2])),
        ("curl", Operator::curl_3d([0, 1, 2])),
        ("laplacian", Operator::laplacian(3)),
    ]
}

/// How many times longer the long axis of a thin grid is than the others.
const LONG: usize = 20;

/// One line of the table.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) operator: Operator,
    pub(crate) dtype: &'static str,
    pub(crate) axes: &'static str,
    pub(crate) shape: [usize; 3],
    pub(crate) threads: usize,
}

impl Case {
    /// Whether each of the words is one of this case's.
    pub(crate) fn matches(&self, words: &[String]) -> bool {
        let [a, b, c] = self.shape;
        let (shape, threads) = (format!("{a}x{b}x{c}"), format!("threads={}", self.threads));
        let own = [self.name, self.dtype, self.axes, &shape, &threads];
        words.iter().all(|word| own.contains(&word.as_str()))
    }
}

/// All cases, on the grids that the environment names.
pub(crate) fn all() -> Result<Vec<Case>> {
    let cubes = numbers("FIELDOPS_BENCH_POINTS", "192 256")?;
    let thin = numbers("FIELDOPS_BENCH_THIN", "71")?;
    let long = |short: usize| {
        [0, 1, 2].map(|axis| {
            let mut shape = [short; 3];
            shape[axis] *= LONG;
            shape
        })
    };
    let shapes: Vec<_> =
        cubes.into_iter().map(|points| [points; 3]).chain(thin.into_iter().flat_map(long)).collect();
    let most = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = BTreeSet::from([1, most]);
    Ok(cross(&shapes, &threads))
}

/// Small grids of unlike extents, on one thread.
pub(crate) fn small() -> Vec<Case> {
    cross(&[[96, 112, 128]], &BTreeSet::from([1]))
}

fn cross(shapes: &[[usize; 3]], threads: &BTreeSet<usize>) -> Vec<Case> {
    let mut cases = Vec::new();
    for &shape in shapes {
        for dtype in ["f64", "f32"] {
            for (name, operator) in operators() {
                for axes in ["even", "uneven"] {
                    for &threads in threads {
                        cases.push(Case { name, operator: operator.clone(), dtype, axes, shape, threads });
                    }
                }
            }
        }
    }
    cases
}

fn numbers(variable: &str, default: &str) -> Result<Vec<usize>> {
    let text = env::var(variable).unwrap_or_else(|_| default.to_owned());
    let number =
        |word: &str| word.parse().with_context(|| format!("{variable}: `{word}` is no number of points"));
    text.split_whitespace().map(number).collect()
}

/// The grid of a case: spacing 0.3, or the coordinates 0.1 i + sin(0.05 i).
pub(crate) fn grid(shape: [usize; 3], axes: &str) -> Result<Grid> {
    let numbered = |number: usize| {
        let uneven = (0..shape[number]).map(|i| i as f64).map(|i| 0.1 * i + (0.05 * i).sin());
        let spacing = match axes {
            "even" => Spacing::uniform(0.3),
            _ => Spacing::from_coordinates(&uneven.collect::<Vec<_>>()),
        };
        Ok(GridAxis::new(["x", "y", "z"][number], Axis(number), spacing?))
    };
    Ok(Grid::new(&shape, (0..3).map(numbered).collect::<Result<_>>()?)?)
}

/// Values of a component: (7 i + 13 j + 3 k + 5 c) mod 101.
pub(crate) fn component<T>(shape: [usize; 3], c: usize, convert: fn(f64) -> T) -> ArrayD<T> {
    ArrayD::from_shape_fn(IxDyn(&shape), |at| {
        convert(((at[0] * 7 + at[1] * 13 + at[2] * 3 + c * 5) % 101) as f64)
    })
}

/// Rounds to single precision.
#[expect(clippy::cast_possible_truncation, reason = "a single-precision field is what is wanted")]
pub(crate) fn single(value: f64) -> f32 {
    value as f32
}
