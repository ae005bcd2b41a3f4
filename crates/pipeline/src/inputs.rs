//! Where a plan reads the components of its fields.

use std::{ops::Range, path::Path};

use fieldops_io::{
    Compression, Reader, Source, Storage, ValueType,
    field::{Component, Field, Layout},
};

use crate::{
    Result,
    blocks::LEAST_RUN,
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
    /// What is read of the components of the variable, where it has several.
    pub(crate) components: Option<Components>,
    /// The type in which the values are read.
    pub(crate) value_type: ValueType,
}

/// Some of the components that lie in one array.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Components {
    pub(crate) axis: usize,
    /// Their indices along it.
    range: Range<usize>,
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
        let components: Vec<_> = components.iter().map(|number| &field.components[*number]).collect();
        match field.layout {
            Layout::Split => {
                let variables = components.iter().map(|it| InputVariable::new(it, field, source));
                let variables = variables.collect::<Result<Vec<_>>>()?;
                let value_type = variables.iter().fold(field.value_type, |it, one| one.working_type(it));
                let leaf = |variable| {
                    let block = self.block(Block { variable, components: None, value_type });
                    Leaf { block, place: None }
                };
                Ok(variables.into_iter().map(leaf).collect())
            }
            Layout::Stacked { axis } => {
                let variable = InputVariable::new(&field.components[0], field, source)?;
                let value_type = variable.working_type(field.value_type);
                let all = 0..variable.variable.shape[axis];
                let are_apart = lie_apart(&variable, axis);
                let leaf = |component: &Component| {
                    let index = component.index.unwrap_or_default();
                    let range = if are_apart { index..index + 1 } else { all.clone() };
                    let place = Some(index - range.start);
                    let components = Some(Components { axis, range });
                    Leaf {
                        block: self.block(Block { variable: variable.clone(), components, value_type }),
                        place,
                    }
                };
                Ok(components.into_iter().map(leaf).collect())
            }
        }
    }

    /// The number of a block, which joins the others where it is not one of them.
    fn block(&mut self, block: Block) -> usize {
        self.blocks.iter().position(|other| *other == block).unwrap_or_else(|| {
            self.blocks.push(block);
            self.blocks.len() - 1
        })
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
        if let Some(Components { axis, range }) = &self.components {
            all.insert(*axis, range.clone());
        }
        all
    }

    /// Whether several components are read together.
    pub(crate) fn has_several(&self) -> bool {
        self.count() > 1
    }

    /// Number of components.
    fn count(&self) -> usize {
        self.components.as_ref().map_or(1, |components| components.range.len())
    }

    /// How many of the last axes count components that stand side by side.
    pub(crate) fn interleaved(&self) -> usize {
        let axes = self.variable.variable.shape.len();
        let are_last = self.components.as_ref().is_some_and(|components| components.axis + 1 == axes);
        usize::from(are_last && self.has_several())
    }

    pub(crate) fn bytes_per_point(&self) -> usize {
        self.count() * self.value_type.bytes()
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
        if let Some(Components { axis, .. }) = self.components {
            chunk.remove(axis);
        }
        Some(chunk)
    }
}

/// Whether the components along this axis lie so far apart in the file that each is read on its own: what neighbours one needs, and
/// what nobody asks for, is not read of the others.
fn lie_apart(variable: &InputVariable, axis: usize) -> bool {
    variable.stored().all(|stored| {
        let run: usize = stored.shape[axis + 1..].iter().product();
        stored.storage == Storage::Contiguous && run >= LEAST_RUN
    })
}
