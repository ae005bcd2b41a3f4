//! Where outputs go: many inputs, existing outputs, outputs that are inputs.

use std::{fs, os::unix::fs::symlink};

use super::{folder::Folder, samples};

#[test]
fn each_input_has_an_output_beside_it() {
    let folder = Folder::new();
    fs::create_dir(folder.path("runs")).unwrap();
    folder.create("a.h5", samples::siblings);
    folder.create("runs/b.hdf5", samples::siblings);
    folder.succeed("curl a.h5 runs/b.hdf5");
    assert_eq!(folder.names(), ["a.curl.h5", "a.h5", "runs"]);
    assert!(folder.path("runs/b.curl.hdf5").exists());
}

#[test]
fn outputs_can_go_to_a_folder() {
    let folder = Folder::with("a.h5", samples::siblings);
    folder.create("b.h5", samples::siblings);
    fs::create_dir(folder.path("out")).unwrap();
    folder.succeed("curl a.h5 b.h5 --output-dir out");
    assert_eq!(folder.names(), ["a.h5", "b.h5", "out"]);
    assert!(folder.path("out/a.curl.h5").exists() && folder.path("out/b.curl.h5").exists());
}

#[test]
fn one_output_for_many_inputs_is_a_usage_error() {
    let folder = Folder::with("a.h5", samples::siblings);
    folder.create("b.h5", samples::siblings);
    folder.fail("curl a.h5 b.h5 -o out.h5", 2, &["-o out.h5", "2 inputs", "hint: --output-dir"]);
}

#[test]
fn two_inputs_with_the_same_output_are_a_usage_error() {
    let folder = Folder::with("a.h5", samples::siblings);
    fs::create_dir(folder.path("runs")).unwrap();
    fs::create_dir(folder.path("out")).unwrap();
    folder.create("runs/a.h5", samples::siblings);
    folder.fail("curl a.h5 runs/a.h5 --output-dir out", 2, &["`a.h5` and `runs/a.h5`", "out/a.curl.h5"]);
    folder.fail("curl a.h5 ./runs/../a.h5", 2, &["same output"]);
}

#[test]
fn an_output_that_exists_stops_the_whole_batch_before_any_work() {
    let folder = Folder::with("a.h5", samples::siblings);
    folder.create("b.h5", samples::siblings);
    fs::write(folder.path("b.curl.h5"), "precious").unwrap();
    folder.fail("curl a.h5 b.h5", 73, &["`b.curl.h5` exists", "--overwrite", "--skip-existing"]);
    assert_eq!(fs::read(folder.path("b.curl.h5")).unwrap(), b"precious");
}

#[test]
fn an_output_that_exists_can_be_replaced_or_kept() {
    let folder = Folder::with("a.h5", samples::siblings);
    folder.create("b.h5", samples::siblings);
    fs::write(folder.path("b.curl.h5"), "old").unwrap();
    let ended = folder.succeed("curl a.h5 b.h5 --skip-existing");
    assert!(ended.stderr.contains("kept b.curl.h5"), "{}", ended.stderr);
    assert_eq!(fs::read(folder.path("b.curl.h5")).unwrap(), b"old");
    assert!(folder.path("a.curl.h5").exists());
    folder.succeed("curl a.h5 b.h5 --overwrite");
    assert_eq!(folder.read("b.curl.h5", "curl_E_x").shape(), samples::SHAPE);
}

#[test]
fn the_input_is_never_the_output() {
    let folder = Folder::with("a.h5", samples::siblings);
    symlink("a.h5", folder.path("soft.h5")).unwrap();
    fs::hard_link(folder.path("a.h5"), folder.path("hard.h5")).unwrap();
    let before = fs::read(folder.path("a.h5")).unwrap();
    for output in ["a.h5", "./a.h5", "soft.h5", "hard.h5"] {
        for more in ["", "--overwrite", "--skip-existing"] {
            folder.fail(&format!("curl a.h5 -o {output} {more}"), 73, &["the same file as the input `a.h5`"]);
        }
    }
    assert_eq!(fs::read(folder.path("a.h5")).unwrap(), before);
}

#[test]
fn the_output_of_one_input_is_not_another_input() {
    let folder = Folder::with("a.h5", samples::siblings);
    folder.create("a.curl.h5", samples::siblings);
    folder.fail("curl a.h5 a.curl.h5 --overwrite", 73, &["the same file as the input `a.curl.h5`"]);
}
