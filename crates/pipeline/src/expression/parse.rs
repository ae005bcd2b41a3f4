//! From a text to its syntax.
//!
//! ```text
//! statement = name "=" sum
//! sum       = product { ( "+" | "-" ) product }
//! product   = signed { ( "*" | "/" | " . " ) signed }
//! signed    = ( "-" | "+" ) signed | power
//! power     = part [ "^" signed ]
//! part      = atom { "." name }
//! atom      = number | name | name "(" sum { "," sum } ")" | "(" sum ")"
//! ```
//!
//! A dot with a space on either side is a product; one without is a component.

use std::ops::Range;

use super::{
    function::Function,
    problem::{ExpressionError, Fault},
    syntax::{Expression, Infix, Kind, Statement},
    token::{self, Token, TokenKind, tokens},
};

/// How deep the parts of an expression may be nested: whoever walks it needs stack for each level.
pub(super) const DEEPEST: usize = 200;

/// How deep parentheses and signs may be nested; each takes several functions here.
const PARENTHESES: usize = 64;

impl Statement {
    /// Reads `name = expression`.
    ///
    /// # Errors
    /// When it is not of this form.
    ///
    /// # Examples
    /// ```
    /// use fieldops_pipeline::Statement;
    ///
    /// let statement = Statement::parse("w = curl(E) / 2").unwrap();
    /// assert_eq!((statement.name(), statement.to_string().as_str()), ("w", "w = curl(E) / 2.0"));
    /// let error = Statement::parse("w = curl(E").unwrap_err();
    /// assert_eq!(error.to_string(), "expected `,` or `)`, found the end");
    /// ```
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        parse(text).map_err(|fault| fault.within(text))
    }

    /// Whether an argument of a command is meant as `name = expression`: whether it starts with a name and a `=`.
    #[must_use]
    pub fn is_meant(argument: &str) -> bool {
        argument.split_once('=').is_some_and(|(name, _)| token::is_name(name.trim()))
    }

    /// Whether a text is an expression without a name.
    #[must_use]
    pub fn is_nameless(text: &str) -> bool {
        parse(&format!("name = {text}")).is_ok()
    }
}

fn parse(text: &str) -> Result<Statement, Fault> {
    let tokens = tokens(text)?;
    let (name, name_span) = match &tokens[..] {
        [Token { kind: TokenKind::Name(name), span }, Token { kind: TokenKind::Sign('='), .. }, ..] => {
            (name.clone(), span.clone())
        }
        [first, ..] => {
            return Err(Fault::new(&first.span, "expected a name and `=`").hint("write `name = expression`"));
        }
        [] => return Err(Fault::new(&(0..0), "expected a name and `=`").hint("write `name = expression`")),
    };
    if name == "pi" {
        return Err(Fault::new(&name_span, "`pi` is a number and cannot be the name of a result"));
    }
    let mut parser = Parser { text, tokens: &tokens, place: 2, nested: 0 };
    let expression = parser.sum()?;
    if let Some(token) = parser.next() {
        return Err(parser.expected("an operator", token));
    }
    Ok(Statement { name, name_span, expression, text: text.to_owned() })
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    place: usize,
    nested: usize,
}

