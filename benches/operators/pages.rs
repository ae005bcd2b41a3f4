//! Memory on huge pages, where the system has them.
#![allow(unsafe_code, reason = "huge pages are to be had from the system's library only")]

/// Room for so many numbers, on huge pages where they fill some: so numpy makes its arrays.
pub(crate) fn room<T>(count: usize) -> Vec<T> {
    let room = Vec::with_capacity(count);
    #[cfg(target_os = "linux")]
    let room = advised(room);
    room
}

#[cfg(target_os = "linux")]
fn advised<T>(mut room: Vec<T>) -> Vec<T> {
    const PAGE: usize = 1 << 21;
    let free = room.spare_capacity_mut();
    let before = free.as_ptr().align_offset(PAGE);
    let length = size_of_val(free).saturating_sub(before.saturating_mul(size_of::<T>())) / PAGE * PAGE;
    if length > 0 {
        let first = free[before..].as_mut_ptr();
        // SAFETY: the pages belong to the vector, nothing is there yet, and the advice changes no contents. Where it is not
        // taken, ordinary pages do.
        unsafe { libc::madvise(first.cast(), length, libc::MADV_HUGEPAGE) };
    }
    room
}
