//! What is wrong with an expression for a file, found before anything is read.

use fieldops_io::ErrorKind;
use fieldops_pipeline::{Error, Plan};

use super::{evaluation, source};

/// The error of a statement: its message, what is marked, and its hint.
fn problem(statements: &[&str]) -> (String, String, Option<String>) {
    let statements: Vec<String> = statements.iter().map(|text| (*text).to_owned()).collect();
    let error = Plan::new(&evaluation(&statements, 1 << 20), &source(&[6, 5, 4])).unwrap_err();
    assert_eq!(error.kind(), Some(ErrorKind::Usage), "{error}");
    let hint = error.hint().map(str::to_owned);
    let Error::Expression(error) = error else { panic!("{error}") };
    let [line, marks] = error.excerpt();
    let marked = line.chars().zip(marks.chars()).filter(|(_, mark)| *mark == '^').map(|(c, _)| c).collect();
    (error.to_string(), marked, hint)
}

#[test]
fn shapes_must_go_together() {
    for (text, message, marked) in [
        ("r = E + phi", "a vector of x, y, z and a scalar cannot be added", "E + phi"),
        (
            "r = 2 * (phi - E)",
            "a scalar and a vector of x, y, z cannot be subtracted from each other",
            "(phi - E)",
        ),
        ("r = phi / E", "`/` divides by a scalar, but the divisor is a vector of x, y, z", "phi / E"),
        ("r = E^2", "`^` takes scalars, but these are a vector of x, y, z and a scalar", "E^2"),
        ("r = curl(phi)", "curl takes a vector, but this is a scalar", "phi"),
        ("r = div(phi + 1)", "div takes a vector or a tensor, but this is a scalar", "phi + 1"),
        ("r = jacobian(phi)", "jacobian takes a vector, but this is a scalar", "phi"),
        ("r = norm(phi)", "norm takes a vector or a tensor, but this is a scalar", "phi"),
        ("r = sin(E)", "sin takes a scalar, but this is a vector of x, y, z", "E"),
        ("r = max(phi, E)", "max takes scalars, but here is a vector of x, y, z", "max(phi, E)"),
        ("r = phi . E", "there is no dot product of a scalar and a vector of x, y, z", "phi . E"),
        ("r = phi.x", "a scalar has no component `x`", "phi.x"),
        ("r = E.w", "there is no component `w`: the components are x, y, z", "E.w"),
        (
            "r = grad(jacobian(E))",
            "grad takes a scalar or a vector, but this is a tensor of rows x, y, z and columns x, y, z",
            "jacobian(E)",
        ),
        (
            "r = trace(E)",
            "trace takes a tensor with as many columns as rows, but this is a vector of x, y, z",
            "E",
        ),
        ("r = transpose(E)", "transpose takes a tensor, but this is a vector of x, y, z", "E"),
        (
            "r = cross(E, phi)",
            "cross takes two vectors, but these are a vector of x, y, z and a scalar",
            "cross(E, phi)",
        ),
    ] {
        let (found, place, _) = problem(&[text]);
        assert_eq!((found.as_str(), place.as_str()), (message, marked), "{text}");
    }
}

#[test]
fn products_of_vectors_have_names() {
    let hint = problem(&["r = E * E"]).2;
    assert_eq!(hint.as_deref(), Some("`a . b` is the dot product, cross(a, b) the cross product"));
    assert_eq!(problem(&["r = abs(E)"]).2.as_deref(), Some("norm(a) is the length of a vector"));
}

#[test]
fn arguments_are_counted() {
    for (text, message) in [
        ("r = curl()", "curl takes 1 argument, but 0 are given"),
        ("r = dot(E)", "dot takes 2 arguments, but 1 are given"),
        ("r = min(phi)", "min takes 2 arguments or more, but 1 are given"),
        ("r = d(phi)", "d takes 2 or 3 arguments, but 1 are given"),
        ("r = d(phi, x, 3)", "the order of a derivative is 1 or 2"),
        ("r = d(phi, 2)", "expected the name of an axis"),
    ] {
        assert_eq!(problem(&[text]).0, message);
    }
}

#[test]
fn names_are_known() {
    let (message, marked, hint) = problem(&["r = 2 * phy"]);
    assert!(message.starts_with("no field `phy` in `memory.h5`, which holds `/E`, "), "{message}");
    assert_eq!((marked.as_str(), hint.as_deref()), ("phy", Some("did you mean `/phi`?")));
    let (message, marked, hint) = problem(&["r = crul(E)"]);
    assert_eq!((message.as_str(), marked.as_str()), ("there is no function `crul`", "crul"));
    assert_eq!(hint.as_deref(), Some("did you mean `curl`?"));
    let (message, marked, _) = problem(&["r = d(phi, w)"]);
    assert_eq!((message.as_str(), marked.as_str()), ("there is no axis `w`: the axes are x, y, z", "w"));
    let (message, ..) = problem(&["r = later + phi", "later = phi"]);
    assert!(message.starts_with("no field `later`"), "{message}");
    assert_eq!(problem(&["r = 2 * pi"]).0, "the expression names no field");
}

#[test]
fn a_result_hides_nothing() {
    assert_eq!(problem(&["E = curl(E)"]).0, "`E` is the name of `/E` in the file, so no result can have it");
    assert_eq!(
        problem(&["phi = 2 * Ex"]).0,
        "`phi` is the name of `/phi` in the file, so no result can have it"
    );
    assert_eq!(problem(&["y = 2 * Ex"]).0, "`y` is the name of `/y` in the file, so no result can have it");
    assert_eq!(problem(&["z = 2 * Ex"]).0, "`z` is the name of an axis, so no result can have it");
    assert_eq!(problem(&["r = phi", "r = E"]).0, "two results are called `r`");
}
