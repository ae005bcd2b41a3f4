//! Copies between arrays in row-major order.

use std::ops::Range;

/// Copies the elements of `region` from one array to another. Both hold a box of a common index space, whose lowest
/// corner is at `from_corner` and `to_corner`.
///
/// Every array has at least one axis, and the region lies in both boxes.
pub(crate) fn copy(
    region: &[Range<usize>],
    element_bytes: usize,
    (from, from_corner, from_shape): (&[u8], &[usize], &[usize]),
    (to, to_corner, to_shape): (&mut [u8], &[usize], &[usize]),
) {
    let rank = region.len();
    let row = region[rank - 1].len() * element_bytes;
    let mut index: Vec<usize> = region.iter().map(|range| range.start).collect();
    if row == 0 || region.iter().any(Range::is_empty) {
        return;
    }
    loop {
        let source = offset(&index, from_corner, from_shape) * element_bytes;
        let target = offset(&index, to_corner, to_shape) * element_bytes;
        to[target..target + row].copy_from_slice(&from[source..source + row]);
        let Some(axis) = (0..rank - 1).rev().find(|&axis| index[axis] + 1 < region[axis].end) else { return };
        index[axis] += 1;
        for later in axis + 1..rank - 1 {
            index[later] = region[later].start;
        }
    }
}

fn offset(index: &[usize], corner: &[usize], shape: &[usize]) -> usize {
    index
        .iter()
        .zip(corner)
        .zip(shape)
        .fold(0, |sum, ((index, corner), extent)| sum * extent + index - corner)
}

#[cfg(test)]
mod tests {
    use super::copy;

    #[test]
    fn a_region_is_copied_between_boxes() {
        // Rows 1..3, columns 2..5 of an array whose box starts at (1, 1), into one whose box starts at (0, 2).
        let from: Vec<u8> = (0..12).collect();
        let mut to = [99; 12];
        copy(&[1..3, 2..5], 1, (&from, &[1, 1], &[3, 4]), (&mut to, &[0, 2], &[4, 3]));
        assert_eq!(to, [99, 99, 99, 1, 2, 3, 5, 6, 7, 99, 99, 99]);
    }

    #[test]
    fn elements_of_several_bytes_stay_together() {
        let from: Vec<u8> = (0..8).collect();
        let mut to = [0; 4];
        copy(&[0..1, 3..4], 4, (&from, &[0, 2], &[1, 2]), (&mut to, &[0, 3], &[1, 1]));
        assert_eq!(to, [4, 5, 6, 7]);
        copy(&[0..0, 2..3], 4, (&from, &[0, 2], &[1, 2]), (&mut to, &[0, 2], &[1, 1]));
        assert_eq!(to, [4, 5, 6, 7]);
    }
}
