//! Memory on huge pages, where the system has them.
#![allow(unsafe_code, reason = "huge pages are to be had from the system's library only")]

/// Bytes that each array has to spare. The system lays large arrays side by side, a page apart; where their size is 128 MiB (256³
/// numbers of double precision), equal places in them would then differ in two bits of their addresses that the tags of AMD's
/// first caches fold into one, and could not be in such a cache together.
pub(crate) const SPARE: usize = 3 << 12;

/// Room for so many numbers, on huge pages where they fill some, as numpy has them.
pub(crate) fn room<T>(count: usize) -> Vec<T> {
    let room = Vec::with_capacity(count + SPARE / size_of::<T>());
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
