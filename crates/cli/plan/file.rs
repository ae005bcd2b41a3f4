//! Plan files: command lines written down, one a job.

use std::{ffi::OsString, fs, path::Path};

use anyhow::{Context, Result};
use clap::{CommandFactory, Parser};
use fieldops_io::Error as FileError;
use toml::{Table, Value};

use super::options;
use crate::{
    args::{Arguments, Command},
    exit::Usage,
    request::{OperateTask, Task, quoted},
};

/// Commands that a job can be.
const COMMANDS: [&str; 7] = ["derivative", "gradient", "jacobian", "divergence", "curl", "laplacian", "eval"];

/// A job of a plan file.
#[derive(Debug)]
pub(crate) struct PlannedJob {
    /// `job 2 (curl)`.
    pub(crate) title: String,
    pub(crate) task: OperateTask,
}

/// Reads a plan file. Inputs are not looked at: a job may read what one before it writes.
///
/// # Errors
/// When the file cannot be read; when it is no plan, or a job in it would be no command line.
pub(crate) fn read(path: &Path) -> Result<Vec<PlannedJob>> {
    let text = fs::read_to_string(path)
        .map_err(|source| FileError::Open { path: path.to_owned(), source: source.into() })?;
    let in_file = || format!("`{}`", path.display());
    let mut shared: Table = text.parse().map_err(|error| syntax(path, &text, &error))?;
    let jobs = match shared.remove("job") {
        Some(Value::Array(jobs)) if !jobs.is_empty() => jobs,
        _ => {
            return Err(
                wrong("it has no [[job]]", "each [[job]] has a command and inputs").context(in_file())
            );
        }
    };
    for key in ["command", "inputs", "expressions", "output"] {
        if shared.contains_key(key) {
            let problem =
                format!("`{key}` stands before the first [[job]], where options for all jobs stand");
            return Err(wrong(problem, "it belongs to one job").context(in_file()));
        }
    }
    let job = |(number, job): (usize, Value)| {
        let Value::Table(table) = job else {
            return Err(wrong(format!("job {} is no table", number + 1), "write [[job]] above each job"));
        };
        let name = table.get("command").and_then(Value::as_str).unwrap_or("no command");
        let title = format!("job {} ({name})", number + 1);
        let task = planned(table, &shared).with_context(|| title.clone())?;
        Ok(PlannedJob { title, task })
    };
    jobs.into_iter().enumerate().map(job).collect::<Result<_>>().with_context(in_file)
}

fn syntax(path: &Path, text: &str, error: &toml::de::Error) -> anyhow::Error {
    let start = error.span().map_or(0, |span| span.start);
    let line = text.get(..start).map_or(0, |before| before.matches('\n').count()) + 1;
    let problem = format!("`{}` is not TOML: line {line}: {}", path.display(), error.message());
    wrong(problem, "a plan is a TOML file with a [[job]] for each command")
}

fn wrong(problem: impl Into<String>, hint: &'static str) -> anyhow::Error {
    Usage::new(problem.into(), hint).into()
}

/// The task of a job: what its command line would be.
fn planned(mut job: Table, shared: &Table) -> Result<OperateTask> {
    let hint = "derivative, gradient, jacobian, divergence, curl, laplacian or eval";
    let Some(Value::String(name)) = job.remove("command") else {
        return Err(wrong("it has no `command`", hint));
    };
    if !COMMANDS.contains(&name.as_str()) {
        return Err(wrong(format!("`{name}` is no command that a job can be"), hint));
    }
    let mut positional = options::inputs(job.remove("inputs"))?;
    positional.extend(options::expressions(job.remove("expressions"), name == "eval")?);
    let whole = Arguments::command();
    let command = whole.find_subcommand(&name).expect("every command of a job is one of the program");
    let options = options::options(job, shared, command)?;
    let arguments: Vec<OsString> = [OsString::from(&name)]
        .into_iter()
        .chain(options)
        .chain([OsString::from("--")])
        .chain(positional)
        .collect();
    let command_line = command_line(&arguments);
    let parsed = Arguments::try_parse_from([OsString::from("fieldops")].into_iter().chain(arguments))
        .map_err(|error| wrong(first_sentence(&error), "`fieldops COMMAND --help` describes the options"))?;
    task(parsed.command, command_line)
}

fn task(command: Command, command_line: String) -> Result<OperateTask> {
    match Task::new(command, command_line)? {
        Task::Operate(task) => Ok(task),
        Task::Info(_) | Task::Compare(_) | Task::Run(_) => unreachable!("a job is one of the operators"),
    }
}

/// What is wrong, without the usage that the parser appends.
fn first_sentence(error: &clap::Error) -> String {
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or_default();
    first.trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As a shell would take it.
fn command_line(arguments: &[OsString]) -> String {
    let words = arguments.iter().filter(|argument| *argument != "--");
    let words = words.map(|argument| quoted(&argument.to_string_lossy()));
    std::iter::once("fieldops".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}
