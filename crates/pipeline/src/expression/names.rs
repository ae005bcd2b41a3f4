//! The names in expressions, and the fields that they mean.

use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
};

use fieldops_io::{
    ErrorKind, Source,
    conventions::{FieldSelection, Hints, Inference, infer},
    field::Field,
};

use super::{
    problem::Fault,
    syntax::{Expression, Kind, Statement},
};
use crate::Result;

/// What the names in all expressions mean.
#[derive(Debug)]
pub(super) struct Names {
    known: BTreeMap<String, Meaning>,
    /// What the file shows without being asked; for grids of expressions that name no field.
    pub(super) shown: Inference,
}

/// What a name means in the file.
#[derive(Debug, Clone)]
pub(super) enum Meaning {
    /// A field.
    Field(Field),
    /// A coordinate variable, or an array in a group that has the name of an axis: the axis, where the grid has one of
    /// this name, or else the field.
    Line(Field),
    /// Nothing, unless it is the name of an axis.
    Unknown { problem: String, hint: Option<String>, kind: ErrorKind },
}

impl Names {
    /// What the names in these statements mean in the file that `source` reads.
    ///
    /// # Errors
    /// When a hint contradicts the file.
    pub(super) fn find(statements: &[Statement], hints: &Hints, source: &dyn Source) -> Result<Self> {
        let contents = source.contents();
        let mut sought = Vec::new();
        let mut results = HashSet::new();
        for statement in statements {
            collect(&statement.expression, &mut |name, is_quoted, _| {
                let is_free = is_quoted || (name != "pi" && !results.contains(name));
                if is_free && !sought.contains(&name.to_owned()) {
                    sought.push(name.to_owned());
                }
            });
            results.insert(statement.name.as_str());
        }
        let selection = |name: &str| {
            let by_hand = hints.fields.iter().find(|selection| selection.name == name);
            by_hand.cloned().unwrap_or(FieldSelection { name: name.to_owned(), components: Vec::new() })
        };
        let mut known = BTreeMap::new();
        let mut selections = hints.fields.clone();
        for name in sought {
            // Spacing and coordinates may be for axes of other fields.
            let alone =
                Hints { fields: vec![selection(&name)], axes: hints.axes.clone(), ..Hints::default() };
            let meaning = match infer(contents, &alone) {
                Ok(inference) => meaning(&name, &inference),
                Err(error) => {
                    let error = error.in_file(&contents.path);
                    let hint = error.hint().map(str::to_owned);
                    Meaning::Unknown { problem: error.to_string(), hint, kind: error.kind() }
                }
            };
            if matches!(meaning, Meaning::Field(_)) && !selections.contains(&alone.fields[0]) {
                selections.extend(alone.fields);
            }
            known.insert(name, meaning);
        }
        if !selections.is_empty() {
            let all = infer(contents, &Hints { fields: selections.clone(), ..hints.clone() })
                .map_err(|error| error.in_file(&contents.path))?;
            for meaning in known.values_mut() {
                if let Meaning::Field(field) = meaning
                    && let Some(complete) = found(&all).find(|other| is_same(other, field))
                {
                    *field = complete.clone();
                }
            }
        }
        let shown = match infer(contents, &Hints { fields: Vec::new(), ..hints.clone() }) {
            Ok(shown) => shown,
            // It may be about fields that nobody asked for.
            Err(_) if !selections.is_empty() => Inference::default(),
            Err(error) => return Err(error.in_file(&contents.path).into()),
        };
        Ok(Self { known, shown })
    }

    /// What a name means.
    pub(super) fn meaning(&self, name: &str) -> &Meaning {
        &self.known[name]
    }

    /// Refuses the name of a result that is the name of something in the file.
    pub(super) fn check_result(&self, statement: &Statement, source: &dyn Source) -> Result<(), Fault> {
        let is_named = |path: &str| path.rsplit('/').next() == Some(statement.name.as_str());
        let variables = source.contents().variables.iter().map(|variable| variable.path.clone());
        let of_fields = found(&self.shown).chain(self.known.values().filter_map(|meaning| match meaning {
            Meaning::Field(field) | Meaning::Line(field) => Some(field),
            Meaning::Unknown { .. } => None,
        }));
        match of_fields.map(Field::path).chain(variables).find(|path| is_named(path)) {
            Some(path) => Err(Fault::new(
                &statement.name_span,
                format!("`{}` is the name of `{path}` in the file, so no result can have it", statement.name),
            )
            .hint("give the result another name")),
            None => Ok(()),
        }
    }
}

fn found(inference: &Inference) -> impl Iterator<Item = &Field> {
    inference.vectors.iter().chain(&inference.scalars)
}

pub(super) fn is_same(one: &Field, other: &Field) -> bool {
    one.path() == other.path() && one.rank == other.rank
}

fn meaning(name: &str, inference: &Inference) -> Meaning {
    let bare = |path: &str| path.trim_start_matches('/').to_owned();
    let Some(first) = found(inference).next() else {
        let (problem, kind) = (format!("`{name}` is no field"), ErrorKind::Usage);
        return Meaning::Unknown { problem, hint: None, kind };
    };
    let field = found(inference).find(|field| bare(&field.path()) == bare(name)).unwrap_or(first);
    let is_exact = bare(&field.path()) == bare(name);
    if let Some(other) = found(inference).find(|other| !is_exact && other.path() != field.path()) {
        return Meaning::Unknown {
            problem: format!("`{name}` may be `{}` or `{}`", field.path(), other.path()),
            hint: Some("give the full path, in backquotes".to_owned()),
            kind: ErrorKind::Usage,
        };
    }
    let is_coordinate =
        field.shape.len() == 1 && inference.coordinates.contains(&field.components[0].variable);
    // `x` of a group E is no more than a component, and may be meant as the axis.
    let is_axis = !is_exact && field.axis_named(name).is_some_and(|axis| axis.name == name);
    if is_coordinate || is_axis { Meaning::Line(field.clone()) } else { Meaning::Field(field.clone()) }
}

/// Calls `take` with every name of a value, whether it is quoted, and where it stands. Names of axes to differentiate
/// along are none.
pub(super) fn collect<'e>(
    expression: &'e Expression,
    take: &mut impl FnMut(&'e str, bool, &'e Range<usize>),
) {
    match &expression.kind {
        Kind::Number(_) => {}
        Kind::Name { name, is_quoted } => take(name, *is_quoted, &expression.span),
        Kind::Component(of, _) | Kind::Negate(of) => collect(of, take),
        Kind::Infix(_, one, other) => {
            collect(one, take);
            collect(other, take);
        }
        Kind::Call { function, arguments, .. } => {
            let of_values = if matches!(function.as_str(), "d" | "derivative") { 1 } else { arguments.len() };
            arguments.iter().take(of_values).for_each(|argument| collect(argument, take));
        }
    }
}
