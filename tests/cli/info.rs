//! The command `info`.

use std::process::Stdio;

use serde_json::{Value, json};

use super::{
    folder::{Folder, change_units, label},
    samples::{self, X},
};

fn json(folder: &Folder, arguments: &str) -> Value {
    serde_json::from_str(&folder.succeed(&format!("info --json {arguments}")).stdout).unwrap()
}

#[test]
fn a_person_reads_what_is_there_and_why() {
    let text = Folder::with("E.h5", samples::siblings).succeed("info E.h5").stdout;
    for line in [
        "E.h5: HDF5, 6 variables",
        "  /Ex  6×5×4  float64  contiguous  V/m  (x, y, z)",
        "  /E: 6×5×4, V/m",
        "    component Ez = /Ez, along axis z",
        "    axis x: dimension 0, 6 points, 0 to 4 m, uneven spacing 0.25 to 1.75",
        "    axis z: dimension 2, 4 points, 3 to 3.75 m, even spacing 0.25",
    ] {
        assert!(text.lines().any(|found| found.trim_end() == line), "{line:?} is missing in:\n{text}");
    }
    assert!(text.contains("why: "));
}

#[test]
fn a_program_reads_the_same() {
    let folder = Folder::with("E.h5", |file| samples::stacked(file, 3));
    let report = json(&folder, "E.h5");
    assert_eq!(report["schema"], 1);
    let file = &report["files"][0];
    assert_eq!(file["path"], "E.h5");
    assert_eq!(file["problem"], Value::Null);
    let variable = &file["variables"][0];
    assert_eq!(variable["path"], "/E");
    assert_eq!(variable["shape"], json!([6, 5, 4, 3]));
    assert_eq!(variable["type"], "float64");
    assert_eq!(variable["dimensions"], json!(["x", "y", "z", "component"]));
    let field = &file["vectors"][0];
    assert_eq!(field["component_axis"], 3);
    assert_eq!(field["components"][1], json!({ "name": "E_y", "variable": "/E", "index": 1, "axis": "y" }));
    let axis = &field["axes"][0];
    assert_eq!(
        (&axis["name"], &axis["points"], &axis["coordinates"]),
        (&json!("x"), &json!(6), &json!("/x"))
    );
    let range = json!({
        "first": X[0], "last": X[5], "descending": false, "spacing": "uneven",
        "smallest_step": 0.25, "largest_step": 1.75,
    });
    assert_eq!(axis["range"], range);
}

#[test]
fn descending_and_nearly_even_axes_are_told() {
    let folder = Folder::with("T.h5", |file| {
        let x: Vec<f64> = (0..6).map(|index| 1.0 - f64::from(index) * 0.1).collect();
        file.new_dataset_builder().with_data(&x).create("x").unwrap();
        samples::add(file, "T", &samples::values(&[6, 5], 1), &["x", "y"]);
    });
    let axis = json(&folder, "T.h5")["files"][0]["scalars"][0]["axes"][0].clone();
    assert_eq!(axis["range"]["spacing"], "nearly_even");
    assert_eq!(axis["range"]["descending"], true);
    let text = folder.succeed("info T.h5").stdout;
    assert!(text.contains("descending, nearly even spacing 0.0999"), "{text}");
    assert!(text.contains("axis y: dimension 1, 5 points, spacing unknown, 1 would be assumed"), "{text}");
}

#[test]
fn coordinates_that_cannot_serve_are_told_and_not_refused() {
    let folder = Folder::with("T.h5", |file| {
        file.new_dataset_builder().with_data(&[0.0, 0.5, 0.5, 1.0]).create("x").unwrap();
        samples::add(file, "T", &samples::values(&[4, 5], 1), &["x", "y"]);
    });
    let text = folder.succeed("info T.h5").stdout;
    assert!(text.contains("unusable: coordinates 1 and 2 are both 0.5"), "{text}");
}

#[test]
fn a_file_without_fields_is_shown_all_the_same() {
    let folder = Folder::with("n.h5", |file| {
        file.new_dataset_builder().with_data(&[1.5, 2.5, 4.0]).create("x").unwrap();
    });
    let text = folder.succeed("info n.h5").stdout;
    assert!(text.contains("n.h5: HDF5, 1 variable\n") && text.contains("/x"), "{text}");
}

#[test]
fn hints_change_what_is_inferred() {
    let folder = Folder::with("T.h5", |file| {
        let dataset = file.new_dataset_builder().with_data(&samples::values(&[4, 5], 1)).create("T").unwrap();
        label(&dataset, &["a", "b"]);
    });
    let axes = json(&folder, "T.h5 --axes time,y --spacing y=0.5")["files"][0]["scalars"][0].clone();
    assert_eq!(axes["axes"][0]["name"], "y");
    assert_eq!(axes["axes"][0]["given_spacing"], 0.5);
    assert_eq!(axes["carried"], json!(["time"]));
    folder.fail("info T.h5 --spacing q=0.5", 2, &["`q`"]);
}

#[test]
fn several_files_make_one_document() {
    let folder = Folder::with("a.h5", samples::siblings);
    folder.create("b.h5", samples::scalar);
    let report = json(&folder, "a.h5 b.h5");
    let paths: Vec<&Value> = report["files"].as_array().unwrap().iter().map(|file| &file["path"]).collect();
    assert_eq!(paths, ["a.h5", "b.h5"]);
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let folder = Folder::with("many.h5", |file| {
        for number in 0..3000 {
            file.new_dataset_builder().with_data(&[0.5, 2.0]).create(format!("v{number}").as_str()).unwrap();
        }
    });
    let mut child =
        folder.command("info many.h5").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}

#[test]
fn what_is_odd_about_coordinates_is_told() {
    let folder = Folder::with("E.h5", |file| {
        samples::siblings(file);
        file.dataset("y").unwrap().write(&[0.5, 0.625, 0.5, 0.375, 0.5]).unwrap();
        change_units(file, "z", Some("degrees"));
    });
    let text = folder.succeed("info E.h5").stdout;
    for line in [
        "    note: `y` may hold widths of cells, which sum to 2.5, instead of positions",
        "    note: `z` is in degrees: derivatives are per degree",
        "  warning: axis `z` is an angle: derivatives are per degree; metric terms are not applied",
    ] {
        assert!(text.lines().any(|found| found == format!("  {line}")), "{line:?} is missing in:\n{text}");
    }
    let report = json(&folder, "E.h5");
    let axes = &report["files"][0]["vectors"][0]["axes"];
    let kinds = |axis: usize| {
        let findings = axes[axis]["findings"].as_array().unwrap().iter();
        findings.map(|finding| finding["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (kinds(0), kinds(1), kinds(2)),
        (
            vec![],
            ["duplicates", "not_monotonic", "deltas"].map(String::from).to_vec(),
            vec!["degrees".to_owned()]
        )
    );
}

#[test]
fn an_axis_that_is_even_but_for_single_precision_is_told() {
    let folder = Folder::with("E.h5", |file| {
        samples::siblings(file);
        let rounded: Vec<f64> = (0_u8..5).map(|i| f64::from(1000.0 + 0.1 * f32::from(i))).collect();
        file.dataset("y").unwrap().write(&rounded).unwrap();
    });
    let text = folder.succeed("info E.h5").stdout;
    assert!(text.contains("note: `y` is nearly even: its differences agree to 6e-4"), "{text}");
}
