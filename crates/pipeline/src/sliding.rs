//! What a lane has read of the inputs, while it goes through a window part by part.
//!
//! Each part needs some of what the one before it needed, planes at its border say. They stay in memory: the rest of the part
//! is read behind them.

use std::{iter, mem, ops::Range};

use fieldops_io::{Reader, ValueType, Values, ValuesMut};

use crate::{Progress, Result, blocks::Lanes, inputs::Block, interleaved, program::Ranges, share::Share};

/// The blocks of a share, as far as they are in memory.
pub(crate) struct Slide<'a> {
    share: &'a Share,
    /// One for each block.
    readers: &'a [Box<dyn Reader>],
    lanes: Lanes,
    blocks: Vec<Values>,
    held: Vec<Held>,
    staging: Values,
}

/// What is in memory of a block, in points.
#[derive(Debug, Clone, Default)]
struct Held {
    /// Those that the array is for, along each dimension.
    room: Vec<Range<usize>>,
    /// Those along the axis that have been read.
    read: Range<usize>,
    /// The first along the axis that a part of the window needs.
    first: usize,
    /// The most along the axis that one needs.
    most: usize,
    /// That for which there is room.
    length: usize,
}

impl<'a> Slide<'a> {
    pub(crate) fn new(share: &'a Share, readers: &'a [Box<dyn Reader>], lanes: Lanes) -> Self {
        let count = share.inputs.blocks.len();
        Self {
            share,
            readers,
            lanes,
            blocks: iter::repeat_with(|| Values::zeros(ValueType::F64, &[0])).take(count).collect(),
            held: vec![Held::default(); count],
            staging: Values::zeros(ValueType::F64, &[0]),
        }
    }

    /// The blocks, each on what [`to`](Self::to) has answered.
    pub(crate) fn blocks(&self) -> &[Values] {
        &self.blocks
    }

    /// Begins a window: its parts, each with what it is computed from.
    pub(crate) fn begin(&mut self, window: &[Range<usize>]) -> Vec<(Vec<Range<usize>>, Vec<Ranges>)> {
        let with_ranges = |part: Vec<Range<usize>>| {
            let ranges = self.share.ranges(&part);
            (part, ranges)
        };
        let parts: Vec<_> = self.lanes.parts(window).map(with_ranges).collect();
        for (number, held) in self.held.iter_mut().enumerate() {
            let needed = || parts.iter().map(|(_, ranges)| &ranges[self.lanes.axis].blocks[number]);
            let first = needed().map(|range| range.start).min().unwrap_or_default();
            let end = needed().map(|range| range.end).max().unwrap_or_default();
            let most = needed().map(Range::len).max().unwrap_or_default();
            *held = Held { first, most, length: self.lanes.room(most, end - first), ..Held::default() };
        }
        parts
    }

    /// Reads what a part needs and is not in memory yet. Returns its ranges with those of the blocks that are in memory then.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn to(&mut self, mut ranges: Vec<Ranges>, progress: &dyn Progress) -> Result<Vec<Ranges>> {
        for number in 0..self.held.len() {
            let needed: Vec<Range<usize>> = ranges.iter().map(|it| it.blocks[number].clone()).collect();
            let new = self.make_room(number, needed);
            self.read(number, new, progress)?;
            for (ranges, room) in ranges.iter_mut().zip(&self.held[number].room) {
                ranges.blocks[number].clone_from(room);
            }
        }
        Ok(ranges)
    }

    /// Makes room for what a part needs. Returns which indices along the axis are not in memory yet.
    fn make_room(&mut self, number: usize, needed: Vec<Range<usize>>) -> Range<usize> {
        let axis = self.lanes.axis;
        let (block, held) = (&self.share.inputs.blocks[number], &mut self.held[number]);
        let values = &mut self.blocks[number];
        let mut room = needed;
        let needed = room[axis].clone();
        // All parts take arrays of the same shape: some at the ends have room for more than they need.
        let start = needed.end.saturating_sub(held.most);
        room[axis] = start..start + held.length;
        // A part may need more before it than the one before it needs, at the end of an axis.
        let first = held.first.max(start);
        let mut read = first..first;
        if let Some(before) = held.room.get(axis)
            && (held.read.start..=held.read.end).contains(&needed.start)
        {
            if needed.end <= before.end {
                let new = held.read.end..needed.end;
                held.read.end = held.read.end.max(needed.end);
                return new;
            }
            read = held.read.start.max(start)..held.read.end.min(start + held.length);
            let Strides { outer, inner } = Strides::of(block, &room, axis);
            let before = before.start;
            let mut values = values.in_memory();
            for first in (0..outer).map(|outer| outer * held.length * inner) {
                let place = |index: usize, from: usize| first + (index - from) * inner;
                values.copy_within(
                    place(read.start, before)..place(read.end, before),
                    place(read.start, start),
                );
            }
        } else {
            let shape: Vec<usize> = block.window(&room).iter().map(Range::len).collect();
            let memory = mem::replace(values, Values::zeros(block.value_type, &[0]));
            *values = interleaved::made_into(memory, block.value_type, &shape, block.interleaved());
        }
        let new = read.end..needed.end;
        *held = Held { room, read: read.start..read.end.max(needed.end), ..*held };
        new
    }

    /// Reads what lies there along the axis.
    fn read(&mut self, number: usize, new: Range<usize>, progress: &dyn Progress) -> Result<()> {
        if new.is_empty() {
            return Ok(());
        }
        let Self { share, readers, lanes: Lanes { axis, .. }, blocks, held, staging } = self;
        let (block, reader, values) =
            (&share.inputs.blocks[number], readers[number].as_ref(), &mut blocks[number]);
        let room = &held[number].room;
        let before = new.start - room[*axis].start;
        let mut part = room.clone();
        part[*axis] = new;
        let window = block.window(&part);
        let Strides { outer, inner } = Strides::of(block, room, *axis);
        let scale = |values: ValuesMut<'_>| block.variable.apply_scale(values);
        match block.interleaved() {
            0 => {
                // What lies before the axis is read index by index, where it is not read whole.
                let pieces =
                    if part == *room { vec![window.clone()] } else { block.by_component(&window, outer) };
                let count = values.in_memory().len() / pieces.len();
                for (piece, window) in pieces.iter().enumerate() {
                    let length: usize = window.iter().map(Range::len).product();
                    let first = piece * count + before * inner;
                    let mut values = values.in_memory();
                    reader.read_into(window, values.part(first..first + length))?;
                    scale(values.part(first..first + length));
                }
            }
            axes => interleaved::read(reader, &window, axes, before * inner, values, staging, scale)?,
        }
        let count: usize = window.iter().map(Range::len).product();
        progress.advanced((count * block.value_type.bytes()) as u64);
        Ok(())
    }

    /// What a lane brings results into another order with.
    pub(crate) fn staging(&mut self) -> &mut Values {
        &mut self.staging
    }
}

/// How the values of a block lie in memory.
struct Strides {
    /// Arrays that have an axis of parts each.
    outer: usize,
    /// Values at an index of the axis in each of them.
    inner: usize,
}

impl Strides {
    fn of(block: &Block, room: &[Range<usize>], axis: usize) -> Self {
        let points: usize = room.iter().skip(axis + 1).map(Range::len).product();
        let is_before = block.interleaved() > 0 || block.component_axis().is_some_and(|it| it <= axis);
        let (outer, of_point) = if is_before { (block.count(), 1) } else { (1, block.count()) };
        Self { outer, inner: points * of_point }
    }
}
