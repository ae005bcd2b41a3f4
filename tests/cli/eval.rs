//! Expressions on the command line.

use std::fs;

use ndarray::ArrayD;

use super::{
    folder::{Ended, Folder, change_units, describe},
    reference::{assert_same_bits, derivative},
    samples::{self, SHAPE, X, Y, Z, component},
};

/// Runs `eval` with arguments that may hold spaces.
fn eval(folder: &Folder, arguments: &[&str]) -> Ended {
    let output = folder.command("eval").args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[track_caller]
fn succeed(folder: &Folder, arguments: &[&str]) -> Ended {
    let ended = eval(folder, arguments);
    assert_eq!(ended.code, Some(0), "{arguments:?}: {}", ended.stderr);
    ended
}

/// What stands on stderr of a run that must fail with this code and leave nothing behind.
#[track_caller]
fn refused(folder: &Folder, arguments: &[&str], code: i32) -> String {
    let before = folder.names();
    let ended = eval(folder, arguments);
    assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.stderr);
    assert_eq!(folder.names(), before);
    ended.stderr
}

fn fields() -> Folder {
    Folder::with("E.h5", |file| {
        samples::siblings(file);
        let phi = samples::add(file, "phi", &samples::values(&SHAPE, 9), &["x", "y", "z"]);
        describe(&phi, "units", "V");
    })
}

fn d(values: &ArrayD<f64>, axis: usize) -> ArrayD<f64> {
    derivative(values, [&X[..], &Y, &Z][axis], axis, 1)
}

#[test]
fn any_number_of_results_come_of_one_run() {
    let folder = fields();
    let ended = succeed(&folder, &["E.h5", "w = curl(E)", "div_w = div(w)", "q = grad(phi) . E"]);
    assert_eq!(ended.stderr, "wrote E.eval.h5: 5 variables, 6×5×4\n");
    let names = ["div_w", "q", "w_x", "w_y", "w_z", "x", "y", "z"];
    assert_eq!(folder.members("E.eval.h5"), names);
    let [u, v, w] = [0, 1, 2].map(component);
    let curl = [d(&w, 1) - d(&v, 2), d(&u, 2) - d(&w, 0), d(&v, 0) - d(&u, 1)];
    for (part, name) in curl.iter().zip(["w_x", "w_y", "w_z"]) {
        assert_same_bits(&folder.read("E.eval.h5", name), part);
    }
    let divergence = d(&curl[0], 0) + d(&curl[1], 1) + d(&curl[2], 2);
    assert_same_bits(&folder.read("E.eval.h5", "div_w"), &divergence);
    let phi = samples::values(&SHAPE, 9);
    let product = d(&phi, 0) * u + d(&phi, 1) * v + d(&phi, 2) * w;
    assert_same_bits(&folder.read("E.eval.h5", "q"), &product);
}

#[test]
fn results_tell_their_unit_and_where_they_come_from() {
    let folder = fields();
    succeed(&folder, &["E.h5", " w = curl(E)", "s=norm(E)^2 / phi", "a = asin(unitless(phi))", "-o", "o.h5"]);
    let text = |variable, attribute| folder.text("o.h5", variable, attribute);
    assert_eq!(text("w_y", "units").as_deref(), Some("V m-2"));
    assert_eq!(text("w_y", "long_name").as_deref(), Some("y component of curl(E)"));
    assert_eq!(text("w_y", "expression").as_deref(), Some("w = curl(E)"));
    let scheme =
        "second-order central differences, edge order 1, even spacing along z, uneven spacing along x, y";
    assert_eq!(text("w_y", "scheme").as_deref(), Some(scheme));
    assert_eq!(text("s", "units").as_deref(), Some("V m-2"));
    assert_eq!(text("s", "expression").as_deref(), Some("s=norm(E)^2 / phi"));
    assert_eq!((text("s", "scheme"), text("a", "units")), (None, None));
}

#[test]
fn units_of_results_are_those_of_their_parts() {
    let folder = fields();
    for (expression, units) in [
        ("2 * phi + 1", Some("V")),
        ("E.x * phi", Some("V2 m-1")),
        ("phi / x", Some("V m-1")),
        ("sqrt(E . E)", Some("V m-1")),
        ("sqrt(phi)", None),
        ("phi^3", Some("V3")),
        ("phi^-1", Some("V-1")),
        ("(phi * phi)^0.5", Some("V")),
        ("exp(phi / phi)", Some("1")),
        ("1 - exp(phi / phi)", Some("1")),
        ("2 * exp(phi / phi)", None),
        ("2 * exp(phi / phi) + x", Some("m")),
        ("phi^0", Some("1")),
        ("atan2(y, x)", Some("rad")),
        ("sin(atan2(y, x)) * phi", Some("V")),
        ("laplacian(phi)", Some("V m-2")),
        ("trace(jacobian(E))", Some("V m-2")),
        ("phi - x * E.x", Some("V")),
        ("max(phi, 0)", Some("V")),
        ("unitless(phi) + x", Some("m")),
    ] {
        succeed(&folder, &["E.h5", &format!("r = {expression}"), "-o", "r.h5", "--overwrite"]);
        assert_eq!(folder.text("r.h5", "r", "units").as_deref(), units, "{expression}");
    }
}

