//! The processor's caches: their sizes, and what is asked for in advance.
#![allow(unsafe_code, reason = "to ask for numbers in advance is an instruction of its own")]

use std::{fs, num::NonZero, sync::OnceLock, thread};

/// Bytes of the second and of the last cache, where the system does not tell.
const USUAL: Sizes = Sizes { second: 1 << 20, last: 32 << 20 };

/// Most caches that a processor has.
const MOST: usize = 10;

/// Bytes of caches.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    second: usize,
    last: usize,
}

/// Bytes of a core's second-level cache.
pub(crate) fn second() -> usize {
    sizes().second
}

/// How many times as large as the second caches of all processors that this program has the last one can be thought to be.
const SHARE: usize = 8;

/// Bytes that the caches keep until they are needed again: the last one's, but no more than some times those of the second
/// caches. Others use the last one too: in a virtual machine it is that of all processors of the host.
pub(crate) fn lasting() -> usize {
    static LASTING: OnceLock<usize> = OnceLock::new();
    *LASTING.get_or_init(|| {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let Sizes { second, last } = sizes();
        last.min(SHARE * processors * second)
    })
}

fn sizes() -> Sizes {
    static SIZES: OnceLock<Sizes> = OnceLock::new();
    *SIZES.get_or_init(|| read().unwrap_or(USUAL))
}

/// As Linux tells them.
fn read() -> Option<Sizes> {
    let of_one = |number: usize| {
        let text = |name: &str| {
            fs::read_to_string(format!("/sys/devices/system/cpu/cpu0/cache/index{number}/{name}")).ok()
        };
        Some((text("level")?.trim().parse::<u32>().ok()?, bytes(text("size")?.trim())?))
    };
    let caches: Vec<_> = (0..MOST).filter_map(of_one).filter(|(_, size)| *size >= 1 << 16).collect();
    let (_, second) = caches.iter().filter(|(level, _)| *level <= 2).max()?;
    let (_, last) = caches.iter().max()?;
    Some(Sizes { second: *second, last: *last })
}

/// `1024K` as a number of bytes.
fn bytes(size: &str) -> Option<usize> {
    let (number, unit) = size.split_at(size.find(|c: char| !c.is_ascii_digit()).unwrap_or(size.len()));
    let factor = match unit {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        _ => return None,
    };
    number.parse::<usize>().ok()?.checked_mul(factor)
}

/// Asks for so many numbers to be in the first cache soon. They need not be there.
#[inline(always)]
pub(crate) fn prefetch<T>(first: *const T, count: usize) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

        use crate::stores::LINE;

        for line in 0..(count * size_of::<T>()).div_ceil(LINE) {
            let place = first.cast::<i8>().wrapping_add(line * LINE);
            // SAFETY: a prefetch reads nothing that the program sees, and does nothing where there is no memory.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(place) };
        }
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = (first, count);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_the_system_writes_them() {
        assert_eq!(bytes("1024K"), Some(1 << 20));
        assert_eq!(bytes("32M"), Some(32 << 20));
        assert_eq!(bytes("512"), Some(512));
        assert_eq!(bytes("1G?"), None);
        assert_eq!(bytes(""), None);
    }

    #[test]
    fn the_caches_have_sizes() {
        let Sizes { second, last } = sizes();
        assert!(second >= 1 << 16 && second <= last, "{second} {last}");
        assert!((second..=last).contains(&lasting()), "{} of {last}", lasting());
    }
}
