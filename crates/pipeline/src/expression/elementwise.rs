//! Arithmetic and functions of numbers, point by point.

use std::ops::Range;

use super::{
    differential::{assembled, numbers},
    function::Rule,
    problem::Fault,
    shape::{Shape, Value, aligned, common_axes},
    syntax::Infix,
    translate::{Number, Translator},
    unit::{Clash, Unit},
};
use crate::program::{Binary, Unary};

const UNITLESS: &str = "unitless(…) takes a value without its unit";
const OTHER_ORIGINS: &str = "they count from different origins; unitless(…) takes a value without its unit";

impl Translator {
    /// The same for every component; the unit stays, but what is negated counts from no origin.
    pub(super) fn each(&mut self, mut value: Value, unary: Unary) -> Value {
        if unary == Unary::Negate {
            value.units = value.units.iter().map(Unit::scale).collect();
        }
        let keeps_real = matches!(unary, Unary::Real | Unary::Conjugate);
        let part = |node| {
            if keeps_real && !self.graph.is_complex(node) { node } else { self.graph.unary(unary, node) }
        };
        Value { parts: value.parts.into_iter().map(part).collect(), ..value }
    }

    /// The sum or the difference of two values of one shape.
    pub(super) fn plus(
        &mut self,
        infix: Infix,
        one: &Value,
        other: &Value,
        span: &Range<usize>,
    ) -> Result<Value, Fault> {
        let places = match (&one.shape, &other.shape) {
            (Shape::Scalar, Shape::Scalar) => Some(vec![0]),
            (Shape::Vector(own), Shape::Vector(others)) => aligned(own, others),
            (Shape::Tensor(rows, columns), Shape::Tensor(other_rows, other_columns)) => {
                let (rows, columns) = (aligned(rows, other_rows), aligned(columns, other_columns));
                rows.zip(columns).map(|(rows, columns)| {
                    let width = columns.len();
                    rows.iter().flat_map(|row| columns.iter().map(move |it| row * width + it)).collect()
                })
            }
            _ => None,
        };
        let Some(places) = places else {
            let (what, between) =
                if infix == Infix::Add { ("added", "and") } else { ("subtracted from each other", "and") };
            let (one, other) = (one.description(), other.description());
            return Err(Fault::new(span, format!("{one} {between} {other} cannot be {what}")));
        };
        let (left, right) = (numbers(one), numbers(other));
        let sums = left.iter().zip(&places).map(|(a, place)| self.sum(infix, a, &right[*place], span));
        let parts = sums.collect::<Result<_, _>>()?;
        Ok(assembled(one.shape.clone(), parts, common_axes(one.axes.as_ref(), other.axes.as_ref())))
    }

    pub(super) fn times(&mut self, one: &Value, other: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let shape = match (&one.shape, &other.shape) {
            (shape, Shape::Scalar) | (Shape::Scalar, shape) => shape.clone(),
            _ => {
                let (one, other) = (one.description(), other.description());
                return Err(Fault::new(
                    span,
                    format!("`*` multiplies by a scalar, but these are {one} and {other}"),
                )
                .hint("`a . b` is the dot product, cross(a, b) the cross product"));
            }
        };
        let (left, right) = (numbers(one), numbers(other));
        let count = left.len().max(right.len());
        let part = |number: usize| {
            let (a, b) = (&left[number.min(left.len() - 1)], &right[number.min(right.len() - 1)]);
            self.product(a, b)
        };
        let parts = (0..count).map(part).collect();
        Ok(assembled(shape, parts, common_axes(one.axes.as_ref(), other.axes.as_ref())))
    }

    pub(super) fn per(&mut self, one: &Value, other: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        if other.shape != Shape::Scalar {
            return Err(Fault::new(
                span,
                format!("`/` divides by a scalar, but the divisor is {}", other.description()),
            ));
        }
        let (divisor, unit) = (other.parts[0], &other.units[0]);
        let quotient =
            |(node, own): Number| (self.graph.binary(Binary::Divide, node, divisor), own.per(unit));
        let parts = numbers(one).into_iter().map(quotient).collect();
        Ok(assembled(one.shape.clone(), parts, common_axes(one.axes.as_ref(), other.axes.as_ref())))
    }

