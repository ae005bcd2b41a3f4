//! The filters of chunked HDF5 datasets, without the HDF5 library, whose lock admits one thread at a time.
//!
//! [`Filters`] brings a chunk from memory into the form in which it lies in the file, and back. No bytes whatever make it
//! panic, or take more memory than the chunk is declared to have.
//!
//! ```
//! use fieldops_filters::{Filter, Filters, Room};
//!
//! # fn main() -> fieldops_filters::Result<()> {
//! let filters = Filters::new(vec![Filter::Shuffle(2), Filter::Deflate(4), Filter::Fletcher32]).unwrap();
//! let mut room = Room::new();
//! room.chunk = vec![7; 5000];
//! filters.apply(&mut room)?;
//! assert!(room.chunk.len() < 100);
//! filters.undo(&mut room, 0, 5000)?;
//! assert_eq!(room.chunk, [7; 5000]);
//! # Ok(())
//! # }
//! ```

mod checksum;
mod deflate;
mod error;
mod filters;
mod noise;
mod room;
mod shuffle;

pub use error::{Error, Result};
pub use filters::{Filter, Filters};
pub use room::Room;
