//! Where outputs go: many inputs, existing outputs, outputs that are inputs.

use std::{fs, os::unix::fs::symlink};

use serde_json::Value;

use super::{
    folder::{Ended, Folder},
    samples,
};

/// Five inputs, of which the second is no file of data and the fourth holds no vector field.
fn with_bad_inputs() -> Folder {
    let folder = Folder::new();
    for name in ["a.h5", "c.h5", "e.h5"] {
        folder.create(name, samples::siblings);
    }
    fs::write(folder.path("b.h5"), "<html>").unwrap();
    folder.create("d.h5", samples::scalar);
    folder
}

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

#[test]
fn a_batch_stops_at_the_first_failure_and_says_what_is_left() {
    let folder = with_bad_inputs();
    let Ended { code, stderr, .. } = folder.run("curl a.h5 b.h5 c.h5 d.h5 e.h5");
    assert_eq!(code, Some(65), "{stderr}");
    assert!(stderr.contains("error: `b.h5`"), "{stderr}");
    assert_eq!(stderr.lines().last(), Some("1 done, 0 skipped, 1 failed, 3 not done"));
    assert!(folder.path("a.curl.h5").exists() && !folder.path("c.curl.h5").exists());
}

#[test]
fn a_batch_can_go_on_after_failures() {
    let folder = with_bad_inputs();
    fs::write(folder.path("a.curl.h5"), "old").unwrap();
    let options = "--continue-on-error --skip-existing";
    let Ended { code, stderr, .. } =
        folder.run(&format!("curl a.h5 nowhere.h5 b.h5 c.h5 d.h5 e.h5 {options}"));
    // That of the first failure.
    assert_eq!(code, Some(66), "{stderr}");
    for file in ["nowhere.h5", "b.h5", "d.h5"] {
        let error = |line: &str| line.starts_with("error: ") && line.contains(&format!("`{file}`"));
        assert_eq!(stderr.lines().filter(|line| error(line)).count(), 1, "{file}: {stderr}");
    }
    assert_eq!(stderr.lines().last(), Some("2 done, 1 skipped, 3 failed"));
    for output in ["c.curl.h5", "e.curl.h5"] {
        assert_eq!(folder.read(output, "curl_E_x").shape(), samples::SHAPE);
    }
    assert_eq!(fs::read(folder.path("a.curl.h5")).unwrap(), b"old");
    assert_eq!(folder.names().len(), 8, "{:?}", folder.names());
}

#[test]
fn the_summary_is_for_many_inputs() {
    let folder = with_bad_inputs();
    assert_eq!(folder.succeed("curl a.h5").stderr.lines().count(), 1);
    let ended = folder.succeed("curl c.h5 e.h5");
    assert_eq!(ended.stderr.lines().last(), Some("2 done, 0 skipped, 0 failed"));
    assert_eq!(folder.succeed("curl c.h5 e.h5 --overwrite -q").stderr, "");
    let ended = folder.succeed("curl c.h5 e.h5 --skip-existing --progress json");
    let last: Value = serde_json::from_str(ended.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(last["event"], "summary");
    let counts = ["done", "skipped", "failed", "not_done"].map(|name| last[name].as_u64());
    assert_eq!(counts, [Some(0), Some(2), Some(0), Some(0)]);
    assert_eq!(last["dry_run"], false);
}

#[test]
fn what_is_wrong_with_outputs_ends_the_batch_before_any_work_all_the_same() {
    let folder = with_bad_inputs();
    fs::write(folder.path("e.curl.h5"), "precious").unwrap();
    folder.fail("curl a.h5 c.h5 e.h5 --continue-on-error", 73, &["`e.curl.h5` exists"]);
}
