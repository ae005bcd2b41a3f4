//! The processor's caches: their sizes, and what is asked for in advance.
#![allow(unsafe_code, reason = "to ask for numbers in advance is an instruction of its own")]

use std::{fs, sync::OnceLock};

/// Sizes in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caches {
    /// The second level, which one core has to itself.
    pub(crate) second: usize,
    /// The last level.
    pub(crate) last: usize,
}

/// Where the system does not tell.
const USUAL: Caches = Caches { second: 1 << 20, last: 32 << 20 };

impl Caches {
    /// Those of this machine.
    pub(crate) fn here() -> Self {
        static HERE: OnceLock<Caches> = OnceLock::new();
        *HERE.get_or_init(|| Self::read().unwrap_or(USUAL))
    }

    /// As Linux tells them.
    fn read() -> Option<Self> {
        let mut sizes = Vec::new();
        for entry in fs::read_dir("/sys/devices/system/cpu/cpu0/cache").ok()?.flatten() {
            let text = |name: &str| fs::read_to_string(entry.path().join(name)).ok();
            if let (Some(level), Some(size)) = (text("level"), text("size")) {
                sizes.push((level.trim().parse::<u32>().ok()?, bytes(size.trim())?));
            }
        }
        let second = sizes.iter().filter(|(level, _)| *level == 2).map(|(_, size)| *size).max()?;
        let last = sizes.iter().max().map(|(_, size)| *size)?;
        (second >= 1 << 16).then_some(Self { second, last })
    }
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

/// Asks for numbers that will be read soon.
#[inline]
pub(crate) fn prefetch<T>(numbers: &[T]) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    for line in numbers.chunks((64 / size_of::<T>()).max(1)) {
        use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
        // SAFETY: the place lies within the slice, and a prefetch reads nothing that the program sees.
        unsafe { _mm_prefetch::<_MM_HINT_T1>(line.as_ptr().cast()) };
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = numbers;
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
    fn the_last_level_is_no_smaller_than_the_second() {
        let Caches { second, last } = Caches::here();
        assert!(second >= 1 << 16 && last >= second, "{second} {last}");
    }
}
