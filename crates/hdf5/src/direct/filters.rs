//! Undoing the filters of a chunk.

use fieldops_io::Cause;
use libdeflater::{DecompressionError, Decompressor};

use crate::raw;

/// Most bytes that one byte of deflate's format can stand for.
const MOST_PER_BYTE: usize = 1032;

/// Size of a checksum.
const CHECKSUM: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    /// Of elements of so many bytes.
    Shuffle(usize),
    Deflate,
    Fletcher32,
}

/// The filters of a dataset in the order in which they were applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filters(Vec<Filter>);

/// Room for a chunk and its next form, used again and again.
pub(super) struct Room {
    pub(super) chunk: Vec<u8>,
    other: Vec<u8>,
    decompressor: Decompressor,
}

impl Room {
    pub(super) fn new() -> Self {
        Self { chunk: Vec::new(), other: Vec::new(), decompressor: Decompressor::new() }
    }

    fn swap(&mut self) {
        std::mem::swap(&mut self.chunk, &mut self.other);
    }
}

/// Makes room for so many bytes, or says that memory does not suffice.
pub(super) fn resize(buffer: &mut Vec<u8>, bytes: usize) -> Result<(), Cause> {
    buffer
        .try_reserve_exact(bytes.saturating_sub(buffer.len()))
        .map_err(|_| format!("no memory for a chunk of {bytes} bytes"))?;
    buffer.resize(bytes, 0);
    Ok(())
}

impl Filters {
    /// `None` where there are others than these, or deflate twice: then the size between the two is not known.
    pub(super) fn of(filters: &[raw::Filter]) -> Option<Self> {
        let known = |filter: &raw::Filter| match (filter.id, filter.parameters.as_slice()) {
            (1, [0..=9]) => Some(Filter::Deflate),
            (2, &[size]) if size > 0 => Some(Filter::Shuffle(usize::try_from(size).ok()?)),
            (3, _) => Some(Filter::Fletcher32),
            _ => None,
        };
        let filters: Vec<Filter> = filters.iter().map(known).collect::<Option<_>>()?;
        let deflates = filters.iter().filter(|filter| **filter == Filter::Deflate).count();
        (deflates <= 1 && filters.len() <= 32).then_some(Self(filters))
    }

    pub(super) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Brings the chunk in `room` back to its `bytes` bytes; bit `i` of `mask` tells that filter `i` was left out.
    pub(super) fn undo(&self, room: &mut Room, mask: u32, bytes: usize) -> Result<(), Cause> {
        let applied = || self.0.iter().enumerate().filter(|(index, _)| (mask >> index) & 1 == 0);
        let checksums_within = applied()
            .take_while(|(_, filter)| **filter != Filter::Deflate)
            .filter(|(_, filter)| **filter == Filter::Fletcher32)
            .count();
        for (_, filter) in applied().collect::<Vec<_>>().into_iter().rev() {
            match *filter {
                Filter::Fletcher32 => check(&mut room.chunk)?,
                Filter::Deflate => inflate(room, bytes + CHECKSUM * checksums_within)?,
                Filter::Shuffle(size) => {
                    resize(&mut room.other, room.chunk.len())?;
                    unshuffle(&room.chunk, &mut room.other, size);
                    room.swap();
                }
            }
        }
        match room.chunk.len() {
            found if found == bytes => Ok(()),
            found => Err(format!("it has {found} bytes instead of {bytes}").into()),
        }
    }
}

fn inflate(room: &mut Room, bytes: usize) -> Result<(), Cause> {
    let stored = room.chunk.len();
    if bytes > stored.saturating_mul(MOST_PER_BYTE) {
        return Err(format!("its {stored} bytes cannot inflate to {bytes}").into());
    }
    resize(&mut room.other, bytes)?;
    match room.decompressor.zlib_decompress(&room.chunk, &mut room.other) {
        Ok(found) if found == bytes => {}
        Ok(found) => return Err(format!("it inflates to {found} bytes instead of {bytes}").into()),
        Err(DecompressionError::InsufficientSpace) => {
            return Err(format!("it inflates to more than its {bytes} bytes").into());
        }
        Err(DecompressionError::BadData) => return Err("it cannot be inflated".into()),
    }
    room.swap();
    Ok(())
}

