//! Plan files: command lines written down, one a job.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::{CommandFactory, Parser};
use fieldops_io::Error as FileError;
use fieldops_pipeline::{Calculation, Error, Statement};
use toml::{Table, Value};

use super::options;
use crate::{
    args::{Arguments, Command, EvalArguments, OperatorArguments},
    exit::Usage,
    request::{OperateTask, Task, command_line},
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
    let inputs = options::strings("inputs", job.remove("inputs"))?;
    if inputs.is_empty() {
        return Err(wrong("it has no `inputs`", "inputs = [\"E.h5\"], or a pattern: \"run_*.h5\""));
    }
    let expressions = options::strings("expressions", job.remove("expressions"))?;
    match (name == "eval", expressions.is_empty()) {
        (false, false) => return Err(wrong("only `eval` takes `expressions`", "command = \"eval\"")),
        (true, true) => {
            return Err(wrong("it has no `expressions`", "expressions = [\"w = curl(E)\"]"));
        }
        _ => {}
    }
    let whole = Arguments::command();
    let command = whole.find_subcommand(&name).expect("every command of a job is one of the program");
    let options = options::options(job, shared, command)?;
    let words = [&name].into_iter().chain(&options).chain(&inputs).chain(&expressions);
    let command_line = command_line(words);
    // The options alone are parsed with the inputs: what a path is, the plan says.
    let arguments = ["fieldops", &name].into_iter().chain(options.iter().map(String::as_str));
    let parsed = Arguments::try_parse_from(arguments.chain(["--"]).chain(inputs.iter().map(String::as_str)))
        .map_err(|error| wrong(first_sentence(&error), "`fieldops COMMAND --help` describes the options"))?;
    if let Command::Eval(EvalArguments { options, .. }) = parsed.command {
        let inputs = inputs.into_iter().map(PathBuf::from).collect();
        let statements = expressions.iter().map(|text| Statement::parse(text)).collect::<Result<_, _>>();
        let calculation = Calculation::Evaluate(statements.map_err(Error::from)?);
        return Ok(OperateTask::new(calculation, OperatorArguments { inputs, options }, command_line));
    }
    match Task::new(parsed.command, command_line)? {
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
