//! Lists in sentences.

use std::fmt::Display;

/// `(5, 6, 7)`.
pub(super) fn shape(extents: &[usize]) -> String {
    format!("({})", list(extents))
}

/// `x, y, z`.
pub(super) fn list(items: impl IntoIterator<Item = impl Display>) -> String {
    joined(items, ", ")
}

/// The items with a separator between them.
pub(super) fn joined(items: impl IntoIterator<Item = impl Display>, separator: &str) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(separator)
}

/// The items in backticks.
pub(super) fn quoted(items: impl IntoIterator<Item = impl Display>) -> String {
    list(items.into_iter().map(|item| format!("`{item}`")))
}

/// The names of dimensions, those without one as `?`.
pub(super) fn dimensions(names: &[Option<String>]) -> String {
    list(names.iter().map(|name| name.as_deref().unwrap_or("?")))
}
