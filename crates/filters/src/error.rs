//! What can be wrong with a chunk.

/// The result of filtering a chunk.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A chunk is not what its filters and its size say. The messages are the rest of a sentence about the chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Memory does not suffice.
    #[error("no memory for a chunk of {bytes} bytes")]
    NoMemory {
        /// What the chunk takes.
        bytes: usize,
    },
    /// No deflated bytes of this number can stand for a chunk of that size.
    #[error("its {stored} bytes cannot inflate to {bytes}")]
    TooShort {
        /// The deflated bytes.
        stored: usize,
        /// What they must inflate to.
        bytes: usize,
    },
    /// The deflated bytes stand for too few.
    #[error("it inflates to {found} bytes instead of {bytes}")]
    InflatesToLess {
        /// What they inflate to.
        found: usize,
        /// What they must inflate to.
        bytes: usize,
    },
    /// The deflated bytes stand for too many.
    #[error("it inflates to more than its {bytes} bytes")]
    InflatesToMore {
        /// What they must inflate to.
        bytes: usize,
    },
    /// The bytes were not made by deflate.
    #[error("it cannot be inflated")]
    NotDeflated,
    /// There is no room for a checksum and anything before it.
    #[error("it is shorter than its Fletcher32 checksum")]
    NoChecksum,
    /// The checksum is not that of the bytes.
    #[error("its Fletcher32 checksum is {found:08x} instead of {stated:08x}")]
    Checksum {
        /// That of the bytes.
        found: u32,
        /// The one behind them.
        stated: u32,
    },
    /// All filters are undone, and the chunk has another size than was declared.
    #[error("it has {found} bytes instead of {bytes}")]
    Size {
        /// What it has.
        found: usize,
        /// What was declared.
        bytes: usize,
    },
}
