//! From a graph to the steps that compute its results.

use std::collections::HashMap;

use fieldops_io::ValueType;
use fieldops_operators::{EdgeOrder, Grid, Operator, Result, Sweep, Term};

use super::{
    Action, Array, Graph, NodeId, Place, Program, Step, Target,
    graph::{Derivative, Operation},
    tape::Tape,
};

/// A result: the node that it is, and the type in which it is written.
pub(crate) type Output = (NodeId, ValueType);

impl Program {
    /// The program that computes `outputs` on `grid` from blocks of these types.
    ///
    /// # Errors
    /// When an axis is too short for the edge order.
    pub(crate) fn compile(
        graph: &Graph,
        outputs: &[Output],
        grid: &Grid,
        edge_order: EdgeOrder,
        blocks: &[ValueType],
    ) -> Result<Self> {
        let uses = uses(graph, outputs);
        let compiler = Compiler { graph, outputs, grid, edge_order, blocks, uses };
        let levels = levels(graph);
        let mut program = Self {
            shape: grid.shape().to_vec(),
            dimensions: grid.axes().iter().map(|axis| axis.axis.index()).collect(),
            steps: Vec::new(),
            arrays: Vec::new(),
            blocks: blocks.len(),
        };
        let mut arrays = HashMap::new();
        let last = levels.iter().max().copied().unwrap_or_default();
        for level in 1..=last {
            let is_due =
                |node: &NodeId| levels[node.0] == level && compiler.is_sum(*node) && compiler.is_live(*node);
            let sums: Vec<NodeId> = graph.nodes().filter(is_due).collect();
            compiler.arguments(&sums, &mut program, &mut arrays);
            compiler.sweeps(&sums, &mut program, &mut arrays)?;
        }
        compiler.results(&mut program, &arrays);
        program.note_uses();
        program.assign_slots();
        Ok(program)
    }

    /// The array for a node that the step to come makes.
    fn array(&mut self, is_complex: bool) -> usize {
        let made = self.steps.len();
        self.arrays.push(Array { is_complex, made, taken: made, slot: 0 });
        self.arrays.len() - 1
    }

    fn note_uses(&mut self) {
        for (number, step) in self.steps.iter().enumerate() {
            for source in &step.sources {
                if let Place::Array(array) = source {
                    self.arrays[*array].taken = number;
                }
            }
        }
    }
}

impl Program {
    /// Gives each array the first slot of its type that no other array needs meanwhile.
    fn assign_slots(&mut self) {
        for number in 0..self.arrays.len() {
            let (earlier, rest) = self.arrays.split_at_mut(number);
            let array = &mut rest[0];
            let is_busy = |slot: usize| {
                let others = earlier.iter().filter(|other| other.is_complex == array.is_complex);
                others.clone().any(|other| other.slot == slot && other.taken >= array.made)
            };
            array.slot = (0..number).find(|slot| !is_busy(*slot)).unwrap_or(number);
        }
    }
}

struct Compiler<'a> {
    graph: &'a Graph,
    outputs: &'a [Output],
    grid: &'a Grid,
    edge_order: EdgeOrder,
    blocks: &'a [ValueType],
    uses: Vec<usize>,
}

/// The nodes that are in arrays of their own.
type Arrays = HashMap<NodeId, usize>;

