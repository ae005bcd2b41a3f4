//! What the reader and the writer promise, one file a subject.

mod common;
mod decoding;
mod reading;
