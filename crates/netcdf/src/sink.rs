//! Writing a file window by window.

use std::{ops::Range, path::Path};

use fieldops_hdf5::Hdf5Sink;
use fieldops_io::{
    Cause, Compression, Error, OutputSchema, OutputVariable, PendingFile, Result, Sink, Values, Writer,
};
use netcdf_sys::{NC_64BIT_DATA, NC_NETCDF4};

use crate::{
    classic_sink::{ClassicSink, discard},
    laying_out::{Defined, LayingOut},
    layout,
    raw::{self, File},
};

/// A NetCDF file that is being written. Dropped without [`Sink::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct NetcdfSink(Format);

#[derive(Debug)]
enum Format {
    Classic(ClassicSink),
    /// `NetCDF` lays the file out; HDF5 fills it, with many threads.
    Netcdf4(Hdf5Sink),
}

/// Creates a NetCDF file and lays out all that `schema` declares: groups, dimensions, coordinates with their values,
/// variables without. A path that ends in `.cdf` gives CDF-5, any other NetCDF-4.
///
/// A dimension is called as its coordinate variable. A coordinate that variables outside its group use is moved to the
/// closest group above all of them, where they can see it, and gets a number behind its name where that name is taken.
/// Attributes follow the CF conventions: `Conventions`, `axis` where it is certain, a NaN as `_FillValue`; those that
/// tell how values are packed are left out, and so is `bounds` without the variable that it names.
///
/// # Errors
/// [`Error::Option`] when a value type is complex, or when CDF-5 is to hold groups or compressed values;
/// [`Error::OutputExists`] when `path` exists and `overwrite` is false; [`Error::Create`] when the file cannot be created
/// or the schema does not fit into a NetCDF file, as when two variables have the same path.
///
/// # Panics
/// When a variable has not as many dimensions as its shape has axes, or names a coordinate that the schema does not hold
/// or that has another length.
pub fn create(path: &Path, schema: &OutputSchema, overwrite: bool) -> Result<NetcdfSink> {
    let classic = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("cdf"));
    check(schema, classic)?;
    let layout = layout::plan(schema);
    let pending = PendingFile::create(path, overwrite)?;
    let failed = |source: Cause| Error::Create { path: path.to_owned(), source };
    let mode = if classic { NC_64BIT_DATA } else { NC_NETCDF4 };
    let file = File::create(pending.temporary(), mode).map_err(|error| failed(raw::cause(error)))?;
    match (LayingOut { file: &file, schema, layout: &layout, classic }).run() {
        Ok(variables) if classic => {
            Ok(NetcdfSink(Format::Classic(ClassicSink::new(file, variables, pending, path.to_owned()))))
        }
        Ok(variables) => {
            let stored_path = |variable: &OutputVariable| {
                let Defined { group, id, .. } = variables[&variable.path];
                file.stored_path(group, id)
            };
            let stored = schema.variables.iter().map(stored_path).collect::<raw::Result<Vec<_>>>();
            let stored = match stored {
                Ok(stored) => stored,
                Err(error) => {
                    discard(file);
                    return Err(failed(raw::cause(error)));
                }
            };
            let pending = close(file, pending, path)?;
            fieldops_hdf5::fill(pending, path, &schema.variables, &stored)
                .map(|sink| NetcdfSink(Format::Netcdf4(sink)))
        }
        Err(cause) => {
            discard(file);
            Err(failed(cause))
        }
    }
}

/// Closes the file, and hands it out again if all of it was written.
pub(crate) fn close(file: File, pending: PendingFile, path: &Path) -> Result<PendingFile> {
    let failed = |error| Error::Write { path: path.to_owned(), source: raw::cause(error) };
    if let Err(error) = file.flush() {
        // Closing it, the library would try once more to write what it could not.
        std::mem::forget(file);
        pending.empty();
        return Err(failed(error));
    }
    if let Err(error) = file.close(pending.temporary()) {
        pending.empty();
        return Err(failed(error));
    }
    Ok(pending)
}

/// Refuses what the format does not have.
fn check(schema: &OutputSchema, classic: bool) -> Result<()> {
    let refused = |problem: String, hint: &str| Err(Error::Option { problem, hint: Some(hint.to_owned()) });
    let types = schema.variables.iter().map(|it| (&it.path, it.value_type));
    let coordinate_types = schema.coordinates.iter().map(|it| (&it.path, it.values.value_type()));
    if let Some((path, _)) = types.chain(coordinate_types).find(|(_, value_type)| value_type.is_complex()) {
        let problem = format!("`{path}` is complex, and NetCDF has no complex numbers");
        return refused(problem, "an output that ends in .h5 holds them");
    }
    if !classic {
        return Ok(());
    }
    if schema.variables.iter().any(|it| it.compression != Compression::None) {
        return refused(
            "a classic NetCDF file (.cdf) cannot be compressed".into(),
            "an output that ends in .nc can; --compression none writes plain values",
        );
    }
    let in_group = |path: &&String| path.trim_start_matches('/').contains('/');
    match schema.variables.iter().map(|it| &it.path).find(in_group) {
        Some(path) => refused(
            format!("`{path}` lies in a group, and a classic NetCDF file (.cdf) has none"),
            "an output that ends in .nc has groups",
        ),
        None => Ok(()),
    }
}

impl Sink for NetcdfSink {
    fn write(&mut self, path: &str, window: &[Range<usize>], values: &Values) -> Result<()> {
        match &mut self.0 {
            Format::Classic(sink) => sink.write(path, window, values),
            Format::Netcdf4(sink) => sink.write(path, window, values),
        }
    }

    fn writer(&self, path: &str) -> Option<Box<dyn Writer>> {
        match &self.0 {
            Format::Classic(_) => None,
            Format::Netcdf4(sink) => sink.writer(path),
        }
    }

    fn finish(self: Box<Self>) -> Result<()> {
        match self.0 {
            Format::Classic(sink) => Box::new(sink).finish(),
            Format::Netcdf4(sink) => Box::new(sink).finish(),
        }
    }
}
