//! Sums of streams, written past the caches with the widest stores that the processor has.
#![allow(unsafe_code, reason = "stores past the caches are to be had as intrinsics only")]

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    __m128i, __m256i, __m512i, _mm_add_epi64, _mm_load_si128, _mm_sfence, _mm_stream_si128, _mm256_add_epi64,
    _mm256_load_si256, _mm256_stream_si256, _mm512_add_epi64, _mm512_load_si512, _mm512_stream_si512,
};

use bytemuck::{Pod, Zeroable};

/// A cache line. Its bytes are summed as integers: no value is slower than another.
#[repr(C, align(64))]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line([u64; 8]);

// SAFETY: eight integers that fill it; zeros are integers.
unsafe impl Zeroable for Line {}
// SAFETY: any bits are an integer, and there is no padding, as the integers take as many bytes as the alignment.
unsafe impl Pod for Line {}

impl Line {
    /// The whole lines within an array.
    pub(crate) fn of<T: Pod>(array: &[T]) -> &[Self] {
        bytemuck::pod_align_to(array).1
    }

    /// The whole lines within an array.
    pub(crate) fn of_mut<T: Pod>(array: &mut [T]) -> &mut [Self] {
        bytemuck::pod_align_to_mut(array).1
    }
}

/// Sets every output to the sum of all inputs, `block` lines of one output at a time.
///
/// # Panics
/// When there are not one, two or three inputs, or a stream is shorter than the first output.
pub(crate) fn sum_into(inputs: &[&[Line]], outputs: &mut [&mut [Line]], block: usize) {
    match *inputs {
        [a] => dispatch([a], outputs, block),
        [a, b] => dispatch([a, b], outputs, block),
        [a, b, c] => dispatch([a, b, c], outputs, block),
        _ => panic!("a limit for {} inputs is not written", inputs.len()),
    }
}

#[cfg(target_arch = "x86_64")]
fn dispatch<const K: usize>(inputs: [&[Line]; K], outputs: &mut [&mut [Line]], block: usize) {
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor has AVX-512.
        unsafe { avx512(inputs, outputs, block) };
    } else if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        unsafe { avx2(inputs, outputs, block) };
    } else {
        blocks(inputs, outputs, block, sse2_line);
    }
    // SAFETY: every x86-64 processor has this. The stores are visible to others before the piece counts as done.
    unsafe { _mm_sfence() };
}

#[cfg(not(target_arch = "x86_64"))]
fn dispatch<const K: usize>(inputs: [&[Line]; K], outputs: &mut [&mut [Line]], block: usize) {
    blocks(inputs, outputs, block, |lines, to| {
        to.0 = std::array::from_fn(|word| lines.iter().fold(0, |sum, line| line.0[word].wrapping_add(sum)));
    });
}

#[inline(always)]
fn blocks<const K: usize>(
    inputs: [&[Line]; K],
    outputs: &mut [&mut [Line]],
    block: usize,
    line: impl Fn([&Line; K], &mut Line),
) {
    let count = outputs[0].len();
    for start in (0..count).step_by(block) {
        let range = start..count.min(start + block);
        let inputs = inputs.map(|stream| &stream[range.clone()]);
        for output in &mut *outputs {
            for (at, to) in output[range.clone()].iter_mut().enumerate() {
                line(inputs.map(|stream| &stream[at]), to);
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn avx512<const K: usize>(inputs: [&[Line]; K], outputs: &mut [&mut [Line]], block: usize) {
    blocks(inputs, outputs, block, |lines, to| {
        // SAFETY: a line is one vector, and aligned as one.
        let load = |line: &Line| unsafe { _mm512_load_si512(std::ptr::from_ref(line).cast()) };
        let sum = lines[1..].iter().fold(load(lines[0]), |sum, line| _mm512_add_epi64(sum, load(line)));
        // SAFETY: as above.
        unsafe { _mm512_stream_si512(std::ptr::from_mut(to).cast::<__m512i>(), sum) };
    });
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<const K: usize>(inputs: [&[Line]; K], outputs: &mut [&mut [Line]], block: usize) {
    blocks(inputs, outputs, block, |lines, to| {
        for half in 0..2 {
            // SAFETY: a line is two vectors, and aligned as such.
            let load = |line: &Line| unsafe {
                _mm256_load_si256(std::ptr::from_ref(line).cast::<__m256i>().add(half))
            };
            let sum = lines[1..].iter().fold(load(lines[0]), |sum, line| _mm256_add_epi64(sum, load(line)));
            // SAFETY: as above.
            unsafe { _mm256_stream_si256(std::ptr::from_mut(to).cast::<__m256i>().add(half), sum) };
        }
    });
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn sse2_line<const K: usize>(lines: [&Line; K], to: &mut Line) {
    for quarter in 0..4 {
        // SAFETY: every x86-64 processor has SSE2; a line is four vectors, and aligned as such.
        unsafe {
            let load = |line: &Line| _mm_load_si128(std::ptr::from_ref(line).cast::<__m128i>().add(quarter));
            let sum = lines[1..].iter().fold(load(lines[0]), |sum, line| _mm_add_epi64(sum, load(line)));
            _mm_stream_si128(std::ptr::from_mut(to).cast::<__m128i>().add(quarter), sum);
        }
    }
}
