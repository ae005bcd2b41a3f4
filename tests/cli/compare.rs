//! The command `compare`.

use std::{fs, process::Stdio};

use hdf5::File;
use serde_json::{Value, json};

use super::{
    folder::{Folder, change_units},
    samples::{self, SHAPE},
};

/// Two copies of the sample field.
fn copies() -> Folder {
    let folder = Folder::with("a.h5", samples::siblings);
    folder.create("b.h5", samples::siblings);
    folder
}

/// Two copies of the sample field, the first one changed.
fn changed(change: impl FnOnce(&File)) -> Folder {
    let folder = copies();
    fs::remove_file(folder.path("a.h5")).unwrap();
    folder.create("a.h5", |file| {
        samples::siblings(file);
        change(file);
    });
    folder
}

/// Adds to one element of a variable.
fn add(file: &File, name: &str, index: [usize; 3], difference: f64) {
    let dataset = file.dataset(name).unwrap();
    let mut values = dataset.read_dyn::<f64>().unwrap();
    values[index.as_slice()] += difference;
    dataset.write(&values).unwrap();
}

#[track_caller]
fn differ(folder: &Folder, arguments: &str) -> String {
    let ended = folder.run(arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), ""), "{arguments}: {}", ended.stdout);
    ended.stdout
}

#[track_caller]
fn assert_lines(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|found| found == *line), "{line:?} is missing in:\n{text}");
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn copies_are_equal_with_a_line_a_variable() {
    let ended = copies().succeed("compare a.h5 b.h5");
    assert_eq!(
        ended.stdout.lines().collect::<Vec<_>>(),
        [
            "A: a.h5, HDF5",
            "B: b.h5, HDF5",
            "",
            "  /Ex  6×5×4  equal",
            "  /Ey  6×5×4  equal",
            "  /Ez  6×5×4  equal",
            "  /x   6      equal",
            "  /y   5      equal",
            "  /z   4      equal",
            "",
            "no difference in 6 variables",
        ]
    );
    assert_eq!(ended.stderr, "");
}

#[test]
fn a_difference_is_told_with_its_place_and_both_values() {
    let folder = changed(|file| {
        add(file, "Ey", [3, 1, 2], 0.5);
        add(file, "Ey", [5, 4, 0], -0.25);
        add(file, "Ez", [0, 2, 3], f64::NAN);
    });
    let ey = samples::component(1);
    let (reference, ez) = (ey[[3, 1, 2]], samples::component(2)[[0, 2, 3]]);
    let text = differ(&folder, "compare a.h5 b.h5");
    assert_lines(
        &text,
        &[
            "  /Ex  6×5×4  equal",
            "  /Ey  6×5×4  2 of 120 values differ",
            &format!(
                "    largest absolute difference 0.5 at [3, 1, 2] (x = 2, y = -0.75, z = 3.5): A {}, B {reference}",
                reference + 0.5
            ),
            "  /Ez  6×5×4  1 of 120 values differ",
            &format!(
                "    1 value finite in one file only, first at [0, 2, 3] (x = 0, y = 0.5, z = 3.75): A NaN, B {ez}"
            ),
            "2 of 6 variables differ",
        ],
    );
}

#[test]
fn tolerances_are_those_of_isclose_with_the_second_file_as_reference() {
    let folder = Folder::with("a.h5", |file| {
        file.new_dataset_builder().with_data(&[9.0, 2.25]).create("f").unwrap();
    });
    folder.create("b.h5", |file| {
        file.new_dataset_builder().with_data(&[10.0, 2.0]).create("f").unwrap();
    });
    // The first pair differs by 1, which is 1/10 of B's value and 1/9 of A's; the second by 1/4, 1/8 of B's and 1/9 of A's.
    let text = folder.succeed("compare a.h5 b.h5 --rtol 0.125").stdout;
    assert_lines(
        &text,
        &[
            "agreed: |A - B| <= 0 + 0.125 * |B|",
            "  /f  2  within the tolerance: at most 1, relative 0.125",
            "no difference beyond the tolerance in 1 variable",
        ],
    );
    differ(&folder, "compare a.h5 b.h5 --rtol 0.12");
    folder.succeed("compare b.h5 a.h5 --rtol 0.12");
    differ(&folder, "compare b.h5 a.h5 --rtol 0.11");
    folder.succeed("compare a.h5 b.h5 --atol 1");
    assert!(differ(&folder, "compare a.h5 b.h5 --atol 0.9").contains("1 of 2 values differ"));
    folder.succeed("compare a.h5 b.h5 --atol 0.9 --rtol 0.01");
}

