//! What a case came to.

use std::{fmt, time::Duration};

use serde::Serialize;

use crate::{cases::Case, limit::SHAPES, measure::Times};

/// Median and extremes, in seconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Seconds {
    median: f64,
    min: f64,
    max: f64,
}

impl Seconds {
    fn new(times: &[Duration]) -> Self {
        let mut seconds: Vec<_> = times.iter().map(Duration::as_secs_f64).collect();
        seconds.sort_by(f64::total_cmp);
        Self { median: seconds[seconds.len() / 2], min: seconds[0], max: seconds[seconds.len() - 1] }
    }
}

/// A line of the table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Record {
    operator: &'static str,
    dtype: &'static str,
    axes: &'static str,
    shape: [usize; 3],
    threads: usize,
    inputs: usize,
    outputs: usize,
    /// What must be read and written.
    bytes: usize,
    seconds: Seconds,
    /// The fastest way to stream as much.
    limit: Seconds,
    /// Lines of a stream in a row, the fastest way.
    limit_block: usize,
    /// The operator's median by the limit's.
    ratio: f64,
}

impl Record {
    /// The names of the columns.
    pub(crate) const HEADING: &'static str = "operator    type  axes    grid          threads  median (min–max) in ms     GB/s   limit  time/limit";

    pub(crate) fn new(case: &Case, times: &Times) -> Self {
        let (inputs, outputs) = (case.operator.components(), case.operator.outputs());
        let number = if case.dtype == "f32" { size_of::<f32>() } else { size_of::<f64>() };
        let seconds = Seconds::new(&times.operator);
        let limits = times.limits.each_ref().map(|times| Seconds::new(times));
        let fastest =
            |one: &&(Seconds, usize), other: &&(Seconds, usize)| one.0.median.total_cmp(&other.0.median);
        let limits: Vec<_> = limits.into_iter().zip(SHAPES.map(|shape| shape.block)).collect();
        let (limit, limit_block) = *limits.iter().min_by(fastest).expect("several ways");
        Self {
            operator: case.name,
            dtype: case.dtype,
            axes: case.axes,
            shape: case.shape,
            threads: case.threads,
            inputs,
            outputs,
            bytes: (inputs + outputs) * case.shape.iter().product::<usize>() * number,
            seconds,
            limit,
            limit_block,
            ratio: seconds.median / limit.median,
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operator, dtype, axes, shape: [a, b, c], threads, seconds, limit, ratio, .. } = self;
        let rate = |seconds: &Seconds| self.bytes as f64 / seconds.median / 1e9;
        let spread =
            format!("{:.2} ({:.2}–{:.2})", seconds.median * 1e3, seconds.min * 1e3, seconds.max * 1e3);
        write!(
            formatter,
            "{operator:<12}{dtype:<6}{axes:<8}{:<14}{threads:<9}{spread:<25}{:>7.1}{:>8.1}{ratio:>12.2}",
            format!("{a}×{b}×{c}"),
            rate(seconds),
            rate(limit)
        )
    }
}
