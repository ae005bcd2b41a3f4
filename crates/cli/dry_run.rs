//! The plan of a run, told on stdout instead of carried out.

use std::io::Write;

use anyhow::Result;
use fieldops_io::{
    Compression, OutputVariable, PendingFile, ValueType,
    field::{Component, Field, FieldAxis},
    text_of,
};
use fieldops_pipeline::{FieldPlan, Plan};
use indicatif::HumanBytes;

use crate::{
    exit::on_one_line,
    outputs::{self, Job},
    wording::{counted, extents},
};

/// Prints what a run of the plan would do, once it is sure that the output could be created.
pub(crate) fn print(job: &Job, plan: &Plan, overwrite: bool) -> Result<()> {
    PendingFile::check(&job.output, overwrite)?;
    let mut lines = vec![title(job)];
    lines.extend(plan.fields().iter().flat_map(|field| of_field(field, plan)));
    show(&lines)
}

/// Prints that there is no plan yet, as the job `writer` will write the input.
pub(crate) fn print_to_come(job: &Job, writer: &str, overwrite: bool) -> Result<()> {
    if outputs::place(&job.input) == outputs::place(&job.output) {
        return Err(outputs::is_input(&job.output, &job.input));
    }
    PendingFile::check(&job.output, overwrite)?;
    show(&[title(job), format!("  to be planned once {writer} has written the input")])
}

fn title(job: &Job) -> String {
    format!("{} → {}", job.input.display(), job.output.display())
}

fn show(lines: &[String]) -> Result<()> {
    let text: String = lines.iter().map(|line| on_one_line(line) + "\n").collect();
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    Ok(stdout.flush()?)
}

fn of_field(field_plan: &FieldPlan, plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for field in field_plan.fields() {
        lines.push(format!("  field {}: {}", field.path(), extents(&field.shape)));
        lines.extend(field.components.iter().map(|it| component(it, field)));
        lines.extend(field.axes.iter().map(|it| axis(it, field)));
    }
    let is_result = |variable: &&OutputVariable| field_plan.results().any(|path| path == variable.path);
    lines.extend(plan.schema().variables.iter().filter(is_result).map(result));
    let windows = field_plan.windows();
    lines.push(format!(
        "    {} of {}, {} of memory",
        counted(windows.count(), "window"),
        extents(windows.extents()),
        HumanBytes(field_plan.memory())
    ));
    lines.push(format!(
        "    {} to read, {} to write",
        HumanBytes(field_plan.bytes_read()),
        HumanBytes(field_plan.bytes_written())
    ));
    lines
}

fn component(component: &Component, field: &Field) -> String {
    let place = component.index.map(|index| format!(" at {index}")).unwrap_or_default();
    let along = component.axis.map(|axis| format!(", along axis {}", field.axes[axis].name));
    format!("    component {} = {}{place}{}", component.name, component.variable, along.unwrap_or_default())
}

fn axis(axis: &FieldAxis, field: &Field) -> String {
    let units = axis.units.as_ref().map(|units| format!(", in {units}")).unwrap_or_default();
    let points = field.shape[axis.dimension];
    format!("    axis {}: dimension {}, {points} points{units}", axis.name, axis.dimension)
}

fn result(variable: &OutputVariable) -> String {
    let number = match variable.value_type {
        ValueType::F32 => "f32",
        ValueType::F64 => "f64",
        ValueType::C32 => "complex f32",
        ValueType::C64 => "complex f64",
    };
    let compression = match variable.compression {
        Compression::None => String::new(),
        Compression::Deflate { level } => format!(", deflate:{level}"),
    };
    let units = text_of(&variable.attributes, "units").map(|units| format!(", in {units}"));
    let shape = extents(&variable.shape);
    format!("    result {}: {shape}, {number}{compression}{}", variable.path, units.unwrap_or_default())
}
