//! Names and shapes of results in each layout.

use ndarray::{ArrayD, Axis};

use super::{
    folder::{Folder, open},
    reference::{assert_same_bits, derivative},
    samples::{self, X, Y, Z, component},
};

/// Names in the output beside the coordinates.
const COORDINATES: [&str; 5] = ["axis", "component", "x", "y", "z"];

fn results(folder: &Folder, file: &str) -> Vec<String> {
    folder.members(file).into_iter().filter(|name| !COORDINATES.contains(&name.as_str())).collect()
}

/// The Jacobian of the sample field with the axes component and axis in front.
fn jacobian() -> ArrayD<f64> {
    let axes: [&[f64]; 3] = [&X, &Y, &Z];
    let row = |c| {
        let parts: Vec<_> = (0..3).map(|a| derivative(&component(c), axes[a], a, 1)).collect();
        let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
        ndarray::stack(Axis(0), &views).unwrap()
    };
    let rows: Vec<_> = (0..3).map(row).collect();
    let views: Vec<_> = rows.iter().map(|row| row.view()).collect();
    ndarray::stack(Axis(0), &views).unwrap()
}

#[test]
fn siblings_make_a_variable_for_each_result() {
    let folder = Folder::with("E.h5", samples::siblings);
    for (command, names) in [
        (
            "jacobian",
            &["dEx_dx", "dEx_dy", "dEx_dz", "dEy_dx", "dEy_dy", "dEy_dz", "dEz_dx", "dEz_dy", "dEz_dz"][..],
        ),
        ("divergence", &["div_E"]),
        ("curl", &["curl_E_x", "curl_E_y", "curl_E_z"]),
        ("laplacian", &["laplacian_Ex", "laplacian_Ey", "laplacian_Ez"]),
        ("derivative --axis y", &["dEx_dy", "dEy_dy", "dEz_dy"]),
        ("derivative --axis z --order 2", &["d2Ex_dz2", "d2Ey_dz2", "d2Ez_dz2"]),
    ] {
        folder.succeed(&format!("{command} E.h5 -o out.h5 --overwrite"));
        assert_eq!(results(&folder, "out.h5"), names, "{command}");
    }
}

#[test]
fn a_stacked_array_makes_a_stacked_array() {
    let folder = Folder::with("E.h5", |file| samples::stacked(file, 0));
    for (command, name, shape) in [
        ("jacobian", "jacobian_E", &[3, 3, 6, 5, 4][..]),
        ("divergence", "div_E", &[6, 5, 4]),
        ("curl", "curl_E", &[3, 6, 5, 4]),
        ("laplacian", "laplacian_E", &[3, 6, 5, 4]),
        ("derivative --axis y", "dE_dy", &[3, 6, 5, 4]),
    ] {
        folder.succeed(&format!("{command} E.h5 -o out.h5 --overwrite"));
        assert_eq!(results(&folder, "out.h5"), [name]);
        assert_eq!(folder.read("out.h5", name).shape(), shape, "{command}");
    }
}

#[test]
fn component_and_axis_come_first_where_components_do() {
    let folder = Folder::with("E.h5", |file| samples::stacked(file, 0));
    folder.succeed("jacobian E.h5");
    assert_same_bits(&folder.read("E.jacobian.h5", "jacobian_E"), &jacobian());
    assert_eq!(folder.texts("E.jacobian.h5", "jacobian_E", "components"), ["x", "y", "z"]);
    assert_eq!(folder.texts("E.jacobian.h5", "jacobian_E", "axes"), ["x", "y", "z"]);
}

#[test]
fn component_and_axis_come_last_where_components_do() {
    let folder = Folder::with("E.h5", |file| samples::stacked(file, 3));
    folder.succeed("jacobian E.h5");
    let expected = jacobian().permuted_axes(vec![2, 3, 4, 0, 1]);
    assert_same_bits(&folder.read("E.jacobian.h5", "jacobian_E"), &expected);
    let labels = folder.texts("E.jacobian.h5", "jacobian_E", "DIMENSION_LABELS");
    assert_eq!(labels, ["x", "y", "z", "component", "axis"]);
}

#[test]
fn the_layout_can_be_chosen() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.create("S.h5", |file| samples::stacked(file, 3));
    folder.create("T.h5", samples::scalar);
    folder.succeed("jacobian E.h5 --layout stacked");
    assert_same_bits(&folder.read("E.jacobian.h5", "jacobian_E"), &jacobian());
    folder.succeed("jacobian S.h5 --layout split");
    let part = jacobian().index_axis(Axis(0), 1).index_axis(Axis(0), 2).to_owned();
    assert_same_bits(&folder.read("S.jacobian.h5", "dE_y_dz"), &part);
    folder.succeed("gradient T.h5 --layout stacked");
    let row = jacobian().index_axis(Axis(0), 0).to_owned();
    assert_same_bits(&folder.read("T.gradient.h5", "grad_T"), &row);
}

#[test]
fn results_of_a_group_lie_beside_it_and_coordinates_where_they_were() {
    let folder = Folder::with("E.h5", |file| {
        samples::coordinates(file);
        file.create_group("run/E").unwrap();
        for (c, name) in ["run/E/x", "run/E/y", "run/E/z"].into_iter().enumerate() {
            samples::add(file, name, &component(c), &["x", "y", "z"]);
        }
    });
    folder.succeed("jacobian E.h5");
    let output = open(&folder.path("E.jacobian.h5"));
    assert!(output.dataset("run/dE_x_dy").is_ok());
    assert_eq!(output.dataset("x").unwrap().read_raw::<f64>().unwrap(), X);
}

#[test]
fn each_field_of_a_file_is_computed_in_turn() {
    let folder = Folder::with("EB.h5", |file| {
        samples::siblings(file);
        for (c, name) in ["Bx", "By", "Bz"].into_iter().enumerate() {
            samples::add(file, name, &component(c + 3), &["x", "y", "z"]);
        }
    });
    folder.succeed("divergence EB.h5");
    assert_eq!(results(&folder, "EB.divergence.h5"), ["div_B", "div_E"]);
    folder.succeed("divergence EB.h5 --field B -o B.h5");
    assert_eq!(results(&folder, "B.h5"), ["div_B"]);
    let d = |c: usize, x: &[f64]| derivative(&component(c + 3), x, c, 1);
    assert_same_bits(&folder.read("B.h5", "div_B"), &(d(0, &X) + d(1, &Y) + d(2, &Z)));
}

#[test]
fn a_slash_in_the_name_of_an_axis_makes_no_group() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.succeed("derivative E.h5 --field Ex --axes z,r/a,. --spacing 0.5 --axis r/a");
    folder.succeed("derivative E.h5 --field Ex --axes z,r/a,. --spacing 0.5 --axis . -o dot.h5");
    let names = |file: &str| folder.members(file);
    assert_eq!(names("E.derivative.h5"), ["_", "dEx_dr_a", "r_a", "z"]);
    assert_eq!(names("dot.h5"), ["_", "dEx_d.", "r_a", "z"]);
}
