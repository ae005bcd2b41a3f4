//! The chunks that two windows share, so that each is inflated once.

use std::{
    collections::HashMap,
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// Inflated chunks at the end of a window.
///
/// Windows follow each other along one axis, and may overlap. Which axis that is, and by how much they overlap, shows
/// in the last two.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// What the window that is being read left, by position.
    left: HashMap<u64, Vec<u8>>,
    /// What the one before it left, and nobody has taken yet.
    found: HashMap<u64, Vec<u8>>,
    /// The window that was read last.
    last: Vec<Range<usize>>,
    /// The axis along which windows follow each other, and the indices of the chunks there that the next one needs.
    wanted: Option<(usize, Range<usize>)>,
    /// How many more can be kept.
    free: AtomicUsize,
}

impl Kept {
    /// Prepares for a window over chunks of these extents, of which at most `most` are kept.
    pub(super) fn begin(&mut self, window: &[Range<usize>], shape: &[usize], extents: &[usize], most: usize) {
        let last = |axis: usize| self.last.get(axis);
        let moved = |&axis: &usize| last(axis).is_some_and(|last| last.start != window[axis].start);
        // Along an axis of chunks of one index, windows do not overlap in chunks; those of one component never move along it.
        let is_cut = |&axis: &usize| window[axis].len() < shape[axis] && extents[axis] > 1;
        let all = 0..window.len();
        let axis = all.clone().rfind(moved).or_else(|| all.clone().rfind(is_cut));
        let goes_on = axis.is_none_or(|axis| last(axis).is_some_and(|last| last.start <= window[axis].start));
        self.wanted = axis.map(|axis| {
            let Range { start, end } = window[axis];
            let overlap = last(axis).filter(|_| goes_on).map_or(1, |last| last.end.saturating_sub(start));
            let overlap = overlap.clamp(1, (end - start).max(1));
            (axis, end.saturating_sub(overlap) / extents[axis]..end.div_ceil(extents[axis]))
        });
        self.found = if goes_on { std::mem::take(&mut self.left) } else { HashMap::new() };
        self.left.clear();
        self.free = AtomicUsize::new(most.saturating_sub(self.found.len()));
        self.last = window.to_vec();
    }

    /// Hands out the chunk at a position, where the last window left it.
    pub(super) fn take(&mut self, position: u64) -> Option<Vec<u8>> {
        let chunk = self.found.remove(&position)?;
        *self.free.get_mut() += 1;
        Some(chunk)
    }

    /// Whether the chunk with this index along each axis is to be kept. Room for it is then set aside.
    pub(super) fn wants(&self, index: &[usize]) -> bool {
        let is_wanted = self.wanted.as_ref().is_some_and(|(axis, wanted)| wanted.contains(&index[*axis]));
        is_wanted && self.free.fetch_update(Relaxed, Relaxed, |free| free.checked_sub(1)).is_ok()
    }

    /// Keeps chunks that were wanted.
    pub(super) fn put(&mut self, chunks: impl IntoIterator<Item = (u64, Vec<u8>)>) {
        self.left.extend(chunks);
    }

    /// Lets go what no part of the window needed.
    pub(super) fn end(&mut self) {
        self.found = HashMap::new();
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::Kept;

    const SHAPE: [usize; 2] = [20, 12];
    const CHUNK: [usize; 2] = [4, 6];

    /// Passes over a window: what is taken of it from the last one, and what is left for the next.
    fn pass(kept: &mut Kept, window: &[Range<usize>; 2], most: usize) -> (usize, Vec<[usize; 2]>) {
        kept.begin(window, &SHAPE, &CHUNK, most);
        let rows = window[0].start / CHUNK[0]..window[0].end.div_ceil(CHUNK[0]);
        let columns = window[1].start / CHUNK[1]..window[1].end.div_ceil(CHUNK[1]);
        let touched: Vec<_> = rows.flat_map(|row| columns.clone().map(move |column| [row, column])).collect();
        let position = |[row, column]: [usize; 2]| (2 * row + column) as u64;
        let taken = touched.iter().filter(|index| kept.take(position(**index)).is_some()).count();
        let left: Vec<_> = touched.into_iter().filter(|index| kept.wants(index)).collect();
        kept.put(left.iter().map(|&index| (position(index), vec![0])));
        kept.end();
        (taken, left)
    }

    #[test]
    fn what_the_next_window_needs_is_kept() {
        let mut kept = Kept::default();
        let (taken, left) = pass(&mut kept, &[0..5, 0..12], 9);
        assert_eq!((taken, left), (0, vec![[1, 0], [1, 1]]), "the row of chunks at its end");
        let (taken, left) = pass(&mut kept, &[3..9, 0..12], 9);
        assert_eq!((taken, left), (2, vec![[1, 0], [1, 1], [2, 0], [2, 1]]), "two rows overlap");
        assert_eq!(pass(&mut kept, &[7..13, 0..12], 9).0, 4);
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let mut kept = Kept::default();
        pass(&mut kept, &[0..5, 0..12], 3);
        assert_eq!(pass(&mut kept, &[3..9, 0..12], 3), (2, vec![[1, 0], [1, 1], [2, 0]]));
        kept.begin(&[7..13, 0..12], &SHAPE, &CHUNK, 3);
        assert!(!kept.wants(&[3, 0]), "what was kept fills the room until it is taken");
        kept.take(2);
        assert!(kept.wants(&[3, 0]));
        assert!(!kept.wants(&[3, 1]));
    }

    #[test]
    fn an_axis_of_chunks_of_one_index_is_not_taken_for_that_along_which_windows_follow() {
        let (shape, chunk) = ([20, 12, 3], [4, 6, 1]);
        let mut kept = Kept::default();
        kept.begin(&[0..5, 0..12, 1..2], &shape, &chunk, 9);
        let wants = |kept: &Kept| [0, 1].map(|row| kept.wants(&[row, 0, 1]));
        assert_eq!(wants(&kept), [false, true], "the row of chunks at its end");
        let mut kept = Kept::default();
        kept.begin(&[0..20, 0..12, 1..2], &shape, &chunk, 9);
        assert_eq!(wants(&kept), [false; 2], "no window follows");
    }

    #[test]
    fn windows_may_follow_each_other_along_any_axis() {
        let mut kept = Kept::default();
        assert_eq!(pass(&mut kept, &[0..5, 0..5], 9).1, [[0, 0], [1, 0]]);
        assert_eq!(pass(&mut kept, &[0..5, 4..8], 9), (2, vec![[0, 1], [1, 1]]));
        assert_eq!(pass(&mut kept, &[0..5, 7..12], 9).0, 2);
        assert_eq!(
            pass(&mut kept, &[3..9, 0..5], 9),
            (0, vec![[0, 0], [1, 0], [2, 0]]),
            "a new row of windows"
        );
    }
}
