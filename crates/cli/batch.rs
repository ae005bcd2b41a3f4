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

/// Does all inputs, or those up to the first that fails. The code is that of the first failure.
///
/// # Errors
/// When something is wrong with the outputs, before any work.
pub(crate) fn run(task: &OperateTask, messages: &Messages) -> Result<ExitCode> {
    let jobs = outputs::plan(task)?;
    let mut tally = Tally { dry_run: task.dry_run, not_done: jobs.len(), ..Tally::default() };
    let mut first_failure = None;
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
    if jobs.len() > 1 {
        messages.summary(&tally);
    }
    Ok(first_failure.unwrap_or(ExitCode::SUCCESS))
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
