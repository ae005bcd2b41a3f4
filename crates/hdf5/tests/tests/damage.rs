//! Damaged files: an error that names the file, and the variable where it is one's.

use std::fs;

use fieldops_hdf5::open;
use fieldops_io::{Error, Source, ValueType};
use tempfile::tempdir;

use crate::{
    checksum::write_with_wrong_checksum,
    common::{data, one, told},
};

const FILES: [&str; 5] = ["types.hdf5", "scales.hdf5", "storage.hdf5", "links.hdf5", "user_block.hdf5"];

#[test]
fn a_truncated_file_is_an_error_at_every_length() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("E.h5");
    for name in FILES {
        let content = fs::read(data(name)).unwrap();
        let lengths =
            (1..64).map(|length| length * content.len() / 64).chain([1, 7, 8, 9, 95, content.len() - 1]);
        for length in lengths {
            fs::write(&path, &content[..length]).unwrap();
            let error = open(&path).map(|_| ()).expect_err("a part of a file is no file");
            assert!(matches!(error, Error::BadFile { .. }), "{name} cut to {length}: {}", told(&error));
        }
    }
    let content = fs::read(data("scales.hdf5")).unwrap();
    fs::write(&path, &content[..5000]).unwrap();
    let error = open(&path).map(|_| ()).unwrap_err();
    let expected = format!("is truncated: it has 5000 bytes of {}", content.len());
    assert!(error.to_string().ends_with(&expected), "{error}");
}

#[test]
fn a_wrong_checksum_is_an_error_that_names_the_variable() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("E.h5");
    write_with_wrong_checksum(&path, "E");
    let source = open(&path).unwrap();
    let variable = source.contents().variable("E").unwrap();
    let error = source.read(variable, &one(0..6), ValueType::F64).unwrap_err();
    assert!(matches!(&error, Error::Read { object, .. } if object == "/E"));
    assert!(told(&error).contains("Fletcher32"), "{}", told(&error));
    assert!(source.read(variable, &one(6..24), ValueType::F64).is_ok(), "the other chunks are whole");
}

#[test]
fn data_that_would_lie_beyond_the_end_of_the_file_are_not_read() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("E.h5");
    let file = hdf5::File::create(&path).unwrap();
    let values: Vec<f64> = (0..1003).map(f64::from).collect();
    file.new_dataset::<f64>().shape(1003).create("E").unwrap().write(&values).unwrap();
    file.close().unwrap();
    // The extent, its maximum and the size in bytes, all of which the header states.
    let mut content = fs::read(&path).unwrap();
    for (stated, lie) in [(1003_u64, 1_u64 << 40), (8 * 1003, 8 << 40)] {
        while let Some(place) = content.windows(8).position(|bytes| bytes == stated.to_le_bytes()) {
            content[place..place + 8].copy_from_slice(&lie.to_le_bytes());
        }
    }
    fs::write(&path, &content).unwrap();

    let source = open(&path).unwrap();
    let Some(variable) = source.contents().variable("E") else {
        // Newer libraries do not even open it.
        let [skipped] = source.contents().skipped.as_slice() else { panic!("one object is skipped") };
        assert_eq!(skipped.path, "/E");
        assert!(skipped.reason.starts_with("it cannot be read: "), "{skipped}");
        return;
    };
    assert_eq!(variable.shape, [1 << 40]);
    let error = source.read(variable, &one(0..4), ValueType::F64).unwrap_err();
    assert!(matches!(&error, Error::BadObject { object, .. } if object == "/E"), "{}", told(&error));
    let expected = format!("but the file has {} bytes", content.len());
    assert!(error.to_string().ends_with(&expected), "{error}");
    assert!(error.to_string().contains("declares 8796093022208 bytes at offset "), "{error}");
}
