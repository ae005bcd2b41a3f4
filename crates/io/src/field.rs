//! Scalar and vector fields, as they were found in a file or named by the user.

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
    /// Why it was taken for this field: sentences for people.
    pub reasons: Vec<String>,
    /// What a person should know before trusting its derivatives: sentences for people.
    pub cautions: Vec<String>,
}

impl Field {
    /// Its full path, with a leading slash: `/fields/E`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", self.group, self.name)
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
                Coordinates::Uniform(_) | Coordinates::Unknown => None,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its full name, used in the names of results: `Ex`, and `E_x` for a component `x` in a group `E`.
    pub name: String,
    /// The part that tells it from its siblings: `x`.
    pub label: String,
    /// Path of the variable that holds it.
    pub variable: String,
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
    /// An even spacing that the user or the file gives.
    Uniform(f64),
    /// Nothing is known: spacing 1 is assumed, and a warning is due.
    Unknown,
}
