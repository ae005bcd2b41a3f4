//! The language alone: what is read, and that nothing breaks it.

use fieldops_pipeline::{ExpressionError, Plan, Statement};
use proptest::prelude::*;

use super::{evaluation, generator, source};

/// The expression with all parentheses that it needs and no others.
fn read(text: &str) -> String {
    Statement::parse(&format!("r = {text}")).unwrap().to_string().split_off(4)
}

fn refused(text: &str) -> ExpressionError {
    Statement::parse(text).unwrap_err()
}

#[test]
fn signs_bind_as_documented() {
    for (text, same) in [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b * c", "(a / b) * c"),
        ("a ^ b ^ c", "a ^ (b ^ c)"),
        ("-a^2", "-(a^2)"),
        ("a^-b", "a^(-b)"),
        ("-a * b", "(-a) * b"),
        ("-a . b", "(-a) . b"),
        ("s * a . b", "(s * a) . b"),
        ("a . b / c", "(a . b) / c"),
        ("a.x^2", "(a.x)^2"),
        ("-a.x", "-(a.x)"),
        ("curl(a).x * 2", "(curl(a).x) * 2"),
        ("+a - +b", "a - b"),
        ("a**2", "a^2"),
        ("a . b.x", "a . (b.x)"),
    ] {
        assert_eq!(read(text), read(same), "{text}");
    }
    assert_ne!(read("a - (b - c)"), read("a - b - c"));
    assert_ne!(read("(-a)^2"), read("-a^2"));
    assert_ne!(read("(a ^ b) ^ c"), read("a ^ b ^ c"));
}

#[test]
fn numbers_and_names_are_read_as_they_are_written() {
    assert_eq!(read("1e-7 * 2. + 0.5E+3"), "1e-7 * 2.0 + 500.0");
    assert_eq!(read("`a-b/c` + \"x y\" + größe_2"), "`a-b/c` + `x y` + größe_2");
    assert_eq!(read("E.`0`+E.0"), "E.0 + E.0");
}

#[test]
fn what_is_wrong_is_pointed_at() {
    for (text, message, marked) in [
        ("r = a +", "expected a value, found the end", "       ^"),
        ("r = a + * b", "expected a value, found `*`", "        ^"),
        ("r = (a + b", "expected `)`, found the end", "          ^"),
        ("r = a b", "expected an operator, found `b`", "      ^"),
        ("r = f(a, )", "expected a value, found `)`", "         ^"),
        ("r = a .b", "a dot with a space on one side only", "      ^"),
        ("r = a. b", "a dot with a space on one side only", "     ^"),
        ("r = .5 * a", "expected a value, found `.`", "    ^"),
        ("r = a # b", "`#` has no meaning here", "      ^"),
        ("r = `a", "a name in quotes that has no end, or no letter", "    ^^"),
        ("r = 1e999 * a", "1e999 is too large for a number", "    ^^^^^"),
        ("r = a = b", "expected an operator, found `=`", "      ^"),
        ("curl(E)", "expected a name and `=`", "^^^^"),
        ("pi = a", "`pi` is a number and cannot be the name of a result", "^^"),
        ("", "expected a name and `=`", "^"),
        ("é = ù $", "`$` has no meaning here", "      ^"),
    ] {
        let error = refused(text);
        assert_eq!(error.to_string(), message, "{text}");
        assert_eq!(error.excerpt(), [text.to_owned(), marked.to_owned()]);
    }
    assert_eq!(refused("r = a x b").hint(), Some("`a * b` multiplies, `cross(a, b)` is the cross product"));
    assert_eq!(refused("r = 2(a)").hint(), Some("a product needs its `*`"));
    assert_eq!(refused("r = curl E").hint(), Some("a function takes its arguments in parentheses: curl(…)"));
}

