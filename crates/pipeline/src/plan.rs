//! A request matched to a file.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use fieldops_io::{Error as FileError, OutputSchema, OutputVariable, Source, field::Field};

use crate::{
    Calculation, FieldPlan, Notice, Request, Result,
    coordinates::CoordinateSet,
    expression,
    notice::{self, Use},
    provenance, selection,
    table::Table,
    table_plan,
};

/// What is read, computed and written, and in which order.
#[derive(Debug, Clone)]
pub struct Plan {
    fields: Vec<FieldPlan>,
    schema: OutputSchema,
    notices: Vec<Notice>,
    reasons: Vec<String>,
}

impl Plan {
    /// Plans `request` for the file that `source` reads. Coordinates are read, data are not.
    ///
    /// # Errors
    /// When the file holds no field of the kind that the calculation takes, or not the one asked for; when components
    /// and axes do not match as the calculation needs it; when coordinates cannot serve, or an axis is too short.
    pub fn new(request: &Request, source: &dyn Source) -> Result<Self> {
        let contents = source.contents();
        let mut coordinates = CoordinateSet::new(source, request.memory);
        let mut variables = Vec::new();
        let (fields, notices) = match &request.calculation {
            Calculation::Evaluate(statements) => {
                expression::plan(statements, request, source, &mut coordinates, &mut variables)?
            }
            _ => tables(request, source, &mut coordinates, &mut variables)?,
        };
        let reasons = fields.iter().flat_map(FieldPlan::fields).flat_map(reasons).collect();
        let attributes = provenance::file_attributes(contents, &request.command_line);
        let windows: HashMap<_, _> = fields.iter().flat_map(FieldPlan::result_windows).collect();
        for variable in &mut variables {
            variable.windows = windows.get(variable.path.as_str()).cloned().unwrap_or_default();
        }
        let schema = OutputSchema { attributes, coordinates: coordinates.into_outputs(), variables };
        check_names(&schema, request, &contents.path)?;
        Ok(Self { fields, schema, notices, reasons })
    }

    /// What the output will hold.
    #[must_use]
    pub fn schema(&self) -> &OutputSchema {
        &self.schema
    }

    /// The plan of each field, in the order in which they are computed.
    #[must_use]
    pub fn fields(&self) -> &[FieldPlan] {
        &self.fields
    }

    /// What the user should know before the plan runs.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Why the fields were taken for what they are, and their axes: sentences for people.
    #[must_use]
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }

    /// Bytes that a run reads and writes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.fields.iter().map(|field| field.bytes_read() + field.bytes_written()).sum()
    }
}

/// The plans of a calculation that is one table of terms on each field.
fn tables(
    request: &Request,
    source: &dyn Source,
    coordinates: &mut CoordinateSet<'_>,
    variables: &mut Vec<OutputVariable>,
) -> Result<(Vec<FieldPlan>, Vec<Notice>)> {
    let contents = source.contents();
    let (selected, mut notices) = selection::select(request, contents)?;
    let mut plans = Vec::new();
    for field in &selected {
        let table = Table::new(&request.calculation, field).map_err(|error| error.in_file(&contents.path))?;
        let used = |number: &usize| table.operator.terms().iter().any(|term| term.axis == *number);
        let axes = (0..field.axes.len()).filter(used).map(|number| &field.axes[number]);
        let axes: Vec<_> = axes.collect();
        for notice in notice::notices(field, &Use::of(&request.calculation, &axes)) {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
        plans.push(table_plan::plan(request, &table, field, source, coordinates, variables)?);
    }
    Ok((plans, notices))
}

/// Why a field was taken for what it is, and its axes.
fn reasons(field: &Field) -> Vec<String> {
    let path = field.path();
    let axes = field.axes.iter().map(|axis| format!("{path}: axis `{}` {}", axis.name, axis.reason));
    field.reasons.iter().map(|reason| format!("{path}: {reason}")).chain(axes).collect()
}

/// Two results, or a result and a coordinate, can have one name where a file holds fields of like names.
fn check_names(schema: &OutputSchema, request: &Request, input: &Path) -> Result<()> {
    let coordinates = schema.coordinates.iter().map(|coordinate| &coordinate.path);
    let variables = schema.variables.iter().map(|variable| &variable.path);
    let mut seen = HashSet::new();
    let Some(path) = coordinates.chain(variables).find(|path| !seen.insert(*path)) else { return Ok(()) };
    let problem = format!("two things in the output would be called `{path}`");
    if let Calculation::Evaluate(_) = request.calculation {
        let hint = Some("give a result another name; a vector `w` is written as `w_x`, `w_y`, …".to_owned());
        return Err(FileError::Option { problem, hint }.into());
    }
    let hint = "--field chooses the fields, and gives them names: NAME=c0,c1,c2";
    Err(FileError::undecided(problem, hint).in_file(input).into())
}
