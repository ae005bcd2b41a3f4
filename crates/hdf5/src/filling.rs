//! Filling a file that another library has laid out.

use std::{collections::HashMap, ops::Range, path::Path};

use fieldops_io::{OutputVariable, PendingFile, Result, Values};
use hdf5::{Dataset, File};

use crate::{
    chunk_writer::ChunkWriter,
    failure,
    raw::{self, Layout},
    sink::{Hdf5Sink, OpenFile, OpenVariable, level, write_values},
};

/// A sink for the values of variables that stand in the HDF5 file at `pending` already. `path` is where the file goes in
/// the end; `stored` has the path of each variable in the file. Compressed variables must be chunked, shuffled and
/// deflated, in this order; those of level 0 may do without the last.
///
/// # Errors
/// [`Error::Create`](fieldops_io::Error::Create) when the file cannot be opened, or does not hold the variables as they
/// are declared; [`Error::Write`](fieldops_io::Error::Write) when there is no room for their values.
pub fn fill(
    pending: PendingFile,
    path: &Path,
    variables: &[OutputVariable],
    stored: &[String],
) -> Result<Hdf5Sink> {
    let failed = |error: &hdf5::Error| failure::creating(path, error);
    let file = raw::open_file_to_write(pending.temporary()).map_err(|error| failed(&error))?;
    let opened = match allocate_all(&file, variables, stored) {
        Ok(()) => open_all(&file, variables, stored).map_err(|error| failed(&error)),
        Err(error) => {
            pending.empty();
            Err(failure::writing(path, &error))
        }
    };
    match opened {
        Ok(variables) => {
            Ok(Hdf5Sink::new(OpenFile::new(variables, HashMap::new(), file), pending, path.to_owned()))
        }
        Err(error) => {
            OpenFile::new(HashMap::new(), HashMap::new(), file).discard();
            Err(error)
        }
    }
}

/// Gives the values in one piece their place in the file.
fn allocate_all(file: &File, variables: &[OutputVariable], stored: &[String]) -> hdf5::Result<()> {
    assert_eq!(variables.len(), stored.len(), "a path in the file for each variable");
    let in_one_piece = variables.iter().zip(stored).filter(|(variable, _)| level(variable).is_none());
    let allocated = in_one_piece.map(|(variable, stored)| {
        let dataset = file.dataset(stored)?;
        allocate(&dataset, variable)?;
        Ok(dataset)
    });
    // Open until all is flushed: what fails when a dataset is dropped is lost.
    let allocated = allocated.collect::<hdf5::Result<Vec<_>>>()?;
    // What the library holds back of that must not be written later, over other values.
    file.flush()?;
    drop(allocated);
    Ok(())
}

fn open_all(
    file: &File,
    variables: &[OutputVariable],
    stored: &[String],
) -> hdf5::Result<HashMap<String, OpenVariable>> {
    let open = |(variable, stored): (&OutputVariable, &String)| {
        let dataset = file.dataset(stored)?;
        let OutputVariable { path, shape, value_type, .. } = variable;
        let found = dataset.shape();
        if found != *shape || raw::size(&dataset.dtype()?) != value_type.bytes() {
            return Err(
                format!("`{stored}` has shape {found:?} instead of {shape:?}, or another type").into()
            );
        }
        let chunks = chunk_writer(&dataset, variable)?;
        Ok((path.clone(), OpenVariable { dataset, shape: shape.clone(), value_type: *value_type, chunks }))
    };
    variables.iter().zip(stored).map(open).collect()
}

/// Gives the values of a variable their place in the file: they have none before the first is written.
fn allocate(dataset: &Dataset, variable: &OutputVariable) -> hdf5::Result<()> {
    let OutputVariable { shape, value_type, .. } = variable;
    let first: Vec<Range<usize>> = shape.iter().map(|&extent| 0..extent.min(1)).collect();
    let extents: Vec<usize> = first.iter().map(Range::len).collect();
    write_values(dataset, &first, &Values::zeros(*value_type, &extents))
}

fn chunk_writer(dataset: &Dataset, variable: &OutputVariable) -> hdf5::Result<Option<ChunkWriter>> {
    const SHUFFLED: [i32; 1] = [2];
    const SHUFFLED_THEN_DEFLATED: [i32; 2] = [2, 1];
    let Some(level) = level(variable) else { return Ok(None) };
    let creation = dataset.create_plist()?;
    let filters: Vec<i32> = raw::filters(&creation).iter().map(|filter| filter.id).collect();
    let writer = |chunk, level| ChunkWriter::new(&variable.shape, chunk, variable.value_type.bytes(), level);
    match raw::layout(&creation) {
        Layout::Chunked(chunk) if filters == SHUFFLED_THEN_DEFLATED => Ok(Some(writer(chunk, Some(level)))),
        // netCDF-C leaves out what does not shrink anything.
        Layout::Chunked(chunk) if filters == SHUFFLED && level == 0 => Ok(Some(writer(chunk, None))),
        layout => {
            Err(format!("`{}` has the layout {layout:?} and the filters {filters:?}", variable.path).into())
        }
    }
}
