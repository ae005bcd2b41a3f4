//! Carrying a plan out.

use std::{ops::Range, path::Path};

use fieldops_io::{Sink, Source, Values};

use crate::{
    Error, FieldPlan, Plan, Progress, Result,
    program::{self, Ranges, Scratch},
    results::ResultVariable,
};

/// Reads, computes and writes every window of the plan, then completes the output.
///
/// While other threads of the rayon pool compute a window, the calling thread writes the one before it and reads the one
/// behind it, then helps to compute. So only the calling thread deals with `source`, `sink` and `progress`.
///
/// # Errors
/// When reading or writing fails; [`Error::Cancelled`] when `progress` asks to stop. Then no output is left behind.
pub fn run(plan: &Plan, source: &dyn Source, mut sink: Box<dyn Sink>, progress: &dyn Progress) -> Result<()> {
    progress.started(plan.bytes());
    let path = source.contents().path.as_path();
    let mut windows =
        plan.fields().iter().flat_map(|field| field.windows.iter().map(move |window| (field, window)));
    let mut loaded: Option<Loaded<'_>> = None;
    let mut computed: Option<Computed<'_>> = None;
    let mut buffers = Vec::new();
    let mut scratch = Scratch::default();
    let (mut reading, mut field) = (None, None);
    loop {
        check(progress)?;
        let next = windows.next();
        if next.is_none() && loaded.is_none() && computed.is_none() {
            return Ok(sink.finish()?);
        }
        let mut outcome = None;
        let read = rayon::in_place_scope(|scope| {
            if let Some(loaded) = loaded.take() {
                if !field.replace(loaded.field).is_some_and(|field| std::ptr::eq(field, loaded.field)) {
                    scratch = Scratch::default();
                }
                let (outcome, scratch) = (&mut outcome, &mut scratch);
                let buffers = std::mem::take(&mut buffers);
                scope.spawn(move |_| *outcome = Some(loaded.compute(buffers, scratch, path)));
            }
            if let Some(computed) = computed.take() {
                computed.write(sink.as_mut(), progress)?;
                buffers = computed.values;
            }
            let Some((field, window)) = next else { return Ok(None) };
            if !reading.replace(field).is_some_and(|before| std::ptr::eq(before, field)) {
                source.begin_pass(field.room);
            }
            Loaded::read(field, window, source, progress).map(Some)
        });
        loaded = read?;
        computed = outcome.transpose()?;
    }
}

/// A window that was read and is to be computed.
struct Loaded<'a> {
    field: &'a FieldPlan,
    window: Vec<Range<usize>>,
    /// What was read, along each dimension.
    ranges: Vec<Ranges>,
    blocks: Vec<Values>,
}

impl<'a> Loaded<'a> {
    fn read(
        field: &'a FieldPlan,
        window: Vec<Range<usize>>,
        source: &dyn Source,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let ranges = field.ranges(&window);
        let mut blocks = Vec::with_capacity(field.inputs.blocks.len());
        for (number, block) in field.inputs.blocks.iter().enumerate() {
            let needed: Vec<_> = ranges.iter().map(|ranges| ranges.blocks[number].clone()).collect();
            let values = block.variable.read(source, &block.window(&needed), block.value_type)?;
            progress.advanced(bytes(&values));
            blocks.push(values);
        }
        Ok(Self { field, window, ranges, blocks })
    }

    /// The results, in these buffers where they have the right shapes; `path` is that of the input.
    fn compute(self, buffers: Vec<Values>, scratch: &mut Scratch, path: &Path) -> Result<Computed<'a>> {
        let Self { field, window, ranges, blocks } = self;
        let FieldPlan { inputs, program, positions, results, .. } = field;
        let mut values = fitting(buffers, results, &window);
        let read = program::Window { ranges, inputs, blocks: &blocks, positions };
        program.compute(&read, results, &mut values, scratch).map_err(|source_error| Error::Field {
            path: path.to_owned(),
            field: field.path().to_owned(),
            source: source_error,
        })?;
        Ok(Computed { field, window, values })
    }
}

/// The results on a window, to be written.
struct Computed<'a> {
    field: &'a FieldPlan,
    window: Vec<Range<usize>>,
    values: Vec<Values>,
}

impl Computed<'_> {
    fn write(&self, sink: &mut dyn Sink, progress: &dyn Progress) -> Result<()> {
        for (result, values) in self.field.results.iter().zip(&self.values) {
            sink.write(&result.path, &result.window(&self.window), values)?;
            progress.advanced(bytes(values));
        }
        Ok(())
    }
}

/// The buffers, or new ones where these do not fit the results on a window.
fn fitting(buffers: Vec<Values>, results: &[ResultVariable], window: &[Range<usize>]) -> Vec<Values> {
    let shape = |result: &ResultVariable| result.window(window).iter().map(Range::len).collect::<Vec<_>>();
    let fits = |values: &Values, result: &ResultVariable| {
        values.value_type() == result.value_type && values.shape() == shape(result)
    };
    if buffers.len() == results.len() && buffers.iter().zip(results).all(|(it, result)| fits(it, result)) {
        return buffers;
    }
    // Those that do not fit go before others are made.
    drop(buffers);
    results.iter().map(|result| Values::zeros(result.value_type, &shape(result))).collect()
}

fn check(progress: &dyn Progress) -> Result<()> {
    if progress.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
}

fn bytes(values: &Values) -> u64 {
    (values.shape().iter().product::<usize>() * values.value_type().bytes()) as u64
}
