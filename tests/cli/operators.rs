//! What each command computes.

use ndarray::ArrayD;

use super::{
    folder::Folder,
    reference::{assert_same_bits, derivative},
    samples::{self, SHAPE, X, Y, Z, component},
};

const AXES: [(&str, &[f64]); 3] = [("x", &X), ("y", &Y), ("z", &Z)];

/// ∂(component c)/∂(axis a).
fn d(c: usize, a: usize) -> ArrayD<f64> {
    derivative(&component(c), AXES[a].1, a, 1)
}

#[test]
fn a_jacobian_holds_each_component_by_each_axis() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.succeed("jacobian E.h5");
    for c in 0..3 {
        for (a, (axis, _)) in AXES.iter().enumerate() {
            let name = format!("d{}_d{axis}", ["Ex", "Ey", "Ez"][c]);
            assert_same_bits(&folder.read("E.jacobian.h5", &name), &d(c, a));
        }
    }
}

#[test]
fn edge_order_two_takes_three_points_at_the_ends() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.succeed("jacobian E.h5 --edge-order 2");
    for (a, (axis, x)) in AXES.iter().enumerate() {
        let found = folder.read("E.jacobian.h5", &format!("dEy_d{axis}"));
        assert_same_bits(&found, &derivative(&component(1), x, a, 2));
    }
}

#[test]
fn a_divergence_is_the_sum_along_the_components_own_axes() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.succeed("divergence E.h5");
    assert_same_bits(&folder.read("E.divergence.h5", "div_E"), &(d(0, 0) + d(1, 1) + d(2, 2)));
}

#[test]
fn a_curl_is_right_handed() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.succeed("curl E.h5");
    let curl = |axis| folder.read("E.curl.h5", &format!("curl_E_{axis}"));
    assert_same_bits(&curl("x"), &(d(2, 1) - d(1, 2)));
    assert_same_bits(&curl("y"), &(d(0, 2) - d(2, 0)));
    assert_same_bits(&curl("z"), &(d(1, 0) - d(0, 1)));
}

#[test]
fn components_go_with_axes_by_name_and_not_by_position() {
    let folder = Folder::with("E.h5", |file| {
        samples::coordinates(file);
        for (c, name) in ["Ex", "Ey", "Ez"].into_iter().enumerate() {
            let reversed = component(c).reversed_axes().as_standard_layout().into_owned();
            samples::add(file, name, &reversed, &["z", "y", "x"]);
        }
    });
    folder.succeed("divergence E.h5");
    folder.succeed("curl E.h5");
    let expected = (d(0, 0) + d(1, 1) + d(2, 2)).reversed_axes();
    assert_same_bits(&folder.read("E.divergence.h5", "div_E"), &expected);
    let expected = (d(1, 0) - d(0, 1)).reversed_axes();
    assert_same_bits(&folder.read("E.curl.h5", "curl_E_z"), &expected);
}

#[test]
fn components_listed_in_another_order_make_the_same_curl() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.succeed("curl E.h5 --field F=Ez:z,Ex:x,Ey:y");
    assert_same_bits(&folder.read("E.curl.h5", "curl_F_y"), &(d(0, 2) - d(2, 0)));
}

#[test]
fn the_curl_of_a_field_of_two_components_is_a_scalar() {
    let folder = Folder::with("u.h5", |file| {
        for (c, name) in ["ux", "uy"].into_iter().enumerate() {
            samples::add(file, name, &samples::values(&[6, 5], u32::try_from(c).unwrap()), &["x", "y"]);
        }
        samples::coordinates(file);
    });
    folder.succeed("curl u.h5");
    let d = |c, x: &[f64], axis| derivative(&samples::values(&[6, 5], c), x, axis, 1);
    assert_same_bits(&folder.read("u.curl.h5", "curl_u"), &(d(1, &X, 0) - d(0, &Y, 1)));
    assert_eq!(folder.text("u.curl.h5", "curl_u", "long_name").unwrap(), "curl of u: duy_dx - dux_dy");
}

#[test]
fn a_gradient_has_a_part_for_each_axis() {
    let folder = Folder::with("T.h5", samples::scalar);
    folder.succeed("gradient T.h5");
    for (a, (axis, _)) in AXES.iter().enumerate() {
        assert_same_bits(&folder.read("T.gradient.h5", &format!("dT_d{axis}")), &d(0, a));
    }
}

