//! Which table of terms a calculation is for a field, and what its results are called.

use fieldops_io::{
    Error, Result,
    field::{Component, Field, FieldAxis, Layout, Rank},
};
use fieldops_operators::{DerivativeOrder, Operator, Sign, Term};

use crate::{Calculation, text};

/// The table of a calculation on one field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub(crate) operator: Operator,
    /// Which components of the field the operator takes, in its order.
    pub(crate) components: Vec<usize>,
    /// The indices that its outputs are numbered by, the slowest first; none for a single output.
    pub(crate) indices: Vec<Index>,
    /// All outputs as one.
    pub(crate) whole: Label,
    /// Each output.
    pub(crate) parts: Vec<Label>,
}

/// An index of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    /// Name of the dimension: `component` or `axis`.
    pub(crate) dimension: &'static str,
    pub(crate) labels: Vec<String>,
}

/// What a result is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) long_name: String,
}

impl Label {
    fn new(name: &str, long_name: String) -> Self {
        Self { name: text::in_path(name), long_name }
    }
}

impl Table {
    /// The table of `calculation` on `field`.
    ///
    /// # Errors
    /// When the components of the field do not match its axes as the calculation needs it.
    pub(crate) fn new(calculation: &Calculation, field: &Field) -> Result<Self> {
        match calculation {
            Calculation::Derivative { axis, order } => Ok(derivative(field, axis, *order)),
            Calculation::Gradient => Ok(gradient(field)),
            Calculation::Jacobian => Ok(jacobian(field)),
            Calculation::Divergence => divergence(field),
            Calculation::Curl => curl(field),
            Calculation::Laplacian => Ok(laplacian(field)),
            Calculation::Evaluate(_) => unreachable!("expressions are no table"),
        }
    }
}

fn derivative(field: &Field, axis: &str, order: DerivativeOrder) -> Table {
    let named = field.axis_named(axis).map(|axis| axis.dimension);
    let number = field.axes.iter().position(|axis| Some(axis.dimension) == named).unwrap_or_default();
    let label = |name: &str| derivative_label(name, &field.axes[number], order);
    let terms = |component| vec![term(component, component, number, order)];
    each_component(field, terms, label)
}

fn laplacian(field: &Field) -> Table {
    let label = |name: &str| Label::new(&format!("laplacian_{name}"), format!("Laplacian of {name}"));
    let terms = |component| {
        let axes = 0..field.axes.len();
        axes.map(|axis| term(component, component, axis, DerivativeOrder::Second)).collect()
    };
    each_component(field, terms, label)
}

/// A table that does the same to each component.
fn each_component(field: &Field, terms: impl Fn(usize) -> Vec<Term>, label: impl Fn(&str) -> Label) -> Table {
    let count = field.components.len();
    let indices = match field.rank {
        Rank::Scalar => Vec::new(),
        Rank::Vector => vec![component_index(field)],
    };
    Table {
        operator: Operator::new(count, (0..count).flat_map(terms).collect()),
        components: (0..count).collect(),
        indices,
        whole: label(&field.name),
        parts: field.components.iter().map(|component| label(&component.name)).collect(),
    }
}

fn gradient(field: &Field) -> Table {
    let part = |axis| derivative_label(&field.name, axis, DerivativeOrder::First);
    Table {
        operator: Operator::gradient(field.axes.len()),
        components: vec![0],
        indices: vec![axis_index(field)],
        whole: Label::new(&format!("grad_{}", field.name), format!("gradient of {}", field.name)),
        parts: field.axes.iter().map(part).collect(),
    }
}

fn jacobian(field: &Field) -> Table {
    let of_component = |component: &Component| {
        let part = |axis| derivative_label(&component.name, axis, DerivativeOrder::First);
        field.axes.iter().map(part).collect::<Vec<_>>()
    };
    Table {
        operator: Operator::jacobian(field.components.len(), field.axes.len()),
        components: (0..field.components.len()).collect(),
        indices: vec![component_index(field), axis_index(field)],
        whole: Label::new(&format!("jacobian_{}", field.name), format!("Jacobian of {}", field.name)),
        parts: field.components.iter().flat_map(of_component).collect(),
    }
}

fn divergence(field: &Field) -> Result<Table> {
    let pairs = components_by_axis(field, "divergence")?;
    let axes: Vec<usize> = pairs.iter().map(|(axis, _)| *axis).collect();
    let label = Label::new(&format!("div_{}", field.name), format!("divergence of {}", field.name));
    Ok(Table {
        operator: Operator::divergence(&axes),
        components: pairs.into_iter().map(|(_, component)| component).collect(),
        indices: Vec::new(),
        whole: label.clone(),
        parts: vec![label],
    })
}

