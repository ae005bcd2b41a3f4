use proptest::prelude::*;

use super::{File, Hints, infer, only, pairs, with_axes};
use crate::{
    Contents,
    field::{Coordinates, Field, Layout},
};

/// Axes with their lengths; no two are equal, and none is a count of components.
const AXES: [(&str, usize); 4] = [("x", 5), ("y", 6), ("z", 7), ("time", 9)];

fn permutation() -> impl Strategy<Value = Vec<(&'static str, usize)>> {
    Just(AXES.to_vec()).prop_shuffle()
}

fn components() -> impl Strategy<Value = Vec<&'static str>> {
    Just(vec!["/E/Ex", "/E/Ey", "/E/Ez"]).prop_shuffle()
}

/// Every component points along the axis of its label, which has the length and the coordinates of that name.
fn check(field: &Field) -> Result<(), TestCaseError> {
    prop_assert_eq!(pairs(field), [("x", "x"), ("y", "y"), ("z", "z")]);
    for axis in field.axes.iter().chain(&field.carried) {
        let length = AXES.iter().find(|(name, _)| *name == axis.name).unwrap().1;
        prop_assert_eq!(field.shape[axis.dimension], length);
        prop_assert_eq!(&axis.coordinates, &Coordinates::Variable(format!("/{}", axis.name)));
    }
    prop_assert_eq!(field.carried.len(), 1);
    Ok(())
}

fn with_scales() -> File {
    AXES.iter().fold(File::new(), |file, (name, length)| file.scale(&format!("/{name}"), *length))
}

fn vector_of(contents: &Contents, hints: &Hints) -> Field {
    only(infer(contents, hints).unwrap().vectors)
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: prop::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn siblings_keep_their_axes_in_any_order(axes in permutation(), paths in components()) {
        let field = vector_of(&with_scales().named(&paths, &axes).contents(), &Hints::default());
        check(&field)?;
        let stored: Vec<_> = field.components.iter().map(|component| component.variable.as_str()).collect();
        prop_assert_eq!(stored, ["/E/Ex", "/E/Ey", "/E/Ez"]);
    }

    #[test]
    fn a_stacked_array_keeps_its_axes_in_any_order(axes in permutation(), last in any::<bool>()) {
        let mut all = axes;
        let position = if last { all.len() } else { 0 };
        all.insert(position, ("component", 3));
        let field = vector_of(&with_scales().named(&["/E"], &all).contents(), &Hints::default());
        check(&field)?;
        prop_assert_eq!(field.layout, Layout::Stacked { axis: position });
        let indices: Vec<_> = field.components.iter().map(|component| component.index).collect();
        prop_assert_eq!(indices, [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn names_by_the_user_keep_the_axes_in_any_order(axes in permutation(), paths in components()) {
        let names: Vec<_> = axes.iter().map(|(name, _)| *name).collect();
        let shape: Vec<_> = axes.iter().map(|(_, length)| *length).collect();
        let field = vector_of(&with_scales().arrays(&paths, &shape).contents(), &with_axes(&names));
        check(&field)?;
    }

    #[test]
    fn no_contents_make_it_panic(
        arrays in prop::collection::vec(
            (
                "(/[gE])?/(E|u|v|w|x|y|z|t)?(_|[.])?(x|y|z|1|2|r|theta|E|é)?",
                prop::collection::vec((prop::sample::select(vec!["", "x", "y", "t", "c", "a", "component"]), 0_usize..4), 0..5),
                any::<bool>(),
                prop::option::of("/[gE]/[xyz]"),
            ),
            0..8,
        ),
        axes in prop::option::of(prop::collection::vec("[xyztc]|component", 0..5)),
        selected in prop::option::of("E|u|/g/E|é|"),
    ) {
        let mut file = File::new();
        for (path, axes, scale, attached) in arrays {
            file = if scale { file.scale(&path, 3) } else { file.named(&[&path], &axes) };
            if let Some(attached) = attached.filter(|_| !scale && !axes.is_empty()) {
                file = file.attach(0, &[&attached]);
            }
        }
        let contents = file.contents();
        let mut hints = Hints { axes, ..Hints::default() };
        if let Some(name) = selected {
            hints.fields.push(crate::conventions::FieldSelection { name, components: Vec::new() });
        }
        if let Ok(inference) = infer(&contents, &hints) {
            for field in inference.vectors.iter().chain(&inference.scalars) {
                let axis_count = field.axes.len();
                prop_assert!(field.components.iter().all(|component| component.axis.is_none_or(|axis| axis < axis_count)));
                prop_assert_eq!(field.dimension_names.len(), field.shape.len());
                prop_assert_eq!(field.dimension_coordinates.len(), field.shape.len());
            }
        }
    }
}
