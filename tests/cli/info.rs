//! The command `info`.

use std::process::Stdio;

use serde_json::{Value, json};

use super::{
    folder::{Folder, change_units, describe, label},
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
        "  /x  6 points  0 to 4 m     uneven spacing 0.25 to 1.75",
        "  /z  4 points  3 to 3.75 m  even spacing 0.25",
        "    component Ez  = /Ez  along axis z",
        "    axis x  dimension 0  6 points  coordinates /x",
        "    axis z  dimension 2  4 points  coordinates /z",
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
    let component = json!({
        "name": "E_y", "variable": "/E", "imaginary": null, "index": 1, "axis": "y", "units": null,
        "constant": null, "scale": null,
    });
    assert_eq!(field["components"][1], component);
    let axis = &field["axes"][0];
    assert_eq!(
        (&axis["name"], &axis["points"], &axis["coordinates"]),
        (&json!("x"), &json!(6), &json!("/x"))
    );
    let range = json!({
        "first": X[0], "last": X[5], "descending": false, "spacing": "uneven",
        "smallest_step": 0.25, "largest_step": 1.75,
    });
    let coordinates = &file["coordinates"][0];
    assert_eq!(
        (&coordinates["path"], &coordinates["axis"], &coordinates["units"]),
        (&json!("/x"), &json!("x"), &json!("m"))
    );
    assert_eq!(coordinates["range"], range);
}

