//! The variables of the output that hold the results on one field.

use std::{ops::Range, path::Path};

use fieldops_io::{
    Attribute, AttributeValue, Compression, OutputDimension, OutputVariable, ValueType,
    field::{Field, Layout},
};

use crate::{
    LayoutChoice, Result, result_units,
    table::{Index, Label, Table},
};

/// A variable of the output: one result, or several along the axes of its indices.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResultVariable {
    pub(crate) path: String,
    pub(crate) value_type: ValueType,
    /// Where among the axes those of the indices stand.
    pub(crate) position: usize,
    /// Their extents; none for one result.
    pub(crate) indices: Vec<usize>,
}

impl ResultVariable {
    /// A window of the field with the whole of the indices.
    pub(crate) fn window(&self, window: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut all = window.to_vec();
        all.splice(self.position..self.position, self.indices.iter().map(|count| 0..*count));
        all
    }

    pub(crate) fn count(&self) -> usize {
        self.indices.iter().product()
    }
}

/// What the variables of the output share.
pub(crate) struct Description<'a> {
    /// The file that holds the field.
    pub(crate) input: &'a Path,
    pub(crate) field: &'a Field,
    pub(crate) table: &'a Table,
    /// Those of the field.
    pub(crate) dimensions: Vec<OutputDimension>,
    /// Those of the indices, where the results are stacked.
    pub(crate) indices: Option<Vec<OutputDimension>>,
    pub(crate) value_type: ValueType,
    pub(crate) scheme: String,
    pub(crate) compression: Compression,
}

/// Whether the results on a field lie in one variable.
pub(crate) fn are_stacked(layout: LayoutChoice, field: &Field) -> bool {
    match (layout, field.layout) {
        (LayoutChoice::Stacked, _) | (LayoutChoice::Auto, Layout::Stacked { .. }) => true,
        (LayoutChoice::Split, _) | (LayoutChoice::Auto, Layout::Split) => false,
    }
}

impl Description<'_> {
    /// The variables, and what they hold of the results.
    ///
    /// # Errors
    /// When terms in different units would be added.
    pub(crate) fn variables(&self) -> Result<Vec<(ResultVariable, OutputVariable)>> {
        let outputs = 0..self.table.operator.outputs();
        if let Some(dimensions) = &self.indices {
            return Ok(vec![self.variable(&self.table.whole, &self.table.indices, dimensions, outputs)?]);
        }
        let part = |output: usize| self.variable(&self.table.parts[output], &[], &[], output..output + 1);
        outputs.map(part).collect()
    }

    fn variable(
        &self,
        label: &Label,
        indices: &[Index],
        index_dimensions: &[OutputDimension],
        outputs: Range<usize>,
    ) -> Result<(ResultVariable, OutputVariable)> {
        let path = format!("{}/{}", self.field.group, label.name);
        let position = match self.field.layout {
            Layout::Stacked { axis } if !indices.is_empty() => axis,
            _ => 0,
        };
        let counts: Vec<usize> = indices.iter().map(|index| index.labels.len()).collect();
        let mut shape = self.field.interior_shape();
        shape.splice(position..position, counts.iter().copied());
        let mut dimensions = self.dimensions.clone();
        dimensions.splice(position..position, index_dimensions.iter().cloned());

        let units = result_units::of_outputs(outputs, self.table, self.field, self.input)?;
        let mut attributes = Vec::new();
        attributes.extend(units.map(|units| Attribute::text("units", units)));
        attributes.push(Attribute::text("long_name", &label.long_name));
        attributes.push(Attribute::text("scheme", &self.scheme));
        attributes.extend(indices.iter().map(|index| Attribute {
            name: if index.dimension == "axis" { "axes" } else { "components" }.to_owned(),
            value: AttributeValue::Texts(index.labels.clone()),
        }));
        let (value_type, compression) = (self.value_type, self.compression);
        Ok((
            ResultVariable { path: path.clone(), value_type, position, indices: counts },
            OutputVariable { path, shape, value_type, dimensions, attributes, compression },
        ))
    }
}
