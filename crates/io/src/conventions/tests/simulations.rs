//! Files of programs that describe their grids in ways of their own.

use super::{File, axes, carried, components, coordinates, file::floats, found, only, pairs, paths, vector};
use crate::{Attribute, AttributeValue, field::Layout};

fn texts(name: &str, values: &[&str]) -> Attribute {
    let value = AttributeValue::Texts(values.iter().map(ToString::to_string).collect());
    Attribute { name: name.to_owned(), value }
}

fn osiris(datasets: &[&str]) -> File {
    File::new()
        .root("TIME", "1.5")
        .root("ITER", "6")
        .values("/AXIS/AXIS1", &[-1.0, 4.0])
        .attribute("LONG_NAME", "x_1")
        .attribute("UNITS", "c / \\omega_p")
        .values("/AXIS/AXIS2", &[10.0, 13.0])
        .attribute("LONG_NAME", "x_2")
        .arrays(datasets, &[6, 20])
        .attribute("UNITS", "m_e c")
}

#[test]
fn osiris_keeps_the_ends_of_its_axes() {
    let inference = found(osiris(&["/e1"]));
    let field = only(inference.scalars);
    assert_eq!(axes(&field), [("x2", 0), ("x1", 1)]);
    assert_eq!(coordinates(&field), ["10 + i 0.5", "-1 + i 0.25"]);
    assert_eq!(field.axes[1].units.as_deref(), Some("c / \\omega_p"));
    assert_eq!((field.units.as_deref(), inference.coordinates.len()), (Some("m_e c"), 0));
}

#[test]
fn numbered_components_lie_on_numbered_axes() {
    let field = vector(osiris(&["/e1", "/e2"]));
    assert_eq!(pairs(&field), [("1", "x1"), ("2", "x2")]);
}

#[test]
fn without_its_marks_an_osiris_file_is_like_any_other() {
    let inference = found(File::new().values("/AXIS/AXIS1", &[-1.0, 4.0]).arrays(&["/e1"], &[20, 6]));
    assert_eq!(coordinates(inference.scalars.iter().find(|field| field.name == "e1").unwrap()), ["?", "?"]);
}

fn discretisedfield(components: Attribute, count: usize) -> File {
    File::new()
        .root("type", "discretisedfield.Field")
        .group("/field", vec![components, Attribute::text("unit", "A/m")])
        .group(
            "/field/mesh/region",
            vec![
                floats("pmin", &[0.0, -1.0]),
                floats("pmax", &[2.5, 1.0]),
                texts("dims", &["x", "y"]),
                texts("units", &["nm", "m"]),
            ],
        )
        .arrays(&["/field/array"], &[5, 8, count])
}

#[test]
fn discretisedfield_keeps_a_region_of_cells() {
    let field = vector(discretisedfield(texts("vdims", &["mx", "my", "mz"]), 3));
    assert_eq!((field.path().as_str(), field.layout), ("/field/array", Layout::Stacked { axis: 2 }));
    assert_eq!(components(&field), ["array_x", "array_y", "array_z"]);
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "-")]);
    assert_eq!(coordinates(&field), ["0.25 + i 0.5", "-0.875 + i 0.25"]);
    assert_eq!((field.units.as_deref(), field.axes[0].units.as_deref()), (Some("A/m"), Some("nm")));
}

#[test]
fn discretisedfield_may_hold_a_scalar() {
    let inference = found(discretisedfield(Attribute::text("vdims", "None"), 1));
    assert_eq!((paths(&inference.scalars), inference.vectors.len()), (vec!["/field/array".to_owned()], 0));
    let field = only(inference.scalars);
    assert_eq!((axes(&field), carried(&field)), (vec![("x", 0), ("y", 1)], vec![("component", 2)]));
}
