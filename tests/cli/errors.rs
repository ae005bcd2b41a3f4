//! Exit codes and messages.

use std::fs;

use super::{
    folder::Folder,
    samples::{self, SHAPE},
};

fn siblings() -> Folder {
    Folder::with("E.h5", samples::siblings)
}

#[test]
fn wrong_values_of_options_are_usage_errors() {
    let folder = siblings();
    for (options, word) in [
        ("--edge-order 3", "edge order 3 is neither 1 nor 2"),
        ("--edge-order 0", "edge order 0 is neither 1 nor 2"),
        ("--spacing 0", "spacing 0 is not a finite number other than zero"),
        ("--spacing x=nan", "spacing NaN is not a finite number other than zero"),
        ("--spacing w=0.5", "axis `w`"),
        ("--compression deflate:10", "deflate level 10"),
        ("--memory 0", "memory must be more than nothing"),
        ("--threads 0", "--threads"),
        ("--overwrite --skip-existing", "--skip-existing"),
        ("-o a.h5 --output-dir b", "--output-dir"),
        ("--field E=Ex,,Ez", "is not a component"),
    ] {
        folder.fail(&format!("curl E.h5 {options}"), 2, &[word]);
    }
}

#[test]
fn a_derivative_needs_an_axis_of_the_field() {
    let folder = siblings();
    folder.fail("derivative E.h5", 2, &["--axis"]);
    folder.fail("derivative E.h5 --axis w", 65, &["E.h5", "`w`"]);
    folder.fail("derivative E.h5 --axis w --field Ex", 65, &["`/Ex` has no axis `w`: its axes are x, y, z"]);
}

#[test]
fn what_is_not_offered_is_a_usage_error() {
    let folder = siblings();
    folder.fail("curl E.h5 --accuracy 4", 2, &["--accuracy"]);
    folder.fail("curl E.h5 --boundary x=periodic", 2, &["--boundary"]);
    folder.fail("transmogrify E.h5", 2, &["transmogrify"]);
}

#[test]
fn the_ending_of_the_output_names_a_format_that_can_be_written() {
    let folder = siblings();
    folder.fail("curl E.h5 -o out.grib", 2, &["`out.grib`", ".h5", ".nc"]);
    folder.fail("curl E.h5 -o out", 2, &["`out`", ".h5", ".nc"]);
}

#[test]
fn an_input_that_cannot_be_opened_is_named() {
    let folder = Folder::new();
    folder.fail("curl nowhere.h5", 66, &["cannot open `nowhere.h5`: "]);
    fs::create_dir(folder.path("d.h5")).unwrap();
    folder.fail("curl d.h5", 66, &["d.h5", "directory"]);
}

#[test]
fn an_input_that_is_no_hdf5_is_named() {
    let folder = Folder::new();
    fs::write(folder.path("page.h5"), "<!DOCTYPE html>\x1b[31m").unwrap();
    let stderr = folder.fail("curl page.h5", 65, &["page.h5"]);
    assert!(!stderr.contains('\x1b'));
}

#[test]
fn an_output_folder_that_is_missing_is_named() {
    siblings().fail("curl E.h5 -o nowhere/out.h5", 73, &["cannot create `nowhere/out.h5`"]);
}

#[test]
fn without_a_field_of_the_kind_the_error_lists_what_there_is() {
    let folder = Folder::with("T.h5", samples::scalar);
    folder.fail("curl T.h5", 65, &["`T.h5`", "no vector field", "/T"]);
    let folder = siblings();
    folder.fail("gradient E.h5", 65, &["`E.h5`", "no scalar field", "/E", "jacobian"]);
    folder.fail("gradient E.h5 --field E", 2, &["`/E` is a vector field", "hint: jacobian"]);
    folder.fail(
        "divergence E.h5 --field Ex",
        2,
        &["`/Ex` is a scalar field, but divergence takes vector fields"],
    );
    folder.fail("curl E.h5 --field B", 2, &["no field `B` in `E.h5`"]);
}

#[test]
fn coordinates_that_cannot_serve_are_named_with_their_axis() {
    let spoilt = |index: usize, value: f64| {
        Folder::with("E.h5", |file| {
            samples::siblings(file);
            let mut x = samples::X;
            x[index] = value;
            file.dataset("x").unwrap().write(&x).unwrap();
        })
    };
    let names = ["`/x` in `E.h5` cannot be the coordinate of axis `x`: "];
    let check = |folder: Folder, words: &str| folder.fail("divergence E.h5", 65, &[names[0], words]);
    check(spoilt(2, 0.5), "coordinates 1 and 2 are both 0.5");
    check(spoilt(3, 0.6), "coordinates turn round at index 2");
    check(spoilt(4, f64::NAN), "coordinate 4 is NaN");
    // Along y nothing is wrong.
    spoilt(4, f64::NAN).succeed("derivative E.h5 --axis y");
}

#[test]
fn an_axis_too_short_for_the_edge_order_is_named() {
    let folder = Folder::with("T.h5", |file| {
        samples::add(file, "T", &samples::values(&[2, 5], 3), &["x", "y"]);
    });
    folder.succeed("gradient T.h5 --spacing 0.5");
    let words = ["`/T` in `T.h5`", "axis `x`", "2 points, but edge order 2"];
    folder.fail("gradient T.h5 --spacing 0.5 --edge-order 2 -o out.h5", 65, &words);
}

#[test]
fn components_that_do_not_match_the_axes_are_an_error_with_the_option_that_settles_it() {
    let folder = Folder::with("E.h5", |file| {
        samples::coordinates(file);
        for (c, name) in ["Ex", "Ey", "Ez"].into_iter().enumerate() {
            samples::add(file, name, &samples::values(&SHAPE[..2], u32::try_from(c).unwrap()), &["x", "y"]);
        }
    });
    let words = ["needs an axis for each component", "Ez on none", "hint: --field E=Ex:x,Ey:y"];
    folder.fail("divergence E.h5", 65, &words);
    folder.fail("curl E.h5", 65, &["needs an axis for each component"]);
    folder.succeed("curl E.h5 --field E=Ex:x,Ey:y");
}

#[test]
fn a_result_named_as_a_coordinate_is_an_error() {
    let folder = Folder::with("U.h5", |file| {
        samples::add(file, "U", &samples::values(&[6, 5], 1), &["x", "y"]);
        file.new_dataset_builder().with_data(&samples::X).create("dU_dx").unwrap();
    });
    folder.fail("derivative U.h5 --axis x --coords x=dU_dx", 65, &["two things", "`/dU_dx`"]);
}
