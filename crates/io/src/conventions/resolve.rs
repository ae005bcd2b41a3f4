//! From what a convention found to a field with its axes.

use super::{
    Hints,
    agreement::{self, Common},
    candidate::Candidate,
    cf::{self, DimensionRoles},
    coordinates::{self, Axis, Placed},
    names,
    naming::{self, Naming, Source},
    pairing,
    survey::Survey,
};
use crate::{
    Error, Result,
    field::{Component, Coordinates, Field, FieldAxis, Rank},
};

/// Makes the field of a candidate.
///
/// # Errors
/// When its components do not agree; when its axes or their coordinates are not certain; when a hint contradicts it.
pub(super) fn resolve(candidate: Candidate<'_>, survey: &Survey<'_>, hints: &Hints) -> Result<Field> {
    check_refusals(&candidate, survey)?;
    let common = Common::of(&candidate, survey, hints.axes.is_some())?;
    let naming = naming::name(&candidate, &common, survey, hints)?;
    let roles = DimensionRoles::of(&naming, |dimension| {
        let sought = sought(dimension, &candidate, &common, &naming);
        let by_option = coordinates::by_option(sought, survey, hints).ok().flatten();
        let by_file = || coordinates::by_file(sought, survey).ok().flatten();
        let path_of = |placed: Placed| path(&placed.coordinates);
        survey.at(&by_option.and_then(path_of).or_else(|| by_file().and_then(path_of))?)
    });
    let pairing = pairing::pair(&candidate, &naming, &roles)?;

    let mut axes = Vec::new();
    for &dimension in &pairing.dimensions {
        let sought = sought(dimension, &candidate, &common, &naming);
        let placed = match coordinates::by_option(sought, survey, hints)? {
            Some(placed) => placed,
            None => coordinates::by_file(sought, survey)?.unwrap_or_else(Placed::unknown),
        };
        axes.push(field_axis(dimension, sought, placed, &roles));
    }
    cf::check_rectilinear(candidate.parts[0].variable, &axes, survey)?;
    let mut dimension_coordinates = vec![None; common.shape.len()];
    let mut carried = Vec::new();
    for (dimension, coordinate) in dimension_coordinates.iter_mut().enumerate() {
        if let Some(axis) = axes.iter().find(|axis| axis.dimension == dimension) {
            *coordinate = path(&axis.coordinates);
            continue;
        }
        let sought = sought(dimension, &candidate, &common, &naming);
        // A dimension that no result depends on is no reason to refuse the field.
        let by_file = coordinates::by_file(sought, survey).ok().flatten().unwrap_or_else(Placed::unknown);
        *coordinate = path(&by_file.coordinates);
        let placed = match coordinates::by_option(sought, survey, hints)? {
            Some(placed) => placed,
            None => by_file,
        };
        if sought.name.is_some() {
            carried.push(field_axis(dimension, sought, placed, &roles));
        }
    }

    let of_axis = |dimension: Option<usize>| {
        dimension.and_then(|found| axes.iter().position(|axis| axis.dimension == found))
    };
    let axis_of_components: Vec<_> =
        pairing.of_components.iter().map(|dimension| of_axis(*dimension)).collect();
    let components = components(&candidate, &axis_of_components, survey);
    let mut cautions = Vec::new();
    let notes: Vec<_> = candidate.parts.iter().filter_map(|part| survey.note(part.variable)).collect();
    let mut reasons = vec![candidate.reason];
    for note in notes {
        keep_new(&mut reasons, note.reason.as_ref());
        keep_new(&mut cautions, note.caution.as_ref());
    }
    cautions.extend(cf::cautions(&axes, &components, survey));
    reasons.extend([naming.reason, pairing.reason].into_iter().flatten());
    let interior = survey.note(candidate.parts[0].variable).and_then(|note| note.interior.clone());
    Ok(Field {
        name: candidate.name,
        group: candidate.group,
        rank: candidate.rank,
        components,
        layout: candidate.layout,
        interior: interior.unwrap_or_else(|| common.shape.iter().map(|extent| 0..*extent).collect()),
        shape: common.shape,
        dimension_names: naming.names,
        dimension_coordinates,
        axes,
        carried,
        value_type: common.value_type,
        units: common.units,
        named_by_position: naming.source == Source::Position,
        paired_by_position: pairing.by_position,
        is_staggered: common.is_staggered,
        cautions,
        reasons,
    })
}

/// Says why a component cannot be used, where a program makes it known.
fn check_refusals(candidate: &Candidate<'_>, survey: &Survey<'_>) -> Result<()> {
    let mut refused = candidate.parts.iter().filter_map(|part| {
        let refused = survey.note(part.variable)?.refused.as_ref()?;
        Some((part.variable, refused))
    });
    refused.next().map_or(Ok(()), |(variable, refused)| {
        Err(Error::BadObject {
            path: survey.contents.path.clone(),
            object: variable.path.clone(),
            problem: refused.problem.clone(),
            hint: refused.hint.clone(),
        })
    })
}

fn keep_new(sentences: &mut Vec<String>, sentence: Option<&String>) {
    if let Some(sentence) = sentence.filter(|sentence| !sentences.contains(sentence)) {
        sentences.push(sentence.clone());
    }
}

fn sought<'n>(
    dimension: usize,
    candidate: &Candidate<'n>,
    common: &'n Common,
    naming: &'n Naming,
) -> Axis<'n> {
    Axis {
        name: naming.names[dimension].as_deref(),
        source: naming.source,
        extent: common.shape[dimension],
        scales: &common.scales[dimension],
        known: common.known[dimension].as_ref(),
        variable: candidate.parts[0].variable,
    }
}

fn field_axis(dimension: usize, axis: Axis<'_>, placed: Placed, roles: &DimensionRoles) -> FieldAxis {
    let direction = roles.reason(dimension).map(|reason| format!("; {reason}")).unwrap_or_default();
    FieldAxis {
        name: axis.name.unwrap_or_default().to_owned(),
        dimension,
        coordinates: placed.coordinates,
        units: placed.units,
        role: roles.role(dimension),
        reason: format!("{}; {}{direction}", axis.source.reason(), placed.reason),
    }
}

fn path(coordinates: &Coordinates) -> Option<String> {
    match coordinates {
        Coordinates::Variable(path) => Some(path.clone()),
        Coordinates::Uniform { .. } | Coordinates::Unknown => None,
    }
}

/// The components in the canonical order of their labels.
fn components(candidate: &Candidate<'_>, axes: &[Option<usize>], survey: &Survey<'_>) -> Vec<Component> {
    let labels: Vec<_> = candidate.parts.iter().map(|part| part.label.as_str()).collect();
    let order = match candidate.rank {
        Rank::Scalar => vec![0],
        Rank::Vector => names::canonical_order(&labels),
    };
    order
        .into_iter()
        .map(|index| {
            let part = &candidate.parts[index];
            let note = survey.note(part.variable);
            let (variable, imaginary) = match note.and_then(|note| note.parts.clone()) {
                Some([real, imaginary]) => (real, Some(imaginary)),
                None => (part.variable.path.clone(), None),
            };
            Component {
                name: part.name.clone(),
                label: part.label.clone(),
                variable,
                imaginary,
                units: agreement::units(part.variable),
                constant: note.and_then(|note| note.constant),
                scale: note.and_then(|note| note.scale),
                index: part.index,
                axis: axes[index],
            }
        })
        .collect()
}
