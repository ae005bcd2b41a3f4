//! Results that are computed together, apart from the others on their grid.

use std::{collections::BTreeSet, mem, ops::Range};

use crate::{
    Result,
    inputs::Inputs,
    program::{Graph, NodeId, Output, Program, Ranges},
    results::ResultVariable,
    windows::Cost,
};

/// Most points along all axes, for all shares together: each has weights of its own for each of them.
const MOST_WEIGHED: usize = 1 << 17;

/// Numbers in a row of results that are written apart, where they are one variable. The input lies like that, and systems read ahead:
/// of shorter rows much would be read for each share.
const FAR_APART: usize = 1 << 17;

/// Results, and what they are computed from.
#[derive(Debug, Clone)]
pub(crate) struct Share {
    /// Path of the field; of several fields, with commas between them.
    pub(crate) path: String,
    pub(crate) inputs: Inputs,
    pub(crate) program: Program,
    /// The coordinates along each axis of the grid, where the results take them.
    pub(crate) positions: Vec<Vec<f64>>,
    pub(crate) results: Vec<ResultVariable>,
    /// The first point of the grid that a result is for.
    pub(crate) start: Vec<usize>,
}

impl Share {
    /// What a window of the results is computed from, along each dimension.
    pub(crate) fn ranges(&self, window: &[Range<usize>]) -> Vec<Ranges> {
        window.iter().enumerate().map(|(dimension, range)| self.ranges_along(dimension, range)).collect()
    }

    /// The same along one dimension.
    pub(crate) fn ranges_along(&self, dimension: usize, range: &Range<usize>) -> Ranges {
        let start = self.start[dimension];
        self.program.ranges(dimension, &(range.start + start..range.end + start))
    }

    /// Shares that take nothing in common, which make its results together; `None` where there is one only, or where their weights would
    /// take much memory. They are gone through one after the other, so that less is in memory at a time. `outputs` are the
    /// nodes of the graph that its results consist of, and `shape` is the extents of a result.
    ///
    /// # Errors
    /// Those of `compile`.
    pub(crate) fn apart(
        &self,
        graph: &Graph,
        outputs: &[Output],
        shape: &[usize],
        compile: impl Fn(&Graph, &[Output], &Inputs) -> Result<Program>,
    ) -> Result<Option<Vec<Self>>> {
        let groups = grouped(self.pieces(graph, outputs, shape));
        // Where one is none, the others may be any number.
        let points = shape.iter().fold(0, |points: usize, extent| points.saturating_add(*extent));
        if groups.len() < 2 || groups.len().saturating_mul(points) > MOST_WEIGHED {
            return Ok(None);
        }
        let of_pieces = |pieces: Vec<Piece>| {
            let (mut results, mut taken): (Vec<ResultVariable>, Vec<Output>) = (Vec::new(), Vec::new());
            for piece in pieces {
                if !results.last_mut().is_some_and(|last| last.extend(&piece.result)) {
                    results.push(piece.result);
                }
                taken.extend(&outputs[piece.outputs]);
            }
            let (mut graph, mut inputs) = (graph.clone(), self.inputs.clone());
            inputs.keep(&mut graph, &nodes(&taken));
            let program = compile(&graph, &taken, &inputs)?;
            let (path, positions, start) = (self.path.clone(), self.positions.clone(), self.start.clone());
            Ok(Self { path, inputs, program, positions, results, start })
        };
        groups.into_iter().map(of_pieces).collect::<Result<_>>().map(Some)
    }

    /// The results, cut along the first of their indices where that is far apart in the file.
    fn pieces(&self, graph: &Graph, outputs: &[Output], shape: &[usize]) -> Vec<Piece> {
        let mut start = 0;
        let mut pieces = Vec::new();
        for result in &self.results {
            for result in result.by_first_index(shape, FAR_APART) {
                let end = start + result.count();
                let outputs_of_it = mem::replace(&mut start, end)..end;
                let reached = graph.reached(&nodes(&outputs[outputs_of_it.clone()]));
                let blocks = graph.blocks(&reached);
                let made = reached.into_iter().filter(|node| !graph.arguments(*node).is_empty()).collect();
                pieces.push(Piece { result, outputs: outputs_of_it, blocks, made });
            }
        }
        pieces
    }
}

/// A result, or a part of one.
struct Piece {
    result: ResultVariable,
    /// Its outputs.
    outputs: Range<usize>,
    /// What it takes.
    blocks: Vec<usize>,
    /// What is computed for it, of coordinates too.
    made: BTreeSet<NodeId>,
}

/// Pieces that take something in common together, all in their order.
fn grouped(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut groups: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        let takes_any = |other: &Piece| {
            other.blocks.iter().any(|block| piece.blocks.contains(block))
                || other.made.iter().any(|node| piece.made.contains(node))
        };
        let (joined, others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(takes_any));
        let mut group: Vec<_> = joined.into_iter().flatten().chain([piece]).collect();
        group.sort_by_key(|piece| piece.outputs.start);
        groups = others;
        groups.push(group);
    }
    groups.sort_by_key(|group| group[0].outputs.start);
    groups
}

