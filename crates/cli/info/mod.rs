//! The command `info`.

mod coordinates;
mod evenness;
mod fields;
mod numbers;
mod report;
mod text;
mod variables;

use std::{io::Write, path::Path, process::ExitCode};

use anyhow::Result;

use self::report::{FileReport, Report};
use crate::{exit, formats, messages::Messages, request::InfoTask};

/// Prints what each input holds, how that is read, and why. An input that cannot be shown keeps none of the others from
/// being shown; the code is that of the first such.
///
/// # Errors
/// When nothing can be printed.
pub(crate) fn print(task: &InfoTask, messages: &Messages) -> Result<ExitCode> {
    let mut files = Vec::new();
    let mut first_failure = None;
    for input in &task.inputs {
        match report(input, task) {
            Ok(file) => files.push(file),
            Err(error) => {
                first_failure.get_or_insert(exit::report(&error));
            }
        }
    }
    let (shown, all) = (files.len(), task.inputs.len());
    if shown > 0 {
        let report = Report::new(files);
        let text = if task.json {
            serde_json::to_string_pretty(&report)? + "\n"
        } else {
            report.files.iter().map(text::of_file).collect::<Vec<_>>().join("\n")
        };
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        stdout.flush()?;
    }
    if shown < all && all > 1 {
        messages.shown(shown, all);
    }
    Ok(first_failure.unwrap_or(ExitCode::SUCCESS))
}

fn report(input: &Path, task: &InfoTask) -> Result<FileReport> {
    FileReport::new(formats::open(input, task.trust)?.as_ref(), &task.hints)
}
