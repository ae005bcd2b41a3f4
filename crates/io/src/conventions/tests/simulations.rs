//! Files of programs that describe their grids in ways of their own.

use super::{File, axes, carried, components, coordinates, file::floats, found, only, pairs, paths, vector};
use crate::{Attribute, AttributeValue, ValueType, field::Layout};

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

fn the_well(grid_type: &str) -> File {
    File::new().root("grid_type", grid_type).group("/dimensions", vec![texts("spatial_dims", &["x", "y"])])
}

fn the_well_lines(file: File) -> File {
    file.arrays(&["/dimensions/time"], &[4]).arrays(&["/dimensions/x"], &[5]).arrays(&["/dimensions/y"], &[8])
}

#[test]
fn the_well_has_samples_times_and_a_grid() {
    let file = the_well_lines(the_well("cartesian"))
        .arrays(&["/t1_fields/velocity"], &[2, 4, 5, 8, 2])
        .arrays(&["/t0_fields/pressure"], &[2, 4, 5, 8])
        .arrays(&["/t0_fields/mask"], &[5, 8])
        .numbers("sample_varying", &[0.0])
        .numbers("time_varying", &[0.0])
        .arrays(&["/t2_fields/stress"], &[2, 4, 5, 8, 2, 2])
        .arrays(&["/scalars/Re"], &[3])
        .arrays(&["/boundary_conditions/x_wall/mask"], &[5]);
    let inference = found(file);
    let field = only(inference.vectors);
    assert_eq!((pairs(&field), field.layout), (vec![("x", "x"), ("y", "y")], Layout::Stacked { axis: 4 }));
    assert_eq!(coordinates(&field), ["/dimensions/x", "/dimensions/y"]);
    assert_eq!(carried(&field), [("sample", 0), ("time", 1)]);
    assert_eq!(field.dimension_coordinates[1].as_deref(), Some("/dimensions/time"));
    assert!(field.cautions.is_empty());
    assert_eq!(paths(&inference.scalars), ["/t0_fields/pressure", "/t0_fields/mask"]);
    assert_eq!(axes(&inference.scalars[1]), [("x", 0), ("y", 1)]);
    assert_eq!(inference.passed_over.len(), 3);
}

#[test]
fn other_grids_of_the_well_are_cautioned() {
    let field = vector(the_well_lines(the_well("polar")).arrays(&["/t1_fields/velocity"], &[2, 4, 5, 8, 2]));
    assert_eq!(field.cautions, ["The Well's `grid_type` is polar, but is treated as Cartesian"]);
}

fn gdf(grids: usize, ordering: f64) -> File {
    let domain = vec![
        floats("domain_left_edge", &[0.0, -1.0, 2.0]),
        floats("domain_right_edge", &[2.5, 1.0, 5.0]),
        floats("domain_dimensions", &[5.0, 8.0, 6.0]),
        floats("field_ordering", &[ordering]),
    ];
    let domain = domain.into_iter().map(|attribute| match attribute.value {
        AttributeValue::Floats(values) if values.len() == 1 => {
            Attribute { value: AttributeValue::Float(values[0]), ..attribute }
        }
        _ => attribute,
    });
    let mut file = File::new()
        .group("/gridded_data_format", Vec::new())
        .group("/simulation_parameters", domain.collect())
        .group("/field_types/velocity_x", vec![Attribute::text("field_units", "cm/s")])
        .arrays(&["/grid_dimensions"], &[grids, 3]);
    let shape = if ordering == 0.0 { [5, 8, 6] } else { [6, 8, 5] };
    for grid in 0..grids {
        let group = format!("/data/grid_{grid:010}");
        file = file.group(&group, Vec::new());
        for label in ["x", "y", "z"] {
            file = file.arrays(&[&format!("{group}/velocity_{label}")], &shape);
        }
    }
    file
}

#[test]
fn the_grid_data_format_keeps_a_domain_of_cells() {
    for (ordering, in_order) in [(0.0, [("x", 0), ("y", 1), ("z", 2)]), (1.0, [("x", 2), ("y", 1), ("z", 0)])]
    {
        let inference = found(gdf(1, ordering));
        assert!(inference.scalars.is_empty());
        let field = only(inference.vectors);
        assert_eq!(field.path(), "/data/grid_0000000000/velocity");
        assert_eq!(axes(&field), in_order);
        assert_eq!(coordinates(&field), ["0.25 + i 0.5", "-0.875 + i 0.25", "2.25 + i 0.5"]);
    }
}

#[test]
fn a_field_on_several_grids_is_refused() {
    let error = super::failure(gdf(2, 0.0));
    assert!(error.to_string().contains("lies on one of 2 grids"), "{error}");
}

fn openems(mesh_type: i64, lines: [&str; 3]) -> File {
    let mut file = File::new().group(
        "/Mesh",
        vec![
            Attribute { name: "mesh_type".to_owned(), value: AttributeValue::Integer(mesh_type) },
            Attribute { name: "mesh_scaling".to_owned(), value: AttributeValue::Float(0.001) },
        ],
    );
    for (name, count) in lines.into_iter().zip([5, 6, 7]) {
        file = file.arrays(&[&format!("/Mesh/{name}")], &[count]);
    }
    file
}

