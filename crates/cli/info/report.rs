//! What `info` reports, in the shape in which `--json` prints it: `docs/info-json.md` describes it. Programs read it: a
//! change that could break one raises [`SCHEMA`].

use anyhow::Result;
use fieldops_io::{
    Error, ErrorKind, Source,
    conventions::{Hints, Inference, infer},
    field::Field,
};
use serde::Serialize;

use super::{
    coordinates::{self, CoordinateReport},
    fields::{FieldReport, RefusalReport},
    variables::VariableReport,
};

/// Version of the shape of the report.
const SCHEMA: u32 = 1;

#[derive(Debug, Serialize)]
pub(crate) struct Report {
    schema: u32,
    pub(crate) files: Vec<FileReport>,
}

impl Report {
    pub(crate) fn new(files: Vec<FileReport>) -> Self {
        Self { schema: SCHEMA, files }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct FileReport {
    pub(crate) path: String,
    pub(crate) format: &'static str,
    pub(crate) variables: Vec<VariableReport>,
    pub(crate) coordinates: Vec<CoordinateReport>,
    pub(crate) vectors: Vec<FieldReport>,
    pub(crate) scalars: Vec<FieldReport>,
    /// Why no field could be told, where that is so.
    pub(crate) problem: Option<Problem>,
    pub(crate) refused: Vec<RefusalReport>,
    /// What is no field, without the refused ones.
    pub(crate) passed_over: Vec<PassedOver>,
    /// Objects that the listing skipped.
    pub(crate) skipped: Vec<String>,
    /// What is read from elsewhere than the file itself.
    pub(crate) outside: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct PassedOver {
    pub(crate) object: String,
    pub(crate) reason: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl FileReport {
    /// The report of a file. That its fields cannot be told is part of the report.
    ///
    /// # Errors
    /// When the hints contradict the file.
    pub(crate) fn new(source: &dyn Source, hints: &Hints) -> Result<Self> {
        let contents = source.contents();
        let (inference, problem) = match infer(contents, hints) {
            Ok(inference) => (inference, None),
            Err(error) if error.kind() == ErrorKind::Usage => return Err(error.into()),
            Err(error) => (Inference::default(), Some(Problem::new(&error))),
        };
        let fields = |fields: &[Field]| fields.iter().map(FieldReport::new).collect();
        let variables = contents.variables.iter();
        Ok(Self {
            path: contents.path.to_string_lossy().into_owned(),
            format: contents.format,
            variables: variables.map(|variable| VariableReport::new(variable, &inference)).collect(),
            coordinates: coordinates::of_file(source, &inference),
            vectors: fields(&inference.vectors),
            scalars: fields(&inference.scalars),
            problem,
            refused: inference.refused.iter().map(RefusalReport::new).collect(),
            passed_over: passed_over(&inference),
            skipped: contents.skipped.iter().map(ToString::to_string).collect(),
            outside: contents.outside.iter().map(ToString::to_string).collect(),
        })
    }
}

impl Problem {
    fn new(error: &Error) -> Self {
        Self { message: error.to_string(), hint: error.hint().map(str::to_owned) }
    }
}

fn passed_over(inference: &Inference) -> Vec<PassedOver> {
    let is_refused = |object: &str, reason: &str| {
        inference.refused.iter().any(|refusal| refusal.field == object && refusal.problem == reason)
    };
    let others = inference.passed_over.iter().filter(|(object, reason)| !is_refused(object, reason));
    others.cloned().map(|(object, reason)| PassedOver { object, reason }).collect()
}

#[cfg(test)]
mod tests;
