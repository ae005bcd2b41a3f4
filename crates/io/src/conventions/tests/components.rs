use super::{File, axes, components, failure, file::F32, found, only, pairs, paths, told, vector};
use crate::{
    ByteOrder, DataType, ErrorKind, ValueType,
    field::{Layout, Rank},
};

const XYZ: [(&str, usize); 3] = [("x", 5), ("y", 6), ("z", 7)];

#[test]
fn siblings_make_a_field() {
    let field = vector(File::new().named(&["/fields/Ez", "/fields/Ex", "/fields/Ey"], &XYZ));
    assert_eq!(field.path(), "/fields/E");
    assert_eq!((field.rank, field.layout), (Rank::Vector, Layout::Split));
    assert_eq!(components(&field), ["Ex", "Ey", "Ez"]);
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "z")]);
    assert_eq!(field.components[1].variable, "/fields/Ey");
    assert_eq!(field.components[1].index, None);
    assert_eq!(field.shape, [5, 6, 7]);
    assert!(field.reasons[0].contains("`/fields/Ex`, `/fields/Ey`, `/fields/Ez`"), "{:?}", field.reasons);
}

#[test]
fn siblings_are_known_in_every_spelling() {
    for (names, field) in [
        (["/E_x", "/E_y", "/E_z"], "/E"),
        (["/E.x", "/E.y", "/E.z"], "/E"),
        (["/EX", "/EY", "/EZ"], "/E"),
        (["/ex", "/ey", "/ez"], "/e"),
        (["/vel_X", "/vel_Y", "/vel_Z"], "/vel"),
        (["/momentum1", "/momentum2", "/momentum3"], "/momentum"),
        (["/B_1", "/B_2", "/B_3"], "/B"),
        (["/u", "/v", "/w"], "/uvw"),
        (["/U", "/V", "/W"], "/UVW"),
    ] {
        let found = vector(File::new().named(&names, &XYZ));
        assert_eq!(found.path(), field);
        let matched: Vec<_> = pairs(&found).into_iter().map(|(_, axis)| axis).collect();
        assert_eq!(matched, ["x", "y", "z"], "{names:?}");
    }
}

#[test]
fn other_coordinate_systems_have_their_labels() {
    let field = vector(File::new().named(&["/B_z", "/B_theta", "/B_r"], &[("z", 7), ("theta", 6), ("r", 5)]));
    assert_eq!(pairs(&field), [("r", "r"), ("theta", "theta"), ("z", "z")]);
    assert_eq!(axes(&field), [("r", 2), ("theta", 1), ("z", 0)]);
    let field =
        vector(File::new().named(&["/Br", "/Btheta", "/Bphi"], &[("r", 5), ("theta", 6), ("phi", 7)]));
    assert_eq!(pairs(&field), [("r", "r"), ("theta", "theta"), ("phi", "phi")]);
}

#[test]
fn a_pair_makes_a_field_too() {
    assert_eq!(components(&vector(File::new().named(&["/Ez", "/Ex"], &[("z", 7), ("x", 5)]))), ["Ex", "Ez"]);
    assert_eq!(vector(File::new().named(&["/u", "/v"], &[("y", 7), ("x", 5)])).path(), "/uv");
    assert_eq!(vector(File::new().named(&["/E1", "/E2"], &[("y", 7), ("x", 5)])).path(), "/E");
}

#[test]
fn one_name_alone_is_no_component() {
    let inference = found(File::new().named(&["/max", "/index", "/matrix", "/u", "/E_r"], &XYZ));
    assert!(inference.vectors.is_empty());
    assert_eq!(paths(&inference.scalars), ["/max", "/index", "/matrix", "/u", "/E_r"]);
}

#[test]
fn a_numbered_series_is_no_vector() {
    for names in [
        &["/run1", "/run2", "/run3", "/run4"][..],
        &["/run0", "/run1", "/run2"],
        &["/run_2", "/run_3"],
        &["/run1", "/run2"],
        &["/run11", "/run12", "/run13"],
    ] {
        let inference = found(File::new().named(names, &XYZ));
        assert_eq!(paths(&inference.vectors), Vec::<String>::new());
        assert_eq!(inference.scalars.len(), names.len());
    }
}

