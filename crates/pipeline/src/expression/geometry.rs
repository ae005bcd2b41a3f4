//! The grid of an expression.

use std::{collections::BTreeSet, ops::Range};

use fieldops_io::field::{Coordinates, Field, FieldAxis};

use crate::text;

/// A grid on which fields lie, with all its axes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Geometry {
    /// The field that it was found by.
    field: Field,
    /// Axes in space and carried dimensions that have a name.
    axes: Vec<FieldAxis>,
    /// The axes along which something is differentiated.
    differentiated: BTreeSet<usize>,
    /// The axes whose coordinates are values.
    positions: BTreeSet<usize>,
}

impl Geometry {
    pub(super) fn of(field: &Field) -> Self {
        let axes = field.axes.iter().chain(&field.carried).cloned().collect();
        let (differentiated, positions) = (BTreeSet::new(), BTreeSet::new());
        Self { field: field.clone(), axes, differentiated, positions }
    }

    pub(super) fn axes(&self) -> &[FieldAxis] {
        &self.axes
    }

    pub(super) fn shape(&self) -> &[usize] {
        &self.field.shape
    }

    pub(super) fn interior(&self) -> &[Range<usize>] {
        &self.field.interior
    }

    /// The number of the axis along this dimension of a field on the grid.
    pub(super) fn axis_of(&mut self, axis: &FieldAxis) -> usize {
        let known = self.axes.iter().position(|other| other.dimension == axis.dimension);
        known.unwrap_or_else(|| {
            self.axes.push(axis.clone());
            self.axes.len() - 1
        })
    }

    /// The number of the axis with this name; where none is spelt so, letter case does not count.
    pub(super) fn axis_named(&self, name: &str) -> Option<usize> {
        let exact = self.axes.iter().position(|axis| axis.name == name);
        exact.or_else(|| self.axes.iter().position(|axis| axis.name.eq_ignore_ascii_case(name)))
    }

    /// The axes in space of the field that the grid was found by.
    pub(super) fn space(&self) -> Vec<usize> {
        (0..self.field.axes.len()).collect()
    }

    pub(super) fn differentiate(&mut self, axis: usize) {
        self.differentiated.insert(axis);
    }

    pub(super) fn locate(&mut self, axis: usize) {
        self.positions.insert(axis);
    }

    pub(super) fn is_differentiated(&self, axis: usize) -> bool {
        self.differentiated.contains(&axis)
    }

    pub(super) fn is_located(&self, axis: usize) -> bool {
        self.positions.contains(&axis)
    }

    /// The field that the grid was found by, with all axes that are used among its axes.
    pub(super) fn field(&self) -> Field {
        let used = self.differentiated.union(&self.positions);
        used.fold(self.field.clone(), |field, axis| field.with_axis(&self.axes[*axis].name).unwrap_or(field))
    }

    /// Why a field does not lie on the grid, as the rest of a sentence; none where it does.
    pub(super) fn mismatch(&self, field: &Field) -> Option<String> {
        let own = &self.field;
        if own.shape != field.shape {
            return Some(format!(
                "have shapes {} and {}",
                text::shape(&own.shape),
                text::shape(&field.shape)
            ));
        }
        if own.interior != field.interior {
            return Some("differ in their ghost cells".to_owned());
        }
        for dimension in 0..own.shape.len() {
            let names = [&own.dimension_names[dimension], &field.dimension_names[dimension]];
            if let [Some(one), Some(other)] = names
                && one != other
            {
                return Some(format!("have dimension {dimension} along `{one}` and along `{other}`"));
            }
            let other = Self::of(field);
            let along = |axes: &[FieldAxis]| axes.iter().find(|axis| axis.dimension == dimension).cloned();
            if let (Some(one), Some(other)) = (along(&self.axes), along(&other.axes))
                && one.coordinates != other.coordinates
            {
                let [one_told, other_told] = [told(&one.coordinates), told(&other.coordinates)];
                return Some(format!(
                    "have other coordinates along `{}`: {one_told} and {other_told}",
                    one.name
                ));
            }
        }
        None
    }

    /// Path of the field that the grid was found by.
    pub(super) fn path(&self) -> String {
        self.field.path()
    }
}

fn told(coordinates: &Coordinates) -> String {
    match coordinates {
        Coordinates::Variable(path) => format!("`{path}`"),
        Coordinates::Uniform { spacing, origin } => format!("{origin}, {}, …", origin + spacing),
        Coordinates::Unknown => "none".to_owned(),
    }
}
