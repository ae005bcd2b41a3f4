//! The same calculation on many inputs.

use std::{fmt, path::Path, process::ExitCode};

use anyhow::Result;
use fieldops_io::Error as FileError;
use serde::Serialize;

use crate::{
    dry_run, exit,
    messages::Messages,
    operate::{self, Outcome},
    outputs::{self, Job},
    plan::ToCome,
    request::{Existing, OperateTask},
    signals::{StopSignal, Stopped},
    wording::counted,
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
    /// Jobs of a plan file, whose inputs are not counted.
    jobs_not_begun: usize,
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

    /// Counts jobs that are not begun.
    pub(crate) fn leave_jobs(&mut self, count: usize) {
        self.jobs_not_begun += count;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dry_run, done, skipped, failed, not_done, jobs_not_begun } = self;
        let word = if *dry_run { "planned" } else { "done" };
        write!(out, "{done} {word}, {skipped} skipped, {failed} failed")?;
        if *not_done > 0 {
            write!(out, ", {not_done} not {word}")?;
        }
        if *jobs_not_begun > 0 {
            write!(out, ", {} not begun", counted(*jobs_not_begun, "job"))?;
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

/// The job of a plan file that inputs belong to.
#[derive(Debug)]
pub(crate) struct Within<'a> {
    /// The plan file and the job: what is wrong with an input is told with it.
    pub(crate) title: &'a str,
    /// In a dry run, what earlier jobs will have written.
    pub(crate) to_come: &'a ToCome,
}

/// Does one input, or tells in a dry run what would be done once earlier jobs are.
fn do_one(
    job: &Job,
    task: &OperateTask,
    within: Option<&Within<'_>>,
    messages: &Messages,
) -> Result<Outcome> {
    let writer = |path: &Path| within.and_then(|within| within.to_come.writer(path));
    if task.existing == Existing::Refuse && writer(&job.output).is_some() {
        return Err(FileError::OutputExists { path: job.output.clone() }.into());
    }
    match writer(&job.input) {
        Some(writer) if !job.is_done => {
            dry_run::print_to_come(job, writer, task.existing == Existing::Overwrite)?;
            Ok(Outcome::ToCome)
        }
        _ => operate::run(job, task, messages),
    }
}

/// Does all inputs, or those up to the first that fails. The code is that of the first failure.
///
/// # Errors
/// When something is wrong with the outputs, before any work.
pub(crate) fn run(task: &OperateTask, within: Option<&Within<'_>>, messages: &Messages) -> Result<Ended> {
    let jobs = outputs::plan(task)?;
    let mut tally = Tally::new(task.dry_run, jobs.len());
    let (mut first_failure, mut stopped) = (None, false);
    for job in &jobs {
        let outcome = match StopSignal::received_by_now() {
            Some(signal) => Err(Stopped { signal }.into()),
            None => do_one(job, task, within, messages),
        };
        let outcome = outcome.map_err(|error| match within {
            Some(Within { title, .. }) => error.context((*title).to_owned()),
            None => error,
        });
        let counter = match &outcome {
            Ok(Outcome::Done | Outcome::Planned) => &mut tally.done,
            Ok(Outcome::Skipped) => &mut tally.skipped,
            Ok(Outcome::ToCome) => continue,
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
        let all = Tally { dry_run: false, done: 3, skipped: 2, failed: 1, not_done: 0, jobs_not_begun: 0 };
        assert_eq!(all.to_string(), "3 done, 2 skipped, 1 failed");
        let some = Tally { not_done: 4, ..all };
        assert_eq!(some.to_string(), "3 done, 2 skipped, 1 failed, 4 not done");
        let planned = Tally { dry_run: true, jobs_not_begun: 1, ..some };
        assert_eq!(planned.to_string(), "3 planned, 2 skipped, 1 failed, 4 not planned, 1 job not begun");
    }

    #[test]
    fn a_signal_is_about_no_input() {
        assert!(!is_about_one_input(&Stopped { signal: 15 }.into()));
        let exists = fieldops_io::Error::OutputExists { path: "E.curl.h5".into() };
        assert!(is_about_one_input(&anyhow::Error::from(fieldops_pipeline::Error::from(exists))));
    }
}
