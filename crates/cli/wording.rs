//! Words that several reports use.

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
