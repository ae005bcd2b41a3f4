//! Where each result goes; all that can be wrong with that shows before any work.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use anyhow::Result;
use fieldops_io::Error as FileError;

use crate::{
    exit::Usage,
    formats,
    request::{Destination, Existing, OperateTask},
};

/// One input with its output.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) input: PathBuf,
    pub(crate) output: PathBuf,
    /// Whether the output is there already and is to be kept.
    pub(crate) is_done: bool,
}

/// The output of each input.
///
/// # Errors
/// When outputs have no usable format, coincide with each other or with an input, or exist and may not be replaced.
pub(crate) fn plan(task: &OperateTask) -> Result<Vec<Job>> {
    if let (Destination::File(output), more) = (&task.destination, task.inputs.len())
        && more > 1
    {
        return Err(Usage::new(
            format!("-o {} names one output for {more} inputs", output.display()),
            "--output-dir names a folder for them",
        )
        .into());
    }
    let inputs: HashMap<_, _> =
        task.inputs.iter().filter_map(|input| Some((identity(input)?, input.as_path()))).collect();
    let mut taken: HashMap<PathBuf, &Path> = HashMap::new();
    let mut jobs = Vec::new();
    for input in &task.inputs {
        let output = output_path(task, input)?;
        check_format(&output)?;
        if let Some(other) = taken.insert(place(&output), input) {
            let problem = format!(
                "`{}` and `{}` would have the same output `{}`",
                other.display(),
                input.display(),
                output.display()
            );
            return Err(Usage::new(problem, "run them one by one, each with -o").into());
        }
        if let Some(same) = identity(&output).and_then(|identity| inputs.get(&identity)) {
            return Err(is_input(&output, same));
        }
        let exists = fs::symlink_metadata(&output).is_ok();
        if exists && task.existing == Existing::Refuse {
            return Err(FileError::OutputExists { path: output }.into());
        }
        let is_done = exists && task.existing == Existing::Skip;
        if is_done && !output.is_file() {
            let source = "it exists and is no file, so it cannot be kept as the result".into();
            return Err(FileError::Create { path: output, source }.into());
        }
        jobs.push(Job { input: input.clone(), output, is_done });
    }
    Ok(jobs)
}

/// That an output would be written over an input.
pub(crate) fn is_input(output: &Path, input: &Path) -> anyhow::Error {
    let source = format!("it is the same file as the input `{}`", input.display()).into();
    FileError::Create { path: output.to_owned(), source }.into()
}

fn output_path(task: &OperateTask, input: &Path) -> Result<PathBuf> {
    let by_default = || {
        let stem = input.file_stem().ok_or_else(|| {
            Usage::new(format!("`{}` is no file name", input.display()), "give the path of a file")
        })?;
        let mut name = OsString::from(stem);
        name.push(format!(".{}.", task.request.calculation.name()));
        let ending = input.extension().filter(|ending| formats::is_writable(ending.to_str()));
        name.push(ending.unwrap_or("h5".as_ref()));
        anyhow::Ok(name)
    };
    match &task.destination {
        Destination::File(output) => Ok(output.clone()),
        Destination::Beside => Ok(input.with_file_name(by_default()?)),
        Destination::Folder(folder) => Ok(folder.join(by_default()?)),
    }
}

fn check_format(output: &Path) -> Result<()> {
    let ending = output.extension().and_then(|ending| ending.to_str());
    if formats::is_writable(ending) {
        return Ok(());
    }
    let problem = format!("cannot tell the format of `{}` by its ending", output.display());
    let hint = "an output that ends in .h5 or .hdf5 is HDF5, in .nc or .nc4 NetCDF-4, in .cdf classic NetCDF";
    Err(Usage::new(problem, hint).into())
}

/// The path without links in its folders, so that two spellings of one place are equal.
pub(crate) fn place(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Device and inode of the file that a path leads to: the same for every link to it.
fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}
