//! What `info` reports of coordinates. Only they are read, each once.

use std::collections::HashMap;

use fieldops_io::{
    Source, Variable,
    conventions::Inference,
    field::{Coordinates, FieldAxis},
    lint::{self, Finding},
    text_of,
};
use fieldops_operators::Spacing;
use serde::Serialize;

use super::evenness::Range;

/// Coordinates of more points are not read: what a file holds is to be seen at once.
pub(crate) const MOST_POINTS: usize = 1 << 22;

/// The coordinates in a variable.
#[derive(Debug, Serialize)]
pub(crate) struct CoordinateReport {
    pub(crate) path: String,
    /// Name of the axis that has them.
    pub(crate) axis: String,
    pub(crate) points: usize,
    pub(crate) units: Option<String>,
    /// Whether they were read: not where they are too many or cannot be.
    pub(crate) is_read: bool,
    pub(crate) range: Option<Range>,
    /// What is odd about them.
    pub(crate) findings: Vec<FindingReport>,
    /// Why no derivative can be taken along the axis, where that is so.
    pub(crate) problem: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct FindingReport {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

/// An axis that has coordinates.
struct Axis {
    name: String,
    units: Option<String>,
}

/// The coordinates of the axes of all fields and of the dimensions that are carried along, and those that the file
/// attaches to other variables.
pub(crate) fn of_file(source: &dyn Source, inference: &Inference) -> Vec<CoordinateReport> {
    let variables = &source.contents().variables;
    let mut axes: HashMap<&str, Axis> = HashMap::new();
    let fields = || inference.vectors.iter().chain(&inference.scalars);
    let carried = || fields().flat_map(|field| &field.carried);
    for axis in fields().flat_map(|field| &field.axes).chain(carried()) {
        if let Coordinates::Variable(path) = &axis.coordinates {
            let FieldAxis { name, units, .. } = axis;
            axes.entry(path).or_insert_with(|| Axis { name: name.clone(), units: units.clone() });
        }
    }
    let needed: Vec<String> = fields().flat_map(|field| &field.axes).filter_map(variable_of).collect();
    for dimension in variables.iter().flat_map(|variable| &variable.dimensions) {
        for scale in &dimension.scales {
            let Some(variable) = source.contents().variable(scale) else { continue };
            axes.entry(&variable.path).or_insert_with(|| Axis {
                name: dimension.name.clone().unwrap_or_else(|| variable.name().to_owned()),
                units: text_of(&variable.attributes, "units").map(str::to_owned),
            });
        }
    }
    // Names of stations are no coordinates; where an axis needs numbers, it is told that there are none.
    let is_shown = |variable: &&Variable| {
        variable.data_type.is_numeric() && variable.shape.len() == 1 || needed.contains(&variable.path)
    };
    let report = |variable: &Variable| {
        Some(CoordinateReport::new(variable, axes.get(variable.path.as_str())?, source))
    };
    variables.iter().filter(is_shown).filter_map(report).collect()
}

fn variable_of(axis: &FieldAxis) -> Option<String> {
    match &axis.coordinates {
        Coordinates::Variable(path) => Some(path.clone()),
        Coordinates::Uniform { .. } | Coordinates::Unknown => None,
    }
}

impl CoordinateReport {
    fn new(variable: &Variable, axis: &Axis, source: &dyn Source) -> Self {
        let points = variable.shape.iter().product();
        let unread = Self {
            path: variable.path.clone(),
            axis: axis.name.clone(),
            points,
            units: axis.units.clone(),
            is_read: false,
            range: None,
            findings: Vec::new(),
            problem: None,
        };
        if points > MOST_POINTS {
            return unread;
        }
        match fieldops_pipeline::read_coordinates(source, variable) {
            Err(error) => Self { problem: Some(format!("{:#}", anyhow::Error::from(error))), ..unread },
            Ok(values) => {
                let findings = lint::coordinates(&values, axis.units.as_deref(), &axis.name);
                Self {
                    is_read: true,
                    range: Range::of(&values, &findings),
                    findings: findings.into_iter().map(FindingReport::new).collect(),
                    problem: Spacing::from_coordinates(&values).err().map(|error| error.to_string()),
                    ..unread
                }
            }
        }
    }
}

impl FindingReport {
    fn new(finding: Finding) -> Self {
        Self { kind: finding.kind.name(), message: finding.message }
    }
}
