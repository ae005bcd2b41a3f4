//! Applying and undoing filters.

use crate::{
    Error, Result, Room, checksum,
    shuffle::{shuffle, unshuffle},
};

/// A filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Puts bytes of one place in elements of so many bytes side by side.
    Shuffle(usize),
    /// Compresses in zlib's format, with an effort of 0 to 9.
    Deflate(u8),
    /// Puts a checksum behind the bytes.
    Fletcher32,
}

/// The filters of a dataset in the order in which they are applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filters(Vec<Filter>);

impl Filters {
    /// `None` where there are more than 32, where deflate is there twice (the size between the two is then not known),
    /// where a level of deflate is above 9 or elements have no bytes.
    #[must_use]
    pub fn new(filters: Vec<Filter>) -> Option<Self> {
        let is_possible = |filter: &Filter| match filter {
            Filter::Shuffle(size) => *size > 0,
            Filter::Deflate(level) => *level <= 9,
            Filter::Fletcher32 => true,
        };
        let deflates = filters.iter().filter(|filter| matches!(filter, Filter::Deflate(_))).count();
        (deflates <= 1 && filters.len() <= 32 && filters.iter().all(is_possible)).then_some(Self(filters))
    }

    /// Whether chunks lie in the file as they are.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Brings the chunk in `room` into the form in which it lies in the file.
    ///
    /// # Errors
    /// [`Error::NoMemory`].
    pub fn apply(&self, room: &mut Room) -> Result<()> {
        self.0.iter().try_for_each(|filter| match *filter {
            Filter::Shuffle(size) => room.next(room.chunk.len(), |from, to| shuffle(from, to, size)),
            Filter::Deflate(level) => room.deflate(level),
            Filter::Fletcher32 => checksum::append(&mut room.chunk),
        })
    }

    /// Brings the chunk in `room` back to its `bytes` bytes; bit `i` of `mask` tells that filter `i` was left out.
    ///
    /// # Errors
    /// When the chunk is not what its filters and `bytes` say. What is in `room` then is of no use.
    pub fn undo(&self, room: &mut Room, mask: u32, bytes: usize) -> Result<()> {
        let applied = || self.0.iter().enumerate().filter(|(index, _)| (mask >> index) & 1 == 0);
        let checksums_within = applied()
            .take_while(|(_, filter)| !matches!(filter, Filter::Deflate(_)))
            .filter(|(_, filter)| **filter == Filter::Fletcher32)
            .count();
        for (_, filter) in applied().collect::<Vec<_>>().into_iter().rev() {
            match *filter {
                Filter::Fletcher32 => checksum::check(&mut room.chunk)?,
                Filter::Deflate(_) => {
                    room.inflate(bytes.saturating_add(checksum::BYTES * checksums_within))?;
                }
                Filter::Shuffle(size) => {
                    room.next(room.chunk.len(), |from, to| unshuffle(from, to, size))?;
                }
            }
        }
        match room.chunk.len() {
            found if found == bytes => Ok(()),
            found => Err(Error::Size { found, bytes }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::subsequence, test_runner::RngSeed};

    use super::*;

    #[test]
    fn filters_that_cannot_be_undone_are_refused() {
        assert_eq!(Filters::new(vec![Filter::Deflate(1), Filter::Deflate(1)]), None);
        assert_eq!(Filters::new(vec![Filter::Deflate(10)]), None);
        assert_eq!(Filters::new(vec![Filter::Shuffle(0)]), None);
        assert_eq!(Filters::new(vec![Filter::Fletcher32; 33]), None);
        assert!(Filters::new(Vec::new()).unwrap().are_none());
    }

    #[test]
    fn a_chunk_that_is_not_what_it_should_be_is_an_error() {
        let filters = Filters::new(vec![Filter::Deflate(6)]).unwrap();
        let deflated = || {
            let mut room = Room::new();
            room.chunk = b"seventeen letters".repeat(9);
            filters.apply(&mut room).unwrap();
            room
        };
        let undone = |bytes: usize| filters.undo(&mut deflated(), 0, bytes);
        assert_eq!(undone(153), Ok(()));
        assert_eq!(undone(154), Err(Error::InflatesToLess { found: 153, bytes: 154 }));
        assert_eq!(undone(152), Err(Error::InflatesToMore { bytes: 152 }));
        let stored = deflated().chunk.len();
        assert_eq!(undone(1 << 40), Err(Error::TooShort { stored, bytes: 1 << 40 }));
        assert_eq!(filters.undo(&mut deflated(), 1, 153), Err(Error::Size { found: stored, bytes: 153 }));
        let mut room = deflated();
        room.chunk[0] = 0;
        assert_eq!(filters.undo(&mut room, 0, 153), Err(Error::NotDeflated));
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: RngSeed::Fixed(20_261_124),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn what_was_applied_is_undone(
            filters in subsequence(
                vec![Filter::Fletcher32, Filter::Shuffle(3), Filter::Deflate(5), Filter::Shuffle(8), Filter::Fletcher32],
                0..=5,
            ).prop_shuffle(),
            plain in vec(0..5_u8, 1..300),
            mask in 0..32_u32,
        ) {
            let left: Vec<Filter> =
                filters.iter().enumerate().filter(|(index, _)| (mask >> index) & 1 == 0).map(|(_, it)| *it).collect();
            let mut room = Room::new();
            room.chunk.clone_from(&plain);
            Filters::new(left).unwrap().apply(&mut room).unwrap();
            Filters::new(filters).unwrap().undo(&mut room, mask, plain.len()).unwrap();
            prop_assert_eq!(&room.chunk, &plain);
        }
    }
}
