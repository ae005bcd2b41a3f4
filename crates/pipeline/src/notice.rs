//! What a user should know of a plan before it runs.

use std::fmt;

use fieldops_io::field::{Component, Coordinates, Field, FieldAxis};
use fieldops_operators::Operator;

use crate::{Calculation, Request};

/// Something that a user should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The results may not be what is meant.
    Warning(String),
    /// How the file was read.
    Note(String),
}

impl fmt::Display for Notice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Warning(text) => write!(out, "warning: {text}"),
            Self::Note(text) => write!(out, "note: {text}"),
        }
    }
}

/// Axes whose lines of constant coordinate are no Cartesian grid.
const CURVILINEAR: [&str; 8] = ["r", "rho", "theta", "phi", "lon", "lat", "longitude", "latitude"];

/// What the user should know of the calculation on this field.
pub(crate) fn notices(request: &Request, field: &Field, operator: &Operator) -> Vec<Notice> {
    let used = |number: &usize| operator.terms().iter().any(|term| term.axis == *number);
    let axes: Vec<&FieldAxis> =
        (0..field.axes.len()).filter(used).map(|number| &field.axes[number]).collect();
    let mut notices = Vec::new();

    if field.named_by_position {
        let mut in_order = field.axes.clone();
        in_order.sort_by_key(|axis| axis.dimension);
        let names = names(&in_order.iter().collect::<Vec<_>>());
        notices
            .push(Notice::Note(format!("axes are not named in the file: taken as {names} in storage order")));
    }
    let by_position = paired_by_position(request, field);
    if !by_position.is_empty() {
        notices.push(Notice::Warning(format!(
            "the axes of `{}` do not have the names of its components: paired by position, {}; --field says otherwise",
            field.path(),
            by_position.join(", "),
        )));
    }
    let unknown: Vec<_> =
        axes.iter().copied().filter(|axis| axis.coordinates == Coordinates::Unknown).collect();
    if !unknown.is_empty() {
        notices.push(Notice::Warning(format!(
            "no coordinates for {} {}: spacing 1 is assumed; give --spacing or --coords",
            if unknown.len() == 1 { "axis" } else { "axes" },
            names(&unknown),
        )));
    }
    let is_curvilinear =
        |axis: &&FieldAxis| CURVILINEAR.iter().any(|name| name.eq_ignore_ascii_case(&axis.name));
    let curvilinear: Vec<_> = axes.into_iter().filter(is_curvilinear).collect();
    let one_derivative = matches!(request.calculation, Calculation::Derivative { .. });
    if !one_derivative && field.cautions.is_empty() && !curvilinear.is_empty() {
        notices.push(Notice::Warning(format!(
            "{} {} treated as Cartesian",
            names(&curvilinear),
            if curvilinear.len() == 1 { "is" } else { "are" },
        )));
    }
    if !one_derivative {
        notices.extend(
            field.cautions.iter().map(|caution| Notice::Warning(format!("`{}`: {caution}", field.path()))),
        );
    }
    if field.is_staggered && matches!(request.calculation, Calculation::Divergence | Calculation::Curl) {
        notices.push(Notice::Warning(format!(
            "the components of `{}` lie at different points of a cell, but the {} adds their derivatives as if they \
             lay at one",
            field.path(),
            request.calculation.name(),
        )));
    }
    notices
}

/// Components and axes that the file names, but not alike, and that the user did not pair either.
fn paired_by_position(request: &Request, field: &Field) -> Vec<String> {
    let pairs_matter = matches!(request.calculation, Calculation::Divergence | Calculation::Curl);
    if !pairs_matter || !field.paired_by_position || field.named_by_position {
        return Vec::new();
    }
    let pair = |component: &Component| {
        let axis = &field.axes[component.axis?].name;
        let is_number = component.label.chars().all(|c| c.is_ascii_digit());
        let differ = !is_number && !axis.eq_ignore_ascii_case(&component.label);
        differ.then(|| format!("{} with {axis}", component.name))
    };
    field.components.iter().filter_map(pair).collect()
}

fn names(axes: &[&FieldAxis]) -> String {
    axes.iter().map(|axis| axis.name.as_str()).collect::<Vec<_>>().join(", ")
}
