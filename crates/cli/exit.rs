//! How the command ends: one line of error, where an expression is wrong the place in it, at most one hint, and a code
//! that scripts can rely on.

use std::{
    error::Error,
    fmt,
    io::{self, Write},
    process::ExitCode,
};

use fieldops_io::ErrorKind;

use crate::signals::Stopped;

/// A comparison found a difference.
pub(crate) const DIFFERENCE: u8 = 1;
const FAILURE: u8 = 1;
const USAGE: u8 = 2;
pub(crate) const BAD_DATA: u8 = 65;
const CANNOT_OPEN: u8 = 66;
const CANNOT_CREATE: u8 = 73;
const INPUT_OUTPUT: u8 = 74;
const BY_SIGNAL: u8 = 128;

/// The arguments contradict each other.
#[derive(Debug)]
pub(crate) struct Usage {
    problem: String,
    hint: &'static str,
}

impl Usage {
    pub(crate) fn new(problem: String, hint: &'static str) -> Self {
        Self { problem, hint }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.problem)
    }
}

impl Error for Usage {}

/// Says what went wrong, and what to do about it where that is known.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    let Verdict { code, hint } = judge(error);
    if code == 0 {
        return ExitCode::SUCCESS;
    }
    tell(&format!("error: {}", on_one_line(&format!("{error:#}"))));
    for line in excerpt(error).into_iter().flatten() {
        tell(&format!("  {line}"));
    }
    if let Some(hint) = hint {
        tell(&format!("hint: {}", on_one_line(hint)));
    }
    ExitCode::from(code)
}

/// A line on stderr. That nobody can take it (a closed pipe, a full disk) changes nothing of the work and of its code.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// The place in an expression, where an error is about one.
fn excerpt(error: &anyhow::Error) -> Option<[String; 2]> {
    error.chain().find_map(|cause| match cause.downcast_ref::<fieldops_pipeline::Error>() {
        Some(fieldops_pipeline::Error::Expression(error)) => Some(error.excerpt()),
        _ => None,
    })
}

struct Verdict<'a> {
    code: u8,
    hint: Option<&'a str>,
}

fn judge(error: &anyhow::Error) -> Verdict<'_> {
    for cause in error.chain() {
        if let Some(error) = cause.downcast_ref::<fieldops_pipeline::Error>() {
            return Verdict { code: error.kind().map_or(FAILURE, code), hint: error.hint() };
        }
        if let Some(error) = cause.downcast_ref::<fieldops_io::Error>() {
            return Verdict { code: code(error.kind()), hint: error.hint() };
        }
        if let Some(usage) = cause.downcast_ref::<Usage>() {
            return Verdict { code: USAGE, hint: Some(usage.hint) };
        }
        if let Some(stopped) = cause.downcast_ref::<Stopped>() {
            return Verdict { code: BY_SIGNAL.saturating_add(stopped.signal), hint: None };
        }
        if let Some(error) = cause.downcast_ref::<io::Error>() {
            // Whoever reads the results has seen enough.
            let code = if error.kind() == io::ErrorKind::BrokenPipe { 0 } else { INPUT_OUTPUT };
            return Verdict { code, hint: None };
        }
    }
    Verdict { code: FAILURE, hint: None }
}

fn code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Usage => USAGE,
        ErrorKind::BadData => BAD_DATA,
        ErrorKind::CannotOpen => CANNOT_OPEN,
        ErrorKind::CannotCreate => CANNOT_CREATE,
        ErrorKind::InputOutput => INPUT_OUTPUT,
    }
}

/// Names in files and messages of libraries can hold line ends and control characters; a log must not.
pub(crate) fn on_one_line(text: &str) -> String {
    let escaped = text.trim_end().chars().map(|c| match c {
        '\n' => " ".to_owned(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    });
    escaped.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_stay_on_one_line() {
        assert_eq!(on_one_line("one\ntwo\x1b[31m\n"), "one two\\u{1b}[31m");
    }

    #[test]
    fn the_first_known_cause_decides_the_code() {
        let exists = fieldops_io::Error::OutputExists { path: "E.curl.h5".into() };
        let error = anyhow::Error::from(exists).context("E.h5");
        let Verdict { code, hint } = judge(&error);
        assert_eq!((code, hint), (73, Some("--overwrite replaces it, --skip-existing keeps it")));
        assert_eq!(judge(&Stopped { signal: 15 }.into()).code, 143);
        assert_eq!(judge(&io::Error::from(io::ErrorKind::StorageFull).into()).code, 74);
        assert_eq!(judge(&anyhow::anyhow!("something else")).code, 1);
    }
}