#[test]
fn openems_says_the_order_of_the_axes() {
    for (order, shape, axis, in_order) in [
        (Some("NXYZ"), [3, 5, 6, 7], 0, [("x", 0), ("y", 1), ("z", 2)]),
        (None, [3, 7, 6, 5], 0, [("x", 2), ("y", 1), ("z", 0)]),
        (None, [5, 6, 7, 3], 3, [("x", 0), ("y", 1), ("z", 2)]),
    ] {
        let mut file = openems(0, ["x", "y", "z"]).arrays(&["/FieldData/TD/00000120"], &shape);
        if let Some(order) = order {
            file = file.attribute("d_order", order);
        }
        let field = vector(file);
        assert_eq!((field.layout, axes(&field)), (Layout::Stacked { axis }, in_order.to_vec()));
        assert_eq!(coordinates(&field), ["/Mesh/x", "/Mesh/y", "/Mesh/z"]);
        assert_eq!(field.axes[0].units.as_deref(), Some("m"));
    }
}

#[test]
fn older_openems_files_are_told_by_their_version() {
    let lines =
        |file: File| file.arrays(&["/Mesh/x"], &[7]).arrays(&["/Mesh/y"], &[6]).arrays(&["/Mesh/z"], &[8]);
    let file = lines(File::new().group("/Mesh", vec![]))
        .arrays(&["/FieldData/FD/f0_real", "/FieldData/FD/f0_imag"], &[3, 8, 6, 7]);
    let mut contents = file.contents();
    contents.attributes.push(super::file::floats("openEMS_HDF5_version", &[0.2]));
    let field = super::only(super::infer(&contents, &super::Hints::default()).unwrap().vectors);
    assert_eq!(axes(&field), [("x", 2), ("y", 1), ("z", 0)]);
    assert_eq!(coordinates(&field), ["/Mesh/x", "/Mesh/y", "/Mesh/z"]);
}

#[test]
fn openems_writes_complex_fields_in_two_parts() {
    let file = openems(1, ["rho", "alpha", "z"])
        .arrays(&["/FieldData/FD/f0_real"], &[3, 5, 6, 7])
        .attribute("d_order", "NXYZ")
        .arrays(&["/FieldData/FD/f0_imag"], &[3, 5, 6, 7])
        .attribute("d_order", "NXYZ");
    let field = vector(file);
    assert_eq!((field.name.as_str(), field.value_type), ("f0", ValueType::C64));
    assert_eq!(pairs(&field), [("rho", "rho"), ("alpha", "alpha"), ("z", "z")]);
    assert_eq!(coordinates(&field), ["/Mesh/rho", "/Mesh/alpha", "/Mesh/z"]);
    let units: Vec<_> = field.axes.iter().map(|axis| axis.units.as_deref().unwrap()).collect();
    assert_eq!(
        (units, field.cautions.as_slice()),
        (
            vec!["m", "rad", "m"],
            &[
                "openEMS' mesh is cylindrical, but is treated as Cartesian".to_owned(),
                "axis `alpha` is an angle: derivatives are per radian; metric terms are not applied"
                    .to_owned(),
            ][..]
        )
    );
}

#[test]
fn a_dump_that_does_not_fit_its_mesh_is_refused() {
    let dump = |shape: &[usize], order: &str| {
        openems(0, ["x", "y", "z"]).arrays(&["/FieldData/TD/00000120"], shape).attribute("d_order", order)
    };
    for file in [dump(&[3, 7, 6, 5], "NXYZ"), dump(&[3, 5, 6, 8], ""), dump(&[5, 6], "XY")] {
        let error = super::failure(file);
        assert!(error.to_string().contains("the mesh of 5, 6 and 7 lines"), "{error}");
    }
}

fn pencil(ny: f64) -> File {
    File::new()
        .values("/settings/nghost", &[3.0])
        .values("/settings/nx", &[5.0])
        .values("/settings/ny", &[ny])
        .values("/settings/nz", &[4.0])
        .arrays(&["/grid/x", "/grid/dx_1"], &[11])
        .arrays(&["/grid/y"], &[12])
        .arrays(&["/grid/z"], &[10])
        .arrays(&["/data/ux", "/data/uy", "/data/uz", "/data/lnrho"], &[10, 12, 11])
}

#[test]
fn the_pencil_code_has_ghost_cells() {
    let inference = found(pencil(6.0));
    assert_eq!((paths(&inference.scalars), inference.passed_over.len()), (vec!["/data/lnrho".to_owned()], 5));
    let field = only(inference.vectors);
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "z")]);
    assert_eq!(axes(&field), [("x", 2), ("y", 1), ("z", 0)]);
    assert_eq!(coordinates(&field), ["/grid/x", "/grid/y", "/grid/z"]);
    assert_eq!(
        (field.interior.as_slice(), field.shape.as_slice()),
        (&[3..7, 3..9, 3..8][..], &[10, 12, 11][..])
    );
    assert_eq!(field.interior_shape(), [4, 6, 5]);
}

#[test]
fn settings_that_do_not_fit_mark_no_snapshot() {
    assert!(found(pencil(7.0)).vectors.iter().all(|field| field.interior_shape() == field.shape));
}

#[test]
fn a_direction_of_ghost_cells_alone_is_refused() {
    let file = File::new()
        .values("/settings/nghost", &[3.0])
        .values("/settings/nx", &[5.0])
        .values("/settings/ny", &[1.0])
        .values("/settings/nz", &[4.0])
        .arrays(&["/grid/x"], &[11])
        .arrays(&["/grid/y"], &[7])
        .arrays(&["/grid/z"], &[10])
        .arrays(&["/data/lnrho"], &[10, 7, 11]);
    let error = super::failure(file);
    assert!(error.to_string().contains("no extent along axis `y`"), "{error}");
}
