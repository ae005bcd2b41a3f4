//! Where in space a difference is.

use fieldops_io::{Contents, Source, ValueType, Values, Variable, with_outer};

/// A coordinate of an element of a variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Coordinate {
    /// Name of the axis.
    pub axis: String,
    /// The coordinate.
    pub value: f64,
}

/// The coordinates of the element of `variable` at this index, for the axes of which the file has some that can be
/// read: those attached to the axis, else a 1-D variable with its name.
#[must_use]
pub fn coordinates_at(source: &dyn Source, variable: &Variable, index: &[usize]) -> Vec<Coordinate> {
    let axes = (0..index.len()).filter_map(|axis| {
        let name = variable.dimensions.get(axis)?.name.as_deref()?;
        let value = value(source, coordinate_of(source.contents(), variable, axis, name)?, index[axis])?;
        Some(Coordinate { axis: name.to_owned(), value })
    });
    axes.collect()
}

fn coordinate_of<'a>(
    contents: &'a Contents,
    variable: &Variable,
    axis: usize,
    name: &str,
) -> Option<&'a Variable> {
    let by_name = with_outer(variable.group()).map(|group| format!("{group}/{name}"));
    let paths = variable.dimensions[axis].scales.iter().cloned().chain(by_name);
    let fits = |found: &&Variable| found.path != variable.path && found.shape == [variable.shape[axis]];
    paths.filter_map(|path| contents.variable(&path)).find(fits)
}

fn value(source: &dyn Source, coordinate: &Variable, index: usize) -> Option<f64> {
    let is_real = coordinate.data_type.is_numeric() && !coordinate.value_type().is_complex();
    let window = index..index + 1;
    let read = || source.read(coordinate, std::slice::from_ref(&window), ValueType::F64);
    match is_real.then(read)?.ok()? {
        Values::F64(array) => array.first().copied(),
        _ => None,
    }
}
