//! One calculation on one input.

use std::{borrow::Cow, path::Path};

use anyhow::Result;
use fieldops_io::{Compression, OutputSchema};
use fieldops_pipeline::{Error, Plan, Request};
use indicatif::HumanBytes;

use crate::{
    dry_run, formats,
    messages::Messages,
    outputs::Job,
    request::{Existing, OperateTask},
    signals::{StopSignal, Stopped},
    wording::{counted, extents},
};

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// The plan was printed.
    Planned,
    /// The output was there already.
    Skipped,
    /// Nothing was planned: an earlier job of the plan file will write the input.
    ToCome,
}

/// Reads the input, computes, and writes the output.
pub(crate) fn run(job: &Job, task: &OperateTask, messages: &Messages) -> Result<Outcome> {
    if job.is_done {
        messages.outcome("skipped", &job.input, &format!("kept {}", job.output.display()));
        return Ok(Outcome::Skipped);
    }
    let source = formats::open(&job.input, task.trust)?;
    messages.tell_outside(source.contents());
    let plan = Plan::new(&asked(job, task), source.as_ref())?;
    let overwrite = task.existing == Existing::Overwrite;
    if task.dry_run {
        dry_run::print(job, &plan, overwrite)?;
        tell(&plan, &job.input, messages);
        return Ok(Outcome::Planned);
    }
    let stop = StopSignal::listen()?;
    let sink = formats::create(&job.output, plan.schema(), overwrite)?;
    tell(&plan, &job.input, messages);
    let reporter = messages.reporter(&job.input, stop.clone());
    let outcome = fieldops_pipeline::run(&plan, source.as_ref(), sink, &reporter);
    drop(reporter);
    match (outcome, stop.received()) {
        (Err(Error::Cancelled), Some(signal)) => Err(Stopped { signal }.into()),
        (outcome, _) => {
            outcome?;
            let summary = format!("wrote {}: {}", job.output.display(), contents(plan.schema()));
            messages.outcome("finished", &job.input, &summary);
            Ok(Outcome::Done)
        }
    }
}

/// What is asked of the input: compression that the output's format does not have is not taken over from it.
fn asked<'t>(job: &Job, task: &'t OperateTask) -> Cow<'t, Request> {
    if task.request.compression.is_some() || formats::compresses(&job.output) {
        return Cow::Borrowed(&task.request);
    }
    Cow::Owned(Request { compression: Some(Compression::None), ..task.request.clone() })
}

/// `9 variables, 40×32×30`.
fn contents(schema: &OutputSchema) -> String {
    let count = schema.variables.len();
    let shape = &schema.variables[0].shape;
    if schema.variables.iter().any(|variable| variable.shape != *shape) {
        return counted(count, "variable");
    }
    format!("{}, {}", counted(count, "variable"), extents(shape))
}

/// Says what the user should know of the plan before it runs.
fn tell(plan: &Plan, input: &Path, messages: &Messages) {
    plan.notices().iter().for_each(|notice| messages.notice(input, notice));
    if !messages.is_verbose() {
        return;
    }
    for reason in plan.reasons() {
        messages.detail(input, reason);
    }
    for field in plan.fields() {
        let windows = field.windows();
        let text = format!(
            "{}: {} windows of {}, {} to read, {} to write",
            field.path(),
            windows.count(),
            extents(windows.extents()),
            HumanBytes(field.bytes_read()),
            HumanBytes(field.bytes_written()),
        );
        messages.detail(input, &text);
    }
}
