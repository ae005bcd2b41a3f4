//! Links of every kind, and storage in other files.

use fieldops_io::{Error, Skipped, Source, Storage, ValueType, Values};

use crate::common::{open_data, ramp, read, read_error, variable};

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
    const NOWHERE: &str = "it is a soft link to nothing, in a circle, or through an external link";
    const OUTSIDE: &str = "it is an external link, which is not followed";
    let source = open_data("links.hdf5");
    let expected = [
        ("circle_1", NOWHERE),
        ("circle_2", NOWHERE),
        ("dangling", NOWHERE),
        ("outside", OUTSIDE),
        ("outside_group", OUTSIDE),
        // It leads through the external link `outside_group` to a file that exists.
        ("through", NOWHERE),
    ]
    .map(|(name, reason)| Skipped { path: format!("/{name}"), reason: reason.to_owned() });
    assert_eq!(source.contents().skipped, expected);
}

#[test]
fn storage_in_other_files_is_listed_and_refused() {
    let source = open_data("links.hdf5");
    for (path, shape, words) in [
        ("/raw", [3, 2], "external raw storage in another file"),
        ("/virtual", [2, 3], "a virtual dataset of other datasets"),
        ("/virtual_growing", [2, 3], "a virtual dataset of other datasets"),
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
