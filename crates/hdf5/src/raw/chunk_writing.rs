//! Chunks that are written as they lie in the file.
#![allow(unsafe_code, reason = "a call of the C library that hdf5-metno does not bind")]

use hdf5::{Dataset, Result, h5check, sync::sync};
use hdf5_sys::{h5::hsize_t, h5d::H5Dwrite_chunk, h5p::H5P_DEFAULT};

/// Writes a chunk to which all filters of its dataset were applied. `corner` is the index of its first element.
pub(crate) fn write_chunk(dataset: &Dataset, corner: &[usize], bytes: &[u8]) -> Result<()> {
    assert_eq!(corner.len(), dataset.ndim(), "a corner has an index for each axis");
    let corner: Vec<hsize_t> = corner.iter().map(|&index| index as hsize_t).collect();
    // SAFETY: the dataset is open, the corner has an entry for each of its axes, and the bytes are as many as is said.
    sync(|| unsafe {
        h5check(H5Dwrite_chunk(
            dataset.id(),
            H5P_DEFAULT,
            0,
            corner.as_ptr(),
            bytes.len(),
            bytes.as_ptr().cast(),
        ))
    })?;
    Ok(())
}
