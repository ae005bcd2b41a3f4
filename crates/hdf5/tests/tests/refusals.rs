//! Inputs that are no HDF5 file that can be read.

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use fieldops_hdf5::open;
use fieldops_io::{Error, ErrorKind};
use tempfile::tempdir;

use crate::common::{data, told};

fn refusal(path: &Path) -> Error {
    open(path).map(|_| ()).expect_err("this cannot be opened")
}

#[test]
fn what_is_no_regular_file_is_not_opened() {
    let folder = tempdir().unwrap();
    for (path, reason) in [
        (folder.path().join("missing.h5"), "No such file or directory (os error 2)"),
        ("https://example.org/E.h5".into(), "No such file or directory (os error 2)"),
        (folder.path().to_owned(), "it is a directory"),
        ("/dev/zero".into(), "it is a device; HDF5 needs a regular file"),
    ] {
        let error = refusal(&path);
        assert_eq!(error.kind(), ErrorKind::CannotOpen);
        assert_eq!(told(&error), format!("cannot open `{}`: {reason}", path.display()));
    }
}

#[test]
fn other_formats_are_named() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("E.h5");
    for (content, problem) in [
        (&b""[..], "is empty"),
        (b"<!DOCTYPE html>\n<html>", "is not an HDF5 file: it is an HTML page"),
        (b"x y z\n1 2 3\n", "is not an HDF5 file: it is text that starts with \"x y z\\n1 2 3\\n\""),
        (b"version https://git-lfs.github.com/spec/v1\n", "is not an HDF5 file: it is a git-lfs pointer"),
        (b"CDF\x01\0\0\0\0\0\0\0\x0a", "is not an HDF5 file: it is a classic NetCDF file (CDF-1)"),
        (b"\x89HDF\r\n\x1a", "is not an HDF5 file: it starts with the bytes 89 48 44 46 0d 0a 1a"),
    ] {
        fs::write(&path, content).unwrap();
        let error = refusal(&path);
        assert_eq!(error.kind(), ErrorKind::BadData);
        assert_eq!(error.to_string(), format!("`{}` {problem}", path.display()));
    }
}

#[test]
fn a_locked_file_is_explained() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("E.h5");
    fs::copy(data("scales.hdf5"), &path).unwrap();
    let holder = File::open(&path).unwrap();
    holder.lock().unwrap();
    let error = refusal(&path);
    assert_eq!(error.kind(), ErrorKind::CannotOpen);
    assert!(told(&error).contains("another program holds a lock on it"), "{}", told(&error));
    assert!(told(&error).contains("HDF5_USE_FILE_LOCKING=FALSE"), "{}", told(&error));
    holder.unlock().unwrap();
    assert!(open(&path).is_ok());
}

#[test]
fn a_file_that_may_not_be_read_is_told() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("E.h5");
    fs::copy(data("scales.hdf5"), &path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&path).is_ok() {
        // The superuser reads everything.
        return;
    }
    let error = refusal(&path);
    assert_eq!(error.kind(), ErrorKind::CannotOpen);
    assert!(told(&error).ends_with("Permission denied (os error 13)"), "{}", told(&error));
}

#[test]
fn a_file_that_its_writer_left_open_is_told_with_the_remedy() {
    let folder = tempdir().unwrap();
    let (open_path, path) = (folder.path().join("open.h5"), folder.path().join("copy.h5"));
    let writer =
        hdf5::File::with_options().with_fapl(|access| access.libver_latest()).create(&open_path).unwrap();
    writer.new_dataset::<f64>().shape(3).create("E").unwrap();
    writer.flush().unwrap();
    fs::copy(&open_path, &path).unwrap();
    let error = refusal(&path);
    assert_eq!(error.kind(), ErrorKind::BadData);
    assert!(error.to_string().contains("was not closed by the program that wrote it"), "{error}");
    assert!(error.hint().unwrap().contains("h5clear -s"));
}
