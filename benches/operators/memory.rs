//! What the system says of memory. Elsewhere than on Linux it is not asked.

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

/// Bytes, of a line such as `VmRSS:  1234 kB`.
fn field(file: &str, name: &str) -> Option<usize> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}
