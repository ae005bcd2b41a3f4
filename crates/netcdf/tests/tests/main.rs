//! What the reader and the writer promise, one file a subject.

mod common;
mod damage;
mod decoding;
mod reading;
mod refusals;
mod writing;
