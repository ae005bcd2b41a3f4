//! What a user should know of a plan before it runs.

use std::fmt;

use fieldops_io::field::{Component, Coordinates, Field, FieldAxis};

use crate::Calculation;

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

/// How a field is used.
pub(crate) struct Use<'a> {
    /// The axes on whose coordinates the results depend.
    pub(crate) axes: &'a [&'a FieldAxis],
    /// Whether derivatives along several axes are taken for those of a Cartesian grid.
    pub(crate) in_space: bool,
    /// The operator for which it matters which component points along which axis.
    pub(crate) pairs: Option<&'a str>,
}

impl<'a> Use<'a> {
    /// How a calculation uses a field, of which `axes` matter.
    pub(crate) fn of(calculation: &Calculation, axes: &'a [&'a FieldAxis]) -> Self {
        let in_space = !matches!(calculation, Calculation::Derivative { .. });
        let has_pairs = matches!(calculation, Calculation::Divergence | Calculation::Curl);
        Self { axes, in_space, pairs: has_pairs.then(|| calculation.name()) }
    }
}

/// What the user should know of this use of the field.
pub(crate) fn notices(field: &Field, own_use: &Use<'_>) -> Vec<Notice> {
    let Use { axes, in_space, pairs } = *own_use;
    let mut notices = Vec::new();

    if field.named_by_position && !axes.is_empty() {
        let mut in_order = field.axes.clone();
        in_order.sort_by_key(|axis| axis.dimension);
        let names = names(&in_order.iter().collect::<Vec<_>>());
        notices
            .push(Notice::Note(format!("axes are not named in the file: taken as {names} in storage order")));
    }
    let by_position = if pairs.is_some() { paired_by_position(field) } else { Vec::new() };
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
    let curvilinear: Vec<_> = axes.iter().copied().filter(is_curvilinear).collect();
    if in_space && field.cautions.is_empty() && !curvilinear.is_empty() {
        notices.push(Notice::Warning(format!(
            "{} {} treated as Cartesian",
            names(&curvilinear),
            if curvilinear.len() == 1 { "is" } else { "are" },
        )));
    }
    if in_space {
        notices.extend(
            field.cautions.iter().map(|caution| Notice::Warning(format!("`{}`: {caution}", field.path()))),
        );
    }
    if let Some(operator) = pairs.filter(|_| field.is_staggered) {
        notices.push(Notice::Warning(format!(
            "the components of `{}` lie at different points of a cell, but the {operator} adds their derivatives as \
             if they lay at one",
            field.path(),
        )));
    }
    notices
}

/// Components and axes that the file names, but not alike, and that the user did not pair either.
fn paired_by_position(field: &Field) -> Vec<String> {
    if !field.paired_by_position || field.named_by_position {
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
