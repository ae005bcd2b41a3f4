//! Stores past the caches, for results that the second one does not hold.
//!
//! A store that goes through the caches reads the line first and drives out what is needed again. That pays only where results
//! are read again while they are near.
#![allow(unsafe_code, reason = "stores past the cache are instructions of their own")]

use std::ptr;

use crate::{
    Output,
    room::{MOST, Room},
    simd::InstructionSet,
};

/// Bytes of a cache line.
pub(crate) const LINE: usize = 64;

/// Writes the numbers between whole blocks past the cache, a whole line at a time: the end of a run of numbers and the beginning of
/// the one that follows it.
///
/// The end of a run that fills no line waits for the run that follows: a store of a part of a line would go through the
/// cache and hold up all stores behind it until the line has come from memory. A line that is full waits for the next one to begin:
/// what has just been stored can be loaded only when all stores before it have left the processor, those past the cache too.
pub(crate) struct Stream<O> {
    set: InstructionSet,
    /// A place of its own, so that those of two runs have nothing to do with each other.
    room: Box<Room<O>>,
    /// Where in the room's first line the numbers that wait begin, and how many they are.
    first: usize,
    waiting: usize,
    /// Where the number behind those belongs.
    end: *mut O,
    /// Number of lines before the end that are full, and wait instead.
    full: usize,
}

impl<O: Output> Stream<O> {
    pub(crate) fn new(set: InstructionSet) -> Self {
        Self { set, room: Box::new(Room::new()), first: 0, waiting: 0, end: ptr::null_mut(), full: 0 }
    }

    /// Where to store numbers that belong to the place `to` and those behind it, before [`Stream::keep`] is told how many. What stands
    /// behind them there means nothing, two blocks far; and so does what stands before them, where no run begins at that place.
    ///
    /// # Safety
    /// Until [`Stream::flush`], there is room for the numbers at `to`, which is a multiple of their bytes, and nothing else uses it.
    #[inline]
    pub(crate) unsafe fn room(&mut self, to: *mut O) -> *mut O {
        if self.waiting == 0 || self.end != to {
            // SAFETY: the caller's promise.
            unsafe { self.flush() };
            self.first = (Self::LINE - before_line(to)) % Self::LINE;
            self.end = to;
        }
        self.room.first().wrapping_add(self.first + self.waiting)
    }

    /// Takes so many numbers, which are where [`Stream::room`] said and belong to the place `to` that it was asked for.
    ///
    /// # Safety
    /// As for [`Stream::room`].
    ///
    /// # Panics
    /// When there is no room for them: all but the last of a run are to end where a line does.
    #[inline]
    pub(crate) unsafe fn keep(&mut self, to: *mut O, count: usize) {
        assert_eq!(to, self.end, "numbers that there is no room for");
        let filled = self.first + self.waiting + count;
        assert!(filled <= MOST, "more numbers than ends of runs have");
        self.waiting += count;
        self.end = self.end.wrapping_add(count);
        if filled.is_multiple_of(Self::LINE) {
            if self.first == 0 {
                (self.full, self.waiting) = (filled / Self::LINE, 0);
            } else {
                // The first line is not all there.
                // SAFETY: the caller's promise.
                unsafe { self.flush() };
            }
        }
    }

    /// Whether nothing waits and a line begins at the place `to`.
    pub(crate) fn takes_lines(&self, to: *const O) -> bool {
        self.waiting == 0 && (to as usize).is_multiple_of(LINE)
    }
}

impl<O> Stream<O> {
    /// Numbers of a line.
    const LINE: usize = LINE / size_of::<O>();

    /// Writes all that waits.
    ///
    /// # Safety
    /// As for [`Stream::room`].
    pub(crate) unsafe fn flush(&mut self) {
        if self.full > 0 {
            let (from, to) = (self.room.first(), self.end.wrapping_sub(self.full * Self::LINE));
            // SAFETY: the lines belong before the end, and begin where one does.
            unsafe { lines(self.set, from.cast(), to.cast(), self.full) };
        }
        if self.waiting > 0 {
            let from = self.room.first().wrapping_add(self.first);
            // SAFETY: the numbers belong before the end.
            unsafe { ptr::copy_nonoverlapping(from, self.end.sub(self.waiting), self.waiting) };
        }
        (self.full, self.waiting, self.end) = (0, 0, ptr::null_mut());
    }
}

/// Number of numbers from the place `to` to the next that begins a cache line; none where numbers lie across lines.
#[inline]
pub(crate) fn before_line<O>(to: *const O) -> usize {
    let bytes = (to as usize).next_multiple_of(LINE) - to as usize;
    if bytes.is_multiple_of(size_of::<O>()) { bytes / size_of::<O>() } else { 0 }
}

/// Makes what was stored past the cache visible to other threads.
pub(crate) fn fence() {
    // SAFETY: every processor of the architecture has this instruction.
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    unsafe {
        std::arch::x86_64::_mm_sfence();
    }
}

/// Copies so many lines.
///
/// # Safety
/// There are so many lines of plain numbers, without padding, at `from`, and room for them at `to`, which is the
/// beginning of a line.
#[inline(always)]
pub(crate) unsafe fn lines(set: InstructionSet, from: *const u8, to: *mut u8, count: usize) {
    // SAFETY: the caller's promise; the set is one that the processor has.
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    unsafe {
        match set {
            InstructionSet::Baseline => x86::sse2(from.cast(), to.cast(), count),
            InstructionSet::Avx2 => x86::avx2(from.cast(), to.cast(), count),
            InstructionSet::Avx512 => x86::avx512(from.cast(), to.cast(), count),
        }
    }
    // SAFETY: the caller's promise.
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    unsafe {
        let _ = set;
        ptr::copy_nonoverlapping(from, to, count * LINE);
    }
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
mod x86 {
    use std::arch::x86_64::{
        __m128i, __m256i, __m512i, _mm_loadu_si128, _mm_stream_si128, _mm256_loadu_si256,
        _mm256_stream_si256, _mm512_loadu_si512, _mm512_stream_si512,
    };

    /// # Safety
    /// That of [`super::lines`].
    pub(super) unsafe fn sse2(from: *const __m128i, to: *mut __m128i, lines: usize) {
        for k in 0..4 * lines {
            // SAFETY: the caller's promise.
            unsafe { _mm_stream_si128(to.add(k), _mm_loadu_si128(from.add(k))) };
        }
    }

    /// # Safety
    /// That of [`super::lines`].
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn avx2(from: *const __m256i, to: *mut __m256i, lines: usize) {
        for k in 0..2 * lines {
            // SAFETY: the caller's promise.
            unsafe { _mm256_stream_si256(to.add(k), _mm256_loadu_si256(from.add(k))) };
        }
    }

    /// # Safety
    /// That of [`super::lines`].
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn avx512(from: *const __m512i, to: *mut __m512i, lines: usize) {
        for k in 0..lines {
            // SAFETY: the caller's promise.
            unsafe { _mm512_stream_si512(to.add(k), _mm512_loadu_si512(from.add(k))) };
        }
    }
}

#[cfg(test)]
mod tests;
