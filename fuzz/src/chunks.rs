//! Any bytes as a chunk: its filters are undone, or it is told what is wrong.

use arbitrary::{Arbitrary, Result, Unstructured};
use fieldops_filters::{Filter, Filters, Room};

/// Most bytes that a chunk is declared to have.
const LARGEST: usize = 1 << 16;
/// Bytes that checksums within deflated ones add at most.
const CHECKSUMS: usize = 4 * 6;

/// Undoes the filters of any bytes, then of bytes that they were applied to, whole and damaged.
pub fn run(data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    let Ok((filters, mask, declared, damage)) = header(&mut bytes) else { return };
    let rest = bytes.take_rest();
    let Some(all) = Filters::new(filters.clone()) else { return };
    undo(&all, rest, mask, declared);

    let is_left = |(index, _): &(usize, &Filter)| (mask >> index) & 1 == 0;
    let left = filters.iter().enumerate().filter(is_left).map(|(_, filter)| *filter).collect();
    let left = Filters::new(left).expect("a part of filters that can be undone");
    // The checksum of nothing is none.
    if rest.is_empty() {
        return;
    }
    let mut room = Room::new();
    room.chunk = rest.to_vec();
    left.apply(&mut room).expect("there is memory enough");
    let stored = room.chunk;
    let plain = undo(&all, &stored, mask, rest.len()).expect("what was applied can be undone");
    assert_eq!(plain, rest);
    for declared in [rest.len() - 1, rest.len() + 1, declared] {
        let undone = undo(&all, &stored, mask, declared);
        assert_eq!(undone.is_some(), declared == rest.len(), "{filters:?} {mask} {declared}");
    }
    let mut damaged = stored;
    let place = usize::from(damage) % damaged.len();
    damaged[place] ^= 1 + damage.to_le_bytes()[1] % 255;
    undo(&all, &damaged, mask, rest.len());
    undo(&all, &damaged[..place], mask, rest.len());
}

/// The chunk, where its filters can be undone.
fn undo(filters: &Filters, stored: &[u8], mask: u32, declared: usize) -> Option<Vec<u8>> {
    let mut room = Room::new();
    room.resize(stored.len()).expect("there is memory enough");
    room.chunk.copy_from_slice(stored);
    let undone = filters.undo(&mut room, mask, declared);
    let most = 2 * stored.len().max(declared + CHECKSUMS);
    assert!(
        room.bytes() <= most,
        "{} bytes of memory for {} that are {declared}",
        room.bytes(),
        stored.len()
    );
    match undone {
        Ok(()) => {
            assert_eq!(room.chunk.len(), declared);
            Some(room.chunk)
        }
        Err(error) => {
            assert!(!error.to_string().ends_with('.'), "{error}");
            None
        }
    }
}

/// Filters, their mask, the size that the chunk is declared to have, and where to damage it.
fn header(bytes: &mut Unstructured<'_>) -> Result<(Vec<Filter>, u32, usize, u16)> {
    let count = bytes.int_in_range(0..=6)?;
    let filter = |bytes: &mut Unstructured<'_>| {
        Ok(match bytes.int_in_range(0..=3)? {
            0 => Filter::Deflate(bytes.int_in_range(0..=10)?),
            1 => Filter::Fletcher32,
            _ => Filter::Shuffle(bytes.int_in_range(0..=17)?),
        })
    };
    let filters = (0..count).map(|_| filter(bytes)).collect::<Result<_>>()?;
    let mask = if bytes.ratio(1, 4)? { u32::arbitrary(bytes)? } else { 0 };
    Ok((filters, mask, bytes.int_in_range(0..=LARGEST)?, u16::arbitrary(bytes)?))
}
