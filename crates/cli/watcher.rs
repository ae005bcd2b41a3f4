//! An end to openings that have none.
//!
//! HDF5 (up to 2.2.0, the newest at the time) goes round for ever over a damaged global heap: in
//! `H5HG__cache_heap_deserialize`, an object of index 0 and size 0 is passed again and again. Nothing can stop it inside
//! the process, and nothing was written yet, so that the process may end.

use std::{
    fs,
    path::Path,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use signal_hook::low_level;

use crate::exit;

/// How often it is looked.
const INTERVAL: Duration = Duration::from_secs(1);

/// Processor time of the main thread without one byte read, after which there is no hope.
const HOPELESS: Duration = Duration::from_secs(10);

/// What the process has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Work {
    /// Bytes that it read.
    read: u64,
    /// Processor time of its main thread.
    computed: Duration,
}

impl Work {
    /// `None` where the system does not tell.
    fn of_main_thread() -> Option<Self> {
        let of_thread = |file: &str| {
            let main = std::process::id();
            fs::read_to_string(format!("/proc/self/task/{main}/{file}")).ok()
        };
        let read = of_thread("io")?.lines().find_map(|line| line.strip_prefix("rchar: "))?.parse().ok()?;
        let computed = of_thread("schedstat")?.split_whitespace().next()?.parse().ok()?;
        Some(Self { read, computed: Duration::from_nanos(computed) })
    }
}

/// Does `open`, which opens `input` on the main thread. Where it computes on and on without reading, the process ends
/// with an error: other inputs are lost, but nothing that was written.
pub(crate) fn watched<T>(input: &Path, open: impl FnOnce() -> T) -> T {
    let (opening, is_over) = mpsc::channel::<()>();
    thread::scope(|scope| {
        // Where no thread can be had, nobody watches.
        let watcher = thread::Builder::new().name("watcher".to_owned());
        let _ = watcher.spawn_scoped(scope, move || {
            if is_hopeless(&is_over, INTERVAL, Work::of_main_thread) {
                let input = input.display();
                exit::tell(&exit::on_one_line(&format!(
                    "error: `{input}` is damaged: the library that reads it comes to no end"
                )));
                low_level::exit(i32::from(exit::BAD_DATA));
            }
        });
        let opened = open();
        drop(opening);
        opened
    })
}

/// Whether the work goes on for ever; false once it is over.
fn is_hopeless(is_over: &Receiver<()>, interval: Duration, work: impl Fn() -> Option<Work>) -> bool {
    let mut last_read: Option<Work> = None;
    while is_over.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
        let Some(now) = work() else { return false };
        match last_read {
            Some(then) if then.read == now.read => {
                if now.computed.saturating_sub(then.computed) > HOPELESS {
                    return true;
                }
            }
            _ => last_read = Some(now),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Looks once a millisecond at work of which each look finds more.
    fn looked_at(work: impl Fn(u64) -> Option<Work>) -> bool {
        let (_opening, is_over) = mpsc::channel();
        let looks = Cell::new(0);
        is_hopeless(&is_over, Duration::from_millis(1), || {
            looks.set(looks.get() + 1);
            work(looks.get())
        })
    }

    fn work(read: u64, seconds: u64) -> Work {
        Work { read, computed: Duration::from_secs(seconds) }
    }

    #[test]
    fn who_computes_on_without_reading_is_hopeless() {
        assert!(looked_at(|look| Some(work(7, look))));
        assert!(looked_at(|look| Some(work(look.min(5), look))));
    }

    #[test]
    fn who_reads_or_waits_is_not() {
        assert!(!looked_at(|look| (look < 100).then(|| work(look / 8, look))));
        assert!(!looked_at(|look| (look < 100).then(|| work(7, 3))));
    }

    #[test]
    fn nobody_is_watched_once_the_opening_is_over() {
        let (opening, is_over) = mpsc::channel();
        drop(opening);
        assert!(!is_hopeless(&is_over, Duration::from_mins(1), || Some(work(7, 100))));
        assert_eq!(watched(Path::new("E.h5"), || 5), 5);
    }
}
