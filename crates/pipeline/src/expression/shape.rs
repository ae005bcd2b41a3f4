//! Scalars, vectors and tensors, and which component of one goes with which of another.

use super::unit::Unit;
use crate::program::NodeId;

/// A value of an expression on a grid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) shape: Shape,
    /// Its components; of a tensor row by row.
    pub(super) parts: Vec<NodeId>,
    /// The unit of each component.
    pub(super) units: Vec<Unit>,
    /// The axes in space along which it is differentiated, in canonical order; none where it does not matter.
    pub(super) axes: Option<Vec<usize>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Scalar,
    Vector(Vec<Direction>),
    /// The directions of the rows and of the columns.
    Tensor(Vec<Direction>, Vec<Direction>),
}

/// What a component is called, and which way it points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Direction {
    /// `x`
    pub(super) label: String,
    /// `Ex`, for the component of a field.
    pub(super) name: String,
    /// Axis of the grid.
    pub(super) axis: Option<usize>,
}

impl Value {
    pub(super) fn scalar(part: NodeId, unit: Unit, axes: Option<Vec<usize>>) -> Self {
        Self { shape: Shape::Scalar, parts: vec![part], units: vec![unit], axes }
    }

    /// The component of a tensor.
    pub(super) fn at(&self, row: usize, column: usize) -> (NodeId, &Unit) {
        let Shape::Tensor(_, columns) = &self.shape else { unreachable!("only tensors have rows") };
        let place = row * columns.len() + column;
        (self.parts[place], &self.units[place])
    }

    /// The same value with components in another order.
    pub(super) fn reordered(&self, shape: Shape, places: &[usize]) -> Self {
        let parts = places.iter().map(|place| self.parts[*place]).collect();
        let units = places.iter().map(|place| self.units[*place].clone()).collect();
        Self { shape, parts, units, axes: self.axes.clone() }
    }

    /// `a vector of x, y, z`
    pub(super) fn description(&self) -> String {
        match &self.shape {
            Shape::Scalar => "a scalar".to_owned(),
            Shape::Vector(directions) => format!("a vector of {}", labels(directions)),
            Shape::Tensor(rows, columns) => {
                format!("a tensor of rows {} and columns {}", labels(rows), labels(columns))
            }
        }
    }
}

pub(super) fn labels(directions: &[Direction]) -> String {
    directions.iter().map(|direction| direction.label.as_str()).collect::<Vec<_>>().join(", ")
}

/// For each of these directions its place among others: by the axes, where all have an axis of their own, else by the
/// names, else by position. None where they do not go together.
pub(super) fn aligned(directions: &[Direction], others: &[Direction]) -> Option<Vec<usize>> {
    if directions.len() != others.len() {
        return None;
    }
    if let (Some(own), Some(other)) = (own_axes(directions), own_axes(others)) {
        return own.iter().map(|axis| other.iter().position(|it| it == axis)).collect();
    }
    let by_name = directions.iter().map(|it| others.iter().position(|other| other.label == it.label));
    by_name.collect::<Option<Vec<_>>>().or_else(|| Some((0..directions.len()).collect()))
}

/// The axis of each direction, where each has one that no other has.
pub(super) fn own_axes(directions: &[Direction]) -> Option<Vec<usize>> {
    let axes = directions.iter().map(|direction| direction.axis).collect::<Option<Vec<_>>>()?;
    (1..axes.len()).all(|number| !axes[..number].contains(&axes[number])).then_some(axes)
}

/// The directions in the order of these axes, each with its axis; that order is what makes a curl right-handed. None
/// where one has no axis of its own.
pub(super) fn in_order(directions: &[Direction], axes: &[usize]) -> Option<Vec<(usize, usize)>> {
    let own = own_axes(directions)?;
    let rank = |axis: &usize| axes.iter().position(|other| other == axis);
    let mut order: Vec<(usize, usize)> = own.into_iter().enumerate().collect();
    order.iter().all(|(_, axis)| rank(axis).is_some()).then(|| {
        order.sort_by_key(|(_, axis)| rank(axis));
        order
    })
}

/// The axes that both values have.
pub(super) fn common_axes(one: Option<&Vec<usize>>, other: Option<&Vec<usize>>) -> Option<Vec<usize>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.iter().copied().filter(|axis| other.contains(axis)).collect()),
        (axes, None) | (None, axes) => axes.cloned(),
    }
}
