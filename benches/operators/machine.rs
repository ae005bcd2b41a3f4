//! What the cases run on.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::{cases::Case, memory};

/// A pool for each number of threads, and the memory that the process took before any array was made.
pub(crate) struct Machine {
    pools: BTreeMap<usize, ThreadPool>,
    pub(crate) resident: Option<usize>,
}

impl Machine {
    /// For these cases.
    pub(crate) fn new(cases: &[Case]) -> Result<Self> {
        let numbers: BTreeSet<_> = cases.iter().map(|case| case.threads).collect();
        let pool = |threads| {
            let builder = ThreadPoolBuilder::new().num_threads(threads);
            // The one thread is the one that asks: then instructions are counted where counting was switched on.
            let builder = if threads == 1 { builder.use_current_thread() } else { builder };
            Ok((threads, builder.build()?))
        };
        let pools = numbers.into_iter().map(pool).collect::<Result<_>>()?;
        Ok(Self { pools, resident: memory::resident() })
    }

    /// Runs the work on so many threads.
    pub(crate) fn on<R: Send>(&self, threads: usize, work: impl FnOnce() -> R + Send) -> R {
        self.pools[&threads].install(work)
    }

    /// Runs the work on as many threads as any case has.
    pub(crate) fn on_most<R: Send>(&self, work: impl FnOnce() -> R + Send) -> Result<R> {
        let (_, pool) = self.pools.last_key_value().context("there is no case")?;
        Ok(pool.install(work))
    }
}
