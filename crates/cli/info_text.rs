//! The report of `info` for people.

use std::fmt::Write;

use crate::{
    evenness::{Evenness, Range},
    exit::on_one_line,
    info_report::{AxisReport, ComponentReport, FieldReport, FileReport, VariableReport},
    wording::{counted, extents, table},
};

/// The report of one file.
pub(crate) fn of_file(file: &FileReport) -> String {
    let mut lines =
        vec![format!("{}: {}, {}", file.path, file.format, counted(file.variables.len(), "variable"))];
    section(&mut lines, "variables", table(file.variables.iter().map(variable)));
    section(&mut lines, "vector fields", file.vectors.iter().flat_map(field));
    section(&mut lines, "scalar fields", file.scalars.iter().flat_map(field));
    let problem = file.problem.iter().flat_map(|problem| {
        [Some(problem.message.clone()), problem.hint.as_ref().map(|hint| format!("hint: {hint}"))]
    });
    section(&mut lines, "no fields", problem.flatten());
    let passed_over =
        file.passed_over.iter().map(|passed| vec![passed.object.clone(), passed.reason.clone()]);
    section(&mut lines, "passed over", table(passed_over));
    section(&mut lines, "skipped", file.skipped.iter().cloned());
    lines.iter().fold(String::new(), |mut text, line| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", on_one_line(line));
        text
    })
}

/// A heading and its lines, indented; nothing where there are none.
fn section(lines: &mut Vec<String>, heading: &str, content: impl IntoIterator<Item = String>) {
    let mut content = content.into_iter().peekable();
    if content.peek().is_some() {
        lines.extend([String::new(), heading.to_owned()]);
        lines.extend(content.map(|line| format!("  {line}")));
    }
}

fn variable(variable: &VariableReport) -> Vec<String> {
    let chunk = variable.chunk.as_ref().map(|chunk| format!(" {}", extents(chunk))).unwrap_or_default();
    let storage =
        [format!("{}{chunk}", variable.storage)].into_iter().chain(variable.filters.iter().cloned());
    let names = || variable.dimensions.iter().map(|name| name.as_deref().unwrap_or("?")).collect::<Vec<_>>();
    vec![
        variable.path.clone(),
        extents(&variable.shape),
        variable.data_type.clone(),
        storage.collect::<Vec<_>>().join(", "),
        variable.units.clone().unwrap_or_default(),
        if variable.is_coordinate {
            "coordinate".to_owned()
        } else if variable.dimensions.iter().all(Option::is_none) {
            String::new()
        } else {
            format!("({})", names().join(", "))
        },
    ]
}

fn field(field: &FieldReport) -> Vec<String> {
    let units = field.units.as_ref().map(|units| format!(", {units}")).unwrap_or_default();
    let mut lines = vec![format!("{}: {}{units}", field.path, extents(&field.shape))];
    let is_vector = field.components.len() > 1;
    lines.extend(field.components.iter().filter(|_| is_vector).map(component));
    lines.extend(field.axes.iter().flat_map(axis));
    if !field.carried.is_empty() {
        lines.push(format!("  carried along: {}", field.carried.join(", ")));
    }
    lines.extend(field.cautions.iter().map(|caution| format!("  warning: {caution}")));
    lines.extend(field.reasons.iter().map(|reason| format!("  why: {reason}")));
    lines
}

fn component(component: &ComponentReport) -> String {
    let place = component.index.map(|index| format!(" at {index}")).unwrap_or_default();
    let direction = match &component.axis {
        Some(axis) => format!("along axis {axis}"),
        None => "along no axis of the grid".to_owned(),
    };
    format!("  component {} = {}{place}, {direction}", component.name, component.variable)
}

fn axis(axis: &AxisReport) -> Vec<String> {
    let units = axis.units.as_ref().map(|units| format!(" {units}")).unwrap_or_default();
    let positions = match (&axis.range, axis.given_spacing) {
        (Some(range), _) => range_text(range, &units),
        (None, Some(spacing)) => format!("even spacing {spacing}{units}"),
        (None, None) if axis.coordinates.is_some() => "coordinates without a range".to_owned(),
        (None, None) => "spacing unknown, 1 would be assumed".to_owned(),
    };
    let mut lines = vec![
        format!(
            "  axis {}: dimension {}, {}, {positions}",
            axis.name,
            axis.dimension,
            counted(axis.points, "point")
        ),
        format!("    why: {}", axis.reason),
    ];
    let told_as_nearly_even = axis.range.as_ref().is_some_and(|range| range.spacing == Evenness::NearlyEven);
    let odd = axis.findings.iter().filter(|finding| match finding.kind {
        // The range tells it, or the line below why the axis is unusable.
        "descending" | "not_finite" | "duplicates" | "not_monotonic" => false,
        "nearly_even" => !told_as_nearly_even,
        _ => true,
    });
    lines.extend(odd.map(|finding| format!("    note: {}", finding.message)));
    lines.extend(axis.problem.iter().map(|problem| format!("    unusable: {problem}")));
    lines
}

fn range_text(range: &Range, units: &str) -> String {
    let Range { first, last, smallest_step, largest_step, .. } = range;
    let spacing = match range.spacing {
        Evenness::Even => format!("even spacing {smallest_step}"),
        Evenness::NearlyEven => {
            format!("nearly even spacing {smallest_step} (but for rounding: taken as uneven)")
        }
        Evenness::Uneven => format!("uneven spacing {smallest_step} to {largest_step}"),
    };
    let descending = if range.descending { ", descending" } else { "" };
    format!("{first} to {last}{units}{descending}, {spacing}")
}
