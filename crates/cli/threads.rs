//! How many threads compute.

use std::{num::NonZeroUsize, thread};

use anyhow::{Context, Result};

/// Variables of the environment that say it, the first one set first.
const VARIABLES: [&str; 2] = ["RAYON_NUM_THREADS", "SLURM_CPUS_PER_TASK"];

/// Starts the pool: as many threads as asked for, as the environment says, or as the process may use (its CPU
/// affinity and cgroup).
pub(crate) fn start(asked: Option<NonZeroUsize>) -> Result<()> {
    let count = count(asked, |name| std::env::var(name).ok());
    let threads = count.map_or(1, NonZeroUsize::get);
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        // The thread that reads and writes is one of them: it computes while it has nothing else to do.
        .use_current_thread()
        .thread_name(|number| format!("compute-{number}"))
        .build_global()
        .with_context(|| format!("cannot start {threads} threads"))
}

fn count(asked: Option<NonZeroUsize>, variable: impl Fn(&str) -> Option<String>) -> Option<NonZeroUsize> {
    let set = |name: &&str| variable(name)?.trim().parse().ok();
    asked.or_else(|| VARIABLES.iter().find_map(set)).or_else(|| thread::available_parallelism().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_goes_before_the_environment() {
        let environment = |name: &str| (name == "SLURM_CPUS_PER_TASK").then(|| "3".to_owned());
        assert_eq!(count(NonZeroUsize::new(5), environment), NonZeroUsize::new(5));
        assert_eq!(count(None, environment), NonZeroUsize::new(3));
        let both = |name: &str| Some(if name == "RAYON_NUM_THREADS" { "2" } else { "3" }.to_owned());
        assert_eq!(count(None, both), NonZeroUsize::new(2));
        let zero_is_unset = |name: &str| Some(if name == "RAYON_NUM_THREADS" { "0" } else { "7" }.to_owned());
        assert_eq!(count(None, zero_is_unset), NonZeroUsize::new(7));
        assert_eq!(count(None, |_| None), thread::available_parallelism().ok());
    }
}
