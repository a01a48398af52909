//! From the parts of an expression to instructions.

use super::{
    class::Class,
    parse::{Anchor, Case, Greed, Part},
};
use crate::list::CollectVec as _;

/// The instructions of an expression, and how many groups it has.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub(super) instructions: Vec<Instruction>,
    pub(super) groups: usize,
}

/// What is to be done at a place of the text.
#[derive(Clone, Debug)]
pub(super) enum Instruction {
    /// Go on behind a letter of the class.
    Letter(Class, Case),
    /// Go on where the place is such a one.
    Place(Anchor),
    /// Go on at the first, and where that fails at the second.
    Either(usize, usize),
    /// Remember the place.
    Save(usize),
    /// All is found.
    Found,
}

/// Compiles the parts.
pub(super) fn compile(part: &Part) -> Program {
    let mut program = Program { groups: 1, ..Program::default() };
    program.group(0, part);
    program.instructions.push(Instruction::Found);
    program
}

impl Program {
    fn push(&mut self, instruction: Instruction) -> usize {
        self.instructions.push(instruction);
        self.instructions.len() - 1
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Letter(class, case) => drop(self.push(Instruction::Letter(class.clone(), *case))),
            Part::Place(anchor) => drop(self.push(Instruction::Place(*anchor))),
            Part::Sequence(parts) => parts.iter().for_each(|part| self.part(part)),
            Part::Either(parts) => self.either(parts),
            Part::Group(number, part) => self.group(*number, part),
            Part::Repeat { part, least, most, lazy } => self.repeat(part, *least, *most, *lazy),
        }
    }

    fn group(&mut self, number: usize, part: &Part) {
        self.groups = self.groups.max(number + 1);
        self.push(Instruction::Save(number * 2));
        self.part(part);
        self.push(Instruction::Save(number * 2 + 1));
    }

    fn either(&mut self, parts: &[Part]) {
        let mut ends = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let is_last = index + 1 == parts.len();
            let fork = self.instructions.len();
            if !is_last {
                self.push(Instruction::Either(fork + 1, 0));
            }
            self.part(part);
            if !is_last {
                ends.push(self.push(Instruction::Either(0, 0)));
                self.set(fork, Instruction::Either(fork + 1, self.instructions.len()));
            }
        }
        let end = self.instructions.len();
        ends.into_iter().for_each(|at| self.set(at, Instruction::Either(end, end)));
    }

    fn repeat(&mut self, part: &Part, least: u32, most: Option<u32>, greed: Greed) {
        (0..least).for_each(|_| self.part(part));
        let Some(most) = most else {
            let fork = self.push(Instruction::Either(0, 0));
            self.part(part);
            self.push(Instruction::Either(fork, fork));
            return self.fork(fork, greed);
        };
        let forks: Vec<usize> = (least..most)
            .map(|_| {
                let fork = self.push(Instruction::Either(0, 0));
                self.part(part);
                fork
            })
            .collect_vec();
        forks.into_iter().for_each(|fork| self.fork(fork, greed));
    }

    /// Lets a fork lead into what stands behind it, or to the end.
    fn fork(&mut self, at: usize, greed: Greed) {
        let (into, end) = (at + 1, self.instructions.len());
        let fork = match greed {
            Greed::Greedy => Instruction::Either(into, end),
            Greed::Lazy => Instruction::Either(end, into),
        };
        self.set(at, fork);
    }

    fn set(&mut self, at: usize, instruction: Instruction) {
        if let Some(present) = self.instructions.get_mut(at) {
            *present = instruction;
        }
    }
}
