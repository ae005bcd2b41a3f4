//! The shape of chunks that the sink writes.

/// Size of a chunk in bytes that is aimed at: the library's chunk cache holds it, and it compresses well.
const TARGET: usize = 1 << 20;

/// A chunk of about 1 MiB: whole rows of the last axes first, as many as fit, and never more than the extent.
///
/// Every extent must be at least 1.
#[must_use]
pub fn chunk_shape(shape: &[usize], element_bytes: usize) -> Vec<usize> {
    let mut room = TARGET / element_bytes;
    let mut chunk = vec![1; shape.len()];
    for (chunk, &extent) in chunk.iter_mut().zip(shape).rev() {
        *chunk = extent.min(room.max(1));
        room /= *chunk;
    }
    chunk
}

#[cfg(test)]
mod tests {
    use super::chunk_shape;

    #[test]
    fn chunks_take_the_last_axes_whole() {
        assert_eq!(chunk_shape(&[7, 5, 3], 8), [7, 5, 3], "a small array is one chunk");
        assert_eq!(chunk_shape(&[500, 100, 200], 8), [6, 100, 200], "131072 values: 6 planes of 20000");
        assert_eq!(chunk_shape(&[40, 3000, 500], 4), [1, 524, 500], "262144 values: 524 rows of 500");
        assert_eq!(chunk_shape(&[2, 1_000_000], 16), [1, 65_536], "a row longer than a chunk is cut");
        assert_eq!(chunk_shape(&[9, 1, 200_000], 8), [1, 1, 131_072]);
        assert_eq!(chunk_shape(&[], 8), [0; 0]);
    }
}
