//! From packed values to values: missing ones become NaN, then `value · scale_factor + add_offset`.
//!
//! The order, the rounding and the types are those of `xarray.open_dataset`, so that values agree with it bit by bit.
//! Beyond it, as the CF conventions have it, `valid_min`, `valid_max` and `valid_range` and the format's own default
//! fill value mark missing values too; all are compared with the packed value.

use fieldops_io::ValueType;
use rayon::prelude::*;

use crate::{
    attributes::RawAttribute,
    raw::{AttributeData, Kind, Number, Numbers},
};

/// Fewest values that are worth a thread of their own.
const LEAST_PIECE: usize = 1 << 14;

/// How the values of a variable are packed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decoding {
    /// The kind that the stored bits stand for, where `_Unsigned` says that it is another than that of the file.
    reinterpreted: Option<Kind>,
    /// Packed values that stand for a missing one.
    missing: Vec<Number>,
    smallest: Option<Number>,
    greatest: Option<Number>,
    scale: Option<f64>,
    offset: Option<f64>,
    /// The type in which the arithmetic is done.
    pub(crate) value_type: ValueType,
}

impl Decoding {
    /// The packing that the attributes of a variable of this kind tell; else what is wrong with them, as the rest of a
    /// sentence about the variable.
    pub(crate) fn of(kind: Kind, attributes: &[RawAttribute]) -> Result<Self, String> {
        let numbers = |name: &str| {
            attributes.iter().find(|attribute| attribute.name == name).and_then(|attribute| match &attribute
                .data
            {
                AttributeData::Numbers(numbers) if numbers.len() > 0 => Some(numbers),
                _ => None,
            })
        };
        let factor = |name: &str| match attributes.iter().find(|attribute| attribute.name == name) {
            None => Ok(None),
            Some(RawAttribute { data: AttributeData::Numbers(numbers), .. }) if numbers.len() == 1 => {
                Ok(Some(numbers))
            }
            Some(_) => Err(format!("has a `{name}` that is not one number")),
        };
        let (scale, offset) = (factor("scale_factor")?, factor("add_offset")?);
        let reinterpreted = reinterpreted(kind, attributes);
        let marks = |name: &str| -> Vec<Number> {
            let numbers = numbers(name).map(Numbers::to_vec).unwrap_or_default();
            numbers.into_iter().map(|number| wrapped(number, reinterpreted)).collect()
        };
        let fill_value = numbers("_FillValue").is_some();
        let mut missing = marks("_FillValue");
        missing.extend(marks("missing_value"));
        let marked = Marked::by(&missing);
        if !fill_value {
            missing.extend(default_fill(kind).map(|number| wrapped(number, reinterpreted)));
        }
        let range = marks("valid_range");
        let (smallest, greatest) = match range[..] {
            [smallest, greatest] => (Some(smallest), Some(greatest)),
            _ => (marks("valid_min").first().copied(), marks("valid_max").first().copied()),
        };
        let value_type = value_type(kind, scale.map(Numbers::kind), offset.map(Numbers::kind), marked);
        let single = |numbers: Option<&Numbers>| numbers.map(|numbers| numbers.to_vec()[0].to_f64());
        Ok(Self {
            reinterpreted,
            missing,
            smallest,
            greatest,
            scale: single(scale),
            offset: single(offset),
            value_type,
        })
    }

    /// The values in 32 bits; those of 64 are rounded once, at the end.
    pub(crate) fn to_f32(&self, packed: Numbers) -> Vec<f32> {
        match self.value_type {
            ValueType::F32 => self.unpack(packed),
            #[expect(clippy::cast_possible_truncation, reason = "the caller asks for single precision")]
            _ => self.unpack::<f64>(packed).into_iter().map(|value| value as f32).collect(),
        }
    }

    /// The values in 64 bits.
    pub(crate) fn to_f64(&self, packed: Numbers) -> Vec<f64> {
        match self.value_type {
            ValueType::F32 => self.unpack::<f32>(packed).into_iter().map(f64::from).collect(),
            _ => self.unpack(packed),
        }
    }

    fn unpack<F: Float>(&self, packed: Numbers) -> Vec<F> {
        match reinterpret(packed, self.reinterpreted) {
            Numbers::I8(values) => self.unpack_all(values),
            Numbers::U8(values) => self.unpack_all(values),
            Numbers::I16(values) => self.unpack_all(values),
            Numbers::U16(values) => self.unpack_all(values),
            Numbers::I32(values) => self.unpack_all(values),
            Numbers::U32(values) => self.unpack_all(values),
            Numbers::I64(values) => self.unpack_all(values),
            Numbers::U64(values) => self.unpack_all(values),
            Numbers::F32(values) => self.unpack_all(values),
            Numbers::F64(values) => self.unpack_all(values),
        }
    }

    fn unpack_all<P: Packed, F: Float>(&self, packed: Vec<P>) -> Vec<F> {
        let unpack = self.unpacker();
        packed.into_par_iter().with_min_len(LEAST_PIECE).map(unpack).collect()
    }

