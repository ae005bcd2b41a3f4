//! What is computed, as a graph of numbers: one node for each component of each intermediate value.

use std::collections::{BTreeSet, HashMap};

use fieldops_operators::{DerivativeOrder, Operator, Sign, Term};

use super::arithmetic::{self, Binary, Register, Unary};

/// A node of a graph; a node only depends on those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(super) usize);

/// A component of a field, as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Leaf {
    /// The block that holds it.
    pub(crate) block: usize,
    /// Its index along the component axis of the variable, where there is one.
    pub(crate) index: Option<usize>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    Input(Leaf),
    /// The coordinate along an axis of the grid.
    Position(usize),
    /// A number, by its bits.
    Constant(u64),
    Unary(Unary, NodeId),
    /// Both are real, or both are complex.
    Binary(Binary, NodeId, NodeId),
    /// Derivatives, added from left to right.
    Sum(Vec<Derivative>),
}

/// A term of a sum of derivatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Derivative {
    pub(crate) sign: Sign,
    pub(crate) of: NodeId,
    /// Axis of the grid.
    pub(crate) axis: usize,
    pub(crate) order: DerivativeOrder,
}

/// All that is computed on one grid. Equal nodes are one node, so what two expressions share is computed once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    operations: Vec<Operation>,
    is_complex: Vec<bool>,
    known: HashMap<Operation, NodeId>,
}

impl Graph {
    pub(crate) fn input(&mut self, leaf: Leaf, is_complex: bool) -> NodeId {
        self.node(Operation::Input(leaf), is_complex)
    }

    pub(crate) fn position(&mut self, axis: usize) -> NodeId {
        self.node(Operation::Position(axis), false)
    }

    pub(crate) fn constant(&mut self, value: f64) -> NodeId {
        self.node(Operation::Constant(value.to_bits()), false)
    }

