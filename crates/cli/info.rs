//! The command `info`.

use std::io::Write;

use anyhow::Result;

use crate::{
    formats,
    info_report::{FileReport, Report},
    info_text,
    request::InfoTask,
};

/// Prints what each input holds, how that is read, and why.
pub(crate) fn print(task: &InfoTask) -> Result<()> {
    let mut files = Vec::new();
    for input in &task.inputs {
        let source = formats::open(input)?;
        files.push(FileReport::new(source.as_ref(), &task.hints)?);
    }
    let report = Report::new(files);
    let text = if task.json {
        serde_json::to_string_pretty(&report)? + "\n"
    } else {
        report.files.iter().map(info_text::of_file).collect::<Vec<_>>().join("\n")
    };
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    Ok(stdout.flush()?)
}