#[test]
fn siblings_share_group_spelling_and_rank() {
    let inference = found(
        File::new()
            .named(&["/a/Ex", "/b/Ey", "/a/E_y", "/a/EY"], &XYZ)
            .named(&["/a/Ey"], &[("x", 5), ("y", 6)])
            .arrays(&["/a/Lx"], &[4])
            .arrays(&["/a/Ly"], &[9]),
    );
    assert!(inference.vectors.is_empty(), "{:?}", paths(&inference.vectors));
    assert_eq!(inference.scalars.len(), 7);
}

#[test]
fn a_group_makes_a_field() {
    let field = vector(File::new().named(&["/run/E/z", "/run/E/x", "/run/E/y"], &XYZ));
    assert_eq!((field.group.as_str(), field.name.as_str()), ("/run", "E"));
    assert_eq!(components(&field), ["E_x", "E_y", "E_z"]);
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "z")]);
    let field = vector(File::new().named(&["/E/r", "/E/z"], &[("r", 5), ("z", 7)]));
    assert_eq!((field.path().as_str(), pairs(&field)), ("/E", vec![("r", "r"), ("z", "z")]));
}

#[test]
fn a_group_may_hold_more_than_components() {
    let inference = found(File::new().named(&["/E/x", "/E/y", "/E/energy"], &[("x", 5), ("y", 6)]));
    assert_eq!(paths(&inference.vectors), ["/E"]);
    assert_eq!(paths(&inference.scalars), ["/E/energy"]);
}

#[test]
fn a_grid_is_no_vector_field() {
    // Different lengths; a group of coordinates; equal lengths beside the data that they serve; numpy.meshgrid.
    for grid in [
        File::new().arrays(&["/g/x"], &[5]).arrays(&["/g/y"], &[6]).arrays(&["/g/z"], &[7]),
        File::new().arrays(&["/grid/x", "/grid/y", "/grid/z"], &[5]),
        File::new().arrays(&["/mesh/x", "/mesh/y", "/mesh/z"], &[5, 6, 7]),
        File::new().arrays(&["/g/x", "/g/y", "/g/z", "/x", "/y"], &[5]).arrays(&["/g/phi"], &[5, 5, 5]),
        File::new().arrays(&["/X", "/Y", "/Z"], &[5, 6, 7]),
    ] {
        let inference = found(grid.clone().arrays(&["/other"], &[11, 12]));
        assert!(inference.vectors.is_empty(), "{grid:?}");
        assert!(inference.coordinates.len() >= 3, "{:?}", inference.coordinates);
    }
}

#[test]
fn series_of_components_in_a_group_are_a_field() {
    let field = vector(File::new().arrays(&["/probe/x", "/probe/y", "/probe/z"], &[50]));
    assert_eq!((field.path(), field.shape.clone()), ("/probe".to_owned(), vec![50]));
}

#[test]
fn siblings_of_different_shape_are_refused() {
    let file = File::new().named(&["/Ex"], &XYZ).named(&["/Ey"], &[("x", 5), ("y", 6), ("z", 8)]);
    let error = failure(file.clone());
    assert_eq!(error.kind(), ErrorKind::BadData);
    assert_eq!(told(&error).0, "`/Ey` in `E.h5` has shape (5, 6, 8), but its sibling `/Ex` has (5, 6, 7)");

    let inference = found(file.named(&["/phi"], &XYZ));
    assert_eq!(paths(&inference.scalars), ["/phi"]);
    assert_eq!(inference.refused.len(), 1);
    assert_eq!((inference.refused[0].field.as_str(), inference.refused[0].rank), ("/E", Rank::Vector));
    assert_eq!(inference.passed_over, [("/E".to_owned(), inference.refused[0].problem.clone())]);
    assert!(inference.refused[0].problem.contains("(5, 6, 8)"));
}

