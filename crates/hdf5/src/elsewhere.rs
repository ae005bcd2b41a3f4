//! Datasets whose values lie in other files, where those may be opened.
//!
//! The library reads zeros or fill values where such a file is missing or too short, so that is checked first.

use std::{
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf},
};

use hdf5::{Dataset, PropertyList};

use crate::raw::{self, Layout, Opened, Part};

/// What is wrong with the other files of a dataset of the file at `path`, as the rest of a sentence about it.
pub(crate) fn problem(path: &Path, dataset: &Dataset) -> Option<String> {
    match check(path, dataset) {
        Ok(()) => None,
        Err(Fault::Told(problem)) => Some(problem),
        Err(Fault::Library(error)) => Some(format!("lies in other files, which cannot be told: {error}")),
    }
}

enum Fault {
    Told(String),
    Library(hdf5::Error),
}

impl From<hdf5::Error> for Fault {
    fn from(error: hdf5::Error) -> Self {
        Self::Library(error)
    }
}

fn check(path: &Path, dataset: &Dataset) -> Result<(), Fault> {
    let creation = dataset.create_plist()?;
    match raw::layout(&creation) {
        Layout::External(count) => check_raw_files(path, dataset, &creation, count),
        Layout::Virtual => check_sources(path, &creation),
        _ => Ok(()),
    }
}

/// Raw files are sought where the environment says, else from the working folder.
fn check_raw_files(
    path: &Path,
    dataset: &Dataset,
    creation: &PropertyList,
    count: usize,
) -> Result<(), Fault> {
    let folder = path.parent().unwrap_or(Path::new("")).to_string_lossy().into_owned();
    let prefix = env::var("HDF5_EXTFILE_PREFIX").unwrap_or_default().replace("${ORIGIN}", &folder);
    let element = raw::size(&dataset.dtype()?) as u64;
    let mut left = (dataset.size() as u64).saturating_mul(element);
    for file in raw::raw_files(creation, count)? {
        let bytes = file.bytes.unwrap_or(left).min(left);
        left -= bytes;
        let end = file.offset.saturating_add(bytes);
        let name = &file.name;
        let found = fs::metadata(Path::new(&prefix).join(name)).map_err(|error| {
            Fault::Told(format!("has raw data in `{name}`, which cannot be opened: {error}"))
        })?;
        if found.len() < end {
            let length = found.len();
            let problem = format!("has raw data up to byte {end} of `{name}`, which has {length} bytes");
            return Err(Fault::Told(problem));
        }
    }
    Ok(())
}

fn check_sources(path: &Path, creation: &PropertyList) -> Result<(), Fault> {
    let access = raw::link_access(true)?;
    let mut checked = HashSet::new();
    for source in raw::virtual_sources(creation)? {
        let (name, object) = (&source.target.file, &source.target.object);
        let told =
            |what: String| Fault::Told(format!("is a virtual dataset of `{object}` in `{name}`, {what}"));
        if name.contains('%') || object.contains('%') {
            return Err(told("a pattern of names, of which none can be missed".into()));
        }
        if !checked.insert((name.clone(), object.clone(), source.part.clone())) {
            continue;
        }
        let place = find(path, name).ok_or_else(|| told("which does not exist".into()))?;
        let file =
            raw::open_file(&place).map_err(|error| told(format!("which cannot be opened: {error}")))?;
        let Ok(Opened::Dataset(dataset)) = raw::open_object(&file, object, &access) else {
            return Err(told("where there is no such dataset".into()));
        };
        let creation = dataset.create_plist()?;
        if matches!(raw::layout(&creation), Layout::External(_) | Layout::Virtual) {
            return Err(told("which itself lies in other files".into()));
        }
        let shape = dataset.shape();
        let lacking = match &source.part {
            Part::All(count) if dataset.size() as u64 != *count => format!("{count} elements"),
            Part::UpTo(last) if !reaches(&shape, last) => format!("the index {last:?}"),
            _ => continue,
        };
        return Err(told(format!("whose shape is {shape:?} where {lacking} must be")));
    }
    Ok(())
}

/// Whether an array of this shape has an element at this index.
fn reaches(shape: &[usize], index: &[u64]) -> bool {
    shape.len() == index.len() && shape.iter().zip(index).all(|(&extent, &index)| index < extent as u64)
}

/// The file that a source's name means, sought where the library seeks it.
fn find(path: &Path, name: &str) -> Option<PathBuf> {
    if name == "." {
        return Some(path.to_owned());
    }
    let prefixes = env::var("HDF5_VDS_PREFIX").unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new(""));
    let by_prefix =
        prefixes.split(':').filter(|prefix| !prefix.is_empty()).map(|prefix| Path::new(prefix).join(name));
    by_prefix.chain([folder.join(name), PathBuf::from(name)]).find(|place| place.is_file())
}
