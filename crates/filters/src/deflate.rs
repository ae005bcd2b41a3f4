//! Writing zlib's format (RFC 1950), of deflate's blocks (RFC 1951).

use libdeflater::{CompressionLvl, Compressor, adler32};
use zlib_rs::{Deflate, DeflateFlush};

use crate::{
    Error, Result,
    noise::{Stretch, stretches},
    room::resize,
};

/// Most bytes of a block that is stored as it is.
const MOST_STORED: usize = 0xFFFF;
/// Bytes that end a stretch, and more than enough for what it may be longer than libdeflate says.
const ENDS: usize = 128;
/// Says that the window is 32 KiB and the method deflate.
const METHOD: u8 = 0x78;

/// What compresses with one effort.
///
/// Noise is stored as it is without a try. What is behind the last noise of a chunk (all of it, where there is none) is compressed
/// by libdeflate, which is faster, but can only end a stream; what is before it by zlib-rs, which can go on.
pub(crate) struct Deflater {
    level: u8,
    last: Compressor,
    /// Made when it is needed.
    before: Option<Deflate>,
}

impl Deflater {
    pub(crate) fn new(level: u8) -> Self {
        let effort = CompressionLvl::new(effort(level)).unwrap_or_default();
        Self { level, last: Compressor::new(effort), before: None }
    }

    pub(crate) fn level(&self) -> u8 {
        self.level
    }

    /// Compresses the chunk to another place.
    ///
    /// # Errors
    /// [`Error::NoMemory`].
    pub(crate) fn deflate(&mut self, chunk: &[u8], to: &mut Vec<u8>) -> Result<()> {
        let stretches = if self.level == 0 { Vec::new() } else { stretches(chunk) };
        to.clear();
        // All that is written, so that nothing moves: blocks are no longer than this, but for what ends each stretch.
        let bytes = self.last.zlib_compress_bound(chunk.len()) + ENDS * stretches.len();
        to.try_reserve_exact(bytes).map_err(|_| Error::NoMemory { bytes })?;
        to.extend(header(self.level));
        match stretches.split_last() {
            None => self.end(chunk, to)?,
            Some((last, before)) => {
                for Stretch { bytes, is_noise } in before {
                    let bytes = &chunk[bytes.clone()];
                    if *is_noise { store(bytes, false, to) } else { self.go_on(bytes, to)? }
                }
                let bytes = &chunk[last.bytes.clone()];
                if last.is_noise { store(bytes, true, to) } else { self.end(bytes, to)? }
            }
        }
        to.extend(adler32(chunk).to_be_bytes());
        Ok(())
    }

    /// The last blocks.
    fn end(&mut self, bytes: &[u8], to: &mut Vec<u8>) -> Result<()> {
        let (start, bound) = (to.len(), self.last.deflate_compress_bound(bytes.len()));
        resize(to, start + bound)?;
        let length = self.last.deflate_compress(bytes, &mut to[start..]);
        to.truncate(start + length.map_err(|_| Error::NoMemory { bytes: bound })?);
        Ok(())
    }

    /// Blocks that end with a byte, and refer to nothing before them.
    fn go_on(&mut self, mut bytes: &[u8], to: &mut Vec<u8>) -> Result<()> {
        let before = self.before.get_or_insert_with(|| Deflate::new(effort_before(self.level), false, 15));
        before.reset();
        loop {
            let (start, bound) = (to.len(), bytes.len() + bytes.len() / 1000 + 100);
            resize(to, start + bound)?;
            let (read, written) = (before.total_in(), before.total_out());
            before
                .compress(bytes, &mut to[start..], DeflateFlush::SyncFlush)
                .map_err(|_| Error::NoMemory { bytes: bound })?;
            let new = |now: u64, then: u64| usize::try_from(now - then).unwrap_or(usize::MAX);
            bytes = &bytes[new(before.total_in(), read)..];
            let written = new(before.total_out(), written);
            to.truncate(start + written);
            // All is written where there is room left.
            if bytes.is_empty() && written < bound {
                return Ok(());
            }
        }
    }
}

