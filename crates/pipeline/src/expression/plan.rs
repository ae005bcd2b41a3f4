//! The plans for expressions: one for each grid that they are about.

use std::{collections::BTreeSet, ops::Range};

use fieldops_io::{Attribute, Compression, OutputVariable, Source, field::Field};
use fieldops_operators::Grid;

use super::{
    Statement,
    function::Function,
    geometry::Geometry,
    names::{Meaning, Names, collect},
    problem::Fault,
    result::{Labels, common_group, labels, value_type},
    shape::Value,
    translate::{Translator, on_different_grids},
    unit::Unit,
};
use crate::{
    Error, FieldPlan, LayoutChoice, Notice, Request, Result,
    coordinates::CoordinateSet,
    field_plan::Task,
    notice::{self, Use},
    provenance,
    results::Description,
    table_plan::grid_axes,
};

/// Plans all statements; what the output holds joins `variables` and `coordinates`.
///
/// # Errors
/// When a statement is wrong, or does not suit the file ([`ExpressionError`](crate::ExpressionError)); when coordinates
/// cannot serve, or an axis is too short.
pub(crate) fn plan(
    statements: &[Statement],
    request: &Request,
    source: &dyn Source,
    coordinates: &mut CoordinateSet<'_>,
    variables: &mut Vec<OutputVariable>,
) -> Result<(Vec<FieldPlan>, Vec<Notice>)> {
    let names = Names::find(statements, &request.hints, source)?;
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (number, statement) in statements.iter().enumerate() {
        let in_text = |fault: Fault| fault.within(&statement.text);
        check_name(statement, &statements[..number], &names, source).map_err(in_text)?;
        let place = place(statement, &names, &mut groups).map_err(in_text)?;
        let translator = &mut groups[place].translator;
        if let Some(axis) = translator.geometry.axes().iter().find(|axis| axis.name == statement.name) {
            let problem = format!("`{}` is the name of an axis, so no result can have it", axis.name);
            return Err(in_text(Fault::new(&statement.name_span, problem)).into());
        }
        let value = translator.value(&statement.expression, &names, source).map_err(in_text)?;
        if !translator.graph.takes_anything(&value.parts) {
            return Err(in_text(names_nothing(statement)).into());
        }
        let fields = std::mem::take(&mut translator.named);
        translator.results.insert(statement.name.clone(), (value.clone(), fields.clone()));
        groups[place].made.push(Made { statement, value, fields });
    }
    let mut plans = Vec::new();
    let mut notices = Vec::new();
    for group in groups {
        for notice in group.notices() {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
        plans.push(group.plan(request, source, coordinates, variables)?);
    }
    Ok((plans, notices))
}

/// Refuses a name that hides something.
fn check_name(
    statement: &Statement,
    earlier: &[Statement],
    names: &Names,
    source: &dyn Source,
) -> Result<(), Fault> {
    if earlier.iter().any(|other| other.name == statement.name) {
        return Err(Fault::new(&statement.name_span, format!("two results are called `{}`", statement.name)));
    }
    names.check_result(statement, source)
}

fn names_nothing(statement: &Statement) -> Fault {
    Fault::new(&statement.expression.span, "the expression names no field")
}

/// The statements on one grid.
struct Group<'s> {
    translator: Translator,
    made: Vec<Made<'s>>,
}

struct Made<'s> {
    statement: &'s Statement,
    value: Value,
    /// The fields that it names, itself or by earlier results.
    fields: BTreeSet<usize>,
}

impl Group<'_> {
    fn new(field: &Field) -> Self {
        Self { translator: Translator::new(Geometry::of(field)), made: Vec::new() }
    }
}

/// The number of the group of a statement: that of the first field or result that it names.
fn place(statement: &Statement, names: &Names, groups: &mut Vec<Group<'_>>) -> Result<usize, Fault> {
    let mut lines: Vec<(&str, Option<&Field>)> = Vec::new();
    let mut place: Option<(usize, &str)> = None;
    let (mut problem, mut unknown) = (None, None);
    collect(&statement.expression, &mut |name, is_quoted, span: &Range<usize>| {
        let of_result = || groups.iter().position(|group| group.translator.results.contains_key(name));
        let own = match (is_quoted, name) {
            (false, _) if of_result().is_some() => of_result(),
            (false, "pi") => None,
            _ => match names.meaning(name) {
                Meaning::Field(field) => {
                    let on = |group: &Group<'_>| group.translator.geometry.mismatch(field).is_none();
                    Some(groups.iter().position(on).unwrap_or_else(|| {
                        groups.push(Group::new(field));
                        groups.len() - 1
                    }))
                }
                Meaning::Line(field) => {
                    lines.push((name, Some(field)));
                    None
                }
                Meaning::Unknown { problem, hint, kind } => {
                    lines.push((name, None));
                    unknown.get_or_insert_with(|| {
                        let fault = Fault::new(span, problem).of_kind(*kind);
                        hint.iter().fold(fault, Fault::hint)
                    });
                    None
                }
            },
        };
        match (own, place) {
            (Some(own), None) => place = Some((own, name)),
            (Some(own), Some((other, first))) if own != other && problem.is_none() => {
                let [one, other] = [other, own].map(|number| &groups[number].translator.geometry);
                problem = Some(on_different_grids(span, [first, name], one, &other.field()));
            }
            _ => {}
        }
    });
    if let Some(problem) = problem {
        return Err(problem);
    }
    if let Some((place, _)) = place {
        return Ok(place);
    }
    // Only coordinates: on a grid that has them all.
    let has_all = |geometry: &Geometry| lines.iter().all(|(name, _)| geometry.axis_named(name).is_some());
    if let Some(place) = groups.iter().position(|group| has_all(&group.translator.geometry)) {
        return Ok(place);
    }
    let shown = names.shown.vectors.iter().chain(&names.shown.scalars);
    let found =
        shown.filter(|field| has_all(&Geometry::of(field))).chain(lines.iter().find_map(|(_, line)| *line));
    let field = found.into_iter().next();
    let Some(field) = field.or_else(|| names.shown.vectors.first()).or_else(|| names.shown.scalars.first())
    else {
        return Err(unknown.unwrap_or_else(|| names_nothing(statement)));
    };
    groups.push(Group::new(field));
    Ok(groups.len() - 1)
}

