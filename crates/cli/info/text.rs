//! The report of `info` for people.

use std::fmt::Write;

use super::{
    coordinates::{CoordinateReport, MOST_POINTS},
    evenness::{Evenness, Range},
    fields::{AxisReport, ComponentReport, FieldReport, RefusalReport},
    numbers::short,
    report::FileReport,
    variables::{DecodingReport, ValueReport, VariableReport},
};
use crate::{
    columns::{Row, aligned},
    exit::on_one_line,
    wording::{counted, extents},
};

/// The report of one file.
pub(crate) fn of_file(file: &FileReport) -> String {
    let mut lines =
        vec![format!("{}: {}, {}", file.path, file.format, counted(file.variables.len(), "variable"))];
    section(&mut lines, "variables", aligned(file.variables.iter().map(variable)));
    section(&mut lines, "coordinates", aligned(file.coordinates.iter().map(coordinates)));
    let fields: Vec<&FieldReport> = file.vectors.iter().chain(&file.scalars).collect();
    let mut blocks = fields.iter().enumerate().map(|(index, it)| field(it, &fields[..index]));
    let vectors: Vec<String> = blocks.by_ref().take(file.vectors.len()).flatten().collect();
    section(&mut lines, "vector fields", vectors);
    section(&mut lines, "scalar fields", blocks.flatten());
    let problem = file.problem.iter().flat_map(|problem| with_hint(&problem.message, problem.hint.as_ref()));
    section(&mut lines, "no fields", problem);
    section(&mut lines, "refused fields", file.refused.iter().flat_map(refused));
    let passed_over =
        file.passed_over.iter().map(|passed| vec![passed.object.clone(), passed.reason.clone()].into());
    section(&mut lines, "passed over", aligned(passed_over));
    section(&mut lines, "skipped", file.skipped.iter().cloned());
    section(&mut lines, "from elsewhere", file.outside.iter().cloned());
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

fn variable(variable: &VariableReport) -> Row {
    let chunk = variable.chunk.as_ref().map(|chunk| format!(" {}", extents(chunk))).unwrap_or_default();
    let storage =
        [format!("{}{chunk}", variable.storage)].into_iter().chain(variable.filters.iter().cloned());
    let names = || variable.dimensions.iter().map(|name| name.as_deref().unwrap_or("?")).collect::<Vec<_>>();
    let cells = vec![
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
    ];
    Row { cells, below: decoding(variable) }
}

/// Which values are missing, how they are packed, and what of that is not applied. That a NaN is missing goes without
/// saying.
fn decoding(variable: &VariableReport) -> Vec<String> {
    let is_nan = |value: &ValueReport| *value == ValueReport::Text("NaN".to_owned());
    let list = |is_listed: &dyn Fn(&DecodingReport) -> bool| {
        let listed = variable.decoding.iter().filter(|it| !is_nan(&it.value) && is_listed(it));
        let texts: Vec<_> = listed.map(|it| format!("{} {}", it.attribute, value(&it.value))).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    let packs =
        |it: &DecodingReport| ["scale_factor", "add_offset", "_Unsigned"].contains(&it.attribute.as_str());
    let missing = list(&|it| it.applied && !packs(it)).map(|texts| format!("missing: {texts}"));
    let packed = list(&|it| it.applied && packs(it)).map(|texts| format!("packed: {texts}"));
    let read_as = packed.as_ref().and(variable.read_as).map(|name| format!("read as {name}"));
    let applied: Vec<_> = [missing, packed, read_as].into_iter().flatten().collect();
    let left = list(&|it| !it.applied)
        .map(|texts| format!("warning: not applied: {texts}; stored numbers are taken as they are"));
    (!applied.is_empty()).then(|| applied.join("; ")).into_iter().chain(left).collect()
}

fn value(value: &ValueReport) -> String {
    match value {
        ValueReport::Integer(value) => value.to_string(),
        ValueReport::Number(value) => short(*value),
        ValueReport::Text(text) => text.clone(),
        ValueReport::List(values) => {
            format!("[{}]", values.iter().map(self::value).collect::<Vec<_>>().join(", "))
        }
    }
}

fn coordinates(coordinates: &CoordinateReport) -> Row {
    let units = with_space(coordinates.units.as_ref());
    let spacing = coordinates.range.as_ref().map(spacing).unwrap_or_default();
    let between = match &coordinates.range {
        Some(Range { first, .. }) if coordinates.points == 1 => format!("{}{units}", short(*first)),
        Some(Range { first, last, spacing: Some(_), .. }) => {
            format!("{} to {}{units}", short(*first), short(*last))
        }
        None if coordinates.points > MOST_POINTS => "not read: too many for this".to_owned(),
        _ => String::new(),
    };
    let cells = vec![coordinates.path.clone(), counted(coordinates.points, "point"), between, spacing];
    // These stand in the line above, or make the coordinates unusable.
    let told = ["descending", "not_finite", "duplicates", "not_monotonic"];
    let odd = coordinates.findings.iter().filter(|finding| !told.contains(&finding.kind)).map(|finding| {
        let mark = if finding.kind == "deltas" { "warning" } else { "note" };
        format!("{mark}: {}", finding.message)
    });
    let unusable = coordinates.problem.iter().map(|problem| format!("unusable: {problem}"));
    Row { cells, below: unusable.chain(odd).collect() }
}

fn spacing(range: &Range) -> String {
    let Range { spacing: Some(spacing), smallest_step: Some(smallest), largest_step: Some(largest), .. } =
        range
    else {
        return String::new();
    };
    let spacing = match spacing {
        Evenness::Even => format!("even spacing {}", short(*smallest)),
        Evenness::NearlyEven => "nearly even spacing".to_owned(),
        Evenness::Uneven => format!("uneven spacing {} to {}", short(*smallest), short(*largest)),
    };
    if range.descending { format!("descending, {spacing}") } else { spacing }
}

/// A field. Where its grid is that of a field before it, the grid is not shown again.
fn field(field: &FieldReport, before: &[&FieldReport]) -> Vec<String> {
    let units = field.units.as_ref().map(|units| format!(", {units}")).unwrap_or_default();
    let mut lines = vec![format!("{}: {}{units}", field.path, extents(&field.shape))];
    let is_vector = field.components.len() > 1;
    let is_shown = |it: &&ComponentReport| {
        is_vector || it.imaginary.is_some() || it.constant.is_some() || it.scale.is_some()
    };
    let components = field.components.iter().filter(is_shown);
    let mut below = aligned(components.map(|it| component(it, field, is_vector)));
    let shared =
        before.iter().find(|before| (&before.axes, &before.carried) == (&field.axes, &field.carried));
    if let Some(before) = shared {
        below.push(format!("axes: those of {}", before.path));
    } else {
        below.extend(aligned(field.axes.iter().map(axis)));
        if !field.carried.is_empty() {
            below.push(format!("carried along: {}", field.carried.join(", ")));
        }
    }
    if let Some(interior) = &field.interior {
        let inside: Vec<_> = interior.iter().map(|[start, end]| end - start).collect();
        below.push(format!("results: {} points, without the ghost cells", extents(&inside)));
    }
    below.extend(field.cautions.iter().map(|caution| format!("warning: {caution}")));
    if field.is_staggered {
        let warning = "its components lie at different points of a cell; divergence and curl add their derivatives \
                       as if they lay at one";
        below.push(format!("warning: {warning}"));
    }
    below.extend(field.reasons.iter().map(|reason| format!("why: {reason}")));
    lines.extend(below.into_iter().map(|line| format!("  {line}")));
    lines
}

fn component(component: &ComponentReport, field: &FieldReport, is_vector: bool) -> Row {
    let place = component.index.map(|index| format!(" at {index}")).unwrap_or_default();
    let imaginary = component.imaginary.as_ref().map(|path| format!(" + i·{path}")).unwrap_or_default();
    let direction = match &component.axis {
        _ if !is_vector => String::new(),
        Some(axis) => format!("along axis {axis}"),
        None => "along no axis of the grid".to_owned(),
    };
    let units = component.units.as_ref().filter(|units| Some(*units) != field.units.as_ref());
    let details = [
        component.constant.map(|constant| format!("constant {}", short(constant))),
        component.scale.map(|scale| format!("times {}", short(scale))),
        units.map(|units| format!("in {units}")),
    ];
    vec![
        if is_vector { format!("component {}", component.name) } else { "values".to_owned() },
        format!("= {}{imaginary}{place}", component.variable),
        direction,
        details.into_iter().flatten().collect::<Vec<_>>().join(", "),
    ]
    .into()
}

fn axis(axis: &AxisReport) -> Row {
    let units = with_space(axis.units.as_ref());
    let positions = match (&axis.coordinates, axis.given_spacing) {
        (Some(path), _) => format!("coordinates {path}"),
        (None, Some(spacing)) => {
            let origin = axis.given_origin.filter(|origin| *origin != 0.0);
            let from = origin.map(|origin| format!(" from {}{units}", short(origin))).unwrap_or_default();
            format!("even spacing {}{units}{from}", short(spacing))
        }
        (None, None) => "warning: spacing unknown, 1 would be assumed".to_owned(),
    };
    let cells = vec![
        format!("axis {}", axis.name),
        format!("dimension {}", axis.dimension),
        counted(axis.points, "point"),
        positions,
    ];
    Row { cells, below: vec![format!("why: {}", axis.reason)] }
}

fn refused(refused: &RefusalReport) -> Vec<String> {
    let message = format!("{} ({}): {}", refused.field, refused.rank, refused.problem);
    with_hint(&message, refused.hint.as_ref())
}

fn with_hint(message: &str, hint: Option<&String>) -> Vec<String> {
    let hint = hint.map(|hint| format!("  hint: {hint}"));
    std::iter::once(message.to_owned()).chain(hint).collect()
}

fn with_space(units: Option<&String>) -> String {
    units.map(|units| format!(" {units}")).unwrap_or_default()
}
