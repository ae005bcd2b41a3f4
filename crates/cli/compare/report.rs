//! What `compare` reports, in the shape in which `--json` prints it. Programs read it: a change that could break one
//! raises [`SCHEMA`].

use fieldops_io::{Contents, Source, Variable, text_of};
use fieldops_pipeline::compare::{
    Comparison, Largest, Outcome, Place, Side, Tally, Value, VariableComparison, coordinates_at,
};
use serde::{Serialize, Serializer};

use crate::{
    request::CompareTask,
    wording::{storage_name, type_name},
};

/// Version of the shape of the report.
const SCHEMA: u32 = 1;

#[derive(Debug, Serialize)]
pub(crate) struct Report {
    schema: u32,
    pub(crate) a: FileReport,
    pub(crate) b: FileReport,
    pub(crate) atol: Number,
    pub(crate) rtol: Number,
    pub(crate) equal: bool,
    pub(crate) variables: Vec<VariableReport>,
}

#[derive(Debug, Serialize)]
pub(crate) struct FileReport {
    pub(crate) path: String,
    pub(crate) format: &'static str,
    /// Objects that the listing skipped.
    pub(crate) skipped: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct VariableReport {
    pub(crate) path: String,
    pub(crate) verdict: Verdict,
    /// How the first file has it.
    pub(crate) a: Option<Description>,
    /// How the second file has it.
    pub(crate) b: Option<Description>,
    pub(crate) units_differ: bool,
    /// What the values are, where they were compared.
    pub(crate) values: Option<ValuesReport>,
    pub(crate) warnings: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Equal,
    /// There are differences, all of them within the tolerance.
    WithinTolerance,
    ValuesDiffer,
    /// The values agree.
    UnitsDiffer,
    ShapesDiffer,
    /// One file holds numbers, the other something else; or both hold other things, which are not of one type.
    TypesDiffer,
    OnlyInA,
    OnlyInB,
    /// Both hold the same, but not numbers that can be compared.
    NotCompared,
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Description {
    pub(crate) shape: Vec<usize>,
    #[serde(rename = "type")]
    pub(crate) data_type: String,
    pub(crate) storage: String,
    pub(crate) units: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ValuesReport {
    pub(crate) count: u64,
    pub(crate) differing: u64,
    pub(crate) first: Option<PlaceReport>,
    /// How many are finite in one file only.
    pub(crate) one_finite: u64,
    pub(crate) first_one_finite: Option<PlaceReport>,
    pub(crate) largest_absolute: Option<LargestReport>,
    pub(crate) largest_relative: Option<LargestReport>,
}

#[derive(Debug, Serialize)]
pub(crate) struct LargestReport {
    pub(crate) difference: Number,
    #[serde(flatten)]
    pub(crate) place: PlaceReport,
}

#[derive(Debug, Serialize)]
pub(crate) struct PlaceReport {
    pub(crate) index: Vec<usize>,
    pub(crate) coordinates: Vec<CoordinateReport>,
    pub(crate) a: ValueReport,
    pub(crate) b: ValueReport,
}

#[derive(Debug, Serialize)]
pub(crate) struct CoordinateReport {
    pub(crate) axis: String,
    pub(crate) value: Number,
}

/// A number, complex ones as [real part, imaginary part].
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum ValueReport {
    Real(Number),
    Complex([Number; 2]),
}

/// A number; NaN and infinities, which JSON does not know, become the strings `NaN`, `inf` and `-inf`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number(pub(crate) f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() { serializer.serialize_f64(self.0) } else { serializer.collect_str(&self.0) }
    }
}

impl Report {
    pub(crate) fn new(task: &CompareTask, comparison: &Comparison, a: &dyn Source, b: &dyn Source) -> Self {
        let variables = comparison.variables.iter().map(|found| VariableReport::new(found, a, b));
        Self {
            schema: SCHEMA,
            a: FileReport::new(a.contents()),
            b: FileReport::new(b.contents()),
            atol: Number(task.request.tolerance.absolute),
            rtol: Number(task.request.tolerance.relative),
            equal: !comparison.differs(),
            variables: variables.collect(),
        }
    }

