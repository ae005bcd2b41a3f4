//! Where the chunks of a dataset lie.

use hdf5::Dataset;

/// A chunk in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Position among the dataset's chunks, absent ones included, in row-major order.
    position: u64,
    pub(super) address: u64,
    pub(super) bytes: u32,
    /// Bit `i` is set where filter `i` was left out.
    pub(super) mask: u32,
}

/// All chunks that were written, by their position.
#[derive(Debug)]
pub(super) struct Table(Vec<Chunk>);

impl Table {
    /// The chunks of `dataset`, which has so many along each axis (of `chunk` values each). `None` where they are more
    /// than `most`, where one has more than `most_bytes` bytes, and where the library cannot list them.
    #[cfg(lists_chunks)]
    pub(super) fn of(
        dataset: &Dataset,
        counts: &[u64],
        chunk: &[usize],
        most_bytes: u64,
        most: usize,
    ) -> Option<Self> {
        let mut chunks: Vec<Chunk> = Vec::new();
        let mut fits = true;
        dataset
            .chunks_visit(|info| {
                let mut position = Some(0);
                for ((&start, &extent), &count) in info.offset.iter().zip(chunk).zip(counts) {
                    let index = start / extent as u64;
                    position = position.filter(|_| index < count).map(|position| position * count + index);
                }
                // Chunks beyond the shape hold nothing of the dataset.
                let Some(position) = position else { return 0 };
                match u32::try_from(info.size) {
                    Ok(bytes) if u64::from(bytes) <= most_bytes && chunks.len() < most => {
                        chunks.push(Chunk { position, address: info.addr, bytes, mask: info.filter_mask });
                        0
                    }
                    _ => {
                        fits = false;
                        1
                    }
                }
            })
            .ok()?;
        chunks.sort_unstable_by_key(|chunk| chunk.position);
        let distinct = chunks.windows(2).all(|pair| pair[0].position < pair[1].position);
        (fits && distinct).then_some(Self(chunks))
    }

    /// Older libraries search all chunks for the address of each.
    #[cfg(not(lists_chunks))]
    pub(super) fn of(_: &Dataset, _: &[u64], _: &[usize], _: u64, _: usize) -> Option<Self> {
        None
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn at(&self, position: u64) -> Option<&Chunk> {
        self.0.binary_search_by_key(&position, |chunk| chunk.position).ok().map(|index| &self.0[index])
    }
}

/// Bytes of the chunk that takes the most in the file.
#[cfg(lists_chunks)]
pub(crate) fn largest_stored(dataset: &Dataset) -> hdf5::Result<u64> {
    let mut largest = 0;
    dataset.chunks_visit(|info| {
        largest = largest.max(info.size);
        0
    })?;
    Ok(largest)
}

/// Older libraries would search all chunks for each.
#[cfg(not(lists_chunks))]
#[expect(clippy::unnecessary_wraps, reason = "as the other")]
pub(crate) fn largest_stored(_: &Dataset) -> hdf5::Result<u64> {
    Ok(0)
}