    /// The value of a node that is a number.
    pub(crate) fn as_constant(&self, node: NodeId) -> Option<f64> {
        match self.operations[node.0] {
            Operation::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    pub(crate) fn is_complex(&self, node: NodeId) -> bool {
        self.is_complex[node.0]
    }

    pub(crate) fn operation(&self, node: NodeId) -> &Operation {
        &self.operations[node.0]
    }

    /// All nodes, each behind those that it depends on.
    pub(crate) fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<> {
        (0..self.operations.len()).map(NodeId)
    }

    /// The nodes that a node depends on.
    pub(crate) fn arguments(&self, node: NodeId) -> Vec<NodeId> {
        match self.operation(node) {
            Operation::Input(_) | Operation::Position(_) | Operation::Constant(_) => Vec::new(),
            Operation::Unary(_, of) => vec![*of],
            Operation::Binary(_, one, other) => vec![*one, *other],
            Operation::Sum(terms) => terms.iter().map(|term| term.of).collect(),
        }
    }

    pub(crate) fn unary(&mut self, unary: Unary, of: NodeId) -> NodeId {
        if let Some(value) = self.as_constant(of)
            && unary != Unary::Widen
        {
            let mut result = Register::Real(vec![0.0]);
            arithmetic::unary(unary, &Register::Real(vec![value]), &mut result);
            return self.folded(&result);
        }
        let is_complex = match unary {
            Unary::Widen => true,
            Unary::Abs | Unary::SquaredModulus | Unary::Real | Unary::Imaginary => false,
            _ => self.is_complex(of),
        };
        self.node(Operation::Unary(unary, of), is_complex)
    }

    /// A complex and a real number are combined as two complex ones.
    pub(crate) fn binary(&mut self, binary: Binary, one: NodeId, other: NodeId) -> NodeId {
        if let (Some(one), Some(other)) = (self.as_constant(one), self.as_constant(other)) {
            let mut result = Register::Real(vec![0.0]);
            let register = |value| Register::Real(vec![value]);
            arithmetic::binary(binary, &register(one), &register(other), &mut result);
            return self.folded(&result);
        }
        let is_complex = self.is_complex(one) || self.is_complex(other);
        let mut widened = |node| {
            if is_complex && !self.is_complex(node) { self.unary(Unary::Widen, node) } else { node }
        };
        let (one, other) = (widened(one), widened(other));
        self.node(Operation::Binary(binary, one, other), is_complex)
    }

    /// A sum of derivatives; of real and complex ones it is complex.
    pub(crate) fn sum(&mut self, mut terms: Vec<Derivative>) -> NodeId {
        let is_complex = terms.iter().any(|term| self.is_complex(term.of));
        for term in &mut terms {
            if is_complex && !self.is_complex(term.of) {
                term.of = self.unary(Unary::Widen, term.of);
            }
        }
        self.node(Operation::Sum(terms), is_complex)
    }

    /// The outputs of an operator on these components; the axes that it names are these of the grid.
    pub(crate) fn apply(
        &mut self,
        operator: &Operator,
        components: &[NodeId],
        axes: &[usize],
    ) -> Vec<NodeId> {
        let derivative = |term: &Term| Derivative {
            sign: term.sign,
            of: components[term.component],
            axis: axes[term.axis],
            order: term.order,
        };
        let output = |output| {
            let terms = operator.terms().iter().filter(|term| term.output == output);
            self.sum(terms.map(derivative).collect())
        };
        (0..operator.outputs()).map(output).collect()
    }

    /// These nodes and all that they depend on.
    pub(crate) fn reached(&self, from: &[NodeId]) -> Vec<NodeId> {
        let mut is_reached = vec![false; self.operations.len()];
        for node in from {
            is_reached[node.0] = true;
        }
        for node in self.nodes().rev() {
            if is_reached[node.0] {
                for of in self.arguments(node) {
                    is_reached[of.0] = true;
                }
            }
        }
        self.nodes().filter(|node| is_reached[node.0]).collect()
    }

    /// The blocks that nodes read, each once, in order.
    pub(crate) fn blocks(&self, nodes: &[NodeId]) -> Vec<usize> {
        let read = self.leaves(nodes).into_iter().map(|leaf| leaf.block);
        read.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The components that nodes are.
    pub(crate) fn leaves(&self, nodes: &[NodeId]) -> Vec<Leaf> {
        let leaf = |node: &NodeId| match self.operation(*node) {
            Operation::Input(leaf) => Some(*leaf),
            _ => None,
        };
        nodes.iter().filter_map(leaf).collect()
    }

    /// Whether nodes depend on anything but numbers.
    pub(crate) fn takes_anything(&self, nodes: &[NodeId]) -> bool {
        let is_taken =
            |node: &NodeId| matches!(self.operation(*node), Operation::Input(_) | Operation::Position(_));
        self.reached(nodes).iter().any(is_taken)
    }

    /// The axis and the order of every derivative among nodes.
    pub(crate) fn derivatives(&self, nodes: &[NodeId]) -> Vec<(usize, DerivativeOrder)> {
        let sums = nodes.iter().filter_map(|node| match self.operation(*node) {
            Operation::Sum(terms) => Some(terms),
            _ => None,
        });
        sums.flatten().map(|term| (term.axis, term.order)).collect()
    }

    /// Numbers the blocks by their places among `kept`; nodes that read others are not to be used.
    pub(crate) fn renumber_blocks(&mut self, kept: &[usize]) {
        for operation in &mut self.operations {
            if let Operation::Input(leaf) = operation
                && let Some(place) = kept.iter().position(|block| *block == leaf.block)
            {
                leaf.block = place;
            }
        }
        self.known.clear();
    }

    fn folded(&mut self, result: &Register) -> NodeId {
        let Register::Real(value) = result else { unreachable!("real numbers make a real number") };
        self.constant(value[0])
    }

    fn node(&mut self, operation: Operation, is_complex: bool) -> NodeId {
        if let Some(node) = self.known.get(&operation) {
            return *node;
        }
        let node = NodeId(self.operations.len());
        self.known.insert(operation.clone(), node);
        self.operations.push(operation);
        self.is_complex.push(is_complex);
        node
    }
}
