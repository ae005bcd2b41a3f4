//! The one execution of any table of terms.

use std::ops::Range;

use fieldops_stencil::{
    DerivativeOrder, EdgeOrder, Element, Error as StencilError, Output, PointFunction, Sign, Stencil,
    Term as SummedTerm, map_derivatives_into, sum_derivatives_into,
};
use ndarray::{ArrayViewD, ArrayViewMutD, Axis};

use crate::{Error, Grid, Operator, Result, Term};

/// An operator planned for a grid: every weight of every axis, and the order of every sum.
///
/// A sweep is planned for the whole grid and applied to the whole or to any window of it; the bits of the results do
/// not depend on the window.
///
/// # Examples
/// One row of a gradient, from the rows that it needs:
/// ```
/// use fieldops_operators::{EdgeOrder, Grid, GridAxis, Operator, Spacing, Sweep};
/// use ndarray::{ArrayD, Axis, IxDyn, s};
///
/// let x = Spacing::from_coordinates(&[0.0, 1.0, 3.0, 4.0, 8.0])?;
/// let grid = Grid::new(&[5, 2], vec![GridAxis::new("x", Axis(0), x)])?;
/// let f = ArrayD::from_shape_fn(IxDyn(&[5, 2]), |index| (index[0] * index[0]) as f64);
///
/// let sweep = Sweep::new(&Operator::gradient(1), &grid, EdgeOrder::First)?;
/// let needed = sweep.input_window(&[2..3, 0..2]);
/// assert_eq!(needed, [1..4, 0..2]);
/// let mut row = ArrayD::from_elem(IxDyn(&[1, 2]), f64::NAN);
/// let input = f.slice(s![1..4, ..]).into_dyn();
/// sweep.apply_window_into(&[2..3, 0..2], &[input], &mut [row.view_mut()])?;
/// assert_eq!(row[[0, 0]], 23.0 / 6.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    shape: Vec<usize>,
    components: usize,
    stencils: Vec<AxisStencil>,
    outputs: Vec<Vec<PlannedTerm>>,
}

#[derive(Debug, Clone, PartialEq)]
struct AxisStencil {
    axis: Axis,
    stencil: Stencil,
}

/// A term whose derivative is looked up among the sweep's stencils.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PlannedTerm {
    component: usize,
    stencil: usize,
    sign: Sign,
}

impl Sweep {
    /// Plans `operator` on `grid`.
    ///
    /// # Errors
    /// [`Error::TooFewAxes`] when the operator names an axis that the grid does not have; [`Error::Axis`] when an axis
    /// is too short for the edge order.
    pub fn new(operator: &Operator, grid: &Grid, edge_order: EdgeOrder) -> Result<Self> {
        let mut planned: Vec<(usize, DerivativeOrder)> = Vec::new();
        let mut stencils = Vec::new();
        let mut outputs = vec![Vec::new(); operator.outputs()];
        for &Term { output, sign, component, axis, order } in operator.terms() {
            let key = (axis, order);
            let known = planned.iter().position(|known| *known == key);
            if known.is_none() {
                stencils.push(plan(grid, axis, order, edge_order)?);
                planned.push(key);
            }
            let stencil = known.unwrap_or(planned.len() - 1);
            let planned_term = PlannedTerm { component, stencil, sign };
            outputs[output].push(planned_term);
        }
        Ok(Self { shape: grid.shape().to_vec(), components: operator.components(), stencils, outputs })
    }

    /// Number of components that the sweep takes.
    #[must_use]
    pub fn components(&self) -> usize {
        self.components
    }

