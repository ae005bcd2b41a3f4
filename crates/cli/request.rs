//! From raw arguments to what is to be done.

use std::{num::NonZeroUsize, path::PathBuf};

use anyhow::Result;
use fieldops_io::{Trust, conventions::Hints};
use fieldops_pipeline::{
    Calculation, LayoutChoice, Precision, Request,
    compare::{ComparisonRequest, Tolerance},
};

use crate::{
    args::{
        Command, CompareArguments, EvalArguments, HintArguments, InfoArguments, Layout, NumberType,
        OperatorArguments, OperatorOptions, RunArguments, TrustArguments,
    },
    expressions,
};

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Task {
    Info(InfoTask),
    Operate(OperateTask),
    Compare(CompareTask),
    Run(RunTask),
}

/// Files to be shown.
#[derive(Debug)]
pub(crate) struct InfoTask {
    pub(crate) inputs: Vec<PathBuf>,
    pub(crate) hints: Hints,
    pub(crate) trust: Trust,
    pub(crate) json: bool,
    pub(crate) threads: Option<NonZeroUsize>,
}

/// Two files to be compared.
#[derive(Debug)]
pub(crate) struct CompareTask {
    pub(crate) a: PathBuf,
    /// The reference.
    pub(crate) b: PathBuf,
    pub(crate) request: ComparisonRequest,
    pub(crate) trust: Trust,
    pub(crate) json: bool,
    pub(crate) threads: Option<NonZeroUsize>,
}

/// The jobs of a plan file.
#[derive(Debug)]
pub(crate) struct RunTask {
    pub(crate) plan: PathBuf,
    pub(crate) continue_on_error: bool,
    pub(crate) dry_run: bool,
    pub(crate) threads: Option<NonZeroUsize>,
}

/// The same calculation on each of the inputs.
#[derive(Debug)]
pub(crate) struct OperateTask {
    pub(crate) inputs: Vec<PathBuf>,
    pub(crate) request: Request,
    pub(crate) trust: Trust,
    pub(crate) destination: Destination,
    pub(crate) existing: Existing,
    pub(crate) continue_on_error: bool,
    pub(crate) dry_run: bool,
    pub(crate) threads: Option<NonZeroUsize>,
}

/// Where outputs go.
#[derive(Debug)]
pub(crate) enum Destination {
    Beside,
    File(PathBuf),
    Folder(PathBuf),
}

/// What happens to an output that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    Refuse,
    Overwrite,
    Skip,
}

impl Task {
    /// What a command asks for; outputs tell the command line.
    ///
    /// # Errors
    /// When an expression is wrong, or when there is none, or no input for it.
    pub(crate) fn new(command: Command, command_line: String) -> Result<Self> {
        let (calculation, arguments) = match command {
            Command::Info(InfoArguments { inputs, json, hints, threads }) => {
                let trust = Trust::from(&hints.trust);
                return Ok(Self::Info(InfoTask { inputs, hints: hints.into(), trust, json, threads }));
            }
            Command::Compare(arguments) => return Ok(Self::Compare(arguments.into())),
            Command::Run(RunArguments { plan, continue_on_error, dry_run, threads }) => {
                return Ok(Self::Run(RunTask { plan, continue_on_error, dry_run, threads }));
            }
            Command::Derivative(arguments) => {
                let calculation = Calculation::Derivative { axis: arguments.axis, order: arguments.order };
                (calculation, arguments.shared)
            }
            Command::Gradient(arguments) => (Calculation::Gradient, arguments),
            Command::Jacobian(arguments) => (Calculation::Jacobian, arguments),
            Command::Divergence(arguments) => (Calculation::Divergence, arguments),
            Command::Curl(arguments) => (Calculation::Curl, arguments),
            Command::Laplacian(arguments) => (Calculation::Laplacian, arguments),
            Command::Eval(EvalArguments { arguments, options }) => {
                let (inputs, statements) = expressions::sorted(arguments)?;
                (Calculation::Evaluate(statements), OperatorArguments { inputs, options })
            }
        };
        Ok(Self::Operate(OperateTask::new(calculation, arguments, command_line)))
    }
}

impl OperateTask {
    pub(crate) fn new(calculation: Calculation, arguments: OperatorArguments, command_line: String) -> Self {
        let OperatorArguments { inputs, options } = arguments;
        let OperatorOptions { hints, numerics, output, batch, limits } = options;
        let trust = Trust::from(&hints.trust);
        let request = Request {
            calculation,
            hints: hints.into(),
            edge_order: numerics.edge_order,
            layout: match output.layout {
                Layout::Auto => LayoutChoice::Auto,
                Layout::Split => LayoutChoice::Split,
                Layout::Stacked => LayoutChoice::Stacked,
            },
            precision: output.dtype.map(|number_type| match number_type {
                NumberType::F32 => Precision::F32,
                NumberType::F64 => Precision::F64,
            }),
            compression: output.compression,
            memory: limits.memory,
            command_line,
        };
        let destination = match (output.output, output.output_dir) {
            (Some(file), _) => Destination::File(file),
            (None, Some(folder)) => Destination::Folder(folder),
            (None, None) => Destination::Beside,
        };
        let existing = match (output.overwrite, output.skip_existing) {
            (true, _) => Existing::Overwrite,
            (false, true) => Existing::Skip,
            (false, false) => Existing::Refuse,
        };
        let continue_on_error = batch.continue_on_error;
        Self {
            inputs,
            request,
            trust,
            destination,
            existing,
            continue_on_error,
            dry_run: output.dry_run,
            threads: limits.threads,
        }
    }
}

impl From<CompareArguments> for CompareTask {
    fn from(arguments: CompareArguments) -> Self {
        let CompareArguments { a, b, variables, atol, rtol, json, trust, limits } = arguments;
        let tolerance = Tolerance { absolute: atol, relative: rtol };
        let request = ComparisonRequest { variables, tolerance, memory: limits.memory };
        Self { a, b, request, trust: Trust::from(&trust), json, threads: limits.threads }
    }
}

impl From<&TrustArguments> for Trust {
    fn from(arguments: &TrustArguments) -> Self {
        Self { other_files: arguments.allow_external, plugins: arguments.allow_plugins }
    }
}

impl From<HintArguments> for Hints {
    fn from(arguments: HintArguments) -> Self {
        let HintArguments { fields, axes, spacing, coordinates, .. } = arguments;
        Self { fields, axes: axes.map(|names| names.0), spacing, coordinates }
    }
}

/// The command line with these arguments, such that a shell would read it again.
pub(crate) fn command_line(arguments: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let quoted = arguments.into_iter().map(|argument| quoted(argument.as_ref()));
    std::iter::once("fieldops".to_owned()).chain(quoted).collect::<Vec<_>>().join(" ")
}

fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-+=./,:@%^".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn arguments_are_quoted_where_a_shell_needs_it() {
        assert_eq!(quoted("--field=E=u:x,v:y"), "--field=E=u:x,v:y");
        assert_eq!(quoted("my field.h5"), "'my field.h5'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
