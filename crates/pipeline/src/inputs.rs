//! Where a plan reads the components of its fields.

use std::{ops::Range, path::Path};

use fieldops_io::{
    Compression, Reader, Source, Storage, ValueType, Variable,
    field::{Component, Field, Layout},
};

use crate::{
    Result,
    blocks::LEAST_RUN,
    chunks::{self, Chunks},
    input_variable::InputVariable,
    program::{Graph, Leaf, NodeId},
};

/// What is read for each window. What several components or several expressions take is read once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inputs {
    pub(crate) blocks: Vec<Block>,
}

/// One component, or several of a field in one array.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) variable: InputVariable,
    /// What is read along the component axis of the variable, where it has one.
    along: Option<Along>,
    /// The type in which the values are read.
    pub(crate) value_type: ValueType,
}

/// Some of the components that lie in one array.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Along {
    axis: usize,
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
                    let block = self.block(Block { variable, along: None, value_type });
                    Leaf { block, index: None }
                };
                Ok(variables.into_iter().map(leaf).collect())
            }
            Layout::Stacked { axis } => {
                let variable = InputVariable::new(&field.components[0], field, source)?;
                let value_type = variable.working_type(field.value_type);
                let all = 0..variable.variable.shape[axis];
                let reading = Reading::new(&variable, axis);
                let leaf = |component: &Component| {
                    let index = component.index.unwrap_or_default();
                    let range = if reading == Reading::Alone { index..index + 1 } else { all.clone() };
                    let along = Some(Along { axis, range });
                    let block = self.block(Block { variable: variable.clone(), along, value_type });
                    Leaf { block, index: Some(index) }
                };
                Ok(components.into_iter().map(leaf).collect())
            }
        }
    }

    /// The number of a block, which joins the others where it is not one of them.
    fn block(&mut self, block: Block) -> usize {
        self.blocks.iter().position(|other| other.reads_as(&block)).unwrap_or_else(|| {
            self.blocks.push(block);
            self.blocks.len() - 1
        })
    }

    /// Leaves out what none of these nodes takes, blocks and components where that is less to read, and numbers in the graph what is
    /// left.
    pub(crate) fn keep(&mut self, graph: &mut Graph, nodes: &[NodeId]) {
        let reached = graph.reached(nodes);
        let taken = graph.blocks(&reached);
        graph.renumber_blocks(&taken);
        self.blocks = taken.into_iter().map(|block| self.blocks[block].clone()).collect();
        let leaves = graph.leaves(&reached);
        for (number, Block { variable, along, .. }) in self.blocks.iter_mut().enumerate() {
            let indices = || leaves.iter().filter(|leaf| leaf.block == number).filter_map(|leaf| leaf.index);
            if let Some(Along { axis, range }) = along
                && Reading::new(variable, *axis) == Reading::Asked
                && let (Some(first), Some(last)) = (indices().min(), indices().max())
            {
                *range = first..last + 1;
            }
        }
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
    /// Whether the same values are read for another, in the same type.
    fn reads_as(&self, other: &Self) -> bool {
        self.variable.has_values_of(&other.variable)
            && self.along == other.along
            && self.value_type == other.value_type
    }

    /// The component axis of the variable, where it has one.
    pub(crate) fn component_axis(&self) -> Option<usize> {
        self.along.as_ref().map(|along| along.axis)
    }

    /// The component axis, and the place along it of the component with this index in what is read.
    pub(crate) fn component(&self, index: usize) -> Option<(usize, usize)> {
        self.along.as_ref().map(|along| (along.axis, index - along.range.start))
    }

    /// The window of the variable for a window of a component.
    pub(crate) fn window(&self, window: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut all = window.to_vec();
        if let Some(Along { axis, range }) = &self.along {
            all.insert(*axis, range.clone());
        }
        all
    }

    /// Whether several components are read together.
    pub(crate) fn has_several(&self) -> bool {
        self.count() > 1
    }

    /// The windows of the variable, one for each component, where that is what there are so many of; else this one.
    pub(crate) fn by_component(&self, window: &[Range<usize>], count: usize) -> Vec<Vec<Range<usize>>> {
        let Some(axis) = self.component_axis().filter(|_| count > 1) else { return vec![window.to_vec()] };
        let of_one = |index| {
            let mut one = window.to_vec();
            one[axis] = index..index + 1;
            one
        };
        window[axis].clone().map(of_one).collect()
    }

    /// Number of components.
    pub(crate) fn count(&self) -> usize {
        self.along.as_ref().map_or(1, |along| along.range.len())
    }

    /// How many of the last axes count components that stand side by side.
    pub(crate) fn interleaved(&self) -> usize {
        let axes = self.variable.variable.shape.len();
        let are_last = self.component_axis().is_some_and(|axis| axis + 1 == axes);
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
        if let Some(axis) = self.component_axis() {
            chunk.remove(axis);
        }
        Some(chunk)
    }
}

/// How components that lie in one array are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Each by itself: they have many numbers in a row. Neighbours that one of them needs are not read of the others.
    Alone,
    /// Those that are asked for, and what lies between them, together: each has chunks of its own, but the chunks that a window leaves
    /// for the next are those of one block.
    Asked,
    /// All, together.
    All,
}

impl Reading {
    /// Of the components along this axis.
    fn new(variable: &InputVariable, axis: usize) -> Self {
        let of_one = |stored: &Variable| match &stored.storage {
            Storage::Contiguous => {
                let behind = stored.shape[axis + 1..].iter();
                let run = behind.fold(1, |run: usize, extent| run.saturating_mul(*extent));
                if run >= LEAST_RUN { Self::Alone } else { Self::All }
            }
            Storage::Chunked { chunk, .. } if chunk.get(axis) == Some(&1) => Self::Asked,
            Storage::Chunked { .. } | Storage::Compact | Storage::Elsewhere(_) => Self::All,
        };
        let mut readings = variable.stored().map(of_one);
        let first = readings.next().unwrap_or(Self::All);
        if readings.all(|other| other == first) { first } else { Self::All }
    }
}
