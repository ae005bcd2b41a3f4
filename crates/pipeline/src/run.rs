//! Carrying a plan out.

use std::{ops::Range, path::Path};

use fieldops_io::{Sink, Source, ValueType, Values};

use crate::{
    Error, FieldPlan, Plan, Progress, Result,
    program::{self, Ranges, Scratch},
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
    // Arrays that were read into and computed into, to be used again: new memory costs more than what is done with it.
    let (mut blocks, mut buffers) = (Vec::new(), Vec::new());
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
                blocks = computed.blocks;
            }
            let Some((field, window)) = next else { return Ok(None) };
            if !reading.replace(field).is_some_and(|before| std::ptr::eq(before, field)) {
                source.begin_pass(field.room);
            }
            let blocks = std::mem::take(&mut blocks);
            Loaded::read(field, window, blocks, source, progress).map(Some)
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
        buffers: Vec<Values>,
        source: &dyn Source,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let ranges = field.ranges(&window);
        let needed = field.inputs.blocks.iter().enumerate().map(|(number, block)| {
            let needed: Vec<_> = ranges.iter().map(|ranges| ranges.blocks[number].clone()).collect();
            (block.value_type, block.window(&needed))
        });
        let needed: Vec<_> = needed.collect();
        let mut blocks = fitting(buffers, &needed);
        for ((block, values), (_, window)) in field.inputs.blocks.iter().zip(&mut blocks).zip(&needed) {
            block.variable.read(source, window, values)?;
            progress.advanced(bytes(values));
        }
        Ok(Self { field, window, ranges, blocks })
    }

    /// The results, in these buffers where they have the right shapes; `path` is that of the input.
    fn compute(self, buffers: Vec<Values>, scratch: &mut Scratch, path: &Path) -> Result<Computed<'a>> {
        let Self { field, window, ranges, blocks } = self;
        let FieldPlan { inputs, program, positions, results, .. } = field;
        let made = results.iter().map(|result| (result.value_type, result.window(&window)));
        let mut values = fitting(buffers, &made.collect::<Vec<_>>());
        let read = program::Window { ranges, inputs, blocks: &blocks, positions };
        program.compute(&read, results, &mut values, scratch).map_err(|source_error| Error::Field {
            path: path.to_owned(),
            field: field.path().to_owned(),
            source: source_error,
        })?;
        Ok(Computed { field, window, values, blocks })
    }
}

/// The results on a window, to be written.
struct Computed<'a> {
    field: &'a FieldPlan,
    window: Vec<Range<usize>>,
    values: Vec<Values>,
    /// What they were computed from, of no more use but as memory.
    blocks: Vec<Values>,
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

/// The buffers, or new ones where these do not fit arrays of these types on these windows.
fn fitting(buffers: Vec<Values>, arrays: &[(ValueType, Vec<Range<usize>>)]) -> Vec<Values> {
    let shape = |window: &[Range<usize>]| window.iter().map(Range::len).collect::<Vec<_>>();
    let fits = |(values, (value_type, window)): (&Values, &(ValueType, Vec<Range<usize>>))| {
        values.value_type() == *value_type && values.shape() == shape(window)
    };
    if buffers.len() == arrays.len() && buffers.iter().zip(arrays).all(fits) {
        return buffers;
    }
    // Those that do not fit go before others are made.
    drop(buffers);
    arrays.iter().map(|(value_type, window)| Values::zeros(*value_type, &shape(window))).collect()
}

fn check(progress: &dyn Progress) -> Result<()> {
    if progress.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
}

fn bytes(values: &Values) -> u64 {
    (values.shape().iter().product::<usize>() * values.value_type().bytes()) as u64
}
