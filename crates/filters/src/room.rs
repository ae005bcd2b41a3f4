//! The memory in which a chunk goes from one form into the next.

use libdeflater::{DecompressionError, Decompressor};

use crate::{Error, Result, deflate::Deflater};

/// Most bytes that one byte of deflate's format can stand for.
const MOST_PER_BYTE: usize = 1032;

/// Room for a chunk and its next form, used again and again.
pub struct Room {
    /// The chunk.
    pub chunk: Vec<u8>,
    other: Vec<u8>,
    deflater: Option<Deflater>,
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
        Self { chunk: Vec::new(), other: Vec::new(), deflater: None, decompressor: None }
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
        let deflater = match &mut self.deflater {
            Some(known) if known.level() == level => known,
            other => other.insert(Deflater::new(level)),
        };
        deflater.deflate(&self.chunk, &mut self.other)?;
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

/// Gives a buffer so many bytes; those behind its old end are zeros.
pub(crate) fn resize(buffer: &mut Vec<u8>, bytes: usize) -> Result<()> {
    buffer.try_reserve_exact(bytes.saturating_sub(buffer.len())).map_err(|_| Error::NoMemory { bytes })?;
    buffer.resize(bytes, 0);
    Ok(())
}
