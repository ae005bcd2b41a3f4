//! Which fields of a file a request is about.

use fieldops_io::{
    Contents, Error as FileError,
    conventions::{Inference, infer},
    field::{Field, Rank},
};

use crate::{Calculation, Notice, Request, Result, inventory};

/// The fields that the request takes, each with the axes along which it is to be differentiated; and what the user
/// should know of those it passes over.
///
/// # Errors
/// When a field that was asked for cannot be taken; when there is none at all.
pub(crate) fn select(request: &Request, contents: &Contents) -> Result<(Vec<Field>, Vec<Notice>)> {
    let inference = infer(contents, &request.hints)?;
    let calculation = &request.calculation;
    let asked = !request.hints.fields.is_empty();
    let mut fields = Vec::new();
    let mut notices = Vec::new();

    let kinds = [
        (&inference.vectors, calculation.takes_vectors()),
        (&inference.scalars, calculation.takes_scalars()),
    ];
    for (found, taken) in kinds {
        for field in found {
            // An array with a component axis that was asked for is found as a vector and as a scalar.
            if fields.iter().any(|other: &Field| other.path() == field.path()) || !taken {
                continue;
            }
            match with_axes(calculation, field).map_err(|error| error.in_file(&contents.path)) {
                Ok(field) => fields.push(field),
                Err(problem) if asked => return Err(problem.into()),
                Err(problem) => notices.push(Notice::Note(format!("passed over: {problem}"))),
            }
        }
    }
    let mut found = inference.vectors.iter().chain(&inference.scalars);
    let left_out = found.find(|field| !fields.iter().any(|taken| taken.path() == field.path()));
    if let Some(field) = left_out.filter(|_| asked) {
        return Err(wrong_kind(calculation, field));
    }
    for refusal in &inference.refused {
        notices.push(Notice::Warning(format!("passed over: {}", refusal.problem)));
    }
    if fields.is_empty() {
        return Err(nothing_to_do(calculation, contents, inference));
    }
    Ok((fields, notices))
}

/// The field with the axis of a derivative among its axes, or as it is.
fn with_axes(calculation: &Calculation, field: &Field) -> Result<Field, FileError> {
    let names = || {
        let named = field.dimension_names.iter().flatten().map(String::as_str).collect::<Vec<_>>();
        if named.is_empty() { "none with a name".to_owned() } else { named.join(", ") }
    };
    if let Calculation::Derivative { axis, .. } = calculation {
        return field.with_axis(axis).ok_or_else(|| {
            FileError::undecided(
                format!("field `{}` has no axis `{axis}`: its axes are {}", field.path(), names()),
                "--axes names the axes of the arrays, in storage order",
            )
        });
    }
    if field.axes.is_empty() {
        return Err(FileError::undecided(
            format!("field `{}` has no axis in space: its dimensions are {}", field.path(), names()),
            "derivative --axis takes any dimension; --axes names them, in storage order",
        ));
    }
    Ok(field.clone())
}

fn wrong_kind(calculation: &Calculation, field: &Field) -> crate::Error {
    let (found, wanted, hint) = match field.rank {
        Rank::Vector => ("vector", "scalar", "jacobian takes vector fields"),
        Rank::Scalar => ("scalar", "vector", "--field NAME=c0,c1,c2 names the components of a vector"),
    };
    FileError::Option {
        problem: format!(
            "`{}` is a {found} field, but {} takes {wanted} fields",
            field.path(),
            calculation.name()
        ),
        hint: Some(hint.to_owned()),
    }
    .into()
}

fn nothing_to_do(calculation: &Calculation, contents: &Contents, mut inference: Inference) -> crate::Error {
    let takes = |rank| match rank {
        Rank::Vector => calculation.takes_vectors(),
        Rank::Scalar => calculation.takes_scalars(),
    };
    if let Some(refused) = inference.refused.iter().position(|refusal| takes(refusal.rank)) {
        return FileError::from(inference.refused.swap_remove(refused)).into();
    }
    let wanted = match (calculation.takes_vectors(), calculation.takes_scalars()) {
        (true, false) => "vector field",
        (false, _) => "scalar field",
        (true, true) => "field",
    };
    let with_axis = match calculation {
        Calculation::Derivative { axis, .. } => format!(" with an axis `{axis}`"),
        _ => String::new(),
    };
    let there_is = match inventory::of(contents, &inference) {
        nothing if nothing.is_empty() => ": it is empty".to_owned(),
        inventory => format!("; there are {inventory}"),
    };
    let hint = match calculation {
        Calculation::Gradient if !inference.vectors.is_empty() => "jacobian takes vector fields",
        Calculation::Derivative { .. } | Calculation::Gradient => {
            "`fieldops info` shows what the file holds and why"
        }
        _ => "--field NAME=c0,c1,c2 names the components of a vector; `fieldops info` shows what there is",
    };
    FileError::BadFile {
        path: contents.path.clone(),
        problem: format!("holds no {wanted}{with_axis}{there_is}"),
        hint: Some(hint.to_owned()),
    }
    .into()
}