impl Compiler<'_> {
    fn is_sum(&self, node: NodeId) -> bool {
        matches!(self.graph.operation(node), Operation::Sum(_))
    }

    fn is_live(&self, node: NodeId) -> bool {
        self.uses[node.0] > 0
    }

    fn terms(&self, sum: NodeId) -> &[Derivative] {
        match self.graph.operation(sum) {
            Operation::Sum(terms) => terms,
            _ => unreachable!("only sums are swept"),
        }
    }

    /// The one type in which all that a sum takes is read, where it takes nothing else.
    fn read_type(&self, sum: NodeId) -> Option<ValueType> {
        let of = |term: &Derivative| match self.graph.operation(term.of) {
            Operation::Input(leaf) => Some(self.blocks[leaf.block]),
            _ => None,
        };
        let terms = self.terms(sum);
        let first = terms.first().and_then(of);
        first.filter(|_| terms.iter().all(|term| of(term) == first))
    }

    /// Where a node is at hand without a step of its own.
    fn place(&self, node: NodeId, arrays: &Arrays) -> Option<Place> {
        if let Some(array) = arrays.get(&node) {
            return Some(Place::Array(*array));
        }
        match self.graph.operation(node) {
            Operation::Input(leaf) => Some(Place::Block(*leaf)),
            Operation::Position(axis) => Some(Place::Position(*axis)),
            _ => None,
        }
    }

    /// Makes arrays of what sums take that is no array yet.
    fn arguments(&self, sums: &[NodeId], program: &mut Program, arrays: &mut Arrays) {
        let mut targets = Vec::new();
        for sum in sums.iter().filter(|sum| self.read_type(**sum).is_none()) {
            for term in self.terms(*sum) {
                if !arrays.contains_key(&term.of) && !targets.contains(&term.of) {
                    targets.push(term.of);
                }
            }
        }
        if targets.is_empty() {
            return;
        }
        let made = targets.iter().map(|node| program.array(self.graph.is_complex(*node)));
        let made: Vec<usize> = made.collect();
        let places = made.iter().map(|array| Target::Array(*array)).collect();
        self.pointwise(&targets, places, program, arrays);
        arrays.extend(targets.into_iter().zip(made));
    }

    /// One sweep for all sums that take numbers of one type, all as they are read or all from arrays, and put them where one
    /// type is asked for.
    fn sweeps(&self, sums: &[NodeId], program: &mut Program, arrays: &mut Arrays) -> Result<()> {
        let mut groups: Vec<(_, Vec<NodeId>)> = Vec::new();
        for sum in sums {
            let result = self.sole_result(*sum);
            let written = result.map(|result| self.outputs[result].1);
            let key = (self.read_type(*sum), self.graph.is_complex(*sum), written);
            match groups.iter_mut().find(|(other, _)| *other == key) {
                Some((_, group)) => group.push(*sum),
                None => groups.push((key, vec![*sum])),
            }
        }
        for (_, group) in groups {
            let mut components: Vec<NodeId> = Vec::new();
            let mut terms = Vec::new();
            for (output, sum) in group.iter().enumerate() {
                for &Derivative { sign, of, axis, order } in self.terms(*sum) {
                    let known = components.iter().position(|node| *node == of);
                    let component = known.unwrap_or_else(|| {
                        components.push(of);
                        components.len() - 1
                    });
                    terms.push(Term { output, sign, component, axis, order });
                }
            }
            let operator = Operator::new(components.len(), terms);
            let sweep = Sweep::new(&operator, self.grid, self.edge_order)?;
            let read = self.read_type(group[0]).is_some();
            let source = |node: NodeId| match self.graph.operation(node) {
                Operation::Input(leaf) if read => Place::Block(*leaf),
                _ => Place::Array(arrays[&node]),
            };
            let sources = components.into_iter().map(source).collect();
            let mut made = Vec::new();
            let mut target = |sum: NodeId| {
                if let Some(result) = self.sole_result(sum) {
                    return Target::Result(result);
                }
                let array = program.array(self.graph.is_complex(sum));
                made.push((sum, array));
                Target::Array(array)
            };
            let targets = group.iter().map(|sum| target(*sum)).collect();
            program.steps.push(Step { action: Action::Sweep(sweep), sources, targets });
            arrays.extend(made);
        }
        Ok(())
    }

    /// The result that a node is, where it is that one and nothing takes it.
    fn sole_result(&self, node: NodeId) -> Option<usize> {
        let result = self.outputs.iter().position(|(output, _)| *output == node);
        result.filter(|_| self.uses[node.0] == 1)
    }

    /// The results that no sweep makes.
    fn results(&self, program: &mut Program, arrays: &Arrays) {
        let is_left = |result: &usize| {
            let node = self.outputs[*result].0;
            !(self.is_sum(node) && self.sole_result(node).is_some())
        };
        let left: Vec<usize> = (0..self.outputs.len()).filter(is_left).collect();
        if left.is_empty() {
            return;
        }
        let nodes: Vec<NodeId> = left.iter().map(|result| self.outputs[*result].0).collect();
        let targets = left.into_iter().map(Target::Result).collect();
        self.pointwise(&nodes, targets, program, arrays);
    }

    fn pointwise(&self, nodes: &[NodeId], targets: Vec<Target>, program: &mut Program, arrays: &Arrays) {
        let (tape, sources) = Tape::new(self.graph, nodes, |node| self.place(node, arrays).is_some());
        let place = |node: &NodeId| self.place(*node, arrays).expect("sources are at hand");
        let sources = sources.iter().map(place).collect();
        program.steps.push(Step { action: Action::Pointwise(tape), sources, targets });
    }
}

/// How often each node is taken, by others or as a result.
fn uses(graph: &Graph, outputs: &[Output]) -> Vec<usize> {
    let mut uses = vec![0; graph.nodes().len()];
    for (node, _) in outputs {
        uses[node.0] += 1;
    }
    for node in graph.nodes().rev() {
        if uses[node.0] > 0 {
            graph.arguments(node).into_iter().for_each(|of| uses[of.0] += 1);
        }
    }
    uses
}

/// How many sweeps stand one behind the other up to each node.
fn levels(graph: &Graph) -> Vec<usize> {
    let mut levels: Vec<usize> = Vec::new();
    for node in graph.nodes() {
        let own = usize::from(matches!(graph.operation(node), Operation::Sum(_)));
        let before = graph.arguments(node).into_iter().map(|of| levels[of.0]).max().unwrap_or_default();
        levels.push(own + before);
    }
    levels
}
