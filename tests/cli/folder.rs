//! A temporary folder in which the command runs.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use hdf5::{Dataset, File, FileBuilder, types::VarLenUnicode};
use ndarray::ArrayD;
use tempfile::TempDir;

/// A folder that goes when the test ends.
pub(crate) struct Folder(TempDir);

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with one file, filled by `fill`.
    pub(crate) fn with(name: &str, fill: impl FnOnce(&File)) -> Self {
        let folder = Self::new();
        folder.create(name, fill);
        folder
    }

    pub(crate) fn create(&self, name: &str, fill: impl FnOnce(&File)) {
        fill(&without_locks().create(self.path(name)).unwrap());
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Names of the files in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = self.0.path().read_dir().unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The command with these arguments, separated by spaces, to be run in this folder.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fieldops"));
        command.args(arguments.split_whitespace()).current_dir(self.0.path());
        for variable in ["RAYON_NUM_THREADS", "SLURM_CPUS_PER_TASK"] {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &str) -> Ended {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Runs the command, which must succeed.
    #[track_caller]
    pub(crate) fn succeed(&self, arguments: &str) -> Ended {
        let ended = self.run(arguments);
        assert_eq!(ended.code, Some(0), "{arguments}: {}", ended.stderr);
        ended
    }

    /// Runs the command, which must fail with this code, one line of error that holds all the words, at most one hint,
    /// and no change to the folder. Returns what stood on stderr.
    #[track_caller]
    pub(crate) fn fail(&self, arguments: &str, code: i32, words: &[&str]) -> String {
        let before = self.names();
        let Ended { code: found, stdout, stderr } = self.run(arguments);
        assert_eq!(found, Some(code), "{arguments}: {stderr}");
        assert_eq!(stdout, "");
        assert!(stderr.starts_with("error: "), "{stderr}");
        assert!(stderr.lines().filter(|line| line.starts_with("hint: ")).count() <= 1, "{stderr}");
        for word in words {
            assert!(stderr.contains(word), "{word:?} is missing in: {stderr}");
        }
        assert_eq!(self.names(), before, "{arguments} left something behind");
        stderr
    }

    /// The values of a variable.
    #[track_caller]
    pub(crate) fn read(&self, file: &str, variable: &str) -> ArrayD<f64> {
        open(&self.path(file)).dataset(variable).unwrap().read_dyn().unwrap()
    }

    /// Names of what the root of a file holds, sorted.
    pub(crate) fn members(&self, file: &str) -> Vec<String> {
        let mut names = open(&self.path(file)).member_names().unwrap();
        names.sort();
        names
    }

    /// A text attribute of a variable.
    #[track_caller]
    pub(crate) fn text(&self, file: &str, variable: &str, attribute: &str) -> Option<String> {
        let dataset = open(&self.path(file)).dataset(variable).unwrap();
        let attribute = dataset.attr(attribute).ok()?;
        Some(attribute.read_scalar::<VarLenUnicode>().unwrap().to_string())
    }

    /// An attribute of a variable that is a list of texts.
    #[track_caller]
    pub(crate) fn texts(&self, file: &str, variable: &str, attribute: &str) -> Vec<String> {
        let dataset = open(&self.path(file)).dataset(variable).unwrap();
        let texts = dataset.attr(attribute).unwrap().read_1d::<VarLenUnicode>().unwrap();
        texts.iter().map(ToString::to_string).collect()
    }
}

pub(crate) fn open(path: &Path) -> File {
    without_locks().open(path).unwrap()
}

/// A command that another test starts meanwhile inherits the open file, and with it the lock.
fn without_locks() -> FileBuilder {
    let mut options = File::with_options();
    options.with_fapl(|access| access.file_locking(false));
    options
}

/// Gives a variable names for its dimensions.
pub(crate) fn label(dataset: &Dataset, names: &[&str]) {
    let names: Vec<VarLenUnicode> = names.iter().map(|name| name.parse().unwrap()).collect();
    let attribute =
        dataset.new_attr::<VarLenUnicode>().shape([names.len()]).create("DIMENSION_LABELS").unwrap();
    attribute.write(&names).unwrap();
}

/// Gives a variable a text attribute.
pub(crate) fn describe(dataset: &Dataset, attribute: &str, text: &str) {
    let attribute = dataset.new_attr::<VarLenUnicode>().create(attribute).unwrap();
    attribute.write_scalar(&text.parse::<VarLenUnicode>().unwrap()).unwrap();
}

/// Gives a dataset another unit, or none.
pub(crate) fn change_units(file: &hdf5::File, name: &str, units: Option<&str>) {
    let dataset = file.dataset(name).unwrap();
    dataset.delete_attr("units").unwrap();
    if let Some(units) = units {
        describe(&dataset, "units", units);
    }
}
