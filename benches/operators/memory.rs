//! What the system says of memory, and how it gives it. Elsewhere than on Linux it is not asked.
#![allow(unsafe_code, reason = "huge pages are to be had from the system's library only")]

use std::fs;

/// Bytes that can be had without anything being written to the disk for them.
pub(crate) fn available() -> Option<usize> {
    field("/proc/meminfo", "MemAvailable:")
}

/// Bytes of this process that are in memory.
pub(crate) fn resident() -> Option<usize> {
    field("/proc/self/status", "VmRSS:")
}

/// Does the work, and tells how many bytes of this process were in memory meanwhile, at most.
pub(crate) fn most_resident<R>(work: impl FnOnce() -> R) -> (R, Option<usize>) {
    let forgotten = fs::write("/proc/self/clear_refs", "5");
    let done = work();
    (done, forgotten.ok().and_then(|()| field("/proc/self/status", "VmHWM:")))
}

/// Room for so many numbers, on huge pages where the system has them and the numbers fill some: so numpy makes its arrays.
pub(crate) fn room<T>(count: usize) -> Vec<T> {
    let mut room = Vec::with_capacity(count);
    #[cfg(target_os = "linux")]
    {
        const PAGE: usize = 1 << 21;
        let free = room.spare_capacity_mut();
        let before = free.as_ptr().align_offset(PAGE);
        let length = size_of_val(free).saturating_sub(before.saturating_mul(size_of::<T>())) / PAGE * PAGE;
        if length > 0 {
            let first = free[before..].as_mut_ptr();
            // SAFETY: the pages belong to the vector, nothing is there yet, and the advice changes no contents. Without it
            // ordinary pages do.
            unsafe { libc::madvise(first.cast(), length, libc::MADV_HUGEPAGE) };
        }
    }
    room
}

/// Bytes, of a line such as `VmRSS:  1234 kB`.
fn field(file: &str, name: &str) -> Option<usize> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}
