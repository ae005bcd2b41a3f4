//! How the elements of a dataset lie.

use std::collections::BTreeSet;

use fieldops_io::Storage;
use hdf5::PropertyList;

use crate::raw::{self, Filter, Layout};

/// The storage that a dataset's creation properties tell.
pub(crate) fn storage(creation: &PropertyList) -> Storage {
    match raw::layout(creation) {
        Layout::Compact => Storage::Compact,
        Layout::Contiguous => Storage::Contiguous,
        Layout::Chunked(chunk) => {
            Storage::Chunked { chunk, filters: raw::filters(creation).iter().map(name).collect() }
        }
        Layout::External(count) => {
            let files = raw::raw_files(creation, count).unwrap_or_default();
            let files = listed(files.into_iter().map(|file| file.name));
            Storage::Elsewhere(format!("external raw storage in {files}"))
        }
        Layout::Virtual => {
            let sources = raw::virtual_sources(creation).unwrap_or_default();
            let files = listed(sources.into_iter().map(|source| source.target.file));
            Storage::Elsewhere(format!("a virtual dataset of datasets in {files}"))
        }
        Layout::Unknown => Storage::Elsewhere("a layout that this version of HDF5 does not know".into()),
    }
}

/// The names of files, each once: a few, and how many more.
fn listed(names: impl Iterator<Item = String>) -> String {
    const SHOWN: usize = 3;
    let names: BTreeSet<String> = names.map(|name| format!("`{name}`")).collect();
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    match names.len() {
        0 => "other files".into(),
        1..=SHOWN => shown.join(", "),
        count => format!("{} and {} more files", shown.join(", "), count - SHOWN),
    }
}

/// Whether a filter is one of the library's own.
pub(crate) fn is_built_in(filter: &Filter) -> bool {
    (1..=6).contains(&filter.id)
}

/// Name of a filter, with its level where it has one: `deflate(4)`.
pub(crate) fn name(filter: &Filter) -> String {
    let known = match filter.id {
        1 => return filter.parameters.first().map_or("deflate".into(), |level| format!("deflate({level})")),
        2 => "shuffle",
        3 => "fletcher32",
        4 => "szip",
        5 => "nbit",
        6 => "scaleoffset",
        307 => "bzip2",
        32000 => "lzf",
        32001 => "blosc",
        32004 => "lz4",
        32008 => "bitshuffle",
        32013 => "zfp",
        32015 => "zstd",
        32017 => "sz",
        32026 => "blosc2",
        id if filter.name.is_empty() => return format!("filter {id}"),
        id => return format!("{} (filter {id})", filter.name),
    };
    known.into()
}
