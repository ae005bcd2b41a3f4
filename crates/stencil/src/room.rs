//! Room for the numbers at the ends of runs, which are fewer than a block.

use crate::{Output, lanes::BLOCK};

/// Numbers of a [`Room`] before those that are wanted.
const BEFORE: usize = 2 * BLOCK;
/// Numbers of a [`Room`] that are wanted, at most.
pub(crate) const MOST: usize = 2 * BLOCK;

/// Room for numbers that are stored a block at a time and are not whole blocks: there is room for two blocks on both sides.
#[repr(align(64))]
pub(crate) struct Room<O>([O; BEFORE + MOST + 2 * BLOCK]);

impl<O: Output> Room<O> {
    pub(crate) fn new() -> Self {
        Self([O::default(); BEFORE + MOST + 2 * BLOCK])
    }
}

impl<O> Room<O> {
    /// Where the numbers begin.
    #[inline(always)]
    pub(crate) fn first(&mut self) -> *mut O {
        self.0.as_mut_ptr().wrapping_add(BEFORE)
    }

    /// So many numbers.
    #[inline(always)]
    pub(crate) fn numbers(&self, count: usize) -> &[O] {
        &self.0[BEFORE..][..count]
    }
}