#[test]
fn descending_and_nearly_even_axes_are_told() {
    let folder = Folder::with("T.h5", |file| {
        let x: Vec<f64> = (0..6).map(|index| 1.0 - f64::from(index) * 0.1).collect();
        file.new_dataset_builder().with_data(&x).create("x").unwrap();
        samples::add(file, "T", &samples::values(&[6, 5], 1), &["x", "y"]);
    });
    let range = json(&folder, "T.h5")["files"][0]["coordinates"][0]["range"].clone();
    assert_eq!((&range["spacing"], &range["descending"]), (&json!("nearly_even"), &json!(true)));
    let text = folder.succeed("info T.h5").stdout;
    for line in [
        "  /x  6 points  1 to 0.5  descending, nearly even spacing",
        "    axis y  dimension 1  5 points  warning: spacing unknown, 1 would be assumed",
    ] {
        assert!(text.lines().any(|found| found == line), "{line:?} is missing in:\n{text}");
    }
    assert!(text.contains("    note: `x` is nearly even: ") && text.contains("`--spacing x=-0.1`"), "{text}");
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
fn what_is_odd_about_coordinates_is_told_once() {
    let folder = Folder::with("E.h5", |file| {
        samples::siblings(file);
        samples::add(file, "T", &samples::component(0), &["x", "y", "z"]);
        file.dataset("y").unwrap().write(&[0.5, 0.625, 0.5, 0.375, 0.5]).unwrap();
        change_units(file, "z", Some("degrees"));
    });
    let text = folder.succeed("info E.h5").stdout;
    for line in [
        "  warning: `y` may hold widths of cells, which sum to 2.5, instead of positions",
        "  unusable: coordinates turn round at index 1 (0.625): they must rise throughout or fall throughout",
        "  note: `z` is in degrees: derivatives are per degree",
    ] {
        let count = text.lines().filter(|found| *found == format!("  {line}")).count();
        assert_eq!(count, 1, "{line:?} in:\n{text}");
    }
    let caution = "  warning: axis `z` is an angle: derivatives are per degree; metric terms are not applied";
    assert_eq!(text.matches(caution).count(), 2, "of both fields:\n{text}");
    let report = json(&folder, "E.h5");
    let coordinates = &report["files"][0]["coordinates"];
    let kinds = |axis: usize| {
        let findings = coordinates[axis]["findings"].as_array().unwrap().iter();
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
    assert_eq!(
        coordinates[1]["range"],
        json!({
            "first": 0.5, "last": 0.5, "descending": false, "spacing": null,
            "smallest_step": null, "largest_step": null,
        })
    );
}

#[test]
fn a_grid_that_several_fields_share_is_shown_once() {
    let folder = Folder::with("T.h5", |file| {
        samples::siblings(file);
        describe(&samples::add(file, "T", &samples::component(0), &["x", "y", "z"]), "units", "K");
        for (seed, name) in [(3, "p"), (4, "rho")] {
            samples::add(file, name, &samples::values(&samples::SHAPE, seed), &["x", "y", "z"]);
        }
    });
    let text = folder.succeed("info T.h5").stdout;
    assert_eq!(text.matches("axis x  dimension 0").count(), 1, "{text}");
    assert!(text.contains("  /T: 6×5×4, K\n    axes: those of /E\n"), "{text}");
    assert!(text.contains("  /p: 6×5×4\n    axes: those of /E\n"), "{text}");
    assert!(text.contains("  /rho: 6×5×4\n    axes: those of /E\n"), "{text}");
}

#[test]
fn marks_of_missing_and_packed_values_that_hdf5_readers_leave_alone_are_told() {
    let folder = Folder::with("T.h5", |file| {
        samples::scalar(file);
        let dataset = file.dataset("T").unwrap();
        for (name, value) in [("_FillValue", -999.0), ("missing_value", f64::NAN), ("scale_factor", 0.25)] {
            dataset.new_attr::<f64>().create(name).unwrap().write_scalar(&value).unwrap();
        }
    });
    let text = folder.succeed("info T.h5").stdout;
    let line =
        "    warning: not applied: _FillValue -999, scale_factor 0.25; stored numbers are taken as they are";
    assert!(text.lines().any(|found| found == line), "{text}");
    let report = json(&folder, "T.h5");
    let decoding = json!([
        { "attribute": "_FillValue", "value": -999.0, "applied": false },
        { "attribute": "missing_value", "value": "NaN", "applied": false },
        { "attribute": "scale_factor", "value": 0.25, "applied": false },
    ]);
    assert_eq!(report["files"][0]["variables"][0]["decoding"], decoding);
}

#[test]
fn what_is_refused_is_told_with_the_option_that_decides() {
    let folder = Folder::with("T.h5", |file| {
        samples::scalar(file);
        file.new_dataset_builder().with_data(&samples::values(&[3, 4, 5, 3], 2)).create("v").unwrap();
    });
    let text = folder.succeed("info T.h5").stdout;
    let (_, refused) = text.split_once("\nrefused fields\n").unwrap();
    assert!(refused.starts_with("  /v (vector): in `T.h5`, either the first or the last axis"), "{text}");
    assert!(refused.contains("\n    hint: `--axes component,x,y,z` or "), "{text}");
    let file = json(&folder, "T.h5")["files"][0].clone();
    assert_eq!((&file["refused"][0]["field"], &file["refused"][0]["rank"]), (&json!("/v"), &json!("vector")));
    assert_eq!(file["passed_over"], json!([]));
}

#[test]
fn files_that_cannot_be_opened_do_not_hide_the_others() {
    let folder = Folder::with("a.h5", samples::siblings);
    folder.create("c.h5", samples::scalar);
    std::fs::write(folder.path("b.h5"), "no field").unwrap();
    let ended = folder.run("info a.h5 b.h5 none.h5 c.h5");
    assert_eq!(ended.code, Some(65), "that of the first failure");
    assert!(
        ended.stdout.starts_with("a.h5: HDF5") && ended.stdout.contains("\n\nc.h5: HDF5"),
        "{}",
        ended.stdout
    );
    let lines: Vec<_> = ended.stderr.lines().filter(|line| !line.starts_with("hint: ")).collect();
    let [first, second, last] = lines[..] else { panic!("{}", ended.stderr) };
    assert!(
        first.starts_with("error: `b.h5` ") && second.starts_with("error: cannot open `none.h5`"),
        "{lines:?}"
    );
    assert_eq!(last, "2 shown, 2 failed");

    let ended = folder.run("info --json --progress json none.h5 c.h5");
    assert_eq!(ended.code, Some(66));
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["files"].as_array().unwrap().len(), 1);
    let summary: Value = serde_json::from_str(ended.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(summary, json!({ "event": "summary", "shown": 1, "failed": 1 }));

    let ended = folder.run("info --quiet none.h5 b.h5");
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(66), ""));
    assert!(!ended.stderr.contains("shown"), "{}", ended.stderr);
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
