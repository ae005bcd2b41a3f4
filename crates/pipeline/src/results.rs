//! The variables of the output that hold the results on one field.

use std::ops::Range;

use fieldops_io::{
    Attribute, AttributeValue, Attributes, Compression, OutputDimension, OutputVariable, ValueType,
    field::{Field, Layout},
};

use crate::{
    LayoutChoice,
    table::{Index, Label},
};

/// A variable of the output: one result, or several along the axes of its indices.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResultVariable {
    pub(crate) path: String,
    pub(crate) value_type: ValueType,
    /// Where among the axes those of the indices stand.
    pub(crate) position: usize,
    /// Those of the results along each of them; none for one result.
    pub(crate) indices: Vec<Range<usize>>,
}

impl ResultVariable {
    /// A window of the field with the indices.
    pub(crate) fn window(&self, window: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut all = window.to_vec();
        all.splice(self.position..self.position, self.indices.iter().cloned());
        all
    }

    /// How many of the last axes count results that stand side by side, where a field has so many axes.
    pub(crate) fn interleaved(&self, axes: usize) -> usize {
        if self.position == axes && self.count() > 1 { self.indices.len() } else { 0 }
    }

    pub(crate) fn bytes_per_point(&self) -> usize {
        self.count() * self.value_type.bytes()
    }

    /// Number of results.
    pub(crate) fn count(&self) -> usize {
        self.indices.iter().map(Range::len).product()
    }

    /// The variable, cut along the first of the indices where behind it there are so many numbers in a row; `shape` is the extents
    /// of one result.
    pub(crate) fn by_first_index(&self, shape: &[usize], least_run: usize) -> Vec<Self> {
        let run = shape[self.position..].iter().fold(1, |run: usize, extent| run.saturating_mul(*extent));
        let Some(first) = self.indices.first().filter(|_| run >= least_run) else {
            return vec![self.clone()];
        };
        let at = |index| {
            let mut indices = self.indices.clone();
            indices[0] = index..index + 1;
            Self { indices, ..self.clone() }
        };
        first.clone().map(at).collect()
    }

    /// Takes what is behind it along the first of the indices; answers whether `other` is that.
    pub(crate) fn extend(&mut self, other: &Self) -> bool {
        let [Some(own), Some(behind)] = [self.indices.first(), other.indices.first()] else { return false };
        let is_behind = self.path == other.path && own.end == behind.start;
        if is_behind {
            self.indices[0].end = behind.end;
        }
        is_behind
    }
}

/// Results that are told apart by indices, and what their variables share.
pub(crate) struct Description<'a> {
    /// The group of the output that holds them: empty for the root, else with a leading slash.
    pub(crate) group: &'a str,
    /// All results as one.
    pub(crate) whole: &'a Label,
    /// Each result, in the order of the indices.
    pub(crate) parts: &'a [Label],
    pub(crate) indices: &'a [Index],
    /// Unit of each result, where it is known.
    pub(crate) units: &'a [Option<String>],
    /// Extents of a result.
    pub(crate) shape: Vec<usize>,
    /// The dimensions of a result.
    pub(crate) dimensions: Vec<OutputDimension>,
    /// Those of the indices, where the results are stacked.
    pub(crate) index_dimensions: Option<Vec<OutputDimension>>,
    /// Where among the dimensions those of the indices stand.
    pub(crate) position: usize,
    pub(crate) value_type: ValueType,
    /// Attributes behind the unit and the name: how the results were made.
    pub(crate) provenance: Attributes,
    pub(crate) compression: Compression,
}

/// Whether the results on a field lie in one variable.
pub(crate) fn are_stacked(layout: LayoutChoice, field: &Field) -> bool {
    match (layout, field.layout) {
        (LayoutChoice::Stacked, _) | (LayoutChoice::Auto, Layout::Stacked { .. }) => true,
        (LayoutChoice::Split, _) | (LayoutChoice::Auto, Layout::Split) => false,
    }
}

/// Where the indices of results stand among the dimensions: where the components of the field stand.
pub(crate) fn index_position(field: &Field) -> usize {
    match field.layout {
        Layout::Stacked { axis } => axis,
        Layout::Split => 0,
    }
}

impl Description<'_> {
    /// The variables, and what they hold of the results.
    pub(crate) fn variables(&self) -> Vec<(ResultVariable, OutputVariable)> {
        if let Some(dimensions) = &self.index_dimensions {
            let (first, others) = self.units.split_first().expect("there is a result");
            let units = first.as_deref().filter(|_| others.iter().all(|other| other == first));
            return vec![self.variable(self.whole, self.indices, dimensions, units)];
        }
        let part = |(part, units): (&Label, &Option<String>)| self.variable(part, &[], &[], units.as_deref());
        self.parts.iter().zip(self.units).map(part).collect()
    }

    fn variable(
        &self,
        label: &Label,
        indices: &[Index],
        index_dimensions: &[OutputDimension],
        units: Option<&str>,
    ) -> (ResultVariable, OutputVariable) {
        let path = format!("{}/{}", self.group, label.name);
        let position = if indices.is_empty() { 0 } else { self.position };
        let ranges: Vec<_> = indices.iter().map(|index| 0..index.labels.len()).collect();
        let mut shape = self.shape.clone();
        shape.splice(position..position, ranges.iter().map(Range::len));
        let mut dimensions = self.dimensions.clone();
        dimensions.splice(position..position, index_dimensions.iter().cloned());

        let mut attributes = Vec::new();
        attributes.extend(units.map(|units| Attribute::text("units", units)));
        attributes.push(Attribute::text("long_name", &label.long_name));
        attributes.extend(self.provenance.iter().cloned());
        attributes.extend(indices.iter().map(|index| Attribute {
            name: if index.dimension == "axis" { "axes" } else { "components" }.to_owned(),
            value: AttributeValue::Texts(index.labels.clone()),
        }));
        let (value_type, compression) = (self.value_type, self.compression);
        (
            ResultVariable { path: path.clone(), value_type, position, indices: ranges },
            OutputVariable {
                path,
                shape,
                value_type,
                dimensions,
                attributes,
                compression,
                windows: Vec::new(),
            },
        )
    }
}
