//! What jobs will have written before others read it: a dry run cannot look into it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use glob::{MatchOptions, Pattern};

use crate::outputs::{self, Job};

/// Outputs of earlier jobs that are not there yet.
#[derive(Debug, Default)]
pub(crate) struct ToCome {
    /// By their places: the path as the job has it, and the title of the job.
    outputs: HashMap<PathBuf, (PathBuf, String)>,
}

impl ToCome {
    /// Notes what a job will write; what it may replace counts as not there.
    pub(super) fn add(&mut self, jobs: Vec<Job>, overwrites: bool, title: &str) {
        for Job { output, .. } in jobs {
            if overwrites || !output.exists() {
                self.outputs.insert(outputs::place(&output), (output, title.to_owned()));
            }
        }
    }

    /// The job that will write this file, where it is not there yet.
    pub(crate) fn writer(&self, input: &Path) -> Option<&str> {
        self.outputs.get(&outputs::place(input)).map(|(_, title)| title.as_str())
    }

    /// The outputs that a pattern will match, in no order.
    pub(super) fn matches<'a>(&'a self, pattern: &'a Pattern) -> impl Iterator<Item = PathBuf> + 'a {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let paths = self.outputs.values().map(|(path, _)| path);
        paths.filter(move |path| pattern.matches_path_with(path, options)).cloned()
    }
}
