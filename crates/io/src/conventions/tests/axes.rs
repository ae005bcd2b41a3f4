use super::{
    File, Hints, axes, carried, coordinates, failure, found, infer, only, pairs, paths, told, vector,
    with_axes,
};
use crate::ErrorKind;

const E: [&str; 3] = ["/Ex", "/Ey", "/Ez"];

#[test]
fn components_find_their_axis_by_name_in_any_order() {
    let field = vector(File::new().named(&E, &[("Z", 7), ("x", 5), ("y", 6)]));
    assert_eq!(axes(&field), [("x", 1), ("y", 2), ("Z", 0)]);
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "Z")]);
}

#[test]
fn time_and_the_like_are_carried() {
    let dims = [("ensemble", 4), ("Time", 9), ("z", 7), ("y", 6), ("x", 5)];
    let field = vector(File::new().named(&E, &dims));
    assert_eq!(axes(&field), [("x", 4), ("y", 3), ("z", 2)]);
    assert_eq!(carried(&field), [("ensemble", 0), ("Time", 1)]);
    let scalar = only(found(File::new().named(&["/phi"], &dims)).scalars);
    assert_eq!(axes(&scalar), [("x", 4), ("y", 3), ("z", 2)]);
}

#[test]
fn a_carried_dimension_can_become_an_axis() {
    let file =
        File::new().scale("/time", 9).attribute("units", "s").named(&["/phi"], &[("time", 9), ("x", 5)]);
    let scalar = only(found(file.attach(0, &["/time"])).scalars);
    assert_eq!(axes(&scalar), [("x", 1)]);
    let along = scalar.with_axis("TIME").unwrap();
    assert_eq!((axes(&along), carried(&along)), (vec![("x", 1), ("time", 0)], vec![]));
    assert_eq!(coordinates(&along), ["?", "/time"]);
    assert_eq!(along.axes[1].units.as_deref(), Some("s"));
    assert_eq!(along.with_axis("x"), Some(along.clone()));
    assert_eq!(scalar.with_axis("y"), None);
}

#[test]
fn a_horizontal_field_carries_its_height() {
    let field = vector(File::new().named(&["/u", "/v"], &[("height", 4), ("y", 6), ("x", 5)]));
    assert_eq!((axes(&field), carried(&field)), (vec![("x", 2), ("y", 1)], vec![("height", 0)]));
}

#[test]
fn without_names_axes_are_in_storage_order() {
    let field = vector(File::new().arrays(&E, &[5, 6, 7]));
    assert_eq!(axes(&field), [("x", 0), ("y", 1), ("z", 2)]);
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "z")]);
    assert!(
        field.reasons.iter().any(|reason| reason.contains("no names: taken as x, y, z in storage order"))
    );
    let scalars =
        found(File::new().arrays(&["/a"], &[5]).arrays(&["/b"], &[5, 6]).arrays(&["/c"], &[4, 5, 6])).scalars;
    let all: Vec<_> = scalars.iter().map(|scalar| axes(scalar).len()).collect();
    assert_eq!(all, [1, 2, 3]);
}

#[test]
fn without_names_axes_take_those_of_as_many_components() {
    let field = vector(File::new().arrays(&["/Ez", "/Ex"], &[5, 7]));
    assert_eq!((axes(&field), pairs(&field)), (vec![("x", 0), ("z", 1)], vec![("x", "x"), ("z", "z")]));
    let field = vector(File::new().arrays(&["/B_r", "/B_theta", "/B_z"], &[5, 6, 7]));
    assert_eq!(axes(&field), [("r", 0), ("theta", 1), ("z", 2)]);
    // More components than axes: position alone says x, y.
    let field = vector(File::new().arrays(&E, &[5, 6]));
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "-")]);
}

#[test]
fn more_axes_without_names_are_undecided() {
    let error = failure(File::new().arrays(&E, &[9, 5, 6, 7]));
    assert_eq!(error.kind(), ErrorKind::BadData);
    assert_eq!(
        told(&error).0,
        "in `E.h5`, `/Ex` has 4 axes without names for 3 components, of 9, 5, 6, 7 points"
    );
    assert_eq!(told(&error).1, "`--axes t,x,y,z`, in storage order, decides");
    let error = failure(File::new().arrays(&["/phi"], &[9, 5, 6, 7]));
    assert_eq!(told(&error).0, "in `E.h5`, `/phi` has 4 axes without names, of 9, 5, 6, 7 points");
    // Time may be among them.
    let error = failure(File::new().arrays(&["/u", "/v"], &[9, 5, 6]));
    assert_eq!(told(&error).1, "`--axes t,x,y` or `--axes x,y,z`, in storage order, decides");
}

