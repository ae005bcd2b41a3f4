//! How memory is given out.

/// Large arrays are given back to the operating system as soon as nobody needs them.
///
/// Left alone, glibc comes to keep all below 32 MiB for itself. Windows and chunks of many sizes then lie between each
/// other, what is free fits none of them, and a run takes a third more than its arrays.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "a call of the C library")]
pub(crate) fn give_large_arrays_back() {
    /// Chunks are smaller, and come and go with every window.
    const LARGE: libc::c_int = 2 << 20;
    /// Free memory at the end of the heap that is kept for the next chunks.
    const KEPT: libc::c_int = 8 << 20;
    // SAFETY: `main` calls this before anything else, when no other thread runs. Where the parameters are unknown, the
    // calls do nothing.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
    }
}

/// Other allocators do so by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn give_large_arrays_back() {}