#[test]
fn a_derivative_may_be_along_any_dimension_that_has_a_name() {
    let time = [0.0, 0.5, 2.0, 2.25];
    let data = samples::values(&[4, 6, 5], 9);
    let folder = Folder::with("T.h5", |file| {
        samples::coordinates(file);
        file.new_dataset_builder().with_data(&time).create("time").unwrap();
        samples::add(file, "T", &data, &["time", "x", "y"]);
    });
    folder.succeed("derivative T.h5 --axis time -o t.h5");
    assert_same_bits(&folder.read("t.h5", "dT_dtime"), &derivative(&data, &time, 0, 1));
    folder.succeed("derivative T.h5 --axis y -o y.h5");
    assert_same_bits(&folder.read("y.h5", "dT_dy"), &derivative(&data, &Y, 2, 1));
}

#[test]
fn dimensions_that_are_no_axis_are_carried_along() {
    let folder = Folder::with("E.h5", |file| {
        samples::coordinates(file);
        for (c, name) in ["Ex", "Ey", "Ez"].into_iter().enumerate() {
            let parts = [component(c), component(c) * 2.0, component(c + 5)];
            let views: Vec<_> = parts.iter().map(|part| part.view()).collect();
            let data = ndarray::stack(ndarray::Axis(0), &views).unwrap();
            samples::add(file, name, &data, &["time", "x", "y", "z"]);
        }
    });
    folder.succeed("divergence E.h5");
    let found = folder.read("E.divergence.h5", "div_E");
    assert_eq!(found.shape(), [3, 6, 5, 4]);
    let last = found.index_axis(ndarray::Axis(0), 2).to_owned();
    let d = |c: usize| derivative(&component(c + 5), AXES[c].1, c, 1);
    assert_same_bits(&last, &(d(0) + d(1) + d(2)));
}

#[test]
fn second_derivatives_are_exact_for_quadratics_on_uneven_axes() {
    let quadratic = ArrayD::from_shape_fn(&SHAPE[..], |at| {
        let (x, y, z) = (X[at[0]], Y[at[1]], Z[at[2]]);
        1.5 * x * x - 4.0 * y * y + 0.25 * z * z + x * y
    });
    let folder = Folder::with("T.h5", |file| {
        samples::coordinates(file);
        samples::add(file, "T", &quadratic, &["x", "y", "z"]);
    });
    folder.succeed("laplacian T.h5");
    folder.succeed("derivative T.h5 --axis y --order 2");
    let near =
        |found: &ArrayD<f64>, expected: f64| found.iter().all(|value| (value - expected).abs() < 1e-11);
    assert!(near(&folder.read("T.laplacian.h5", "laplacian_T"), 3.0 - 8.0 + 0.5));
    assert!(near(&folder.read("T.derivative.h5", "d2T_dy2"), -8.0));
}

#[test]
fn a_given_spacing_goes_before_coordinates() {
    let folder = Folder::with("T.h5", samples::scalar);
    folder.succeed("gradient T.h5 --spacing y=-0.5");
    let even: Vec<f64> = (0..5).map(|index| f64::from(index) * -0.5).collect();
    let file = "T.gradient.h5";
    assert_same_bits(&folder.read(file, "dT_dy"), &derivative(&component(0), &even, 1, 1));
    assert_same_bits(&folder.read(file, "dT_dx"), &d(0, 0));
    assert_eq!(folder.read(file, "y").into_raw_vec_and_offset().0, even);
}

#[test]
fn given_coordinates_go_before_those_of_the_axis() {
    let folder = Folder::with("T.h5", |file| {
        samples::scalar(file);
        let squared = X.map(|x| x * x);
        file.create_group("mesh").unwrap().new_dataset_builder().with_data(&squared).create("x2").unwrap();
    });
    folder.succeed("derivative T.h5 --axis x --coords x=mesh/x2");
    let expected = derivative(&component(0), &X.map(|x| x * x), 0, 1);
    assert_same_bits(&folder.read("T.derivative.h5", "dT_dx"), &expected);
}

#[test]
fn integers_are_differentiated_as_floats() {
    let folder = Folder::with("n.h5", |file| {
        file.new_dataset_builder().with_data(&[5_u8, 4, 2, 1]).create("n").unwrap();
    });
    folder.succeed("gradient n.h5 --spacing 0.5");
    assert_eq!(folder.read("n.gradient.h5", "dn_dx").into_raw_vec_and_offset().0, [-2.0, -3.0, -3.0, -2.0]);
}
