//! Which parts of the grid the steps of a program need for a window of its results.

use std::{collections::BTreeMap, ops::Range};

use super::{Action, Place, Program, Target};

/// What a program needs along one dimension.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ranges {
    /// Of each block that is read; of what is in memory of it, there may be more.
    pub(crate) blocks: Vec<Range<usize>>,
    pub(super) arrays: Vec<Range<usize>>,
    pub(super) steps: Vec<Range<usize>>,
}

impl Program {
    /// The ranges along `dimension` that results in `range` are computed from: widened by the reach of every sweep on the
    /// way and clipped at the ends.
    pub(crate) fn ranges(&self, dimension: usize, range: &Range<usize>) -> Ranges {
        let mut ranges = Ranges {
            blocks: vec![range.clone(); self.blocks],
            arrays: vec![range.clone(); self.arrays.len()],
            steps: vec![range.clone(); self.steps.len()],
        };
        // What takes an array stands behind what makes it.
        for (number, step) in self.steps.iter().enumerate().rev() {
            let mut own = range.clone();
            for target in &step.targets {
                if let Target::Array(array) = target {
                    widen(&mut own, &ranges.arrays[*array]);
                }
            }
            for (number, source) in step.sources.iter().enumerate() {
                let needed = match &step.action {
                    Action::Sweep(sweep) => sweep.input_range_of(number, dimension, own.clone()),
                    Action::Pointwise(_) => own.clone(),
                };
                match source {
                    Place::Block(leaf) => widen(&mut ranges.blocks[leaf.block], &needed),
                    Place::Array(array) => widen(&mut ranges.arrays[*array], &needed),
                    Place::Position(_) => {}
                }
            }
            ranges.steps[number] = own;
        }
        // A step makes all its arrays for one range.
        for (step, own) in self.steps.iter().zip(&ranges.steps) {
            for target in &step.targets {
                if let Target::Array(array) = target {
                    ranges.arrays[*array] = own.clone();
                }
            }
        }
        ranges
    }

    /// Bytes of the memory for the arrays between steps, where they have so many points.
    pub(crate) fn bytes_between(&self, points: &[u128]) -> u128 {
        let mut slots: BTreeMap<(bool, usize), u128> = BTreeMap::new();
        for (array, points) in self.arrays.iter().zip(points) {
            let bytes = points * if array.is_complex { 16 } else { 8 };
            let slot = slots.entry((array.is_complex, array.slot)).or_default();
            *slot = bytes.max(*slot);
        }
        slots.values().sum()
    }

    /// Points along a dimension of each array between steps for a window of this range.
    pub(crate) fn lengths_between(ranges: &Ranges) -> impl Iterator<Item = usize> {
        ranges.arrays.iter().map(Range::len)
    }
}

fn widen(range: &mut Range<usize>, to: &Range<usize>) {
    *range = range.start.min(to.start)..range.end.max(to.end);
}
