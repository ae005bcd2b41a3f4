use super::{File, Hints, components, file::F32, found, infer, only, pairs, paths};
use crate::{ValueType, conventions::FieldSelection, field::Field};

fn parts(field: &Field) -> Vec<(&str, Option<&str>)> {
    let variables = field.components.iter().map(|component| component.variable.as_str());
    variables.zip(field.components.iter().map(|component| component.imaginary.as_deref())).collect()
}

#[test]
fn meep_writes_the_parts_of_each_component() {
    let names = ["/ex.i", "/ex.r", "/ey.i", "/ey.r", "/ez.i", "/ez.r"];
    let inference = found(File::new().arrays(&names, &[5, 6, 7]));
    assert!(inference.scalars.is_empty());
    let field = only(inference.vectors);
    assert_eq!((field.path().as_str(), field.value_type), ("/e", ValueType::C64));
    assert_eq!(components(&field), ["ex", "ey", "ez"]);
    assert_eq!(pairs(&field), [("x", "x"), ("y", "y"), ("z", "z")]);
    let expected = [("/ex.r", "/ex.i"), ("/ey.r", "/ey.i"), ("/ez.r", "/ez.i")];
    assert_eq!(parts(&field), expected.map(|(real, imaginary)| (real, Some(imaginary))));
}

#[test]
fn scalars_and_stacked_arrays_are_paired_too() {
    for (real, imaginary) in [("/psi_real", "/psi_imag"), ("/run/psi_re", "/run/psi_im")] {
        let inference = found(File::new().arrays(&[real, imaginary], &[5, 6]).of_type(F32));
        assert_eq!(paths(&inference.scalars), [real, imaginary], "of two types");
        let field = only(found(File::new().arrays(&[real, imaginary], &[5, 6])).scalars);
        assert_eq!((field.name.as_str(), field.value_type), ("psi", ValueType::C64));
        assert_eq!(parts(&field), [(real, Some(imaginary))]);
    }
    let field = only(found(File::new().arrays(&["/f0_real", "/f0_imag"], &[3, 5, 6, 7])).vectors);
    assert_eq!((field.name.as_str(), field.components.len()), ("f0", 3));
    assert!(parts(&field).iter().all(|part| *part == ("/f0_real", Some("/f0_imag"))));
}

#[test]
fn what_is_no_pair_stays_apart() {
    let apart = |file: File| found(file).scalars.len();
    assert_eq!(apart(File::new().arrays(&["/psi_real"], &[5]).arrays(&["/psi_imag"], &[6])), 2);
    assert_eq!(apart(File::new().arrays(&["/a_re", "/b_im", "/a.i"], &[5, 6])), 3);
    assert_eq!(apart(File::new().arrays(&["/psi", "/psi_re", "/psi_im"], &[5, 6])), 3);
    assert_eq!(apart(File::new().arrays(&["/E/.r", "/E/.i"], &[5, 6])), 2);
    let named =
        File::new().named(&["/psi.r"], &[("x", 5), ("y", 6)]).named(&["/psi.i"], &[("y", 5), ("x", 6)]);
    assert_eq!(apart(named), 2);
}

#[test]
fn a_part_can_be_asked_for() {
    let contents = File::new().arrays(&["/psi.r", "/psi.i"], &[5, 6]).contents();
    for (name, complex) in [("psi.i", false), ("/psi.r", false), ("psi", true)] {
        let selection = FieldSelection { name: name.to_owned(), components: Vec::new() };
        let hints = Hints { fields: vec![selection], ..Hints::default() };
        let field = only(infer(&contents, &hints).unwrap().scalars);
        assert_eq!(field.value_type.is_complex(), complex, "{name}");
        assert_eq!(field.name, name.trim_start_matches('/'));
    }
}
