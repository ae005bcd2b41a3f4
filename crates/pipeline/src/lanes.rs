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
    share::Share,
    sliding::Slide,
};

/// Where the results of a window go.
enum Target<'a> {
    /// A writer for each result of each share.
    Writers(Vec<Vec<Box<dyn Writer>>>),
    /// Whoever has it writes.
    Sink(Mutex<&'a mut dyn Sink>),
}

/// Does all windows of a field, for one share after the other: as many threads as it has lanes take one window after the other,
/// and read, compute and write it. So what a thread read is in its cache when it computes, and all of them read and write at the
/// same time. Threads without a lane help the others to compute.
///
/// There is a reader for each block of each share.
///
/// # Errors
/// Those of [`run`](crate::run()).
pub(crate) fn run(
    field: &FieldPlan,
    lanes: Lanes,
    readers: &[Vec<Box<dyn Reader>>],
    source: &dyn Source,
    sink: &mut dyn Sink,
    progress: &dyn Progress,
) -> Result<()> {
    let of_share = |share: &Share| share.results.iter().map(|result| sink.writer(&result.path)).collect();
    let writers: Option<Vec<_>> = field.shares.iter().map(of_share).collect();
    let target = writers.map_or_else(|| Target::Sink(Mutex::new(sink)), Target::Writers);
    let path = source.contents().path.as_path();
    let work = Work {
        field,
        lanes,
        readers,
        target,
        progress,
        path,
        next: field.shares.iter().map(|_| AtomicUsize::new(0)).collect(),
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
    readers: &'a [Vec<Box<dyn Reader>>],
    target: Target<'a>,
    progress: &'a dyn Progress,
    /// Of the input.
    path: &'a Path,
    /// Number of the window that is taken next, for each share.
    next: Vec<AtomicUsize>,
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
        for (number, share) in self.field.shares.iter().enumerate() {
            let (mut values, mut scratch) = (Vec::new(), Scratch::default());
            let mut slide = Slide::new(share, &self.readers[number], self.lanes);
            while let Some(window) = self.next(number) {
                for (part, ranges) in slide.begin(&window) {
                    check(self.progress)?;
                    let ranges = slide.to(ranges, self.progress)?;
                    let read = (ranges, slide.blocks());
                    values = results(share, &part, read, Order::Apart, values, &mut scratch, self.path)?;
                    self.write_all(number, &part, &values, slide.staging())?;
                }
            }
        }
        Ok(())
    }

    /// The window that is to be done next for a share; none where all are done, or are not to be done any more.
    fn next(&self, share: usize) -> Option<Vec<Range<usize>>> {
        if self.has_failed.load(Relaxed) {
            return None;
        }
        let number = self.next[share].fetch_add(1, Relaxed);
        (number < self.field.windows.count()).then(|| self.field.windows.window(number))
    }

    /// Writes the results of a share on a part of a window.
    fn write_all(
        &self,
        share: usize,
        part: &[Range<usize>],
        values: &[Values],
        staging: &mut Values,
    ) -> Result<()> {
        let of_share = &self.field.shares[share];
        write(of_share, part, values, self.progress, |result, window, values| {
            match of_share.results[result].interleaved(part.len()) {
                0 => self.write([share, result], window, values),
                axes => interleaved::write(window, axes, values, staging, |piece, values| {
                    self.write([share, result], piece, values)
                }),
            }
        })
    }

    /// Writes a result of a share.
    fn write(
        &self,
        [share, result]: [usize; 2],
        window: &[Range<usize>],
        values: &Values,
    ) -> fieldops_io::Result<()> {
        match &self.target {
            Target::Writers(writers) => writers[share][result].write(window, values),
            Target::Sink(sink) => {
                let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
                // A sink that has failed would only say so, in place of the reason that another thread got.
                if self.has_failed.load(Relaxed) {
                    return Ok(());
                }
                let written = sink.write(&self.field.shares[share].results[result].path, window, values);
                self.has_failed.fetch_or(written.is_err(), Relaxed);
                written
            }
        }
    }
}