    /// What speaks against the verdict, for those who do not see the report.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for variable in &self.variables {
            let own = variable.warnings.iter().map(|warning| format!("`{}`: {warning}", variable.path));
            warnings.extend(own);
            if let (Verdict::NotCompared, Some(a)) = (variable.verdict, &variable.a) {
                warnings.push(format!("`{}` is not compared: {}", variable.path, a.data_type));
            }
        }
        for file in [&self.a, &self.b] {
            warnings.extend(
                file.skipped.iter().map(|skipped| format!("not compared in {}: {skipped}", file.path)),
            );
        }
        warnings
    }
}

impl FileReport {
    fn new(contents: &Contents) -> Self {
        Self {
            path: contents.path.to_string_lossy().into_owned(),
            format: contents.format,
            skipped: contents.skipped.iter().map(ToString::to_string).collect(),
        }
    }
}

impl VariableReport {
    fn new(found: &VariableComparison, a: &dyn Source, b: &dyn Source) -> Self {
        let (of_a, of_b) = (a.contents().variable(&found.path), b.contents().variable(&found.path));
        let place = |place: &Place| PlaceReport::new(place, &[(a, of_a), (b, of_b)]);
        let values = match &found.outcome {
            Outcome::Values(tally) => Some(ValuesReport::new(tally, place)),
            _ => None,
        };
        let rounded = "integers beyond 2^53 are compared rounded to double precision: differences between them may be \
                       hidden";
        Self {
            path: found.path.clone(),
            verdict: Verdict::of(found),
            a: of_a.map(Description::of),
            b: of_b.map(Description::of),
            units_differ: found.units_differ,
            values,
            warnings: found.rounded_integers.then(|| rounded.to_owned()).into_iter().collect(),
        }
    }
}

impl Verdict {
    fn of(found: &VariableComparison) -> Self {
        match &found.outcome {
            Outcome::OnlyIn(Side::A) => Self::OnlyInA,
            Outcome::OnlyIn(Side::B) => Self::OnlyInB,
            Outcome::Shapes => Self::ShapesDiffer,
            Outcome::Types => Self::TypesDiffer,
            Outcome::Values(tally) if tally.differing > 0 => Self::ValuesDiffer,
            _ if found.units_differ => Self::UnitsDiffer,
            Outcome::NotCompared => Self::NotCompared,
            Outcome::Values(tally) if tally.largest_absolute.is_some() => Self::WithinTolerance,
            Outcome::Values(_) => Self::Equal,
        }
    }

    /// Whether it is a difference.
    pub(crate) fn differs(self) -> bool {
        !matches!(self, Self::Equal | Self::WithinTolerance | Self::NotCompared)
    }
}

impl Description {
    fn of(variable: &Variable) -> Self {
        Self {
            shape: variable.shape.clone(),
            data_type: type_name(&variable.data_type),
            storage: storage_name(&variable.storage),
            units: text_of(&variable.attributes, "units").map(str::to_owned),
        }
    }
}

impl ValuesReport {
    fn new(tally: &Tally, place: impl Fn(&Place) -> PlaceReport) -> Self {
        let largest = |largest: &Largest| LargestReport {
            difference: Number(largest.difference),
            place: place(&largest.place),
        };
        Self {
            count: tally.count,
            differing: tally.differing,
            first: tally.first.as_ref().map(&place),
            one_finite: tally.one_finite,
            first_one_finite: tally.first_one_finite.as_ref().map(&place),
            largest_absolute: tally.largest_absolute.as_ref().map(largest),
            largest_relative: tally.largest_relative.as_ref().map(largest),
        }
    }
}

impl PlaceReport {
    /// The place with the coordinates that the first of the files knows which knows any.
    fn new(place: &Place, files: &[(&dyn Source, Option<&Variable>); 2]) -> Self {
        let shape = files[0].1.map(|variable| variable.shape.as_slice()).unwrap_or_default();
        let index = place.index(shape);
        let coordinates = files
            .iter()
            .filter_map(|(source, variable)| Some(coordinates_at(*source, (*variable)?, &index)))
            .find(|coordinates| !coordinates.is_empty())
            .unwrap_or_default();
        Self {
            index,
            coordinates: coordinates
                .into_iter()
                .map(|it| CoordinateReport { axis: it.axis, value: Number(it.value) })
                .collect(),
            a: place.a.into(),
            b: place.b.into(),
        }
    }
}

impl From<Value> for ValueReport {
    fn from(value: Value) -> Self {
        match value {
            Value::Real(value) => Self::Real(Number(value)),
            Value::Complex(value) => Self::Complex([Number(value.re), Number(value.im)]),
        }
    }
}
