//! Linear differential operators as tables of terms.

use fieldops_stencil::{DerivativeOrder, Sign};

/// A linear differential operator: a table whose rows are added up from top to bottom.
///
/// # Examples
/// A table of one's own, the shear ∂v/∂x + ∂u/∂y of a field (u, v):
/// ```
/// use fieldops_operators::{DerivativeOrder::First, Operator, Sign::Plus, Term};
///
/// let shear = Operator::new(2, vec![
///     Term { output: 0, sign: Plus, component: 1, axis: 0, order: First },
///     Term { output: 0, sign: Plus, component: 0, axis: 1, order: First },
/// ]);
/// assert_eq!(shear.outputs(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    components: usize,
    outputs: usize,
    terms: Vec<Term>,
}

/// A row of the table: add, to `output`, `sign` times the derivative of `component` along `axis`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The output that is added to.
    pub output: usize,
    /// Whether the derivative is added or subtracted.
    pub sign: Sign,
    /// The component that is differentiated.
    pub component: usize,
    /// The axis of the grid along which it is differentiated, in the grid's order.
    pub axis: usize,
    /// First or second derivative.
    pub order: DerivativeOrder,
}

impl Operator {
    /// The operator on so many components with this table.
    ///
    /// # Panics
    /// When a term names a component that is not there, or when an output up to the last one has no term.
    #[must_use]
    pub fn new(components: usize, terms: Vec<Term>) -> Self {
        let outputs = terms.iter().map(|term| term.output + 1).max().unwrap_or(0);
        assert!(
            terms.iter().all(|term| term.component < components),
            "a term names a component beyond the last"
        );
        let has_term = |output| terms.iter().any(|term| term.output == output);
        assert!((0..outputs).all(has_term), "an output has no term");
        Self { components, outputs, terms }
    }

    /// Number of components that it takes.
    #[must_use]
    pub fn components(&self) -> usize {
        self.components
    }

    /// Number of arrays that it makes.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// The table.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }
}

/// A term with a plus sign and a first derivative.
pub(crate) fn plus(output: usize, component: usize, axis: usize) -> Term {
    Term { output, sign: Sign::Plus, component, axis, order: DerivativeOrder::First }
}

/// A term with a minus sign and a first derivative.
pub(crate) fn minus(output: usize, component: usize, axis: usize) -> Term {
    Term { sign: Sign::Minus, ..plus(output, component, axis) }
}
