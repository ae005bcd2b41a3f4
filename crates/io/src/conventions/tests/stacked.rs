use super::{
    File, Hints, axes, carried, components, failure, found, infer, only, pairs, paths, told, vector,
    with_axes,
};
use crate::{ErrorKind, field::Layout};

#[test]
fn as_many_components_as_other_axes() {
    for (shape, axis) in [(&[3, 5, 6, 7][..], 0), (&[5, 6, 7, 3], 3), (&[2, 5, 6], 0), (&[5, 6, 2], 2)] {
        let field = vector(File::new().arrays(&["/run/E"], shape));
        assert_eq!(field.path(), "/run/E");
        assert_eq!(field.layout, Layout::Stacked { axis });
        let labels = &["x", "y", "z"][..shape.len() - 1];
        assert_eq!(pairs(&field), labels.iter().map(|label| (*label, *label)).collect::<Vec<_>>());
        let names: Vec<_> = labels.iter().map(|label| format!("E_{label}")).collect();
        assert_eq!(components(&field), names);
        let indices: Vec<_> = field.components.iter().map(|component| component.index).collect();
        assert_eq!(indices, (0..labels.len()).map(Some).collect::<Vec<_>>());
        assert!(field.components.iter().all(|component| component.variable == "/run/E"));
        assert_eq!(field.shape.len(), shape.len() - 1);
        assert!(!field.shape.contains(&shape[axis]));
    }
}

#[test]
fn a_stacked_array_is_no_scalar_too() {
    assert!(found(File::new().arrays(&["/E"], &[3, 5, 6, 7])).scalars.is_empty());
}

#[test]
fn another_count_is_no_vector() {
    for shape in [&[3, 5, 6][..], &[5, 6, 3], &[5, 3, 6, 7][..2], &[3, 5], &[2]] {
        let inference = found(File::new().arrays(&["/E"], shape));
        assert!(inference.vectors.is_empty(), "{shape:?}");
        assert_eq!(paths(&inference.scalars), ["/E"]);
    }
}

#[test]
fn either_end_is_undecided() {
    for (shape, hint) in [
        (&[3, 5, 6, 3][..], "`--axes component,x,y,z` or `--axes x,y,z,component` decides"),
        (&[2, 5, 2], "`--axes component,x,y` or `--axes x,y,component` decides"),
    ] {
        let error = failure(File::new().arrays(&["/E"], shape));
        assert_eq!(error.kind(), ErrorKind::BadData);
        assert!(told(&error).0.contains("either the first or the last axis of `/E`"), "{error}");
        assert_eq!(told(&error).1, hint);
    }
}

#[test]
fn a_named_component_dimension_decides() {
    for name in ["component", "Components", "comp", "vector", "vec", "dim", "dir", "direction", "c", "XYZ"] {
        let field = vector(File::new().named(&["/E"], &[("z", 3), ("y", 6), ("x", 7), (name, 3)]));
        assert_eq!(field.layout, Layout::Stacked { axis: 3 });
        assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "z")]);
        assert_eq!(axes(&field), [("x", 2), ("y", 1), ("z", 0)]);
    }
    let field = vector(File::new().named(&["/E"], &[("time", 9), ("component", 2), ("y", 6), ("x", 7)]));
    assert_eq!(field.layout, Layout::Stacked { axis: 1 });
    assert_eq!((axes(&field), carried(&field)), (vec![("x", 2), ("y", 1)], vec![("time", 0)]));
}

#[test]
fn axes_a_b_c_are_axes() {
    let inference = found(File::new().named(&["/E"], &[("a", 5), ("b", 6), ("c", 3)]));
    assert!(inference.vectors.is_empty());
    assert_eq!(axes(&inference.scalars[0]), [("a", 0), ("b", 1), ("c", 2)]);
}

#[test]
fn a_component_dimension_of_another_length_is_carried() {
    let inference = found(File::new().named(&["/stress"], &[("component", 6), ("x", 5), ("y", 7)]));
    let field = only(inference.scalars);
    assert_eq!((axes(&field), carried(&field)), (vec![("x", 1), ("y", 2)], vec![("component", 0)]));
}

