//! Laying a file out, and writing its values.
#![allow(unsafe_code, reason = "calls of the C library")]
#![allow(clippy::unused_self, reason = "the identifiers are valid as long as the file is open")]

use std::{
    ffi::{CString, c_char, c_int, c_void},
    ops::Range,
    ptr,
};

use fieldops_io::AttributeValue;
use netcdf_sys::{
    NC_CHUNKED, NC_DOUBLE, NC_FLOAT, NC_INT, NC_INT64, nc_def_dim, nc_def_grp, nc_def_var,
    nc_def_var_chunking, nc_def_var_deflate, nc_enddef, nc_inq_varndims, nc_inq_vartype, nc_put_att,
    nc_put_att_string, nc_put_att_text, nc_put_vara, nc_type,
};

use super::{File, Result, call};

/// A float that can be written.
pub(crate) trait Written: Copy {
    const CODE: nc_type;
}

impl Written for f32 {
    const CODE: nc_type = NC_FLOAT;
}

impl Written for f64 {
    const CODE: nc_type = NC_DOUBLE;
}

fn c_text(text: &str) -> Result<CString> {
    CString::new(text).map_err(Into::into)
}

impl File {
    /// Creates a group inside another.
    pub(crate) fn define_group(&self, parent: c_int, name: &str) -> Result<c_int> {
        let (name, mut id) = (c_text(name)?, 0);
        // SAFETY: the parent is open, the name ends in a null byte, and the pointer is valid.
        call(|| unsafe { nc_def_grp(parent, name.as_ptr(), &raw mut id) })?;
        Ok(id)
    }

    /// Creates a dimension. A length of 0 would make it unlimited.
    pub(crate) fn define_dimension(&self, group: c_int, name: &str, length: usize) -> Result<c_int> {
        if length == 0 {
            return Err("a dimension needs at least one point".into());
        }
        let (name, mut id) = (c_text(name)?, 0);
        // SAFETY: as in `define_group`.
        call(|| unsafe { nc_def_dim(group, name.as_ptr(), length, &raw mut id) })?;
        Ok(id)
    }

    /// Creates a variable of floats.
    pub(crate) fn define_variable<T: Written>(
        &self,
        group: c_int,
        name: &str,
        dimensions: &[c_int],
    ) -> Result<c_int> {
        let (name, mut id) = (c_text(name)?, 0);
        let rank = c_int::try_from(dimensions.len())?;
        // SAFETY: as in `define_group`; there are `rank` dimensions.
        call(|| unsafe {
            nc_def_var(group, name.as_ptr(), T::CODE, rank, dimensions.as_ptr(), &raw mut id)
        })?;
        Ok(id)
    }

    /// Cuts a variable of values of so many bytes into chunks, which are shuffled and deflated. The chunk has an extent
    /// for each dimension.
    pub(crate) fn compress(&self, group: c_int, variable: c_int, chunk: &[usize], level: u8) -> Result<()> {
        self.ensure_rank(group, variable, chunk.len())?;
        // SAFETY: the group is open; the chunk has an extent for each dimension.
        call(|| unsafe { nc_def_var_chunking(group, variable, NC_CHUNKED, chunk.as_ptr()) })?;
        // SAFETY: the group is open.
        call(|| unsafe { nc_def_var_deflate(group, variable, 1, 1, level.into()) })
    }

    fn ensure_rank(&self, group: c_int, variable: c_int, expected: usize) -> Result<()> {
        let mut rank = 0;
        // SAFETY: the group is open, and the pointer is valid.
        call(|| unsafe { nc_inq_varndims(group, variable, &raw mut rank) })?;
        if usize::try_from(rank) == Ok(expected) {
            Ok(())
        } else {
            Err(format!("{expected} extents for {rank} dimensions").into())
        }
    }

    /// Writes the mark of missing values.
    pub(crate) fn put_fill<T: Written>(&self, group: c_int, variable: c_int, fill: T) -> Result<()> {
        self.put_numbers(group, variable, "_FillValue", T::CODE, &[fill])
    }