    /// Decodes values of the type in which the arithmetic is done, where they stand.
    pub(crate) fn decode<F: Packed + Float>(&self, values: &mut [F]) {
        let unpack = self.unpacker();
        values.par_chunks_mut(LEAST_PIECE).for_each(|values| {
            for value in values.iter_mut() {
                *value = unpack(*value);
            }
        });
    }

    /// What a stored number stands for.
    fn unpacker<P: Packed, F: Float>(&self) -> impl Fn(P) -> F + Send + Sync {
        let mut missing = self.missing.iter().filter_map(|&number| P::from_number(number));
        // One is the usual number of them, and the loop over none of the others goes away.
        let first = missing.next();
        let others: Vec<P> = missing.collect();
        let has_others = !others.is_empty();
        let smallest = self.smallest.and_then(P::from_number);
        let greatest = self.greatest.and_then(P::from_number);
        let (scale, offset) = (self.scale, self.offset);
        move |value| {
            let is_missing = first.is_some_and(|first| value == first)
                || (has_others && others.contains(&value))
                || smallest.is_some_and(|smallest| value < smallest)
                || greatest.is_some_and(|greatest| value > greatest);
            if is_missing {
                return F::NAN;
            }
            // Numbers of 32 bits by factors of 64 are rounded after each operation, as numpy does in place. Where factors have 32 bits
            // too that changes nothing: a product is exact in 64 bits, and a sum is rounded as if it were.
            let value = F::from_packed(value);
            let value = scale.map_or(value, |scale| F::from_f64(value.to_f64() * scale));
            offset.map_or(value, |offset| F::from_f64(value.to_f64() + offset))
        }
    }
}

/// What a variable says of its missing values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marked {
    /// Nothing.
    Not,
    /// That they are not numbers already.
    ByNan,
    /// Which numbers they are.
    ByNumbers,
}

impl Marked {
    fn by(marks: &[Number]) -> Self {
        let is_nan = |mark: &Number| matches!(mark, Number::Float(value) if value.is_nan());
        match marks {
            [] => Self::Not,
            marks if marks.iter().all(is_nan) => Self::ByNan,
            _ => Self::ByNumbers,
        }
    }
}

/// The type in which xarray unpacks: that of `scale_factor` and `add_offset` where both have the same and the packed
/// values fit into it; 64 bits where an offset could lose precision; without them, the type that a NaN needs. Floats among
/// which NaN marks what is missing keep their own type.
fn value_type(kind: Kind, scale: Option<Kind>, offset: Option<Kind>, marked: Marked) -> ValueType {
    let of_float = |kind: Kind| if kind == Kind::F32 { ValueType::F32 } else { ValueType::F64 };
    match (scale, offset) {
        _ if kind.is_float() && marked == Marked::ByNan => of_float(kind),
        (Some(scale), Some(offset)) if scale == offset && scale.is_float() => {
            if !kind.is_float() && kind.bytes() == 4 { ValueType::F64 } else { of_float(scale) }
        }
        (Some(scale), None) => of_float(scale),
        (None, None) if kind.is_float() => of_float(kind),
        (None, None) if marked == Marked::ByNumbers && kind.bytes() <= 2 => ValueType::F32,
        (_, _) => ValueType::F64,
    }
}

/// The kind as which `_Unsigned` wants the bits to be read.
fn reinterpreted(kind: Kind, attributes: &[RawAttribute]) -> Option<Kind> {
    let attribute = attributes.iter().find(|attribute| attribute.name == "_Unsigned")?;
    let text = match &attribute.data {
        AttributeData::Text(text) => text,
        AttributeData::Texts(texts) => texts.first()?,
        AttributeData::Numbers(_) => return None,
    };
    let unsigned = text.trim_ascii().eq_ignore_ascii_case(b"true");
    match (kind, unsigned) {
        (Kind::I8, true) => Some(Kind::U8),
        (Kind::I16, true) => Some(Kind::U16),
        (Kind::I32, true) => Some(Kind::U32),
        (Kind::I64, true) => Some(Kind::U64),
        (Kind::U8, false) => Some(Kind::I8),
        (Kind::U16, false) => Some(Kind::I16),
        (Kind::U32, false) => Some(Kind::I32),
        (Kind::U64, false) => Some(Kind::I64),
        _ => None,
    }
}

fn reinterpret(packed: Numbers, kind: Option<Kind>) -> Numbers {
    let Some(kind) = kind else { return packed };
    match (packed, kind) {
        (Numbers::I8(values), Kind::U8) => Numbers::U8(values.into_iter().map(i8::cast_unsigned).collect()),
        (Numbers::I16(values), Kind::U16) => {
            Numbers::U16(values.into_iter().map(i16::cast_unsigned).collect())
        }
        (Numbers::I32(values), Kind::U32) => {
            Numbers::U32(values.into_iter().map(i32::cast_unsigned).collect())
        }
        (Numbers::I64(values), Kind::U64) => {
            Numbers::U64(values.into_iter().map(i64::cast_unsigned).collect())
        }
        (Numbers::U8(values), Kind::I8) => Numbers::I8(values.into_iter().map(u8::cast_signed).collect()),
        (Numbers::U16(values), Kind::I16) => Numbers::I16(values.into_iter().map(u16::cast_signed).collect()),
        (Numbers::U32(values), Kind::I32) => Numbers::I32(values.into_iter().map(u32::cast_signed).collect()),
        (Numbers::U64(values), Kind::I64) => Numbers::I64(values.into_iter().map(u64::cast_signed).collect()),
        (packed, _) => packed,
    }
}

