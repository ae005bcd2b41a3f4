//! Carrying a plan out.

use fieldops_io::{Sink, Source};

use crate::{
    Error, FieldPlan, Plan, Progress, Result, lanes,
    loaded::{Computed, Loaded, write},
    program::Scratch,
    share::Share,
};

/// Reads, computes and writes every window of the plan, then completes the output.
///
/// Where many threads can read at the same time, each does windows of its own. Elsewhere one window is computed while
/// others are read and written.
///
/// # Errors
/// When reading or writing fails; [`Error::Cancelled`] when `progress` asks to stop. Then no output is left behind.
pub fn run(plan: &Plan, source: &dyn Source, mut sink: Box<dyn Sink>, progress: &dyn Progress) -> Result<()> {
    progress.started(plan.bytes());
    for fields in plan.fields().chunk_by(|one, other| one.lanes.is_some() == other.lanes.is_some()) {
        if fields[0].lanes.is_none() {
            in_turn(fields, source, sink.as_mut(), progress)?;
            continue;
        }
        for field in fields {
            source.begin_pass(field.room);
            let readers = |share: &Share| share.inputs.readers(source);
            match field.lanes.zip(field.shares.iter().map(readers).collect::<Option<Vec<_>>>()) {
                Some((lanes, readers)) => {
                    lanes::run(field, lanes, &readers, source, sink.as_mut(), progress)?;
                }
                None => in_turn(std::slice::from_ref(field), source, sink.as_mut(), progress)?,
            }
        }
    }
    source.check_length()?;
    Ok(sink.finish()?)
}

/// Does the windows of fields one after the other.
///
/// While other threads of the rayon pool compute a window, the calling thread writes the one before it and reads the one
/// behind it, then helps to compute. So only the calling thread deals with `source` and `sink`.
fn in_turn(
    fields: &[FieldPlan],
    source: &dyn Source,
    sink: &mut dyn Sink,
    progress: &dyn Progress,
) -> Result<()> {
    let path = source.contents().path.as_path();
    let shares = fields.iter().flat_map(|field| field.shares.iter().map(move |share| (field, share)));
    let mut windows =
        shares.flat_map(|(field, share)| field.windows.iter().map(move |window| (field, share, window)));
    let mut loaded: Option<Loaded<'_>> = None;
    let mut computed: Option<Computed<'_>> = None;
    // Arrays that were read into and computed into, to be used again: new memory costs more than what is done with it.
    let (mut blocks, mut buffers) = (Vec::new(), Vec::new());
    let mut scratch = Scratch::default();
    let (mut reading, mut computing) = (None, None);
    loop {
        check(progress)?;
        let next = windows.next();
        if next.is_none() && loaded.is_none() && computed.is_none() {
            return Ok(());
        }
        let mut outcome = None;
        let read = rayon::in_place_scope(|scope| {
            if let Some(loaded) = loaded.take() {
                if !computing.replace(loaded.share).is_some_and(|before| std::ptr::eq(before, loaded.share)) {
                    scratch = Scratch::default();
                }
                let (outcome, scratch) = (&mut outcome, &mut scratch);
                let buffers = std::mem::take(&mut buffers);
                scope.spawn(move |_| *outcome = Some(loaded.compute(buffers, scratch, path)));
            }
            if let Some(computed) = computed.take() {
                let Computed { share, window, values, .. } = &computed;
                write(share, window, values, progress, |result, window, values| {
                    sink.write(&share.results[result].path, window, values)
                })?;
                buffers = computed.values;
                blocks = computed.blocks;
            }
            let Some((field, share, window)) = next else { return Ok(None) };
            if !reading.replace(field).is_some_and(|before| std::ptr::eq(before, field)) {
                source.begin_pass(field.room);
            }
            let blocks = std::mem::take(&mut blocks);
            Loaded::read(share, window, blocks, progress, |block, window, values| {
                share.inputs.blocks[block].variable.read(source, window, values)
            })
            .map(Some)
        });
        loaded = read?;
        computed = outcome.transpose()?;
    }
}

pub(crate) fn check(progress: &dyn Progress) -> Result<()> {
    if progress.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
}
