//! Tests that start processes. They stand apart from the others because a process that starts while a file is open
//! inherits it from the library, and with it its lock.

#[path = "../../../hdf5/tests/processes/elsewhere.rs"]
mod elsewhere;

use std::{env, error::Error as _, fs, path::Path, process::Command};

use elsewhere::{DAMAGED, FOLDER, Random, fail_to_write, too_large};
use fieldops_io::{Compression, ErrorKind, Source, ValueType};
use fieldops_netcdf::{create, open};
use tempfile::tempdir;

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
    let mut random = Random(20_260_117);
    for name in ["cdf1.nc", "cdf2.nc", "cdf5.nc", "missing.nc"] {
        let content = fs::read(data.join(name)).unwrap();
        for case in 0..80 {
            fs::write(&path, random.damaged(&content)).unwrap();
            let output = elsewhere::use_the_damaged_file(&path);
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
        let error = match create(&path, &too_large(compression), false) {
            // A classic file may get its full length at once.
            Err(error) => error,
            Ok(sink) => {
                let (failed, finished) = fail_to_write(sink);
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
    let output = elsewhere::write_too_much(folder.path());
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {words}", output.status);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