    /// The power; x^2 is x·x, x^0.5 the square root, x^-1 the reciprocal, as numpy has them.
    pub(super) fn power(&mut self, one: &Value, other: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        if (&one.shape, &other.shape) != (&Shape::Scalar, &Shape::Scalar) {
            let (one_told, other_told) = (one.description(), other.description());
            let fault =
                Fault::new(span, format!("`^` takes scalars, but these are {one_told} and {other_told}"));
            return Err(match &one.shape {
                Shape::Vector(_) => fault.hint("`a . a` is the square of a vector, norm(a) its length"),
                _ => fault,
            });
        }
        let ((base, unit), (exponent, of_exponent)) = (numbers(one).remove(0), numbers(other).remove(0));
        if !of_exponent.may_be("1") {
            return Err(with_unit("an exponent", &of_exponent, span));
        }
        let axes = common_axes(one.axes.as_ref(), other.axes.as_ref());
        let Some(number) = self.graph.as_constant(exponent) else {
            if !unit.may_be("1") {
                return Err(with_unit("the base of a power that varies", &unit, span));
            }
            let node = self.graph.binary(Binary::Power, base, exponent);
            return Ok(Value::scalar(node, unit, axes));
        };
        let node = if number == 2.0 {
            self.graph.binary(Binary::Multiply, base, base)
        } else if number == 1.0 {
            base
        } else if number == -1.0 {
            let one = self.graph.constant(1.0);
            self.graph.binary(Binary::Divide, one, base)
        } else if number == 0.5 {
            self.graph.unary(Unary::Sqrt, base)
        } else {
            self.graph.binary(Binary::Power, base, exponent)
        };
        Ok(Value::scalar(node, unit.power(number), axes))
    }

    /// A function of one number.
    pub(super) fn elementwise(
        &mut self,
        name: &str,
        unary: Unary,
        rule: Rule,
        value: &Value,
        span: &Range<usize>,
    ) -> Result<Value, Fault> {
        if value.shape != Shape::Scalar {
            let fault =
                Fault::new(span, format!("{name} takes a scalar, but this is {}", value.description()));
            return Err(if name == "abs" { fault.hint("norm(a) is the length of a vector") } else { fault });
        }
        let (node, unit) = (value.parts[0], &value.units[0]);
        let allowed: &[&str] = match rule {
            Rule::Kept | Rule::Root => &[],
            Rule::None | Rule::Angle => &["1"],
            Rule::OfAngle => &["1", "rad"],
        };
        if !allowed.is_empty() && !allowed.iter().any(|other| unit.may_be(other)) {
            let takes = if rule == Rule::OfAngle { "radians or a number" } else { "a number" };
            let own = unit.known().unwrap_or_default();
            let fault =
                Fault::new(span, format!("{name} takes {takes} without a unit, but this is in {own}"));
            let is_in_degrees = rule == Rule::OfAngle && unit.may_be("degree");
            let hint = if is_in_degrees { "radians(…) takes degrees in radians" } else { UNITLESS };
            return Err(fault.hint(hint).of_data());
        }
        let unit = match (rule, unit) {
            (Rule::Kept, unit) => unit.scale(),
            (Rule::Root, unit) => unit.root(),
            (_, Unit::Free) => Unit::Free,
            (_, Unit::Unknown) => Unit::Unknown,
            (Rule::Angle, Unit::Known(_)) => Unit::Known("rad".to_owned()),
            (Rule::None | Rule::OfAngle, Unit::Known(_)) => Unit::Known("1".to_owned()),
        };
        Ok(Value::scalar(self.graph.unary(unary, node), unit, value.axes.clone()))
    }

