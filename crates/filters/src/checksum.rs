//! Fletcher-32.

use crate::{Error, Result};

/// Size of a checksum.
pub(crate) const BYTES: usize = 4;

/// Puts the checksum behind the bytes.
pub(crate) fn append(chunk: &mut Vec<u8>) -> Result<()> {
    let bytes = chunk.len().saturating_add(BYTES);
    chunk.try_reserve_exact(BYTES).map_err(|_| Error::NoMemory { bytes })?;
    let sum = fletcher32(chunk);
    chunk.extend(sum.to_le_bytes());
    Ok(())
}

/// Takes the checksum off the end, where it is right.
pub(crate) fn check(chunk: &mut Vec<u8>) -> Result<()> {
    let Some((values, &stated)) = chunk.split_last_chunk::<BYTES>().filter(|(values, _)| !values.is_empty())
    else {
        return Err(Error::NoChecksum);
    };
    let (length, stated) = (values.len(), u32::from_le_bytes(stated));
    let found = fletcher32(values);
    // Before 1.6.3 the library wrote the bytes of each half in the other order, and it still accepts that.
    let old = ((found & 0x00ff_00ff) << 8) | ((found >> 8) & 0x00ff_00ff);
    if stated != found && stated != old {
        return Err(Error::Checksum { found, stated });
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

#[cfg(test)]
mod tests {
    use super::{append, check, fletcher32};
    use crate::Error;

    #[test]
    fn the_checksum_adds_words_and_their_sums() {
        // The words are 0x6162, 0x6364 and 0x6500. Their sums 0x6162, 0xc4c6, 0x129c6 add up to 0x24fee; the halves of
        // both are added at the end.
        assert_eq!(fletcher32(b"abcde"), 0x4ff0_29c7);
        assert_eq!(fletcher32(&[0xff; 7200]), 0xffff_ffff);
    }

    #[test]
    fn a_checksum_is_the_new_one_the_old_one_or_wrong() {
        let mut chunk = b"abcde".to_vec();
        append(&mut chunk).unwrap();
        assert_eq!(chunk, b"abcde\xc7\x29\xf0\x4f");
        check(&mut chunk).unwrap();
        assert_eq!(chunk, b"abcde");
        assert_eq!(check(&mut b"abcde\x29\xc7\x4f\xf0".to_vec()), Ok(()));
        let wrong = Error::Checksum { found: 0x4ff0_29c7, stated: 0x4ff0_29c8 };
        assert_eq!(check(&mut b"abcde\xc8\x29\xf0\x4f".to_vec()), Err(wrong));
        assert_eq!(check(&mut b"\0\0\0\0".to_vec()), Err(Error::NoChecksum));
    }
}
