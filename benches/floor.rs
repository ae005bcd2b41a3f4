//! The least that a command on files must do: read the input's bytes, write as many bytes as the output has.
//!
//!     floor THREADS INPUT OUTPUT BYTES
//!
//! The output is made anew, given its length, written in blocks and flushed as the command does it. The blocks of both
//! files are dealt out to the threads; reading and writing overlap. What is written is what the thread last read, or
//! zeros.

use std::{
    env,
    fs::File,
    os::unix::fs::FileExt,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use anyhow::{Context, Result, ensure};

/// Bytes of a `pread` or `pwrite`.
const BLOCK: u64 = 1 << 20;

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [threads, input, output, bytes] = &arguments[..] else {
        println!("skipped: floor THREADS INPUT OUTPUT BYTES is run by command.py");
        return Ok(());
    };
    let threads: usize = threads.parse().context("the number of threads")?;
    let bytes: u64 = bytes.parse().context("the bytes of the output")?;
    ensure!(threads > 0, "at least one thread is needed");
    let from = File::open(input).with_context(|| format!("{input}: cannot open"))?;
    let to = File::create_new(output).with_context(|| format!("{output}: cannot create"))?;
    to.set_len(bytes)?;
    let task = Task { read: Blocks::new(from.metadata()?.len()), write: Blocks::new(bytes), from, to };
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| task.work())).collect();
        running.into_iter().try_for_each(|thread| thread.join().expect("a thread that does not panic"))
    })?;
    task.to.sync_all()?;
    Ok(())
}

struct Task {
    from: File,
    to: File,
    read: Blocks,
    write: Blocks,
}

impl Task {
    /// Reads and writes in turn, so much of each that both files end together.
    fn work(&self) -> Result<()> {
        let mut buffer = vec![0; usize::try_from(BLOCK)?];
        let writes = self.write.count().div_ceil(self.read.count().max(1)).max(1);
        loop {
            let read = self.read.next();
            if let Some((offset, length)) = read {
                self.from.read_exact_at(&mut buffer[..usize::try_from(length)?], offset)?;
            }
            for _ in 0..writes {
                match self.write.next() {
                    Some((offset, length)) => {
                        self.to.write_all_at(&buffer[..usize::try_from(length)?], offset)?;
                    }
                    None if read.is_none() => return Ok(()),
                    None => break,
                }
            }
        }
    }
}

/// The blocks of a file, dealt out one by one.
struct Blocks {
    length: u64,
    dealt: AtomicU64,
}

impl Blocks {
    fn new(length: u64) -> Self {
        Self { length, dealt: AtomicU64::new(0) }
    }

    fn count(&self) -> u64 {
        self.length.div_ceil(BLOCK)
    }

    /// Offset and length of the next block.
    fn next(&self) -> Option<(u64, u64)> {
        let offset = self.dealt.fetch_add(1, Ordering::Relaxed) * BLOCK;
        (offset < self.length).then(|| (offset, BLOCK.min(self.length - offset)))
    }
}
