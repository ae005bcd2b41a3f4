//! What a file holds.

use std::{fmt, path::PathBuf};

use crate::ValueType;

/// Everything that is known of a file before any of its data is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// The path by which the user named the file.
    pub path: PathBuf,
    /// Name of the format, as a person would write it: `HDF5`.
    pub format: &'static str,
    /// Attributes of the file itself (of the root group).
    pub attributes: Attributes,
    /// Groups below the root with their attributes, by full path, in the order of the file.
    pub groups: Vec<(String, Attributes)>,
    /// All variables (datasets), by full path, in the order of the file.
    pub variables: Vec<Variable>,
    /// What the listing passed over and why: links that lead out of the file, soft links to nothing, ….
    pub skipped: Vec<Skipped>,
    /// What is read from elsewhere than the file itself, because the user [trusts](crate::Trust) it.
    pub outside: Vec<Outside>,
}

/// An object whose data come from another file, or through a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// Its full path with a leading slash.
    pub path: String,
    /// From where, as the rest of a sentence about it: ``is an external link to `/E` in `other.h5` ``.
    pub what: String,
}

impl fmt::Display for Outside {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}` {}", self.path, self.what)
    }
}

/// An object that the listing of a file passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its full path with a leading slash.
    pub path: String,
    /// Why, as a sentence about it: `it is an external link, which is not followed`.
    pub reason: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}`: {}", self.path, self.reason)
    }
}

impl Contents {
    /// The variable with this path; a path without a leading slash is taken from the root.
    #[must_use]
    pub fn variable(&self, path: &str) -> Option<&Variable> {
        let path = path.trim_start_matches('/');
        self.variables.iter().find(|variable| variable.path.trim_start_matches('/') == path)
    }

    /// What the listing passed over on the way to this path: the object itself or a group above it.
    #[must_use]
    pub fn skipped_on_the_way_to(&self, path: &str) -> Option<&Skipped> {
        let path = path.trim_start_matches('/');
        self.skipped.iter().find(|skipped| {
            let rest = path.strip_prefix(skipped.path.trim_start_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// A variable (HDF5: a dataset) and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Full path with a leading slash: `/E/x`.
    pub path: String,
    /// Extent of each axis, in storage order.
    pub shape: Vec<usize>,
    /// Type of an element as it is stored.
    pub data_type: DataType,
    /// Type in which the values are exact where that does not follow from how they are stored: that of unpacked values.
    pub decoded: Option<ValueType>,
    /// One entry for each axis: its name and its coordinate variables, where the file tells them.
    pub dimensions: Vec<Dimension>,
    /// Attributes, without those by which a format keeps its own structure (dimension scales, references).
    pub attributes: Attributes,
    /// The attributes that reading applies (those of [`Variable::DECODING`] that its reader knows), which are not among
    /// the others: the values that are read no longer need them.
    pub applied: Attributes,
    /// How the elements lie in the file.
    pub storage: Storage,
    /// Whether the variable serves as a coordinate (HDF5: is a dimension scale) and so is no field.
    pub is_coordinate: bool,
    /// The values, in row-major order, where they are real numbers and [few](Variable::FEW): programs keep extents and
    /// counts so. A reader that cannot tell them leaves them out.
    pub small_values: Option<Vec<f64>>,
}

impl Variable {
    /// The most values that count as few.
    pub const FEW: usize = 16;

    /// Names of the attributes by which NetCDF files tell how stored numbers become values, and which are missing.
    pub const DECODING: [&str; 8] = [
        "_FillValue",
        "missing_value",
        "valid_min",
        "valid_max",
        "valid_range",
        "scale_factor",
        "add_offset",
        "_Unsigned",
    ];

    /// The type in which the values are read without loss; for what is no number, [`ValueType::F64`].
    #[must_use]
    pub fn value_type(&self) -> ValueType {
        self.decoded.unwrap_or(match self.data_type {
            DataType::Float { bytes: ..=4, .. } => ValueType::F32,
            DataType::Complex { bytes: ..=4, .. } => ValueType::C32,
            DataType::Complex { .. } => ValueType::C64,
            DataType::Float { .. } | DataType::Integer { .. } | DataType::Other(_) => ValueType::F64,
        })
    }

    /// Last part of the path: `x` of `/E/x`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Path of the group that holds the variable, without a slash at its end: `/E` of `/E/x`, empty for the root.
    #[must_use]
    pub fn group(&self) -> &str {
        self.path.rfind('/').map_or("", |slash| &self.path[..slash])
    }
}

/// An axis of a variable, as the file describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dimension {
    /// Name of the axis: its label, else the name of its first scale.
    pub name: Option<String>,
    /// Full paths of the coordinate variables attached to this axis.
    pub scales: Vec<String>,
}

/// Type of an element as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataType {
    /// An integer of so many bytes.
    Integer {
        /// Size in bytes.
        bytes: usize,
        /// Whether it has a sign.
        signed: bool,
        /// Byte order in the file.
        order: ByteOrder,
    },
    /// A floating-point number of so many bytes.
    Float {
        /// Size in bytes.
        bytes: usize,
        /// Byte order in the file.
        order: ByteOrder,
    },
    /// A complex number: two floats of so many bytes each.
    Complex {
        /// Size in bytes of the real part alone.
        bytes: usize,
        /// Byte order in the file.
        order: ByteOrder,
    },
    /// Anything that cannot be differentiated, with a name that a person understands: `string`, `compound {x, y}`.
    Other(String),
}

impl DataType {
    /// Whether elements of the type are numbers that can be differentiated.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

/// Order of the bytes of a number in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrder {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

/// How the elements of a variable lie in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// Inside the header of the variable.
    Compact,
    /// One piece.
    Contiguous,
    /// Pieces of equal shape, each passed through filters.
    Chunked {
        /// Extent of a chunk along each axis.
        chunk: Vec<usize>,
        /// Names of the filters in the order in which they were applied: `shuffle`, `deflate(4)`.
        filters: Vec<String>,
    },
    /// In other files than the one that was named (external raw storage, virtual datasets): which, in words.
    Elsewhere(String),
}

/// Attributes in the order of the file.
pub type Attributes = Vec<Attribute>;

/// A named attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: AttributeValue,
}

impl Attribute {
    /// An attribute that holds one text.
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: AttributeValue::Text(value.into()) }
    }
}

