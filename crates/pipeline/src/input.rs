//! Where a plan reads the components of its field.

use std::{ops::Range, path::Path};

use fieldops_io::{
    Compression, Source, Storage, ValueType,
    field::{Field, Layout},
};

use crate::{Result, chunks, input_variable::InputVariable, table::Table};

/// Where the components of a field are read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Input {
    /// One variable for each component, or one for all.
    pub(crate) variables: Vec<InputVariable>,
    /// The component axis of a single variable, and the place of each component along it.
    pub(crate) stacked: Option<(usize, Vec<usize>)>,
    /// The type in which the values are read and computed.
    pub(crate) value_type: ValueType,
}

impl Input {
    pub(crate) fn new(table: &Table, field: &Field, source: &dyn Source) -> Result<Self> {
        let components = table.components.iter().map(|number| &field.components[*number]);
        let of = |component| InputVariable::new(component, field, source);
        let (variables, stacked) = match field.layout {
            Layout::Split => (components.map(of).collect::<Result<Vec<_>>>()?, None),
            Layout::Stacked { axis } => {
                let places = components.map(|component| component.index.unwrap_or_default()).collect();
                (vec![of(&field.components[0])?], Some((axis, places)))
            }
        };
        let value_type =
            variables.iter().fold(field.value_type, |value_type, variable| variable.working_type(value_type));
        Ok(Self { variables, stacked, value_type })
    }

    /// The window of a variable for a window of a component.
    pub(crate) fn window(&self, window: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut all = window.to_vec();
        if let Some((axis, _)) = self.stacked {
            all.insert(axis, 0..self.variables[0].variable.shape[axis]);
        }
        all
    }

    pub(crate) fn bytes_per_point(&self) -> usize {
        let components = match self.stacked {
            Some((axis, _)) => self.variables[0].variable.shape[axis],
            None => self.variables.len(),
        };
        components * self.value_type.bytes()
    }

    /// Deflate as in the input; compression that cannot be written is none.
    pub(crate) fn compression(&self) -> Compression {
        let Storage::Chunked { filters, .. } = &self.variables[0].variable.storage else {
            return Compression::None;
        };
        let level = |filter: &String| filter.strip_prefix("deflate(")?.strip_suffix(')')?.parse().ok();
        filters.iter().find_map(level).map_or(Compression::None, |level| Compression::Deflate { level })
    }

    /// Extents of the chunks of a component.
    pub(crate) fn chunk(&self) -> Option<Vec<usize>> {
        let Storage::Chunked { chunk, .. } = &self.variables[0].variable.storage else { return None };
        let mut chunk: Vec<usize> = chunk.iter().map(|extent| (*extent).max(1)).collect();
        if let Some((axis, _)) = self.stacked {
            chunk.remove(axis);
        }
        Some(chunk)
    }

    /// Bytes that the chunks take from which the next values come: see [`chunks::bytes`].
    ///
    /// # Errors
    /// When a chunk takes more than `memory`.
    pub(crate) fn chunk_bytes(&self, memory: u64, file: &Path) -> Result<u64> {
        chunks::bytes(self.variables.iter().flat_map(InputVariable::stored), memory, file)
    }
}
