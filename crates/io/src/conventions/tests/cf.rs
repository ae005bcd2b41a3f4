//! What CF attributes say: roles of axes, vectors by standard names, what is no field.

use super::{File, Hints, axes, carried, failure, found, infer, pairs, paths, told, vector, with_axes};
use crate::{
    conventions::{ComponentSelection, FieldSelection},
    field::AxisRole,
};

/// A file whose dimensions have these coordinate variables, each with one attribute.
fn file(coordinates: &[(&str, usize, &str, &str)]) -> File {
    coordinates.iter().fold(File::new(), |file, (name, length, attribute, text)| {
        file.scale(&format!("/{name}"), *length).attribute(attribute, text)
    })
}

fn named(file: File, path: &str, standard_name: &str, dims: &[(&str, usize)]) -> File {
    file.named(&[path], dims).attribute("standard_name", standard_name)
}

const AB: [(&str, usize); 2] = [("a", 6), ("b", 5)];

/// The axes of `u`, `v` on dimensions `a`, `b` of which `b` has this attribute, and the reason.
#[track_caller]
fn role_of_b(attribute: &str, text: &str) -> (AxisRole, String) {
    let field = vector(file(&[("b", 5, attribute, text)]).named(&["/Ex", "/Ey", "/Ez"], &AB));
    let axis = field.axis_named("b").unwrap();
    (axis.role.unwrap(), axis.reason.clone())
}

#[test]
fn every_attribute_tells_the_role() {
    for (attribute, text, role) in [
        ("standard_name", "projection_x_coordinate", AxisRole::X),
        ("_CoordinateAxisType", "GeoY", AxisRole::Y),
        ("axis", "Z", AxisRole::Z),
        ("positive", "Down", AxisRole::Z),
        ("units", "degrees_north", AxisRole::Y),
        ("units", "hPa", AxisRole::Z),
        ("units", "hours since 1900-01-01", AxisRole::T),
        ("standard_name", "realization", AxisRole::Member),
    ] {
        let (found, reason) = role_of_b(attribute, text);
        assert_eq!(found, role, "{attribute} {text}");
        assert!(reason.contains(&format!("`{text}`")), "{reason}");
    }
    let reason = role_of_b("standard_name", "longitude").1;
    assert!(reason.ends_with("; `b` is the X axis: its standard_name is `longitude`"), "{reason}");
}

#[test]
fn attributes_are_looked_at_in_order() {
    let file = File::new()
        .scale("/b", 5)
        .attribute("units", "degrees_east")
        .attribute("axis", "Z")
        .attribute("standard_name", "latitude");
    let field = vector(file.named(&["/Ex", "/Ey"], &AB));
    assert_eq!(field.axis_named("b").unwrap().role, Some(AxisRole::Y));
    // What says nothing leaves it to the next.
    let file = File::new().scale("/b", 5).attribute("axis", "X").attribute("standard_name", "distance");
    assert_eq!(vector(file.named(&["/Ex", "/Ey"], &AB)).axis_named("b").unwrap().role, Some(AxisRole::X));
}

#[test]
fn attributes_go_before_names() {
    let file = file(&[("x", 5, "axis", "Y"), ("y", 6, "axis", "X")]);
    let field = vector(file.named(&["/Ex", "/Ey"], &[("y", 6), ("x", 5)]));
    assert_eq!(pairs(&field), [("x", "y"), ("y", "x")]);
    assert_eq!(axes(&field), [("y", 0), ("x", 1)]);
}

#[test]
fn names_by_the_user_go_before_attributes() {
    let file = || file(&[("x", 5, "axis", "Y"), ("y", 6, "axis", "X")]);
    let contents = file().named(&["/Ex", "/Ey"], &[("y", 6), ("x", 5)]).contents();
    let inference = infer(&contents, &with_axes(&["y", "x"])).unwrap();
    assert_eq!(pairs(&inference.vectors[0]), [("x", "x"), ("y", "y")]);
}

