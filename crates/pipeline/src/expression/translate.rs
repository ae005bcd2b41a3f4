//! From the syntax of an expression to the graph of what is computed; shapes and units are checked on the way.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use fieldops_io::{
    Source,
    field::{Component, Field, Rank},
};

use super::{
    function::Function,
    geometry::Geometry,
    names::{Meaning, Names, is_same},
    problem::Fault,
    shape::{Direction, Shape, Value, labels},
    syntax::{Expression, Infix, Kind},
    unit::Unit,
};
use crate::{
    inputs::Inputs,
    program::{Graph, NodeId, Unary},
};

/// A component with its unit.
pub(super) type Number = (NodeId, Unit);

/// Whoever translates the expressions on one grid.
#[derive(Debug)]
pub(super) struct Translator {
    pub(super) geometry: Geometry,
    pub(super) graph: Graph,
    pub(super) inputs: Inputs,
    /// The fields that are read, each once.
    pub(super) fields: Vec<Field>,
    /// The fields that the statement at hand names, itself or by earlier results.
    pub(super) named: BTreeSet<usize>,
    /// The results so far, by name, with the fields that they name.
    pub(super) results: HashMap<String, (Value, BTreeSet<usize>)>,
    /// What is done that needs Cartesian axes: a divergence, a curl, ….
    pub(super) operators: Vec<Function>,
}

impl Translator {
    pub(super) fn new(geometry: Geometry) -> Self {
        Self {
            geometry,
            graph: Graph::default(),
            inputs: Inputs::default(),
            fields: Vec::new(),
            named: BTreeSet::new(),
            results: HashMap::new(),
            operators: Vec::new(),
        }
    }

    pub(super) fn value(
        &mut self,
        expression: &Expression,
        names: &Names,
        source: &dyn Source,
    ) -> Result<Value, Fault> {
        let span = &expression.span;
        match &expression.kind {
            Kind::Number(number) => Ok(Value::scalar(self.graph.constant(*number), Unit::Free, None)),
            Kind::Name { name, is_quoted } => self.name(name, *is_quoted, span, names, source),
            Kind::Component(of, label) => {
                let value = self.value(of, names, source)?;
                self.component(&value, label, span)
            }
            Kind::Negate(of) => {
                let value = self.value(of, names, source)?;
                Ok(self.each(value, Unary::Negate))
            }
            Kind::Infix(infix, one, other) => {
                let (one, other) = (self.value(one, names, source)?, self.value(other, names, source)?);
                match infix {
                    Infix::Add | Infix::Subtract => self.plus(*infix, &one, &other, span),
                    Infix::Multiply => self.times(&one, &other, span),
                    Infix::Divide => self.per(&one, &other, span),
                    Infix::Dot => self.dot(&one, &other, span),
                    Infix::Power => self.power(&one, &other, span),
                }
            }
            Kind::Call { function, function_span, arguments } => {
                let Some(known) = Function::named(function) else {
                    return Err(Fault::new(function_span, format!("there is no function `{function}`"))
                        .nearest(function, Function::names()));
                };
                check_count(function, known, arguments.len(), span)?;
                if known == Function::Derivative {
                    return self.derivative(arguments, names, source);
                }
                let values = arguments.iter().map(|argument| self.value(argument, names, source));
                let values = values.collect::<Result<Vec<_>, _>>()?;
                let spans: Vec<&Range<usize>> = arguments.iter().map(|argument| &argument.span).collect();
                self.call(function, known, &values, &spans, span)
            }
        }
    }

    fn call(
        &mut self,
        name: &str,
        function: Function,
        values: &[Value],
        spans: &[&Range<usize>],
        whole: &Range<usize>,
    ) -> Result<Value, Fault> {
        let (value, span) = (&values[0], spans[0]);
        match function {
            Function::Gradient | Function::Jacobian => self.gradient(name, value, span),
            Function::Divergence => self.divergence(value, span),
            Function::Curl => self.curl(value, span),
            Function::Laplacian => self.laplacian(value, span),
            Function::Derivative => unreachable!("the axis of a derivative is no value"),
            Function::Dot => self.dot(value, &values[1], whole),
            Function::Cross => self.cross(value, &values[1], whole),
            Function::Norm => self.norm(value, span),
            Function::Trace => self.trace(value, span),
            Function::Transpose => transpose(value, span),
            Function::Symmetric => self.symmetric(Infix::Add, value, span),
            Function::Antisymmetric => self.symmetric(Infix::Subtract, value, span),
            Function::Determinant => self.determinant(value, span),
            Function::Elementwise(unary, rule) => self.elementwise(name, unary, rule, value, span),
            Function::Atan2 => self.atan2(value, &values[1], whole),
            Function::Extreme(binary) => self.extreme(name, binary, values, whole),
            Function::Part(unary) => Ok(self.each(value.clone(), unary)),
            Function::Unitless => Ok(Value { units: vec![Unit::Free; value.parts.len()], ..value.clone() }),
            Function::Radians => self.radians(value, span),
        }
    }

