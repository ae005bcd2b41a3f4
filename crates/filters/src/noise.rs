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
/// Most bursts of a piece with three bytes that have stood before. By chance there is one in every other piece.
const MOST_REPETITIONS: usize = 8;
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
    let mut are_noise: Vec<bool> = Vec::new();
    for (number, piece) in chunk.chunks(PIECE).enumerate() {
        let could_be =
            piece.len() == PIECE && are_equally_frequent(&piece[..GLANCE]) && are_equally_frequent(piece);
        let repeated =
            if could_be { seen.repeated(chunk, number * PIECE..(number + 1) * PIECE) } else { None };
        are_noise.push(could_be && repeated.is_none());
        // Deflate can refer only to what went through it in the same stretch.
        if let Some(first) = repeated {
            are_noise[first / PIECE..].fill(false);
        }
    }
    let pieces = are_noise.into_iter().enumerate().map(|(number, is_noise)| {
        let bytes = number * PIECE..chunk.len().min((number + 1) * PIECE);
        Stretch { bytes, is_noise }
    });
    let found = joined(pieces);
    let last = found.len().saturating_sub(1);
    // Across less noise than deflate looks back, what is behind could refer to what is before.
    let is_apart = |number: usize, it: &Stretch| number == 0 || number == last || it.bytes.len() >= WINDOW;
    let whole = found.into_iter().enumerate().map(|(number, stretch)| {
        let is_noise = stretch.is_noise && is_apart(number, &stretch);
        Stretch { is_noise, ..stretch }
    });
    joined(whole)
}

/// Stretches of which no two that follow each other are alike.
fn joined(pieces: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for piece in pieces {
        match stretches.last_mut() {
            Some(last) if last.is_noise == piece.is_noise => last.bytes.end = piece.bytes.end,
            _ => stretches.push(piece),
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

/// Where three bytes have stood last, of every fourth place.
struct Seen(Vec<usize>);

impl Seen {
    fn new() -> Self {
        Self(Vec::new())
    }

    /// The first place before a piece with bytes that stand in the piece again, where deflate could make much of that.
    fn repeated(&mut self, chunk: &[u8], piece: Range<usize>) -> Option<usize> {
        // Nothing has been seen at a place behind the end.
        self.0.resize(1 << HASH_BITS, usize::MAX);
        let (mut first, mut bursts) = (piece.end, 0);
        for burst in piece.step_by(BURST) {
            let source = |place: usize| {
                let bytes = three(chunk, place)?;
                let before = self.0[hash(bytes)];
                let is_near = before < place && place - before <= WINDOW;
                (is_near && three(chunk, before) == Some(bytes)).then_some(before)
            };
            if let Some(source) = (burst..burst + 4).filter_map(source).min() {
                first = first.min(source);
                bursts += 1;
            }
            for place in (burst..burst + BURST).step_by(4) {
                if let Some(bytes) = three(chunk, place) {
                    self.0[hash(bytes)] = place;
                }
            }
        }
        (bursts > MOST_REPETITIONS).then_some(first)
    }
}

/// The three bytes at a place, which is what deflate refers to at the least.
fn three(chunk: &[u8], place: usize) -> Option<[u8; 3]> {
    chunk.get(place..place + 3)?.try_into().ok()
}

/// A number for three bytes, the same for the same.
fn hash([one, two, three]: [u8; 3]) -> usize {
    let number = u32::from_le_bytes([one, two, three, 0]);
    (number.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HASH_BITS)) as usize
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
    fn what_deflate_could_refer_to_is_not_noise() {
        for period in [100, 1001, 4096, 8192, 9000, 16_384, 30_000, 32_768] {
            let repeated: Vec<u8> = random(period, 9).into_iter().cycle().take(16 * PIECE).collect();
            assert_eq!(stretches(&repeated), [other(0..16 * PIECE)], "{period}");
        }
        // Too far away for deflate.
        let far: Vec<u8> = random(40_000, 9).into_iter().cycle().take(80_000).collect();
        assert!(stretches(&far)[0].is_noise);
        // What changes stands between what does not.
        let [same, one, another] = [4, 5, 6].map(|seed| random(PIECE, seed));
        let parts = [&random(2 * PIECE, 7), &same, &one, &same, &another, &random(PIECE, 8)];
        let found = stretches(&parts.map(|part| &part[..]).concat());
        assert_eq!(found, [noise(0..2 * PIECE), other(2 * PIECE..5 * PIECE), noise(5 * PIECE..7 * PIECE)]);
    }

    #[test]
    fn short_repetitions_are_found_among_bytes_of_equal_frequency() {
        // A third of the bytes are three that stood before.
        let mut bytes = random(4 * PIECE, 21);
        let picks = random(4 * PIECE, 22);
        for place in (PIECE..4 * PIECE - 3).step_by(9) {
            let from = place - 300 - 16 * usize::from(picks[place]);
            bytes.copy_within(from..from + 3, place);
        }
        assert!(are_equally_frequent(&bytes[2 * PIECE..3 * PIECE]));
        assert!(stretches(&bytes).iter().all(|stretch| !stretch.is_noise || stretch.bytes.end <= PIECE));
    }

    #[test]
    fn noise_ends_where_something_else_begins() {
        let parts = [vec![1; PIECE], random(4 * PIECE, 3), vec![2; PIECE + 5]];
        let expected = [other(0..PIECE), noise(PIECE..5 * PIECE), other(5 * PIECE..6 * PIECE + 5)];
        assert_eq!(stretches(&parts.concat()), expected);
        // A last piece that is not whole is not judged.
        assert_eq!(stretches(&random(PIECE + 5, 3)), [noise(0..PIECE), other(PIECE..PIECE + 5)]);
        assert_eq!(stretches(&random(PIECE - 1, 3)), [other(0..PIECE - 1)]);
    }

    #[test]
    fn little_noise_does_not_cut_what_could_refer_to_each_other() {
        let parts =
            [random(PIECE, 2), vec![1; PIECE], random(3 * PIECE, 3), vec![1; PIECE], random(PIECE, 4)];
        let expected = [noise(0..PIECE), other(PIECE..6 * PIECE), noise(6 * PIECE..7 * PIECE)];
        assert_eq!(stretches(&parts.concat()), expected);
    }
}
