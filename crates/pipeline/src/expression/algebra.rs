//! Products of vectors and tensors. Sums run from left to right.

use std::ops::Range;

use super::{
    differential::{assembled, numbers},
    elementwise::common_unit,
    problem::Fault,
    shape::{Direction, Shape, Value, aligned, common_axes, in_order},
    syntax::Infix,
    translate::{Number, Translator},
};
use crate::program::{Binary, Unary};

impl Translator {
    /// `(a₀·b₀ + a₁·b₁) + a₂·b₂`; of a tensor and a vector, or of two tensors, that of the rows and the columns.
    pub(super) fn dot(&mut self, one: &Value, other: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let (rows, inner) = match &one.shape {
            Shape::Scalar => return Err(no_dot(one, other, span)),
            Shape::Vector(inner) => (None, inner),
            Shape::Tensor(rows, inner) => (Some(rows), inner),
        };
        let (matched, columns) = match &other.shape {
            Shape::Scalar => return Err(no_dot(one, other, span)),
            Shape::Vector(matched) => (matched, None),
            Shape::Tensor(matched, columns) => (matched, Some(columns)),
        };
        let places = aligned(inner, matched).ok_or_else(|| no_dot(one, other, span))?;
        let (left, right) = (numbers(one), numbers(other));
        let (width, height) = (columns.map_or(1, Vec::len), rows.map_or(1, Vec::len));
        let mut parts = Vec::new();
        for row in 0..height {
            for column in 0..width {
                let mut sum: Option<Number> = None;
                for (number, place) in places.iter().enumerate() {
                    let a = &left[row * inner.len() + number];
                    let b = &right[place * width + column];
                    let product = self.product(a, b);
                    sum = Some(match sum {
                        None => product,
                        Some(sum) => self.sum(Infix::Add, &sum, &product, span)?,
                    });
                }
                parts.push(sum.expect("a vector has components"));
            }
        }
        let shape = match (rows, columns) {
            (None, None) => Shape::Scalar,
            (Some(directions), None) | (None, Some(directions)) => Shape::Vector(directions.clone()),
            (Some(rows), Some(columns)) => Shape::Tensor(rows.clone(), columns.clone()),
        };
        Ok(assembled(shape, parts, common_axes(one.axes.as_ref(), other.axes.as_ref())))
    }

    /// `a₁·b₂ − a₂·b₁, …`, right-handed in the order of the axes; of two components the scalar `a₀·b₁ − a₁·b₀`.
    pub(super) fn cross(&mut self, one: &Value, other: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let (Shape::Vector(own), Shape::Vector(others)) = (&one.shape, &other.shape) else {
            return Err(Fault::new(
                span,
                format!(
                    "cross takes two vectors, but these are {} and {}",
                    one.description(),
                    other.description()
                ),
            ));
        };
        let places =
            aligned(own, others).filter(|places| matches!(places.len(), 2 | 3)).ok_or_else(|| {
                Fault::new(
                    span,
                    format!(
                        "cross takes two vectors of the same 2 or 3 components, but these are {} and {}",
                        one.description(),
                        other.description()
                    ),
                )
            })?;
        let axes = common_axes(one.axes.as_ref(), other.axes.as_ref());
        let order: Vec<usize> = match in_order(own, axes.as_deref().unwrap_or_default()) {
            Some(order) => order.into_iter().map(|(place, _)| place).collect(),
            None => (0..own.len()).collect(),
        };
        let (left, right) = (numbers(one), numbers(other));
        let a = |number: usize| left[order[number]].clone();
        let b = |number: usize| right[places[order[number]]].clone();
        let mut minor = |i: usize, j: usize| {
            let (plus, minus) = (self.product(&a(i), &b(j)), self.product(&a(j), &b(i)));
            self.sum(Infix::Subtract, &plus, &minus, span)
        };
        if order.len() == 2 {
            return Ok(assembled(Shape::Scalar, vec![minor(0, 1)?], axes));
        }
        let parts = vec![minor(1, 2)?, minor(2, 0)?, minor(0, 1)?];
        let directions = order.iter().map(|place| own[*place].clone()).collect();
        Ok(assembled(Shape::Vector(directions), parts, axes))
    }

    /// The square root of the sum of the squares of all components, of their moduli where they are complex.
    pub(super) fn norm(&mut self, value: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        if value.shape == Shape::Scalar {
            return Err(Fault::new(span, "norm takes a vector or a tensor, but this is a scalar")
                .hint("abs(f) is the absolute value of a scalar"));
        }
        let mut unit = value.units[0].scale();
        let mut sum = None;
        for (node, own) in numbers(value) {
            unit = common_unit("added", &unit, &own.scale(), span)?;
            let square = if self.graph.is_complex(node) {
                self.graph.unary(Unary::SquaredModulus, node)
            } else {
                self.graph.binary(Binary::Multiply, node, node)
            };
            sum = Some(sum.map_or(square, |sum| self.graph.binary(Binary::Add, sum, square)));
        }
        let root = self.graph.unary(Unary::Sqrt, sum.expect("a vector has components"));
        Ok(Value::scalar(root, unit, value.axes.clone()))
    }