/// Takes the checksum off the end, where it is right.
fn check(chunk: &mut Vec<u8>) -> Result<(), Cause> {
    let length = chunk.len().checked_sub(CHECKSUM).filter(|&length| length > 0);
    let length = length.ok_or("it is shorter than its Fletcher32 checksum")?;
    let (values, stated) = chunk.split_at(length);
    let stated = u32::from_le_bytes(stated.try_into()?);
    let found = fletcher32(values);
    // Before 1.6.3 the library wrote the bytes of each half in the other order, and it still accepts that.
    let old = ((found & 0x00ff_00ff) << 8) | ((found >> 8) & 0x00ff_00ff);
    if stated != found && stated != old {
        return Err(format!("its Fletcher32 checksum is {found:08x} instead of {stated:08x}").into());
    }
    chunk.truncate(length);
    Ok(())
}

/// The library's checksum: the sum, and the sum of sums, of big-endian words of two bytes, modulo 2¹⁶ − 1.
fn fletcher32(bytes: &[u8]) -> u32 {
    /// So many words can be added before the second sum overflows.
    const WORDS: usize = 360;
    let fold = |sum: u32| (sum & 0xffff) + (sum >> 16);
    let (words, odd) = bytes.as_chunks::<2>();
    let (mut sum, mut sums) = (0_u32, 0_u32);
    for words in words.chunks(WORDS) {
        for &word in words {
            sum += u32::from(u16::from_be_bytes(word));
            sums += sum;
        }
        (sum, sums) = (fold(sum), fold(sums));
    }
    if let &[last] = odd {
        sum += u32::from(last) << 8;
        sums += sum;
        (sum, sums) = (fold(sum), fold(sums));
    }
    (fold(sums) << 16) | fold(sum)
}

/// Puts the bytes of each element together again: the first bytes of all elements stand first, then the second bytes.
/// What is left after the last whole element stands at the end.
fn unshuffle(from: &[u8], to: &mut [u8], size: usize) {
    let count = from.len() / size;
    if size == 1 || count <= 1 {
        return to.copy_from_slice(from);
    }
    let whole = count * size;
    to[whole..].copy_from_slice(&from[whole..]);
    match size {
        2 => unshuffle_by::<2>(from, to, count),
        4 => unshuffle_by::<4>(from, to, count),
        8 => unshuffle_by::<8>(from, to, count),
        16 => unshuffle_by::<16>(from, to, count),
        _ => {
            for (byte, plane) in from[..whole].chunks_exact(count).enumerate() {
                to[byte..whole].iter_mut().step_by(size).zip(plane).for_each(|(to, from)| *to = *from);
            }
        }
    }
}

fn unshuffle_by<const N: usize>(from: &[u8], to: &mut [u8], count: usize) {
    let planes: [&[u8]; N] = std::array::from_fn(|byte| &from[byte * count..][..count]);
    for (index, element) in to.as_chunks_mut::<N>().0[..count].iter_mut().enumerate() {
        *element = planes.map(|plane| plane[index]);
    }
}

#[cfg(test)]
mod tests {
    use super::{fletcher32, unshuffle};

    #[test]
    fn the_checksum_adds_words_and_their_sums() {
        // The words are 0x6162, 0x6364 and 0x6500. Their sums 0x6162, 0xc4c6, 0x129c6 add up to 0x24fee; the halves of
        // both are added at the end.
        assert_eq!(fletcher32(b"abcde"), 0x4ff0_29c7);
        assert_eq!(fletcher32(&[0xff; 7200]), 0xffff_ffff);
    }

    #[test]
    fn bytes_of_elements_come_together_again() {
        for (size, shuffled, plain) in [
            (1, "abc", "abc"),
            (2, "acebdfx", "abcdefx"),
            (3, "adbecf", "abcdef"),
            (4, "aebfcgdhx", "abcdefghx"),
            (4, "abcdxyz", "abcdxyz"),
        ] {
            let mut to = vec![0; shuffled.len()];
            unshuffle(shuffled.as_bytes(), &mut to, size);
            assert_eq!(String::from_utf8(to).unwrap(), plain, "elements of {size} bytes");
        }
    }
}