#[test]
fn units_shapes_types_and_missing_variables_are_differences() {
    let folder = changed(|file| {
        change_units(file, "Ex", Some("kV/m"));
        change_units(file, "Ey", Some("N C-1"));
        change_units(file, "Ez", None);
        for name in ["y", "z"] {
            file.unlink(name).unwrap();
        }
        file.new_dataset_builder().with_data(&[0.5, 2.5]).create("y").unwrap();
        file.new_dataset_builder().with_data(&[7.5]).create("only").unwrap();
    });
    let text = differ(&folder, "compare a.h5 b.h5");
    assert_lines(
        &text,
        &[
            "  /Ex    6×5×4  units differ",
            "    units: A kV/m, B V/m",
            "  /Ey    6×5×4  equal",
            "  /Ez    6×5×4  equal          (A no units, B in V/m)",
            "    shape: A 2, B 5",
            "  /only  1      only in A",
            "  /z     4      only in B",
            "4 of 7 variables differ",
        ],
    );
    let verdicts = json(&differ(&folder, "compare a.h5 b.h5 --json"));
    let verdicts: Vec<&str> = verdicts["variables"]
        .as_array()
        .unwrap()
        .iter()
        .map(|variable| variable["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(
        verdicts,
        ["units_differ", "equal", "equal", "only_in_a", "equal", "shapes_differ", "only_in_b"]
    );
}

#[test]
fn other_types_and_storage_are_told_and_are_no_difference() {
    let values = samples::values(&[4, 6], 3).mapv(f64::round);
    let folder = Folder::with("a.h5", |file| {
        file.new_dataset_builder().with_data(&values).create("n").unwrap();
    });
    #[expect(clippy::cast_possible_truncation, reason = "the values are small whole numbers")]
    folder.create("b.h5", |file| {
        let whole = values.mapv(|value| value as i16);
        let builder = file.new_dataset_builder().with_data(&whole);
        builder.chunk((2, 3)).deflate(5).create("n").unwrap();
    });
    let text = folder.succeed("compare a.h5 b.h5").stdout;
    assert_lines(&text, &["  /n  4×6  equal  (A float64, B int16; A contiguous, B chunked 2×3, deflate(5))"]);
}

#[test]
fn a_program_reads_the_same() {
    let folder = changed(|file| {
        add(file, "Ex", [1, 0, 3], f64::INFINITY);
        add(file, "Ex", [2, 0, 3], 8.0);
    });
    let report = json(&differ(&folder, "compare a.h5 b.h5 --variable Ex --atol 1e-3 --json"));
    let head = [&report["schema"], &report["equal"], &report["atol"], &report["rtol"]];
    assert_eq!(head, [&json!(1), &json!(false), &json!(1e-3), &json!(0.0)]);
    assert_eq!(report["b"], json!({ "path": "b.h5", "format": "HDF5", "skipped": [] }));
    let variables = report["variables"].as_array().unwrap();
    assert_eq!(variables.len(), 1);
    assert_eq!((&variables[0]["path"], &variables[0]["verdict"]), (&json!("/Ex"), &json!("values_differ")));
    let described = json!({ "shape": SHAPE, "type": "float64", "storage": "contiguous", "units": "V/m" });
    assert_eq!(variables[0]["a"], described);
    let ex = samples::component(0);
    let values = &variables[0]["values"];
    assert_eq!(
        (&values["count"], &values["differing"], &values["one_finite"]),
        (&json!(120), &json!(2), &json!(1))
    );
    let place = |index: [usize; 3], a: Value, x: f64| {
        let coordinates = [("x", x), ("y", samples::Y[0]), ("z", samples::Z[3])];
        json!({
            "index": index,
            "coordinates": coordinates.map(|(axis, value)| json!({ "axis": axis, "value": value })),
            "a": a,
            "b": ex[index.as_slice()],
        })
    };
    assert_eq!(values["first"], place([1, 0, 3], json!("inf"), samples::X[1]));
    assert_eq!(values["first_one_finite"], values["first"]);
    let mut largest = place([2, 0, 3], json!(ex[[2, 0, 3]] + 8.0), samples::X[2]);
    largest["difference"] = json!((ex[[2, 0, 3]] + 8.0 - ex[[2, 0, 3]]).abs());
    assert_eq!(values["largest_absolute"], largest);
}

#[test]
fn quiet_leaves_the_exit_code_alone() {
    let folder = changed(|file| add(file, "Ex", [0, 0, 0], 1.0));
    for options in ["-q", "-q --json"] {
        assert_eq!(differ(&folder, &format!("compare a.h5 b.h5 {options}")), "");
    }
    assert_eq!(folder.succeed("compare -q a.h5 b.h5 --variable Ey").stdout, "");
}

#[test]
fn neither_threads_nor_memory_change_a_letter() {
    let folder = changed(|file| {
        for number in 0..5 {
            add(file, "Ez", [number, 4 - number, 2], 2.0);
        }
    });
    let whole = differ(&folder, "compare a.h5 b.h5");
    for limits in ["--memory 1", "--memory 700 --threads 3", "--threads 1"] {
        assert_eq!(differ(&folder, &format!("compare a.h5 b.h5 {limits}")), whole);
    }
}

#[test]
fn a_reader_that_stops_reading_leaves_the_exit_code_alone() {
    let fill = |value: f64| {
        move |file: &File| {
            for number in 0..3000 {
                let name = format!("v{number}");
                file.new_dataset_builder().with_data(&[0.5, value]).create(name.as_str()).unwrap();
            }
        }
    };
    let folder = Folder::with("a.h5", fill(2.0));
    folder.create("b.h5", fill(2.5));
    let mut child =
        folder.command("compare a.h5 b.h5").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}

#[test]
fn integers_that_double_precision_rounds_are_warned_of() {
    let fill = |last: i64| {
        move |file: &File| {
            file.new_dataset_builder().with_data(&[3, (1_i64 << 53) + last]).create("n").unwrap();
        }
    };
    let folder = Folder::with("a.h5", fill(0));
    folder.create("b.h5", fill(1));
    let warning = "integers beyond 2^53 are compared rounded to double precision";
    assert!(folder.succeed("compare a.h5 b.h5").stdout.contains(&format!("    warning: {warning}")));
    let ended = folder.succeed("compare a.h5 b.h5 -q");
    assert!(ended.stderr.starts_with(&format!("warning: `/n`: {warning}")), "{}", ended.stderr);
    folder.create("c.h5", fill(-1));
    folder.create("d.h5", fill(-1));
    assert!(!folder.succeed("compare c.h5 d.h5").stdout.contains("warning"));
}

#[test]
fn what_holds_no_numbers_is_listed_and_is_refused_where_it_is_asked_for() {
    let fill = |flag: bool| {
        move |file: &File| {
            file.new_dataset_builder().with_data(&[true, flag]).create("flags").unwrap();
            file.new_dataset_builder().with_data(&[0.5]).create("f").unwrap();
        }
    };
    let folder = Folder::with("a.h5", fill(true));
    folder.create("b.h5", fill(false));
    let text = folder.succeed("compare a.h5 b.h5").stdout;
    assert_lines(
        &text,
        &["  /flags  2  not compared: enum (bool)", "no difference in 1 variable; 1 not compared"],
    );
    folder.fail(
        "compare a.h5 b.h5 --variable flags",
        65,
        &["`/flags` in `a.h5` holds enum (bool), which cannot be compared"],
    );
    for name in ["c.h5", "d.h5"] {
        folder.create(name, |file| {
            file.new_dataset_builder().with_data(&[true]).create("flags").unwrap();
        });
    }
    folder.fail("compare c.h5 d.h5", 65, &["neither `c.h5` nor `d.h5` holds numbers that can be compared"]);
    let quiet = folder.succeed("compare a.h5 b.h5 -q");
    assert_eq!(quiet.stdout, "");
    assert_eq!(quiet.stderr, "warning: `/flags` is not compared: enum (bool)\n");
    let text = differ(&folder, "compare a.h5 c.h5");
    assert_lines(&text, &["  /f      1  only in A"]);
}

#[test]
fn a_variable_that_neither_file_has_is_a_usage_error_that_lists_what_there_is() {
    let folder = copies();
    let words = ["no variable `/E` in `a.h5` or `b.h5`, which hold `/Ex`, `/Ey`, `/Ez`, `/x`, `/y`, `/z`"];
    folder.fail("compare a.h5 b.h5 --variable x --variable /E", 2, &words);
    folder.fail("compare a.h5 b.h5 --variable EY", 2, &["hint: did you mean `/Ey`?"]);
}

#[test]
fn wrong_usage_and_files_that_cannot_be_read_are_errors() {
    let folder = copies();
    for (options, word) in [
        ("--atol -1e-3", "tolerance -0.001 is not a number from 0"),
        ("--rtol nan", "tolerance NaN is not a number from 0"),
        ("--rtol few", "`few` is not a number"),
        ("c.h5", "c.h5"),
    ] {
        folder.fail(&format!("compare a.h5 b.h5 {options}"), 2, &[word]);
    }
    folder.fail("compare a.h5", 2, &["<B>"]);
    folder.fail("compare a.h5 nowhere.h5", 66, &["cannot open `nowhere.h5`: "]);
    fs::write(folder.path("text.h5"), "x,y\n1,2\n").unwrap();
    folder.fail("compare text.h5 b.h5", 65, &["`text.h5` is not an HDF5 or NetCDF file"]);
}

#[test]
fn a_file_agrees_with_itself() {
    let folder = copies();
    std::os::unix::fs::symlink("a.h5", folder.path("again.h5")).unwrap();
    for other in ["a.h5", "again.h5"] {
        let text = folder.succeed(&format!("compare a.h5 {other}")).stdout;
        assert_lines(&text, &["no difference in 6 variables"]);
    }
    folder.succeed("curl a.h5 -o a.nc");
    folder.succeed("compare a.nc a.nc");
}

#[test]
fn own_outputs_in_both_formats_are_equal() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.succeed("curl E.h5 -o a.nc");
    folder.succeed("curl E.h5 -o b.h5 --compression deflate:2");
    let text = folder.succeed("compare a.nc b.h5").stdout;
    assert_lines(&text, &["A: a.nc, NetCDF-4", "B: b.h5, HDF5", "no difference in 6 variables"]);
    assert!(text.contains("  /curl_E_x  6×5×4  equal  (A contiguous, B chunked "), "{text}");
}
