use super::{File, Hints, axes, components, infer, only, pairs, paths, told, with_axes, with_coordinates};
use crate::{
    DataType, Error, ErrorKind,
    conventions::{ComponentSelection, FieldSelection, Inference},
    field::Layout,
};

const XYZ: [(&str, usize); 3] = [("x", 5), ("y", 6), ("z", 7)];

fn file() -> File {
    File::new()
        .named(&["/fields/Ex", "/fields/Ey", "/fields/Ez", "/fields/phi", "/Bx", "/By", "/Bz"], &XYZ)
        .arrays(&["/J"], &[3, 5, 6, 7])
        .arrays(&["/name"], &[4])
        .of_type(DataType::Other("string".to_owned()))
}

/// Hints that ask for fields, written as `NAME` or `NAME=variable:axis,…`.
fn asking(fields: &[&str]) -> Hints {
    let component = |text: &str| {
        let (variable, axis) =
            text.split_once(':').map_or((text, None), |(name, axis)| (name, Some(axis.to_owned())));
        ComponentSelection { variable: variable.to_owned(), axis }
    };
    let field = |text: &&str| {
        let (name, components) = text.split_once('=').unwrap_or((text, ""));
        let components = components.split(',').filter(|text| !text.is_empty()).map(component).collect();
        FieldSelection { name: name.to_owned(), components }
    };
    Hints { fields: fields.iter().map(field).collect(), ..Hints::default() }
}

#[track_caller]
fn select(fields: &[&str]) -> Inference {
    infer(&file().contents(), &asking(fields)).unwrap()
}

#[track_caller]
fn refused(fields: &[&str]) -> Error {
    infer(&file().contents(), &asking(fields)).unwrap_err()
}

#[test]
fn a_name_or_a_path_selects() {
    for name in ["E", "/fields/E", "fields/E"] {
        let inference = select(&[name]);
        assert_eq!((paths(&inference.vectors), inference.scalars.len()), (vec!["/fields/E".to_owned()], 0));
    }
    for name in ["phi", "/fields/phi", "fields/phi"] {
        let inference = select(&[name]);
        assert_eq!((paths(&inference.scalars), inference.vectors.len()), (vec!["/fields/phi".to_owned()], 0));
    }
    let inference = select(&["B", "phi", "E", "/B"]);
    assert_eq!(paths(&inference.vectors), ["/B", "/fields/E"]);
    assert_eq!(paths(&inference.scalars), ["/fields/phi"]);
}

#[test]
fn a_component_is_selected_as_a_scalar() {
    let inference = select(&["Ex"]);
    assert!(inference.vectors.is_empty());
    assert_eq!(paths(&inference.scalars), ["/fields/Ex"]);
}

#[test]
fn a_stacked_array_is_selected_both_ways() {
    let both = File::new().named(&["/J"], &[("a", 3), ("b", 5), ("component", 2)]);
    let inference = infer(&both.contents(), &asking(&["J"])).unwrap();
    assert_eq!(only(inference.vectors).layout, Layout::Stacked { axis: 2 });
    assert_eq!(axes(&only(inference.scalars)), [("a", 0), ("b", 1)]);
    // As a scalar it has four axes without names: that way it is refused, the other it is found.
    let inference = select(&["J"]);
    assert_eq!((paths(&inference.vectors), inference.refused.len()), (vec!["/J".to_owned()], 1));
}

#[test]
fn an_unknown_name_lists_what_there_is() {
    let error = refused(&["phy"]);
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert_eq!(
        told(&error).0,
        "no field `phy` in `E.h5`, which holds `/fields/E`, `/B`, `/J`, `/fields/Ex`, `/fields/Ey`, `/fields/Ez`, \
         `/fields/phi`, `/Bx`, `/By`, `/Bz`"
    );
    assert_eq!(told(&error).1, "did you mean `/fields/phi`?");
    assert_eq!(refused(&["temperature"]).hint(), None);
    let hint = "it is a component of `/J`: `eval` takes it in expressions, as in `c = J.y`";
    for name in ["J_y", "/J_y"] {
        assert_eq!(told(&refused(&[name])).1, hint, "{name}");
    }
    for name in ["J-field", "3J"] {
        let array =
            File::new().named(&[&format!("/{name}")], &[("component", 3), ("x", 5), ("y", 6), ("z", 7)]);
        let error = infer(&array.contents(), &asking(&[&format!("{name}_y")])).unwrap_err();
        assert!(told(&error).1.ends_with(&format!("as in `c = \"{name}\".y`")), "{error}");
    }
    let paths: Vec<_> = (0..25).map(|index| format!("/series/{index}")).collect();
    let many = File::new().named(&paths.iter().map(String::as_str).collect::<Vec<_>>(), &XYZ);
    let error = infer(&many.contents(), &asking(&["phi"])).unwrap_err();
    assert!(told(&error).0.ends_with("`/series/19` and 5 more"), "{error}");
}

#[test]
fn a_name_that_means_two_variables_is_not_guessed() {
    let file = File::new().named(&["/a/phi", "/b/phi"], &XYZ);
    let error = infer(&file.contents(), &asking(&["phi"])).unwrap_err();
    assert_eq!(told(&error), ("`phi` may be `/a/phi` or `/b/phi`".to_owned(), "give the full path"));
}

#[test]
fn what_is_selected_must_serve() {
    let error = refused(&["name"]);
    assert_eq!(error.kind(), ErrorKind::BadData);
    assert_eq!(told(&error).0, "`/name` in `E.h5` holds no numbers but `string`");
    // A field that is selected is not passed over.
    let mixed = File::new().named(&["/Ex"], &XYZ).arrays(&["/Ey"], &[5, 6, 8]).named(&["/phi"], &XYZ);
    let error = infer(&mixed.contents(), &asking(&["phi", "E"])).unwrap_err();
    assert!(told(&error).0.contains("has shape (5, 6, 8)"), "{error}");
}

