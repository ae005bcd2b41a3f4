//! The plan for one table of terms on one field.

use fieldops_io::{
    Attribute, OutputVariable, Source,
    field::{Field, FieldAxis},
};
use fieldops_operators::{Grid, GridAxis, Operator, Spacing};
use ndarray::Axis;

use crate::{
    Error, FieldPlan, Request, Result,
    coordinates::CoordinateSet,
    field_plan::Task,
    inputs::Inputs,
    program::Graph,
    provenance, result_units,
    results::{self, Description},
    table::Table,
};

/// Plans the calculation on `field`; what the output holds of it joins `variables` and `coordinates`.
///
/// # Errors
/// When terms in different units would be added; when coordinates cannot serve, or an axis is too short.
pub(crate) fn plan(
    request: &Request,
    table: &Table,
    field: &Field,
    source: &dyn Source,
    coordinates: &mut CoordinateSet<'_>,
    variables: &mut Vec<OutputVariable>,
) -> Result<FieldPlan> {
    let input = &source.contents().path;
    let mut inputs = Inputs::default();
    let leaves = inputs.add(field, &table.components, source)?;
    let axes = grid_axes(&field.axes, used_by(&table.operator), |axis| coordinates.spacing(field, axis))?;
    let grid = Grid::new(&field.shape, axes).map_err(|source_error| Error::Field {
        path: input.clone(),
        field: field.path(),
        source: source_error,
    })?;

    let dimensions = coordinates.dimensions(field)?;
    let index = |index| coordinates.index(field, index, &dimensions);
    let index_dimensions =
        results::are_stacked(request.layout, field).then(|| table.indices.iter().map(index).collect());
    let value_type = request.precision.map_or(field.value_type, |precision| precision.of(field.value_type));
    let terms: Vec<_> = table.operator.terms().iter().map(|term| (term.axis, term.order)).collect();
    let scheme = provenance::scheme(&terms, &grid, request.edge_order);
    let description = Description {
        group: &field.group,
        whole: &table.whole,
        parts: &table.parts,
        indices: &table.indices,
        units: &result_units::of_outputs(table, field, input)?,
        shape: field.interior_shape(),
        dimensions,
        index_dimensions,
        position: results::index_position(field),
        value_type,
        provenance: scheme.map(|scheme| Attribute::text("scheme", scheme)).into_iter().collect(),
        compression: request.compression.unwrap_or_else(|| inputs.blocks[0].compression()),
    };
    let mut results = Vec::new();
    for (result, variable) in description.variables() {
        results.push(result);
        variables.push(variable);
    }

    let mut graph = Graph::default();
    let components: Vec<_> =
        leaves.iter().map(|leaf| graph.input(*leaf, field.value_type.is_complex())).collect();
    let axes: Vec<usize> = (0..field.axes.len()).collect();
    let outputs = graph.apply(&table.operator, &components, &axes);
    let outputs = outputs.into_iter().map(|node| (node, value_type)).collect();
    let (fields, positions) = (vec![field.clone()], Vec::new());
    let task = Task { fields, inputs, graph, outputs, grid, positions, results };
    FieldPlan::new(request, task, source)
}

/// Whether a term of the operator names an axis.
fn used_by(operator: &Operator) -> impl Fn(usize) -> bool + use<'_> {
    |number| operator.terms().iter().any(|term| term.axis == number)
}

/// The axes of a grid; those that are not used need no coordinates.
pub(crate) fn grid_axes(
    axes: &[FieldAxis],
    is_used: impl Fn(usize) -> bool,
    spacing: impl Fn(&FieldAxis) -> Result<Spacing>,
) -> Result<Vec<GridAxis>> {
    let with_spacing = |(number, axis): (usize, &FieldAxis)| {
        let spacing =
            if is_used(number) { spacing(axis)? } else { Spacing::uniform(1.0).expect("1 is a spacing") };
        Ok(GridAxis::new(axis.name.clone(), Axis(axis.dimension), spacing))
    };
    axes.iter().enumerate().map(with_spacing).collect()
}