#[test]
fn control_characters_are_shown_harmless() {
    let [line, marks] = refused("r = a \u{1b} b").excerpt();
    assert_eq!(line, "r = a \\u{1b} b");
    assert_eq!(marks, "      ^^^^^^");
}

#[test]
fn an_argument_is_a_result_where_it_starts_with_a_name() {
    for text in ["w=curl(E)", " w = E.x", "größe = 2 * a"] {
        assert!(Statement::is_meant(text), "{text}");
    }
    for text in ["./w=1.h5", "run-2=a.h5", "a.h5", "a/b=c", "=", "2=3", "a b = c"] {
        assert!(!Statement::is_meant(text), "{text}");
    }
}

#[test]
fn nesting_is_bounded_and_what_is_within_the_bounds_is_planned() {
    let nested = |open: &str, inner: &str, close: &str, count: usize| {
        format!("r = {}{inner}{}", open.repeat(count), close.repeat(count))
    };
    for text in [
        nested("(", "phi", ")", 100_000),
        nested("-", "phi", "", 100_000),
        nested("2^", "phi", "", 100_000),
        nested("abs(", "phi", ")", 100_000),
        nested("phi + ", "phi", "", 100_000),
        nested("", "E", ".x", 100_000),
        nested("(", "", "", 100_000),
    ] {
        assert_eq!(refused(&text).to_string(), "the expression is nested too deep");
    }
    let statements = [
        nested("(", "phi", ")", 60),
        nested("abs(", "phi", ")", 60).replace('r', "s").replace("abs", "sqrt"),
        nested("phi + ", "phi", "", 190).replace('r', "t"),
    ];
    let statements = statements.map(|text| text.replace("sqst", "sqrt"));
    assert!(Plan::new(&evaluation(&statements, 1 << 30), &source(&[5, 4, 6])).is_ok());
}

/// Tokens that often make an expression.
pub(crate) const MEANINGFUL: [&str; 30] = [
    "E",
    "phi",
    "x",
    "z",
    "r",
    "Ex",
    "2",
    "0.5",
    "pi",
    "(",
    ")",
    ")",
    "+",
    "-",
    "*",
    "/",
    "^",
    ".",
    ",",
    "curl(",
    "div(",
    "grad(",
    "laplacian(",
    "norm(",
    "cross(",
    "d(",
    "trace(",
    "jacobian(",
    "max(",
    "sqrt(",
];

/// What tokens are made of, and some of what is none.
const PIECES: [&str; 28] = [
    "a", "E", "curl", "d", "x", "pi", "1", "2.5", "1e-3", "(", ")", "+", "-", "*", "/", "^", "**", ".",
    " . ", ",", " ", "=", "`", "\"", "`q r`", "é", "#", "\t",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn what_is_written_out_is_read_again(choices in prop::collection::vec(any::<u8>(), 1..80)) {
        for text in generator::statements(&choices) {
            let once = Statement::parse(&text).unwrap().to_string();
            prop_assert_eq!(Statement::parse(&once).unwrap().to_string(), once);
        }
    }

    #[test]
    fn no_text_breaks_it(text in any::<String>()) {
        checked(&text)?;
    }

    #[test]
    fn no_sequence_of_tokens_breaks_it(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        checked(&format!("r = {}", pieces.concat()))?;
        checked(&pieces.concat())?;
    }
}

/// What is read is written out such that it is read again; what is refused is pointed at.
fn checked(text: &str) -> Result<(), TestCaseError> {
    match Statement::parse(text) {
        Ok(statement) => {
            let once = statement.to_string();
            let again = Statement::parse(&once).map(|statement| statement.to_string());
            prop_assert_eq!(again.as_deref(), Ok(once.as_str()), "{}", text);
        }
        Err(error) => {
            let [line, marks] = error.excerpt();
            let end = marks.chars().count();
            prop_assert!(marks.ends_with('^') && end <= line.chars().count() + 1, "{}\n{}", line, marks);
        }
    }
    Ok(())
}
