//! What is said on stderr beside errors.

use std::{io::IsTerminal, path::Path};

use fieldops_io::Contents;
use fieldops_pipeline::Notice;
use serde_json::json;

use crate::{
    args::{MessageArguments, ProgressChoice},
    batch::Tally,
    exit::{on_one_line, tell},
    progress::{Display, Reporter},
    signals::StopSignal,
};

/// How much is said, and in which form.
#[derive(Debug)]
pub(crate) struct Messages {
    display: Display,
    quiet: bool,
    verbose: bool,
}

impl Messages {
    pub(crate) fn new(arguments: &MessageArguments) -> Self {
        let display = match arguments.progress {
            _ if arguments.quiet => Display::None,
            ProgressChoice::Auto if std::io::stderr().is_terminal() => Display::Bar,
            ProgressChoice::Auto | ProgressChoice::Plain => Display::Plain,
            ProgressChoice::Json => Display::Json,
            ProgressChoice::None => Display::None,
        };
        Self { display, quiet: arguments.quiet, verbose: arguments.verbose }
    }

    /// Whether nothing but warnings and errors is to be said.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether reasons are asked for.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Something that the user should know of an input.
    pub(crate) fn notice(&self, input: &Path, notice: &Notice) {
        let (event, text) = match notice {
            Notice::Warning(text) => ("warning", text),
            Notice::Note(_) if self.quiet => return,
            Notice::Note(text) => ("note", text),
        };
        self.say(event, input, text);
    }

    /// What was opened beside the file itself, as the user allowed.
    pub(crate) fn tell_outside(&self, contents: &Contents) {
        for outside in &contents.outside {
            self.notice(&contents.path, &Notice::Note(outside.to_string()));
        }
    }

    /// Something that only those want to know who ask for it.
    pub(crate) fn detail(&self, input: &Path, text: &str) {
        if self.verbose {
            self.say("detail", input, text);
        }
    }

    /// What became of an input.
    pub(crate) fn outcome(&self, event: &str, input: &Path, text: &str) {
        if self.quiet {
            return;
        }
        match self.display {
            Display::Json => self.say(event, input, text),
            _ => tell(&on_one_line(text)),
        }
    }

    /// What became of all inputs.
    pub(crate) fn summary(&self, tally: &Tally) {
        if self.quiet {
            return;
        }
        match self.display {
            Display::Json => tell(&json!(tally).to_string()),
            _ => tell(&tally.to_string()),
        }
    }

    /// How many of all inputs `info` could show.
    pub(crate) fn shown(&self, shown: usize, all: usize) {
        if self.quiet {
            return;
        }
        let failed = all - shown;
        let line = match self.display {
            Display::Json => json!({ "event": "summary", "shown": shown, "failed": failed }).to_string(),
            _ => format!("{shown} shown, {failed} failed"),
        };
        tell(&line);
    }

    /// Whoever shows the progress of a run on this input.
    pub(crate) fn reporter(&self, input: &Path, stop: StopSignal) -> Reporter {
        Reporter::new(self.display, input, stop)
    }

    fn say(&self, event: &str, input: &Path, text: &str) {
        if self.display == Display::Json {
            tell(&json!({ "event": event, "input": input.to_string_lossy(), "text": text }).to_string());
        } else {
            tell(&format!("{event}: {}", on_one_line(text)));
        }
    }
}