#[test]
fn a_role_of_time_is_carried_whatever_the_name() {
    let file =
        file(&[("when", 9, "units", "days since 2000-01-01"), ("run", 4, "standard_name", "realization")]);
    let field = vector(file.named(&["/u", "/v"], &[("run", 4), ("when", 9), ("y", 6), ("x", 5)]));
    assert_eq!(axes(&field), [("x", 3), ("y", 2)]);
    assert_eq!(carried(&field), [("run", 0), ("when", 1)]);
    assert!(field.carried[1].reason.contains("`when` is time: its units are `days since 2000-01-01`"));
    // A dimension called `t` that its attributes make an axis is one.
    let file = self::file(&[("t", 5, "axis", "X")]);
    assert_eq!(axes(&vector(file.named(&["/u", "/v"], &[("y", 6), ("t", 5)]))), [("t", 1), ("y", 0)]);
}

#[test]
fn one_of_two_axes_of_a_role_serves_by_its_own_coordinate() {
    let field = vector(
        file(&[("lon", 5, "units", "degrees_east")]).named(&["/u", "/v"], &[("y", 6), ("x", 4), ("lon", 5)]),
    );
    assert_eq!(pairs(&field), [("x", "lon"), ("y", "y")]);
    let error = failure(
        file(&[("lon", 5, "units", "degrees_east"), ("x", 4, "axis", "X")])
            .named(&["/u", "/v"], &[("y", 6), ("x", 4), ("lon", 5)]),
    );
    assert_eq!(
        told(&error).0,
        "in `E.h5`, more than one axis of `/u` may be its X axis: `x` (its axis is `X`) or `lon` (its units are `degrees_east`)"
    );
    assert_eq!(told(&error).1, "`--field NAME=COMPONENT:AXIS,…` says which component lies on which axis");
}

#[test]
fn standard_names_make_vectors_under_any_names() {
    let dims = [("lat", 6), ("lon", 5)];
    let mut contents = named(File::new(), "/b", "northward_sea_water_velocity", &dims);
    contents = named(contents, "/a", "eastward_sea_water_velocity", &dims);
    let field = vector(contents);
    assert_eq!((field.path().as_str(), pairs(&field)), ("/ab", vec![("x", "lon"), ("y", "lat")]));
    assert_eq!(field.components[0].variable, "/a");
    assert_eq!(
        field.reasons,
        [
            "its components by their standard names: `/a` is eastward_sea_water_velocity, `/b` is \
             northward_sea_water_velocity",
            "the components go with the axes that point their way: `a` with `lon`, `b` with `lat`"
        ]
    );
}

#[test]
fn a_vertical_component_joins_on_the_same_points() {
    let dims = [("lev", 7), ("lat", 6), ("lon", 5)];
    let wind = |file: File| named(named(file, "/ua", "eastward_wind", &dims), "/va", "northward_wind", &dims);
    let field = vector(named(wind(File::new()), "/wa", "upward_air_velocity", &dims));
    assert_eq!((field.path().as_str(), pairs(&field).len()), ("/uvwa", 3));
    assert_eq!(axes(&field), [("lon", 2), ("lat", 1), ("lev", 0)]);
    let half = [("half", 8), ("lat", 6), ("lon", 5)];
    let inference = found(named(wind(File::new()), "/wa", "upward_air_velocity", &half));
    assert_eq!(
        (paths(&inference.vectors), paths(&inference.scalars)),
        (vec!["/uva".into()], vec!["/wa".into()])
    );
    assert_eq!(carried(&inference.vectors[0]), [("lev", 0)]);
}

#[test]
fn pairs_of_one_standard_name_are_told_apart_by_their_names() {
    let dims = [("lat", 6), ("lon", 5)];
    let mut contents = File::new();
    for (path, name) in [
        ("/u100", "eastward_wind"),
        ("/u10", "eastward_wind"),
        ("/v10", "northward_wind"),
        ("/v100", "northward_wind"),
    ] {
        contents = named(contents, path, name, &dims);
    }
    let vectors = found(contents).vectors;
    assert_eq!(paths(&vectors), ["/uv100", "/uv10"]);
    assert_eq!(vectors[1].components[1].variable, "/v10");
    // Components of different bases never pair.
    let mixed = named(named(File::new(), "/p", "eastward_wind", &dims), "/q", "y_wind", &dims);
    assert!(found(mixed).vectors.is_empty());
}

