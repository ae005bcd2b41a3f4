//! What comes along with the values: coordinates, units, provenance, types, compression.

use hdf5::types::{FloatSize, TypeDescriptor};

use super::{
    folder::{Folder, change_units, open},
    samples::{self, X},
};

#[test]
fn coordinates_come_along_as_dimension_scales_with_their_units() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.succeed("curl E.h5");
    let file = "E.curl.h5";
    assert_eq!(folder.read(file, "x").into_raw_vec_and_offset().0, X);
    assert_eq!(folder.text(file, "x", "units").unwrap(), "m");
    let class = open(&folder.path(file)).dataset("x").unwrap().attr("CLASS").unwrap();
    assert_eq!(class.read_scalar::<hdf5::types::FixedAscii<16>>().unwrap().as_str(), "DIMENSION_SCALE");
    assert_eq!(folder.texts(file, "curl_E_y", "DIMENSION_LABELS"), ["x", "y", "z"]);
    assert!(open(&folder.path(file)).dataset("curl_E_y").unwrap().attr("DIMENSION_LIST").is_ok());
}

#[test]
fn results_say_what_they_are_in_which_unit_and_by_which_scheme() {
    let folder = Folder::with("E.h5", samples::siblings);
    folder.succeed("jacobian E.h5 --edge-order 2");
    let text = |attribute| folder.text("E.jacobian.h5", "dEx_dy", attribute).unwrap();
    assert_eq!(text("units"), "V m-2");
    assert_eq!(text("long_name"), "derivative of Ex with respect to y");
    assert_eq!(
        text("scheme"),
        "second-order central differences, edge order 2, even spacing along z, uneven spacing along x, y"
    );
}

#[test]
fn terms_in_different_units_are_not_added() {
    let folder = Folder::with("E.h5", |file| {
        samples::siblings(file);
        change_units(file, "z", Some("km"));
    });
    folder.fail(
        "divergence E.h5",
        65,
        &["`/E`", "`Ex` in V/m along `x` in m", "`Ez` in V/m along `z` in km", "--spacing AXIS=STEP"],
    );
    assert!(!folder.path("E.divergence.h5").exists());
    folder.succeed("divergence E.h5 --spacing z=250");
    assert_eq!(folder.text("E.divergence.h5", "div_E", "units"), None);
    folder.succeed("jacobian E.h5");
    assert_eq!(folder.text("E.jacobian.h5", "dEx_dz", "units").unwrap(), "V m-1 km-1");
}

#[test]
fn units_of_components_or_axes_alone_tell_that_terms_cannot_be_added() {
    let folder = Folder::with("E.h5", |file| {
        samples::siblings(file);
        for name in ["Ex", "Ey", "Ez"] {
            change_units(file, name, None);
        }
        change_units(file, "z", Some("degrees"));
    });
    folder.fail("divergence E.h5", 65, &["`Ez` without a unit along `z` in degrees", "metric terms"]);
    let folder = Folder::with("E.h5", |file| {
        samples::siblings(file);
        for name in ["x", "y", "z"] {
            change_units(file, name, None);
        }
        change_units(file, "Ez", Some("T"));
    });
    folder.fail("divergence E.h5", 65, &["`Ez` in T along `z` without a unit", "--field NAME=c0,c1"]);
    folder.succeed("derivative E.h5 --axis z");
    assert_eq!(folder.text("E.derivative.h5", "dEz_dz", "units"), None);
}

#[test]
fn the_history_tells_the_command_before_what_it_told_already() {
    let folder = Folder::with("E.h5", |file| {
        samples::siblings(file);
        for (name, text) in [("history", "made by hand"), ("title", "a cavity"), ("secret", "no")] {
            let attribute = file.new_attr::<hdf5::types::VarLenUnicode>().create(name).unwrap();
            attribute.write_scalar(&text.parse::<hdf5::types::VarLenUnicode>().unwrap()).unwrap();
        }
    });
    folder.succeed("curl E.h5 --edge-order 2");
    let output = open(&folder.path("E.curl.h5"));
    let text = |name| {
        let attribute = output.attr(name).unwrap();
        attribute.read_scalar::<hdf5::types::VarLenUnicode>().unwrap().to_string()
    };
    let history = text("history");
    let lines: Vec<&str> = history.lines().collect();
    assert!(lines[0].ends_with(": fieldops curl E.h5 --edge-order 2"), "{history}");
    assert_eq!(lines[1..], ["made by hand"]);
    assert_eq!(text("title"), "a cavity");
    assert_eq!(text("source_file"), "E.h5");
    assert!(output.attr("secret").is_err());
}

fn type_of(folder: &Folder, file: &str, variable: &str) -> TypeDescriptor {
    open(&folder.path(file)).dataset(variable).unwrap().dtype().unwrap().to_descriptor().unwrap()
}

#[expect(clippy::cast_possible_truncation, reason = "rounding to the nearest f32 is what is meant")]
fn single(value: f64) -> f32 {
    value as f32
}

#[test]
fn the_type_is_that_of_the_input_unless_another_is_asked_for() {
    let folder = Folder::with("T.h5", |file| {
        samples::coordinates(file);
        let data = samples::component(0).mapv(single);
        let dataset = file.new_dataset_builder().with_data(&data).create("T").unwrap();
        super::folder::label(&dataset, &["x", "y", "z"]);
    });
    folder.succeed("derivative T.h5 --axis x -o auto.h5");
    folder.succeed("derivative T.h5 --axis x --dtype f64 -o f64.h5");
    assert_eq!(type_of(&folder, "auto.h5", "dT_dx"), TypeDescriptor::Float(FloatSize::U4));
    assert_eq!(type_of(&folder, "f64.h5", "dT_dx"), TypeDescriptor::Float(FloatSize::U8));
    let rounded = folder.read("f64.h5", "dT_dx").mapv(|value| f64::from(single(value)));
    assert_eq!(folder.read("auto.h5", "dT_dx"), rounded);
}

#[test]
fn compression_is_that_of_the_input_unless_another_is_asked_for() {
    let folder = Folder::with("T.h5", |file| {
        samples::coordinates(file);
        let data = samples::component(0);
        let builder = file.new_dataset_builder().with_data(&data).chunk([2, 5, 4]).deflate(3);
        super::folder::label(&builder.create("T").unwrap(), &["x", "y", "z"]);
    });
    folder.create("plain.h5", samples::scalar);
    let is_chunked = |file: &str| open(&folder.path(file)).dataset("dT_dx").unwrap().is_chunked();
    for (arguments, chunked) in [
        ("T.h5", true),
        ("T.h5 --compression none", false),
        ("plain.h5", false),
        ("plain.h5 --compression deflate:6", true),
    ] {
        folder.succeed(&format!("derivative {arguments} --axis x -o out.h5 --overwrite"));
        assert_eq!(is_chunked("out.h5"), chunked, "{arguments}");
    }
}