/// The two bytes that begin a stream: the method, how hard it was tried, and what makes them a multiple of 31.
fn header(level: u8) -> [u8; 2] {
    let effort = match level {
        0..=1 => 0,
        2..=5 => 1,
        6 => 2,
        _ => 3,
    };
    let flags = effort << 6;
    let rest = (u16::from(METHOD) * 256 + u16::from(flags)) % 31;
    let [_, check] = (31 - rest).to_be_bytes();
    [METHOD, flags | check]
}

/// Blocks of bytes as they are. The last block before ends with a byte.
fn store(bytes: &[u8], is_end: bool, to: &mut Vec<u8>) {
    let mut blocks = bytes.chunks(MOST_STORED).peekable();
    while let Some(block) = blocks.next() {
        to.push(u8::from(is_end && blocks.peek().is_none()));
        let [low, high, ..] = block.len().to_le_bytes();
        to.extend([low, high, !low, !high]);
        to.extend(block);
    }
}

/// The library's level for one of zlib's: it makes most chunks smaller at the same level, so that at 4 and 5 one level less
/// makes chunks of waves no larger than zlib does, in less time. Chunks that are shrunk to a fiftieth can become larger.
fn effort(level: u8) -> i32 {
    if (4..=5).contains(&level) { i32::from(level) - 1 } else { level.into() }
}

/// The same for what has more behind it: the other library's level 1 knows no codes of its own for a block, and 8 and 9 take
/// three times as long as 7 for bytes of numbers that are no smaller then.
fn effort_before(level: u8) -> i32 {
    i32::from(level).clamp(2, 7)
}

#[cfg(test)]
mod tests {
    use libdeflater::Decompressor;
    use proptest::{collection::vec, prelude::*, test_runner::RngSeed};

    use super::*;
    use crate::noise::tests::random;

    fn deflated(level: u8, chunk: &[u8]) -> Vec<u8> {
        let mut to = vec![1, 2, 3];
        Deflater::new(level).deflate(chunk, &mut to).unwrap();
        to
    }

    /// What two other programs make of a stream.
    fn inflated(stream: &[u8], bytes: usize) -> [Vec<u8>; 2] {
        let mut one = vec![0; bytes];
        assert_eq!(Decompressor::new().zlib_decompress(stream, &mut one), Ok(bytes));
        let mut other = vec![0; bytes + 1];
        let config = zlib_rs::InflateConfig { window_bits: 15 };
        let (found, code) = zlib_rs::decompress_slice(&mut other, stream, config);
        assert_eq!((found.len(), code), (bytes, zlib_rs::ReturnCode::Ok));
        other.truncate(bytes);
        [one, other]
    }

    #[test]
    fn streams_begin_as_those_of_zlib() {
        // From Python: zlib.compress(b"", level)[:2].hex()
        let known = [0x7801, 0x7801, 0x785e, 0x785e, 0x785e, 0x785e, 0x789c, 0x78da, 0x78da, 0x78da];
        for (level, begin) in (0..).zip(known) {
            assert_eq!(u16::from_be_bytes(header(level)), begin, "{level}");
            assert_eq!(deflated(level, &[])[..2], header(level));
        }
    }

    #[test]
    fn noise_is_stored_and_costs_nothing() {
        for count in [1 << 13, 1 << 16, 0x70000] {
            let bytes = random(count, 7);
            let stream = deflated(4, &bytes);
            assert_eq!(stream.len(), 2 + count + 5 * count.div_ceil(MOST_STORED) + 4);
            assert_eq!(inflated(&stream, count), [bytes.clone(), bytes]);
        }
    }