    /// Writes an attribute; `variable` is -1 for the group itself. Integers take 32 bits where these suffice, because
    /// programs expect no longer ones.
    pub(crate) fn put_attribute(
        &self,
        group: c_int,
        variable: c_int,
        name: &str,
        value: &AttributeValue,
        has_texts: bool,
    ) -> Result<()> {
        match value {
            AttributeValue::Text(text) => self.put_text(group, variable, name, text),
            AttributeValue::Texts(texts) if has_texts => self.put_texts(group, variable, name, texts),
            AttributeValue::Texts(texts) => self.put_text(group, variable, name, &texts.join(", ")),
            AttributeValue::Integer(value) => self.put_integers(group, variable, name, &[*value]),
            AttributeValue::Integers(values) => self.put_integers(group, variable, name, values),
            AttributeValue::Float(value) => self.put_numbers(group, variable, name, NC_DOUBLE, &[*value]),
            AttributeValue::Floats(values) => self.put_numbers(group, variable, name, NC_DOUBLE, values),
        }
    }

    fn put_text(&self, group: c_int, variable: c_int, name: &str, text: &str) -> Result<()> {
        let name = c_text(name)?;
        // SAFETY: the group is open, the name ends in a null byte, and the text has as many bytes.
        call(|| unsafe { nc_put_att_text(group, variable, name.as_ptr(), text.len(), text.as_ptr().cast()) })
    }

    fn put_texts(&self, group: c_int, variable: c_int, name: &str, texts: &[String]) -> Result<()> {
        let name = c_text(name)?;
        // A text ends at a null byte.
        let texts = texts.iter().map(|text| c_text(&text.replace('\0', ""))).collect::<Result<Vec<_>>>()?;
        let mut pointers: Vec<*const c_char> = texts.iter().map(|text| text.as_ptr()).collect();
        // SAFETY: the group is open; the name and each text end in a null byte and outlive the call, which only reads.
        call(|| unsafe {
            nc_put_att_string(group, variable, name.as_ptr(), pointers.len(), pointers.as_mut_ptr())
        })
    }

    fn put_integers(&self, group: c_int, variable: c_int, name: &str, values: &[i64]) -> Result<()> {
        let short: Option<Vec<i32>> = values.iter().map(|&value| i32::try_from(value).ok()).collect();
        match short {
            Some(values) => self.put_numbers(group, variable, name, NC_INT, &values),
            None => self.put_numbers(group, variable, name, NC_INT64, values),
        }
    }

    /// The type of the numbers must be that of the code.
    fn put_numbers<T>(
        &self,
        group: c_int,
        variable: c_int,
        name: &str,
        code: nc_type,
        values: &[T],
    ) -> Result<()> {
        let name = c_text(name)?;
        let start: *const c_void = if values.is_empty() { ptr::null() } else { values.as_ptr().cast() };
        // SAFETY: the group is open, the name ends in a null byte, and there are as many values of this type.
        call(|| unsafe { nc_put_att(group, variable, name.as_ptr(), code, values.len(), start) })
    }

    /// Ends the definitions: values may follow.
    pub(crate) fn end_definitions(&self) -> Result<()> {
        // SAFETY: the file is open.
        call(|| unsafe { nc_enddef(self.id) })
    }

    /// Writes a window of a variable, from values of its type in row-major order.
    pub(crate) fn write<T: Written>(
        &self,
        group: c_int,
        variable: c_int,
        window: &[Range<usize>],
        values: &[T],
    ) -> Result<()> {
        let start: Vec<usize> = window.iter().map(|range| range.start).collect();
        let count: Vec<usize> = window.iter().map(Range::len).collect();
        assert_eq!(
            values.len(),
            count.iter().product::<usize>(),
            "as many values as the window has elements"
        );
        if values.is_empty() {
            return Ok(());
        }
        self.ensure_rank(group, variable, window.len())?;
        let mut code = 0;
        // SAFETY: the group is open, and the pointer is valid.
        call(|| unsafe { nc_inq_vartype(group, variable, &raw mut code) })?;
        if code != T::CODE {
            return Err("the values have another type than the variable".into());
        }
        // SAFETY: the group is open; the window has a range for each dimension, and the values fill it in the variable's
        // own type.
        call(|| unsafe {
            nc_put_vara(group, variable, start.as_ptr(), count.as_ptr(), values.as_ptr().cast())
        })
    }
}
