//! Reading two files window by window, and counting what differs.

use std::ops::Range;

use fieldops_io::{DataType, Error as FileError, Source, Storage, Values, Variable};
use rayon::prelude::*;

use super::{
    Comparison, ComparisonRequest, Outcome, Tally, Tolerance, VariableComparison,
    pairs::{self, Match, Pair},
};
use crate::{Error, Progress, Result, Windows, chunks, text, windows::Cost};

/// From here on double precision does not hold every integer: 2⁵³ may have been 2⁵³ + 1.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Compares two files, variable by variable.
///
/// # Errors
/// When the request names a variable that neither file has; when there is nothing to compare; when reading fails;
/// [`Error::Cancelled`] when `progress` asks to stop.
pub fn compare(
    request: &ComparisonRequest,
    a: &dyn Source,
    b: &dyn Source,
    progress: &dyn Progress,
) -> Result<Comparison> {
    let matches = pairs::find(request, a.contents(), b.contents())?;
    let mut plans = Vec::with_capacity(matches.len());
    for found in matches {
        plans.push(match found {
            Match::Said(said) => Step::Said(said),
            Match::ToCompare(pair) => Step::Compare(PairPlan::new(pair, a, b, request.memory)?),
        });
    }
    progress.started(plans.iter().map(Step::bytes).fold(0, u64::saturating_add));
    let variables = plans.into_iter().map(|step| match step {
        Step::Said(said) => Ok(said),
        Step::Compare(plan) => plan.run(a, b, request.tolerance, progress),
    });
    let variables = variables.collect::<Result<_>>()?;
    [a, b].into_iter().try_for_each(Source::check_length)?;
    Ok(Comparison { variables })
}

enum Step<'a> {
    Said(VariableComparison),
    Compare(PairPlan<'a>),
}

impl Step<'_> {
    /// Bytes to read.
    fn bytes(&self) -> u64 {
        match self {
            Self::Said(_) => 0,
            Self::Compare(plan) => plan.count.saturating_mul(plan.value_bytes() as u64),
        }
    }
}

/// How a pair of variables is read.
struct PairPlan<'a> {
    pair: Pair<'a>,
    /// Number of values.
    count: u64,
    /// None where there are no values.
    windows: Option<Windows>,
    /// Bytes that each source may keep for the next window.
    rooms: [u64; 2],
}

impl<'a> PairPlan<'a> {
    fn new(pair: Pair<'a>, a: &dyn Source, b: &dyn Source, memory: u64) -> Result<Self> {
        let shape = &pair.a.shape;
        let count = shape.iter().try_fold(1_usize, |count, extent| count.checked_mul(*extent));
        let Some(count) = count else {
            let problem = format!("has shape {}: more values than can be counted", text::shape(shape));
            return Err(FileError::bad_object(&a.contents().path, &pair.a.path, problem).into());
        };
        let mut plan = Self { pair, count: count as u64, windows: None, rooms: [0; 2] };
        if count > 0 {
            let of_a = chunks::of([plan.pair.a], memory, &a.contents().path)?;
            let of_b = chunks::of([plan.pair.b], memory, &b.contents().path)?;
            plan.rooms = [of_a.room, of_b.room];
            let cost = ValueBytes(plan.value_bytes());
            let chunk = larger_chunk(plan.pair.a, plan.pair.b);
            let left = chunks::left(memory, of_a.bytes.saturating_add(of_b.bytes));
            plan.windows = Some(Windows::fit(shape, chunk.as_deref(), left, &cost));
        }
        Ok(plan)
    }

    /// Bytes that a value takes in both blocks.
    fn value_bytes(&self) -> usize {
        self.pair.a.value_type().bytes() + self.pair.b.value_type().bytes()
    }

    fn run(
        self,
        a: &dyn Source,
        b: &dyn Source,
        tolerance: Tolerance,
        progress: &dyn Progress,
    ) -> Result<VariableComparison> {
        let Pair { a: of_a, b: of_b } = self.pair;
        a.begin_pass(self.rooms[0]);
        b.begin_pass(self.rooms[1]);
        let mut tally = Tally::default();
        let mut rounded_integers = false;
        for window in self.windows.iter().flat_map(Windows::iter) {
            if progress.is_cancelled() {
                return Err(Error::Cancelled);
            }
            let (a, b) = (read(a, of_a, &window, progress)?, read(b, of_b, &window, progress)?);
            tally = tally.merged(&Tally::of_blocks(&a, &b, tolerance).in_window(&window, &of_a.shape));
            rounded_integers |= is_rounded(of_a, &a) || is_rounded(of_b, &b);
        }
        let units_differ = pairs::units_differ(of_a, of_b);
        Ok(VariableComparison {
            units_differ,
            rounded_integers,
            ..VariableComparison::new(&of_a.path, Outcome::Values(Box::new(tally)))
        })
    }
}

/// Bytes of a value in both blocks. One window is in memory at a time.
pub(super) struct ValueBytes(pub(super) usize);

impl Cost for ValueBytes {
    fn lengths(&self, _dimension: usize, range: Range<usize>) -> Vec<usize> {
        vec![range.len()]
    }

    fn bytes(&self, points: &[u128], _in_flight: u64) -> u128 {
        points.iter().product::<u128>() * self.0 as u128
    }
}

/// The values of a window, in the type in which they are exact.
fn read(
    source: &dyn Source,
    variable: &Variable,
    window: &[Range<usize>],
    progress: &dyn Progress,
) -> Result<Values> {
    let values = source.read(variable, window, variable.value_type())?;
    let count: usize = values.shape().iter().product();
    progress.advanced((count * values.value_type().bytes()) as u64);
    Ok(values)
}

/// Whether the block holds integers of which double precision does not hold all.
fn is_rounded(variable: &Variable, values: &Values) -> bool {
    let is_wide = matches!(variable.data_type, DataType::Integer { bytes: 8, .. });
    match values {
        Values::F64(array) if is_wide => array.par_iter().any(|value| value.abs() >= EXACT),
        _ => false,
    }
}

/// The chunk of more values, so that windows do not cut through it.
fn larger_chunk(a: &Variable, b: &Variable) -> Option<Vec<usize>> {
    let chunk = |variable: &Variable| match &variable.storage {
        Storage::Chunked { chunk, .. } if chunk.len() == variable.shape.len() => {
            Some(chunk.iter().map(|extent| (*extent).max(1)).collect::<Vec<_>>())
        }
        _ => None,
    };
    let size = |chunk: &Vec<usize>| chunk.iter().fold(1_usize, |size, extent| size.saturating_mul(*extent));
    [chunk(a), chunk(b)].into_iter().flatten().max_by_key(size)
}
