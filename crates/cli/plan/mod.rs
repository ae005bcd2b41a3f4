//! The command `run`: the jobs of a plan file, one after the other.

mod file;
mod options;
mod to_come;

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use fieldops_io::{Cause, Error as FileError};

use self::file::PlannedJob;
pub(crate) use self::to_come::ToCome;
use crate::{
    batch::{self, Tally, Within},
    exit::{self, Usage},
    messages::Messages,
    outputs,
    request::{Existing, RunTask},
};

/// Does all jobs, or those up to the first that fails. The code is that of the first failure.
///
/// # Errors
/// When the plan is wrong, before any work.
pub(crate) fn run(task: &RunTask, messages: &Messages) -> Result<ExitCode> {
    let jobs = file::read(&task.plan)?;
    let mut all = Tally::new(task.dry_run, 0);
    let mut first_failure = None;
    let mut to_come = ToCome::default();
    let mut left = jobs.len();
    for mut job in jobs {
        left -= 1;
        job.task.dry_run = task.dry_run;
        job.task.continue_on_error = task.continue_on_error;
        messages.detail(&task.plan, &job.title);
        let ended = match do_job(&mut job, &task.plan, &mut to_come, messages) {
            Ok(ended) => ended,
            Err(error) => batch::Ended::failed(exit::report(&error), task.dry_run),
        };
        all.add(&ended.tally);
        let goes_on = ended.first_failure.is_none() || (task.continue_on_error && !ended.stopped);
        first_failure = first_failure.or(ended.first_failure);
        if !goes_on {
            break;
        }
    }
    all.leave_jobs(left);
    messages.summary(&all);
    Ok(first_failure.unwrap_or(ExitCode::SUCCESS))
}

fn do_job(
    job: &mut PlannedJob,
    plan: &Path,
    to_come: &mut ToCome,
    messages: &Messages,
) -> Result<batch::Ended> {
    let title = format!("`{}`: {}", plan.display(), job.title);
    job.task.inputs = expanded(&job.task.inputs, to_come).with_context(|| title.clone())?;
    let within = Within { title: &title, to_come };
    let ended = batch::run(&job.task, Some(&within), messages).with_context(|| title.clone())?;
    if job.task.dry_run {
        to_come.add(outputs::plan(&job.task)?, job.task.existing == Existing::Overwrite, &job.title);
    }
    Ok(ended)
}

/// The paths, each pattern replaced by what it matches, now or when the jobs before are done, in the order of the names.
fn expanded(inputs: &[PathBuf], to_come: &ToCome) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for input in inputs {
        let pattern = input.to_string_lossy();
        // A file whose name looks like a pattern is itself.
        if !pattern.contains(['*', '?', '[']) || input.exists() {
            paths.push(input.clone());
            continue;
        }
        let wrong = |error: glob::PatternError| {
            Usage::new(
                format!("`{pattern}` is no pattern: {}", error.msg),
                "* ? and [abc] match parts of names",
            )
        };
        let mut matches: Vec<PathBuf> =
            to_come.matches(&glob::Pattern::new(&pattern).map_err(wrong)?).collect();
        for matched in glob::glob(&pattern).map_err(wrong)? {
            let unreadable = |error: glob::GlobError| FileError::Open {
                path: error.path().to_owned(),
                source: Cause::from(io::Error::from(error)),
            };
            matches.push(matched.map_err(unreadable)?);
        }
        matches.sort();
        if matches.is_empty() {
            let source = Cause::from("no file matches it");
            return Err(FileError::Open { path: input.clone(), source }.into());
        }
        paths.append(&mut matches);
    }
    Ok(paths)
}
