//! Words for messages, and names.

/// `(5, 6, 7)`.
pub(crate) fn shape(extents: &[usize]) -> String {
    let extents: Vec<String> = extents.iter().map(ToString::to_string).collect();
    format!("({})", extents.join(", "))
}

/// A name of an axis or a field such that it is one part of a path: `r_a` for `r/a`.
pub(crate) fn in_path(name: &str) -> String {
    let name = name.replace('/', "_");
    if name.chars().all(|c| c == '.') { name.replace('.', "_") } else { name }
}
