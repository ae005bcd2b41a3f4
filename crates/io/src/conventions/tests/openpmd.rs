use super::{
    File, Hints, SpacingHint, axes, components, coordinates,
    file::{F32, floats},
    found, infer, only, pairs, paths, told, with_axes,
};
use crate::{Attribute, AttributeValue, ErrorKind, ValueType, conventions::FieldSelection, field::Field};

/// Attributes of a record with axes z, y, x in storage order.
fn record(changed: Vec<Attribute>) -> Vec<Attribute> {
    let labels = AttributeValue::Texts(["z", "y", "x"].map(str::to_owned).to_vec());
    let mut attributes = vec![
        Attribute::text("geometry", "cartesian"),
        Attribute::text("dataOrder", "C"),
        Attribute { name: "axisLabels".to_owned(), value: labels },
        floats("gridSpacing", &[0.5, 0.25, 2.0]),
        floats("gridGlobalOffset", &[3.0, -1.0, 10.0]),
        Attribute { name: "gridUnitSI".to_owned(), value: AttributeValue::Float(0.125) },
        floats("unitDimension", &[1.0, 1.0, -3.0, -1.0, 0.0, 0.0, 0.0]),
    ];
    attributes.retain(|attribute| !changed.iter().any(|other| other.name == attribute.name));
    attributes.extend(changed);
    attributes
}

fn open() -> File {
    File::new()
        .root("openPMD", "1.1.0")
        .root("basePath", "/data/%T/")
        .root("meshesPath", "meshes/")
        .root("particlesPath", "particles/")
}

const E: [&str; 3] = ["/data/100/meshes/E/x", "/data/100/meshes/E/y", "/data/100/meshes/E/z"];

/// A field E of 7, 6 and 5 points whose components lie at one point of a cell.
fn mesh(changed: Vec<Attribute>) -> File {
    let mut file = open().group("/data/100/meshes/E", record(changed));
    for path in E {
        file = file.arrays(&[path], &[7, 6, 5]).of_type(F32).numbers("position", &[0.5, 0.0, 0.25]);
    }
    file
}

fn scales(field: &Field) -> Vec<Option<f64>> {
    field.components.iter().map(|component| component.scale).collect()
}

#[test]
fn a_mesh_is_a_vector_field_with_its_grid() {
    let field = only(found(mesh(Vec::new())).vectors);
    assert_eq!((field.path().as_str(), field.value_type), ("/data/100/meshes/E", ValueType::F32));
    assert_eq!(components(&field), ["E_x", "E_y", "E_z"]);
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "z")]);
    assert_eq!(axes(&field), [("x", 2), ("y", 1), ("z", 0)]);
    // (10 + 0.25 · 2) / 8, (−1 + 0) / 8, (3 + 0.5 · 0.5) / 8
    assert_eq!(coordinates(&field), ["1.3125 + i 0.25", "-0.125 + i 0.03125", "0.40625 + i 0.0625"]);
    assert_eq!(field.units.as_deref(), Some("kg m s-3 A-1"));
    assert!(field.axes.iter().all(|axis| axis.units.as_deref() == Some("m")));
    assert_eq!(scales(&field), [None; 3]);
    assert!(!field.is_staggered && !field.named_by_position && field.cautions.is_empty());
    assert!(field.reasons.iter().any(|reason| reason.ends_with("is an openPMD mesh with axes z, y, x")));
}

#[test]
fn fortran_order_is_reversed() {
    let field = only(found(mesh(vec![Attribute::text("dataOrder", "F")])).vectors);
    assert_eq!(axes(&field), [("x", 0), ("y", 1), ("z", 2)]);
    assert_eq!(coordinates(&field), ["1.3125 + i 0.25", "-0.125 + i 0.03125", "0.40625 + i 0.0625"]);
}

#[test]
fn values_are_scaled_into_si_units() {
    let mut file = open().group("/data/100/meshes/E", record(Vec::new()));
    for (path, scale) in E.into_iter().zip([2.5, 1.0, 1e9]) {
        file = file.arrays(&[path], &[7, 6, 5]).numbers("unitSI", &[scale]);
    }
    assert_eq!(scales(&only(found(file.clone()).vectors)), [Some(2.5), None, Some(1e9)]);
    for wrong in [0.0, f64::NAN] {
        let file = file.clone().arrays(&["/data/200/meshes/rho"], &[5]).texts("axisLabels", &["x"]);
        let file = file.numbers("gridSpacing", &[0.5]).numbers("unitSI", &[wrong]);
        let refused = found(file).refused;
        assert_eq!(refused[0].field, "/data/200/meshes/rho");
        assert!(refused[0].problem.ends_with(&format!("whose `unitSI` is {wrong}")), "{refused:?}");
    }
}

