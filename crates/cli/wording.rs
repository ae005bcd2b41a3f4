//! Words that several reports use.

use fieldops_io::{ByteOrder, DataType, Storage};

/// `6×5×4`.
pub(crate) fn extents(shape: &[usize]) -> String {
    if shape.is_empty() {
        return "single value".to_owned();
    }
    shape.iter().map(ToString::to_string).collect::<Vec<_>>().join("×")
}

/// `1 point`, `2 points`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `float64`, `int32`, `complex128`; the byte order is named where it is big-endian.
pub(crate) fn type_name(data_type: &DataType) -> String {
    let (name, order) = match data_type {
        DataType::Integer { bytes, signed: true, order } => (format!("int{}", bytes * 8), order),
        DataType::Integer { bytes, signed: false, order } => (format!("uint{}", bytes * 8), order),
        DataType::Float { bytes, order } => (format!("float{}", bytes * 8), order),
        DataType::Complex { bytes, order } => (format!("complex{}", bytes * 16), order),
        DataType::Other(name) => return name.clone(),
    };
    let is_byte = matches!(data_type, DataType::Integer { bytes: 1, .. });
    if *order == ByteOrder::Big && !is_byte { name + " big-endian" } else { name }
}

/// `chunked 4×5, shuffle, deflate(4)`.
pub(crate) fn storage_name(storage: &Storage) -> String {
    match storage {
        Storage::Compact => "compact".to_owned(),
        Storage::Contiguous => "contiguous".to_owned(),
        Storage::Chunked { chunk, filters } => {
            let chunk = format!("chunked {}", extents(chunk));
            std::iter::once(chunk).chain(filters.iter().cloned()).collect::<Vec<_>>().join(", ")
        }
        Storage::Elsewhere(place) => place.clone(),
    }
}
