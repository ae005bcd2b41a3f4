//! Carrying a plan out.

use std::ops::Range;

use fieldops_io::{Sink, Source, Values};

use crate::{Error, FieldPlan, Plan, Progress, Result, results::ResultVariable, typed};

/// Reads, computes and writes every window of the plan, then completes the output.
///
/// # Errors
/// When reading or writing fails; [`Error::Cancelled`] when `progress` asks to stop. Then no output is left behind.
pub fn run(plan: &Plan, source: &dyn Source, mut sink: Box<dyn Sink>, progress: &dyn Progress) -> Result<()> {
    progress.started(plan.bytes());
    for field in plan.fields() {
        run_field(field, source, sink.as_mut(), progress)?;
    }
    check(progress)?;
    Ok(sink.finish()?)
}

fn run_field(
    plan: &FieldPlan,
    source: &dyn Source,
    sink: &mut dyn Sink,
    progress: &dyn Progress,
) -> Result<()> {
    let mut outputs: Vec<Values> = Vec::new();
    for window in plan.windows.iter() {
        check(progress)?;
        let points = plan.points(&window);
        let needed = plan.input.window(&plan.sweep.input_window(&points));
        let mut blocks = Vec::with_capacity(plan.input.variables.len());
        for variable in &plan.input.variables {
            let block = variable.read(source, &needed, plan.input.value_type)?;
            progress.advanced(bytes(&block));
            blocks.push(block);
        }

        let shapes: Vec<_> = plan.results.iter().map(|result| extents(&result.window(&window))).collect();
        if outputs.iter().map(Values::shape).ne(shapes.iter().map(Vec::as_slice)) {
            outputs.clear();
            outputs.extend(plan.results.iter().zip(&shapes).map(zeros));
        }
        typed::apply(&plan.sweep, &points, &plan.input, &blocks, &plan.results, &mut outputs).map_err(
            |source_error| Error::Field {
                path: source.contents().path.clone(),
                field: plan.path().to_owned(),
                source: source_error,
            },
        )?;
        drop(blocks);

        for (result, values) in plan.results.iter().zip(&outputs) {
            sink.write(&result.path, &result.window(&window), values)?;
            progress.advanced(bytes(values));
        }
    }
    Ok(())
}

fn check(progress: &dyn Progress) -> Result<()> {
    if progress.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
}

fn zeros((result, shape): (&ResultVariable, &Vec<usize>)) -> Values {
    Values::zeros(result.value_type, shape)
}

fn extents(window: &[Range<usize>]) -> Vec<usize> {
    window.iter().map(Range::len).collect()
}

fn bytes(values: &Values) -> u64 {
    (values.shape().iter().product::<usize>() * values.value_type().bytes()) as u64
}
