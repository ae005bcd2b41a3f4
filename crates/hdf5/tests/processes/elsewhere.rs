//! Work in a process of its own, where it may crash, hang, or run out of room. The tests of NetCDF use it too.

use std::{
    env,
    ops::Range,
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use fieldops_io::{
    Compression, Error, OutputDimension, OutputSchema, OutputVariable, Sink, ValueType, Values,
};

/// Path of the file that `use_the_damaged_file` uses.
pub(crate) const DAMAGED: &str = "FIELDOPS_TEST_DAMAGED_FILE";
/// Path of the folder that `write_too_much` writes to.
pub(crate) const FOLDER: &str = "FIELDOPS_TEST_FOLDER";

/// A linear congruential generator: the constants are Knuth's.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    /// A copy in which one to three bits are flipped.
    pub(crate) fn damaged(&mut self, content: &[u8]) -> Vec<u8> {
        let mut damaged = content.to_vec();
        for _ in 0..=self.below(3) {
            damaged[self.below(content.len())] ^= 1 << self.below(8);
        }
        damaged
    }
}

/// Runs the ignored test `use_the_damaged_file` in another process, which is killed after ten seconds.
pub(crate) fn use_the_damaged_file(path: &Path) -> Output {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "use_the_damaged_file", "--ignored", "--nocapture"])
        .env(DAMAGED, path)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.wait_with_output().unwrap()
}

/// Runs the ignored test `write_too_much` where files may not grow beyond 100 KiB.
pub(crate) fn write_too_much(folder: &Path) -> Output {
    Command::new("sh")
        .args(["-c", "ulimit -f 200; trap '' XFSZ; exec \"$0\" --exact write_too_much --ignored --nocapture"])
        .arg(env::current_exe().unwrap())
        .env(FOLDER, folder)
        .output()
        .unwrap()
}

/// Extents of a variable that is too large for such a file.
const SHAPE: [usize; 3] = [40, 60, 50];

/// The schema of that variable, `/u`.
pub(crate) fn too_large(compression: Compression) -> OutputSchema {
    let variable = OutputVariable {
        path: "/u".into(),
        shape: SHAPE.into(),
        value_type: ValueType::F64,
        dimensions: vec![OutputDimension::default(); 3],
        attributes: vec![],
        compression,
        windows: Vec::new(),
    };
    OutputSchema { variables: vec![variable], ..OutputSchema::default() }
}

/// Writes it plane by plane up to the first failure, if there is one; then finishes the file, which must fail too.
pub(crate) fn fail_to_write(mut sink: impl Sink) -> (Option<Error>, Error) {
    let [planes, rows, columns] = SHAPE;
    let plane = Values::zeros(ValueType::F64, &[1, rows, columns]);
    let window = |i: usize| -> [Range<usize>; 3] { [i..i + 1, 0..rows, 0..columns] };
    let failed = (0..planes).find_map(|i| sink.write("/u", &window(i), &plane).err());
    (failed, Box::new(sink).finish().unwrap_err())
}
