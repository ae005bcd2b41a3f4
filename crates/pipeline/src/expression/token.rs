//! The tokens of an expression.

use std::ops::Range;

use winnow::{
    LocatingSlice, ModalResult, Parser,
    ascii::{digit0, digit1, multispace0},
    combinator::{alt, delimited, opt},
    stream::Location,
    token::{one_of, take_while},
};

use super::problem::Fault;

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Number(f64),
    Name(String),
    Quoted(String),
    /// `^` stands for `**` too.
    Sign(char),
}

type Input<'a> = LocatingSlice<&'a str>;

/// The tokens of a text.
///
/// # Errors
/// At the first character that belongs to none.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut input = LocatingSlice::new(text);
    let mut tokens = Vec::new();
    loop {
        let _: ModalResult<&str> = multispace0.parse_next(&mut input);
        let start = input.current_token_start();
        let rest = &text[start..];
        let Some(next) = rest.chars().next() else { return Ok(tokens) };
        match token.with_span().parse_next(&mut input) {
            Ok((TokenKind::Number(value), span)) if value.is_infinite() => {
                return Err(Fault::new(&span, format!("{} is too large for a number", &text[span.clone()])));
            }
            Ok((kind, span)) => tokens.push(Token { kind, span }),
            Err(_) if next == '`' || next == '"' => {
                return Err(Fault::new(
                    &(start..text.len()),
                    "a name in quotes that has no end, or no letter",
                ));
            }
            Err(_) => {
                let span = start..start + next.len_utf8();
                return Err(Fault::new(&span, format!("`{}` has no meaning here", next.escape_debug()))
                    .hint("names with such characters stand in backquotes: `a-b`"));
            }
        }
    }
}

fn token(input: &mut Input<'_>) -> ModalResult<TokenKind> {
    alt((
        number.map(TokenKind::Number),
        name.map(TokenKind::Name),
        quoted('`').map(TokenKind::Quoted),
        quoted('"').map(TokenKind::Quoted),
        "**".value(TokenKind::Sign('^')),
        one_of(['+', '-', '*', '/', '^', '(', ')', ',', '.', '=']).map(TokenKind::Sign),
    ))
    .parse_next(input)
}

fn number(input: &mut Input<'_>) -> ModalResult<f64> {
    let fraction = opt(('.', digit0));
    let exponent = opt((one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1));
    (digit1, fraction, exponent).take().try_map(|digits: &str| digits.parse::<f64>()).parse_next(input)
}

fn name(input: &mut Input<'_>) -> ModalResult<String> {
    let first = one_of(|c: char| c.is_alphabetic() || c == '_');
    let rest = take_while(0.., |c: char| c.is_alphanumeric() || c == '_');
    (first, rest).take().map(str::to_owned).parse_next(input)
}

fn quoted<'a>(
    quote: char,
) -> impl Parser<Input<'a>, String, winnow::error::ErrMode<winnow::error::ContextError>> {
    delimited(quote, take_while(1.., move |c| c != quote), quote).map(str::to_owned)
}

/// Whether a text is a name that needs no quotes.
pub(super) fn is_name(text: &str) -> bool {
    let mut input = LocatingSlice::new(text);
    name.parse_next(&mut input).is_ok() && input.current_token_start() == text.len()
}