/// A number of an attribute, which has the stored kind, as one of the kind that the bits stand for.
fn wrapped(number: Number, reinterpreted: Option<Kind>) -> Number {
    match (number, reinterpreted) {
        (Number::Integer(value), Some(kind)) => {
            let turn = 1_i128 << (8 * kind.bytes());
            let signed = kind.is_signed();
            if !signed && value < 0 {
                Number::Integer(value + turn)
            } else if signed && value >= turn / 2 {
                Number::Integer(value - turn)
            } else {
                number
            }
        }
        _ => number,
    }
}

/// What netCDF-C fills a variable with before it is written; bytes may take every value.
fn default_fill(kind: Kind) -> Option<Number> {
    use netcdf_sys as sys;
    Some(match kind {
        Kind::I8 | Kind::U8 => return None,
        Kind::I16 => Number::Integer(sys::NC_FILL_SHORT.into()),
        Kind::U16 => Number::Integer(sys::NC_FILL_USHORT.into()),
        Kind::I32 => Number::Integer(sys::NC_FILL_INT.into()),
        Kind::U32 => Number::Integer(sys::NC_FILL_UINT.into()),
        Kind::I64 => Number::Integer(sys::NC_FILL_INT64.into()),
        Kind::U64 => Number::Integer(sys::NC_FILL_UINT64.into()),
        Kind::F32 => Number::Float(sys::NC_FILL_FLOAT.into()),
        Kind::F64 => Number::Float(sys::NC_FILL_DOUBLE),
    })
}

/// A float in which values are unpacked.
pub(crate) trait Float: Copy + Send + Sync {
    const NAN: Self;
    /// Rounded.
    fn from_f64(value: f64) -> Self;
    fn from_packed(value: impl Packed) -> Self;
    fn to_f64(self) -> f64;
}

impl Float for f32 {
    const NAN: Self = f32::NAN;

    #[expect(clippy::cast_possible_truncation, reason = "rounding is meant")]
    fn from_f64(value: f64) -> Self {
        value as f32
    }

    fn from_packed(value: impl Packed) -> Self {
        value.to_f32()
    }

    fn to_f64(self) -> f64 {
        self.into()
    }
}

impl Float for f64 {
    const NAN: Self = f64::NAN;

    fn from_f64(value: f64) -> Self {
        value
    }

    fn from_packed(value: impl Packed) -> Self {
        value.to_f64()
    }

    fn to_f64(self) -> f64 {
        self
    }
}

/// A number as it is stored.
pub(crate) trait Packed: Copy + PartialOrd + Send + Sync {
    /// The number in this type; `None` where the type does not have it, so that no value can equal it.
    fn from_number(number: Number) -> Option<Self>;
    fn to_f32(self) -> f32;
    fn to_f64(self) -> f64;
}

macro_rules! packed_integers {
    ($($integer:ty),*) => {$(
        impl Packed for $integer {
            fn from_number(number: Number) -> Option<Self> {
                match number {
                    Number::Integer(value) => value.try_into().ok(),
                    #[expect(clippy::cast_possible_truncation, reason = "the cast of a whole number saturates")]
                    Number::Float(value) if value.fract() == 0.0 => (value as i128).try_into().ok(),
                    Number::Float(_) => None,
                }
            }

            #[allow(clippy::cast_lossless, reason = "lossless for some of the types only")]
            fn to_f32(self) -> f32 {
                self as f32
            }

            #[allow(clippy::cast_lossless, reason = "lossless for some of the types only")]
            fn to_f64(self) -> f64 {
                self as f64
            }
        }
    )*};
}

packed_integers!(i8, u8, i16, u16, i32, u32, i64, u64);

impl Packed for f32 {
    /// Rounded: an attribute of 64 bits means the value that stands in the variable.
    #[expect(clippy::cast_possible_truncation, reason = "rounding is meant")]
    fn from_number(number: Number) -> Option<Self> {
        Some(number.to_f64() as f32)
    }

    fn to_f32(self) -> f32 {
        self
    }

    fn to_f64(self) -> f64 {
        self.into()
    }
}

impl Packed for f64 {
    fn from_number(number: Number) -> Option<Self> {
        Some(number.to_f64())
    }

    #[expect(clippy::cast_possible_truncation, reason = "the factors have single precision")]
    fn to_f32(self) -> f32 {
        self as f32
    }

    fn to_f64(self) -> f64 {
        self
    }
}
