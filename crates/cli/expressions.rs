//! Which arguments of `eval` are expressions, and which are inputs.

use std::{ffi::OsString, path::PathBuf};

use anyhow::Result;
use fieldops_pipeline::{Error, Statement};

use crate::exit::Usage;

/// The inputs and the results among the arguments: a result starts with a name and `=`.
///
/// # Errors
/// When an expression is wrong or has no name; when there is no input, or no expression.
pub(crate) fn sorted(arguments: Vec<OsString>) -> Result<(Vec<PathBuf>, Vec<Statement>)> {
    let (mut inputs, mut statements) = (Vec::new(), Vec::new());
    for argument in arguments {
        match argument.to_str().filter(|text| Statement::is_meant(text)) {
            Some(text) => statements.push(Statement::parse(text).map_err(Error::from)?),
            None => inputs.push(PathBuf::from(argument)),
        }
    }
    let nameless = inputs.iter().filter(|input| !input.exists()).find_map(|input| {
        let text = input.to_str()?;
        (text.contains(['(', ' ', '*', '^']) && Statement::is_nameless(text)).then_some(text)
    });
    if let Some(text) = nameless {
        let problem = format!("the result of `{text}` has no name");
        return Err(Usage::new(problem, "write 'name = expression'").into());
    }
    if statements.is_empty() {
        return Err(Usage::new("there is no expression".to_owned(), "write 'name = expression'").into());
    }
    if inputs.is_empty() {
        let hint = "give the path of a file; one whose name has a `=` as ./a=b.h5";
        return Err(Usage::new("there is no input".to_owned(), hint).into());
    }
    Ok((inputs, statements))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_starts_with_a_name() {
        let arguments = ["a.h5", "w=curl(E)", "./b=c.h5", "s = E.x", "x/y=1.h5"];
        let (inputs, statements) = sorted(arguments.map(OsString::from).to_vec()).unwrap();
        assert_eq!(inputs, ["a.h5", "./b=c.h5", "x/y=1.h5"].map(PathBuf::from));
        assert_eq!(statements.iter().map(Statement::name).collect::<Vec<_>>(), ["w", "s"]);
    }
}