#[test]
fn components_at_different_points_are_staggered() {
    let mut file = open().group("/data/100/meshes/E", record(Vec::new()));
    for (path, position) in E.into_iter().zip([[0.0, 0.0, 0.5], [0.0, 0.5, 0.0], [0.5, 0.0, 0.0]]) {
        file = file.arrays(&[path], &[7, 6, 5]).numbers("position", &position);
    }
    let field = only(found(file.clone()).vectors);
    assert!(field.is_staggered);
    // Those of the cells' corners.
    assert_eq!(coordinates(&field), ["1.25 + i 0.25", "-0.125 + i 0.03125", "0.375 + i 0.0625"]);
    // A component alone keeps its own: (10 + 0.5 · 2) / 8.
    let selection = FieldSelection { name: E[0].to_owned(), components: Vec::new() };
    let hints = Hints { fields: vec![selection], ..Hints::default() };
    let alone = only(infer(&file.contents(), &hints).unwrap().scalars);
    assert_eq!(coordinates(&alone)[0], "1.375 + i 0.25");
}

#[test]
fn a_constant_component_is_one_of_the_field() {
    let constant = |shape: AttributeValue| {
        vec![
            Attribute { name: "value".to_owned(), value: AttributeValue::Float(0.75) },
            Attribute { name: "shape".to_owned(), value: shape },
            floats("unitSI", &[4.0]),
        ]
    };
    let shape = AttributeValue::Integers(vec![7, 6, 5]);
    let file = open()
        .group("/data/100/meshes/E", record(Vec::new()))
        .group(E[1], constant(shape))
        .arrays(&[E[0], E[2]], &[7, 6, 5])
        .of_type(F32);
    let field = only(found(file).vectors);
    let constants: Vec<_> = field.components.iter().map(|component| component.constant).collect();
    assert_eq!(constants, [None, Some(0.75), None]);
    assert_eq!((scales(&field), field.components[1].variable.as_str()), (vec![None, Some(4.0), None], E[1]));
}

#[test]
fn a_mesh_without_components_is_a_scalar_field() {
    let mut file = open().arrays(&["/data/7/meshes/rho"], &[7, 6, 5]);
    for attribute in record(Vec::new()) {
        file = match attribute.value {
            AttributeValue::Text(text) => file.attribute(&attribute.name, &text),
            AttributeValue::Texts(_) => file.texts("axisLabels", &["z", "y", "x"]),
            AttributeValue::Floats(numbers) => file.numbers(&attribute.name, &numbers),
            _ => file.numbers(&attribute.name, &[0.125]),
        };
    }
    let field = only(found(file).scalars);
    assert_eq!(
        (field.path().as_str(), axes(&field)),
        ("/data/7/meshes/rho", vec![("x", 2), ("y", 1), ("z", 0)])
    );
    assert_eq!(coordinates(&field)[2], "0.375 + i 0.0625");
}

#[test]
fn particles_are_no_field() {
    let positions = ["x", "y", "z"].map(|label| format!("/data/100/particles/e/position/{label}"));
    let inference = found(mesh(Vec::new()).arrays(&positions.each_ref().map(String::as_str), &[40]));
    assert_eq!(
        (paths(&inference.vectors), inference.scalars.len()),
        (vec!["/data/100/meshes/E".to_owned()], 0)
    );
    let reason = format!("`{}` holds particles, which lie on no grid", positions[0]);
    assert!(inference.passed_over.contains(&(positions[0].clone(), reason)));
}

#[test]
fn other_geometries_are_cautioned_or_refused() {
    let field = only(found(mesh(vec![Attribute::text("geometry", "cylindrical")])).vectors);
    assert_eq!(
        field.cautions,
        ["openPMD's geometry of `/data/100/meshes/E` is cylindrical, but is treated as Cartesian"]
    );
    for (changed, problem) in [
        (Attribute::text("geometry", "thetaMode"), "is of an openPMD mesh of azimuthal modes"),
        (floats("gridSpacing", &[0.5]), "whose `gridSpacing` does not hold 3 numbers"),
        (Attribute::text("axisLabels", "zyx"), "whose `axisLabels` do not name its 3 axes"),
    ] {
        let error = infer(&mesh(vec![changed]).contents(), &Hints::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadData);
        assert!(told(&error).0.contains(problem), "{error}");
    }
}

#[test]
fn the_user_goes_before_the_file() {
    let contents = mesh(Vec::new()).contents();
    let steps = Some(SpacingHint::ByAxis(vec![("y".to_owned(), 0.7)]));
    let field = only(infer(&contents, &Hints { spacing: steps, ..Hints::default() }).unwrap().vectors);
    assert_eq!(coordinates(&field), ["1.3125 + i 0.25", "0.7", "0.40625 + i 0.0625"]);
    let field = only(infer(&contents, &with_axes(&["x", "y", "z"])).unwrap().vectors);
    assert_eq!(coordinates(&field)[0], "0.40625 + i 0.0625");
}

#[test]
fn other_places_in_the_file_may_be_declared() {
    let file = File::new().root("openPMD", "1.1.0").root("basePath", "/data/").root("meshesPath", "fields");
    let file = file.group("/data/fields/E", record(Vec::new()));
    let field = only(found(file.arrays(&["/data/fields/E/x", "/data/fields/E/z"], &[7, 6, 5])).vectors);
    assert_eq!(axes(&field).len(), 2);
    // Without the marks it is a file like any other.
    let field =
        only(found(File::new().group("/data/1/meshes/E", record(Vec::new())).arrays(&E, &[7, 6, 5])).vectors);
    assert_eq!(coordinates(&field), ["?", "?", "?"]);
}
