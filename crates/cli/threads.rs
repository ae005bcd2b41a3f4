//! How many threads compute.

use std::{num::NonZeroUsize, thread};

use anyhow::{Context, Result};

use crate::exit::Usage;

/// Variables of the environment that say it, the first one set first.
const VARIABLES: [&str; 2] = ["RAYON_NUM_THREADS", "SLURM_CPUS_PER_TASK"];

/// As many threads may always be asked for, and so many for each processor: thousands that wait for work on a few take
/// minutes to do what one does at once.
const ALWAYS: usize = 256;
const PER_PROCESSOR: usize = 4;

/// Starts the pool: as many threads as asked for, as the environment says, or as the process may use (its CPU
/// affinity and cgroup).
///
/// # Errors
/// When that is far more than there are processors.
pub(crate) fn start(asked: Option<NonZeroUsize>) -> Result<()> {
    let available = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = count(asked, |name| std::env::var(name).ok(), available)?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        // The thread that reads and writes is one of them: it computes while it has nothing else to do.
        .use_current_thread()
        .thread_name(|number| format!("compute-{number}"))
        .build_global()
        .with_context(|| format!("cannot start {threads} threads"))
}

fn count(
    asked: Option<NonZeroUsize>,
    variable: impl Fn(&str) -> Option<String>,
    available: usize,
) -> Result<usize, Usage> {
    let set = |name: &&'static str| Some((*name, variable(name)?.trim().parse::<NonZeroUsize>().ok()?));
    let by_option = asked.map(|count| ("--threads", count));
    let Some((name, count)) = by_option.or_else(|| VARIABLES.iter().find_map(set)) else {
        return Ok(available);
    };
    let most = ALWAYS.max(available.saturating_mul(PER_PROCESSOR));
    if count.get() > most {
        let processors = if available == 1 { "1 processor" } else { &format!("{available} processors") };
        let problem = format!("{name} asks for {count} threads, but {most} are the most on {processors}");
        return Err(Usage::new(problem, "more threads than processors make nothing faster"));
    }
    Ok(count.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(asked: usize, variable: impl Fn(&str) -> Option<&'static str>) -> Result<usize, String> {
        let variable = |name: &str| variable(name).map(str::to_owned);
        count(NonZeroUsize::new(asked), variable, 6).map_err(|usage| usage.to_string())
    }

    #[test]
    fn the_option_goes_before_the_environment() {
        let of_slurm = |name: &str| (name == "SLURM_CPUS_PER_TASK").then_some("3");
        assert_eq!(found(5, of_slurm), Ok(5));
        assert_eq!(found(0, of_slurm), Ok(3));
        let both = |name: &str| Some(if name == "RAYON_NUM_THREADS" { "2" } else { "3" });
        assert_eq!(found(0, both), Ok(2));
        let zero_is_unset = |name: &str| Some(if name == "RAYON_NUM_THREADS" { "0" } else { "7" });
        assert_eq!(found(0, zero_is_unset), Ok(7));
        assert_eq!(found(0, |_| None), Ok(6));
    }

    #[test]
    fn far_more_threads_than_processors_are_refused() {
        assert_eq!(found(256, |_| None), Ok(256));
        let problem = "--threads asks for 257 threads, but 256 are the most on 6 processors";
        assert_eq!(found(257, |_| None), Err(problem.to_owned()));
        let problem = "RAYON_NUM_THREADS asks for 20000 threads, but 256 are the most on 6 processors";
        assert_eq!(found(0, |_| Some("20000")), Err(problem.to_owned()));
        let of_many = count(NonZeroUsize::new(3000), |_| None, 768).map_err(|usage| usage.to_string());
        assert_eq!(of_many, Ok(3000));
    }
}
