//! Scalar and vector fields, as they were found in a file or named by the user.

use std::ops::Range;

use crate::ValueType;

/// A scalar or vector field on a rectilinear grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name: `E` for the components `Ex Ey Ez`, for the group `E/{x,y,z}`, and for the array `E`.
    pub name: String,
    /// Group below which results are written: empty for the root, else with a leading slash.
    pub group: String,
    /// Whether it is a scalar or a vector.
    pub rank: Rank,
    /// Its components in canonical order (x, y, z where they are so named); one for a scalar.
    pub components: Vec<Component>,
    /// How the components lie in the file.
    pub layout: Layout,
    /// Extents of one component, in storage order; carried dimensions included, the component axis left out.
    pub shape: Vec<usize>,
    /// The range of points along each dimension that results are for: all but ghost cells, which only serve as their
    /// neighbours.
    pub interior: Vec<Range<usize>>,
    /// Names of the dimensions of one component, in storage order, where there are any.
    pub dimension_names: Vec<Option<String>>,
    /// Path of the coordinate variable of each dimension, carried dimensions included; none where the user gave a
    /// spacing instead.
    pub dimension_coordinates: Vec<Option<String>>,
    /// The axes along which it is differentiated, in canonical order (x, y, z where they are so named, else in
    /// storage order); the other dimensions are carried along.
    pub axes: Vec<FieldAxis>,
    /// The dimensions that are carried along (time, members, the height of a horizontal field), as far as they have
    /// a name; [`Field::with_axis`] makes an axis of one.
    pub carried: Vec<FieldAxis>,
    /// Type in which its values are read.
    pub value_type: ValueType,
    /// Unit of its values, where the file tells it and its components agree.
    pub units: Option<String>,
    /// Whether the file names no axes, so that their position does.
    pub named_by_position: bool,
    /// Whether the components go with the axes by position alone, though the file names the axes.
    pub paired_by_position: bool,
    /// Whether the components lie at different points of a cell, so that sums over them mix places. Even coordinates
    /// are then those of the cells' first corners.
    pub is_staggered: bool,
    /// What speaks against taking the grid for a Cartesian one: sentences for people.
    pub cautions: Vec<String>,
    /// Why it was taken for this field: sentences for people.
    pub reasons: Vec<String>,
}

impl Field {
    /// Its full path, with a leading slash: `/fields/E`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", self.group, self.name)
    }

    /// Extents of a result, in storage order.
    #[must_use]
    pub fn interior_shape(&self) -> Vec<usize> {
        self.interior.iter().map(Range::len).collect()
    }

    /// The axis or the carried dimension with this name; where none is spelt so, letter case does not count.
    #[must_use]
    pub fn axis_named(&self, name: &str) -> Option<&FieldAxis> {
        let all = || self.axes.iter().chain(&self.carried);
        all()
            .find(|axis| axis.name == name)
            .or_else(|| all().find(|axis| axis.name.eq_ignore_ascii_case(name)))
    }

    /// The same field, with the dimension of this name among its [`axes`](Field::axes): behind the others, if it was
    /// carried along before, so that the axes of the components stay what they are. `None` without such a dimension.
    #[must_use]
    pub fn with_axis(&self, name: &str) -> Option<Self> {
        let axis = self.axis_named(name)?.clone();
        let mut field = self.clone();
        if let Some(position) = field.carried.iter().position(|carried| carried.dimension == axis.dimension) {
            field.carried.remove(position);
            field.dimension_coordinates[axis.dimension] = match &axis.coordinates {
                Coordinates::Variable(path) => Some(path.clone()),
                Coordinates::Uniform { .. } | Coordinates::Unknown => None,
            };
            field.axes.push(axis);
        }
        Some(field)
    }
}

/// Number of indices of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// No index.
    Scalar,
    /// One index.
    Vector,
}

/// How the components of a field lie in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One variable for each component.
    Split,
    /// One variable with a component axis.
    Stacked {
        /// The component axis of that variable.
        axis: usize,
    },
}

/// A component of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Its full name, used in the names of results: `Ex`, and `E_x` for a component `x` in a group `E`.
    pub name: String,
    /// The part that tells it from its siblings: `x`.
    pub label: String,
    /// Path of the variable that holds it; of its real parts, where [`Component::imaginary`] holds the others; of what
    /// declares it, where it is [constant](Component::constant).
    pub variable: String,
    /// Path of the variable that holds the imaginary parts of a complex component, where they lie apart.
    pub imaginary: Option<String>,
    /// Unit of its values, where the file tells it.
    pub units: Option<String>,
    /// Its value everywhere, where the file declares one and holds no array.
    pub constant: Option<f64>,
    /// Factor by which stored values become those of the field, in its unit.
    pub scale: Option<f64>,
    /// Its position along the component axis; only for [`Layout::Stacked`].
    pub index: Option<usize>,
    /// The axis that it points along: an index into [`Field::axes`].
    pub axis: Option<usize>,
}

/// An axis of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldAxis {
    /// Its name: `x`.
    pub name: String,
    /// Its position among the dimensions of one component ([`Field::shape`]).
    pub dimension: usize,
    /// Where its coordinates come from.
    pub coordinates: Coordinates,
    /// Unit of the coordinates, where it is known.
    pub units: Option<String>,
    /// Which way it points, where the file or its name tells it.
    pub role: Option<AxisRole>,
    /// Why it was taken for this axis: a sentence for people.
    pub reason: String,
}

/// Which way an axis points, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AxisRole {
    /// Along x, or to the east.
    X,
    /// Along y, or to the north.
    Y,
    /// Up or down.
    Z,
    /// Through time.
    T,
    /// Through the members of an ensemble.
    Member,
}

impl AxisRole {
    /// `X`, `Y`, `Z`, `T`, as CF writes it; `E` for the members of an ensemble.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::X => "X",
            Self::Y => "Y",
            Self::Z => "Z",
            Self::T => "T",
            Self::Member => "E",
        }
    }
}

/// Where the coordinates of an axis come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Coordinates {
    /// A 1-D variable of the file, by its path.
    Variable(String),
    /// An even spacing that the user or the file gives: the point `i` lies at `origin + i · spacing`.
    Uniform {
        /// Distance of two neighbours.
        spacing: f64,
        /// Coordinate of the first point; 0 where nothing tells it.
        origin: f64,
    },
    /// Nothing is known: spacing 1 is assumed, and a warning is due.
    Unknown,
}
