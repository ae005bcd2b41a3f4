//! Reading a unit as a product of symbols with integer powers.
//!
//! The grammar is that of UDUNITS without its numbers, shifts and logarithms:
//!
//! ```text
//! product = [ factor { ( multiplied | divided ) factor } ]
//! factor  = ( symbol | "1" | "(" product ")" ) [ power ]
//! power   = [ "^" | "**" ] [ "+" | "-" ] digits | superscripts
//! ```

use winnow::{
    ModalResult, Parser,
    ascii::{digit1, space0, space1},
    combinator::{alt, delimited, fail, not, opt, peek, preceded, terminated},
    token::{one_of, take_while},
};

use super::{product::Product, symbols};

/// Longest unit that is read, in bytes. It bounds the depth of parentheses that a file can ask for.
const LONGEST: usize = 200;

/// The unit as a product; none where it is not one for certain.
pub(super) fn product(unit: &str) -> Option<Product> {
    if unit.len() > LONGEST {
        return None;
    }
    terms.parse(unit.trim()).ok()
}

/// What stands between two factors.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    Multiplied,
    Divided,
}

fn terms(input: &mut &str) -> ModalResult<Product> {
    let mut product = Product::default();
    let Some(first) = opt(factor).parse_next(input)? else { return Ok(product) };
    times(&mut product, &first, 1)?;
    let mut divided = false;
    while let Some(between) = opt(between).parse_next(input)? {
        let next = factor.parse_next(input)?;
        match between {
            Between::Divided => divided = true,
            // UDUNITS reads `J/kg K` as (J/kg)·K; most who write it mean J/(kg·K).
            Between::Multiplied if divided => return fail.parse_next(input),
            Between::Multiplied => {}
        }
        times(&mut product, &next, if between == Between::Divided { -1 } else { 1 })?;
    }
    Ok(product)
}

fn between(input: &mut &str) -> ModalResult<Between> {
    let divided =
        alt((delimited(space0, '/', space0).void(), delimited(space1, alt(("per", "PER")), space1).void()));
    let sign = one_of(['.', '*', '-', '·', '⋅']);
    let multiplied =
        alt((delimited(space0, sign, space0).void(), terminated(space1, peek(not(alt((')', '/'))))).void()));
    alt((divided.value(Between::Divided), multiplied.value(Between::Multiplied))).parse_next(input)
}

fn factor(input: &mut &str) -> ModalResult<Product> {
    let symbol = take_while(1.., symbols::is_part).verify(|word: &str| !matches!(word, "per" | "PER"));
    let one = terminated('1', not(one_of(|c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E'))));
    let base = alt((
        symbol.map(Product::of),
        one.value(Product::default()),
        delimited(('(', space0), terms, (space0, ')')),
    ))
    .parse_next(input)?;
    let power = opt(power).parse_next(input)?.unwrap_or(1);
    let mut product = Product::default();
    times(&mut product, &base, power)?;
    Ok(product)
}

fn power(input: &mut &str) -> ModalResult<i32> {
    let sign = opt(one_of(['+', '-']));
    let written = preceded(opt(alt(("**", "^"))), (sign, digit1).take());
    // A part of a power, as in `m0.5`, is none.
    let whole = terminated(written, not(('.', digit1))).try_map(|digits: &str| digits.parse::<i32>());
    alt((whole, superscripts)).parse_next(input)
}

/// `²`, `⁻¹`.
fn superscripts(input: &mut &str) -> ModalResult<i32> {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let ordinary = |c: char| match DIGITS.iter().position(|digit| *digit == c) {
        Some(digit) => char::from_digit(u32::try_from(digit).unwrap_or_default(), 10),
        None => (c == '⁻').then_some('-'),
    };
    take_while(1.., |c: char| ordinary(c).is_some())
        .map(|text: &str| text.chars().filter_map(ordinary).collect::<String>())
        .try_map(|digits| digits.parse::<i32>())
        .parse_next(input)
}

fn times(product: &mut Product, factor: &Product, power: i32) -> ModalResult<()> {
    match product.multiply(factor, power) {
        Some(()) => Ok(()),
        None => fail.parse_next(&mut ""),
    }
}
