//! Bytes of one place in all elements, side by side: they compress better.

/// Puts the first bytes of all elements (of `size` bytes) first, then the second bytes, and so on. What is left after the
/// last whole element stands at the end.
pub(crate) fn shuffle(from: &[u8], to: &mut [u8], size: usize) {
    let Some(count) = begin(from, to, size) else { return };
    let whole = count * size;
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

/// Copies what is the same on both sides, and returns the number of elements where that is not all.
fn begin(from: &[u8], to: &mut [u8], size: usize) -> Option<usize> {
    let count = from.len() / size;
    let same = if size == 1 || count <= 1 { 0 } else { count * size };
    to[same..].copy_from_slice(&from[same..]);
    (same > 0).then_some(count)
}

/// Elements whose planes are written in turn: they stay in the fastest cache.
const BLOCK: usize = 1024;

fn shuffle_by<const N: usize>(from: &[u8], to: &mut [u8], count: usize) {
    let elements = &from.as_chunks::<N>().0[..count];
    let done = if N.is_multiple_of(8) { shuffle_words(elements, to, count) } else { 0 };
    for (block, elements) in elements[done..].chunks(BLOCK).enumerate() {
        for byte in 0..N {
            let plane = &mut to[byte * count + done + block * BLOCK..][..elements.len()];
            plane.iter_mut().zip(elements).for_each(|(to, element)| *to = element[byte]);
        }
    }
}

/// Shuffles as many elements as come in whole eights, eight bytes of eight elements at a time; returns how many.
fn shuffle_words<const N: usize>(elements: &[[u8; N]], to: &mut [u8], count: usize) -> usize {
    let (eights, rest) = elements.as_chunks::<8>();
    for word in 0..N / 8 {
        let mut planes = to[word * 8 * count..][..8 * count].chunks_exact_mut(count);
        let mut planes: [&mut [u8]; 8] = std::array::from_fn(|_| planes.next().expect("eight planes"));
        for (place, eight) in eights.iter().enumerate() {
            let rows = eight.each_ref().map(|element| word_at(element, word * 8));
            for (plane, row) in planes.iter_mut().zip(transposed(rows)) {
                plane[place * 8..][..8].copy_from_slice(&row.to_le_bytes());
            }
        }
    }
    elements.len() - rest.len()
}

fn word_at(bytes: &[u8], place: usize) -> u64 {
    u64::from_le_bytes(*bytes[place..].first_chunk().expect("eight bytes"))
}

/// Byte `j` of row `i` as byte `i` of row `j`.
#[inline(always)]
fn transposed(mut rows: [u64; 8]) -> [u64; 8] {
    for (distance, mask) in
        [(1, 0x00ff_00ff_00ff_00ff), (2, 0x0000_ffff_0000_ffff), (4, 0x0000_0000_ffff_ffff)]
    {
        for row in (0..8).filter(|row| row & distance == 0) {
            let (one, other) = (rows[row], rows[row + distance]);
            let exchanged = ((one >> (8 * distance)) ^ other) & mask;
            rows[row] = one ^ (exchanged << (8 * distance));
            rows[row + distance] = other ^ exchanged;
        }
    }
    rows
}

/// Puts the bytes of each element together again.
pub(crate) fn unshuffle(from: &[u8], to: &mut [u8], size: usize) {
    let Some(count) = begin(from, to, size) else { return };
    let whole = count * size;
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
    let elements = &mut to.as_chunks_mut::<N>().0[..count];
    let done = if N.is_multiple_of(8) { unshuffle_words(from, elements, count) } else { 0 };
    let planes: [&[u8]; N] = std::array::from_fn(|byte| &from[byte * count..][..count]);
    for (index, element) in elements.iter_mut().enumerate().skip(done) {
        *element = planes.map(|plane| plane[index]);
    }
}

/// The way back of [`shuffle_words`].
fn unshuffle_words<const N: usize>(from: &[u8], elements: &mut [[u8; N]], count: usize) -> usize {
    let (eights, rest) = elements.as_chunks_mut::<8>();
    for (place, eight) in eights.iter_mut().enumerate() {
        for word in 0..N / 8 {
            let rows = std::array::from_fn(|byte| word_at(from, (word * 8 + byte) * count + place * 8));
            for (element, row) in eight.iter_mut().zip(transposed(rows)) {
                element[word * 8..][..8].copy_from_slice(&row.to_le_bytes());
            }
        }
    }
    count - rest.len()
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
    fn any_number_of_elements_is_shuffled_and_comes_back() {
        for (size, count) in [2, 4, 5, 8, 16, 24]
            .into_iter()
            .flat_map(|size| (2..35).chain([2 * BLOCK + 7]).map(move |count| (size, count)))
        {
            let plain: Vec<u8> = (0..=250).cycle().take(count * size + 1).collect();
            let mut to = vec![0; plain.len()];
            shuffle(&plain, &mut to, size);
            for (place, byte) in to[..count * size].iter().enumerate() {
                assert_eq!(*byte, plain[place % count * size + place / count], "byte {place} of {size}");
            }
            assert_eq!(to.last(), plain.last());
            let mut back = vec![0; plain.len()];
            unshuffle(&to, &mut back, size);
            assert_eq!(back, plain, "{count} elements of {size} bytes");
        }
    }
}
