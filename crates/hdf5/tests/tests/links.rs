//! Links of every kind, and storage in other files.

use fieldops_hdf5::open_trusting;
use fieldops_io::{Error, Skipped, Source, Storage, Trust, ValueType, Values};

use crate::common::{data, open_data, ramp, read, read_error, variable};

#[test]
fn each_object_is_listed_once_and_circles_end() {
    let source = open_data("links.hdf5");
    let paths: Vec<&str> = source.contents().variables.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["/a/data", "/raw", "/virtual", "/virtual_growing"]);
    let groups: Vec<&str> = source.contents().groups.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(groups, ["/a"]);
    assert_eq!(read(&source, "/a/data", ValueType::F64), Values::F64(ramp(&[0..2, 0..3])));
}

#[test]
fn links_that_lead_nowhere_or_out_of_the_file_are_told() {
    const NOWHERE: &str = "it is a soft link to nothing, or in a circle";
    const REST: &str = "in `types.hdf5`, which is not followed without --allow-external";
    let source = open_data("links.hdf5");
    let expected = [
        ("circle_1", NOWHERE.to_owned()),
        ("circle_2", NOWHERE.to_owned()),
        ("dangling", NOWHERE.to_owned()),
        ("outside", format!("it is an external link to `/little/f8` {REST}")),
        ("outside_group", format!("it is an external link to `/little` {REST}")),
        ("through", format!("it is a soft link through an external link to `/little` {REST}")),
    ]
    .map(|(name, reason)| Skipped { path: format!("/{name}"), reason });
    assert_eq!(source.contents().skipped, expected);
    assert_eq!(source.contents().outside, []);
}

#[test]
fn storage_in_other_files_is_listed_and_refused() {
    let source = open_data("links.hdf5");
    for (path, shape, words) in [
        ("/raw", [3, 2], "external raw storage in `raw.bin`"),
        ("/virtual", [2, 3], "a virtual dataset of datasets in `types.hdf5`"),
        ("/virtual_growing", [2, 3], "a virtual dataset of datasets in `types.hdf5`"),
    ] {
        assert_eq!(variable(&source, path).shape, shape, "{path}");
        assert_eq!(variable(&source, path).storage, Storage::Elsewhere(words.into()), "{path}");
        let error = read_error(&source, path, ValueType::F64);
        assert!(matches!(&error, Error::BadObject { object, .. } if object == path));
        let expected = format!("is {words}, and no file is opened that was not named");
        assert!(error.to_string().ends_with(&expected), "{error}");
        assert!(error.hint().is_some());
    }
}

#[test]
fn what_lies_elsewhere_is_listed_and_read_where_it_is_trusted() {
    let trust = Trust { other_files: true, plugins: false };
    let source = open_trusting(&data("links.hdf5"), trust).unwrap();
    for path in ["/outside", "/virtual", "/virtual_growing"] {
        assert_eq!(read(&source, path, ValueType::F64), Values::F64(ramp(&[0..2, 0..3])), "{path}");
    }
    let told: Vec<String> = source.contents().outside.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "`/outside` is an external link to `/little/f8` in `types.hdf5`",
            "`/outside_group` is an external link to `/little` in `types.hdf5`",
            "`/raw` is external raw storage in `raw.bin`",
            "`/virtual` is a virtual dataset of datasets in `types.hdf5`",
            "`/virtual_growing` is a virtual dataset of datasets in `types.hdf5`",
        ]
    );
    let error = read_error(&source, "/raw", ValueType::F64);
    assert!(error.to_string().contains("has raw data in `raw.bin`, which cannot be opened"), "{error}");
}
