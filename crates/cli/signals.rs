//! Being told to stop.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};

/// The last signal that asked to stop.
#[derive(Debug, Clone, Default)]
pub(crate) struct StopSignal(Arc<AtomicUsize>);

static LISTENING: OnceLock<StopSignal> = OnceLock::new();

impl StopSignal {
    /// Begins to listen, unless that was done before. From then on these signals no longer end the process by
    /// themselves.
    pub(crate) fn listen() -> Result<Self> {
        if let Some(stop) = LISTENING.get() {
            return Ok(stop.clone());
        }
        let stop = Self::default();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            let number = usize::try_from(signal).unwrap_or_default();
            signal_hook::flag::register_usize(signal, Arc::clone(&stop.0), number)
                .with_context(|| format!("cannot listen to signal {signal}"))?;
        }
        // A file that may not grow is an error of the write then, and not the end of the process.
        signal_hook::flag::register(SIGXFSZ, Arc::default())
            .with_context(|| format!("cannot listen to signal {SIGXFSZ}"))?;
        Ok(LISTENING.get_or_init(|| stop).clone())
    }

    /// The number of the signal that came, if one did since somebody listens.
    pub(crate) fn received_by_now() -> Option<u8> {
        LISTENING.get().and_then(Self::received)
    }

    /// The number of the signal that came, if one did.
    pub(crate) fn received(&self) -> Option<u8> {
        u8::try_from(self.0.load(Ordering::Relaxed)).ok().filter(|number| *number != 0)
    }
}

/// The work was stopped by a signal; nothing is left of it.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) signal: u8,
}

impl std::fmt::Display for Stopped {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match i32::from(self.signal) {
            SIGINT => out.write_str("interrupted"),
            SIGTERM => out.write_str("terminated"),
            SIGHUP => out.write_str("the terminal hung up"),
            signal => write!(out, "stopped by signal {signal}"),
        }
    }
}

impl std::error::Error for Stopped {}
