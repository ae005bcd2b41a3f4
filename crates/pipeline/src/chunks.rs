//! What compressed chunks take of the memory.

use std::path::Path;

use fieldops_io::{DataType, Error as FileError, Storage, Variable};

use crate::{Result, text};

/// Bytes in which a source keeps inflated chunks from one window for the next, beside the memory that is allowed: these
/// are few, and smaller windows would inflate much more again.
const KEPT_BESIDE: u64 = 16 << 20;

/// The part of the memory that is used for them, where that is more.
const SHARE_KEPT: u64 = 8;

/// Bytes that a thread takes to compress chunks of an output: a chunk of 1 MiB in three forms, two that wait, and what looks for
/// repetitions.
const COMPRESSING: u64 = 6 << 20;

/// Bytes of those that do not count: what two or three threads take.
const COMPRESSING_BESIDE: u64 = 16 << 20;

/// What the chunks take from which values come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Chunks {
    /// Of the memory that is allowed.
    pub(crate) bytes: u64,
    /// For those of a variable that the next window needs too.
    pub(crate) room: u64,
}

/// What the chunks of `variables` take: those that are kept, one of each variable, and one that each thread inflates,
/// with its compressed form. Only chunks with filters count, as these must be in memory whole before a value can be read.
///
/// # Errors
/// When a chunk takes more than `memory`.
pub(crate) fn of<'a>(
    variables: impl IntoIterator<Item = &'a Variable>,
    memory: u64,
    file: &Path,
) -> Result<Chunks> {
    let (mut sum, mut largest, mut count) = (0_u64, 0, 0);
    for variable in variables {
        let Storage::Chunked { chunk, filters } = &variable.storage else { continue };
        if filters.is_empty() {
            continue;
        }
        let bytes = chunk
            .iter()
            .fold(stored_bytes(&variable.data_type), |bytes, extent| bytes.saturating_mul(*extent as u64));
        if bytes > memory {
            return Err(FileError::BadObject {
                path: file.to_owned(),
                object: variable.path.clone(),
                problem: format!(
                    "has compressed chunks of shape {}: each takes {bytes} bytes of memory, and {memory} are allowed",
                    text::shape(chunk)
                ),
                hint: Some(format!(
                    "--memory allows more: {bytes} bytes and room for the windows; `h5repack -l CHUNK=…` makes smaller \
                     chunks"
                )),
            }
            .into());
        }
        sum = sum.saturating_add(bytes);
        largest = bytes.max(largest);
        count += 1;
    }
    if count == 0 {
        return Ok(Chunks::default());
    }
    let kept = KEPT_BESIDE.max(memory / SHARE_KEPT);
    let inflated = largest.saturating_mul(2 * rayon::current_num_threads() as u64);
    let bytes = sum.saturating_add(inflated).saturating_add(kept - KEPT_BESIDE);
    Ok(Chunks { bytes, room: kept / count })
}

/// Bytes of the memory that compressing an output takes.
pub(crate) fn compressing() -> u64 {
    (COMPRESSING * rayon::current_num_threads() as u64).saturating_sub(COMPRESSING_BESIDE)
}

/// What is left of the memory for windows, where chunks take so much: never less than a quarter, as windows of single
/// rows would take for ever.
pub(crate) fn left(memory: u64, chunks: u64) -> u64 {
    memory.saturating_sub(chunks).max(memory / 4)
}

/// Bytes of an element in the file.
fn stored_bytes(data_type: &DataType) -> u64 {
    match data_type {
        DataType::Integer { bytes, .. } | DataType::Float { bytes, .. } => *bytes as u64,
        DataType::Complex { bytes, .. } => 2 * *bytes as u64,
        DataType::Other(_) => 1,
    }
}
