use super::{
    File, Hints, SpacingHint, axes, coordinates, failure, found, infer, only, paths, told, vector, with_axes,
    with_coordinates, with_spacing,
};
use crate::{DataType, ErrorKind};

const E: [&str; 3] = ["/Ex", "/Ey", "/Ez"];
const ZYX: [(&str, usize); 3] = [("z", 7), ("y", 6), ("x", 5)];

fn lines(file: File) -> File {
    file.arrays(&["/x"], &[5]).arrays(&["/y"], &[6]).arrays(&["/z"], &[7])
}

#[test]
fn attached_scales_are_the_coordinates() {
    let mut file = File::new().scale("/grid_x", 5).attribute("unit", "mm").scale("/grid_z", 7);
    for path in E {
        file = file.named(&[path], &ZYX).attach(0, &["/grid_z"]).attach(2, &["/grid_x"]);
    }
    let inference = found(file);
    let field = only(inference.vectors);
    assert_eq!(coordinates(&field), ["/grid_x", "?", "/grid_z"]);
    let units: Vec<_> = field.axes.iter().map(|axis| axis.units.as_deref()).collect();
    assert_eq!(units, [Some("mm"), None, None]);
    assert_eq!(field.dimension_coordinates, [Some("/grid_z".to_owned()), None, Some("/grid_x".to_owned())]);
    assert_eq!(inference.coordinates, ["/grid_x", "/grid_z"]);
    assert!(inference.scalars.is_empty());
}

#[test]
fn one_of_several_scales_serves() {
    let file = |scales: &[&str]| {
        File::new()
            .scale("/x", 5)
            .scale("/frequency", 5)
            .scale("/label", 5)
            .of_type(DataType::Other("string".to_owned()))
            .named(&["/phi"], &[("x", 5)])
            .attach(0, scales)
    };
    let attached = |scales: &[&str]| coordinates(&only(found(file(scales)).scalars));
    assert_eq!(attached(&["/frequency", "/x"]), ["/x"]);
    assert_eq!(attached(&["/label", "/frequency"]), ["/frequency"]);

    let error = failure(
        File::new().scale("/a", 5).scale("/b", 5).named(&["/phi"], &[("x", 5)]).attach(0, &["/a", "/b"]),
    );
    assert_eq!(told(&error).0, "in `E.h5`, axis `x` of `/phi` may have its coordinates in `/a` or `/b`");
    assert_eq!(told(&error).1, "`--coords x=PATH` or `--spacing x=STEP` decides");
    let error = failure(file(&["/label"]));
    assert_eq!(
        told(&error).0,
        "`/phi` in `E.h5` has `/label` as coordinates of axis `x`, which holds no numbers"
    );
}

#[test]
fn attached_coordinates_must_fit() {
    let file = File::new().scale("/x", 4).named(&["/phi"], &[("x", 5), ("y", 6)]).attach(0, &["/x"]);
    let error = failure(file.clone());
    assert_eq!(error.kind(), ErrorKind::BadData);
    assert_eq!(
        told(&error).0,
        "`/phi` in `E.h5` has 5 points along axis `x`, but its coordinates `/x` have 4 values"
    );
    assert!(infer(&file.contents(), &with_spacing(&[("x", 0.3)])).is_ok());
}

#[test]
fn a_carried_dimension_may_lack_its_coordinates() {
    let file = File::new().scale("/time", 0).named(&["/phi"], &[("time", 9), ("x", 5)]).attach(0, &["/time"]);
    let field = only(found(file).scalars);
    assert_eq!(field.dimension_coordinates, [None, None]);
}

#[test]
fn named_axes_find_a_variable_of_their_name() {
    let field = vector(lines(File::new().named(&E, &ZYX)));
    assert_eq!(
        (axes(&field), coordinates(&field)),
        (vec![("x", 2), ("y", 1), ("z", 0)], vec!["/x".into(), "/y".into(), "/z".into()])
    );
    // The nearest one; one of another length is none.
    let file = File::new().named(&["/run/phi"], &ZYX).arrays(&["/run/x"], &[5]).arrays(&["/y"], &[9]);
    let inference = found(lines(file));
    let field = inference.scalars.iter().find(|scalar| scalar.name == "phi").unwrap();
    assert_eq!(coordinates(field)[0], "/run/x");
}

#[test]
fn unnamed_axes_take_coordinates_that_fit_in_storage_order() {
    let inference = found(lines(File::new().arrays(&E, &[5, 6, 7])));
    let field = only(inference.vectors);
    assert_eq!(coordinates(&field), ["/x", "/y", "/z"]);
    assert_eq!(inference.coordinates, ["/x", "/y", "/z"]);
    assert_eq!(
        field.reasons[1],
        "the axes have no names: taken as x, y, z in storage order; lengths match `/x`, `/y`, `/z`"
    );
    // In a cube every order fits; storage order is the rule.
    let field = vector(File::new().arrays(&E, &[5, 5, 5]).arrays(&["/x", "/y", "/z"], &[5]));
    assert_eq!((axes(&field), coordinates(&field).len()), (vec![("x", 0), ("y", 1), ("z", 2)], 3));
}