    /// Number of arrays that the sweep makes.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs.len()
    }

    /// The window of the inputs that the window `output` of the results is computed from: widened by the reach of the
    /// stencils and clipped at the ends of the grid. Both are a range of global indices for each array axis.
    ///
    /// # Panics
    /// When `output` does not lie within the grid.
    #[must_use]
    pub fn input_window(&self, output: &[Range<usize>]) -> Vec<Range<usize>> {
        self.assert_within_grid(output);
        output.iter().enumerate().map(|(axis, range)| self.input_range(axis, range.clone())).collect()
    }

    /// As [`input_window`](Sweep::input_window), of what one component alone is needed for: a divergence needs neighbours of each
    /// component along one axis only.
    ///
    /// # Panics
    /// When `output` does not lie within the grid, or there is no such component.
    #[must_use]
    pub fn input_window_of(&self, component: usize, output: &[Range<usize>]) -> Vec<Range<usize>> {
        self.assert_within_grid(output);
        let along =
            |(axis, range): (usize, &Range<usize>)| self.input_range_of(component, axis, range.clone());
        output.iter().enumerate().map(along).collect()
    }

    fn assert_within_grid(&self, window: &[Range<usize>]) {
        let within = |(range, &extent): (&Range<usize>, _)| range.start <= range.end && range.end <= extent;
        assert!(
            window.len() == self.shape.len() && window.iter().zip(&self.shape).all(within),
            "the window {window:?} does not lie within a grid of shape {:?}",
            self.shape
        );
    }

    /// The part of [`input_window`](Sweep::input_window) along one axis of the arrays.
    ///
    /// # Panics
    /// When `output` does not lie within the grid.
    #[must_use]
    pub fn input_range(&self, axis: usize, output: Range<usize>) -> Range<usize> {
        widened(&self.stencils, axis, &output)
    }

    /// The part of [`input_window_of`](Sweep::input_window_of) along one axis of the arrays.
    ///
    /// # Panics
    /// When `output` does not lie within the grid, or there is no such component.
    #[must_use]
    pub fn input_range_of(&self, component: usize, axis: usize, output: Range<usize>) -> Range<usize> {
        assert!(component < self.components, "component {component} of {}", self.components);
        let own = self.outputs.iter().flatten().filter(|term| term.component == component);
        widened(own.map(|term| &self.stencils[term.stencil]), axis, &output)
    }

    /// Applies the sweep to whole arrays.
    ///
    /// # Errors
    /// Those of [`Sweep::apply_window_into`].
    pub fn apply_into<T: Element, O: Output<Scalar = T::Scalar>>(
        &self,
        inputs: &[ArrayViewD<'_, T>],
        outputs: &mut [ArrayViewMutD<'_, O>],
    ) -> Result<()> {
        let whole: Vec<_> = self.shape.iter().map(|&extent| 0..extent).collect();
        self.apply_window_into(&whole, inputs, outputs)
    }

    /// Applies the sweep to a window: `outputs` cover the window `output` of the grid, and each of the `inputs`, along each
    /// axis, what [`input_window`](Sweep::input_window) does or what [`input_window_of`](Sweep::input_window_of) its
    /// component does. What the outputs held is not read. Runs on the current rayon
    /// pool; the number of threads changes no bit.
    ///
    /// # Errors
    /// [`Error::ComponentCount`], [`Error::OutputCount`], [`Error::ShapeMismatch`].
    ///
    /// # Panics
    /// When `output` does not lie within the grid.
    pub fn apply_window_into<T: Element, O: Output<Scalar = T::Scalar>>(
        &self,
        output: &[Range<usize>],
        inputs: &[ArrayViewD<'_, T>],
        outputs: &mut [ArrayViewMutD<'_, O>],
    ) -> Result<()> {
        self.check_components(inputs.len())?;
        if outputs.len() != self.outputs.len() {
            return Err(Error::OutputCount { expected: self.outputs.len(), found: outputs.len() });
        }
        self.assert_within_grid(output);
        let outputs = outputs.iter_mut().map(|view| view.view_mut()).collect();
        sum_derivatives_into(output, inputs, outputs, &self.sums()).map_err(of_rows)
    }

    /// Applies the sweep to a window and a function to its results, point by point: `out` becomes that of
    /// `[output₀, output₁, …]`, and the outputs themselves are never stored. Windows are those of
    /// [`Sweep::apply_window_into`].
    ///
    /// # Errors
    /// [`Error::ComponentCount`], [`Error::ShapeMismatch`].
    ///
    /// # Panics
    /// When `output` does not lie within the grid, or when the sweep does not make `N` arrays. More than nine do not compile.
    pub fn map_window_into<T: Element<Scalar = f64>, O: Output<Scalar = f64>, const N: usize>(
        &self,
        output: &[Range<usize>],
        inputs: &[ArrayViewD<'_, T>],
        out: ArrayViewMutD<'_, O>,
        function: &impl PointFunction<N>,
    ) -> Result<()> {
        self.check_components(inputs.len())?;
        self.assert_within_grid(output);
        map_derivatives_into(output, inputs, out, &self.sums(), function).map_err(of_rows)
    }

    fn check_components(&self, found: usize) -> Result<()> {
        let expected = self.components;
        if found == expected { Ok(()) } else { Err(Error::ComponentCount { expected, found }) }
    }

    /// Each output's terms, as the walk takes them.
    fn sums(&self) -> Vec<Vec<SummedTerm<'_>>> {
        let summed = |term: &PlannedTerm| {
            let AxisStencil { axis, stencil } = &self.stencils[term.stencil];
            SummedTerm { input: term.component, axis: *axis, stencil, sign: term.sign }
        };
        self.outputs.iter().map(|terms| terms.iter().map(summed).collect()).collect()
    }
}

/// What these stencils need along an axis of the arrays for a range of results.
fn widened<'s>(
    stencils: impl IntoIterator<Item = &'s AxisStencil>,
    axis: usize,
    output: &Range<usize>,
) -> Range<usize> {
    stencils
        .into_iter()
        .filter(|stencil| stencil.axis.index() == axis)
        .map(|stencil| stencil.stencil.input_range(output.clone()))
        .fold(output.clone(), |one, other| one.start.min(other.start)..one.end.max(other.end))
}

fn of_rows(error: StencilError) -> Error {
    match error {
        StencilError::ShapeMismatch { expected, found } => Error::ShapeMismatch { expected, found },
        other => Error::Rows(other),
    }
}

fn plan(grid: &Grid, axis: usize, order: DerivativeOrder, edge_order: EdgeOrder) -> Result<AxisStencil> {
    let Some(grid_axis) = grid.axes().get(axis) else {
        return Err(Error::TooFewAxes { axis, axes: grid.axes().len() });
    };
    let points = grid.shape()[grid_axis.axis.index()];
    let stencil = Stencil::new(&grid_axis.spacing, points, order, edge_order)
        .map_err(|source| Error::Axis { name: grid_axis.name.clone(), source })?;
    Ok(AxisStencil { axis: grid_axis.axis, stencil })
}