    #[test]
    fn shuffled_numbers_become_as_small_as_by_one_library() {
        let wave = |i: u32| (f64::from(i) * 0.003).sin() * (f64::from(i % 300) * 0.02).cos();
        let numbers: Vec<[u8; 8]> = (0..60_000).map(|i| wave(i).to_le_bytes()).collect();
        let bytes: Vec<u8> =
            (0..8).flat_map(|place| numbers.iter().map(move |number| number[place])).collect();
        assert!(stretches(&bytes).len() > 1, "noise and something else");
        for level in 1..=9 {
            let stream = deflated(level, &bytes);
            let mut whole = vec![0; bytes.len()];
            let mut library = Compressor::new(CompressionLvl::new(effort(level)).unwrap());
            let length = library.zlib_compress(&bytes, &mut whole).unwrap();
            assert!(stream.len() * 200 < length * 201, "level {level}: {} and {length} bytes", stream.len());
            assert_eq!(inflated(&stream, bytes.len()), [bytes.clone(), bytes.clone()]);
        }
    }

    #[test]
    fn noise_that_comes_again_costs_no_more_than_with_one_library() {
        for (period, level) in [8192, 11_000, 16_384, 32_000]
            .into_iter()
            .flat_map(|period| [(period, 1), (period, 4), (period, 9)])
        {
            let bytes: Vec<u8> = random(period, 3).into_iter().cycle().take(200_000).collect();
            let stream = deflated(level, &bytes);
            let most = period + period / 50 + 2000;
            assert!(stream.len() <= most, "{period}, level {level}: {} bytes", stream.len());
            assert_eq!(inflated(&stream, bytes.len()), [bytes.clone(), bytes]);
        }
    }

    #[test]
    fn what_comes_again_behind_noise_costs_little_more_than_with_one_library() {
        let text: Vec<u8> = random(8192, 3).into_iter().map(|byte| byte & 15).collect();
        for length in [8192, 24_000, 40_000] {
            let parts = (10..30).flat_map(|seed| [random(length, seed), text.clone()]);
            let bytes = parts.collect::<Vec<_>>().concat();
            let mut whole = vec![0; bytes.len() + 1000];
            let mut library = Compressor::new(CompressionLvl::new(effort(4)).unwrap());
            let most = library.zlib_compress(&bytes, &mut whole).unwrap();
            let stream = deflated(4, &bytes);
            assert!(stream.len() * 100 < most * 103, "{length}: {} instead of {most} bytes", stream.len());
            assert_eq!(inflated(&stream, bytes.len()), [bytes.clone(), bytes]);
        }
    }

    #[test]
    fn memory_is_taken_once() {
        let mut to = Vec::new();
        let bytes = [random(100_000, 3), vec![4; 100_000], random(100_000, 5)].concat();
        Deflater::new(4).deflate(&bytes, &mut to).unwrap();
        assert!(to.capacity() < bytes.len() + bytes.len() / 50, "{} bytes", to.capacity());
    }

    /// Stretches of noise and of other bytes.
    fn chunk() -> impl Strategy<Value = Vec<u8>> {
        let stretch = (any::<bool>(), 1..40_000_usize, 1..=u64::MAX).prop_map(|(is_noise, count, seed)| {
            let bytes = random(count, seed);
            if is_noise { bytes } else { bytes.into_iter().map(|byte| byte & 3).collect() }
        });
        vec(stretch, 0..9).prop_map(|stretches| stretches.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: RngSeed::Fixed(20_261_130),
            failure_persistence: None,
            ..ProptestConfig::with_cases(64)
        })]

        #[test]
        fn any_chunk_comes_back(chunks in vec((chunk(), 0..=9_u8), 1..4)) {
            let mut deflater = Deflater::new(4);
            let mut stream = Vec::new();
            for (chunk, level) in chunks {
                if deflater.level() != level {
                    deflater = Deflater::new(level);
                }
                // Twice, for what one leaves behind must not be met by the other.
                for _ in 0..2 {
                    deflater.deflate(&chunk, &mut stream).unwrap();
                    prop_assert_eq!(inflated(&stream, chunk.len()), [chunk.clone(), chunk.clone()]);
                }
            }
        }
    }
}
