//! The functions, by their names.

use crate::program::{Binary, Unary};

/// What a function does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Gradient,
    Divergence,
    Curl,
    Laplacian,
    Jacobian,
    Derivative,
    Dot,
    Cross,
    Norm,
    Trace,
    Transpose,
    Symmetric,
    Antisymmetric,
    Determinant,
    /// A function of one number, and what it says of units.
    Elementwise(Unary, Rule),
    Atan2,
    /// The least or the greatest of numbers.
    Extreme(Binary),
    /// A part of complex numbers, of any shape.
    Part(Unary),
    /// The value without its unit.
    Unitless,
    /// Degrees in radians.
    Radians,
}

/// What a function of one number says of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// That of the argument.
    Kept,
    /// The square root of that of the argument.
    Root,
    /// The argument has none, nor has the result.
    None,
    /// The argument is an angle in radians, or has no unit; the result has none.
    OfAngle,
    /// The argument has none; the result is an angle in radians.
    Angle,
}

const FUNCTIONS: [(&str, Function); 39] = [
    ("grad", Function::Gradient),
    ("gradient", Function::Gradient),
    ("div", Function::Divergence),
    ("divergence", Function::Divergence),
    ("curl", Function::Curl),
    ("laplacian", Function::Laplacian),
    ("jacobian", Function::Jacobian),
    ("d", Function::Derivative),
    ("derivative", Function::Derivative),
    ("dot", Function::Dot),
    ("cross", Function::Cross),
    ("norm", Function::Norm),
    ("trace", Function::Trace),
    ("transpose", Function::Transpose),
    ("sym", Function::Symmetric),
    ("antisym", Function::Antisymmetric),
    ("det", Function::Determinant),
    ("sqrt", Function::Elementwise(Unary::Sqrt, Rule::Root)),
    ("abs", Function::Elementwise(Unary::Abs, Rule::Kept)),
    ("exp", Function::Elementwise(Unary::Exp, Rule::None)),
    ("log", Function::Elementwise(Unary::Log, Rule::None)),
    ("log10", Function::Elementwise(Unary::Log10, Rule::None)),
    ("sin", Function::Elementwise(Unary::Sin, Rule::OfAngle)),
    ("cos", Function::Elementwise(Unary::Cos, Rule::OfAngle)),
    ("tan", Function::Elementwise(Unary::Tan, Rule::OfAngle)),
    ("asin", Function::Elementwise(Unary::Asin, Rule::Angle)),
    ("acos", Function::Elementwise(Unary::Acos, Rule::Angle)),
    ("atan", Function::Elementwise(Unary::Atan, Rule::Angle)),
    ("sinh", Function::Elementwise(Unary::Sinh, Rule::None)),
    ("cosh", Function::Elementwise(Unary::Cosh, Rule::None)),
    ("tanh", Function::Elementwise(Unary::Tanh, Rule::None)),
    ("atan2", Function::Atan2),
    ("min", Function::Extreme(Binary::Minimum)),
    ("max", Function::Extreme(Binary::Maximum)),
    ("real", Function::Part(Unary::Real)),
    ("imag", Function::Part(Unary::Imaginary)),
    ("conj", Function::Part(Unary::Conjugate)),
    ("unitless", Function::Unitless),
    ("radians", Function::Radians),
];

impl Function {
    pub(super) fn named(name: &str) -> Option<Self> {
        FUNCTIONS.iter().find(|(other, _)| *other == name).map(|(_, function)| *function)
    }

    /// The names of all functions.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        FUNCTIONS.iter().map(|(name, _)| *name)
    }

    /// The least and the greatest number of arguments.
    pub(super) fn arity(self) -> (usize, usize) {
        match self {
            Self::Derivative => (2, 3),
            Self::Dot | Self::Cross | Self::Atan2 => (2, 2),
            Self::Extreme(_) => (2, usize::MAX),
            _ => (1, 1),
        }
    }
}
