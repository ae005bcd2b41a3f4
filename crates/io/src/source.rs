//! A file to read from.

use std::ops::Range;

use crate::{Contents, Result, ValueType, Values, ValuesMut, Variable};

/// An open file whose variables can be read window by window.
pub trait Source: Send {
    /// What the file holds.
    fn contents(&self) -> &Contents;

    /// Asks, when all is read, whether the file still is as long as when it was opened: what was read behind its end may be zeros.
    ///
    /// # Errors
    /// [`Error::BadFile`](crate::Error::BadFile) when it is shorter.
    fn check_length(&self) -> Result<()> {
        Ok(())
    }

    /// Begins a pass over windows of some variables: of each, up to `room` bytes may be kept that the next window needs
    /// too, such as inflated chunks. What was kept before is let go.
    fn begin_pass(&self, room: u64) {
        let _ = room;
    }

    /// Reads the elements of `variable` whose indices lie in `window` (a range for each axis, global indices),
    /// converted to `value_type`, in row-major order.
    ///
    /// # Errors
    /// When the data cannot be read, is damaged, or lies outside the file; when the type of the variable is not
    /// numeric; when a complex variable is asked for as real.
    ///
    /// # Panics
    /// When `window` does not lie within the variable's shape.
    fn read(&self, variable: &Variable, window: &[Range<usize>], value_type: ValueType) -> Result<Values>;

    /// What reads windows of `variable`, in the type asked for, from many threads at once. `None` where that gains
    /// nothing, as where chunks have to be inflated, or is not possible.
    fn reader(&self, variable: &Variable, value_type: ValueType) -> Option<Box<dyn Reader>> {
        let _ = (variable, value_type);
        None
    }

    /// As [`read`](Self::read), into an array that has the window's shape and the type asked for, where the source can
    /// fill one; else in its place. What it held is lost, in a failure too.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    ///
    /// # Panics
    /// When `window` does not lie within the variable's shape, or is not of the shape of `values`.
    fn read_into(&self, variable: &Variable, window: &[Range<usize>], values: &mut Values) -> Result<()> {
        *values = self.read(variable, window, values.value_type())?;
        Ok(())
    }
}

/// Reads windows of one variable, from any number of threads.
pub trait Reader: Send + Sync {
    /// Reads the elements of the variable whose indices lie in `window`, in row-major order. What `values` held is lost, in a
    /// failure too.
    ///
    /// # Errors
    /// Those of [`Source::read`].
    ///
    /// # Panics
    /// When `window` does not lie within the variable's shape; when `values` are not of the type that the reader was asked for,
    /// or not as many as the window has.
    fn read_into(&self, window: &[Range<usize>], values: ValuesMut<'_>) -> Result<()>;
}
