//! How far a run is: a bar on a terminal, lines in a log, objects for programs.

use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use fieldops_pipeline::Progress;
use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressStyle};
use serde_json::json;

use crate::{
    exit::{on_one_line, tell},
    signals::StopSignal,
};

const PLAIN_INTERVAL: Duration = Duration::from_secs(10);
const JSON_INTERVAL: Duration = Duration::from_millis(500);
const BAR: &str = "{msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec} {eta}";

/// The form in which progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Display {
    Bar,
    Plain,
    Json,
    None,
}

/// Shows the progress of one run.
pub(crate) struct Reporter {
    display: Display,
    input: String,
    stop: StopSignal,
    bar: ProgressBar,
    start: Instant,
    done: AtomicU64,
    total: AtomicU64,
    shown: Mutex<Instant>,
}

impl Reporter {
    pub(crate) fn new(display: Display, input: &Path, stop: StopSignal) -> Self {
        let bar = if display == Display::Bar { ProgressBar::no_length() } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template(BAR).expect("the template is well-formed");
        bar.set_style(style.progress_chars("=> "));
        let now = Instant::now();
        Self {
            display,
            input: on_one_line(&input.to_string_lossy()),
            stop,
            bar,
            start: now,
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            shown: Mutex::new(now),
        }
    }

    fn show(&self, done: u64) {
        let total = self.total.load(Relaxed);
        match self.display {
            Display::Plain => tell(&format!("{}: {}", self.input, line(done, total, self.start.elapsed()))),
            Display::Json => {
                let event = json!({ "event": "progress", "input": self.input, "done": done, "total": total });
                tell(&event.to_string());
            }
            Display::Bar | Display::None => {}
        }
    }
}

impl Progress for Reporter {
    fn started(&self, bytes: u64) {
        self.total.store(bytes, Relaxed);
        self.bar.set_length(bytes);
        self.bar.set_message(self.input.clone());
        if self.display == Display::Json {
            self.show(0);
        }
    }

    fn advanced(&self, bytes: u64) {
        self.bar.inc(bytes);
        // Held while a line is written, so that lines come in the order of what they tell.
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let done = self.done.fetch_add(bytes, Relaxed) + bytes;
        let (interval, last) = match self.display {
            Display::Json => (JSON_INTERVAL, done == self.total.load(Relaxed)),
            _ => (PLAIN_INTERVAL, false),
        };
        if last || shown.elapsed() >= interval {
            *shown = Instant::now();
            self.show(done);
        }
    }

    fn is_cancelled(&self) -> bool {
        self.stop.received().is_some()
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// `40 % of 3.00 GiB, 512.00 MiB/s, 4 seconds left`.
fn line(done: u64, total: u64, elapsed: Duration) -> String {
    let rate = done as f64 / elapsed.as_secs_f64().max(1e-3);
    let left = Duration::try_from_secs_f64((total - done.min(total)) as f64 / rate).unwrap_or(Duration::MAX);
    let percent = done * 100 / total.max(1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate for people")]
    let rate = HumanBytes(rate as u64);
    format!("{percent} % of {}, {rate}/s, {} left", HumanBytes(total), HumanDuration(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_share_rate_and_time_left() {
        let text = line(1 << 30, 4 << 30, Duration::from_secs(2));
        assert_eq!(text, "25 % of 4.00 GiB, 512.00 MiB/s, 6 seconds left");
    }

    #[test]
    fn nothing_done_yet_is_no_division_by_zero() {
        assert!(line(0, 0, Duration::ZERO).starts_with("0 % of 0 B, 0 B/s"));
        assert!(line(0, 10, Duration::ZERO).starts_with("0 % of 10 B"));
    }
}
