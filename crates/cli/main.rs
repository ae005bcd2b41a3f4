//! The command `fieldops`: vector calculus for gridded data, straight from and to files.

mod args;
mod environment;
mod evenness;
mod exit;
mod formats;
mod info;
mod info_report;
mod info_text;
mod messages;
mod operate;
mod option_values;
mod outputs;
mod progress;
mod request;
mod signals;
mod threads;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::{args::Arguments, messages::Messages, request::Task};

fn main() -> ExitCode {
    environment::forbid_configuration_files();
    let Arguments { command, messages } = Arguments::parse();
    let messages = Messages::new(&messages);
    match run(command, &messages) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => exit::report(&error),
    }
}

fn run(command: args::Command, messages: &Messages) -> Result<()> {
    match Task::from(command) {
        Task::Info(task) => info::print(&task),
        Task::Operate(task) => {
            threads::start(task.threads)?;
            let jobs = outputs::plan(&task)?;
            jobs.iter().try_for_each(|job| operate::run(job, &task, messages))
        }
    }
}
