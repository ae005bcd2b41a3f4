//! What `hdf5-metno` does not bind, or binds without room for damaged files.
//!
//! Every function here is safe to call and takes the library's lock. Nothing outside this folder is unsafe.

mod chunk_writing;
mod direct;
mod objects;
mod outside;
mod types;
mod values;

pub(crate) use chunk_writing::write_chunk;
pub(crate) use direct::{Fill, fill, leaves_edges_unfiltered, same_open_file};
pub(crate) use objects::{
    Filter, Layout, LinkKind, Opened, address, create_file, filters, identity, layout, links, open_dataset,
    open_file, open_file_to_write, open_object, storage_range,
};
pub(crate) use outside::{
    Part, Target, external_link_met, let_plugins_load, link_access, link_target, raw_files, virtual_shape,
    virtual_sources,
};
pub(crate) use types::{
    Class, class, is_standard, is_variable_string, member, members, native, order, signed, size,
    space_padded, string_type, super_type,
};
pub(crate) use values::{
    Element, read_fixed_strings, read_numbers, read_references, read_variable_strings, read_window,
    write_bytes, write_reference_list, write_references, write_window, zeros,
};