    /// The sum of the diagonal.
    pub(super) fn trace(&mut self, value: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let square = squared("trace", value, span)?;
        let diagonal: Vec<Number> = (0..square.len()).map(|i| square[i][i].clone()).collect();
        let mut sum = diagonal[0].clone();
        for term in &diagonal[1..] {
            sum = self.sum(Infix::Add, &sum, term, span)?;
        }
        Ok(Value::scalar(sum.0, sum.1, value.axes.clone()))
    }

    /// `(T[i, j] ± T[j, i]) / 2`
    pub(super) fn symmetric(
        &mut self,
        infix: Infix,
        value: &Value,
        span: &Range<usize>,
    ) -> Result<Value, Fault> {
        let square = squared(if infix == Infix::Add { "sym" } else { "antisym" }, value, span)?;
        let mut parts = Vec::new();
        for (i, row) in square.iter().enumerate() {
            for (j, number) in row.iter().enumerate() {
                let (sum, unit) = self.sum(infix, number, &square[j][i], span)?;
                let two = self.graph.constant(2.0);
                parts.push((self.graph.binary(Binary::Divide, sum, two), unit));
            }
        }
        let Shape::Tensor(rows, _) = &value.shape else { unreachable!("only tensors are square") };
        Ok(assembled(Shape::Tensor(rows.clone(), rows.clone()), parts, value.axes.clone()))
    }

    /// `a·d − b·c`, or `(a·(e·i − f·h) − b·(d·i − f·g)) + c·(d·h − e·g)`.
    pub(super) fn determinant(&mut self, value: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let t = squared("det", value, span)?;
        let minor = |this: &mut Self, rows: [usize; 2], columns: [usize; 2]| {
            let plus = this.product(&t[rows[0]][columns[0]], &t[rows[1]][columns[1]]);
            let minus = this.product(&t[rows[0]][columns[1]], &t[rows[1]][columns[0]]);
            this.sum(Infix::Subtract, &plus, &minus, span)
        };
        let determinant = match t.len() {
            1 => t[0][0].clone(),
            2 => minor(self, [0, 1], [0, 1])?,
            3 => {
                let mut sum: Option<Number> = None;
                for (column, others) in [[1, 2], [0, 2], [0, 1]].into_iter().enumerate() {
                    let cofactor = minor(self, [1, 2], others)?;
                    let term = self.product(&t[0][column], &cofactor);
                    let infix = if column == 1 { Infix::Subtract } else { Infix::Add };
                    sum = Some(match sum {
                        None => term,
                        Some(sum) => self.sum(infix, &sum, &term, span)?,
                    });
                }
                sum.expect("there are three terms")
            }
            count => {
                return Err(Fault::new(span, format!("det takes up to 3 rows, but there are {count}")));
            }
        };
        Ok(Value::scalar(determinant.0, determinant.1, value.axes.clone()))
    }
}

/// The rows of a tensor, each with its columns in the order of the rows.
fn squared(name: &str, value: &Value, span: &Range<usize>) -> Result<Vec<Vec<Number>>, Fault> {
    let square = match &value.shape {
        Shape::Tensor(rows, columns) => aligned(rows, columns).map(|places| (rows, places)),
        Shape::Scalar | Shape::Vector(_) => None,
    };
    let Some((rows, places)) = square else {
        return Err(Fault::new(
            span,
            format!(
                "{name} takes a tensor with as many columns as rows, but this is {}",
                value.description()
            ),
        ));
    };
    let number = |row: usize, column: &usize| {
        let (node, unit) = value.at(row, *column);
        (node, unit.clone())
    };
    let row = |(row, _): (usize, &Direction)| places.iter().map(|column| number(row, column)).collect();
    Ok(rows.iter().enumerate().map(row).collect())
}

fn no_dot(one: &Value, other: &Value, span: &Range<usize>) -> Fault {
    let fault = Fault::new(
        span,
        format!("there is no dot product of {} and {}", one.description(), other.description()),
    );
    match (&one.shape, &other.shape) {
        (Shape::Scalar, _) | (_, Shape::Scalar) => fault.hint("`*` multiplies by a scalar"),
        _ => fault.hint("both sides need the same components; `E.x` takes one"),
    }
}