    fn name(
        &mut self,
        name: &str,
        is_quoted: bool,
        span: &Range<usize>,
        names: &Names,
        source: &dyn Source,
    ) -> Result<Value, Fault> {
        if !is_quoted {
            if let Some((value, named)) = self.results.get(name) {
                self.named.extend(named);
                return Ok(value.clone());
            }
            if name == "pi" {
                return Ok(Value::scalar(self.graph.constant(std::f64::consts::PI), Unit::Free, None));
            }
        }
        let meaning = names.meaning(name);
        if let Meaning::Field(field) = meaning {
            return self.field(field, span, source);
        }
        if let Some(axis) = self.geometry.axis_named(name) {
            self.geometry.locate(axis);
            let unit = self.geometry.axes()[axis].units.clone().into();
            return Ok(Value::scalar(self.graph.position(axis), unit, None));
        }
        match meaning {
            Meaning::Field(field) | Meaning::Line(field) => self.field(field, span, source),
            Meaning::Unknown { problem, hint, kind } => {
                let fault = Fault::new(span, problem).of_kind(*kind);
                Err(match hint {
                    Some(hint) => fault.hint(hint),
                    None => fault.nearest(name, self.results.keys().map(String::as_str)),
                })
            }
        }
    }

    fn field(&mut self, field: &Field, span: &Range<usize>, source: &dyn Source) -> Result<Value, Fault> {
        if self.geometry.mismatch(field).is_some() {
            let (one, other) = (self.geometry.path(), field.path());
            return Err(on_different_grids(span, [&one, &other], &self.geometry, field));
        }
        let axes: Vec<usize> = field.axes.iter().map(|axis| self.geometry.axis_of(axis)).collect();
        let all: Vec<usize> = (0..field.components.len()).collect();
        let leaves = self
            .inputs
            .add(field, &all, source)
            .map_err(|error| Fault::new(span, error.to_string()).of_data())?;
        let number = self.fields.iter().position(|other| is_same(other, field)).unwrap_or_else(|| {
            self.fields.push(field.clone());
            self.fields.len() - 1
        });
        self.named.insert(number);
        let is_complex = field.value_type.is_complex();
        let parts = leaves.into_iter().map(|leaf| self.graph.input(leaf, is_complex)).collect();
        let units = field.components.iter().map(|component| component.units.clone().into()).collect();
        let direction = |component: &Component| Direction {
            label: component.label.clone(),
            name: component.name.clone(),
            axis: component.axis.map(|axis| axes[axis]),
        };
        let shape = match field.rank {
            Rank::Scalar => Shape::Scalar,
            Rank::Vector => Shape::Vector(field.components.iter().map(direction).collect()),
        };
        Ok(Value { shape, parts, units, axes: Some(axes) })
    }

    /// `E.x`; of a tensor the row, which is a vector.
    fn component(&self, value: &Value, label: &str, span: &Range<usize>) -> Result<Value, Fault> {
        let (directions, rest) = match &value.shape {
            Shape::Scalar => {
                return Err(Fault::new(span, format!("a scalar has no component `{label}`")));
            }
            Shape::Vector(directions) => (directions, None),
            Shape::Tensor(rows, columns) => (rows, Some(columns)),
        };
        let axis_name =
            |it: &Direction| it.axis.map(|axis| self.geometry.axes()[axis].name.as_str()) == Some(label);
        let place = directions
            .iter()
            .position(|direction| direction.label == label)
            .or_else(|| directions.iter().position(|direction| direction.name == label))
            .or_else(|| directions.iter().position(axis_name))
            .or_else(|| directions.iter().position(|direction| direction.label.eq_ignore_ascii_case(label)));
        let Some(place) = place else {
            return Err(Fault::new(
                span,
                format!("there is no component `{label}`: the components are {}", labels(directions)),
            ));
        };
        let count = rest.map_or(1, Vec::len);
        let shape = rest.map_or(Shape::Scalar, |columns| Shape::Vector(columns.clone()));
        let places: Vec<usize> = (place * count..(place + 1) * count).collect();
        Ok(value.reordered(shape, &places))
    }
}

/// What is wrong where `names` are of a grid and of a field that does not lie on it.
pub(super) fn on_different_grids(
    span: &Range<usize>,
    names: [&str; 2],
    geometry: &Geometry,
    field: &Field,
) -> Fault {
    let [one, other] = names;
    let how = geometry.mismatch(field).map(|how| format!(": they {how}")).unwrap_or_default();
    Fault::new(span, format!("`{one}` and `{other}` lie on different grids{how}"))
        .hint("fields of one expression must lie on one grid")
}

fn check_count(name: &str, function: Function, found: usize, span: &Range<usize>) -> Result<(), Fault> {
    let (least, most) = function.arity();
    if (least..=most).contains(&found) {
        return Ok(());
    }
    let takes = match (least, most) {
        (1, 1) => "1 argument".to_owned(),
        (least, most) if least == most => format!("{least} arguments"),
        (least, usize::MAX) => format!("{least} arguments or more"),
        (least, most) => format!("{least} or {most} arguments"),
    };
    Err(Fault::new(span, format!("{name} takes {takes}, but {found} are given")))
}

fn transpose(value: &Value, span: &Range<usize>) -> Result<Value, Fault> {
    let Shape::Tensor(rows, columns) = &value.shape else {
        return Err(Fault::new(
            span,
            format!("transpose takes a tensor, but this is {}", value.description()),
        ));
    };
    let width = columns.len();
    let places: Vec<usize> =
        (0..width).flat_map(|column| (0..rows.len()).map(move |row| row * width + column)).collect();
    Ok(value.reordered(Shape::Tensor(columns.clone(), rows.clone()), &places))
}
