//! Attributes, read with tolerance and written.

use fieldops_io::{Attribute as Named, AttributeValue, Attributes};
use hdf5::{Attribute, Dataset, IndexType, IterationOrder, Location, Result, types::VarLenUnicode};

use crate::{
    raw::{self, Class},
    scales::STRUCTURE,
};

/// Attributes with more elements than this are no attributes that a convention uses.
pub(crate) const MOST_ELEMENTS: usize = 65_536;
/// Nor are those with longer strings in all.
const MOST_BYTES: usize = 16 << 20;

/// The attributes of an object in the order of the file, or by name where the file keeps no order. Left out are those of which dimension scales consist, and
/// those of a type that no convention uses or that cannot be read.
pub(crate) fn read_all(object: &Location) -> Attributes {
    let mut listed = object.attrs(IndexType::CreationOrder, IterationOrder::Increasing).unwrap_or_default();
    if listed.iter().any(|(_, info)| info.creation_order.is_none()) {
        listed.sort_by(|(a, _), (b, _)| a.cmp(b));
    }
    listed
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| !STRUCTURE.contains(&name.as_str()))
        .filter_map(|name| Some(Named { value: value(&object.attr(&name).ok()?)?, name }))
        .collect()
}

/// The single text of an attribute, where there is one.
pub(crate) fn text(object: &Dataset, name: &str) -> Option<String> {
    match value(&object.attr(name).ok()?)? {
        AttributeValue::Text(text) => Some(text),
        _ => None,
    }
}

/// The texts of an attribute, where there are some.
pub(crate) fn texts(object: &Dataset, name: &str) -> Option<Vec<String>> {
    match value(&object.attr(name).ok()?)? {
        AttributeValue::Text(text) => Some(vec![text]),
        AttributeValue::Texts(texts) => Some(texts),
        _ => None,
    }
}

fn value(attribute: &Attribute) -> Option<AttributeValue> {
    let space = attribute.space().ok()?;
    let count = space.size();
    if space.is_null() || space.ndim() > 1 || count > MOST_ELEMENTS {
        return None;
    }
    let data_type = attribute.dtype().ok()?;
    match raw::class(&data_type) {
        Class::String => {
            let texts = if raw::is_variable_string(&data_type) {
                raw::read_variable_strings(attribute, &data_type).ok()?
            } else if raw::size(&data_type).saturating_mul(count) <= MOST_BYTES {
                let padded = raw::space_padded(&data_type);
                let strings = raw::read_fixed_strings(attribute, &data_type).ok()?;
                strings.iter().map(|bytes| unpadded(bytes, padded).to_vec()).collect()
            } else {
                return None;
            };
            let texts = texts.iter().map(|bytes| decode(bytes)).collect();
            Some(one_or_many(texts, AttributeValue::Text, AttributeValue::Texts))
        }
        Class::Integer if !raw::signed(&data_type) && raw::size(&data_type) == 8 => {
            let values: Vec<u64> = raw::read_numbers(attribute, count).ok()?;
            let integers: Option<Vec<i64>> = values.iter().map(|&value| i64::try_from(value).ok()).collect();
            Some(integers.map_or_else(
                || floats(values.iter().map(|&value| value as f64).collect()),
                |values| one_or_many(values, AttributeValue::Integer, AttributeValue::Integers),
            ))
        }
        Class::Integer | Class::Enum => {
            let values = raw::read_numbers(attribute, count).ok()?;
            Some(one_or_many(values, AttributeValue::Integer, AttributeValue::Integers))
        }
        Class::Float => Some(floats(raw::read_numbers(attribute, count).ok()?)),
        _ => None,
    }
}

fn floats(values: Vec<f64>) -> AttributeValue {
    one_or_many(values, AttributeValue::Float, AttributeValue::Floats)
}

/// An array of one element counts as that element: netCDF writes every number so.
fn one_or_many<T>(
    values: Vec<T>,
    one: impl FnOnce(T) -> AttributeValue,
    many: impl FnOnce(Vec<T>) -> AttributeValue,
) -> AttributeValue {
    match <[T; 1]>::try_from(values) {
        Ok([value]) => one(value),
        Err(values) => many(values),
    }
}

fn unpadded(bytes: &[u8], padded_with_spaces: bool) -> &[u8] {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    let bytes = &bytes[..end];
    if padded_with_spaces { bytes.trim_ascii_end() } else { bytes }
}

/// UTF-8, else Latin-1, which old programs write whatever the file declares.
fn decode(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|&byte| char::from(byte)).collect(), str::to_owned)
}

/// Writes attributes to an object; those of the same name as a dimension scale's own are the scale's, not these.
///
/// Texts have variable length, so that only references to them count towards the 64 KiB that an object header takes;
/// longer arrays of numbers go to dense storage, which the library chooses by itself in files of HDF5 1.8 and later.
pub(crate) fn write_all(object: &Location, attributes: &[Named]) -> Result<()> {
    for Named { name, value } in attributes.iter().filter(|it| !STRUCTURE.contains(&it.name.as_str())) {
        let name = name.as_str();
        let new = || object.new_attr_builder();
        match value {
            AttributeValue::Text(text) => {
                object.new_attr::<VarLenUnicode>().create(name)?.write_scalar(&variable_text(text)?)?;
            }
            AttributeValue::Integer(value) => object.new_attr::<i64>().create(name)?.write_scalar(value)?,
            AttributeValue::Float(value) => object.new_attr::<f64>().create(name)?.write_scalar(value)?,
            AttributeValue::Texts(texts) if !texts.is_empty() => {
                let texts = texts.iter().map(|text| variable_text(text)).collect::<Result<Vec<_>>>()?;
                new().with_data(&texts).create(name)?;
            }
            AttributeValue::Integers(values) if !values.is_empty() => {
                new().with_data(values).create(name)?;
            }
            AttributeValue::Floats(values) if !values.is_empty() => {
                new().with_data(values).create(name)?;
            }
            AttributeValue::Texts(_) => {
                new().empty::<VarLenUnicode>().shape(0).create(name)?;
            }
            AttributeValue::Integers(_) => {
                new().empty::<i64>().shape(0).create(name)?;
            }
            AttributeValue::Floats(_) => {
                new().empty::<f64>().shape(0).create(name)?;
            }
        }
    }
    Ok(())
}

/// A text of variable length. It ends at a null byte in every HDF5 file, so null bytes are left out.
pub(crate) fn variable_text(text: &str) -> Result<VarLenUnicode> {
    let text: String = text.chars().filter(|&c| c != '\0').collect();
    text.parse().map_err(|error| format!("the text {text:?} cannot be stored: {error}").into())
}
