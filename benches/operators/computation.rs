//! What a case computes: an operator, or a pointwise quantity of the Jacobian.

use std::ops::Range;

use fieldops_operators::{EdgeOrder, Grid, Invariant, Operator, Output, Result, Sweep};
use ndarray::{ArrayViewD, ArrayViewMutD};

/// What a case computes of a field on three axes.
#[derive(Clone)]
pub(crate) enum Computation {
    Operator(Operator),
    Invariant(Invariant),
}

impl Computation {
    /// Number of arrays that are read.
    pub(crate) fn inputs(&self) -> usize {
        match self {
            Self::Operator(operator) => operator.components(),
            Self::Invariant(_) => 3,
        }
    }

    /// Number of arrays that are written.
    pub(crate) fn outputs(&self) -> usize {
        match self {
            Self::Operator(operator) => operator.outputs(),
            Self::Invariant(_) => 1,
        }
    }

    pub(crate) fn is_operator(&self) -> bool {
        matches!(self, Self::Operator(_))
    }

    pub(crate) fn plan(&self, grid: &Grid) -> Result<Plan> {
        let edge_order = EdgeOrder::Second;
        Ok(match self {
            Self::Operator(operator) => Plan::Operator(Sweep::new(operator, grid, edge_order)?),
            Self::Invariant(invariant) => Plan::Invariant {
                invariant: *invariant,
                jacobian: invariant.sweep(grid, edge_order)?,
                whole: grid.shape().iter().map(|&extent| 0..extent).collect(),
            },
        })
    }
}

/// A computation, planned for a grid.
pub(crate) enum Plan {
    Operator(Sweep),
    Invariant { invariant: Invariant, jacobian: Sweep, whole: Vec<Range<usize>> },
}

impl Plan {
    /// Computes it once, on the current pool.
    pub(crate) fn apply<T: Output<Scalar = f64>>(
        &self,
        inputs: &[ArrayViewD<'_, T>],
        outputs: &mut [ArrayViewMutD<'_, T>],
    ) -> Result<()> {
        match self {
            Self::Operator(sweep) => sweep.apply_into(inputs, outputs),
            Self::Invariant { invariant, jacobian, whole } => {
                invariant.apply_window_into(jacobian, whole, inputs, outputs[0].view_mut())
            }
        }
    }
}
