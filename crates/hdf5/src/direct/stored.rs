//! Numbers as they are stored, and their conversion: bit for bit the library's.

use fieldops_io::{ByteOrder, DataType};
use hdf5::Datatype;

use crate::{
    components::Components,
    data_type::data_type,
    raw::{self, Class},
};

/// The values of a dataset as they are stored, without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) scalar: Scalar,
    /// Scalars of a value: 2 for complex numbers.
    pub(super) parts: usize,
    /// Values of an element, where it holds the components of a vector.
    pub(super) components: Option<usize>,
}

impl Stored {
    pub(super) fn of(stored: &Datatype) -> Option<Self> {
        let components = Components::of(stored).map(|components| components.count());
        let (scalar, parts) = match (raw::class(stored), components) {
            (Class::Compound, Some(_)) => (packed(stored)?, 1),
            (Class::Compound, None) => (packed(stored)?, 2),
            (Class::Complex, _) => (Scalar::of(&raw::super_type(stored).ok()?)?, 2),
            _ => (Scalar::of(stored)?, 1),
        };
        let bytes = scalar.bytes() * parts * components.unwrap_or(1);
        (raw::size(stored) == bytes).then_some(Self { scalar, parts, components })
    }

    /// Size of a value in the file.
    pub(super) fn value_bytes(&self) -> usize {
        self.scalar.bytes() * self.parts
    }
}

/// The one type of all members of a compound, which follow each other without gaps.
fn packed(stored: &Datatype) -> Option<Scalar> {
    let mut members = (0..raw::members(stored)).map(|index| {
        let (offset, inner) = raw::member(stored, index)?.1?;
        let scalar = Scalar::of(&inner)?;
        (offset == usize::try_from(index).ok()? * scalar.bytes()).then_some(scalar)
    });
    let first = members.next()??;
    members.all(|member| member == Some(first)).then_some(first)
}

/// A float or an integer in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scalar {
    bytes: usize,
    kind: Kind,
    /// Whether its bytes stand in the other order than this machine's.
    swapped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Float,
    Signed,
    Unsigned,
}

impl Scalar {
    fn of(stored: &Datatype) -> Option<Self> {
        if !raw::is_standard(stored) {
            return None;
        }
        let (bytes, kind, order) = match data_type(stored) {
            DataType::Float { bytes, order } => (bytes, Kind::Float, order),
            DataType::Integer { bytes, signed: true, order } => (bytes, Kind::Signed, order),
            DataType::Integer { bytes, signed: false, order } => (bytes, Kind::Unsigned, order),
            _ => return None,
        };
        Some(Self { bytes, kind, swapped: (order == ByteOrder::Big) != cfg!(target_endian = "big") })
    }

    pub(super) fn bytes(self) -> usize {
        self.bytes
    }

    /// Whether it can be converted to a float of so many bytes here.
    pub(super) fn becomes(self, bytes: usize) -> bool {
        match self.kind {
            Kind::Float => self.bytes == bytes || (self.bytes, bytes) == (4, 8),
            Kind::Signed | Kind::Unsigned => bytes == 8,
        }
    }

    /// Whether the stored bytes need at most be reversed to be floats of so many bytes.
    pub(super) fn is_float_of(self, bytes: usize) -> bool {
        self.kind == Kind::Float && self.bytes == bytes
    }

    /// Whether the stored bytes are floats of so many bytes as they are.
    pub(super) fn is_native_float_of(self, bytes: usize) -> bool {
        self.is_float_of(bytes) && !self.swapped
    }

    /// Brings the bytes of stored numbers into this machine's order.
    pub(super) fn order(self, values: &mut [u8]) {
        match (self.swapped, self.bytes) {
            (true, 4) => values.as_chunks_mut::<4>().0.iter_mut().for_each(|value| value.reverse()),
            (true, 8) => values.as_chunks_mut::<8>().0.iter_mut().for_each(|value| value.reverse()),
            _ => {}
        }
    }

    /// Converts stored numbers to floats of so many bytes, which [`Scalar::becomes`] allows.
    pub(super) fn convert(self, from: &[u8], to: &mut [u8], bytes: usize) {
        if self.is_float_of(bytes) {
            to.copy_from_slice(from);
            return self.order(to);
        }
        let order = self.swapped;
        match (self.kind, self.bytes) {
            (Kind::Float, _) if order => each(from, to, true, |value| of_foreign(f32::from_ne_bytes(value))),
            (Kind::Float, _) => each(from, to, false, |value| f32::from_ne_bytes(value).into()),
            (Kind::Signed, 1) => each(from, to, order, |value| i8::from_ne_bytes(value).into()),
            (Kind::Signed, 2) => each(from, to, order, |value| i16::from_ne_bytes(value).into()),
            (Kind::Signed, _) => each(from, to, order, |value| i32::from_ne_bytes(value).into()),
            (Kind::Unsigned, 1) => each(from, to, order, |value| u8::from_ne_bytes(value).into()),
            (Kind::Unsigned, 2) => each(from, to, order, |value| u16::from_ne_bytes(value).into()),
            (Kind::Unsigned, _) => each(from, to, order, |value| u32::from_ne_bytes(value).into()),
        }
    }
}

/// A float in the other byte order, as the library widens it: whatever bits a NaN has, all bits of its significand
/// become 1.
fn of_foreign(value: f32) -> f64 {
    if value.is_nan() {
        f64::from_bits((u64::from(value.to_bits() >> 31) << 63) | (u64::MAX >> 1))
    } else {
        value.into()
    }
}

fn each<const N: usize>(from: &[u8], to: &mut [u8], swapped: bool, convert: impl Fn([u8; N]) -> f64) {
    for (from, to) in from.as_chunks::<N>().0.iter().zip(to.as_chunks_mut::<8>().0) {
        let mut value = *from;
        if swapped {
            value.reverse();
        }
        *to = convert(value).to_ne_bytes();
    }
}
