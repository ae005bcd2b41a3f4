//! Chunks that many threads compress at once and that are written in storage order.

use std::{
    collections::BTreeMap,
    iter::Enumerate,
    sync::{Condvar, Mutex, PoisonError},
    vec,
};

use hdf5::Result;

use super::{Begun, Filled};

/// Chunks that many threads take one after the other, never far ahead of those that are written: so few are in memory that
/// they hardly count.
pub(super) struct Line {
    waiting: Mutex<Waiting>,
    moved: Condvar,
    /// How many chunks may be ahead of the one that is written next.
    most: usize,
}

/// What stands in a line.
struct Waiting {
    chunks: Enumerate<vec::IntoIter<(usize, Option<Begun>)>>,
    /// Place of the next chunk.
    place: usize,
    /// How many are written.
    written: usize,
}

impl Line {
    pub(super) fn new(chunks: Vec<(usize, Option<Begun>)>, most: usize) -> Self {
        let waiting = Waiting { chunks: chunks.into_iter().enumerate(), place: 0, written: 0 };
        Self { waiting: Mutex::new(waiting), moved: Condvar::new(), most }
    }

    /// The next chunk with its place, once that is near to those that are written; none at the end.
    pub(super) fn next(&self) -> Option<(usize, (usize, Option<Begun>))> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let is_ahead =
            |waiting: &mut Waiting| waiting.chunks.len() > 0 && waiting.place >= waiting.written + self.most;
        let mut waiting = self.moved.wait_while(waiting, is_ahead).unwrap_or_else(PoisonError::into_inner);
        waiting.place += 1;
        waiting.chunks.next()
    }

    /// Tells that so many are written.
    pub(super) fn written(&self, count: usize) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).written = count;
        self.moved.notify_all();
    }

    /// Nothing more comes.
    fn end(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).chunks =
            Vec::new().into_iter().enumerate();
        self.moved.notify_all();
    }
}

/// Ends a line for all when one thread leaves it, at its end, or because it fails or panics: those behind its chunk would wait
/// for ever.
pub(super) struct EndsLine<'a>(pub(super) &'a Line);

impl Drop for EndsLine<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Chunks that many threads fill, written in storage order as soon as those before them are.
#[derive(Default)]
pub(super) struct InOrder {
    /// Place of the next to be written.
    pub(super) next: usize,
    /// By their places.
    waiting: BTreeMap<usize, (usize, Filled)>,
    /// Those of which some elements are still to come, by their number.
    pub(super) begun: BTreeMap<usize, Begun>,
}

impl InOrder {
    /// Takes the chunk with this place and number, and writes what can be.
    pub(super) fn take(
        &mut self,
        place: usize,
        number: usize,
        filled: Filled,
        write: impl Fn(usize, &[u8]) -> Result<()>,
    ) -> Result<()> {
        self.waiting.insert(place, (number, filled));
        while let Some((number, filled)) = self.waiting.remove(&self.next) {
            self.next += 1;
            match filled {
                Filled::Filtered(bytes) => write(number, &bytes)?,
                Filled::Begun(begun) => {
                    self.begun.insert(number, begun);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_written_in_order_whichever_comes_first() {
        let mut in_order = InOrder::default();
        let written = Mutex::new(Vec::new());
        let write = |number, bytes: &[u8]| {
            written.lock().unwrap().push((number, bytes.to_vec()));
            if number == 14 { Err("no room".into()) } else { Ok(()) }
        };
        let filtered = |byte| Filled::Filtered(vec![byte]);
        let begun = Filled::Begun(Begun { bytes: vec![7], missing: 3 });
        in_order.take(2, 12, filtered(2), write).unwrap();
        assert!(written.lock().unwrap().is_empty());
        in_order.take(0, 10, filtered(0), write).unwrap();
        in_order.take(1, 11, begun, write).unwrap();
        assert_eq!(*written.lock().unwrap(), [(10, vec![0]), (12, vec![2])]);
        assert_eq!((in_order.next, in_order.begun[&11].missing), (3, 3));
        in_order.take(4, 14, filtered(4), write).unwrap();
        assert!(in_order.take(3, 13, filtered(3), write).is_err());
    }

    #[test]
    fn nobody_goes_far_ahead_and_the_end_wakes_all() {
        let line = Line::new((0..9).map(|number| (number, None)).collect(), 2);
        let numbers: Vec<_> = (0..2).map(|_| line.next().unwrap().0).collect();
        assert_eq!(numbers, [0, 1]);
        std::thread::scope(|scope| {
            let third = scope.spawn(|| line.next().map(|(place, _)| place));
            line.written(1);
            assert_eq!(third.join().unwrap(), Some(2));
            let fourth = scope.spawn(|| line.next().map(|(place, _)| place));
            drop(EndsLine(&line));
            assert_eq!(fourth.join().unwrap(), None);
        });
    }
}
