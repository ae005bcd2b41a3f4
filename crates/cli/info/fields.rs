//! What `info` reports of fields.

use fieldops_io::{
    conventions::Refusal,
    field::{AxisRole, Component, Coordinates, Field, FieldAxis, Layout, Rank},
};
use serde::Serialize;

use super::variables::value_type_name;

#[derive(Debug, Serialize)]
pub(crate) struct FieldReport {
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    /// The points along each dimension that results are for, where they are not all.
    pub(crate) interior: Option<Vec<[usize; 2]>>,
    /// Type in which its values are read.
    pub(crate) read_as: &'static str,
    pub(crate) units: Option<String>,
    pub(crate) component_axis: Option<usize>,
    pub(crate) components: Vec<ComponentReport>,
    pub(crate) axes: Vec<AxisReport>,
    /// Names of the dimensions that are carried along.
    pub(crate) carried: Vec<String>,
    pub(crate) named_by_position: bool,
    pub(crate) paired_by_position: bool,
    pub(crate) is_staggered: bool,
    /// What speaks against taking its derivatives as they are.
    pub(crate) cautions: Vec<String>,
    pub(crate) reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ComponentReport {
    pub(crate) name: String,
    pub(crate) variable: String,
    /// Variable of the imaginary parts, where they lie apart.
    pub(crate) imaginary: Option<String>,
    /// Position along the component axis.
    pub(crate) index: Option<usize>,
    pub(crate) axis: Option<String>,
    pub(crate) units: Option<String>,
    /// Its value everywhere, where there is no array.
    pub(crate) constant: Option<f64>,
    /// Factor of the stored values.
    pub(crate) scale: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct AxisReport {
    pub(crate) name: String,
    /// Which way it points.
    pub(crate) role: Option<&'static str>,
    /// Its position among the dimensions of one component.
    pub(crate) dimension: usize,
    pub(crate) points: usize,
    /// Variable that holds the coordinates.
    pub(crate) coordinates: Option<String>,
    /// Even spacing that was given in place of coordinates.
    pub(crate) given_spacing: Option<f64>,
    /// Coordinate of the first point, beside an even spacing.
    pub(crate) given_origin: Option<f64>,
    pub(crate) units: Option<String>,
    pub(crate) reason: String,
}

/// A field that cannot be read in one way for certain.
#[derive(Debug, Serialize)]
pub(crate) struct RefusalReport {
    pub(crate) field: String,
    pub(crate) rank: &'static str,
    pub(crate) problem: String,
    pub(crate) hint: Option<String>,
}

impl FieldReport {
    pub(crate) fn new(field: &Field) -> Self {
        let interior = || field.interior.iter().map(|range| [range.start, range.end]).collect();
        Self {
            path: field.path(),
            name: field.name.clone(),
            shape: field.shape.clone(),
            interior: (field.interior_shape() != field.shape).then(interior),
            read_as: value_type_name(field.value_type),
            units: field.units.clone(),
            component_axis: match field.layout {
                Layout::Split => None,
                Layout::Stacked { axis } => Some(axis),
            },
            components: field.components.iter().map(|it| ComponentReport::new(it, field)).collect(),
            axes: field.axes.iter().map(|axis| AxisReport::new(axis, field)).collect(),
            carried: field.carried.iter().map(|axis| axis.name.clone()).collect(),
            named_by_position: field.named_by_position,
            paired_by_position: field.paired_by_position,
            is_staggered: field.is_staggered,
            cautions: field.cautions.clone(),
            reasons: field.reasons.clone(),
        }
    }
}

impl ComponentReport {
    fn new(component: &Component, field: &Field) -> Self {
        Self {
            name: component.name.clone(),
            variable: component.variable.clone(),
            imaginary: component.imaginary.clone(),
            index: component.index,
            axis: component.axis.map(|axis| field.axes[axis].name.clone()),
            units: component.units.clone(),
            constant: component.constant,
            scale: component.scale,
        }
    }
}

impl AxisReport {
    fn new(axis: &FieldAxis, field: &Field) -> Self {
        let (coordinates, given_spacing, given_origin) = match &axis.coordinates {
            Coordinates::Variable(path) => (Some(path.clone()), None, None),
            Coordinates::Uniform { spacing, origin } => (None, Some(*spacing), Some(*origin)),
            Coordinates::Unknown => (None, None, None),
        };
        Self {
            name: axis.name.clone(),
            role: axis.role.map(AxisRole::letter),
            dimension: axis.dimension,
            points: field.shape[axis.dimension],
            coordinates,
            given_spacing,
            given_origin,
            units: axis.units.clone(),
            reason: axis.reason.clone(),
        }
    }
}

impl RefusalReport {
    pub(crate) fn new(refusal: &Refusal) -> Self {
        let rank = match refusal.rank {
            Rank::Scalar => "scalar",
            Rank::Vector => "vector",
        };
        Self {
            field: refusal.field.clone(),
            rank,
            problem: refusal.problem.clone(),
            hint: refusal.hint.clone(),
        }
    }
}
