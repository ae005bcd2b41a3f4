use std::{
    error::Error as _,
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::Path,
};

use super::PendingFile;
use crate::{Error, ErrorKind};

/// Names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The message with its causes.
fn told(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

#[test]
fn the_final_name_appears_with_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curl.h5");
    let pending = PendingFile::create(&path, false).unwrap();
    assert!(!path.exists());
    fs::write(pending.temporary(), b"content").unwrap();
    pending.commit().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"content");
    assert_eq!(names(folder.path()), ["curl.h5"]);
}

#[test]
fn the_temporary_tells_file_host_and_process() {
    let folder = tempfile::tempdir().unwrap();
    let pending = PendingFile::create(&folder.path().join("curl.h5"), false).unwrap();
    assert_eq!(pending.temporary().parent(), Some(folder.path()));
    let name = names(folder.path()).remove(0);
    assert!(name.starts_with(".curl.h5."), "{name}");
    assert!(name.contains(&format!(".{}.", std::process::id())), "{name}");
    let parts: Vec<_> = name.split('.').collect();
    assert_eq!((parts.len(), parts[6]), (7, "tmp"), "{name}");
}

#[test]
fn the_longest_name_still_has_a_temporary() {
    let folder = tempfile::tempdir().unwrap();
    // 253 bytes, in which a cut at a fixed byte would split a character.
    let path = folder.path().join(format!("{}.h5", "é".repeat(125)));
    PendingFile::create(&path, false).unwrap().commit().unwrap();
    assert!(path.exists());
}

#[test]
fn dropped_it_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let pending = PendingFile::create(&folder.path().join("curl.h5"), false).unwrap();
    fs::write(pending.temporary(), b"partial").unwrap();
    drop(pending);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn what_stands_is_not_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"old").unwrap();
    let link = folder.path().join("link");
    symlink(&file, &link).unwrap();
    let dangling = folder.path().join("dangling");
    symlink(folder.path().join("nothing"), &dangling).unwrap();
    let before = names(folder.path());

    for path in [&file, &link, &dangling] {
        let error = PendingFile::create(path, false).unwrap_err();
        assert!(matches!(&error, Error::OutputExists { path: named } if named == path), "{error:?}");
        assert_eq!(error.kind(), ErrorKind::CannotCreate);
    }
    assert_eq!(names(folder.path()), before);
    assert_eq!(fs::read(&file).unwrap(), b"old");
}

#[test]
fn nothing_but_a_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("directory");
    fs::create_dir(&directory).unwrap();
    let to_directory = folder.path().join("to_directory");
    symlink(&directory, &to_directory).unwrap();
    let dangling = folder.path().join("dangling");
    symlink(folder.path().join("nothing"), &dangling).unwrap();
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let before = names(folder.path());

    for (path, why) in [
        (&directory, "it is a directory"),
        (&to_directory, "which is no regular file"),
        (&dangling, "it is a link that cannot be followed"),
        (&socket, "it is no regular file"),
    ] {
        let error = PendingFile::create(path, true).unwrap_err();
        assert!(matches!(error, Error::Create { .. }), "{error:?}");
        assert!(told(&error).contains(why), "{}", told(&error));
        assert!(told(&error).contains(&format!("cannot create `{}`", path.display())), "{}", told(&error));
    }
    let error = PendingFile::create(&directory, false).unwrap_err();
    assert!(told(&error).ends_with("it is a directory"), "{}", told(&error));
    assert_eq!(names(folder.path()), before);
}

#[test]
fn a_folder_that_takes_no_file_is_found_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let error = PendingFile::create(&missing.join("curl.h5"), false).unwrap_err();
    assert!(matches!(error, Error::Create { .. }), "{error:?}");
    assert!(
        told(&error).contains(&format!("folder `{}`: No such file", missing.display())),
        "{}",
        told(&error)
    );

    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let error = PendingFile::create(&file.join("curl.h5"), false).unwrap_err();
    assert!(matches!(error, Error::Create { .. }), "{error:?}");
    assert!(told(&error).contains("Not a directory"), "{}", told(&error));

    for path in ["", "..", "/"] {
        let error = PendingFile::create(Path::new(path), true).unwrap_err();
        assert!(matches!(error, Error::Create { .. }), "{error:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_without_new_files_is_found_at_once() {
    let error = PendingFile::create(Path::new("/proc/curl.h5"), false).unwrap_err();
    assert!(matches!(error, Error::Create { .. }), "{error:?}");
}

#[test]
fn a_file_that_appeared_meanwhile_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curl.h5");
    let pending = PendingFile::create(&path, false).unwrap();
    fs::write(pending.temporary(), b"new").unwrap();
    fs::write(&path, b"another's").unwrap();
    let error = pending.commit().unwrap_err();
    assert!(matches!(error, Error::OutputExists { .. }), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), b"another's");
    assert_eq!(names(folder.path()), ["curl.h5"]);
}

