//! Windows that are read, computed and written by one thread each.

use std::{
    ops::Range,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
};

use fieldops_io::{Reader, Sink, Source, Values, Writer};

use crate::{
    FieldPlan, Progress, Result,
    blocks::Lanes,
    interleaved,
    loaded::{Order, results, write},
    program::Scratch,
    run::check,
    sliding::Slide,
};

/// Where the results of a window go.
enum Target<'a> {
    /// A writer for each result.
    Writers(Vec<Box<dyn Writer>>),
    /// Whoever has it writes.
    Sink(Mutex<&'a mut dyn Sink>),
}

/// Does all windows of a field: as many threads as it has lanes take one after the other, and read, compute and write
/// it. So what a thread read is in its cache when it computes, and all of them read and write at the same time. Threads
/// without a lane help the others to compute.
///
/// # Errors
/// Those of [`run`](crate::run()).
pub(crate) fn run(
    field: &FieldPlan,
    lanes: Lanes,
    readers: &[Box<dyn Reader>],
    source: &dyn Source,
    sink: &mut dyn Sink,
    progress: &dyn Progress,
) -> Result<()> {
    let writers: Option<Vec<_>> = field.results.iter().map(|result| sink.writer(&result.path)).collect();
    let target = writers.map_or_else(|| Target::Sink(Mutex::new(sink)), Target::Writers);
    let path = source.contents().path.as_path();
    let work = Work {
        field,
        lanes,
        readers,
        target,
        progress,
        path,
        next: AtomicUsize::new(0),
        has_failed: AtomicBool::new(false),
    };
    let lanes = work.lanes.count.get();
    let ended = rayon::broadcast(|thread| if thread.index() < lanes { work.lane() } else { Ok(()) });
    ended.into_iter().collect()
}

/// What the lanes share.
struct Work<'a> {
    field: &'a FieldPlan,
    lanes: Lanes,
    readers: &'a [Box<dyn Reader>],
    target: Target<'a>,
    progress: &'a dyn Progress,
    /// Of the input.
    path: &'a Path,
    /// Number of the window that is taken next.
    next: AtomicUsize,
    has_failed: AtomicBool,
}

impl Work<'_> {
    fn lane(&self) -> Result<()> {
        let done = self.windows();
        if done.is_err() {
            self.has_failed.store(true, Relaxed);
        }
        done
    }

    fn windows(&self) -> Result<()> {
        let Self { field, lanes, readers, progress, path, .. } = self;
        let (mut values, mut scratch) = (Vec::new(), Scratch::default());
        let mut slide = Slide::new(field, readers, *lanes);
        while !self.has_failed.load(Relaxed) {
            let number = self.next.fetch_add(1, Relaxed);
            if number >= field.windows.count() {
                break;
            }
            let parts: Vec<_> = lanes.parts(&field.windows.window(number)).collect();
            let ranges: Vec<_> = parts.iter().map(|part| field.ranges(part)).collect();
            slide.begin(&ranges);
            for (part, ranges) in parts.iter().zip(ranges) {
                check(*progress)?;
                let ranges = slide.to(ranges, *progress)?;
                let read = (ranges, slide.blocks());
                values = results(field, part, read, Order::Apart, values, &mut scratch, path)?;
                write(field, part, &values, *progress, |number, window, values| {
                    match field.results[number].interleaved(part.len()) {
                        0 => self.write(number, window, values),
                        axes => interleaved::write(window, axes, values, slide.staging(), |piece, values| {
                            self.write(number, piece, values)
                        }),
                    }
                })?;
            }
        }
        Ok(())
    }

    fn write(&self, result: usize, window: &[Range<usize>], values: &Values) -> fieldops_io::Result<()> {
        match &self.target {
            Target::Writers(writers) => writers[result].write(window, values),
            Target::Sink(sink) => {
                let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
                // A sink that has failed would only say so, in place of the reason that another thread got.
                if self.has_failed.load(Relaxed) {
                    return Ok(());
                }
                let written = sink.write(&self.field.results[result].path, window, values);
                self.has_failed.fetch_or(written.is_err(), Relaxed);
                written
            }
        }
    }
}
