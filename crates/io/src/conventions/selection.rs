//! The fields that the user names.

use super::{
    ComponentSelection, FieldSelection,
    candidate::{Candidate, Found, Part},
    names, nearest, option,
    roles::{ends_in, meant},
    survey::Survey,
    text,
};
use crate::{
    Error, Result, Variable,
    field::{Layout, Rank},
};

/// Most fields that a message lists.
const LISTED: usize = 20;

/// The fields that a selection means; `vectors` are the vector fields that the file shows.
///
/// A name may mean a vector field and a scalar one at once: an array with a component axis, read either way.
///
/// # Errors
/// When nothing has the name; when the components cannot serve.
pub(super) fn select<'a>(
    selection: &FieldSelection,
    vectors: Vec<Found<'a>>,
    survey: &Survey<'a>,
) -> Result<Vec<Found<'a>>> {
    if !selection.components.is_empty() {
        return Ok(vec![by_hand(selection, survey)?.into()]);
    }
    let name = selection.name.as_str();
    let is_meant = |found: &Found<'_>| {
        ends_in(&found.path, name) || found.path.trim_start_matches('/') == name.trim_start_matches('/')
    };
    let (mut found, others): (Vec<_>, Vec<_>) = vectors.into_iter().partition(is_meant);
    match survey.variable(name) {
        Ok(_) => found.push(Candidate::scalar(survey.data_variable(name)?).into()),
        Err(_) if !found.is_empty() => {}
        Err(ambiguous) if !meant(survey.contents, name).is_empty() => return Err(ambiguous),
        Err(_) => return Err(survey.out_of_reach(name).unwrap_or_else(|| unknown(name, &others, survey))),
    }
    Ok(found)
}

/// The error that lists what there is.
fn unknown(name: &str, vectors: &[Found<'_>], survey: &Survey<'_>) -> Error {
    let mut known: Vec<&str> = vectors.iter().map(|found| found.path.as_str()).collect();
    let is_other = |path: &&str| !vectors.iter().any(|found| found.path == **path);
    known.extend(survey.data.iter().map(|variable| variable.path.as_str()).filter(is_other));
    let listed = match known.len().saturating_sub(LISTED) {
        _ if known.is_empty() => "none".to_owned(),
        0 => text::quoted(&known),
        more => format!("{} and {more} more", text::quoted(&known[..LISTED])),
    };
    let hint = component_of(name, vectors).or_else(|| nearest(name, known.iter().copied()));
    option(format!("no field `{name}` in `{}`, which holds {listed}", survey.contents.path.display()), hint)
}

/// What to do with a component of an array, which is no field by itself.
fn component_of(name: &str, vectors: &[Found<'_>]) -> Option<String> {
    let candidates = vectors.iter().filter_map(|found| found.candidate.as_ref().ok());
    let parts = candidates.flat_map(|candidate| candidate.parts.iter().map(move |part| (candidate, part)));
    let name = name.trim_start_matches('/');
    let mut own = parts.filter(|(_, part)| part.index.is_some() && part.name == name);
    own.next().map(|(candidate, part)| {
        let (path, field, label) = (candidate.path(), &candidate.name, &part.label);
        let is_plain = |letter: char| letter.is_alphabetic() || letter == '_';
        let needs_no_quotes =
            field.starts_with(is_plain) && field.chars().all(|it| is_plain(it) || it.is_numeric());
        let field = if needs_no_quotes { field.clone() } else { format!("\"{field}\"") };
        format!("it is a component of `{path}`: `eval` takes it in expressions, as in `c = {field}.{label}`")
    })
}

fn by_hand<'a>(selection: &FieldSelection, survey: &Survey<'a>) -> Result<Candidate<'a>> {
    let variables: Vec<_> = selection
        .components
        .iter()
        .map(|component| survey.data_variable(&component.variable))
        .collect::<Result<_>>()?;
    let (group, name) = match selection.name.rsplit_once('/') {
        Some((group, name)) if group.is_empty() || group.starts_with('/') => (group.to_owned(), name),
        Some((group, name)) => (format!("/{group}"), name),
        None => (common_group(&variables), selection.name.as_str()),
    };
    if !matches!(variables.len(), 2 | 3) || name.is_empty() {
        let given = selection.components.len();
        return Err(option(
            format!("`--field {}=…` names {given} components, but a vector field has 2 or 3", selection.name),
            Some("write `--field NAME=FIRST,SECOND[,THIRD]`".to_owned()),
        ));
    }
    let (labels, origin) = labels(&selection.components, &variables);
    let own_names: Vec<_> = variables.iter().map(|variable| variable.name()).collect();
    let tell_apart = (1..own_names.len()).all(|index| !own_names[..index].contains(&own_names[index]))
        && !own_names.iter().any(|own| names::is_label(own));
    let parts = labels.into_iter().zip(&variables).zip(&selection.components).map(
        |((label, variable), component)| Part {
            name: if tell_apart { variable.name().to_owned() } else { format!("{name}_{label}") },
            axis: component.axis.clone(),
            ..Part::whole(variable, &label)
        },
    );
    let parts: Vec<_> = parts.collect();
    let pairs = parts.iter().map(|part| format!("{} is `{}`", part.label, part.variable.path));
    Ok(Candidate {
        name: name.to_owned(),
        group,
        rank: Rank::Vector,
        layout: Layout::Split,
        reason: format!("`--field` lists its components: {}, labelled {origin}", text::list(pairs)),
        parts,
    })
}

/// Labels of components that the user listed, and where they come from.
fn labels(components: &[ComponentSelection], variables: &[&Variable]) -> (Vec<String>, &'static str) {
    let by_name: Option<Vec<_>> = variables
        .iter()
        .map(|variable| {
            names::split(variable.name()).map(|split| split.label).or(names::label_of(variable.name()))
        })
        .collect();
    let by_name = by_name.filter(|labels| {
        names::are_of_one_system(labels)
            && (1..labels.len()).all(|index| !labels[..index].contains(&labels[index]))
    });
    let by_position = || names::by_position(variables.len()).unwrap_or_default();
    let fallback: Vec<String> =
        by_name.as_ref().map_or_else(by_position, |labels| labels.iter().map(ToString::to_string).collect());
    let axes: Vec<_> = components.iter().map(|component| component.axis.clone()).collect();
    let origin = match &by_name {
        _ if axes.iter().any(Option::is_some) => "by the axes it gives",
        Some(_) => "by their names",
        None => "by their position",
    };
    (axes.into_iter().zip(fallback).map(|(axis, label)| axis.unwrap_or(label)).collect(), origin)
}

/// The innermost group that holds all the variables.
fn common_group(variables: &[&Variable]) -> String {
    let mut common: Vec<&str> = variables[0].group().split('/').collect();
    for variable in &variables[1..] {
        let shared =
            common.iter().zip(variable.group().split('/')).take_while(|(one, other)| **one == *other).count();
        common.truncate(shared);
    }
    common.join("/")
}