#[test]
fn values_in_different_units_are_not_added() {
    let folder = fields();
    for (expression, message) in [
        ("phi + E.x", "values in V and in V/m cannot be added"),
        ("E - 2 * grad(phi) * x", "values in V/m and in V cannot be subtracted"),
        ("exp(phi)", "exp takes a number without a unit, but this is in V"),
        ("sin(phi)", "sin takes radians or a number without a unit, but this is in V"),
        ("2^phi", "an exponent has no unit, but this is in V"),
        ("phi^(phi / phi)", "the base of a power that varies has no unit, but this is in V"),
        ("min(phi, x)", "values in V and in m cannot be compared"),
    ] {
        let stderr = refused(&folder, &["E.h5", &format!("r = {expression}")], 65);
        let lines: Vec<&str> = stderr.lines().collect();
        assert_eq!(lines[0], format!("error: {message}"));
        assert_eq!(lines[1], format!("  r = {expression}"));
        assert_eq!(lines[3], "hint: unitless(…) takes a value without its unit");
    }
}

#[test]
fn values_from_different_origins_are_not_added() {
    let folder = Folder::with("t.h5", |file| {
        for (seed, (name, units)) in [
            ("old", "days since 1950-01-01"),
            ("new", "days since 1970-01-01"),
            ("warm", "K @ 273.15"),
            ("cold", "K"),
        ]
        .into_iter()
        .enumerate()
        {
            let values = samples::values(&SHAPE[..2], u32::try_from(seed).unwrap());
            describe(&samples::add(file, name, &values, &["x", "y"]), "units", units);
        }
    });
    for (expression, units) in [
        ("old - old", Some("days")),
        ("2 * warm", Some("K")),
        ("warm - warm", Some("K")),
        ("warm + 273.15", None),
    ] {
        succeed(&folder, &["t.h5", &format!("r = {expression}"), "-o", "r.h5", "--overwrite"]);
        assert_eq!(folder.text("r.h5", "r", "units").as_deref(), units, "{expression}");
    }
    for (expression, message) in [
        ("old + new", "values in days since 1950-01-01 and in days since 1970-01-01 cannot be added"),
        ("old - new", "values in days since 1950-01-01 and in days since 1970-01-01 cannot be subtracted"),
        ("max(old, new)", "values in days since 1950-01-01 and in days since 1970-01-01 cannot be compared"),
        ("warm + cold", "values in K @ 273.15 and in K cannot be added"),
    ] {
        let stderr = refused(&folder, &["t.h5", &format!("r = {expression}")], 65);
        assert!(stderr.starts_with(&format!("error: {message}\n")), "{stderr}");
        assert!(stderr.ends_with(
            "hint: they count from different origins; unitless(…) takes a value without its unit\n"
        ));
    }
}

#[test]
fn derivatives_in_different_units_are_not_added() {
    let folder = Folder::with("E.h5", |file| {
        samples::siblings(file);
        change_units(file, "x", Some("km"));
    });
    let stderr = refused(&folder, &["E.h5", "r = div(2 * E)"], 65);
    let expected = "\
error: derivatives differ in their units and cannot be added: in V/m along `x` in km, in V/m along `y` in m, in V/m \
along `z` in m
  r = div(2 * E)
          ^^^^^
hint: `--coords AXIS=PATH` or `--spacing AXIS=STEP` gives the axes coordinates in one unit
";
    assert_eq!(stderr, expected);
    succeed(&folder, &["E.h5", "r = jacobian(E)"]);
}

#[test]
fn two_results_cannot_have_one_name_in_the_output() {
    let stderr = refused(&fields(), &["E.h5", "w = curl(E)", "w_x = phi"], 2);
    assert!(stderr.starts_with("error: two things in the output would be called `/w_x`\nhint: "), "{stderr}");
}

