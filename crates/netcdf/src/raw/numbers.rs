//! Arrays of numbers in the types that NetCDF has.

use std::{ffi::c_void, os::raw::c_int};

use fieldops_io::Values;

use netcdf_sys::{
    NC_BYTE, NC_DOUBLE, NC_FLOAT, NC_INT, NC_INT64, NC_SHORT, NC_UBYTE, NC_UINT, NC_UINT64, NC_USHORT,
};

/// Type of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
}

impl Kind {
    /// The kind that NetCDF's number stands for, where it is one of numbers.
    pub(crate) fn of(code: c_int) -> Option<Self> {
        Some(match code {
            NC_BYTE => Self::I8,
            NC_UBYTE => Self::U8,
            NC_SHORT => Self::I16,
            NC_USHORT => Self::U16,
            NC_INT => Self::I32,
            NC_UINT => Self::U32,
            NC_INT64 => Self::I64,
            NC_UINT64 => Self::U64,
            NC_FLOAT => Self::F32,
            NC_DOUBLE => Self::F64,
            _ => return None,
        })
    }

    /// Size in bytes.
    pub(crate) fn bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    /// Whether it is a float.
    pub(crate) fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// Whether it is an integer with a sign.
    pub(crate) fn is_signed(self) -> bool {
        matches!(self, Self::I8 | Self::I16 | Self::I32 | Self::I64)
    }
}

/// A number of any kind, without loss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    /// The closest float.
    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

/// Numbers of one kind.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Numbers {
    I8(Vec<i8>),
    U8(Vec<u8>),
    I16(Vec<i16>),
    U16(Vec<u16>),
    I32(Vec<i32>),
    U32(Vec<u32>),
    I64(Vec<i64>),
    U64(Vec<u64>),
    F32(Vec<f32>),
    F64(Vec<f64>),
}

/// Evaluates an expression with the vector inside, whatever its type.
macro_rules! for_each_kind {
    ($numbers:expr, $values:ident => $result:expr) => {
        match $numbers {
            Numbers::I8($values) => $result,
            Numbers::U8($values) => $result,
            Numbers::I16($values) => $result,
            Numbers::U16($values) => $result,
            Numbers::I32($values) => $result,
            Numbers::U32($values) => $result,
            Numbers::I64($values) => $result,
            Numbers::U64($values) => $result,
            Numbers::F32($values) => $result,
            Numbers::F64($values) => $result,
        }
    };
}

impl Numbers {
    /// The numbers of this kind that were read as floats which hold each of them exactly.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the values are of that kind"
    )]
    pub(crate) fn exactly(kind: Kind, values: Values) -> Option<Self> {
        let values = match values {
            Values::F32(array) if kind == Kind::F32 => {
                return Some(Self::F32(array.into_raw_vec_and_offset().0));
            }
            Values::F64(array) => array.into_raw_vec_and_offset().0,
            _ => return None,
        };
        let values_of = values.iter();
        Some(match kind {
            Kind::I8 => Self::I8(values_of.map(|&value| value as i8).collect()),
            Kind::U8 => Self::U8(values_of.map(|&value| value as u8).collect()),
            Kind::I16 => Self::I16(values_of.map(|&value| value as i16).collect()),
            Kind::U16 => Self::U16(values_of.map(|&value| value as u16).collect()),
            Kind::I32 => Self::I32(values_of.map(|&value| value as i32).collect()),
            Kind::U32 => Self::U32(values_of.map(|&value| value as u32).collect()),
            Kind::F64 => Self::F64(values),
            Kind::I64 | Kind::U64 | Kind::F32 => return None,
        })
    }

    /// Zeros, or nothing where memory does not suffice.
    pub(crate) fn zeros(kind: Kind, count: usize) -> Option<Self> {
        fn zeros<T: Clone + Default>(count: usize) -> Option<Vec<T>> {
            let mut values = Vec::new();
            values.try_reserve_exact(count).ok()?;
            values.resize(count, T::default());
            Some(values)
        }
        Some(match kind {
            Kind::I8 => Self::I8(zeros(count)?),
            Kind::U8 => Self::U8(zeros(count)?),
            Kind::I16 => Self::I16(zeros(count)?),
            Kind::U16 => Self::U16(zeros(count)?),
            Kind::I32 => Self::I32(zeros(count)?),
            Kind::U32 => Self::U32(zeros(count)?),
            Kind::I64 => Self::I64(zeros(count)?),
            Kind::U64 => Self::U64(zeros(count)?),
            Kind::F32 => Self::F32(zeros(count)?),
            Kind::F64 => Self::F64(zeros(count)?),
        })
    }

    /// The type of the numbers.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::I8(_) => Kind::I8,
            Self::U8(_) => Kind::U8,
            Self::I16(_) => Kind::I16,
            Self::U16(_) => Kind::U16,
            Self::I32(_) => Kind::I32,
            Self::U32(_) => Kind::U32,
            Self::I64(_) => Kind::I64,
            Self::U64(_) => Kind::U64,
            Self::F32(_) => Kind::F32,
            Self::F64(_) => Kind::F64,
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        for_each_kind!(self, values => values.len())
    }

    /// Where the library finds room for them.
    pub(super) fn as_mut_ptr(&mut self) -> *mut c_void {
        for_each_kind!(self, values => values.as_mut_ptr().cast())
    }

    /// Each of them.
    pub(crate) fn to_vec(&self) -> Vec<Number> {
        match self {
            Self::F32(values) => values.iter().map(|&value| Number::Float(value.into())).collect(),
            Self::F64(values) => values.iter().map(|&value| Number::Float(value)).collect(),
            Self::I8(values) => integers(values),
            Self::U8(values) => integers(values),
            Self::I16(values) => integers(values),
            Self::U16(values) => integers(values),
            Self::I32(values) => integers(values),
            Self::U32(values) => integers(values),
            Self::I64(values) => integers(values),
            Self::U64(values) => integers(values),
        }
    }
}

fn integers<T: Copy + Into<i128>>(values: &[T]) -> Vec<Number> {
    values.iter().map(|&value| Number::Integer(value.into())).collect()
}
