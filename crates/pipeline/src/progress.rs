//! How a run tells what it does, and how it is told to stop.

/// Whoever watches a run. It is asked before each window is read or part of one computed, and told of each variable of
/// a window; all that by any of the threads that compute.
pub trait Progress: Sync {
    /// The run begins; it will read and write so many bytes.
    fn started(&self, bytes: u64);

    /// So many more bytes were read or written.
    fn advanced(&self, bytes: u64);

    /// Whether the run is to stop. Then it ends with [`Error::Cancelled`](crate::Error::Cancelled) and leaves no
    /// output.
    fn is_cancelled(&self) -> bool;
}