#[test]
fn an_error_points_into_the_expression() {
    let folder = fields();
    let stderr = refused(&folder, &["E.h5", "w = curl(E)", "s = norm(w) + Phi"], 2);
    let expected = "\
error: no field `Phi` in `E.h5`, which holds `/E`, `/Ex`, `/Ey`, `/Ez`, `/phi`
  s = norm(w) + Phi
                ^^^
hint: did you mean `/phi`?
";
    assert_eq!(stderr, expected);
    let stderr = refused(&folder, &["nowhere.h5", "w = curl(E"], 2);
    assert_eq!(stderr, "error: expected `,` or `)`, found the end\n  w = curl(E\n            ^\n");
    let stderr = refused(&folder, &["E.h5", "w = curl(E)\x1b[31m"], 2);
    assert!(!stderr.contains('\x1b'), "{stderr}");
}

#[test]
fn inputs_and_results_are_told_apart() {
    let folder = fields();
    fs::copy(folder.path("E.h5"), folder.path("b=1.h5")).unwrap();
    let ended = succeed(&folder, &["r = 2 * phi", "./b=1.h5", "E.h5"]);
    assert_eq!(ended.stderr.lines().last(), Some("2 done, 0 skipped, 0 failed"));
    assert_eq!(folder.names(), ["E.eval.h5", "E.h5", "b=1.eval.h5", "b=1.h5"]);
    let nothing = refused(&folder, &["E.h5"], 2);
    assert_eq!(nothing, "error: there is no expression\nhint: write 'name = expression'\n");
    assert!(refused(&folder, &["r = phi"], 2).starts_with("error: there is no input\n"));
    assert!(
        refused(&folder, &["E.h5", "curl(E)"], 2).starts_with("error: the result of `curl(E)` has no name\n")
    );
    assert!(refused(&folder, &[], 2).contains("INPUT|NAME=EXPRESSION"));
    refused(&folder, &["missing.h5", "r = phi"], 66);
}

#[test]
fn options_are_those_of_the_other_commands() {
    let folder = fields();
    fs::create_dir(folder.path("out")).unwrap();
    let options =
        ["--output-dir", "out", "--edge-order", "2", "--dtype", "f32", "--compression", "deflate:3"];
    let arguments =
        [&["E.h5", "w = curl(V)", "--field", "V=Ez,Ey,Ex", "--layout", "stacked"][..], &options].concat();
    succeed(&folder, &arguments);
    let file = super::folder::open(&folder.path("out/E.eval.h5"));
    let stacked = file.dataset("w").unwrap();
    assert_eq!(stacked.shape(), [3, 6, 5, 4]);
    assert_eq!(stacked.dtype().unwrap().size(), 4);
    assert!(!stacked.filters().is_empty());
    let stderr = refused(&folder, &arguments, 73);
    assert!(stderr.contains("exists"), "{stderr}");
    let short = refused(&folder, &["E.h5", "w = curl(E)", "--spacing", "w=2"], 2);
    assert!(short.contains("axis `w`"), "{short}");
}

#[test]
fn tensors_are_named_by_row_and_column() {
    let folder = fields();
    succeed(&folder, &["E.h5", "J = jacobian(E)", "-o", "split.h5"]);
    assert_same_bits(&folder.read("split.h5", "J_y_z"), &d(&component(1), 2));
    succeed(&folder, &["E.h5", "J = jacobian(E)", "-o", "stacked.h5", "--layout", "stacked"]);
    assert_eq!(folder.read("stacked.h5", "J").shape(), [3, 3, 6, 5, 4]);
    assert_eq!(folder.texts("stacked.h5", "J", "components"), ["x", "y", "z"]);
    assert_eq!(folder.texts("stacked.h5", "J", "axes"), ["x", "y", "z"]);
}

#[test]
fn the_plan_tells_what_each_grid_takes() {
    let folder = fields();
    let plan =
        succeed(&folder, &["E.h5", "w = curl(curl(E))", "s = phi * x", "--dry-run", "--memory", "40kB"]);
    let lines: Vec<&str> = plan.stdout.lines().map(str::trim).collect();
    for line in
        ["E.h5 → E.eval.h5", "field /E: 6×5×4", "field /phi: 6×5×4", "result /w_x: 6×5×4, f64, in V m-3"]
    {
        assert!(lines.contains(&line), "{line}: {}", plan.stdout);
    }
    assert!(lines.contains(&"result /s: 6×5×4, f64, in V m"), "{}", plan.stdout);
    assert_eq!(folder.names(), ["E.h5"]);
}

#[test]
fn the_help_names_every_function() {
    let help = Folder::new().succeed("eval --help").stdout;
    let names = "grad div curl laplacian jacobian d(f dot cross norm trace transpose sym antisym det sqrt abs exp log log10 \
                 sin cos tan asin acos atan atan2 sinh cosh tanh min max real imag conj radians unitless";
    for name in names.split_whitespace() {
        assert!(help.split([' ', '\n', ';', ',']).any(|word| word == name), "{name}: {help}");
    }
}