#[test]
fn a_replaced_file_stays_whole_until_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curl.h5");
    fs::write(&path, b"old").unwrap();
    let pending = PendingFile::create(&path, true).unwrap();
    fs::write(pending.temporary(), b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"old");
    pending.commit().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["curl.h5"]);
}

#[test]
fn overwriting_where_nothing_stands_creates() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curl.h5");
    PendingFile::create(&path, true).unwrap().commit().unwrap();
    assert_eq!(names(folder.path()), ["curl.h5"]);
}

#[test]
fn a_link_stays_and_its_target_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    fs::create_dir(&archive).unwrap();
    let target = archive.join("target.h5");
    fs::write(&target, b"old").unwrap();
    let link = folder.path().join("link.h5");
    symlink("archive/target.h5", &link).unwrap();

    let pending = PendingFile::create(&link, true).unwrap();
    let beside_target = pending.temporary().parent().map(|parent| parent.canonicalize().unwrap());
    assert_eq!(beside_target, Some(archive.canonicalize().unwrap()));
    fs::write(pending.temporary(), b"new").unwrap();
    pending.commit().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&target).unwrap(), b"new");
    assert_eq!(names(&archive), ["target.h5"]);
}

#[test]
fn the_mode_is_that_of_an_ordinary_new_file() {
    let folder = tempfile::tempdir().unwrap();
    let ordinary = folder.path().join("ordinary");
    fs::write(&ordinary, b"").unwrap();
    let path = folder.path().join("curl.h5");
    PendingFile::create(&path, false).unwrap().commit().unwrap();
    assert_eq!(mode(&path), mode(&ordinary));
}

#[test]
fn a_replaced_file_hands_on_its_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curl.h5");
    fs::write(&path, b"old").unwrap();
    for wanted in [0o640, 0o444, 0o664] {
        fs::set_permissions(&path, Permissions::from_mode(wanted)).unwrap();
        PendingFile::create(&path, true).unwrap().commit().unwrap();
        assert_eq!(mode(&path), wanted);
    }
}

#[test]
fn a_file_that_a_library_put_in_its_place_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curl.h5");
    let pending = PendingFile::create(&path, false).unwrap();
    fs::remove_file(pending.temporary()).unwrap();
    fs::write(pending.temporary(), b"written anew").unwrap();
    pending.commit().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"written anew");
}

#[test]
fn a_lost_temporary_fails_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curl.h5");
    fs::write(&path, b"old").unwrap();
    let pending = PendingFile::create(&path, true).unwrap();
    fs::remove_file(pending.temporary()).unwrap();
    let error = pending.commit().unwrap_err();
    assert!(matches!(error, Error::Write { .. }), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::InputOutput);
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["curl.h5"]);
}

#[test]
fn a_folder_in_the_way_fails_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curl.h5");
    let pending = PendingFile::create(&path, true).unwrap();
    fs::create_dir(&path).unwrap();
    let error = pending.commit().unwrap_err();
    assert!(matches!(error, Error::Write { .. }), "{error:?}");
    assert_eq!(names(folder.path()), ["curl.h5"]);
}

#[test]
fn a_check_finds_what_creating_would_find_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    fs::write(place("old.h5"), b"old").unwrap();
    fs::create_dir(place("folder.h5")).unwrap();
    symlink("nowhere.h5", place("link.h5")).unwrap();
    let before = names(folder.path());
    for name in ["new.h5", "old.h5", "folder.h5", "link.h5", "missing/new.h5", "old.h5/new.h5"] {
        for overwrite in [false, true] {
            let checked = PendingFile::check(&place(name), overwrite).map_err(|error| told(&error));
            assert_eq!(names(folder.path()), before);
            let created = PendingFile::create(&place(name), overwrite).map_err(|error| told(&error));
            assert_eq!(checked, created.map(drop), "{name}");
        }
    }
}

#[test]
fn a_check_finds_a_folder_that_takes_no_file() {
    // The administrator may write to it all the same.
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o555)).unwrap();
    let path = folder.path().join("new.h5");
    assert_eq!(PendingFile::check(&path, false).is_ok(), PendingFile::create(&path, false).is_ok());
}