#[test]
fn unnamed_axes_that_fit_in_another_order_are_undecided() {
    let error = failure(lines(File::new().arrays(&E, &[7, 6, 5])));
    assert_eq!(error.kind(), ErrorKind::BadData);
    assert_eq!(
        told(&error).0,
        "in `E.h5`, the axes of `/Ex` have no names and 7, 6, 5 points: x, y, z in storage order, or z, y, x after \
         the lengths of `/x` (5), `/y` (6), `/z` (7)"
    );
    assert_eq!(told(&error).1, "`--axes z,y,x` decides");
    let inference =
        infer(&lines(File::new().arrays(&E, &[7, 6, 5])).contents(), &with_axes(&["z", "y", "x"])).unwrap();
    assert_eq!(coordinates(&only(inference.vectors)), ["/x", "/y", "/z"]);
}

#[test]
fn unnamed_axes_do_not_hide_time_or_latitude() {
    for (names, hint) in [(["t", "x"], "`--axes t,x` decides"), (["lat", "lon"], "`--axes lat,lon` decides")]
    {
        let file = File::new().arrays(&["/phi"], &[5, 6]);
        let file = file.arrays(&[&format!("/{}", names[0])], &[5]).arrays(&[&format!("/{}", names[1])], &[6]);
        assert_eq!(told(&failure(file)).1, hint);
    }
    // x and y fit in storage order, but the third axis may be the time.
    let error = failure(lines(File::new().arrays(&["/phi"], &[5, 6, 9]).arrays(&["/t"], &[9])));
    assert_eq!(told(&error).1, "`--axes x,y,t` decides");
    // Two ways.
    let file = File::new().arrays(&["/phi"], &[7, 5, 5]).arrays(&["/x", "/y"], &[5]).arrays(&["/z"], &[7]);
    assert_eq!(told(&failure(file)).1, "`--axes z,x,y` or `--axes z,y,x` decides");
    // A part of the coordinates is enough to see it.
    assert_eq!(
        told(&failure(File::new().arrays(&["/phi"], &[7, 5]).arrays(&["/x"], &[5]))).1,
        "`--axes y,x` decides"
    );
}

#[test]
fn an_axis_without_coordinate_may_count_components() {
    let file = File::new().arrays(&["/E"], &[3, 5, 6]).arrays(&["/x"], &[5]).arrays(&["/y"], &[6]);
    assert_eq!(told(&failure(file)).1, "`--axes component,x,y` decides");
}

#[test]
fn coordinates_that_fit_in_part_are_refused() {
    let file = File::new().arrays(&["/phi"], &[5, 6]).arrays(&["/x"], &[5]).arrays(&["/y"], &[9]);
    let error = failure(file);
    assert_eq!(told(&error).0, "`/phi` in `E.h5` has 6 points along axis `y`, but `/y` has 9 values");
}

#[test]
fn coordinates_of_another_grid_are_left_alone() {
    let scalars = found(lines(File::new().arrays(&["/phi"], &[5, 6, 7]).arrays(&["/probe"], &[100]))).scalars;
    assert_eq!(paths(&scalars), ["/phi", "/probe"]);
    assert_eq!(coordinates(&scalars[1]), ["?"]);
    assert!(
        scalars[1].reasons[1].ends_with("`/x` with its 5 values belongs to none"),
        "{:?}",
        scalars[1].reasons
    );
}

#[test]
fn what_may_be_a_coordinate_is_one_where_it_serves() {
    let inference =
        found(File::new().arrays(&["/t"], &[50]).arrays(&["/current"], &[50]).arrays(&["/phi"], &[4]));
    assert_eq!(inference.coordinates, ["/t"]);
    let inference = found(File::new().arrays(&["/x", "/phi"], &[50]));
    assert_eq!(
        (inference.coordinates.clone(), paths(&inference.scalars)),
        (vec!["/x".to_owned()], vec!["/phi".to_owned()])
    );
    let inference = found(File::new().arrays(&["/x", "/phi", "/T"], &[50]));
    assert_eq!(paths(&inference.scalars), ["/phi", "/T"]);
}

#[test]
fn in_a_file_with_scales_names_alone_make_no_coordinate() {
    let file =
        File::new().scale("/s", 5).named(&["/phi"], &[("s", 5)]).attach(0, &["/s"]).arrays(&["/t"], &[5]);
    let inference = found(file);
    assert_eq!(inference.coordinates, ["/s"]);
}

