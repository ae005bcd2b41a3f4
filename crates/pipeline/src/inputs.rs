//! Where a plan reads the components of its fields.

use std::{ops::Range, path::Path};

use fieldops_io::{
    Compression, Reader, Source, Storage, ValueType,
    field::{Field, Layout},
};

use crate::{
    Result,
    chunks::{self, Chunks},
    input_variable::InputVariable,
    program::Leaf,
};

/// What is read for each window. What several components or several expressions take is read once.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Inputs {
    pub(crate) blocks: Vec<Block>,
}

/// One component, or all components of a field in one array.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) variable: InputVariable,
    /// The component axis of the variable, where it has one.
    pub(crate) component_axis: Option<usize>,
    /// The type in which the values are read.
    pub(crate) value_type: ValueType,
}

impl Inputs {
    /// Where these components of a field lie; what is not read yet joins the others.
    ///
    /// # Errors
    /// When a variable is not there.
    pub(crate) fn add(
        &mut self,
        field: &Field,
        components: &[usize],
        source: &dyn Source,
    ) -> Result<Vec<Leaf>> {
        let variables = components.iter().map(|number| &field.components[*number]);
        let variables: Vec<_> = match field.layout {
            Layout::Split => {
                variables.map(|it| InputVariable::new(it, field, source)).collect::<Result<_>>()?
            }
            Layout::Stacked { .. } => vec![InputVariable::new(&field.components[0], field, source)?],
        };
        let value_type = variables.iter().fold(field.value_type, |it, variable| variable.working_type(it));
        let component_axis = match field.layout {
            Layout::Split => None,
            Layout::Stacked { axis } => Some(axis),
        };
        let blocks = variables.into_iter().map(|variable| {
            let block = Block { variable, component_axis, value_type };
            self.blocks.iter().position(|other| *other == block).unwrap_or_else(|| {
                self.blocks.push(block);
                self.blocks.len() - 1
            })
        });
        let blocks: Vec<usize> = blocks.collect();
        let leaf = |(number, component): (usize, &usize)| match field.layout {
            Layout::Split => Leaf { block: blocks[number], place: None },
            Layout::Stacked { .. } => {
                let place = field.components[*component].index.unwrap_or_default();
                Leaf { block: blocks[0], place: Some(place) }
            }
        };
        Ok(components.iter().enumerate().map(leaf).collect())
    }

    /// What reads each block from many threads at once; `None` where one cannot be read so.
    pub(crate) fn readers(&self, source: &dyn Source) -> Option<Vec<Box<dyn Reader>>> {
        self.blocks.iter().map(|block| block.variable.reader(source, block.value_type)).collect()
    }

    /// The types in which the blocks are read.
    pub(crate) fn value_types(&self) -> Vec<ValueType> {
        self.blocks.iter().map(|block| block.value_type).collect()
    }

    /// What the chunks take from which values come: see [`chunks::of`].
    ///
    /// # Errors
    /// When a chunk takes more than `memory`.
    pub(crate) fn chunks(&self, memory: u64, file: &Path) -> Result<Chunks> {
        chunks::of(self.blocks.iter().flat_map(|block| block.variable.stored()), memory, file)
    }
}

impl Block {
    /// The window of the variable for a window of a component.
    pub(crate) fn window(&self, window: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut all = window.to_vec();
        if let Some(axis) = self.component_axis {
            all.insert(axis, 0..self.variable.variable.shape[axis]);
        }
        all
    }

    /// How many of the last axes count components that stand side by side.
    pub(crate) fn interleaved(&self) -> usize {
        let shape = &self.variable.variable.shape;
        usize::from(self.component_axis.is_some_and(|axis| axis + 1 == shape.len() && shape[axis] > 1))
    }

    pub(crate) fn bytes_per_point(&self) -> usize {
        let components = self.component_axis.map_or(1, |axis| self.variable.variable.shape[axis]);
        components * self.value_type.bytes()
    }

    /// Deflate as in the input; compression that cannot be written is none.
    pub(crate) fn compression(&self) -> Compression {
        let Storage::Chunked { filters, .. } = &self.variable.variable.storage else {
            return Compression::None;
        };
        let level = |filter: &String| filter.strip_prefix("deflate(")?.strip_suffix(')')?.parse().ok();
        filters.iter().find_map(level).map_or(Compression::None, |level| Compression::Deflate { level })
    }

    /// Extents of the chunks of a component.
    pub(crate) fn chunk(&self) -> Option<Vec<usize>> {
        let Storage::Chunked { chunk, .. } = &self.variable.variable.storage else { return None };
        let mut chunk: Vec<usize> = chunk.iter().map(|extent| (*extent).max(1)).collect();
        if let Some(axis) = self.component_axis {
            chunk.remove(axis);
        }
        Some(chunk)
    }
}
