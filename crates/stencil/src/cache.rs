//! The processor's caches: the size of the second one, and what is asked for in advance.
#![allow(unsafe_code, reason = "to ask for numbers in advance is an instruction of its own")]

use std::{fs, sync::OnceLock};

/// Bytes of the second cache where the system does not tell.
const USUAL: usize = 1 << 20;

/// Most caches that a processor has.
const MOST: usize = 10;

/// Bytes of a processor's second-level cache.
pub(crate) fn second() -> usize {
    static SECOND: OnceLock<usize> = OnceLock::new();
    *SECOND.get_or_init(|| read().unwrap_or(USUAL))
}

/// Bytes of results that are worth being kept in the caches, for whoever reads them next: what a second-level cache holds, or would
/// if it had a usual size. What only the last one would keep is not: a line that is written there is read from memory first.
pub(crate) fn kept() -> usize {
    second().max(USUAL)
}

/// As Linux tells it: that of the last cache that is not beyond the second level, where it is not a small one.
fn read() -> Option<usize> {
    let of_one = |number: usize| {
        let text = |name: &str| {
            fs::read_to_string(format!("/sys/devices/system/cpu/cpu0/cache/index{number}/{name}")).ok()
        };
        Some((text("level")?.trim().parse::<u32>().ok()?, bytes(text("size")?.trim())?))
    };
    let caches = (0..MOST).filter_map(of_one).filter(|(level, size)| *level <= 2 && *size >= 1 << 16);
    caches.max().map(|(_, size)| size)
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

/// Whether lines should be asked for in two steps, into the second cache and from there into the first: the first caches of AMD's
/// processors have two dozen places for lines that are on their way, each taken for as long as memory takes, the second ones more.
pub(crate) fn asks_in_steps() -> bool {
    static IN_STEPS: OnceLock<bool> = OnceLock::new();
    *IN_STEPS.get_or_init(|| vendor() == *b"AuthenticAMD")
}

/// Whether lines from the second cache hold up those from memory, because both wait for the same places of the first cache, as in
/// Intel's processors.
pub(crate) fn fills_first_slowly() -> bool {
    static SLOWLY: OnceLock<bool> = OnceLock::new();
    *SLOWLY.get_or_init(|| vendor() == *b"GenuineIntel")
}

/// The maker of the processor, by the name that it gives.
fn vendor() -> [u8; 12] {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use std::arch::x86_64::{__cpuid, CpuidResult};

        let CpuidResult { ebx, ecx, edx, .. } = __cpuid(0);
        let words = [ebx, edx, ecx].map(u32::to_le_bytes);
        std::array::from_fn(|at| words[at / 4][at % 4])
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    [0; 12]
}

/// Asks for so many numbers to be in the first cache soon, or only in the `SECOND` one. They need not be there.
#[inline(always)]
pub(crate) fn prefetch<const SECOND: bool, T>(first: *const T, count: usize) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _MM_HINT_T1, _mm_prefetch};

        use crate::stores::LINE;

        for line in 0..(count * size_of::<T>()).div_ceil(LINE) {
            let place = first.cast::<i8>().wrapping_add(line * LINE);
            // SAFETY: a prefetch reads nothing that the program sees, and does nothing where there is no memory.
            unsafe {
                if SECOND {
                    _mm_prefetch::<_MM_HINT_T1>(place);
                } else {
                    _mm_prefetch::<_MM_HINT_T0>(place);
                }
            }
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

    #[cfg(all(target_arch = "x86_64", target_os = "linux", not(miri)))]
    #[test]
    fn the_maker_is_the_one_that_the_system_names() {
        let described = fs::read_to_string("/proc/cpuinfo").unwrap();
        let line = described.lines().find(|line| line.starts_with("vendor_id")).unwrap();
        let (_, name) = line.split_once(": ").unwrap();
        assert_eq!(String::from_utf8_lossy(&vendor()), name);
    }

    #[test]
    fn the_second_cache_has_a_size() {
        assert!((1 << 16..1 << 28).contains(&second()), "{}", second());
    }
}
