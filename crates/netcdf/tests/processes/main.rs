//! Tests that start processes. They stand apart from the others because a process that starts while a file is open
//! inherits it from the library, and with it its lock.

use std::{
    env,
    error::Error as _,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use fieldops_io::{
    Compression, ErrorKind, OutputDimension, OutputSchema, OutputVariable, Sink, Source, ValueType, Values,
};
use fieldops_netcdf::{create, open};
use tempfile::tempdir;

const DAMAGED: &str = "FIELDOPS_TEST_DAMAGED_FILE";

/// Opens a file and reads a corner of every variable.
#[test]
#[ignore = "`flipped_bits_in_classic_files_do_no_harm` runs it, in a process of its own for each file"]
fn use_the_damaged_file() {
    let Ok(source) = open(Path::new(&env::var_os(DAMAGED).expect("the path of a file"))) else { return };
    for variable in &source.contents().variables {
        let window: Vec<_> = variable.shape.iter().map(|&extent| 0..extent.min(8)).collect();
        let _ = source.read(variable, &window, ValueType::F64);
    }
}

#[test]
fn flipped_bits_in_classic_files_do_no_harm() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("u.nc");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    // A linear congruential generator: the constants are Knuth's.
    let mut state = 20_260_117_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for name in ["cdf1.nc", "cdf2.nc", "cdf5.nc", "missing.nc"] {
        let content = fs::read(data.join(name)).unwrap();
        for case in 0..80 {
            let mut damaged = content.clone();
            for _ in 0..=random(3) {
                damaged[random(content.len())] ^= 1 << random(8);
            }
            fs::write(&path, &damaged).unwrap();
            let mut child = Command::new(env::current_exe().unwrap())
                .args(["--exact", "use_the_damaged_file", "--ignored", "--nocapture"])
                .env(DAMAGED, &path)
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
            let output = child.wait_with_output().unwrap();
            let words = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}, case {case}: {}: {words}", output.status);
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
    assert_eq!(error.source().unwrap().to_string(), "it is a FIFO; NetCDF needs a regular file");
}

const FOLDER: &str = "FIELDOPS_TEST_FOLDER";

#[test]
#[ignore = "`a_failed_write_leaves_nothing` runs it, where files may not grow beyond 100 KiB"]
fn write_too_much() {
    let folder = env::var_os(FOLDER).expect("the path of a folder");
    for (name, compression) in [
        ("out.cdf", Compression::None),
        ("out.nc", Compression::None),
        ("out.nc", Compression::Deflate { level: 0 }),
    ] {
        let path = Path::new(&folder).join(name);
        let variable = OutputVariable {
            path: "/u".into(),
            shape: vec![40, 60, 50],
            value_type: ValueType::F64,
            dimensions: vec![OutputDimension::default(); 3],
            attributes: vec![],
            compression,
        };
        let schema = OutputSchema { variables: vec![variable], ..OutputSchema::default() };
        let error = match create(&path, &schema, false) {
            // A classic file may get its full length at once.
            Err(error) => error,
            Ok(mut sink) => {
                let plane = Values::zeros(ValueType::F64, &[1, 60, 50]);
                let failed = (0..40).find_map(|i| sink.write("/u", &[i..i + 1, 0..60, 0..50], &plane).err());
                let finished = Box::new(sink).finish().unwrap_err();
                assert_eq!(finished.kind(), ErrorKind::InputOutput, "no success after a failure");
                failed.unwrap_or(finished)
            }
        };
        assert!(
            matches!(error.kind(), ErrorKind::InputOutput | ErrorKind::CannotCreate),
            "{name}: {error:?}"
        );
        assert!(error.to_string().contains(name), "{error}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{name}");
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