#[test]
fn names_by_the_user_attach_scales_of_that_name() {
    let file = || File::new().scale("/grid/x", 5).scale("/grid/y", 6).arrays(&["/phi"], &[6, 5]);
    let inference = infer(&file().contents(), &with_axes(&["y", "x"])).unwrap();
    assert_eq!(coordinates(&only(inference.scalars)), ["/grid/x", "/grid/y"]);
    let error = infer(&file().contents(), &with_axes(&["x", "y"])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert_eq!(
        told(&error).0,
        "`--axes` calls an axis of `/phi` with 6 points `x`, but `/grid/x` has 5 values"
    );
    // A new name for an axis leaves it the scale that the file attaches.
    let file = File::new().scale("/a", 5).named(&["/phi"], &[("a", 5)]).attach(0, &["/a"]);
    let inference = infer(&file.contents(), &with_axes(&["x"])).unwrap();
    assert_eq!(coordinates(&only(inference.scalars)), ["/a"]);
}

#[test]
fn the_user_gives_the_spacing() {
    let file = || lines(File::new().named(&E, &ZYX));
    let inference = infer(&file().contents(), &with_spacing(&[("Z", -0.3)])).unwrap();
    let field = only(inference.vectors);
    assert_eq!(coordinates(&field), ["/x", "/y", "-0.3"]);
    assert_eq!(field.dimension_coordinates[0], None);
    let hints = Hints { spacing: Some(SpacingHint::All(0.3)), ..Hints::default() };
    assert_eq!(coordinates(&only(infer(&file().contents(), &hints).unwrap().vectors)), ["0.3", "0.3", "0.3"]);
}

#[test]
fn a_wrong_spacing_is_a_wrong_option() {
    let refused = |steps: &[(&str, f64)]| {
        let error = infer(&lines(File::new().named(&E, &ZYX)).contents(), &with_spacing(steps)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        told(&error).0
    };
    assert_eq!(refused(&[("x", 0.0)]), "spacing 0 along axis `x` is not a finite number other than 0");
    assert_eq!(refused(&[("x", f64::NAN)]), "spacing NaN along axis `x` is not a finite number other than 0");
    assert_eq!(refused(&[("x", 0.3), ("X", 0.4)]), "`--spacing` names axis `X` twice");
    assert_eq!(refused(&[("q", 0.3)]), "`--spacing` names axis `q`, but the axes are x, y, z");
}

#[test]
fn the_user_gives_the_coordinates() {
    let file = || lines(File::new().named(&E, &ZYX)).arrays(&["/other/x"], &[5]).attribute("units", "km");
    let inference = infer(&file().contents(), &with_coordinates(&[("x", "other/x")])).unwrap();
    assert!(inference.coordinates.contains(&"/other/x".to_owned()));
    let field = only(inference.vectors);
    assert_eq!(coordinates(&field), ["/other/x", "/y", "/z"]);
    assert_eq!(field.axes[0].units.as_deref(), Some("km"));
    assert_eq!(field.dimension_coordinates[2].as_deref(), Some("/other/x"));
}

#[test]
fn coordinates_given_by_the_end_of_their_path_leave_others_alone() {
    let file = File::new().named(&["/phi"], &[("x", 5)]).arrays(&["/a/s"], &[5]).arrays(&["/s"], &[5]);
    let inference = infer(&file.contents(), &with_coordinates(&[("x", "s")])).unwrap();
    assert_eq!(inference.coordinates, ["/s"]);
    assert_eq!(paths(&inference.scalars), ["/phi", "/a/s"]);
}

#[test]
fn data_in_a_group_of_coordinates_stay_data() {
    let file =
        File::new().arrays(&["/grid/r"], &[5]).arrays(&["/grid/phi"], &[5, 6, 7]).arrays(&["/grid/u"], &[9]);
    let inference = infer(&file.contents(), &Hints::default()).unwrap();
    assert_eq!(inference.coordinates, ["/grid/r"]);
    assert_eq!(inference.passed_over.len() + inference.scalars.len(), 2);
}

#[test]
fn wrong_coordinates_are_a_wrong_option() {
    let refused = |hints: &Hints| {
        let file = lines(File::new().named(&E, &ZYX)).arrays(&["/two"], &[5, 6]);
        let error = infer(&file.contents(), hints).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage, "{error}");
        (error.to_string(), error.hint().map(str::to_owned))
    };
    assert_eq!(
        refused(&with_coordinates(&[("x", "/y")])).0,
        "`--coords x=/y` in `E.h5`: `/y` has 6 values, but axis `x` of `/Ex` has 5 points"
    );
    assert_eq!(
        refused(&with_coordinates(&[("x", "/two")])).0,
        "`--coords x=/two` in `E.h5`: `/two` is not 1-D but has shape (5, 6)"
    );
    assert_eq!(
        refused(&with_coordinates(&[("x", "/tow")])),
        ("no variable `/tow` in `E.h5`".to_owned(), Some("did you mean `/two`?".to_owned()))
    );
    assert_eq!(
        refused(&with_coordinates(&[("q", "/x")])).0,
        "`--coords` names axis `q`, but the axes are x, y, z"
    );
    let both = Hints { coordinates: vec![("X".into(), "/x".into())], ..with_spacing(&[("x", 0.3)]) };
    assert_eq!(refused(&both).0, "both `--spacing` and `--coords` are given for axis `x`");
}
