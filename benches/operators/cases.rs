//! What is measured: each computation, in each precision, on each kind of axis, on each grid, on one thread and on all.

use std::{collections::BTreeSet, env, fmt, num::NonZero, thread};

use anyhow::{Context, Result};
use fieldops_operators::{Grid, GridAxis, Invariant, Operator, Spacing};
use ndarray::Axis;

use crate::computation::{Computation, Plan};

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

const INVARIANTS: [(&str, Invariant); 6] = [
    ("q", Invariant::Q),
    ("r", Invariant::R),
    ("delta", Invariant::Delta),
    ("strain_rate", Invariant::StrainRate),
    ("vorticity", Invariant::Vorticity),
    ("lambda2", Invariant::Lambda2),
];

fn computations() -> Vec<(&'static str, Computation)> {
    let operators = operators().map(|(name, operator)| (name, Computation::Operator(operator)));
    let invariants = INVARIANTS.map(|(name, invariant)| (name, Computation::Invariant(invariant)));
    operators.into_iter().chain(invariants).collect()
}

/// How many times longer the long axis of a thin grid is than the others.
const LONG: usize = 20;

/// The most points along an axis of the grid of reference.
const REFERENCE: usize = 256;

/// How the components of a field lie in memory, and those of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Each has an array of its own.
    Apart,
    /// Those of a point stand side by side.
    Interleaved,
}

impl Layout {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Apart => "apart",
            Self::Interleaved => "interleaved",
        }
    }
}

/// One line of the table.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) computation: Computation,
    pub(crate) dtype: &'static str,
    pub(crate) axes: &'static str,
    pub(crate) layout: Layout,
    pub(crate) shape: [usize; 3],
    pub(crate) threads: usize,
}

impl Case {
    /// Whether each of the words is one of this case's.
    pub(crate) fn matches(&self, words: &[String]) -> bool {
        let [a, b, c] = self.shape;
        let (shape, threads) = (format!("{a}x{b}x{c}"), format!("threads={}", self.threads));
        let own = [self.name, self.dtype, self.axes, self.layout.name(), &shape, &threads];
        words.iter().all(|word| own.contains(&word.as_str()))
    }

    /// What cases share that share their arrays.
    pub(crate) fn key(&self) -> ([usize; 3], &'static str, Layout) {
        (self.shape, self.dtype, self.layout)
    }

    /// What must be read and written.
    pub(crate) fn bytes(&self) -> usize {
        (self.computation.inputs() + self.computation.outputs()) * self.bytes_of_array()
    }

    pub(crate) fn bytes_of_array(&self) -> usize {
        let number = if self.dtype == "f32" { size_of::<f32>() } else { size_of::<f64>() };
        self.shape.iter().product::<usize>() * number
    }

    /// The plan for its grid.
    pub(crate) fn plan(&self) -> Result<Plan> {
        Ok(self.computation.plan(&grid(self.shape, self.axes)?)?)
    }
}

impl fmt::Display for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, dtype, axes, layout, shape: [a, b, c], threads, .. } = self;
        let (layout, shape) = (layout.name(), format!("{a}×{b}×{c}"));
        write!(formatter, "{name:<13}{dtype:<6}{axes:<8}{layout:<13}{shape:<16}{threads:<9}")
    }
}

/// The grids that the environment names.
pub(crate) fn shapes() -> Result<Vec<[usize; 3]>> {
    let cubes = numbers("FIELDOPS_BENCH_POINTS", "192 256 640")?;
    let thin = numbers("FIELDOPS_BENCH_THIN", "71")?;
    let long = |short: usize| {
        [0, 1, 2].map(|axis| {
            let mut shape = [short; 3];
            shape[axis] *= LONG;
            shape
        })
    };
    Ok(cubes.into_iter().map(|points| [points; 3]).chain(thin.into_iter().flat_map(long)).collect())
}

/// The grid on which one thread and the peers are measured too: the largest cube of at most 256³ points.
pub(crate) fn reference(shapes: &[[usize; 3]]) -> Option<[usize; 3]> {
    let cubes = shapes.iter().filter(|[a, b, c]| a == b && b == c && *a <= REFERENCE);
    cubes.max().or(shapes.first()).copied()
}

/// All cases on these grids. On one thread, interleaved, and of the invariants but the cheapest and the dearest, only those on
/// the grid of reference.
pub(crate) fn all(shapes: &[[usize; 3]]) -> Vec<Case> {
    let most = thread::available_parallelism().map_or(1, NonZero::get);
    let reference = reference(shapes);
    let cases = cross(shapes, &BTreeSet::from([1, most])).into_iter();
    let elsewhere = |case: &Case| {
        let is_between = ["r", "delta", "strain_rate", "vorticity"].contains(&case.name);
        case.threads == most && !is_between && case.layout == Layout::Apart
    };
    cases.filter(|case| Some(case.shape) == reference || elsewhere(case)).collect()
}

/// A small grid of unlike extents, on one thread.
pub(crate) fn small() -> Vec<Case> {
    cross(&[[96, 112, 128]], &BTreeSet::from([1]))
}

fn cross(shapes: &[[usize; 3]], threads: &BTreeSet<usize>) -> Vec<Case> {
    let mut cases = Vec::new();
    for &shape in shapes {
        for dtype in ["f64", "f32"] {
            for (name, computation) in computations() {
                for axes in ["even", "uneven"] {
                    for &threads in threads {
                        let computation = computation.clone();
                        let layout = Layout::Apart;
                        cases.push(Case { name, computation, dtype, axes, layout, shape, threads });
                    }
                }
            }
        }
        let interleaved = |case: &Case| {
            let has_components = case.computation.inputs() > 1 && case.computation.is_operator();
            let is_one = case.shape == shape && case.dtype == "f64" && has_components;
            is_one.then(|| Case { layout: Layout::Interleaved, ..case.clone() })
        };
        cases.extend(cases.iter().filter_map(interleaved).collect::<Vec<_>>());
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
fn grid(shape: [usize; 3], axes: &str) -> Result<Grid> {
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

/// Rounds to single precision.
#[expect(clippy::cast_possible_truncation, reason = "a single-precision field is what is wanted")]
pub(crate) fn single(value: f64) -> f32 {
    value as f32
}
