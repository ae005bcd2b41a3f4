//! The plan without the run.

use std::{fs, os::unix::fs::symlink};

use super::{folder::Folder, samples};

#[test]
fn the_plan_stands_on_stdout_and_nothing_is_written() {
    let folder = Folder::with("E.h5", samples::siblings);
    let ended = folder.succeed("divergence E.h5 --dry-run --compression deflate:2 --dtype f32");
    assert_eq!(ended.stderr, "");
    let expected = "\
E.h5 → E.divergence.h5
  field /E: 6×5×4
    component Ex = /Ex, along axis x
    component Ey = /Ey, along axis y
    component Ez = /Ez, along axis z
    axis x: dimension 0, 6 points, in m
    axis y: dimension 1, 5 points, in m
    axis z: dimension 2, 4 points, in m
    result /div_E: 6×5×4, f32, deflate:2, in V m-2
    1 window of 6×5×4, 3.28 KiB of memory
    2.81 KiB to read, 480 B to write
";
    assert_eq!(ended.stdout, expected);
    assert_eq!(folder.names(), ["E.h5"]);
}

#[test]
fn stacked_results_are_told_with_their_whole_shape() {
    let folder = Folder::with("E.h5", |file| samples::stacked(file, 3));
    let plan = folder.succeed("jacobian E.h5 --dry-run -o J.nc --memory 6kB").stdout;
    let lines: Vec<&str> = plan.lines().map(str::trim).collect();
    assert_eq!(lines[0], "E.h5 → J.nc");
    assert!(lines.contains(&"component E_y = /E at 1, along axis y"), "{plan}");
    assert!(lines.contains(&"result /jacobian_E: 6×5×4×3×3, f64"), "{plan}");
    assert!(lines.iter().any(|line| line.starts_with("6 windows of 1×5×4")), "{plan}");
}

#[test]
fn each_input_has_a_plan() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.create("T.h5", samples::scalar);
    fs::write(folder.path("E.laplacian.h5"), "old").unwrap();
    let ended = folder.succeed("laplacian E.h5 T.h5 --dry-run --skip-existing");
    assert_eq!(ended.stdout.lines().next(), Some("T.h5 → T.laplacian.h5"));
    let stderr: Vec<&str> = ended.stderr.lines().collect();
    assert_eq!(stderr, ["kept E.laplacian.h5", "1 planned, 1 skipped, 0 failed"]);
    let all = folder.succeed("laplacian E.h5 T.h5 --dry-run --overwrite -q").stdout;
    assert_eq!(all.lines().filter(|line| line.contains('→')).count(), 2);
    assert_eq!(fs::read(folder.path("E.laplacian.h5")).unwrap(), b"old");
}

#[test]
fn an_output_that_could_not_be_created_is_found() {
    let folder = Folder::with("E.h5", samples::siblings);
    fs::write(folder.path("old.h5"), "old").unwrap();
    fs::create_dir(folder.path("folder.h5")).unwrap();
    symlink("folder.h5", folder.path("link.h5")).unwrap();
    for (options, words) in [
        ("-o old.h5", "`old.h5` exists"),
        ("-o link.h5", "`link.h5` exists"),
        ("-o link.h5 --overwrite", "which is no regular file"),
        ("-o folder.h5 --overwrite", "it is a directory"),
        ("-o missing/out.h5", "folder `missing`"),
        ("-o E.h5 --overwrite", "the same file as the input"),
    ] {
        folder.fail(&format!("curl E.h5 --dry-run {options}"), 73, &[words]);
    }
}

#[test]
fn what_is_wrong_with_the_input_is_found() {
    let folder = Folder::with("T.h5", samples::scalar);
    folder.fail("curl T.h5 --dry-run", 65, &["T.h5"]);
    folder.fail("curl nowhere.h5 --dry-run", 66, &["nowhere.h5"]);
}
