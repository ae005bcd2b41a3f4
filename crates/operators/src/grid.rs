//! Rectilinear grids.

use fieldops_stencil::{Error as StencilError, Spacing};
use ndarray::Axis;

use crate::{Error, Result};

/// A rectilinear grid: the shape of the arrays on it, and the axes along which they are differentiated.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    shape: Vec<usize>,
    axes: Vec<GridAxis>,
}

/// An axis of a grid: its name, the axis of the arrays that it is, and its spacing.
#[derive(Debug, Clone, PartialEq)]
pub struct GridAxis {
    /// Its name, for messages: `x`.
    pub name: String,
    /// Which axis of the arrays it is.
    pub axis: Axis,
    /// Spacing of its points.
    pub spacing: Spacing,
}

impl GridAxis {
    /// An axis from its parts.
    pub fn new(name: impl Into<String>, axis: Axis, spacing: Spacing) -> Self {
        Self { name: name.into(), axis, spacing }
    }
}

impl Grid {
    /// A grid for arrays of this shape. Array axes that no entry of `axes` names are carried along.
    ///
    /// # Errors
    /// [`Error::AxisOutOfRange`], [`Error::RepeatedAxis`]; [`Error::Axis`] when an axis has more or fewer coordinates
    /// than points.
    pub fn new(shape: &[usize], axes: Vec<GridAxis>) -> Result<Self> {
        for (number, GridAxis { name, axis, spacing }) in axes.iter().enumerate() {
            let Some(&points) = shape.get(axis.index()) else {
                let dimensions = shape.len();
                return Err(Error::AxisOutOfRange { name: name.clone(), axis: axis.index(), dimensions });
            };
            if let Some(earlier) = axes[..number].iter().find(|earlier| earlier.axis == *axis) {
                let (first, second) = (earlier.name.clone(), name.clone());
                return Err(Error::RepeatedAxis { first, second, axis: axis.index() });
            }
            if let Some(coordinates) = spacing.points().filter(|coordinates| *coordinates != points) {
                let source = StencilError::LengthMismatch { coordinates, points };
                return Err(Error::Axis { name: name.clone(), source });
            }
        }
        Ok(Self { shape: shape.to_vec(), axes })
    }

    /// Shape of the arrays on the grid.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The axes along which fields are differentiated.
    #[must_use]
    pub fn axes(&self) -> &[GridAxis] {
        &self.axes
    }
}
