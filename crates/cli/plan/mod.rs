//! The command `run`: the jobs of a plan file, one after the other.

mod file;
mod options;

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use fieldops_io::{Cause, Error as FileError};

use self::file::PlannedJob;
use crate::{
    batch::{self, Tally},
    exit::{self, Usage},
    messages::Messages,
    request::RunTask,
};

/// Does all jobs, or those up to the first that fails. The code is that of the first failure.
///
/// # Errors
/// When the plan is wrong, before any work.
pub(crate) fn run(task: &RunTask, messages: &Messages) -> Result<ExitCode> {
    let jobs = file::read(&task.plan)?;
    let mut all = Tally::new(task.dry_run, 0);
    let mut first_failure = None;
    for mut job in jobs {
        job.task.dry_run = task.dry_run;
        job.task.continue_on_error = task.continue_on_error;
        messages.detail(&task.plan, &job.title);
        let ended = match do_job(&mut job, &task.plan, messages) {
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
    messages.summary(&all);
    Ok(first_failure.unwrap_or(ExitCode::SUCCESS))
}

fn do_job(job: &mut PlannedJob, plan: &Path, messages: &Messages) -> Result<batch::Ended> {
    let in_job = || format!("`{}`: {}", plan.display(), job.title);
    job.task.inputs = expanded(&job.task.inputs).with_context(in_job)?;
    batch::run(&job.task, messages).with_context(in_job)
}

/// The paths, each pattern replaced by what it matches now, in the order of the names.
fn expanded(inputs: &[PathBuf]) -> Result<Vec<PathBuf>> {
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
        let before = paths.len();
        for matched in glob::glob(&pattern).map_err(wrong)? {
            let unreadable = |error: glob::GlobError| FileError::Open {
                path: error.path().to_owned(),
                source: Cause::from(io::Error::from(error)),
            };
            paths.push(matched.map_err(unreadable)?);
        }
        if paths.len() == before {
            let source = Cause::from("no file matches it");
            return Err(FileError::Open { path: input.clone(), source }.into());
        }
    }
    Ok(paths)
}
