//! Gradient, divergence, curl, Laplacian, Jacobian and derivatives in expressions: each a table of terms.

use std::ops::Range;

use fieldops_io::{Source, field::FieldAxis};
use fieldops_operators::{DerivativeOrder, Operator, Term};

use super::{
    function::Function,
    names::Names,
    problem::Fault,
    shape::{Direction, Shape, Value, in_order, labels},
    syntax::{Expression, Kind},
    translate::{Number, Translator},
    unit::Unit,
};
use crate::result_units;

impl Translator {
    /// Of a scalar its gradient, of a vector its Jacobian: `J[i, j] = ∂uᵢ/∂xⱼ`.
    pub(super) fn gradient(
        &mut self,
        name: &str,
        value: &Value,
        span: &Range<usize>,
    ) -> Result<Value, Fault> {
        let axes = self.space(value, span)?;
        let columns = self.directions(&axes);
        let shape = match (&value.shape, name) {
            (Shape::Scalar, "jacobian") => {
                return Err(Fault::new(span, "jacobian takes a vector, but this is a scalar")
                    .hint("grad is the gradient of a scalar"));
            }
            (Shape::Scalar, _) => Shape::Vector(columns),
            (Shape::Vector(rows), _) => Shape::Tensor(rows.clone(), columns),
            (Shape::Tensor(..), _) => {
                return Err(Fault::new(
                    span,
                    format!("{name} takes a scalar or a vector, but this is {}", value.description()),
                ));
            }
        };
        self.operators.push(Function::Gradient);
        let operator = Operator::jacobian(value.parts.len(), axes.len());
        let parts = self.apply(&operator, &numbers(value), &axes, span)?;
        Ok(assembled(shape, parts, Some(axes)))
    }

    /// Of a vector `∂uⱼ/∂xⱼ`, of a tensor the vector `∂Tᵢⱼ/∂xⱼ`, summed over j in the order of the axes.
    pub(super) fn divergence(&mut self, value: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let axes = self.space(value, span)?;
        let (rows, columns) = match &value.shape {
            Shape::Scalar => {
                return Err(Fault::new(span, "div takes a vector or a tensor, but this is a scalar"));
            }
            Shape::Vector(columns) => (1, columns),
            Shape::Tensor(rows, columns) => (rows.len(), columns),
        };
        let order = self.ordered("div", columns, &axes, span)?;
        self.operators.push(Function::Divergence);
        let along: Vec<usize> = order.iter().map(|(_, axis)| *axis).collect();
        let operator = Operator::divergence(&(0..along.len()).collect::<Vec<_>>());
        let all = numbers(value);
        let mut parts = Vec::new();
        for row in all.chunks(all.len() / rows) {
            let components: Vec<Number> = order.iter().map(|(place, _)| row[*place].clone()).collect();
            parts.extend(self.apply(&operator, &components, &along, span)?);
        }
        let shape = match &value.shape {
            Shape::Tensor(rows, _) => Shape::Vector(rows.clone()),
            _ => Shape::Scalar,
        };
        Ok(assembled(shape, parts, Some(axes)))
    }

    /// Of a vector on three axes, right-handed in their order; of one on two axes the scalar `∂u₁/∂x₀ − ∂u₀/∂x₁`.
    pub(super) fn curl(&mut self, value: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let axes = self.space(value, span)?;
        let Shape::Vector(directions) = &value.shape else {
            return Err(Fault::new(
                span,
                format!("curl takes a vector, but this is {}", value.description()),
            ));
        };
        let order = self.ordered("curl", directions, &axes, span)?;
        self.operators.push(Function::Curl);
        let along: Vec<usize> = order.iter().map(|(_, axis)| *axis).collect();
        let (operator, shape) = match order.len() {
            2 => (Operator::curl_2d([0, 1]), Shape::Scalar),
            3 => (Operator::curl_3d([0, 1, 2]), Shape::Vector(self.directions(&along))),
            count => {
                return Err(Fault::new(span, format!("curl takes 2 or 3 components, but there are {count}")));
            }
        };
        let all = numbers(value);
        let components: Vec<Number> = order.iter().map(|(place, _)| all[*place].clone()).collect();
        let parts = self.apply(&operator, &components, &along, span)?;
        Ok(assembled(shape, parts, Some(axes)))
    }

    /// Of every component `∂²f/∂x₀² + ∂²f/∂x₁² + …`.
    pub(super) fn laplacian(&mut self, value: &Value, span: &Range<usize>) -> Result<Value, Fault> {
        let axes = self.space(value, span)?;
        self.operators.push(Function::Laplacian);
        let operator = Operator::laplacian(axes.len());
        self.each_component(&operator, value, &axes, span)
    }

    /// `d(f, x)` or `d(f, x, 2)` of every component.
    pub(super) fn derivative(
        &mut self,
        arguments: &[Expression],
        names: &Names,
        source: &dyn Source,
    ) -> Result<Value, Fault> {
        let value = self.value(&arguments[0], names, source)?;
        let Kind::Name { name, .. } = &arguments[1].kind else {
            return Err(Fault::new(&arguments[1].span, "expected the name of an axis")
                .hint("d(f, x) is the derivative of f with respect to x, d(f, x, 2) the second one"));
        };
        let order = match arguments.get(2).map(|order| &order.kind) {
            None | Some(Kind::Number(1.0)) => DerivativeOrder::First,
            Some(Kind::Number(2.0)) => DerivativeOrder::Second,
            Some(_) => {
                return Err(Fault::new(&arguments[2].span, "the order of a derivative is 1 or 2"));
            }
        };
        let Some(axis) = self.geometry.axis_named(name) else {
            let known: Vec<&str> = self.geometry.axes().iter().map(|axis| axis.name.as_str()).collect();
            let problem = format!("there is no axis `{name}`: the axes are {}", known.join(", "));
            return Err(Fault::new(&arguments[1].span, problem).nearest(name, known.into_iter()));
        };
        let operator = Operator::derivative(0, order);
        self.each_component(&operator, &value, &[axis], &arguments[0].span)
    }

