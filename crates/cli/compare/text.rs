//! The report of `compare` for people.

use std::fmt;

use super::report::{
    Description, LargestReport, Number, PlaceReport, Report, ValueReport, ValuesReport, VariableReport,
    Verdict,
};
use crate::{
    columns::aligned,
    exit::on_one_line,
    wording::{counted, extents},
};

/// The whole report.
pub(crate) fn of_report(report: &Report) -> String {
    let mut lines: Vec<String> = [("A", &report.a), ("B", &report.b)]
        .map(|(side, file)| format!("{side}: {}, {}", file.path, file.format))
        .into();
    if report.atol.0 > 0.0 || report.rtol.0 > 0.0 {
        lines.push(format!("agreed: |A - B| <= {} + {} * |B|", report.atol, report.rtol));
    }
    lines.push(String::new());
    let rows = aligned(report.variables.iter().map(|variable| row(variable).into()));
    for (variable, row) in report.variables.iter().zip(rows) {
        lines.push(format!("  {}", row.trim_end()));
        lines.extend(details(variable).into_iter().map(|line| format!("    {line}")));
    }
    for (side, file) in [("A", &report.a), ("B", &report.b)] {
        lines.extend(file.skipped.iter().map(|skipped| format!("  skipped in {side}: {skipped}")));
    }
    lines.extend([String::new(), summary(&report.variables)]);
    lines.iter().map(|line| on_one_line(line) + "\n").collect()
}

/// `2 of 6 variables differ, 1 not compared`.
fn summary(variables: &[VariableReport]) -> String {
    let differing = variables.iter().filter(|variable| variable.verdict.differs()).count();
    let not_compared = variables.iter().filter(|variable| variable.verdict == Verdict::NotCompared).count();
    let compared = variables.len() - not_compared;
    let within = variables.iter().any(|variable| variable.verdict == Verdict::WithinTolerance);
    let text = match differing {
        0 if within => format!("no difference beyond the tolerance in {}", counted(compared, "variable")),
        0 => format!("no difference in {}", counted(compared, "variable")),
        1 => format!("1 of {} differs", counted(compared, "variable")),
        more => format!("{more} of {} differ", counted(compared, "variable")),
    };
    if not_compared > 0 { format!("{text}; {not_compared} not compared") } else { text }
}

/// Path, shape, verdict, and what differs without being a difference.
fn row(variable: &VariableReport) -> Vec<String> {
    let either = variable.a.as_ref().or(variable.b.as_ref());
    let shape = either.map(|either| extents(&either.shape)).unwrap_or_default();
    vec![variable.path.clone(), shape, verdict(variable), asides(variable)]
}

fn verdict(variable: &VariableReport) -> String {
    let values = variable.values.as_ref();
    match variable.verdict {
        Verdict::Equal => "equal".to_owned(),
        Verdict::WithinTolerance => {
            let most = |words: &str, largest: Option<&LargestReport>| {
                largest
                    .map_or_else(String::new, |largest| format!("{words} {}", rounded(largest.difference, 4)))
            };
            let absolute = most("at most", values.and_then(|values| values.largest_absolute.as_ref()));
            let relative = most(", relative", values.and_then(|values| values.largest_relative.as_ref()));
            format!("within the tolerance: {absolute}{relative}")
        }
        Verdict::ValuesDiffer => values.map_or_else(String::new, |values| {
            format!("{} of {} differ", values.differing, counted_values(values.count))
        }),
        Verdict::UnitsDiffer => "units differ".to_owned(),
        Verdict::ShapesDiffer => "shapes differ".to_owned(),
        Verdict::TypesDiffer => "types differ".to_owned(),
        Verdict::OnlyInA => "only in A".to_owned(),
        Verdict::OnlyInB => "only in B".to_owned(),
        Verdict::NotCompared => {
            let held = variable.a.as_ref().map_or("no numbers", |a| a.data_type.as_str());
            format!("not compared: {held}")
        }
    }
}

/// Other types, other storage, units on one side: told, but no difference.
fn asides(variable: &VariableReport) -> String {
    let (Some(a), Some(b)) = (&variable.a, &variable.b) else { return String::new() };
    let mut asides = Vec::new();
    let mut tell = |a: &str, b: &str| {
        if a != b {
            asides.push(format!("A {a}, B {b}"));
        }
    };
    tell(&a.data_type, &b.data_type);
    tell(&a.storage, &b.storage);
    if a.units.is_none() || b.units.is_none() {
        let units =
            |of: &Description| of.units.as_ref().map_or("no units".to_owned(), |units| format!("in {units}"));
        tell(&units(a), &units(b));
    }
    if asides.is_empty() { String::new() } else { format!("({})", asides.join("; ")) }
}

fn details(variable: &VariableReport) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(a), Some(b)) = (&variable.a, &variable.b) {
        if variable.verdict == Verdict::ShapesDiffer {
            lines.push(format!("shape: A {}, B {}", extents(&a.shape), extents(&b.shape)));
        }
        if variable.units_differ {
            let units = |of: &Description| of.units.clone().unwrap_or_default();
            lines.push(format!("units: A {}, B {}", units(a), units(b)));
        }
    }
    if let Some(values) = variable.values.as_ref().filter(|values| values.differing > 0) {
        lines.extend(differences(values));
    }
    lines.extend(variable.warnings.iter().map(|warning| format!("warning: {warning}")));
    lines
}

fn differences(values: &ValuesReport) -> Vec<String> {
    let mut lines = Vec::new();
    let largest = |kind: &str, largest: &LargestReport| {
        format!("largest {kind} difference {} {}", rounded(largest.difference, 4), largest.place)
    };
    lines.extend(values.largest_absolute.as_ref().map(|absolute| largest("absolute", absolute)));
    lines.extend(values.largest_relative.as_ref().map(|relative| match &values.largest_absolute {
        Some(absolute) if absolute.place.index == relative.place.index => {
            format!("largest relative difference {} there too", rounded(relative.difference, 4))
        }
        _ => largest("relative", relative),
    }));
    lines.extend(values.first_one_finite.as_ref().map(|first| {
        format!("{} finite in one file only, first {first}", counted_values(values.one_finite))
    }));
    if lines.is_empty() {
        lines.extend(values.first.as_ref().map(|first| format!("first {first}")));
    }
    lines
}

fn counted_values(count: u64) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{count} values") }
}

/// `at [3, 0, 17] (x = 0.75, z = 3.25): A 1.5, B 1.25`.
impl fmt::Display for PlaceReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index: Vec<String> = self.index.iter().map(ToString::to_string).collect();
        if !index.is_empty() {
            write!(out, "at [{}]", index.join(", "))?;
        }
        let coordinates: Vec<String> =
            self.coordinates.iter().map(|it| format!("{} = {}", it.axis, rounded(it.value, 6))).collect();
        if !coordinates.is_empty() {
            write!(out, " ({})", coordinates.join(", "))?;
        }
        write!(out, ": A {}, B {}", self.a, self.b)
    }
}

impl fmt::Display for ValueReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real(value) => write!(out, "{value}"),
            Self::Complex([re, im]) => write!(out, "({re}, {im})"),
        }
    }
}

/// All digits, with an exponent where there would be many zeros.
impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:?}", self.0);
        out.write_str(text.strip_suffix(".0").unwrap_or(&text))
    }
}

/// The number with so many digits, which are enough for people.
fn rounded(number: Number, digits: usize) -> Number {
    Number(format!("{:.*e}", digits - 1, number.0).parse().unwrap_or(number.0))
}
