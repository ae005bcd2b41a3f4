//! The command `fieldops`: vector calculus for gridded data, straight from and to files.

mod allocation;
mod args;
mod batch;
mod columns;
mod compare;
mod dry_run;
mod environment;
mod exit;
mod expressions;
mod formats;
mod info;
mod messages;
mod operate;
mod option_values;
mod outputs;
mod plan;
mod progress;
mod request;
mod signals;
mod threads;
mod watcher;
mod wording;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::{args::Arguments, messages::Messages, request::Task};

fn main() -> ExitCode {
    allocation::give_large_arrays_back();
    environment::forbid_configuration_files();
    environment::forbid_drivers();
    let Arguments { command, messages } = Arguments::parse();
    let messages = Messages::new(&messages);
    run(command, &messages).unwrap_or_else(|error| exit::report(&error))
}

fn own_command_line() -> String {
    request::command_line(std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()))
}

fn run(command: args::Command, messages: &Messages) -> Result<ExitCode> {
    match Task::new(command, own_command_line())? {
        Task::Info(task) => {
            threads::start(task.threads)?;
            info::print(&task, messages)
        }
        Task::Operate(task) => {
            threads::start(task.threads)?;
            let ended = batch::run(&task, None, messages)?;
            if ended.tally.inputs() > 1 {
                messages.summary(&ended.tally);
            }
            Ok(ended.first_failure.unwrap_or(ExitCode::SUCCESS))
        }
        Task::Run(task) => {
            threads::start(task.threads)?;
            plan::run(&task, messages)
        }
        Task::Compare(task) => {
            threads::start(task.threads)?;
            compare::run(&task, messages)
        }
    }
}
