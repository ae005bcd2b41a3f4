//! What `info` reports, in the shape in which `--json` prints it. Programs read it: a change that could break one
//! raises [`SCHEMA`].

use anyhow::Result;
use fieldops_io::{
    Contents, Error, ErrorKind, Source, Storage, Variable,
    conventions::{Hints, Inference, infer},
    field::{Coordinates, Field, FieldAxis, Layout},
    lint::{self, Finding},
    text_of,
};
use fieldops_operators::Spacing;
use serde::Serialize;

use crate::{evenness::Range, wording::type_name};

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
    pub(crate) vectors: Vec<FieldReport>,
    pub(crate) scalars: Vec<FieldReport>,
    /// Why no field could be told, where that is so.
    pub(crate) problem: Option<Problem>,
    pub(crate) passed_over: Vec<PassedOver>,
    /// Objects that the listing skipped.
    pub(crate) skipped: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct VariableReport {
    pub(crate) path: String,
    pub(crate) shape: Vec<usize>,
    #[serde(rename = "type")]
    pub(crate) data_type: String,
    pub(crate) storage: String,
    pub(crate) chunk: Option<Vec<usize>>,
    pub(crate) filters: Vec<String>,
    pub(crate) dimensions: Vec<Option<String>>,
    pub(crate) units: Option<String>,
    pub(crate) is_coordinate: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct FieldReport {
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) units: Option<String>,
    pub(crate) component_axis: Option<usize>,
    pub(crate) components: Vec<ComponentReport>,
    pub(crate) axes: Vec<AxisReport>,
    /// Names of the dimensions that are carried along.
    pub(crate) carried: Vec<String>,
    /// What speaks against taking its derivatives as they are.
    pub(crate) cautions: Vec<String>,
    pub(crate) reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ComponentReport {
    pub(crate) name: String,
    pub(crate) variable: String,
    /// Position along the component axis.
    pub(crate) index: Option<usize>,
    pub(crate) axis: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct AxisReport {
    pub(crate) name: String,
    /// Its position among the dimensions of one component.
    pub(crate) dimension: usize,
    pub(crate) points: usize,
    /// Variable that holds the coordinates.
    pub(crate) coordinates: Option<String>,
    /// Even spacing that was given in place of coordinates.
    pub(crate) given_spacing: Option<f64>,
    pub(crate) range: Option<Range>,
    pub(crate) units: Option<String>,
    pub(crate) reason: String,
    /// What is odd about its coordinates.
    pub(crate) findings: Vec<FindingReport>,
    /// Why no derivative can be taken along it, where that is so.
    pub(crate) problem: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct FindingReport {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
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
        let fields = |fields: &[Field]| fields.iter().map(|field| FieldReport::new(field, source)).collect();
        let passed_over = inference.passed_over.iter().cloned();
        Ok(Self {
            path: contents.path.to_string_lossy().into_owned(),
            format: contents.format,
            variables: contents
                .variables
                .iter()
                .map(|variable| VariableReport::new(variable, &inference))
                .collect(),
            vectors: fields(&inference.vectors),
            scalars: fields(&inference.scalars),
            problem,
            passed_over: passed_over.map(|(object, reason)| PassedOver { object, reason }).collect(),
            skipped: contents.skipped.iter().map(ToString::to_string).collect(),
        })
    }
}

impl Problem {
    fn new(error: &Error) -> Self {
        Self { message: error.to_string(), hint: error.hint().map(str::to_owned) }
    }
}

impl VariableReport {
    fn new(variable: &Variable, inference: &Inference) -> Self {
        let (storage, chunk, filters) = match &variable.storage {
            Storage::Compact => ("compact".to_owned(), None, Vec::new()),
            Storage::Contiguous => ("contiguous".to_owned(), None, Vec::new()),
            Storage::Chunked { chunk, filters } => {
                ("chunked".to_owned(), Some(chunk.clone()), filters.clone())
            }
            Storage::Elsewhere(place) => (place.clone(), None, Vec::new()),
        };
        Self {
            path: variable.path.clone(),
            shape: variable.shape.clone(),
            data_type: type_name(&variable.data_type),
            storage,
            chunk,
            filters,
            dimensions: variable.dimensions.iter().map(|dimension| dimension.name.clone()).collect(),
            units: text_of(&variable.attributes, "units").map(str::to_owned),
            is_coordinate: inference.coordinates.contains(&variable.path),
        }
    }
}

impl FieldReport {
    fn new(field: &Field, source: &dyn Source) -> Self {
        let component = |component: &fieldops_io::field::Component| ComponentReport {
            name: component.name.clone(),
            variable: component.variable.clone(),
            index: component.index,
            axis: component.axis.map(|axis| field.axes[axis].name.clone()),
        };
        Self {
            path: field.path(),
            name: field.name.clone(),
            shape: field.shape.clone(),
            units: field.units.clone(),
            component_axis: match field.layout {
                Layout::Split => None,
                Layout::Stacked { axis } => Some(axis),
            },
            components: field.components.iter().map(component).collect(),
            axes: field.axes.iter().map(|axis| AxisReport::new(axis, field, source)).collect(),
            carried: field.carried.iter().map(|axis| axis.name.clone()).collect(),
            cautions: field.cautions.clone(),
            reasons: field.reasons.clone(),
        }
    }
}

impl FindingReport {
    fn new(finding: Finding) -> Self {
        Self { kind: finding.kind.name(), message: finding.message }
    }
}

impl AxisReport {
    fn new(axis: &FieldAxis, field: &Field, source: &dyn Source) -> Self {
        let (coordinates, given_spacing) = match &axis.coordinates {
            Coordinates::Variable(path) => (Some(path.clone()), None),
            Coordinates::Uniform { spacing, .. } => (None, Some(*spacing)),
            Coordinates::Unknown => (None, None),
        };
        let (range, findings, problem) =
            match coordinates.as_deref().map(|path| read(path, source.contents(), source)) {
                None => (None, Vec::new(), None),
                Some(Err(problem)) => (None, Vec::new(), Some(problem)),
                Some(Ok(values)) => {
                    let problem = Spacing::from_coordinates(&values).err().map(|error| error.to_string());
                    let findings = lint::coordinates(&values, axis.units.as_deref(), &axis.name);
                    (Range::of(&values), findings, problem)
                }
            };
        Self {
            name: axis.name.clone(),
            dimension: axis.dimension,
            points: field.shape[axis.dimension],
            coordinates,
            given_spacing,
            range,
            units: axis.units.clone(),
            reason: axis.reason.clone(),
            findings: findings.into_iter().map(FindingReport::new).collect(),
            problem,
        }
    }
}

fn read(path: &str, contents: &Contents, source: &dyn Source) -> Result<Vec<f64>, String> {
    let variable = contents.variable(path).ok_or_else(|| format!("`{path}` is not there"))?;
    fieldops_pipeline::read_coordinates(source, variable)
        .map_err(|error| format!("{:#}", anyhow::Error::from(error)))
}
