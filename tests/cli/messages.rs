//! What is said on stderr where all goes well.

use serde_json::Value;

use super::{
    folder::Folder,
    samples::{self, SHAPE},
};

/// Three components without names of axes or coordinates.
fn bare() -> Folder {
    Folder::with("E.h5", |file| {
        for (c, name) in ["Ex", "Ey", "Ez"].into_iter().enumerate() {
            file.new_dataset_builder().with_data(&samples::component(c)).create(name).unwrap();
        }
    })
}

#[test]
fn one_line_says_what_was_written() {
    let folder = Folder::with("E.h5", samples::siblings);
    let ended = folder.succeed("jacobian E.h5");
    assert_eq!(ended.stdout, "");
    assert_eq!(ended.stderr, "wrote E.jacobian.h5: 9 variables, 6×5×4\n");
    assert_eq!(folder.succeed("divergence E.h5").stderr, "wrote E.divergence.h5: 1 variable, 6×5×4\n");
}

#[test]
fn assumptions_are_said() {
    let ended = bare().succeed("curl E.h5");
    assert_eq!(
        ended.stderr.lines().collect::<Vec<_>>(),
        [
            "note: axes are not named in the file: taken as x, y, z in storage order",
            "warning: no coordinates for axes x, y, z: spacing 1 is assumed; give --spacing or --coords",
            "wrote E.curl.h5: 3 variables, 6×5×4",
        ]
    );
    let ended = bare().succeed("derivative E.h5 --axis y");
    assert!(ended.stderr.contains("no coordinates for axis y: spacing 1 is assumed"), "{}", ended.stderr);
}

#[test]
fn quiet_leaves_warnings_alone() {
    let ended = bare().succeed("curl E.h5 -q");
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert!(lines.len() == 1 && lines[0].starts_with("warning: no coordinates"), "{lines:?}");
    assert_eq!(bare().succeed("curl E.h5 -q --spacing 0.5").stderr, "");
}

#[test]
fn verbose_gives_reasons() {
    let ended = Folder::with("E.h5", samples::siblings).succeed("-v divergence E.h5");
    assert!(ended.stderr.contains("axis `x` named by the file"), "{}", ended.stderr);
    assert!(ended.stderr.contains("/E: 1 windows of 6×5×4"), "{}", ended.stderr);
}

#[test]
fn curvilinear_axes_are_warned_of() {
    let folder = Folder::with("T.h5", |file| {
        samples::add(file, "T", &samples::values(&[5, 6], 1), &["r", "theta"]);
    });
    let ended = folder.succeed("laplacian T.h5 --spacing 0.5");
    assert!(ended.stderr.contains("warning: r, theta are treated as Cartesian"), "{}", ended.stderr);
    let ended = folder.succeed("derivative T.h5 --axis r --spacing 0.5");
    assert!(!ended.stderr.contains("Cartesian"), "{}", ended.stderr);
}

#[test]
fn progress_as_json_is_an_object_a_line_up_to_the_last_byte() {
    let ended = bare().succeed("divergence E.h5 --progress json --memory 2kB");
    let events: Vec<Value> = ended.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["note", "warning", "progress", "progress", "finished"]);
    assert!(events.iter().all(|event| event["input"] == "E.h5"));
    assert_eq!(events[2]["done"], 0);
    assert_eq!(events[3]["done"], events[3]["total"]);
    let points: usize = SHAPE.iter().product();
    assert!(events[3]["total"].as_u64().unwrap() > u64::try_from(4 * points * 8).unwrap());
}

#[test]
fn without_a_terminal_there_are_no_control_characters() {
    for choice in ["auto", "plain", "none"] {
        let ended = bare().succeed(&format!("curl E.h5 --progress {choice}"));
        assert!(!ended.stderr.contains(|c: char| c.is_control() && c != '\n'), "{:?}", ended.stderr);
    }
}
