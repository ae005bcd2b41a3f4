//! The same calculation on many inputs.

use std::{fmt, process::ExitCode};

use anyhow::Result;
use serde::Serialize;

use crate::{
    exit,
    messages::Messages,
    operate::{self, Outcome},
    outputs,
    request::OperateTask,
    signals::{StopSignal, Stopped},
};

/// What became of the inputs.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename = "summary")]
pub(crate) struct Tally {
    /// Whether what is done is a plan only.
    dry_run: bool,
    done: usize,
    skipped: usize,
    failed: usize,
    not_done: usize,
}

impl Tally {
    /// So many inputs, none of which is done yet.
    pub(crate) fn new(dry_run: bool, inputs: usize) -> Self {
        Self { dry_run, not_done: inputs, ..Self::default() }
    }

    pub(crate) fn inputs(&self) -> usize {
        self.done + self.skipped + self.failed + self.not_done
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.done += other.done;
        self.skipped += other.skipped;
        self.failed += other.failed;
        self.not_done += other.not_done;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dry_run, done, skipped, failed, not_done } = self;
        let word = if *dry_run { "planned" } else { "done" };
        write!(out, "{done} {word}, {skipped} skipped, {failed} failed")?;
        if *not_done > 0 {
            write!(out, ", {not_done} not done")?;
        }
        Ok(())
    }
}

/// How it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) tally: Tally,
    pub(crate) first_failure: Option<ExitCode>,
    /// Whether something came that is about no single input: a signal, say.
    pub(crate) stopped: bool,
}

impl Ended {
    /// A failure before any input was looked at.
    pub(crate) fn failed(code: ExitCode, dry_run: bool) -> Self {
        let tally = Tally { failed: 1, ..Tally::new(dry_run, 0) };
        Self { tally, first_failure: Some(code), stopped: false }
    }
}

/// Does all inputs, or those up to the first that fails. The code is that of the first failure.
///
/// # Errors
/// When something is wrong with the outputs, before any work.
pub(crate) fn run(task: &OperateTask, messages: &Messages) -> Result<Ended> {
    let jobs = outputs::plan(task)?;
    let mut tally = Tally::new(task.dry_run, jobs.len());
    let (mut first_failure, mut stopped) = (None, false);
    for job in &jobs {
        let outcome = match StopSignal::received_by_now() {
            Some(signal) => Err(Stopped { signal }.into()),
            None => operate::run(job, task, messages),
        };
        let counter = match &outcome {
            Ok(Outcome::Done | Outcome::Planned) => &mut tally.done,
            Ok(Outcome::Skipped) => &mut tally.skipped,
            Err(error) => {
                first_failure.get_or_insert(exit::report(error));
                if !is_about_one_input(error) {
                    stopped = true;
                    break;
                }
                &mut tally.failed
            }
        };
        *counter += 1;
        tally.not_done -= 1;
        if outcome.is_err() && !task.continue_on_error {
            break;
        }
    }
    Ok(Ended { tally, first_failure, stopped })
}

/// Whether other inputs may do better: not after a signal, nor where nobody takes the results on stdout.
fn is_about_one_input(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<fieldops_pipeline::Error>() || cause.is::<fieldops_io::Error>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_done_is_told_only_where_there_is_such() {
        let all = Tally { dry_run: false, done: 3, skipped: 2, failed: 1, not_done: 0 };
        assert_eq!(all.to_string(), "3 done, 2 skipped, 1 failed");
        let some = Tally { not_done: 4, ..all };
        assert_eq!(some.to_string(), "3 done, 2 skipped, 1 failed, 4 not done");
        assert!(Tally { dry_run: true, ..some }.to_string().starts_with("3 planned, "));
    }

    #[test]
    fn a_signal_is_about_no_input() {
        assert!(!is_about_one_input(&Stopped { signal: 15 }.into()));
        let exists = fieldops_io::Error::OutputExists { path: "E.curl.h5".into() };
        assert!(is_about_one_input(&anyhow::Error::from(fieldops_pipeline::Error::from(exists))));
    }
}