    fn each_component(
        &mut self,
        operator: &Operator,
        value: &Value,
        axes: &[usize],
        span: &Range<usize>,
    ) -> Result<Value, Fault> {
        let mut parts = Vec::new();
        for number in numbers(value) {
            parts.extend(self.apply(operator, &[number], axes, span)?);
        }
        Ok(assembled(value.shape.clone(), parts, value.axes.clone()))
    }

    /// Applies a table to components; its axes are these of the grid.
    fn apply(
        &mut self,
        operator: &Operator,
        components: &[Number],
        axes: &[usize],
        span: &Range<usize>,
    ) -> Result<Vec<Number>, Fault> {
        let nodes: Vec<_> = components.iter().map(|(node, _)| *node).collect();
        operator.terms().iter().for_each(|term| self.geometry.differentiate(axes[term.axis]));
        let outputs = self.graph.apply(operator, &nodes, axes);
        let units = (0..operator.outputs()).map(|output| {
            let terms: Vec<&Term> = operator.terms().iter().filter(|term| term.output == output).collect();
            self.unit(&terms, components, axes, span)
        });
        Ok(outputs.into_iter().zip(units.collect::<Result<Vec<_>, _>>()?).collect())
    }

    /// The unit of a sum of terms.
    fn unit(
        &self,
        terms: &[&Term],
        components: &[Number],
        along: &[usize],
        span: &Range<usize>,
    ) -> Result<Unit, Fault> {
        let component = |term: &&Term| &components[term.component].1;
        let axis = |term: &&Term| &self.geometry.axes()[along[term.axis]];
        let of_term = |term: &&Term| {
            component(term).derivative(axis(term).units.as_deref(), term.order.number()).known()
        };
        result_units::addable(
            &terms.iter().map(of_term).collect::<Vec<_>>(),
            &terms.iter().map(|term| component(term).known()).collect::<Vec<_>>(),
            &terms.iter().map(|term| axis(term).units.clone()).collect::<Vec<_>>(),
        )
        .map(Unit::from)
        .map_err(|hint| {
            let told =
                |unit: Option<&str>| unit.map_or("without a unit".to_owned(), |unit| format!("in {unit}"));
            let term = |term: &&Term| {
                let FieldAxis { name, units, .. } = axis(term);
                let of_component = told(component(term).known().as_deref());
                format!("{of_component} along `{name}` {}", told(units.as_deref()))
            };
            let terms: Vec<String> = terms.iter().map(term).collect();
            let problem =
                format!("derivatives differ in their units and cannot be added: {}", terms.join(", "));
            Fault::new(span, problem).hint(hint).of_data()
        })
    }

    /// The axes along which a value is differentiated.
    fn space(&self, value: &Value, span: &Range<usize>) -> Result<Vec<usize>, Fault> {
        let axes = value.axes.clone().unwrap_or_else(|| self.geometry.space());
        if axes.is_empty() {
            let known: Vec<&str> = self.geometry.axes().iter().map(|axis| axis.name.as_str()).collect();
            return Err(Fault::new(
                span,
                "there is no axis in space along which this could be differentiated",
            )
            .hint(format!("d(f, AXIS) takes any dimension that has a name: {}", known.join(", "))));
        }
        Ok(axes)
    }

    fn directions(&self, axes: &[usize]) -> Vec<Direction> {
        let of_axis = |axis: &usize| {
            let name = self.geometry.axes()[*axis].name.clone();
            Direction { label: name.clone(), name, axis: Some(*axis) }
        };
        axes.iter().map(of_axis).collect()
    }

    /// Each direction with its axis, in the order of the axes.
    fn ordered(
        &self,
        name: &str,
        directions: &[Direction],
        axes: &[usize],
        span: &Range<usize>,
    ) -> Result<Vec<(usize, usize)>, Fault> {
        in_order(directions, axes).ok_or_else(|| {
            let known: Vec<&str> = axes.iter().map(|axis| self.geometry.axes()[*axis].name.as_str()).collect();
            Fault::new(
                span,
                format!(
                    "{name} needs an axis of its own for each component, but there are components {} and axes {}",
                    labels(directions),
                    known.join(", ")
                ),
            )
            .hint("--field NAME=c0:x,c1:y says which component lies on which axis")
            .of_data()
        })
    }
}

/// The components with their units.
pub(super) fn numbers(value: &Value) -> Vec<Number> {
    value.parts.iter().copied().zip(value.units.iter().cloned()).collect()
}

/// A value from its components with their units.
pub(super) fn assembled(shape: Shape, parts: Vec<Number>, axes: Option<Vec<usize>>) -> Value {
    let (parts, units) = parts.into_iter().unzip();
    Value { shape, parts, units, axes }
}
