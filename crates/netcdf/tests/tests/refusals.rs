//! Paths that the library would take for something else, and files that it must not see.

use std::{error::Error as _, fs, os::unix::fs::symlink, path::Path};

use fieldops_io::{Error, ErrorKind, OutputDimension, OutputSchema, OutputVariable, Sink, Source, ValueType};
use fieldops_netcdf::{create, open};
use tempfile::tempdir;

use crate::common::{all, data};

/// Names that netCDF-C takes for URLs, modes, drives or other folders.
const NAMES: [&str; 8] = [
    "a#mode=zarr,file.nc",
    "b?c.nc",
    "file:x.nc",
    "[log]d.nc",
    "e\\f.nc",
    " g.nc",
    "C:h.nc",
    "https:/example.org/u.nc",
];

#[test]
fn a_name_is_only_a_name() {
    let folder = tempdir().unwrap();
    for name in NAMES {
        for (input, ending) in [("cdf5.nc", "cdf"), ("nc4.nc", "nc")] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::copy(data(input), &path).unwrap();
            let source = open(&path).unwrap();
            assert_eq!(source.contents().path, path);
            assert_eq!(all(&source, "time"), [0.0, 1.5], "{name}");

            let output = path.with_extension(format!("out.{ending}"));
            let variable = OutputVariable {
                path: "/f".into(),
                shape: vec![2],
                value_type: ValueType::F64,
                dimensions: vec![OutputDimension::default()],
                attributes: vec![],
                compression: fieldops_io::Compression::None,
                windows: Vec::new(),
            };
            let schema = OutputSchema { variables: vec![variable], ..OutputSchema::default() };
            Box::new(create(&output, &schema, false).unwrap()).finish().unwrap();
            assert!(open(&output).is_ok(), "{name}");
        }
    }
}

#[test]
fn a_url_is_the_path_of_a_file_that_does_not_exist() {
    for url in ["https://example.org/u.nc", "file:///etc/hostname", "dap4://example.org/u.nc#mode=bytes"] {
        let error = open(Path::new(url)).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CannotOpen, "{url}");
        assert!(error.source().unwrap().to_string().starts_with("No such file"), "{error:?}");
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = tempdir().unwrap();
    for (path, problem) in [
        (folder.path(), "it is a directory"),
        (Path::new("/dev/zero"), "it is a device; NetCDF needs a regular file"),
    ] {
        let error = open(path).map(|_| ()).unwrap_err();
        assert_eq!(error.source().unwrap().to_string(), problem);
    }
}

#[test]
fn other_formats_are_named() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("u.nc");
    for (content, problem) in [
        (&b""[..], "is empty"),
        (b"<!DOCTYPE html>\n<html>", "is not a NetCDF file: it is an HTML page"),
        (b"CDF\x03", "is not a NetCDF file: it starts with the bytes 43 44 46 03"),
    ] {
        fs::write(&path, content).unwrap();
        let error = open(&path).map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::BadFile { .. }), "{error:?}");
        assert!(error.to_string().ends_with(problem), "{error}");
    }
}

#[test]
fn a_link_to_a_file_is_followed() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("link.nc");
    symlink(data("nc4.nc"), &path).unwrap();
    assert_eq!(all(&open(&path).unwrap(), "time"), [0.0, 1.5]);
}

#[test]
fn files_that_lead_elsewhere_are_not_shown_to_the_library() {
    type Link = fn(&hdf5::File);
    let folder = tempdir().unwrap();
    let path = folder.path().join("u.nc");
    let cases: [(&str, Link); 3] = [
        ("/outside", |file| file.link_external("other.h5", "/x", "outside").unwrap()),
        ("/a/circle", |file| {
            file.create_group("a").unwrap();
            file.link_soft("/a", "a/circle").unwrap();
        }),
        ("/a/again", |file| {
            file.create_group("a").unwrap();
            file.link_hard("/a", "a/again").unwrap();
        }),
    ];
    for (link, make) in cases {
        let file = hdf5::File::create(&path).unwrap();
        make(&file);
        file.close().unwrap();
        let error = open(&path).map(|_| ()).unwrap_err();
        let expected =
            format!("holds the link `{link}`, which netCDF would follow out of the file or in a circle");
        assert!(error.to_string().ends_with(&expected), "{error}");
        assert!(error.hint().is_some());
    }
}

#[test]
fn storage_in_other_files_is_refused() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("u.nc");
    fs::write(folder.path().join("secret"), [0; 48]).unwrap();
    let file = hdf5::File::create(&path).unwrap();
    file.new_dataset::<f64>().external("secret", 0, 48).shape(6).create("u").unwrap();
    file.close().unwrap();
    let error = open(&path).map(|_| ()).unwrap_err();
    assert!(matches!(&error, Error::BadObject { object, .. } if object == "/u"), "{error:?}");
    assert!(error.to_string().contains("is external raw storage in `secret`"), "{error}");
}
