//! Random expressions with their values on whole arrays in memory: choices are taken from bytes, so that smaller bytes are
//! smaller expressions. Derivatives are those of the operators on the whole arrays, everything else plain arithmetic.

use fieldops_operators::{
    DerivativeOrder, EdgeOrder, Grid, GridAxis, Spacing, curl_3d, derivative, divergence, gradient, laplacian,
};
use ndarray::{ArrayD, ArrayViewD, Axis, IxDyn};

/// Deepest nesting.
const DEPTH: usize = 3;
const NAMES: [&str; 3] = ["x", "y", "z"];

/// Fields on a grid, in memory.
pub(super) struct Fields {
    /// Name and coordinates of each dimension, in storage order.
    pub(super) dimensions: Vec<(&'static str, Vec<f64>)>,
    pub(super) e: [ArrayD<f64>; 3],
    pub(super) phi: ArrayD<f64>,
    pub(super) edge_order: EdgeOrder,
}

impl Fields {
    fn dimension(&self, name: &str) -> usize {
        self.dimensions.iter().position(|(other, _)| *other == name).unwrap()
    }

    /// The grid of these axes; the other dimensions are carried along.
    fn grid(&self, names: &[&str]) -> Grid {
        let axis = |name: &&str| {
            let dimension = self.dimension(name);
            let spacing = Spacing::from_coordinates(&self.dimensions[dimension].1).unwrap();
            GridAxis::new(*name, Axis(dimension), spacing)
        };
        Grid::new(self.phi.shape(), names.iter().map(axis).collect()).unwrap()
    }

    fn space(&self) -> Grid {
        self.grid(&NAMES)
    }

    fn along(&self, f: &ArrayD<f64>, name: &str, order: DerivativeOrder) -> ArrayD<f64> {
        derivative(&f.view(), 0, order, &self.grid(&[name]), self.edge_order).unwrap()
    }

    fn positions(&self, name: &str) -> ArrayD<f64> {
        let dimension = self.dimension(name);
        ArrayD::from_shape_fn(IxDyn(self.phi.shape()), |at| self.dimensions[dimension].1[at[dimension]])
    }
}

type Vector = [ArrayD<f64>; 3];

fn views(vector: &Vector) -> Vec<ArrayViewD<'_, f64>> {
    vector.iter().map(|component| component.view()).collect()
}

/// The parts along the first axis.
fn parts(stacked: &ArrayD<f64>) -> Vector {
    std::array::from_fn(|number| stacked.index_axis(Axis(0), number).to_owned())
}

fn each(vector: &Vector, other: &Vector, of: impl Fn(f64, f64) -> f64) -> Vector {
    std::array::from_fn(|number| combined(&vector[number], &other[number], &of))
}

fn combined(one: &ArrayD<f64>, other: &ArrayD<f64>, of: impl Fn(f64, f64) -> f64) -> ArrayD<f64> {
    ndarray::Zip::from(one).and(other).map_collect(|one, other| of(*one, *other))
}

/// A result: what it is called, and its components with the endings of their names.
pub(super) struct Expected {
    pub(super) statement: String,
    pub(super) variables: Vec<(String, ArrayD<f64>)>,
}

/// Some results, each of an expression.
pub(super) fn results(choices: &[u8], fields: &Fields) -> Vec<Expected> {
    let mut generator = Generator { choices: choices.iter(), fields };
    let result = |number: u8| {
        let name = format!("r{number}");
        if generator.choice(2) == 0 {
            let (text, values) = generator.scalar(0);
            return Expected { statement: format!("{name} = {text}"), variables: vec![(name, values)] };
        }
        let (text, values) = generator.vector(0);
        let variables = NAMES.iter().zip(values).map(|(label, part)| (format!("{name}_{label}"), part));
        Expected { statement: format!("{name} = {text}"), variables: variables.collect() }
    };
    (0..2).map(result).collect()
}

struct Generator<'a> {
    choices: std::slice::Iter<'a, u8>,
    fields: &'a Fields,
}

impl Generator<'_> {
    fn choice(&mut self, count: u8) -> u8 {
        self.choices.next().copied().unwrap_or_default() % count
    }

    fn scalar(&mut self, depth: usize) -> (String, ArrayD<f64>) {
        let fields = self.fields;
        let choice = self.choice(if depth >= DEPTH { 3 } else { 12 });
        let number = usize::from(self.choice(3));
        let axis = NAMES[number];
        match choice {
            0 => ("phi".to_owned(), fields.phi.clone()),
            1 => (format!("E.{axis}"), fields.e[number].clone()),
            2 => (axis.to_owned(), fields.positions(axis)),
            3 | 4 => {
                let (text, f) = self.scalar(depth + 1);
                (
                    format!("laplacian({text})"),
                    laplacian(&f.view(), &fields.space(), fields.edge_order).unwrap(),
                )
            }
            5 | 6 => {
                let (text, u) = self.vector(depth + 1);
                (format!("div({text})"), divergence(&views(&u), &fields.space(), fields.edge_order).unwrap())
            }
            7 => {
                let (text, [a, b, c]) = self.vector(depth + 1);
                let square = |part: &ArrayD<f64>| part * part;
                (format!("norm({text})"), ((square(&a) + square(&b)) + square(&c)).mapv(f64::sqrt))
            }
            8 => {
                // The time too, where there is one.
                let name = fields.dimensions[number].0;
                let (text, f) = self.scalar(depth + 1);
                (format!("d({text}, {name})"), fields.along(&f, name, DerivativeOrder::First))
            }
            9 => {
                let (text, f) = self.scalar(depth + 1);
                (format!("d({text}, {axis}, 2)"), fields.along(&f, axis, DerivativeOrder::Second))
            }
            10 => {
                let ((one, a), (other, b)) = (self.scalar(depth + 1), self.scalar(depth + 1));
                (format!("({one} - {other})"), combined(&a, &b, |a, b| a - b))
            }
            _ => {
                let ((one, a), (other, b)) = (self.scalar(depth + 1), self.scalar(depth + 1));
                (format!("({one} * {other})"), combined(&a, &b, |a, b| a * b))
            }
        }
    }

    fn vector(&mut self, depth: usize) -> (String, Vector) {
        let fields = self.fields;
        match self.choice(if depth >= DEPTH { 1 } else { 7 }) {
            0 => ("E".to_owned(), fields.e.clone()),
            1 | 2 => {
                let (text, f) = self.scalar(depth + 1);
                let gradient = gradient(&f.view(), &fields.space(), fields.edge_order).unwrap();
                (format!("grad({text})"), parts(&gradient))
            }
            3 | 4 => {
                let (text, u) = self.vector(depth + 1);
                let curl = curl_3d(&views(&u), &fields.space(), fields.edge_order).unwrap();
                (format!("curl({text})"), parts(&curl))
            }
            5 => {
                let ((one, u), (other, v)) = (self.vector(depth + 1), self.vector(depth + 1));
                (format!("({one} + {other})"), each(&u, &v, |a, b| a + b))
            }
            _ => {
                let ((one, a), (other, u)) = (self.scalar(depth + 1), self.vector(depth + 1));
                let factor = std::array::from_fn(|_| a.clone());
                (format!("({one} * {other})"), each(&factor, &u, |a, b| a * b))
            }
        }
    }
}
