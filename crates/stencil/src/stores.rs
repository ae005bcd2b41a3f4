//! Stores past the caches, for results that the second one does not hold.
//!
//! A store that goes through the caches reads the line first and drives out what is needed again. That pays only where results
//! are read again while they are near.
#![allow(unsafe_code, reason = "stores past the cache are instructions of their own")]

use std::ptr;

use crate::{Output, simd::InstructionSet};

/// Bytes of a cache line.
pub(crate) const LINE: usize = 64;

/// Writes runs of numbers past the cache, a whole line at a time.
///
/// The end of a run that fills no line waits for the run that follows: a store of a part of a line would go through the
/// cache and hold up all stores behind it until the line has come from memory.
pub(crate) struct Stream<O> {
    set: InstructionSet,
    line: Vec<O>,
    /// Where in the line the numbers that wait begin, and how many they are.
    first: usize,
    waiting: usize,
    /// Where the number behind those belongs.
    end: *mut O,
}

impl<O: Output> Stream<O> {
    pub(crate) fn new(set: InstructionSet) -> Self {
        let line = vec![O::default(); LINE / size_of::<O>()];
        Self { set, line, first: 0, waiting: 0, end: ptr::null_mut() }
    }

    /// Writes `numbers` to the place `to` and those behind it.
    ///
    /// # Safety
    /// Until [`Stream::flush`], there is room for the numbers at `to`, and nothing else uses it.
    #[inline(always)]
    pub(crate) unsafe fn write(&mut self, numbers: &[O], to: *mut O) {
        let whole = size_of_val(numbers).is_multiple_of(LINE) && (to as usize).is_multiple_of(LINE);
        // SAFETY: the caller's promise.
        unsafe {
            if whole && self.waiting == 0 {
                lines(self.set, numbers.as_ptr().cast(), to.cast(), size_of_val(numbers) / LINE);
            } else {
                self.write_parts(numbers, to);
            }
        }
    }

    /// Writes numbers that do not begin or end with a line.
    ///
    /// # Safety
    /// As for [`Stream::write`].
    unsafe fn write_parts(&mut self, numbers: &[O], to: *mut O) {
        if self.end != to {
            // SAFETY: the caller's promise.
            unsafe { self.flush() };
        }
        let per_line = self.line.len();
        if !(to as usize).is_multiple_of(size_of::<O>()) {
            // SAFETY: the caller's promise; numbers that lie across two lines fill neither.
            unsafe { ptr::copy_nonoverlapping(numbers.as_ptr(), to, numbers.len()) };
            return;
        }
        let before = before_line(to);
        let offset = (per_line - before) % per_line;
        let (head, numbers) = numbers.split_at(before.min(numbers.len()));
        // SAFETY: all of it lies within the room that the caller promises.
        unsafe {
            let to = to.add(head.len());
            if !head.is_empty() {
                self.wait(offset, head, to);
                if offset + head.len() < per_line {
                    return;
                }
                self.complete();
            }
            let body = numbers.len() / per_line * per_line;
            lines(self.set, numbers[..body].as_ptr().cast(), to.cast(), body / per_line);
            self.wait(0, &numbers[body..], to.add(numbers.len()));
        }
    }

    /// Whether nothing waits and a line begins at the place `to`.
    pub(crate) fn takes_lines(&self, to: *const O) -> bool {
        self.waiting == 0 && (to as usize).is_multiple_of(LINE)
    }

    /// Keeps `numbers`, which belong to the line's place `offset` and end at `end`.
    fn wait(&mut self, offset: usize, numbers: &[O], end: *mut O) {
        if self.waiting == 0 {
            self.first = offset;
        }
        self.line[offset..offset + numbers.len()].copy_from_slice(numbers);
        self.waiting += numbers.len();
        self.end = end;
    }

    /// Writes the line whose last number has come.
    ///
    /// # Safety
    /// As for [`Stream::write`].
    unsafe fn complete(&mut self) {
        if self.first > 0 {
            // SAFETY: the caller's promise.
            return unsafe { self.flush() };
        }
        // SAFETY: the line begins as many numbers before the end as it has.
        unsafe { lines(self.set, self.line.as_ptr().cast(), self.end.sub(self.line.len()).cast(), 1) };
        self.waiting = 0;
    }
}

impl<O> Stream<O> {
    /// Writes the numbers that wait.
    ///
    /// # Safety
    /// As for [`Stream::write`].
    pub(crate) unsafe fn flush(&mut self) {
        let waiting = &self.line[self.first..self.first + self.waiting];
        if !waiting.is_empty() {
            // SAFETY: they belong before the end.
            unsafe { ptr::copy_nonoverlapping(waiting.as_ptr(), self.end.sub(waiting.len()), waiting.len()) };
        }
        self.waiting = 0;
        self.end = ptr::null_mut();
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
