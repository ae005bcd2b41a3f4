//! Arrays laid out in memory in every way that a caller may hand them over.

use ndarray::{ArrayBase, ArrayD, ArrayViewD, ArrayViewMutD, Axis, IxDyn, RawData, Slice};

/// How the numbers of an array lie in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// The last axis fastest.
    RowMajor,
    /// The first axis fastest.
    ColumnMajor,
    /// The first axis slowest, and the others in reversed order.
    Transposed,
    /// Every other number, with a margin.
    Strided,
    /// Every axis from its end.
    Reversed,
    /// One of three components that lie side by side.
    Interleaved,
}

pub(crate) const LAYOUTS: [Layout; 6] = [
    Layout::RowMajor,
    Layout::ColumnMajor,
    Layout::Transposed,
    Layout::Strided,
    Layout::Reversed,
    Layout::Interleaved,
];

/// An array inside a piece of memory, which may be larger.
pub(crate) struct Stored<T> {
    memory: ArrayD<T>,
    layout: Layout,
}

impl Layout {
    /// An array of this shape; it and the memory around it hold `filler`.
    pub(crate) fn filled<T: Clone>(self, shape: &[usize], filler: T) -> Stored<T> {
        let mut extents = shape.to_vec();
        match self {
            Self::RowMajor | Self::Reversed => {}
            Self::ColumnMajor => extents.reverse(),
            Self::Transposed => extents[1..].reverse(),
            Self::Strided => extents.iter_mut().for_each(|extent| *extent = 2 * *extent + 1),
            Self::Interleaved => extents.push(3),
        }
        Stored { memory: ArrayD::from_elem(IxDyn(&extents), filler), layout: self }
    }

    /// A copy of `values`; the memory around it holds the first of them.
    pub(crate) fn copy<T: Clone>(self, values: &ArrayViewD<'_, T>) -> Stored<T> {
        let mut stored = self.filled(values.shape(), values.first().expect("a value").clone());
        stored.view_mut().assign(values);
        stored
    }

    fn arrange<S: RawData>(self, mut memory: ArrayBase<S, IxDyn>) -> ArrayBase<S, IxDyn> {
        match self {
            Self::RowMajor => memory,
            Self::ColumnMajor => memory.reversed_axes(),
            Self::Transposed => {
                let axes: Vec<usize> = std::iter::once(0).chain((1..memory.ndim()).rev()).collect();
                memory.permuted_axes(axes)
            }
            Self::Strided => {
                memory.slice_each_axis_inplace(|_| Slice::new(1, None, 2));
                memory
            }
            Self::Reversed => {
                (0..memory.ndim()).for_each(|axis| memory.invert_axis(Axis(axis)));
                memory
            }
            Self::Interleaved => {
                let last = memory.ndim() - 1;
                memory.index_axis_move(Axis(last), 1)
            }
        }
    }
}

impl<T> Stored<T> {
    pub(crate) fn view(&self) -> ArrayViewD<'_, T> {
        self.layout.arrange(self.memory.view())
    }

    pub(crate) fn view_mut(&mut self) -> ArrayViewMutD<'_, T> {
        self.layout.arrange(self.memory.view_mut())
    }

    /// The numbers around the array that are not what they were filled with.
    pub(crate) fn touched_around(&self, is_filler: impl Fn(&T) -> bool) -> usize {
        let around = self.memory.len() - self.view().len();
        around - self.memory.iter().filter(|number| is_filler(number)).count()
    }
}
