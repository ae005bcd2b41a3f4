//! What a case came to.

use std::{fmt, time::Duration};

use serde::Serialize;

use crate::{cases::Case, measure::Measured};

/// All that was measured.
#[derive(Serialize)]
pub(crate) struct Report {
    /// The grid on which one thread was measured too.
    pub(crate) reference: Option<[usize; 3]>,
    pub(crate) records: Vec<Record>,
}

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
    layout: &'static str,
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
    /// The limit's median by the operator's: 1 is at the limit.
    of_limit: f64,
    /// Bytes in memory beyond the arrays and what the program takes for itself, at most.
    memory: Option<usize>,
}

impl Record {
    /// The names of the columns, those of the case first.
    pub(crate) const HEADING: &'static str = "operator     type  axes    components   grid            threads  median (min–max) in ms     GB/s   limit  limit/time  MiB more";

    /// `expected` are the bytes that are in memory whatever is computed.
    pub(crate) fn new(case: &Case, measured: &Measured, expected: usize) -> Self {
        let (seconds, limit) = (Seconds::new(&measured.times), Seconds::new(&measured.limits));
        Self {
            operator: case.name,
            dtype: case.dtype,
            axes: case.axes,
            layout: case.layout.name(),
            shape: case.shape,
            threads: case.threads,
            inputs: case.computation.inputs(),
            outputs: case.computation.outputs(),
            bytes: case.bytes(),
            seconds,
            limit,
            limit_block: measured.shape.block,
            of_limit: limit.median / seconds.median,
            memory: measured.resident.map(|resident| resident.saturating_sub(expected)),
        }
    }
}

/// The columns after those of the case.
impl fmt::Display for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, limit, of_limit, memory, .. } = self;
        let rate = |seconds: &Seconds| self.bytes as f64 / seconds.median / 1e9;
        let spread =
            format!("{:.2} ({:.2}–{:.2})", seconds.median * 1e3, seconds.min * 1e3, seconds.max * 1e3);
        let memory =
            memory.map_or("?".to_owned(), |bytes| format!("{:.1}", bytes as f64 / f64::from(1 << 20)));
        write!(
            formatter,
            "{spread:<25}{:>7.1}{:>8.1}{of_limit:>12.2}{memory:>10}",
            rate(seconds),
            rate(limit)
        )
    }
}