impl<'a> Parser<'a> {
    fn next(&self) -> Option<&'a Token> {
        self.tokens.get(self.place)
    }

    /// Whether the next token is this sign; then it is taken.
    fn takes(&mut self, sign: char) -> bool {
        let is_next = self.next().is_some_and(|token| token.kind == TokenKind::Sign(sign));
        self.place += usize::from(is_next);
        is_next
    }

    fn sum(&mut self) -> Result<Expression, Fault> {
        let mut sum = self.product()?;
        loop {
            let infix = match self.next().map(|token| &token.kind) {
                Some(TokenKind::Sign('+')) => Infix::Add,
                Some(TokenKind::Sign('-')) => Infix::Subtract,
                _ => return Ok(sum),
            };
            self.place += 1;
            let other = self.product()?;
            sum = joined(infix, sum, other)?;
        }
    }

    fn product(&mut self) -> Result<Expression, Fault> {
        let mut product = self.signed()?;
        loop {
            let infix = match self.next().map(|token| &token.kind) {
                Some(TokenKind::Sign('*')) => Infix::Multiply,
                Some(TokenKind::Sign('/')) => Infix::Divide,
                Some(TokenKind::Sign('.')) => Infix::Dot,
                _ => return Ok(product),
            };
            self.place += 1;
            let other = self.signed()?;
            product = joined(infix, product, other)?;
        }
    }

    fn signed(&mut self) -> Result<Expression, Fault> {
        let start = self.place;
        self.nested += 1;
        if self.nested > PARENTHESES {
            let here = self.next().map_or(self.end(), |token| token.span.clone());
            return Err(too_deep(&here));
        }
        let signed = if self.takes('-') {
            let of = self.signed()?;
            let span = self.tokens[start].span.start..of.span.end;
            Expression::new(Kind::Negate(Box::new(of)), span)
        } else if self.takes('+') {
            self.signed()?
        } else {
            self.power()?
        };
        self.nested -= 1;
        Ok(signed)
    }

    fn power(&mut self) -> Result<Expression, Fault> {
        let base = self.part()?;
        if !self.takes('^') {
            return Ok(base);
        }
        let exponent = self.signed()?;
        joined(Infix::Power, base, exponent)
    }

    fn part(&mut self) -> Result<Expression, Fault> {
        let mut part = self.atom()?;
        while let Some(dot) = self.next().filter(|token| token.kind == TokenKind::Sign('.')) {
            let before = dot.span.start == self.tokens[self.place - 1].span.end;
            let label = self.tokens.get(self.place + 1);
            let behind = label.is_some_and(|label| label.span.start == dot.span.end);
            match (before, behind, label) {
                (false, false, _) | (false, _, None) => return Ok(part),
                (true, true, Some(label)) => {
                    let name = match &label.kind {
                        TokenKind::Name(name) | TokenKind::Quoted(name) => name.clone(),
                        TokenKind::Number(_) => self.text[label.span.clone()].to_owned(),
                        TokenKind::Sign(_) => return Err(self.expected("the name of a component", label)),
                    };
                    self.place += 2;
                    let span = part.span.start..label.span.end;
                    part = checked(Expression::new(Kind::Component(Box::new(part), name), span))?;
                }
                _ => {
                    return Err(Fault::new(&dot.span, "a dot with a space on one side only")
                        .hint("`a . b` is a product, `a.x` a component"));
                }
            }
        }
        Ok(part)
    }

    fn atom(&mut self) -> Result<Expression, Fault> {
        let Some(token) = self.next() else {
            return Err(Fault::new(&self.end(), "expected a value, found the end"));
        };
        self.place += 1;
        let span = token.span.clone();
        match &token.kind {
            TokenKind::Number(value) => Ok(Expression::new(Kind::Number(*value), span)),
            TokenKind::Quoted(name) => {
                Ok(Expression::new(Kind::Name { name: name.clone(), is_quoted: true }, span))
            }
            TokenKind::Name(name) if self.takes('(') => {
                let arguments = self.arguments()?;
                let end = self.tokens[self.place - 1].span.end;
                let call = Kind::Call { function: name.clone(), function_span: span.clone(), arguments };
                checked(Expression::new(call, span.start..end))
            }
            TokenKind::Name(name) => {
                Ok(Expression::new(Kind::Name { name: name.clone(), is_quoted: false }, span))
            }
            TokenKind::Sign('(') => {
                let inner = self.sum()?;
                if !self.takes(')') {
                    return Err(self.expected_next("`)`"));
                }
                Ok(Expression { span: span.start..self.tokens[self.place - 1].span.end, ..inner })
            }
            TokenKind::Sign('=') => Err(Fault::new(&span, "expected a value, found `=`")
                .hint("each result is an argument of its own: 'a = …' 'b = …'")),
            TokenKind::Sign('.') => {
                Err(Fault::new(&span, "expected a value, found `.`")
                    .hint("a number starts with a digit: 0.5"))
            }
            TokenKind::Sign(_) => Err(self.expected("a value", token)),
        }
    }

    /// What stands between the parentheses of a function.
    fn arguments(&mut self) -> Result<Vec<Expression>, Fault> {
        let mut arguments = Vec::new();
        if self.takes(')') {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.sum()?);
            if self.takes(')') {
                return Ok(arguments);
            }
            if !self.takes(',') {
                return Err(self.expected_next("`,` or `)`"));
            }
        }
    }

    fn end(&self) -> Range<usize> {
        let end = self.text.trim_end().len();
        end..end
    }

    fn expected_next(&self, what: &str) -> Fault {
        match self.next() {
            Some(token) => self.expected(what, token),
            None => Fault::new(&self.end(), format!("expected {what}, found the end")),
        }
    }

    fn expected(&self, what: &str, found: &Token) -> Fault {
        let text = &self.text[found.span.clone()];
        let fault = Fault::new(&found.span, format!("expected {what}, found `{text}`"));
        let before = self.place.checked_sub(1).and_then(|place| self.tokens.get(place));
        match (&found.kind, before.map(|token| &token.kind)) {
            (TokenKind::Name(name), _) if name == "x" => {
                fault.hint("`a * b` multiplies, `cross(a, b)` is the cross product")
            }
            (TokenKind::Sign('('), Some(TokenKind::Number(_) | TokenKind::Sign(')'))) => {
                fault.hint("a product needs its `*`")
            }
            (_, Some(TokenKind::Name(name))) if Function::named(name).is_some() => {
                fault.hint(format!("a function takes its arguments in parentheses: {name}(…)"))
            }
            _ => fault,
        }
    }
}

fn joined(infix: Infix, one: Expression, other: Expression) -> Result<Expression, Fault> {
    let span = one.span.start..other.span.end;
    checked(Expression::new(Kind::Infix(infix, Box::new(one), Box::new(other)), span))
}

fn checked(expression: Expression) -> Result<Expression, Fault> {
    if expression.depth > DEEPEST { Err(too_deep(&expression.span)) } else { Ok(expression) }
}

fn too_deep(span: &Range<usize>) -> Fault {
    Fault::new(span, "the expression is nested too deep")
        .hint("a part of it can be a result of its own: 'a = …' 'b = … a …'")
}