#[test]
fn the_only_axis_without_a_name_counts_components() {
    let field = vector(File::new().named(&["/E"], &[("t", 9), ("y", 6), ("x", 5), ("", 3)]));
    assert_eq!(field.layout, Layout::Stacked { axis: 3 });
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "-")]);
    assert!(
        field.reasons.iter().any(|reason| reason == "`E_z` point along none of the axes y, x"),
        "{field:?}"
    );
    // Not in the middle, not of another length.
    for dims in [[("y", 6), ("", 3), ("x", 5)], [("", 4), ("y", 6), ("x", 5)]] {
        assert!(infer(&File::new().named(&["/E"], &dims).contents(), &Hints::default()).is_err());
    }
}

#[test]
fn labels_come_from_an_attribute() {
    for (attribute, texts) in [
        ("components", ["z", "y", "x"]),
        ("component_names", ["Ez", "Ey", "Ex"]),
        ("labels", ["E_Z", "E_Y", "E_X"]),
    ] {
        let field = vector(File::new().arrays(&["/E"], &[3, 5, 6, 7]).texts(attribute, &texts));
        assert_eq!(components(&field), ["E_x", "E_y", "E_z"]);
        let indices: Vec<_> = field.components.iter().map(|component| component.index).collect();
        assert_eq!(indices, [Some(2), Some(1), Some(0)]);
        assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "z")]);
    }
    let field = vector(File::new().arrays(&["/E"], &[3, 5, 6, 7]).texts("labels", &["x", "x", "y"]));
    assert_eq!(components(&field), ["E_x", "E_y", "E_z"]);
}

#[test]
fn labels_follow_the_axes() {
    let field = vector(File::new().named(&["/B"], &[("component", 3), ("z", 5), ("theta", 6), ("r", 7)]));
    assert_eq!(pairs(&field), [("r", "r"), ("theta", "theta"), ("z", "z")]);
    assert_eq!(field.components[2].index, Some(2));
    let field = vector(File::new().named(&["/B"], &[("component", 2), ("z", 5), ("x", 7)]));
    assert_eq!(pairs(&field), [("x", "x"), ("z", "z")]);
}

#[test]
fn the_user_names_the_component_axis() {
    let file = || File::new().arrays(&["/E"], &[3, 5, 6, 3]);
    let infer_with = |names: &[&str]| infer(&file().contents(), &with_axes(names));
    let field = only(infer_with(&["component", "z", "y", "x"]).unwrap().vectors);
    assert_eq!(
        (field.layout, axes(&field)),
        (Layout::Stacked { axis: 0 }, vec![("x", 2), ("y", 1), ("z", 0)])
    );
    let field = only(infer_with(&["z", "y", "x", "component"]).unwrap().vectors);
    assert_eq!((field.layout, field.shape.clone()), (Layout::Stacked { axis: 3 }, vec![3, 5, 6]));

    let error = infer_with(&["x", "component", "y", "z"]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert!(told(&error).0.contains("makes axis 1 of `/E` count components, but it has 5 points"), "{error}");
    let error = infer_with(&["x", "y", "z"]).unwrap_err();
    assert_eq!(told(&error).1, "`--axes component,x,y,z` or `--axes x,y,z,component` decides");
    let scalar = only(infer_with(&["a", "x", "y", "z"]).unwrap().scalars);
    assert_eq!(scalar.axes.len(), 4);
}

#[test]
fn the_user_may_leave_the_component_axis_out() {
    let file = File::new().arrays(&["/E"], &[3, 9, 5, 6]).arrays(&["/phi"], &[9, 5, 6]);
    let inference = infer(&file.contents(), &with_axes(&["t", "y", "x"])).unwrap();
    let field = only(inference.vectors);
    assert_eq!(
        (field.layout, pairs(&field)),
        (Layout::Stacked { axis: 0 }, vec![("x", "x"), ("y", "y"), ("z", "-")])
    );
    assert_eq!(carried(&field), [("t", 0)]);
    assert_eq!(axes(&only(inference.scalars)), [("x", 2), ("y", 1)]);
}

#[test]
fn names_of_all_axes_serve_arrays_without_component_axis() {
    let file = File::new().arrays(&["/E"], &[2, 5, 6]).arrays(&["/phi"], &[5, 6]);
    let inference = infer(&file.contents(), &with_axes(&["component", "y", "x"])).unwrap();
    assert_eq!(axes(&only(inference.vectors)), [("x", 1), ("y", 0)]);
    assert_eq!(axes(&only(inference.scalars)), [("x", 1), ("y", 0)]);
}
