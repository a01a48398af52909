//! Running the instructions of an expression on a text.

use super::{
    Captures,
    parse::Anchor,
    program::{Instruction, Program},
};
use crate::list::CollectVec as _;

/// Where a match has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Anywhere.
    Anywhere,
    /// At the end of the text.
    Text,
}

/// What is still to be tried.
enum Task {
    /// An instruction at a place of the text.
    Try(usize, usize),
    /// What a group had before.
    Restore(usize, Option<usize>),
}

/// The first match that begins at a place, in the order in which the expression prefers them.
pub(super) fn run(program: &Program, text: &str, start: usize, end: End) -> Option<Captures> {
    let width = text.len() + 1;
    let mut visited = vec![false; program.instructions.len() * width];
    let mut slots: Vec<Option<usize>> = vec![None; program.groups * 2];
    let mut tasks = vec![Task::Try(0, start)];
    while let Some(task) = tasks.pop() {
        let (mut instruction, mut at) = match task {
            Task::Try(instruction, at) => (instruction, at),
            Task::Restore(slot, value) => {
                set(&mut slots, slot, value);
                continue;
            }
        };
        while let Some(seen) = visited.get_mut(instruction * width + at).filter(|seen| !**seen) {
            *seen = true;
            match program.instructions.get(instruction)? {
                Instruction::Letter(class, case) => {
                    let letter = text.get(at..).and_then(|rest| rest.chars().next());
                    let Some(letter) = letter.filter(|letter| class.has(*letter, *case)) else { break };
                    at += letter.len_utf8();
                }
                Instruction::Place(anchor) if !holds(*anchor, text, at) => break,
                Instruction::Place(_) => {}
                Instruction::Either(first, second) => {
                    tasks.push(Task::Try(*second, at));
                    instruction = *first;
                    continue;
                }
                Instruction::Save(slot) => {
                    tasks.push(Task::Restore(*slot, slots.get(*slot).copied().flatten()));
                    set(&mut slots, *slot, Some(at));
                }
                Instruction::Found if end == End::Text && at < text.len() => break,
                Instruction::Found => return Some(captures(&slots)),
            }
            instruction += 1;
        }
    }
    None
}

fn set(slots: &mut [Option<usize>], slot: usize, value: Option<usize>) {
    if let Some(present) = slots.get_mut(slot) {
        *present = value;
    }
}

fn captures(slots: &[Option<usize>]) -> Captures {
    let pair = |pair: &[Option<usize>]| match pair {
        [Some(start), Some(end)] => Some((*start, *end)),
        _ => None,
    };
    slots.chunks(2).map(pair).collect_vec()
}

fn holds(anchor: Anchor, text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(at..).and_then(|after| after.chars().next());
    let is_word =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    match anchor {
        Anchor::Start => before.is_none(),
        Anchor::End => after.is_none(),
        Anchor::LineStart => before.is_none_or(|letter| letter == '\n'),
        Anchor::LineEnd => after.is_none_or(|letter| letter == '\n'),
        Anchor::Word => is_word(before) != is_word(after),
        Anchor::NoWord => is_word(before) == is_word(after),
    }
}
