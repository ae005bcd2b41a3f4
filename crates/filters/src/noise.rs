//! Where bytes are such that deflate cannot shrink them.
//!
//! Shuffled chunks of measured or computed numbers consist of them for the most part: a plane of bytes for each of the low
//! places of numbers, which hold rounding errors. Deflate looks for repetitions in them in vain, and that is what it takes
//! most of its time for.

use std::ops::Range;

/// Bytes that are judged together.
const PIECE: usize = 8192;
/// Bytes of a piece that tell most pieces which are not noise.
const GLANCE: usize = 1024;
/// Bytes that are as frequent as each other but for this part and for chance count as equally frequent: the entropy of a byte
/// then is 8 bits but for a sixth of a percent.
const UNEVENNESS: usize = 64;
/// As far as deflate looks back.
const WINDOW: usize = 1 << 15;
/// Of so many bytes, four places are looked at whether what stands there has stood before.
const BURST: usize = 32;
/// Most bursts of a piece with something that has stood before. By chance there is one in some hundred pieces.
const MOST_REPETITIONS: usize = 3;
const HASH_BITS: u32 = 14;

/// Bytes that follow each other, all noise or all something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) bytes: Range<usize>,
    pub(crate) is_noise: bool,
}

/// The stretches of a chunk.
pub(crate) fn stretches(chunk: &[u8]) -> Vec<Stretch> {
    let mut seen = Seen::new();
    let mut stretches: Vec<Stretch> = Vec::new();
    for first in (0..chunk.len()).step_by(PIECE) {
        let bytes = first..chunk.len().min(first + PIECE);
        let is_noise = bytes.len() == PIECE
            && are_equally_frequent(&chunk[bytes.start..bytes.start + GLANCE])
            && are_equally_frequent(&chunk[bytes.clone()])
            && seen.repetitions(chunk, bytes.clone()) <= MOST_REPETITIONS;
        match stretches.last_mut() {
            Some(last) if last.is_noise == is_noise => last.bytes.end = bytes.end,
            _ => stretches.push(Stretch { bytes, is_noise }),
        }
    }
    stretches
}

/// Whether no byte is more frequent than others but by chance and by that part: χ², which is 255 ± 23 for random bytes, is at most
/// 455 and that part of their number.
fn are_equally_frequent(bytes: &[u8]) -> bool {
    // Four counts each, for bytes that follow each other are often equal, and one count would wait for the last.
    let mut counts = [[0_u32; 256]; 4];
    for four in bytes.chunks_exact(4) {
        for (counts, byte) in counts.iter_mut().zip(four) {
            counts[usize::from(*byte)] += 1;
        }
    }
    let count = |byte: usize| counts.iter().map(|counts| counts[byte] as usize).sum::<usize>();
    let squares: usize = (0..256).map(|byte| count(byte).pow(2)).sum();
    256 * squares <= bytes.len() * (bytes.len() + 455 + bytes.len() / UNEVENNESS)
}

/// Where four bytes have stood last, of every fourth place.
struct Seen(Vec<usize>);

impl Seen {
    fn new() -> Self {
        Self(Vec::new())
    }

    /// In how many bursts there are bytes that deflate could find before them.
    fn repetitions(&mut self, chunk: &[u8], piece: Range<usize>) -> usize {
        // Nothing has been seen at a place behind the end.
        self.0.resize(1 << HASH_BITS, usize::MAX);
        let four = |place: usize| {
            chunk.get(place..place + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes)
        };
        let mut repetitions = 0;
        for burst in piece.step_by(BURST) {
            let is_known = |place: usize| {
                let Some(bytes) = four(place) else { return false };
                let before = self.0[hash(bytes)];
                before < place && place - before <= WINDOW && four(before) == Some(bytes)
            };
            repetitions += usize::from((burst..burst + 4).any(is_known));
            for place in (burst..burst + BURST).step_by(4) {
                if let Some(bytes) = four(place) {
                    self.0[hash(bytes)] = place;
                }
            }
        }
        repetitions
    }
}

/// A number for four bytes, the same for the same.
fn hash(bytes: u32) -> usize {
    (bytes.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HASH_BITS)) as usize
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Bytes that nobody could guess (Marsaglia's xorshift).
    pub(crate) fn random(count: usize, mut state: u64) -> Vec<u8> {
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        };
        (0..count).map(|_| next()).collect()
    }

    fn noise(bytes: Range<usize>) -> Stretch {
        Stretch { bytes, is_noise: true }
    }

    fn other(bytes: Range<usize>) -> Stretch {
        Stretch { bytes, is_noise: false }
    }

    #[test]
    fn random_bytes_are_noise() {
        assert_eq!(stretches(&[]), []);
        for seed in 1..200 {
            assert_eq!(stretches(&random(5 * PIECE, seed)), [noise(0..5 * PIECE)], "{seed}");
        }
    }

    #[test]
    fn what_has_a_pattern_is_not_noise() {
        assert_eq!(stretches(&vec![7; 3 * PIECE]), [other(0..3 * PIECE)]);
        // All bytes equally frequent, but in order.
        let counted: Vec<u8> = (0..=255).cycle().take(2 * PIECE).collect();
        assert_eq!(stretches(&counted), [other(0..2 * PIECE)]);
        // One byte in thirty is a zero besides those that are so by chance.
        let mut frequent = random(2 * PIECE, 5);
        frequent.iter_mut().step_by(30).for_each(|byte| *byte = 0);
        assert_eq!(stretches(&frequent), [other(0..2 * PIECE)]);
        // Halves of bytes.
        let digits: Vec<u8> = random(2 * PIECE, 5).into_iter().map(|byte| byte & 0x7F).collect();
        assert_eq!(stretches(&digits), [other(0..2 * PIECE)]);
    }

    #[test]
    fn what_deflate_finds_before_is_not_noise() {
        for period in [100, 1001, 4096, 9000, 16_383, 32_768] {
            let repeated: Vec<u8> = random(period, 9).into_iter().cycle().take(16 * PIECE).collect();
            let found = stretches(&repeated);
            let noisy: usize = found.iter().filter(|it| it.is_noise).map(|it| it.bytes.len()).sum();
            // What is there for the first time is.
            assert!(noisy <= period.next_multiple_of(PIECE), "{period}: {found:?}");
        }
        // Too far away for deflate.
        let far: Vec<u8> = random(40_000, 9).into_iter().cycle().take(80_000).collect();
        assert!(stretches(&far)[0].is_noise);
    }

    #[test]
    fn noise_ends_where_something_else_begins() {
        let parts = [vec![1; PIECE], random(2 * PIECE, 3), vec![2; PIECE + 5]];
        assert_eq!(
            stretches(&parts.concat()),
            [other(0..PIECE), noise(PIECE..3 * PIECE), other(3 * PIECE..4 * PIECE + 5)]
        );
        // A last piece that is not whole is not judged.
        assert_eq!(stretches(&random(PIECE + 5, 3)), [noise(0..PIECE), other(PIECE..PIECE + 5)]);
        assert_eq!(stretches(&random(PIECE - 1, 3)), [other(0..PIECE - 1)]);
    }
}