/// The nodes that are these outputs.
pub(crate) fn nodes(outputs: &[Output]) -> Vec<NodeId> {
    outputs.iter().map(|(node, _)| *node).collect()
}

/// The buffers of a window: the results, what is read, and what lies between, of one share at a time.
impl Cost for &[Share] {
    fn lengths(&self, dimension: usize, range: Range<usize>) -> Vec<usize> {
        let of_share = |share: &Share| {
            let ranges = share.ranges_along(dimension, &range);
            let read = ranges.blocks.iter().map(Range::len);
            let all = std::iter::once(range.len()).chain(read).chain(Program::lengths_between(&ranges));
            all.collect::<Vec<_>>()
        };
        self.iter().flat_map(of_share).collect()
    }

    fn bytes(&self, points: &[u128], in_flight: u64) -> u128 {
        let mut points = points;
        let mut most = 0;
        for Share { inputs, program, results, .. } in *self {
            let (written, rest) = points.split_at(1);
            let (read, rest) = rest.split_at(inputs.blocks.len());
            let (between, rest) = rest.split_at(program.count_between());
            points = rest;
            let of_point: usize = results.iter().map(ResultVariable::bytes_per_point).sum();
            let blocks = inputs.blocks.iter().zip(read);
            let read: u128 = blocks.map(|(block, points)| points * block.bytes_per_point() as u128).sum();
            let moved = read + written[0] * of_point as u128;
            most = most.max(u128::from(in_flight) * moved + program.bytes_between(between));
        }
        most
    }
}

#[cfg(test)]
mod tests {
    use fieldops_io::ValueType;

    use super::*;
    use crate::program::Unary;

    fn stacked(count: usize) -> ResultVariable {
        let (path, value_type) = ("/w".to_owned(), ValueType::F64);
        ResultVariable { path, value_type, position: 1, indices: vec![0..count, 0..2] }
    }

    /// One for each of these, which takes these blocks, and makes two outputs.
    fn pieces(blocks: &[&[usize]]) -> Vec<Piece> {
        let results = stacked(blocks.len()).by_first_index(&[3, 50, 7], 350);
        let piece = |(number, (result, blocks)): (usize, (ResultVariable, &&[usize]))| Piece {
            result,
            outputs: 2 * number..2 * number + 2,
            blocks: blocks.to_vec(),
            made: BTreeSet::new(),
        };
        results.into_iter().zip(blocks).enumerate().map(piece).collect()
    }

    /// The outputs of each group.
    fn groups(blocks: &[&[usize]]) -> Vec<Vec<usize>> {
        let first = |piece: &Piece| piece.outputs.start / 2;
        grouped(pieces(blocks)).iter().map(|group| group.iter().map(first).collect()).collect()
    }

    #[test]
    fn what_takes_something_in_common_is_together() {
        assert_eq!(groups(&[&[0], &[1], &[2]]), [[0], [1], [2]]);
        assert_eq!(groups(&[&[0], &[1], &[0]]), [vec![0, 2], vec![1]]);
        assert_eq!(groups(&[&[0], &[1], &[3], &[1, 2], &[2]]), [vec![0], vec![1, 3, 4], vec![2]]);
        // The last joins what was apart.
        assert_eq!(groups(&[&[0, 1], &[2], &[3, 4], &[4, 0]]), [vec![0, 2, 3], vec![1]]);
        assert_eq!(groups(&[&[], &[1], &[]]), [[0], [1], [2]], "coordinates are there for all");
    }

    #[test]
    fn what_is_made_for_both_is_made_once() {
        let mut graph = Graph::default();
        let x = graph.position(0);
        let of_x = graph.unary(Unary::Sin, x);
        let mut pieces = pieces(&[&[0], &[1], &[2]]);
        pieces[0].made.insert(of_x);
        pieces[2].made.insert(of_x);
        let groups = grouped(pieces);
        assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(groups[0][1].blocks, [2]);
    }

    #[test]
    fn a_variable_is_cut_where_its_results_are_far_apart() {
        let whole = stacked(3);
        assert_eq!(whole.by_first_index(&[3, 50, 7], 351).len(), 1);
        let cut = whole.by_first_index(&[3, 50, 7], 350);
        let window = |number: usize| cut[number].window(&[1..3, 4..9, 0..7]);
        assert_eq!(window(2), [1..3, 2..3, 0..2, 4..9, 0..7]);
        assert_eq!(cut.iter().map(ResultVariable::count).collect::<Vec<_>>(), [2, 2, 2]);
        let mut again = cut[0].clone();
        assert!(!again.extend(&cut[2]), "not behind it");
        assert!(again.extend(&cut[1]) && again.extend(&cut[2]));
        assert_eq!(again, whole);
        let scalar = ResultVariable { indices: vec![], ..whole };
        assert_eq!(scalar.by_first_index(&[3, 50, 7], 1).len(), 1);
        assert!(!scalar.clone().extend(&scalar));
    }
}
