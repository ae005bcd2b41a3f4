//! Which dimensions are a field's axes, and which of them each component points along.

use std::collections::HashSet;

use super::{
    candidate::{Candidate, Part},
    cf::DimensionRoles,
    names,
    naming::{Naming, Source},
    option, text,
};
use crate::{
    Error, Result,
    field::{AxisRole, Rank},
};

/// The axes of a field.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// Dimensions along which it is differentiated, in canonical order.
    pub(super) dimensions: Vec<usize>,
    /// For each component, the dimension that it points along.
    pub(super) of_components: Vec<Option<usize>>,
    /// Whether their position alone says so, against the names that the axes have.
    pub(super) by_position: bool,
    pub(super) reason: Option<String>,
}

/// A named dimension.
type Named<'n> = (usize, &'n str);

/// Finds the axes of the candidate and pairs its components with them.
///
/// # Errors
/// When an axis has no name that the field needs; when two axes may be that of a component; when the user names an
/// axis that there is not, or one twice; when the names of the axes speak against their positions.
pub(super) fn pair(candidate: &Candidate<'_>, naming: &Naming, roles: &DimensionRoles) -> Result<Pairing> {
    let named: Vec<Named<'_>> =
        naming.names.iter().enumerate().filter_map(|(index, name)| Some((index, name.as_deref()?))).collect();
    let carried = |&(index, name): &Named<'_>| {
        roles.is_carried(index).unwrap_or_else(|| is_carried(name, naming.source, &named))
    };
    let spatial: Vec<Named<'_>> = named.iter().copied().filter(|axis| !carried(axis)).collect();
    let complete = named.len() == naming.names.len();
    if candidate.rank == Rank::Scalar {
        return if complete {
            Ok(Pairing {
                dimensions: sorted(&spatial, roles),
                of_components: vec![None],
                ..Pairing::default()
            })
        } else {
            Err(nameless(candidate, naming))
        };
    }

    let given = given_axes(candidate, &named)?;
    // A dimension whose role is known takes no component by its mere name.
    let silent: Vec<Named<'_>> =
        spatial.iter().copied().filter(|(index, _)| roles.role(*index).is_none()).collect();
    let mut matched = given.clone();
    for (axis, part) in matched.iter_mut().zip(&candidate.parts).filter(|(axis, _)| axis.is_none()) {
        *axis = roles.dimension_of(&part.label, part.variable)?.or_else(|| by_name(&part.label, &silent));
    }
    let repeated = (0..matched.len())
        .find(|&index| matched[index].is_some() && matched[..index].contains(&matched[index]));
    if let Some(index) = repeated {
        let axis =
            matched[index].and_then(|dimension| naming.names[dimension].as_deref()).unwrap_or_default();
        return Err(option(
            format!("two components of `{}` point along axis `{axis}`", candidate.name),
            None,
        ));
    }
    if matched.iter().all(Option::is_some) {
        let axes: Vec<_> =
            named.iter().copied().filter(|(index, _)| matched.contains(&Some(*index))).collect();
        // Where names do not tell which way round the axes are right-handed, the user's list of components does.
        let axis_list: Vec<_> = axes.iter().map(|(_, name)| *name).collect();
        let in_given_order = given.iter().all(Option::is_some) && !names::have_canonical_order(&axis_list);
        let dimensions =
            if in_given_order { matched.iter().flatten().copied().collect() } else { sorted(&axes, roles) };
        let reason = by_role(candidate, &given, &matched, &named);
        return Ok(Pairing { dimensions, of_components: matched, by_position: false, reason });
    }
    if !complete {
        return Err(nameless(candidate, naming));
    }
    if given.iter().all(Option::is_none)
        && let Some(pairing) = by_position(candidate, &spatial, &matched, roles)?
    {
        return Ok(pairing);
    }
    let axes: Vec<_> = named
        .iter()
        .copied()
        .filter(|(index, _)| spatial.iter().any(|(other, _)| other == index) || given.contains(&Some(*index)))
        .collect();
    let lost =
        candidate.parts.iter().zip(&matched).filter(|(_, axis)| axis.is_none()).map(|(part, _)| &part.name);
    let reason = format!("{} point along none of the axes {}", text::quoted(lost), axis_names(&axes));
    Ok(Pairing {
        dimensions: sorted(&axes, roles),
        of_components: matched,
        by_position: false,
        reason: Some(reason),
    })
}

