//! Bytes of one place in all elements, side by side: they compress better.

/// Puts the first bytes of all elements (of `size` bytes) first, then the second bytes, and so on. What is left after the
/// last whole element stands at the end.
pub(crate) fn shuffle(from: &[u8], to: &mut [u8], size: usize) {
    let count = from.len() / size;
    if size == 1 || count <= 1 {
        return to.copy_from_slice(from);
    }
    let whole = count * size;
    to[whole..].copy_from_slice(&from[whole..]);
    match size {
        2 => shuffle_by::<2>(from, to, count),
        4 => shuffle_by::<4>(from, to, count),
        8 => shuffle_by::<8>(from, to, count),
        16 => shuffle_by::<16>(from, to, count),
        _ => {
            for (byte, plane) in to[..whole].chunks_exact_mut(count).enumerate() {
                plane
                    .iter_mut()
                    .zip(from[byte..whole].iter().step_by(size))
                    .for_each(|(to, from)| *to = *from);
            }
        }
    }
}

/// Elements whose planes are written in turn: they stay in the fastest cache.
const BLOCK: usize = 1024;

fn shuffle_by<const N: usize>(from: &[u8], to: &mut [u8], count: usize) {
    for (block, elements) in from.as_chunks::<N>().0[..count].chunks(BLOCK).enumerate() {
        for byte in 0..N {
            let plane = &mut to[byte * count + block * BLOCK..][..elements.len()];
            plane.iter_mut().zip(elements).for_each(|(to, element)| *to = element[byte]);
        }
    }
}

/// Puts the bytes of each element together again.
pub(crate) fn unshuffle(from: &[u8], to: &mut [u8], size: usize) {
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
    use super::{BLOCK, shuffle, unshuffle};

    #[test]
    fn bytes_of_one_place_come_together_and_go_back() {
        for (size, plain, shuffled) in [
            (1, "abc", "abc"),
            (2, "abcdefx", "acebdfx"),
            (3, "abcdef", "adbecf"),
            (4, "abcdefghx", "aebfcgdhx"),
            (4, "abcdxyz", "abcdxyz"),
        ] {
            let mut to = vec![0; plain.len()];
            shuffle(plain.as_bytes(), &mut to, size);
            assert_eq!(String::from_utf8(to.clone()).unwrap(), shuffled, "elements of {size} bytes");
            unshuffle(shuffled.as_bytes(), &mut to, size);
            assert_eq!(String::from_utf8(to).unwrap(), plain, "elements of {size} bytes");
        }
    }

    #[test]
    fn many_elements_are_shuffled_in_blocks() {
        for size in [2, 4, 5, 8, 16] {
            let count = 2 * BLOCK + 7;
            let plain: Vec<u8> = (0..=250).cycle().take(count * size + 1).collect();
            let mut to = vec![0; plain.len()];
            shuffle(&plain, &mut to, size);
            for (place, byte) in to[..count * size].iter().enumerate() {
                assert_eq!(*byte, plain[place % count * size + place / count], "byte {place} of {size}");
            }
            assert_eq!(to.last(), plain.last());
        }
    }
}
