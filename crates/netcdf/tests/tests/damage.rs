//! Damaged files: an error that names the file, and the variable where it is one's.

use std::fs;

use fieldops_io::{Error, Source, ValueType};
use fieldops_netcdf::open;
use tempfile::tempdir;

use crate::{
    checksum::write_with_wrong_checksum,
    common::{data, one},
};

#[test]
fn a_truncated_file_is_an_error_at_every_length() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("u.nc");
    for name in ["cdf1.nc", "cdf2.nc", "cdf5.nc", "missing.nc"] {
        let content = fs::read(data(name)).unwrap();
        for length in 1..content.len() {
            // The last value may be followed by padding.
            if content.len() - length < 4 && content[length..].iter().all(|&byte| byte == 0) {
                continue;
            }
            fs::write(&path, &content[..length]).unwrap();
            let error = open(&path).map(|_| ()).expect_err("a part of a file is no file");
            assert!(matches!(error, Error::BadFile { .. }), "{name} cut to {length}: {error:?}");
        }
    }
    for name in ["nc4.nc", "groups.nc"] {
        let content = fs::read(data(name)).unwrap();
        for length in (1..64).map(|part| part * content.len() / 64) {
            fs::write(&path, &content[..length]).unwrap();
            let error = open(&path).map(|_| ()).expect_err("a part of a file is no file");
            assert!(matches!(error, Error::BadFile { .. }), "{name} cut to {length}: {error:?}");
        }
    }
    let content = fs::read(data("cdf5.nc")).unwrap();
    fs::write(&path, &content[..content.len() - 8]).unwrap();
    let error = open(&path).map(|_| ()).unwrap_err();
    let expected = format!("is truncated: it has {} bytes of {}", content.len() - 8, content.len());
    assert!(error.to_string().ends_with(&expected), "{error}");
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_an_error_in_the_end() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("u.nc");
    for name in ["cdf1.nc", "cdf5.nc", "nc4.nc"] {
        fs::copy(data(name), &path).unwrap();
        let source = open(&path).unwrap();
        source.check_length().unwrap();
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        let bytes = file.metadata().unwrap().len();
        file.set_len(bytes - 8).unwrap();
        let error = source.check_length().unwrap_err();
        assert!(matches!(error, Error::BadFile { .. }), "{name}: {error:?}");
        drop(source);
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_classic_file_cannot_declare_more_than_it_has() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("u.nc");
    // The length of `x` in the header of CDF-5: a name of one byte, padded, and 8 bytes.
    let mut content = fs::read(data("cdf5.nc")).unwrap();
    let name = b"\0\0\0\0\0\0\0\x01x\0\0\0";
    let place = content.windows(name.len()).position(|bytes| bytes == name).unwrap() + name.len();
    assert_eq!(content[place..place + 8], 4_u64.to_be_bytes());
    content[place..place + 8].copy_from_slice(&(1_u64 << 61).to_be_bytes());
    fs::write(&path, &content).unwrap();
    let error = open(&path).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("is truncated: it has"), "{error}");
}

#[test]
fn a_header_without_its_number_of_records_is_that_of_an_unclosed_file() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("u.nc");
    let mut content = fs::read(data("cdf1.nc")).unwrap();
    content[4..8].fill(0xff);
    fs::write(&path, &content).unwrap();
    let error = open(&path).map(|_| ()).unwrap_err();
    assert!(error.to_string().ends_with("its writer did not close it"), "{error}");
}

#[test]
fn a_wrong_checksum_is_an_error_that_names_the_variable() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("u.nc");
    write_with_wrong_checksum(&path, "u");
    let source = open(&path).unwrap();
    let variable = source.contents().variable("u").unwrap();
    let read = |start: usize, end: usize| source.read(variable, &one(start..end), ValueType::F64);
    let error = read(0, 6).unwrap_err();
    assert!(matches!(&error, Error::Read { object, .. } if object == "/u"), "{error:?}");
    assert!(read(6, 24).is_ok(), "the other chunks are whole");
}