/// Whether a dimension is carried along. The user's names are taken at their word, but for time and the like.
fn is_carried(name: &str, source: Source, named: &[Named<'_>]) -> bool {
    let others = named.iter().map(|(_, other)| *other).filter(|other| *other != name);
    names::is_batch(name) || source == Source::File && names::is_component_dimension(name, others)
}

/// Dimensions in the order of their roles, where each has another; else in the canonical order of their names; else
/// those with a role before the others, where one of them is horizontal.
fn sorted(axes: &[Named<'_>], roles: &DimensionRoles) -> Vec<usize> {
    let names: Vec<_> = axes.iter().map(|(_, name)| *name).collect();
    let mut order: Vec<usize> =
        names::canonical_order(&names).into_iter().map(|index| axes[index].0).collect();
    let all: HashSet<_> = order.iter().filter_map(|dimension| roles.role(*dimension)).collect();
    let has_horizontal = all.contains(&AxisRole::X) || all.contains(&AxisRole::Y);
    if all.len() == axes.len() || has_horizontal && !names::are_of_one_system(&names) {
        order.sort_by_key(|dimension| {
            let role = roles.role(*dimension);
            (role.is_none(), role)
        });
    }
    order
}

/// Which component lies on which axis, where their names do not say it.
fn by_role(
    candidate: &Candidate<'_>,
    given: &[Option<usize>],
    matched: &[Option<usize>],
    named: &[Named<'_>],
) -> Option<String> {
    let name_of = |dimension: &Option<usize>| {
        named.iter().find(|(index, _)| Some(*index) == *dimension).map_or("", |(_, name)| *name)
    };
    let pairs = || candidate.parts.iter().zip(matched.iter().map(name_of));
    let is_told = given.iter().any(Option::is_some)
        || pairs().all(|(part, axis)| part.label.eq_ignore_ascii_case(axis) || names::is_number(&part.label));
    (!is_told).then(|| {
        let pairs = pairs().map(|(part, axis)| format!("`{}` with `{axis}`", part.name));
        format!("the components go with the axes that point their way: {}", text::list(pairs))
    })
}

fn axis_names(axes: &[Named<'_>]) -> String {
    text::list(axes.iter().map(|(_, name)| *name))
}

/// The dimension of this name.
fn find(name: &str, among: &[Named<'_>]) -> Option<usize> {
    let exact = among.iter().find(|(_, other)| *other == name);
    exact
        .or_else(|| among.iter().find(|(_, other)| other.eq_ignore_ascii_case(name)))
        .map(|(index, _)| *index)
}

/// The axis of a component with this label; 1, 2, 3 stand for x, y, z, or for x1, x2, x3.
fn by_name(label: &str, axes: &[Named<'_>]) -> Option<usize> {
    let [name, numbered] = match label {
        "1" => ["x", "x1"],
        "2" => ["y", "x2"],
        "3" => ["z", "x3"],
        label => return find(label, axes),
    };
    find(name, axes).or_else(|| find(numbered, axes))
}

/// The axes that the user gave the components.
fn given_axes(candidate: &Candidate<'_>, named: &[Named<'_>]) -> Result<Vec<Option<usize>>> {
    let mut given = Vec::new();
    for part in &candidate.parts {
        let Some(axis) = &part.axis else {
            given.push(None);
            continue;
        };
        let dimension = find(axis, named).ok_or_else(|| {
            option(
                format!("`{}` has no axis `{axis}`; its axes are {}", part.variable.path, axis_names(named)),
                super::nearest(axis, named.iter().map(|(_, name)| *name)),
            )
        })?;
        given.push(Some(dimension));
    }
    Ok(given)
}

/// Components and axes in their order, where names say nothing of directions.
fn by_position(
    candidate: &Candidate<'_>,
    spatial: &[Named<'_>],
    matched: &[Option<usize>],
    roles: &DimensionRoles,
) -> Result<Option<Pairing>> {
    let axis_list: Vec<_> = spatial.iter().map(|(_, name)| *name).collect();
    let numbered = candidate.parts.iter().all(|part| names::is_number(&part.label))
        && names::are_of_one_system(&axis_list);
    let silent = matched.iter().all(Option::is_none)
        && !spatial.iter().any(|(index, name)| names::has_direction(name) || roles.role(*index).is_some());
    if spatial.len() != candidate.parts.len() || !(numbered || silent) {
        return Ok(None);
    }
    let dimensions = sorted(spatial, roles);
    let name_of = |dimension: usize| {
        spatial.iter().find(|(index, _)| *index == dimension).map_or("", |(_, name)| *name)
    };
    let pairs = || candidate.parts.iter().zip(dimensions.iter().map(|&dimension| name_of(dimension)));
    if !numbered && pairs().any(|(part, axis)| contradicts(part, axis, &candidate.parts)) {
        let order: Vec<_> = spatial
            .iter()
            .filter_map(|(_, axis)| candidate.parts.iter().find(|part| mentions(axis, &part.label)))
            .map(|part| part.label.as_str())
            .collect();
        let hint = if order.len() == spatial.len() {
            format!("`--axes {}` decides", order.join(","))
        } else {
            "`--axes` names them, in storage order".to_owned()
        };
        return Err(Error::undecided(
            format!(
                "the axes {} of `{}` may not be {}, in this order",
                axis_names(spatial),
                candidate.parts[0].variable.path,
                text::list(candidate.parts.iter().map(|part| &part.label))
            ),
            hint,
        ));
    }
    let reason = format!(
        "the axes do not have the names of the components: paired by position, {}",
        text::list(pairs().map(|(part, axis)| format!("{} with {axis}", part.label)))
    );
    let of_components = dimensions.iter().copied().map(Some).collect();
    Ok(Some(Pairing { dimensions, of_components, by_position: !numbered, reason: Some(reason) }))
}

/// Whether a name such as `nz` or `x_face` begins or ends with a label of one letter.
fn mentions(axis: &str, label: &str) -> bool {
    let axis = axis.to_ascii_lowercase();
    label.len() == 1 && (axis.starts_with(label) || axis.ends_with(label))
}

/// Whether the name of an axis speaks for another component than this.
fn contradicts(part: &Part<'_>, axis: &str, parts: &[Part<'_>]) -> bool {
    !mentions(axis, &part.label) && parts.iter().any(|other| mentions(axis, &other.label))
}

fn nameless(candidate: &Candidate<'_>, naming: &Naming) -> Error {
    Error::undecided(
        format!(
            "some axes of `{}` have no name: {}",
            candidate.parts[0].variable.path,
            text::dimensions(&naming.names)
        ),
        "`--axes` names them, in storage order".to_owned(),
    )
}
