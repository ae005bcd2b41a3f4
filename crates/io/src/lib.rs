//! The contract between files and vector calculus, free of any format.
//!
//! * [`Contents`]: what a file holds (variables, dimensions, coordinates, attributes, storage).
//! * [`Source`] and [`Sink`]: reading and writing a window of a variable.
//! * [`Signature`]: the format of an input.
//! * [`Trust`]: what may be opened besides the file that was named.
//! * [`PendingFile`]: an output that appears under its final name only when it is complete.
//! * [`field`] and [`conventions`]: which variables make a scalar or vector field, which of their axes is `x`,
//!   and where its coordinates lie.
//! * [`window`]: what a source and a sink ask of a window.
//! * [`units`]: the units of derivatives, products, powers and sums.
//! * [`lint`]: what is odd about coordinates.
//!
//! The format crates implement [`Source`] and [`Sink`]; nothing here knows a format.

mod contents;
pub mod conventions;
mod error;
pub mod field;
mod length;
pub mod lint;
mod output;
mod pending;
mod signature;
mod source;
mod trust;
pub mod units;
mod values;
pub mod window;

pub use contents::{
    Attribute, AttributeValue, Attributes, ByteOrder, Contents, DataType, Dimension, Outside, Skipped,
    Storage, Variable, numbers_of, text_of, texts_of, with_outer,
};
pub use error::{Cause, Error, ErrorKind, Result};
pub use length::Length;
pub use output::{
    Compression, OutputCoordinate, OutputDimension, OutputSchema, OutputVariable, Sink, Writer,
};
pub use pending::PendingFile;
pub use signature::Signature;
pub use source::{Reader, Source};
pub use trust::Trust;
pub use values::{ValueType, Values, ValuesMut};
