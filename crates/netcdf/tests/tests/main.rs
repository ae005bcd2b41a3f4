//! What the reader and the writer promise, one file a subject.

#[path = "../../../hdf5/tests/tests/checksum.rs"]
mod checksum;
mod common;
mod damage;
mod decoding;
mod reading;
mod refusals;
mod writing;
