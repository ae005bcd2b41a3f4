//! The shape of chunks that the sinks write.

use fieldops_io::OutputVariable;

/// Size of a chunk in bytes that is aimed at: the library's chunk cache holds it, and it compresses well.
const TARGET: usize = 1 << 20;

/// A chunk of about 1 MiB: whole rows of the last axes first, as many as fit, and never more than the extent. Where
/// values come in windows that do not take an axis whole, the chunks divide the window: else those that it cuts would
/// have to wait in memory for the rest of their values.
///
/// Every extent must be at least 1.
#[must_use]
pub fn chunk_shape(variable: &OutputVariable) -> Vec<usize> {
    let OutputVariable { shape, windows, value_type, .. } = variable;
    let mut room = TARGET / value_type.bytes();
    let mut chunk = vec![1; shape.len()];
    for (axis, &extent) in shape.iter().enumerate().rev() {
        let longest = extent.min(room.max(1));
        chunk[axis] = match windows.get(axis) {
            Some(&window) if window < extent => divisor(window, longest),
            _ => longest,
        };
        room /= chunk[axis];
    }
    chunk
}

/// The largest divisor of `window` up to `longest`, unless all are much smaller.
fn divisor(window: usize, longest: usize) -> usize {
    let longest = longest.min(window).max(1);
    let least = longest.div_ceil(8);
    (least..=longest).rev().find(|length| window.is_multiple_of(*length)).unwrap_or(longest)
}

#[cfg(test)]
mod tests {
    use fieldops_io::{Compression, ValueType};

    use super::*;

    fn chunk(shape: &[usize], windows: &[usize], value_type: ValueType) -> Vec<usize> {
        chunk_shape(&OutputVariable {
            path: "/f".into(),
            shape: shape.to_vec(),
            value_type,
            dimensions: Vec::new(),
            attributes: Vec::new(),
            compression: Compression::None,
            windows: windows.to_vec(),
        })
    }

    #[test]
    fn chunks_take_the_last_axes_whole() {
        assert_eq!(chunk(&[7, 5, 3], &[], ValueType::F64), [7, 5, 3], "a small array is one chunk");
        assert_eq!(
            chunk(&[500, 100, 200], &[], ValueType::F64),
            [6, 100, 200],
            "131072 values: 6 planes of 20000"
        );
        assert_eq!(
            chunk(&[40, 3000, 500], &[], ValueType::F32),
            [1, 524, 500],
            "262144 values: 524 rows of 500"
        );
        assert_eq!(
            chunk(&[2, 1_000_000], &[], ValueType::C64),
            [1, 65_536],
            "a row longer than a chunk is cut"
        );
        assert_eq!(chunk(&[9, 1, 200_000], &[9, 1, 200_000], ValueType::F64), [1, 1, 131_072]);
        assert_eq!(chunk(&[], &[], ValueType::F64), [0; 0]);
    }

    #[test]
    fn chunks_divide_the_windows() {
        assert_eq!(chunk(&[500, 100, 200], &[20, 100, 200], ValueType::F64), [5, 100, 200]);
        assert_eq!(
            chunk(&[500, 100, 200], &[7, 100, 200], ValueType::F64),
            [1, 100, 200],
            "7 is a prime number"
        );
        assert_eq!(chunk(&[500, 100, 200], &[16, 64, 200], ValueType::F64), [8, 64, 200]);
        assert_eq!(chunk(&[500, 100, 200], &[1, 30, 200], ValueType::F64), [1, 30, 200]);
        assert_eq!(
            chunk(&[2, 1_000_000], &[1, 200_003], ValueType::F64),
            [1, 131_072],
            "a large prime number"
        );
    }
}
