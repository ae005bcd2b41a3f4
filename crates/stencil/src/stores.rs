//! Copies of finished numbers to where they belong, past the cache where they do not fit into it.
//!
//! A store that goes through the cache reads the line first and drives out what is needed again. Where the results are
//! larger than the cache, neither is of use.
#![allow(unsafe_code, reason = "stores past the cache are instructions of their own")]

use crate::{Output, simd::InstructionSet};

/// Copies `from` to `to`, past the cache when `stream` names the instruction set to do it with.
///
/// What was written so is seen by other threads after [`fence`].
#[inline]
pub(crate) fn copy<O: Output>(from: &[O], to: &mut [O], stream: Option<InstructionSet>) {
    match stream {
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        Some(set) => x86::stream(set, from, to),
        _ => to.copy_from_slice(from),
    }
}

/// Makes what was stored past the cache visible to other threads.
pub(crate) fn fence() {
    // SAFETY: every processor of the architecture has this instruction.
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    unsafe {
        std::arch::x86_64::_mm_sfence();
    }
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
mod x86 {
    use std::arch::x86_64::{
        __m128i, __m256i, __m512i, _mm_loadu_si128, _mm_stream_si128, _mm256_loadu_si256,
        _mm256_stream_si256, _mm512_loadu_si512, _mm512_stream_si512,
    };

    use crate::{Output, simd::InstructionSet};

    /// Bytes of a cache line.
    const LINE: usize = 64;

    /// Copies whole lines of `to` past the cache; the numbers before the first and behind the last go through it.
    pub(super) fn stream<O: Output>(set: InstructionSet, from: &[O], to: &mut [O]) {
        assert_eq!(from.len(), to.len(), "a copy is as long as what is copied");
        let per_line = LINE / size_of::<O>();
        let head = to.as_ptr().align_offset(LINE).min(to.len());
        let body = (to.len() - head) / per_line * per_line;
        let tail = head + body;
        to[..head].copy_from_slice(&from[..head]);
        let lines = body / per_line;
        let (source, target) = (from[head..tail].as_ptr().cast(), to[head..tail].as_mut_ptr().cast());
        // SAFETY: both run over `lines` lines of plain numbers, without padding; the target begins at a line; the set
        // is one that the processor has.
        unsafe {
            match set {
                InstructionSet::Baseline => sse2(source, target, lines),
                InstructionSet::Avx2 => avx2(source.cast(), target.cast(), lines),
                InstructionSet::Avx512 => avx512(source.cast(), target.cast(), lines),
            }
        }
        to[tail..].copy_from_slice(&from[tail..]);
    }

    /// # Safety
    /// There are `4·lines` vectors at `from` and at `to`, and `to` is aligned.
    unsafe fn sse2(from: *const __m128i, to: *mut __m128i, lines: usize) {
        for k in 0..4 * lines {
            // SAFETY: the caller's promise.
            unsafe { _mm_stream_si128(to.add(k), _mm_loadu_si128(from.add(k))) };
        }
    }

    /// # Safety
    /// There are `2·lines` vectors at `from` and at `to`, and `to` is aligned.
    #[target_feature(enable = "avx2")]
    unsafe fn avx2(from: *const __m256i, to: *mut __m256i, lines: usize) {
        for k in 0..2 * lines {
            // SAFETY: the caller's promise.
            unsafe { _mm256_stream_si256(to.add(k), _mm256_loadu_si256(from.add(k))) };
        }
    }

    /// # Safety
    /// There are `lines` vectors at `from` and at `to`, and `to` is aligned.
    #[target_feature(enable = "avx512f")]
    unsafe fn avx512(from: *const __m512i, to: *mut __m512i, lines: usize) {
        for k in 0..lines {
            // SAFETY: the caller's promise.
            unsafe { _mm512_stream_si512(to.add(k), _mm512_loadu_si512(from.add(k))) };
        }
    }
}