#[test]
fn components_are_listed_by_hand() {
    let file = File::new().named(&["/a/east", "/a/north", "/b/up"], &[("y", 6), ("x", 5), ("z", 7)]);
    let inference = infer(&file.contents(), &asking(&["wind=up:z,east:x,/a/north:y"])).unwrap();
    let field = only(inference.vectors);
    assert!(inference.scalars.is_empty());
    assert_eq!((field.path().as_str(), field.layout), ("/wind", Layout::Split));
    assert_eq!(components(&field), ["east", "north", "up"]);
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "z")]);
    assert_eq!(axes(&field), [("x", 1), ("y", 0), ("z", 2)]);
}

#[test]
fn a_listed_component_is_labelled_by_name_or_position() {
    let named = |names: &[&str], asked: &str| {
        let file = File::new().named(names, &[("z", 7), ("y", 6), ("x", 5)]);
        only(infer(&file.contents(), &asking(&[asked])).unwrap().vectors)
    };
    let field = named(&["/g/Pz", "/g/Qx"], "R=Pz,Qx");
    assert_eq!((field.path().as_str(), pairs(&field)), ("/g/R", vec![("x", "x"), ("z", "z")]));
    let field = named(&["/g/a", "/g/b"], "/out/R=a,b");
    assert_eq!((field.path().as_str(), pairs(&field)), ("/out/R", vec![("x", "x"), ("y", "y")]));
    let field = named(&["/g/E/x", "/g/E/y"], "R=E/x,E/y");
    assert_eq!((field.path().as_str(), components(&field)), ("/g/E/R", vec!["R_x", "R_y"]));
    // Names that do not tell the components apart give way to the field's.
    let field = named(&["/g/a/f", "/g/b/f"], "R=a/f,b/f");
    assert_eq!((field.path().as_str(), components(&field)), ("/g/R", vec!["R_x", "R_y"]));
}

#[test]
fn axes_given_to_components_are_taken_at_their_word() {
    let file = File::new().named(&["/u", "/v"], &[("lat", 6), ("lon", 5)]);
    let field = only(infer(&file.contents(), &asking(&["wind=u:lon,v:lat"])).unwrap().vectors);
    assert_eq!(pairs(&field), [("lon", "lon"), ("lat", "lat")]);
    assert_eq!(axes(&field), [("lon", 1), ("lat", 0)]);
    let swapped = only(infer(&self::file().contents(), &asking(&["F=Ex:y,Ey:x"])).unwrap().vectors);
    assert_eq!(components(&swapped), ["Ey", "Ex"]);
    assert_eq!(pairs(&swapped), [("x", "x"), ("y", "y")]);
}

#[test]
fn wrong_components_are_a_wrong_option() {
    let usage = |asked: &str| {
        let error = refused(&[asked]);
        assert_eq!(error.kind(), ErrorKind::Usage, "{error}");
        error.to_string()
    };
    assert_eq!(usage("F=Ex"), "`--field F=…` names 1 components, but a vector field has 2 or 3");
    assert_eq!(usage("F=Ex,Ey,Ez,phi"), "`--field F=…` names 4 components, but a vector field has 2 or 3");
    assert_eq!(usage("F=Ex,Eq"), "no variable `Eq` in `E.h5`");
    assert_eq!(usage("F=Ex:x,Ey:q"), "`/fields/Ey` has no axis `q`; its axes are x, y, z");
    assert_eq!(usage("F=Ex:x,Ey:x"), "two components of `F` point along axis `x`");
    assert_eq!(usage("F=Ey:x,Ex"), "two components of `F` point along axis `x`");
    assert_eq!(refused(&["F=Ex,name"]).kind(), ErrorKind::BadData);
}

#[test]
fn two_fields_of_one_name_are_a_wrong_option() {
    let error = refused(&["/F=Ex,Ey", "/F=Bx,By,Bz"]);
    assert_eq!(
        (error.kind(), told(&error).0.as_str()),
        (ErrorKind::Usage, "`--field` calls two fields `/F`")
    );
}

#[test]
fn a_selected_field_must_take_the_names_of_the_axes() {
    let hints = Hints { fields: asking(&["phi"]).fields, ..with_axes(&["y", "x"]) };
    let error = infer(&file().contents(), &hints).unwrap_err();
    assert_eq!(told(&error).0, "`--axes y,x` gives 2 names, but `/fields/phi` has shape (5, 6, 7)");
}

#[test]
fn what_the_listing_skipped_is_refused_with_the_reason() {
    let contents =
        file().skipping("/Ey", "it is a soft link to nothing").skipping("/away", "it leads out").contents();
    let refused = |asked: &str| {
        let error = infer(&contents, &asking(&[asked])).unwrap_err();
        assert_eq!((error.kind(), error.hint()), (ErrorKind::BadData, None));
        error.to_string()
    };
    assert_eq!(refused("E=Ex:x,/Ey:y"), "`/Ey` in `E.h5` cannot be reached: it is a soft link to nothing");
    assert_eq!(
        refused("E=Ex:x,away/Ey:y"),
        "`/away/Ey` in `E.h5` cannot be reached past `/away`: it leads out"
    );
    assert_eq!(refused("away/phi"), "`/away/phi` in `E.h5` cannot be reached past `/away`: it leads out");
    let error = infer(&contents, &with_coordinates(&[("x", "/away/x")])).unwrap_err();
    assert_eq!(error.to_string(), "`/away/x` in `E.h5` cannot be reached past `/away`: it leads out");
}