fn curl(field: &Field) -> Result<Table> {
    let pairs = components_by_axis(field, "curl")?;
    let name = format!("curl_{}", field.name);
    let components = pairs.iter().map(|(_, component)| *component).collect();
    let axis_name = |axis: usize| &field.axes[axis].name;
    match pairs[..] {
        [(x, u), (y, v)] => {
            let part = |component: usize, axis| {
                derivative_label(&field.components[component].name, &field.axes[axis], DerivativeOrder::First)
                    .name
            };
            let label = Label::new(&name, format!("curl of {}: {} - {}", field.name, part(v, x), part(u, y)));
            Ok(Table {
                operator: Operator::curl_2d([x, y]),
                components,
                indices: Vec::new(),
                whole: label.clone(),
                parts: vec![label],
            })
        }
        [(x, _), (y, _), (z, _)] => {
            let labels: Vec<String> = [x, y, z].into_iter().map(|axis| axis_name(axis).clone()).collect();
            let part = |axis: &String| {
                Label::new(
                    &format!("{name}_{axis}"),
                    format!("{axis} component of the curl of {}", field.name),
                )
            };
            Ok(Table {
                operator: Operator::curl_3d([x, y, z]),
                components,
                parts: labels.iter().map(part).collect(),
                indices: vec![Index { dimension: "component", labels }],
                whole: Label::new(&name, format!("curl of {}", field.name)),
            })
        }
        _ => Err(unmatched(field, "curl", "needs two components on two axes or three on three")),
    }
}

/// Each component with its axis, in the order of the axes; that order is what makes a curl right-handed.
fn components_by_axis(field: &Field, calculation: &str) -> Result<Vec<(usize, usize)>> {
    let axes = field.components.iter().enumerate().map(|(number, component)| Some((component.axis?, number)));
    let mut pairs = axes
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| unmatched(field, calculation, "needs an axis for each component"))?;
    pairs.sort_unstable();
    if pairs.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(unmatched(field, calculation, "needs an axis of its own for each component"));
    }
    Ok(pairs)
}

fn unmatched(field: &Field, calculation: &str, need: &str) -> Error {
    let on_axis = |component: &Component| match component.axis {
        Some(axis) => format!("{} on {}", component.name, field.axes[axis].name),
        None => format!("{} on none", component.name),
    };
    let components: Vec<String> = field.components.iter().map(on_axis).collect();
    let axes: Vec<&str> = field.axes.iter().map(|axis| axis.name.as_str()).collect();
    Error::undecided(
        format!(
            "{calculation} {need}, but field `{}` has components {} and axes {}",
            field.path(),
            components.join(", "),
            axes.join(", "),
        ),
        pairing_hint(field),
    )
}

/// The option that pairs components with axes, as far as they are paired already; never a pairing by position.
fn pairing_hint(field: &Field) -> String {
    if matches!(field.layout, Layout::Stacked { .. }) {
        return "--axes names the axes of the array in storage order, after its components".to_owned();
    }
    let too_many = field.components.len() > field.axes.len();
    let pair = |component: &Component| {
        let variable = component.variable.trim_start_matches('/');
        match component.axis {
            Some(axis) => Some(format!("{variable}:{}", field.axes[axis].name)),
            None => (!too_many).then(|| format!("{variable}:AXIS")),
        }
    };
    let pairs: Vec<String> = field.components.iter().filter_map(pair).collect();
    format!("--field {}={} says which component lies on which axis", field.name, pairs.join(","))
}

fn derivative_label(name: &str, axis: &FieldAxis, order: DerivativeOrder) -> Label {
    let axis = &axis.name;
    match order {
        DerivativeOrder::First => {
            Label::new(&format!("d{name}_d{axis}"), format!("derivative of {name} with respect to {axis}"))
        }
        DerivativeOrder::Second => Label::new(
            &format!("d2{name}_d{axis}2"),
            format!("second derivative of {name} with respect to {axis}"),
        ),
    }
}

fn component_index(field: &Field) -> Index {
    let labels = field.components.iter().map(|component| component.label.clone()).collect();
    Index { dimension: "component", labels }
}

fn axis_index(field: &Field) -> Index {
    Index { dimension: "axis", labels: field.axes.iter().map(|axis| axis.name.clone()).collect() }
}

fn term(output: usize, component: usize, axis: usize, order: DerivativeOrder) -> Term {
    Term { output, sign: Sign::Plus, component, axis, order }
}