    pub(super) fn atan2(&mut self, one: &Value, other: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let values = [one.clone(), other.clone()];
        let result = self.extreme("atan2", Binary::Atan2, &values, span)?;
        let unit = match result.units[0] {
            Unit::Known(_) => Unit::Known("rad".to_owned()),
            Unit::Free => Unit::Free,
            Unit::Unknown => Unit::Unknown,
        };
        Ok(Value { units: vec![unit], ..result })
    }

    /// A function of real numbers in one unit, joined from left to right.
    pub(super) fn extreme(
        &mut self,
        name: &str,
        binary: Binary,
        values: &[Value],
        span: &Range<usize>,
    ) -> Result<Value, Fault> {
        let mut result = values[0].clone();
        for (number, value) in values.iter().enumerate() {
            if value.shape != Shape::Scalar {
                return Err(Fault::new(
                    span,
                    format!("{name} takes scalars, but here is {}", value.description()),
                ));
            }
            if self.graph.is_complex(value.parts[0]) {
                return Err(Fault::new(
                    span,
                    format!("{name} takes real numbers, but here are complex ones"),
                )
                .hint("real(z), imag(z) and abs(z) are real")
                .of_data());
            }
            if number > 0 {
                let unit = common_unit("compared", &result.units[0], &value.units[0], span)?;
                let node = self.graph.binary(binary, result.parts[0], value.parts[0]);
                let axes = common_axes(result.axes.as_ref(), value.axes.as_ref());
                result = Value::scalar(node, unit, axes);
            }
        }
        Ok(result)
    }

    /// `x · (π / 180)`
    pub(super) fn radians(&mut self, value: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let unit = &value.units[0];
        if value.shape != Shape::Scalar || !unit.may_be("degree") {
            let found = unit.known().filter(|_| value.shape == Shape::Scalar);
            let found = found.map_or_else(|| value.description(), |unit| format!("in {unit}"));
            return Err(
                Fault::new(span, format!("radians takes a scalar in degrees, but this is {found}")).of_data()
            );
        }
        let factor = self.graph.constant(std::f64::consts::PI / 180.0);
        let node = self.graph.binary(Binary::Multiply, value.parts[0], factor);
        Ok(Value::scalar(node, Unit::Known("rad".to_owned()), value.axes.clone()))
    }

    pub(super) fn product(&mut self, one: &Number, other: &Number) -> Number {
        (self.graph.binary(Binary::Multiply, one.0, other.0), one.1.times(&other.1))
    }

    pub(super) fn sum(
        &mut self,
        infix: Infix,
        one: &Number,
        other: &Number,
        span: &Range<usize>,
    ) -> Result<Number, Fault> {
        let unit = sum_of_units(infix, &one.1, &other.1, span)?;
        let binary = if infix == Infix::Add { Binary::Add } else { Binary::Subtract };
        Ok((self.graph.binary(binary, one.0, other.0), unit))
    }
}

/// The unit of a sum or a difference.
fn sum_of_units(infix: Infix, one: &Unit, other: &Unit, span: &Range<usize>) -> Result<Unit, Fault> {
    let what = if infix == Infix::Add { "added" } else { "subtracted" };
    one.plus(infix, other).map_err(|clash| clashing(what, &clash, span))
}

/// The unit of all of some values.
pub(super) fn common_unit(what: &str, one: &Unit, other: &Unit, span: &Range<usize>) -> Result<Unit, Fault> {
    one.same(other).map_err(|clash| clashing(what, &clash, span))
}

fn clashing(what: &str, clash: &Clash, span: &Range<usize>) -> Fault {
    let [one, other] = &clash.units;
    let fault = Fault::new(span, format!("values in {one} and in {other} cannot be {what}")).of_data();
    fault.hint(if clash.of_origins { OTHER_ORIGINS } else { UNITLESS })
}

fn with_unit(what: &str, unit: &Unit, span: &Range<usize>) -> Fault {
    let unit = unit.known().unwrap_or_default();
    Fault::new(span, format!("{what} has no unit, but this is in {unit}")).hint(UNITLESS).of_data()
}
