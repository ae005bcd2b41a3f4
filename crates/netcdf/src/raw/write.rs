//! Laying a file out, and writing its values.
