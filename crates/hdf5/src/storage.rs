//! How the elements of a dataset lie.

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
        Layout::External(1) => Storage::Elsewhere("external raw storage in another file".into()),
        Layout::External(count) => Storage::Elsewhere(format!("external raw storage in {count} other files")),
        Layout::Virtual => Storage::Elsewhere("a virtual dataset of other datasets".into()),
        Layout::Unknown => Storage::Elsewhere("a layout that this version of HDF5 does not know".into()),
    }
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
