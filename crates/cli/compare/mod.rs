//! The command `compare`.

mod report;
mod text;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Result;
use fieldops_pipeline::{Error, Notice, compare::compare};

use self::report::Report;
use crate::{
    exit::DIFFERENCE,
    formats,
    messages::Messages,
    request::CompareTask,
    signals::{StopSignal, Stopped},
};

/// Prints how two files differ. The code tells whether they do.
///
/// # Errors
/// When a file cannot be opened or read; when the request does not fit the files.
pub(crate) fn run(task: &CompareTask, messages: &Messages) -> Result<ExitCode> {
    let (a, b) = (formats::open(&task.a, task.trust)?, formats::open(&task.b, task.trust)?);
    for source in [&a, &b] {
        messages.tell_outside(source.contents());
    }
    let stop = StopSignal::listen()?;
    let reporter = messages.reporter(&task.a, stop.clone());
    let outcome = compare(&task.request, a.as_ref(), b.as_ref(), &reporter);
    drop(reporter);
    let comparison = match (outcome, stop.received()) {
        (Err(Error::Cancelled), Some(signal)) => return Err(Stopped { signal }.into()),
        (outcome, _) => outcome?,
    };

    let report = Report::new(task, &comparison, a.as_ref(), b.as_ref());
    if messages.is_quiet() {
        report.warnings().into_iter().for_each(|warning| messages.notice(&task.a, &Notice::Warning(warning)));
    } else {
        let text =
            if task.json { serde_json::to_string_pretty(&report)? + "\n" } else { text::of_report(&report) };
        print(&text)?;
    }
    Ok(if comparison.differs() { ExitCode::from(DIFFERENCE) } else { ExitCode::SUCCESS })
}

/// Whoever stops reading changes nothing of the outcome.
fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
