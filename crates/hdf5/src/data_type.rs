//! Types of elements, from HDF5's to `fieldops_io`'s.

use fieldops_io::{ByteOrder, DataType};
use hdf5::Datatype;

use crate::raw::{self, Class};

/// Greatest depth to which a nested type is described.
const DEPTH: usize = 3;
/// Greatest number of members that are named.
const MEMBERS: u32 = 12;

/// The type of an element as it is stored.
pub(crate) fn data_type(stored: &Datatype) -> DataType {
    let bytes = raw::size(stored);
    let number = || match (raw::class(stored), byte_order(stored)?, bytes) {
        (Class::Integer, order, 1..=8) => {
            Some(DataType::Integer { bytes, signed: raw::signed(stored), order })
        }
        (Class::Float, order, 2 | 4 | 8) => Some(DataType::Float { bytes, order }),
        _ => None,
    };
    number().or_else(|| complex(stored)).unwrap_or_else(|| DataType::Other(describe(stored, DEPTH)))
}

fn byte_order(stored: &Datatype) -> Option<ByteOrder> {
    raw::order(stored).map(|big| if big { ByteOrder::Big } else { ByteOrder::Little })
}

/// A complex number: HDF5's own, or a compound of two equal floats as h5py writes it.
fn complex(stored: &Datatype) -> Option<DataType> {
    let part = match raw::class(stored) {
        Class::Complex => raw::super_type(stored).ok()?,
        Class::Compound if raw::members(stored) == 2 => {
            let (real_name, real) = raw::member(stored, 0)?;
            let (imaginary_name, imaginary) = raw::member(stored, 1)?;
            let ((real_offset, real), (imaginary_offset, imaginary)) = (real?, imaginary?);
            let names = [("r", "i"), ("re", "im"), ("real", "imag")];
            let fits = names.contains(&(real_name.as_str(), imaginary_name.as_str()))
                && real == imaginary
                && real_offset < imaginary_offset;
            fits.then_some(real)?
        }
        _ => return None,
    };
    match data_type(&part) {
        DataType::Float { bytes: bytes @ (4 | 8), order } => Some(DataType::Complex { bytes, order }),
        _ => None,
    }
}

/// A name for people.
fn describe(stored: &Datatype, depth: usize) -> String {
    let bits = raw::size(stored).saturating_mul(8);
    let inner = |stored: &Datatype| match (depth, raw::super_type(stored)) {
        (1.., Ok(inner)) => describe(&inner, depth - 1),
        _ => "…".to_owned(),
    };
    match raw::class(stored) {
        Class::Integer => format!("{}{bits}", if raw::signed(stored) { "i" } else { "u" }),
        Class::Float if raw::order(stored).is_none() => "floats in the byte order of VAX".into(),
        Class::Float if matches!(bits, 16 | 32 | 64) => format!("f{bits}"),
        Class::Float => format!("floats of {} bytes", bits / 8),
        Class::Time => "time".into(),
        Class::String => "string".into(),
        Class::Bitfield => "bit field".into(),
        Class::Opaque => "opaque".into(),
        Class::Compound => format!("compound {{{}}}", members(stored, depth)),
        Class::Reference => "reference".into(),
        Class::Enum if members(stored, 0) == "FALSE, TRUE" => "enum (bool)".into(),
        Class::Enum => format!("enum {{{}}}", members(stored, 0)),
        Class::Sequence => format!("sequence of {}", inner(stored)),
        Class::Array => format!("array of {}", inner(stored)),
        Class::Complex => format!("complex of {}", inner(stored)),
        Class::Unknown => "unknown".into(),
    }
}

fn members(stored: &Datatype, depth: usize) -> String {
    let count = raw::members(stored);
    let mut names: Vec<String> = (0..count.min(MEMBERS))
        .filter_map(|index| {
            let (name, of_compound) = raw::member(stored, index)?;
            Some(match of_compound {
                Some((_, inner)) if depth > 0 => format!("{name}: {}", describe(&inner, depth - 1)),
                _ => name,
            })
        })
        .collect();
    if count > MEMBERS {
        names.push("…".into());
    }
    names.join(", ")
}
