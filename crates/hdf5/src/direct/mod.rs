//! Reading without the library, whose lock admits one thread at a time.
//!
//! The library tells once where the bytes of a dataset lie and how they were filtered; then many threads read, inflate
//! and convert at the same time. What does not fit ([`Plan::new`] tells) is left to the library. The values are bit for
//! bit the library's.

mod chunked;
mod contiguous;
mod filters;
mod kept;
mod stored;
mod table;

use std::{fs::File, io, ops::Range, os::unix::fs::FileExt};

use fieldops_io::Cause;
use hdf5::Dataset;
use ndarray::{ArrayD, IxDyn};

use self::{chunked::Chunked, stored::Stored};
pub(crate) use self::{contiguous::OnePiece, table::largest_stored};
use crate::{
    failure,
    raw::{self, Element, Layout},
};

/// What must be known to read a dataset without the library.
#[derive(Debug)]
pub(crate) struct Plan {
    stored: Stored,
    /// With the axis of the components, where an element holds some.
    shape: Vec<usize>,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// In one piece from this byte of the file on.
    From(u64),
    Chunks(Box<Chunked>),
}

impl Plan {
    /// How to read `dataset`, of a file that starts with so many bytes of something else, without the library.
    ///
    /// `None` for types other than IEEE floats of 4 and 8 bytes and integers of 1, 2 and 4 bytes, complex numbers and
    /// components of such floats without gaps; for filters other than shuffle, deflate (once) and Fletcher-32; for more
    /// than `most_chunks` chunks; for data in one piece that were never written.
    pub(crate) fn new(dataset: &Dataset, user_block: u64, most_chunks: usize) -> Option<Self> {
        let creation = dataset.create_plist().ok()?;
        let data_type = dataset.dtype().ok()?;
        let stored = Stored::of(&data_type)?;
        let mut shape = dataset.space().ok()?.shape();
        shape.extend(stored.components);
        let bytes = bytes(&shape, stored.value_bytes())?;
        let place = match raw::layout(&creation) {
            Layout::Contiguous => {
                let (offset, found) = raw::storage_range(dataset)?;
                Place::From(u64::try_from(bytes).is_ok_and(|bytes| bytes == found).then_some(offset)?)
            }
            // Before 1.14.4 the library forgets the user block when it lists the chunks:
            // https://github.com/HDFGroup/hdf5/issues/3003
            Layout::Chunked(_) if user_block > 0 && hdf5::library_version() < (1, 14, 4) => return None,
            Layout::Chunked(mut chunk) => {
                chunk.extend(stored.components);
                let fill = raw::fill(&creation, &data_type);
                Place::Chunks(Box::new(Chunked::new(
                    dataset,
                    &creation,
                    &shape,
                    chunk,
                    &stored,
                    fill,
                    most_chunks,
                )?))
            }
            _ => return None,
        };
        Some(Self { stored, shape, place })
    }

    /// The values, where they lie in one piece.
    pub(crate) fn in_one_piece(&self) -> Option<OnePiece> {
        match self.place {
            Place::From(offset) => Some(OnePiece { offset, shape: self.shape.clone(), stored: self.stored }),
            Place::Chunks(_) => None,
        }
    }

    /// Number of chunks that the plan remembers.
    pub(crate) fn chunks_listed(&self) -> usize {
        match &self.place {
            Place::From(_) => 0,
            Place::Chunks(chunked) => chunked.listed(),
        }
    }

    /// Whether the values can be read as this type.
    pub(crate) fn reads<T: Element>(&self) -> bool {
        self.stored.parts == T::PARTS && self.stored.scalar.becomes(size_of::<T>() / T::PARTS)
    }

    /// The values in a window, in row-major order. [`Plan::reads`] must hold. Chunks that the next window needs too are
    /// kept in `room` bytes.
    pub(crate) fn read<T: Element>(
        &self,
        file: &File,
        window: &[Range<usize>],
        room: usize,
    ) -> Result<ArrayD<T>, Cause> {
        let extents: Vec<usize> = window.iter().map(Range::len).collect();
        let count = bytes(&extents, 1).ok_or("the window has too many elements")?;
        let values = raw::zeros(count).map_err(|error| failure::cause(&error))?;
        let mut array = ArrayD::from_shape_vec(IxDyn(&extents), values)?;
        self.read_into(file, window, room, &mut array)?;
        Ok(array)
    }

    /// As [`Plan::read`], into an array of the window's shape in row-major order.
    pub(crate) fn read_into<T: Element>(
        &self,
        file: &File,
        window: &[Range<usize>],
        room: usize,
        array: &mut ArrayD<T>,
    ) -> Result<(), Cause> {
        match &self.place {
            _ if array.is_empty() => Ok(()),
            Place::From(offset) => {
                let values = array.as_slice_mut().expect("the array is in row-major order");
                contiguous::read(file, *offset, &self.shape, window, &self.stored, values)
            }
            Place::Chunks(chunked) => {
                chunked.read(file, &self.shape, window, &self.stored, room, array.view_mut())
            }
        }
    }
}

/// Most bytes that a chunk of so many bytes takes in the file: no filter makes one larger than this.
pub(crate) fn most_stored(bytes: u64) -> u64 {
    const OVERHEAD: u64 = 64 << 10;
    bytes.saturating_mul(2).saturating_add(OVERHEAD)
}

/// Size of an array of elements of so many bytes; `None` where it overflows.
fn bytes(shape: &[usize], element: usize) -> Option<usize> {
    shape.iter().try_fold(element, |bytes, &extent| bytes.checked_mul(extent))
}

/// Fills the buffer from the file.
fn read_exactly(file: &File, buffer: &mut [u8], offset: u64) -> Result<(), Cause> {
    file.read_exact_at(buffer, offset).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            format!("the file ends before byte {}", offset.saturating_add(buffer.len() as u64)).into()
        }
        _ => error.into(),
    })
}
