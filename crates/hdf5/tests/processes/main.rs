//! Tests that start processes. They stand apart from the others because a process that starts while a file is open
//! inherits it from the library, and with it its lock.

use std::{
    env,
    error::Error as _,
    fs,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use fieldops_hdf5::{create, open};
use fieldops_io::{
    Compression, ErrorKind, OutputDimension, OutputSchema, OutputVariable, Sink, Source, ValueType, Values,
};
use tempfile::tempdir;

const FILES: [&str; 5] = ["types.hdf5", "scales.hdf5", "storage.hdf5", "links.hdf5", "user_block.hdf5"];
const DAMAGED: &str = "FIELDOPS_TEST_DAMAGED_FILE";

/// Opens a file and reads a corner of every variable.
#[test]
#[ignore = "`flipped_bits_do_no_harm` runs it, in a process of its own for each file"]
fn use_the_damaged_file() {
    let Ok(source) = open(Path::new(&env::var_os(DAMAGED).expect("the path of a file"))) else { return };
    for variable in &source.contents().variables {
        let window: Vec<_> = variable.shape.iter().map(|&extent| 0..extent.min(8)).collect();
        for value_type in [ValueType::F64, ValueType::C64] {
            let _ = source.read(variable, &window, value_type);
            let _ = source.read_directly(variable, &window, value_type);
        }
    }
}

/// Runs that in another process, which is killed after ten seconds.
fn use_elsewhere(path: &Path) -> Output {
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

#[test]
fn flipped_bits_do_no_harm() {
    if hdf5::library_version() < (2, 0, 0) {
        // Older libraries crash on damage; that is why the static build brings its own.
        return;
    }
    let folder = tempdir().unwrap();
    let path = folder.path().join("E.h5");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    // A linear congruential generator: the constants are Knuth's.
    let mut state = 20_260_103_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for name in FILES {
        let content = fs::read(data.join(name)).unwrap();
        for case in 0..80 {
            let mut damaged = content.clone();
            for _ in 0..=random(3) {
                damaged[random(content.len())] ^= 1 << random(8);
            }
            fs::write(&path, &damaged).unwrap();
            let output = use_elsewhere(&path);
            let words = String::from_utf8_lossy(&output.stderr);
            // A library built for debugging meets some damage with an assertion of its own.
            let asserted = output.status.signal() == Some(6) && words.contains("/src/H5");
            assert!(output.status.success() || asserted, "{name}, case {case}: {}: {words}", output.status);
        }
    }
}

#[test]
fn a_fifo_is_refused_without_waiting_for_a_writer() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let error = open(&path).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CannotOpen);
    assert_eq!(error.source().unwrap().to_string(), "it is a FIFO; HDF5 needs a regular file");
}

const FOLDER: &str = "FIELDOPS_TEST_FOLDER";

#[test]
#[ignore = "`a_failed_write_leaves_nothing` runs it, where files may not grow beyond 100 KiB"]
fn write_too_much() {
    let folder = env::var_os(FOLDER).expect("the path of a folder");
    let path = Path::new(&folder).join("out.h5");
    for compression in [Compression::None, Compression::Deflate { level: 0 }] {
        let variable = OutputVariable {
            path: "/E".into(),
            shape: vec![40, 60, 50],
            value_type: ValueType::F64,
            dimensions: vec![OutputDimension::default(); 3],
            attributes: vec![],
            compression,
        };
        let schema = OutputSchema { variables: vec![variable], ..OutputSchema::default() };
        let mut sink = create(&path, &schema, false).unwrap();
        let plane = Values::zeros(ValueType::F64, &[1, 60, 50]);
        // Compressed planes are written when their chunk is complete or the file is finished.
        let failed = (0..40).find_map(|i| sink.write("/E", &[i..i + 1, 0..60, 0..50], &plane).err());
        let finished = Box::new(sink).finish().unwrap_err();
        let error = failed.as_ref().unwrap_or(&finished);
        assert_eq!(error.kind(), ErrorKind::InputOutput);
        assert_eq!(error.to_string(), format!("cannot write `{}`", path.display()));
        assert_eq!(error.source().unwrap().to_string(), "File too large (os error 27)");
        assert_eq!(finished.kind(), ErrorKind::InputOutput, "no success after a failure");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }
}

#[test]
fn a_failed_write_leaves_nothing() {
    let folder = tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-c", "ulimit -f 200; trap '' XFSZ; exec \"$0\" --exact write_too_much --ignored --nocapture"])
        .arg(env::current_exe().unwrap())
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {words}", output.status);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