impl Group<'_> {
    fn plan(
        self,
        request: &Request,
        source: &dyn Source,
        coordinates: &mut CoordinateSet<'_>,
        variables: &mut Vec<OutputVariable>,
    ) -> Result<FieldPlan> {
        let Self { translator, made } = self;
        let Translator { geometry, graph, inputs, fields, .. } = translator;
        let input = &source.contents().path;
        let field = geometry.field();
        let spacing = |axis: &_| coordinates.spacing(&field, axis);
        let axes = grid_axes(geometry.axes(), |axis| geometry.is_differentiated(axis), spacing)?;
        let failed =
            |source_error| Error::Field { path: input.clone(), field: geometry.path(), source: source_error };
        let grid = Grid::new(geometry.shape(), axes).map_err(failed)?;
        let position = |(number, axis)| {
            if geometry.is_located(number) { coordinates.positions(&field, axis) } else { Ok(Vec::new()) }
        };
        let positions = geometry.axes().iter().enumerate().map(position).collect::<Result<Vec<_>>>()?;
        let dimensions = coordinates.dimensions(&field)?;
        let shape: Vec<usize> = geometry.interior().iter().map(Range::len).collect();

        let mut results = Vec::new();
        let mut outputs = Vec::new();
        for Made { statement, value, fields: named } in &made {
            let reached = graph.reached(&value.parts);
            let blocks = graph.blocks(&reached);
            let read: Vec<&Field> = named.iter().map(|number| &fields[*number]).collect();
            let value_type = value_type(request, graph.is_complex(value.parts[0]), &read);
            let stacked_at = blocks.iter().find_map(|block| inputs.blocks[*block].component_axis());
            let is_stacked = match request.layout {
                LayoutChoice::Auto => stacked_at.is_some(),
                LayoutChoice::Split => false,
                LayoutChoice::Stacked => true,
            };
            let Labels { whole, parts, indices } = labels(statement, value);
            let index = |index| coordinates.index(&field, index, &dimensions);
            let terms = graph.derivatives(&reached);
            let scheme = provenance::scheme(&terms, &grid, request.edge_order);
            let of_input = || blocks.first().map(|block| inputs.blocks[*block].compression());
            let group = common_group(&read).unwrap_or(&field.group);
            let description = Description {
                group,
                whole: &whole,
                parts: &parts,
                indices: &indices,
                units: &value.units.iter().map(Unit::known).collect::<Vec<_>>(),
                shape: shape.clone(),
                dimensions: dimensions.clone(),
                index_dimensions: is_stacked.then(|| indices.iter().map(index).collect()),
                position: stacked_at.unwrap_or_default(),
                value_type,
                provenance: scheme
                    .map(|scheme| Attribute::text("scheme", scheme))
                    .into_iter()
                    .chain([Attribute::text("expression", statement.text.trim())])
                    .collect(),
                compression: request.compression.or_else(of_input).unwrap_or(Compression::None),
            };
            for (result, variable) in description.variables() {
                results.push(result);
                variables.push(variable);
            }
            outputs.extend(value.parts.iter().map(|node| (*node, value_type)));
        }

        let mut fields = fields;
        if fields.is_empty() {
            fields.push(field);
        }
        let task = Task { fields, inputs, graph, outputs, grid, positions, results };
        FieldPlan::new(request, task, source)
    }

    /// What the user should know of the fields.
    fn notices(&self) -> Vec<Notice> {
        let Translator { geometry, operators, fields, .. } = &self.translator;
        let is_used = |number: &usize| geometry.is_differentiated(*number) || geometry.is_located(*number);
        let axes = (0..geometry.axes().len()).filter(is_used).map(|number| &geometry.axes()[number]);
        let axes: Vec<_> = axes.collect();
        let pairs = operators.iter().find_map(|function| match function {
            Function::Divergence => Some("divergence"),
            Function::Curl => Some("curl"),
            _ => None,
        });
        let own_use = Use { axes: &axes, in_space: !operators.is_empty(), pairs };
        fields.iter().flat_map(|field| notice::notices(field, &own_use)).collect()
    }
}
