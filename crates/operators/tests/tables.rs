//! Every operator of the crate, and its definition written down anew.

use fieldops_operators::{
    DerivativeOrder, EdgeOrder, Element, Grid, Operator, Output, Result, curl_2d, curl_2d_into, curl_3d,
    curl_3d_into, derivative, derivative_into, divergence, divergence_into, gradient, gradient_into,
    jacobian, jacobian_into, laplacian, laplacian_into,
};
use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD};

/// An operator of the crate.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Named {
    Gradient,
    Jacobian,
    Divergence,
    Curl2d,
    Curl3d,
    Laplacian,
    /// Along an axis, once or twice.
    Derivative(usize, DerivativeOrder),
}

/// A row of a definition: to an output, plus or minus a component's derivative along an axis, once or twice.
pub(crate) type Row = (usize, char, usize, usize, usize);

/// All operators that make sense on so many axes.
pub(crate) fn all(axes: usize) -> Vec<Named> {
    let mut all = vec![
        Named::Gradient,
        Named::Jacobian,
        Named::Divergence,
        Named::Laplacian,
        Named::Derivative(axes - 1, DerivativeOrder::First),
        Named::Derivative(0, DerivativeOrder::Second),
    ];
    all.extend(match axes {
        2 => Some(Named::Curl2d),
        3 => Some(Named::Curl3d),
        _ => None,
    });
    all
}

impl Named {
    /// Extents that the result has before those of the grid.
    pub(crate) fn leading(self, axes: usize) -> Vec<usize> {
        match self {
            Self::Gradient | Self::Curl3d => vec![axes],
            Self::Jacobian => vec![axes, axes],
            Self::Divergence | Self::Curl2d | Self::Laplacian | Self::Derivative(..) => vec![],
        }
    }

    pub(crate) fn components(self, axes: usize) -> usize {
        match self {
            Self::Gradient | Self::Laplacian | Self::Derivative(..) => 1,
            Self::Jacobian | Self::Divergence | Self::Curl2d | Self::Curl3d => axes,
        }
    }

    pub(crate) fn definition(self, axes: usize) -> Vec<Row> {
        match self {
            Self::Gradient => (0..axes).map(|j| (j, '+', 0, j, 1)).collect(),
            Self::Jacobian => {
                let entry = |i: usize, j: usize| (i * axes + j, '+', i, j, 1);
                (0..axes).flat_map(|i| (0..axes).map(move |j| entry(i, j))).collect()
            }
            Self::Divergence => (0..axes).map(|c| (0, '+', c, c, 1)).collect(),
            Self::Curl2d => vec![(0, '+', 1, 0, 1), (0, '-', 0, 1, 1)],
            Self::Curl3d => vec![
                (0, '+', 2, 1, 1),
                (0, '-', 1, 2, 1),
                (1, '+', 0, 2, 1),
                (1, '-', 2, 0, 1),
                (2, '+', 1, 0, 1),
                (2, '-', 0, 1, 1),
            ],
            Self::Laplacian => (0..axes).map(|j| (0, '+', 0, j, 2)).collect(),
            Self::Derivative(along, order) => vec![(0, '+', 0, along, order.number())],
        }
    }

    /// The crate's table.
    pub(crate) fn operator(self, axes: usize) -> Operator {
        match self {
            Self::Gradient => Operator::gradient(axes),
            Self::Jacobian => Operator::jacobian(axes, axes),
            Self::Divergence => Operator::divergence(&(0..axes).collect::<Vec<_>>()),
            Self::Curl2d => Operator::curl_2d([0, 1]),
            Self::Curl3d => Operator::curl_3d([0, 1, 2]),
            Self::Laplacian => Operator::laplacian(axes),
            Self::Derivative(along, order) => Operator::derivative(along, order),
        }
    }

    /// The crate's function.
    pub(crate) fn apply<T: Element>(
        self,
        fields: &[ArrayViewD<'_, T>],
        grid: &Grid,
        edge: EdgeOrder,
    ) -> Result<ArrayD<T::Derivative>> {
        match self {
            Self::Gradient => gradient(&fields[0], grid, edge),
            Self::Jacobian => jacobian(fields, grid, edge),
            Self::Divergence => divergence(fields, grid, edge),
            Self::Curl2d => curl_2d(fields, grid, edge),
            Self::Curl3d => curl_3d(fields, grid, edge),
            Self::Laplacian => laplacian(&fields[0], grid, edge),
            Self::Derivative(axis, order) => derivative(&fields[0], axis, order, grid, edge),
        }
    }

    /// The crate's function that takes the caller's buffer.
    pub(crate) fn apply_into<T: Element, O: Output<Scalar = T::Scalar>>(
        self,
        fields: &[ArrayViewD<'_, T>],
        grid: &Grid,
        edge: EdgeOrder,
        out: ArrayViewMutD<'_, O>,
    ) -> Result<()> {
        match self {
            Self::Gradient => gradient_into(&fields[0], grid, edge, out),
            Self::Jacobian => jacobian_into(fields, grid, edge, out),
            Self::Divergence => divergence_into(fields, grid, edge, out),
            Self::Curl2d => curl_2d_into(fields, grid, edge, out),
            Self::Curl3d => curl_3d_into(fields, grid, edge, out),
            Self::Laplacian => laplacian_into(&fields[0], grid, edge, out),
            Self::Derivative(axis, order) => derivative_into(&fields[0], axis, order, grid, edge, out),
        }
    }
}