#[test]
fn names_of_velocities_make_vectors() {
    for (names, field) in [
        (&["/uo", "/vo"][..], "/uvo"),
        (&["/U10", "/V10"], "/UV10"),
        (&["/us", "/vs"], "/uvs"),
        (&["/water_u", "/water_v"], "/water_uv"),
        (&["/ua", "/va", "/wa"], "/uvwa"),
    ] {
        let found = vector(File::new().named(names, &[("z", 7), ("y", 6), ("x", 5)]));
        assert_eq!((found.path().as_str(), found.components.len()), (field, names.len()));
    }
    assert!(found(File::new().named(&["/uo", "/wo"], &[("y", 6), ("x", 5)])).vectors.is_empty());
}

#[test]
fn a_third_component_of_another_unit_is_none() {
    let dims = [("level", 7), ("lat", 6), ("lon", 5)];
    let file = File::new().named(&["/u"], &dims).attribute("units", "m s-1").named(&["/v"], &dims);
    let inference = found(file.named(&["/w"], &dims).attribute("units", "Pa s-1"));
    assert_eq!(
        (paths(&inference.vectors), paths(&inference.scalars)),
        (vec!["/uv".into()], vec!["/w".into()])
    );
}

#[test]
fn what_serves_another_variable_is_no_field() {
    let yx = [("y", 6), ("x", 5)];
    let file = File::new()
        .named(&["/g/t"], &yx)
        .attribute("grid_mapping", "crs: x y")
        .attribute("ancillary_variables", "quality /g/error")
        .attribute("cell_measures", "area: cell_area")
        .attribute("coordinates", "height label")
        .named(&["/g/quality", "/g/error", "/cell_area"], &yx)
        .arrays(&["/g/crs", "/g/height"], &[])
        .named(&["/mask"], &yx)
        .attribute("flag_values", "0 1")
        .named(&["/y_bnds"], &[("y", 6), ("bnds", 2)])
        .scale("/y", 6)
        .attribute("climatology", "when")
        .named(&["/when"], &[("y", 6), ("bnds", 2)]);
    let inference = found(file);
    assert_eq!(paths(&inference.scalars), ["/g/t"]);
    let reasons: Vec<_> = inference.passed_over.iter().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "`/g/quality` is ancillary to `/g/t`",
            "`/g/error` is ancillary to `/g/t`",
            "`/cell_area` is a cell measure of `/g/t`",
            "`/g/crs` is the grid mapping of `/g/t`",
            "`/g/height` is an auxiliary coordinate of `/g/t`",
            "`/mask` holds flags, not quantities",
            "`/y_bnds` has the name of bounds",
            "`/when` holds the bounds of `/y`",
        ]
    );
}

#[test]
fn what_is_no_field_can_be_asked_for() {
    let yx = [("y", 6), ("x", 5)];
    let file =
        File::new().named(&["/t"], &yx).attribute("ancillary_variables", "error").named(&["/error"], &yx);
    let asked = |name: &str, components: &[&str]| {
        let component = |name: &&str| ComponentSelection { variable: (*name).to_owned(), axis: None };
        let components = components.iter().map(component).collect();
        let fields = vec![FieldSelection { name: name.to_owned(), components }];
        infer(&file.clone().contents(), &Hints { fields, ..Hints::default() }).unwrap()
    };
    assert_eq!(paths(&asked("error", &[]).scalars), ["/error"]);
    assert_eq!(paths(&asked("F", &["t", "error"]).vectors), ["/F"]);
}

#[test]
fn the_surface_pressure_of_a_vertical_coordinate_is_a_field() {
    let file = File::new()
        .scale("/lev", 7)
        .attribute("formula_terms", "a: ak b: bk ps: ps")
        .named(&["/ak", "/bk"], &[("lev", 7)])
        .named(&["/ps"], &[("lat", 6), ("lon", 5)]);
    let inference = found(file);
    assert_eq!(paths(&inference.scalars), ["/ps"]);
    assert_eq!(inference.passed_over[0].1, "`/ak` is a formula term of `/lev`");
}
