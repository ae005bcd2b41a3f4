//! What an expression consists of.

use std::{fmt, ops::Range};

/// A result with its name: `w = curl(E)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub(super) name: String,
    pub(super) name_span: Range<usize>,
    pub(super) expression: Expression,
    pub(super) text: String,
}

impl Statement {
    /// Name of the result.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands behind the `=`, as it was written.
    pub(super) fn expression_text(&self) -> &str {
        self.text.split_once('=').map_or("", |(_, expression)| expression.trim())
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} = {}", self.name, self.expression)
    }
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    pub(super) kind: Kind,
    /// Where it stands in the text.
    pub(super) span: Range<usize>,
    /// How deep its parts are nested.
    pub(super) depth: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Number(f64),
    /// A name; a quoted one is that of something in the file.
    Name {
        name: String,
        is_quoted: bool,
    },
    /// `E.x`
    Component(Box<Expression>, String),
    Negate(Box<Expression>),
    Infix(Infix, Box<Expression>, Box<Expression>),
    Call {
        function: String,
        function_span: Range<usize>,
        arguments: Vec<Expression>,
    },
}

/// A sign between two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Infix {
    Add,
    Subtract,
    Multiply,
    Divide,
    Dot,
    Power,
}

impl Infix {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Dot => ".",
            Self::Power => "^",
        }
    }

    fn binding(self) -> u8 {
        match self {
            Self::Add | Self::Subtract => 1,
            Self::Multiply | Self::Divide | Self::Dot => 2,
            Self::Power => 4,
        }
    }
}

/// How tightly a sign of a negative binds: less than a power, more than a product.
const NEGATIVE: u8 = 3;
/// What needs no parentheses anywhere.
const ATOM: u8 = 5;

impl Expression {
    pub(super) fn new(kind: Kind, span: Range<usize>) -> Self {
        let parts: &[&Self] = match &kind {
            Kind::Number(_) | Kind::Name { .. } => &[],
            Kind::Component(of, _) | Kind::Negate(of) => &[of],
            Kind::Infix(_, one, other) => &[one, other],
            Kind::Call { arguments, .. } => &arguments.iter().collect::<Vec<_>>(),
        };
        let depth = 1 + parts.iter().map(|part| part.depth).max().unwrap_or_default();
        Self { kind, span, depth }
    }

    fn binding(&self) -> u8 {
        match &self.kind {
            Kind::Negate(_) => NEGATIVE,
            Kind::Infix(infix, ..) => infix.binding(),
            _ => ATOM,
        }
    }

    /// Writes it, in parentheses where it binds less than it must.
    fn bound(&self, least: u8, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.binding() < least { write!(out, "({self})") } else { write!(out, "{self}") }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Number(value) => write!(out, "{value:?}"),
            Kind::Name { name, is_quoted: false } => out.write_str(name),
            Kind::Name { name, is_quoted: true } => out.write_str(&quoted(name)),
            Kind::Component(of, label) => {
                // `1.x` would be the number 1. and a name.
                let least = if matches!(of.kind, Kind::Number(_)) { ATOM + 1 } else { ATOM };
                of.bound(least, out)?;
                let is_plain = label.chars().all(|c| c.is_alphanumeric() || c == '_');
                write!(out, ".{}", if is_plain { label.clone() } else { quoted(label) })
            }
            Kind::Negate(of) => {
                out.write_str("-")?;
                of.bound(NEGATIVE, out)
            }
            Kind::Infix(Infix::Power, base, exponent) => {
                base.bound(ATOM, out)?;
                out.write_str("^")?;
                exponent.bound(NEGATIVE, out)
            }
            Kind::Infix(infix, one, other) => {
                one.bound(infix.binding(), out)?;
                write!(out, " {} ", infix.sign())?;
                other.bound(infix.binding() + 1, out)
            }
            Kind::Call { function, arguments, .. } => {
                write!(out, "{function}(")?;
                for (number, argument) in arguments.iter().enumerate() {
                    write!(out, "{}{argument}", if number == 0 { "" } else { ", " })?;
                }
                out.write_str(")")
            }
        }
    }
}

fn quoted(name: &str) -> String {
    if name.contains('`') { format!("\"{name}\"") } else { format!("`{name}`") }
}