#[test]
fn siblings_on_different_axes_are_refused() {
    let error =
        failure(File::new().named(&["/Ex"], &[("x", 5), ("y", 5)]).named(&["/Ey"], &[("y", 5), ("x", 5)]));
    assert_eq!(told(&error).0, "`/Ey` in `E.h5` has the axes y, x, but its sibling `/Ex` has x, y");

    let staggered = File::new()
        .scale("/x", 5)
        .scale("/x_half", 5)
        .named(&["/Ex"], &[("x", 5), ("y", 6)])
        .attach(0, &["/x_half"])
        .named(&["/Ey"], &[("x", 5), ("y", 6)])
        .attach(0, &["/x"]);
    let message = told(&failure(staggered)).0;
    assert!(message.ends_with("in `/x`, but its sibling `/Ex` in `/x_half`"), "{message}");
}

#[test]
fn types_are_promoted() {
    let of_types = |one: DataType, other: DataType| {
        File::new().named(&["/Ex"], &XYZ).of_type(one).named(&["/Ey", "/Ez"], &XYZ).of_type(other)
    };
    let complex = |bytes| DataType::Complex { bytes, order: ByteOrder::Little };
    let integer = DataType::Integer { bytes: 2, signed: false, order: ByteOrder::Big };
    let half = DataType::Float { bytes: 2, order: ByteOrder::Little };
    let value_type = |file| only(found(file).vectors).value_type;
    assert_eq!(value_type(of_types(F32, F32)), ValueType::F64, "the one between is f64");
    let pair = |one: &DataType, other: &DataType| {
        let axes = [("x", 5), ("y", 6)];
        File::new().named(&["/Ex"], &axes).of_type(one.clone()).named(&["/Ey"], &axes).of_type(other.clone())
    };
    assert_eq!(value_type(pair(&F32, &half)), ValueType::F32);
    assert_eq!(value_type(pair(&F32, &integer)), ValueType::F64);
    assert_eq!(value_type(pair(&integer, &integer)), ValueType::F64);
    assert_eq!(value_type(pair(&complex(4), &complex(4))), ValueType::C32);
    assert_eq!(value_type(pair(&complex(4), &complex(8))), ValueType::C64);
    let message = told(&failure(pair(&F32, &complex(8)))).0;
    assert_eq!(message, "`/Ey` in `E.h5` is complex, but its sibling `/Ex` is real");
}

#[test]
fn units_are_kept_where_components_agree() {
    let of_units = |one: &str, other: &str| {
        let axes = [("x", 5), ("y", 6)];
        let file = File::new().named(&["/Ex"], &axes).attribute("units", one);
        vector(file.named(&["/Ey"], &axes).attribute("Units", other)).units
    };
    assert_eq!(of_units("V/m", "V/m").as_deref(), Some("V/m"));
    assert_eq!(of_units("V/m", "kV/m"), None);
}

#[test]
fn what_holds_no_array_of_numbers_is_passed_over() {
    let inference = found(
        File::new()
            .arrays(&["/label"], &[4])
            .of_type(DataType::Other("string".to_owned()))
            .arrays(&["/version"], &[])
            .arrays(&["/none"], &[5, 0])
            .arrays(&["/phi"], &[5, 6]),
    );
    assert_eq!(paths(&inference.scalars), ["/phi"]);
    let reasons: Vec<_> = inference.passed_over.iter().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "`/label` holds no numbers but `string`",
            "`/version` is a single value, no array",
            "`/none` has no elements: its shape is (5, 0)"
        ]
    );
    assert!(inference.refused.is_empty());
}

#[test]
fn two_fields_of_one_name_are_not_both_taken() {
    let inference = found(File::new().named(&["/Ex", "/Ey", "/E_x", "/E_y"], &[("x", 5), ("y", 6)]));
    assert_eq!(components(&only(inference.vectors)), ["Ex", "Ey"]);
    assert_eq!(
        inference.refused[0].problem,
        "in `E.h5`, `/E_x`, `/E_y` would make a second vector field `/E`"
    );
}