#[test]
fn names_for_a_part_serve_where_the_others_are_not_needed() {
    let field = vector(File::new().named(&["/u", "/v"], &[("", 4), ("y", 6), ("x", 5)]));
    assert_eq!((axes(&field), carried(&field)), (vec![("x", 2), ("y", 1)], vec![]));
    assert_eq!(field.dimension_names, [None, Some("y".to_owned()), Some("x".to_owned())]);
    for names in [&["/u", "/v", "/w"][..], &["/phi"]] {
        let error = failure(File::new().named(names, &[("", 4), ("y", 6), ("x", 5)]));
        assert!(told(&error).0.ends_with("have no name: ?, y, x"), "{error}");
        assert_eq!(error.kind(), ErrorKind::BadData);
    }
}

#[test]
fn foreign_names_are_paired_by_position() {
    let field = vector(File::new().named(&E, &[("a", 5), ("b", 6), ("c", 7)]));
    assert_eq!(pairs(&field), [("x", "a"), ("y", "b"), ("z", "c")]);
    assert!(
        field
            .reasons
            .iter()
            .any(|reason| reason.ends_with("paired by position, x with a, y with b, z with c"))
    );
    let field = vector(File::new().named(&E, &[("nx", 5), ("ny", 6), ("nz", 7)]));
    assert_eq!(pairs(&field), [("x", "nx"), ("y", "ny"), ("z", "nz")]);
    assert!(field.paired_by_position);
}

#[test]
fn foreign_names_that_speak_against_position_are_undecided() {
    let error = failure(File::new().named(&E, &[("nz", 7), ("ny", 6), ("nx", 5)]));
    assert_eq!(told(&error).0, "in `E.h5`, the axes nz, ny, nx of `/Ex` may not be x, y, z, in this order");
    assert_eq!(told(&error).1, "`--axes z,y,x` decides");
}

#[test]
fn names_with_a_direction_are_never_paired_by_position() {
    let field = vector(File::new().named(&["/E_r", "/E_theta"], &[("lat", 6), ("lon", 5)]));
    assert_eq!(pairs(&field), [("r", "-"), ("theta", "-")]);
    assert_eq!(axes(&field), [("lon", 1), ("lat", 0)]);
    let field = vector(File::new().named(&E, &[("r", 6), ("theta", 5), ("z", 4)]));
    assert_eq!(pairs(&field), [("x", "-"), ("y", "-"), ("z", "z")]);
    let field = vector(File::new().named(&E, &[("a", 6), ("b", 5)]));
    assert_eq!(pairs(&field), [("x", "-"), ("y", "-"), ("z", "-")]);
}

#[test]
fn numbered_components_follow_the_canonical_order() {
    let field = vector(File::new().named(&["/B1", "/B2", "/B3"], &[("z", 7), ("theta", 6), ("r", 5)]));
    assert_eq!(pairs(&field), [("1", "r"), ("2", "theta"), ("3", "z")]);
    let field = vector(File::new().named(&["/B1", "/B2", "/B3"], &[("y", 6), ("x", 5), ("t", 4)]));
    assert_eq!(pairs(&field), [("1", "x"), ("2", "y"), ("3", "-")]);
}

#[test]
fn the_user_names_the_axes() {
    let file = File::new().named(&E, &[("x", 7), ("y", 6), ("z", 5)]).arrays(&["/energy"], &[100]);
    let inference = infer(&file.contents(), &with_axes(&["z", "y", "x"])).unwrap();
    let field = only(inference.vectors);
    assert_eq!(axes(&field), [("x", 2), ("y", 1), ("z", 0)]);
    assert_eq!(field.axes[0].reason, "named by `--axes`; the file holds no coordinates for it");
    // An array that the names do not fit is left out, and does not make the others fail.
    assert_eq!(paths(&inference.scalars), Vec::<String>::new());
    assert!(inference.refused.is_empty());
    assert!(inference.passed_over[0].1.contains("gives 3 names, but `/energy` has shape (100)"));
}

#[test]
fn a_wrong_count_of_names_is_a_wrong_option() {
    let error = infer(&File::new().arrays(&E, &[5, 6, 7]).contents(), &with_axes(&["y", "x"])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert_eq!(told(&error).0, "`--axes y,x` gives 2 names, but `/Ex` has shape (5, 6, 7)");
    let error =
        infer(&File::new().arrays(&E, &[5, 6, 7]).contents(), &with_axes(&["x", "y", "x"])).unwrap_err();
    assert_eq!(
        (error.kind(), told(&error).0.as_str()),
        (ErrorKind::Usage, "`/Ex` has two axes called `x`: x, y, x")
    );
}

#[test]
fn a_name_given_twice_by_the_file_is_undecided() {
    let error = failure(File::new().named(&["/phi"], &[("x", 5), ("x", 6)]));
    assert_eq!(error.kind(), ErrorKind::BadData);
    assert_eq!(told(&error).0, "in `E.h5`, `/phi` has two axes called `x`: x, x");
}

#[test]
fn an_empty_file_holds_nothing() {
    let inference = infer(&File::new().contents(), &Hints::default()).unwrap();
    assert_eq!(inference, super::Inference::default());
}
