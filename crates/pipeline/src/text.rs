//! Words for messages.

/// `(5, 6, 7)`.
pub(crate) fn shape(extents: &[usize]) -> String {
    let extents: Vec<String> = extents.iter().map(ToString::to_string).collect();
    format!("({})", extents.join(", "))
}
