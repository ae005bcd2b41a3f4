//! A file to write to, declared whole before its first value is written.

use std::ops::Range;

use crate::{Attributes, Result, ValueType, Values};

/// All that an output will hold. Declared at once so that a format can lay the file out before any data arrives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutputSchema {
    /// Attributes of the file itself.
    pub attributes: Attributes,
    /// Coordinates, with their values.
    pub coordinates: Vec<OutputCoordinate>,
    /// Variables, whose values follow by [`Sink::write`].
    pub variables: Vec<OutputVariable>,
}

/// A 1-D coordinate variable (HDF5: a dimension scale), written when the file is created.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputCoordinate {
    /// Full path with a leading slash.
    pub path: String,
    /// The name of the dimension that it describes: `x`.
    pub dimension: String,
    /// The coordinates: a 1-D array.
    pub values: Values,
    /// `units`, `long_name`, ….
    pub attributes: Attributes,
}

/// A variable to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputVariable {
    /// Full path with a leading slash; groups in it are created.
    pub path: String,
    /// Extent of each axis, in storage order.
    pub shape: Vec<usize>,
    /// Type of the values.
    pub value_type: ValueType,
    /// One entry for each axis.
    pub dimensions: Vec<OutputDimension>,
    /// `units`, `long_name`, the scheme, ….
    pub attributes: Attributes,
    /// Whether and how to compress.
    pub compression: Compression,
    /// Extents of the windows in which the values come, smaller ones at the ends; empty where nobody knows. Chunks that
    /// divide them never wait for values.
    pub windows: Vec<usize>,
}

/// An axis of a variable to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutputDimension {
    /// Name of the axis, written as its label.
    pub name: Option<String>,
    /// Path of the [`OutputCoordinate`] that goes with it.
    pub coordinate: Option<String>,
}

/// Compression of an output variable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compression {
    /// Values lie in the file as they are, in one piece.
    #[default]
    None,
    /// Chunks, byte-shuffled and deflated.
    Deflate {
        /// 0 (fastest) to 9 (smallest).
        level: u8,
    },
}

/// A file that is being written. Dropped without [`Sink::finish`], it leaves nothing behind.
pub trait Sink: Send {
    /// Writes `values` where the indices of the variable with this path lie in `window` (a range for each axis). Each
    /// element of a variable is written once.
    ///
    /// # Errors
    /// When the file system refuses the data.
    ///
    /// # Panics
    /// When the schema holds no such variable, or when the window does not lie within it, or the shape or the type of
    /// `values` is not that of the window and of the variable.
    fn write(&mut self, path: &str, window: &[Range<usize>], values: &Values) -> Result<()>;

    /// What writes windows of the variable with this path, from many threads at once; `None` where that is not possible.
    /// A variable is written by it alone or by [`write`](Self::write) alone. It must be gone before
    /// [`finish`](Self::finish).
    ///
    /// # Panics
    /// When the schema holds no such variable.
    fn writer(&self, path: &str) -> Option<Box<dyn Writer>> {
        let _ = path;
        None
    }

    /// Closes the file, checks that every byte arrived, makes it durable and gives it its final name.
    ///
    /// # Errors
    /// When any of these fails; then no file stands under the final name that did not stand there before.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// Writes windows of one variable, from any number of threads.
pub trait Writer: Send + Sync {
    /// As [`Sink::write`], to the variable that the writer was asked for. After a failure the sink is of no more use.
    ///
    /// # Errors
    /// Those of [`Sink::write`].
    ///
    /// # Panics
    /// Those of [`Sink::write`].
    fn write(&self, window: &[Range<usize>], values: &Values) -> Result<()>;
}
