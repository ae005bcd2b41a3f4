//! The memory in which a chunk goes from one form into the next.

use libdeflater::{CompressionLvl, Compressor, DecompressionError, Decompressor};

use crate::{Error, Result};

/// Most bytes that one byte of deflate's format can stand for.
const MOST_PER_BYTE: usize = 1032;

/// Room for a chunk and its next form, used again and again.
pub struct Room {
    /// The chunk.
    pub chunk: Vec<u8>,
    other: Vec<u8>,
    compressor: Option<(u8, Compressor)>,
    decompressor: Option<Decompressor>,
}

impl Default for Room {
    fn default() -> Self {
        Self::new()
    }
}

impl Room {
    /// Room without a chunk.
    #[must_use]
    pub fn new() -> Self {
        Self { chunk: Vec::new(), other: Vec::new(), compressor: None, decompressor: None }
    }

    /// Gives the chunk so many bytes, of any values.
    ///
    /// # Errors
    /// [`Error::NoMemory`].
    pub fn resize(&mut self, bytes: usize) -> Result<()> {
        resize(&mut self.chunk, bytes)
    }

    /// Bytes that the chunk and its other form take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.chunk.capacity() + self.other.capacity()
    }

    /// Lets `make` write the next form, of so many bytes, from the chunk.
    pub(crate) fn next(&mut self, bytes: usize, make: impl FnOnce(&[u8], &mut [u8])) -> Result<()> {
        resize(&mut self.other, bytes)?;
        make(&self.chunk, &mut self.other);
        std::mem::swap(&mut self.chunk, &mut self.other);
        Ok(())
    }

    pub(crate) fn deflate(&mut self, level: u8) -> Result<()> {
        let new = || (level, Compressor::new(CompressionLvl::new(effort(level)).unwrap_or_default()));
        let compressor = match &mut self.compressor {
            Some((known, compressor)) if *known == level => compressor,
            other => &mut other.insert(new()).1,
        };
        let bound = compressor.zlib_compress_bound(self.chunk.len());
        resize(&mut self.other, bound)?;
        let length = compressor
            .zlib_compress(&self.chunk, &mut self.other)
            .map_err(|_| Error::NoMemory { bytes: bound })?;
        self.other.truncate(length);
        std::mem::swap(&mut self.chunk, &mut self.other);
        Ok(())
    }

    pub(crate) fn inflate(&mut self, bytes: usize) -> Result<()> {
        let stored = self.chunk.len();
        if bytes > stored.saturating_mul(MOST_PER_BYTE) {
            return Err(Error::TooShort { stored, bytes });
        }
        resize(&mut self.other, bytes)?;
        let decompressor = self.decompressor.get_or_insert_with(Decompressor::new);
        match decompressor.zlib_decompress(&self.chunk, &mut self.other) {
            Ok(found) if found == bytes => {}
            Ok(found) => return Err(Error::InflatesToLess { found, bytes }),
            Err(DecompressionError::InsufficientSpace) => return Err(Error::InflatesToMore { bytes }),
            Err(DecompressionError::BadData) => return Err(Error::NotDeflated),
        }
        std::mem::swap(&mut self.chunk, &mut self.other);
        Ok(())
    }
}

/// The library's level for one of zlib's: it makes most chunks smaller at the same level, so that at 4 and 5 one level less
/// makes chunks of waves no larger than zlib does, in less time. Chunks that are shrunk to a fiftieth can become larger.
fn effort(level: u8) -> i32 {
    if (4..=5).contains(&level) { i32::from(level) - 1 } else { level.into() }
}

fn resize(buffer: &mut Vec<u8>, bytes: usize) -> Result<()> {
    buffer.try_reserve_exact(bytes.saturating_sub(buffer.len())).map_err(|_| Error::NoMemory { bytes })?;
    buffer.resize(bytes, 0);
    Ok(())
}
