//! Tests that start processes. They stand apart from the others because a process that starts while a file is open
//! inherits it from the library, and with it its lock.

mod elsewhere;

use std::{env, error::Error as _, fs, os::unix::process::ExitStatusExt, path::Path, process::Command};

use elsewhere::{DAMAGED, FOLDER, Random, fail_to_write, too_large};
use fieldops_hdf5::{create, open};
use fieldops_io::{Compression, ErrorKind, Source, ValueType};
use tempfile::tempdir;

const FILES: [&str; 5] = ["types.hdf5", "scales.hdf5", "storage.hdf5", "links.hdf5", "user_block.hdf5"];

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

#[test]
fn flipped_bits_do_no_harm() {
    if hdf5::library_version() < (2, 0, 0) {
        // Older libraries crash on damage; that is why the static build brings its own.
        return;
    }
    let folder = tempdir().unwrap();
    let path = folder.path().join("E.h5");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut random = Random(20_260_103);
    for name in FILES {
        let content = fs::read(data.join(name)).unwrap();
        for case in 0..80 {
            fs::write(&path, random.damaged(&content)).unwrap();
            let output = elsewhere::use_the_damaged_file(&path);
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

#[test]
#[ignore = "`a_failed_write_leaves_nothing` runs it, where files may not grow beyond 100 KiB"]
fn write_too_much() {
    let folder = env::var_os(FOLDER).expect("the path of a folder");
    let path = Path::new(&folder).join("out.h5");
    for compression in [Compression::None, Compression::Deflate { level: 0 }] {
        let sink = create(&path, &too_large(compression), false).unwrap();
        // Compressed planes are written when their chunk is complete or the file is finished.
        let (failed, finished) = fail_to_write(sink);
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
    let output = elsewhere::write_too_much(folder.path());
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {words}", output.status);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
