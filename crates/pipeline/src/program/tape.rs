//! A list of instructions that computes some nodes of a graph point by point.

use std::collections::HashMap;

use super::{
    arithmetic::{self, Binary, Register, Unary},
    graph::{Graph, NodeId, Operation},
};

/// Instructions on registers, each a run of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tape {
    instructions: Vec<Instruction>,
    /// For each register whether it is complex.
    registers: Vec<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Instruction {
    /// Load a source.
    Load {
        source: usize,
        to: usize,
    },
    Fill {
        value: f64,
        to: usize,
    },
    Unary {
        unary: Unary,
        of: usize,
        to: usize,
    },
    Binary {
        binary: Binary,
        one: usize,
        other: usize,
        to: usize,
    },
    /// Store as a target.
    Store {
        target: usize,
        from: usize,
    },
}

/// Where a tape loads numbers and stores them.
pub(super) trait Memory {
    /// Loads the numbers of a source.
    fn load(&mut self, source: usize, to: &mut Register);
    /// Stores the numbers of a target.
    fn store(&mut self, target: usize, from: &Register);
}

impl Tape {
    /// The tape that computes `targets`, and its sources: nodes that are at hand as arrays.
    pub(super) fn new(
        graph: &Graph,
        targets: &[NodeId],
        is_at_hand: impl Fn(NodeId) -> bool,
    ) -> (Self, Vec<NodeId>) {
        let mut remaining: HashMap<NodeId, usize> = HashMap::new();
        let mut needed: Vec<NodeId> = targets.to_vec();
        while let Some(node) = needed.pop() {
            let count = remaining.entry(node).or_default();
            *count += 1;
            if *count == 1 && !is_at_hand(node) {
                needed.extend(graph.arguments(node));
            }
        }
        let mut tape = Self { instructions: Vec::new(), registers: Vec::new() };
        let mut sources = Vec::new();
        let mut free: Vec<usize> = Vec::new();
        let mut register_of: HashMap<NodeId, usize> = HashMap::new();
        let mut nodes: Vec<NodeId> = remaining.keys().copied().collect();
        nodes.sort_unstable();
        for node in nodes {
            let is_complex = graph.is_complex(node);
            let reused = free.iter().position(|register| tape.registers[*register] == is_complex);
            let to = reused.map_or(tape.registers.len(), |place| free.swap_remove(place));
            if reused.is_none() {
                tape.registers.push(is_complex);
            }
            register_of.insert(node, to);
            let mut used = |node: &NodeId| {
                let register = register_of[node];
                let left = remaining.get_mut(node).expect("arguments are needed");
                *left -= 1;
                if *left == 0 {
                    free.push(register);
                }
                register
            };
            tape.instructions.push(match graph.operation(node) {
                Operation::Constant(bits) => Instruction::Fill { value: f64::from_bits(*bits), to },
                _ if is_at_hand(node) => {
                    sources.push(node);
                    Instruction::Load { source: sources.len() - 1, to }
                }
                Operation::Unary(unary, of) => Instruction::Unary { unary: *unary, of: used(of), to },
                Operation::Binary(binary, one, other) => {
                    Instruction::Binary { binary: *binary, one: used(one), other: used(other), to }
                }
                Operation::Input(_) | Operation::Position(_) | Operation::Sum(_) => {
                    unreachable!("what is no arithmetic is at hand")
                }
            });
            for target in (0..targets.len()).filter(|target| targets[*target] == node) {
                tape.instructions.push(Instruction::Store { target, from: used(&node) });
            }
        }
        (tape, sources)
    }

    /// Registers for so many numbers each.
    pub(super) fn registers(&self, length: usize) -> Vec<Register> {
        self.registers.iter().map(|is_complex| Register::new(*is_complex, length)).collect()
    }

    /// Runs the tape once; what the registers held is not read.
    pub(super) fn run(&self, registers: &mut [Register], memory: &mut impl Memory) {
        for instruction in &self.instructions {
            match *instruction {
                Instruction::Load { source, to } => memory.load(source, &mut registers[to]),
                Instruction::Fill { value, to } => registers[to].fill(value),
                Instruction::Unary { unary, of, to } => {
                    let mut result = std::mem::replace(&mut registers[to], Register::Real(Vec::new()));
                    arithmetic::unary(unary, &registers[of], &mut result);
                    registers[to] = result;
                }
                Instruction::Binary { binary, one, other, to } => {
                    let mut result = std::mem::replace(&mut registers[to], Register::Real(Vec::new()));
                    arithmetic::binary(binary, &registers[one], &registers[other], &mut result);
                    registers[to] = result;
                }
                Instruction::Store { target, from } => memory.store(target, &registers[from]),
            }
        }
    }
}