/// Value of an attribute. Types that no convention uses are left out by the reader.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// One string, of fixed or variable length in the file.
    Text(String),
    /// A 1-D array of strings.
    Texts(Vec<String>),
    /// One integer.
    Integer(i64),
    /// A 1-D array of integers.
    Integers(Vec<i64>),
    /// One float.
    Float(f64),
    /// A 1-D array of floats.
    Floats(Vec<f64>),
}

/// The text of the attribute called `name`, where there is one and it is a single text.
#[must_use]
pub fn text_of<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    attributes.iter().find(|attribute| attribute.name == name).and_then(|attribute| match &attribute.value {
        AttributeValue::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

/// The texts of the attribute called `name`: one or several.
#[must_use]
pub fn texts_of(attributes: &[Attribute], name: &str) -> Option<Vec<String>> {
    match &attributes.iter().find(|attribute| attribute.name == name)?.value {
        AttributeValue::Text(text) => Some(vec![text.clone()]),
        AttributeValue::Texts(texts) => Some(texts.clone()),
        _ => None,
    }
}

/// The numbers of the attribute called `name`: one or several, integers or floats.
#[must_use]
pub fn numbers_of(attributes: &[Attribute], name: &str) -> Option<Vec<f64>> {
    match &attributes.iter().find(|attribute| attribute.name == name)?.value {
        AttributeValue::Integer(value) => Some(vec![*value as f64]),
        AttributeValue::Integers(values) => Some(values.iter().map(|value| *value as f64).collect()),
        AttributeValue::Float(value) => Some(vec![*value]),
        AttributeValue::Floats(values) => Some(values.clone()),
        _ => None,
    }
}

/// A group and those that hold it, by their paths, the root (an empty path) last.
pub fn with_outer(group: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(group), |group| group.rfind('/').map(|slash| &group[..slash]))
}
