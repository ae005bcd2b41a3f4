//! NetCDF files as a [`fieldops_io::Source`] and a [`fieldops_io::Sink`] of fields.

mod attributes;
mod classic;
mod contents;
mod decoding;
mod open;
mod raw;
mod source;

pub use open::open;
pub use source::NetcdfSource;
