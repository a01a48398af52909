//! Where the caret is: within which keys, at a key or at a value, and what stands beside it.

use super::lines::{Head, Stack, Step, document, indent, is_silent, opens_block};
use crate::list::CollectVec as _;

/// A place of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The keys and items from the root of the document; that of a value is the last one.
    pub(super) path: Vec<Step<'a>>,
    /// What stands there.
    pub(super) role: Role,
    /// The bytes of the word around the caret.
    pub(super) word: (usize, usize),
    /// The keys beside it, with what follows them on their lines.
    pub(super) siblings: Vec<(&'a str, &'a str)>,
    /// The keys of the root.
    pub(super) root: Vec<(&'a str, &'a str)>,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The name of a field.
    Key,
    /// The value of a field.
    Value,
    /// Text, in which nothing means anything.
    Text,
}

impl<'a> Place<'a> {
    /// The place of a byte.
    pub(super) fn at(text: &'a str, byte: usize) -> Self {
        let lines = document(text, byte);
        let mut walk = Walk::default();
        for line in &lines {
            if line.start <= byte && byte <= line.start + line.text.len() {
                walk.find(line.text, line.start, byte - line.start);
            } else {
                walk.pass(line.text);
            }
        }
        walk.finish(byte)
    }

    /// What a document says its kind is.
    pub(super) fn kind(&self) -> Option<&'a str> {
        let key = if self.is_kubernetes() { "kind" } else { "type" };
        self.root.iter().find(|(own, _)| *own == key).map(|(_, value)| unquoted(value))
    }

    /// Whether the document is a Kubernetes object.
    pub(super) fn is_kubernetes(&self) -> bool {
        self.root.iter().any(|(key, _)| *key == "apiVersion")
    }

    /// What a key beside this place says.
    pub(super) fn sibling(&self, key: &str) -> Option<&'a str> {
        self.siblings.iter().find(|(own, _)| *own == key).map(|(_, value)| unquoted(value))
    }

    /// The last key of the path.
    pub(super) fn key(&self) -> Option<&'a str> {
        self.path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(*key),
            Step::Item(_) => None,
        })
    }
}

/// A value without quotes and without a comment behind it.
pub(super) fn unquoted(value: &str) -> &str {
    let value = value.split(" #").next().unwrap_or_default().trim();
    value.trim_matches(['"', '\''])
}

/// One way through the lines of a document.
#[derive(Default)]
struct Walk<'a> {
    stack: Stack<'a>,
    /// The indentation above which lines are text.
    block: Option<usize>,
    /// Every key with the path above it and what follows it.
    known: Vec<(Vec<Step<'a>>, &'a str, &'a str)>,
    found: Option<Found<'a>>,
}

struct Found<'a> {
    /// The path of the map in which the place stands, without the key of a value.
    above: Vec<Step<'a>>,
    path: Vec<Step<'a>>,
    role: Role,
    word: (usize, usize),
    /// The keys beside it, where they stand in braces with it.
    flow: Option<Vec<(&'a str, &'a str)>>,
}

impl<'a> Walk<'a> {
    /// A line without the caret. Says how it begins, where it says something.
    fn pass(&mut self, line: &'a str) -> Option<Head<'a>> {
        if is_silent(line) || self.is_text(line) {
            return None;
        }
        let head = Head::read(line);
        self.stack.go_to(&head);
        let rest = line.get(head.rest..).unwrap_or_default().trim();
        if let Some(key) = head.key {
            self.known.push((self.stack.path(), key, rest));
            self.stack.enter(head.column, key);
        }
        if opens_block(rest) {
            self.block = Some(indent(line));
        }
        Some(head)
    }

    fn is_text(&mut self, line: &str) -> bool {
        let is_text = self.block.is_some_and(|block| indent(line) > block);
        if !is_text {
            self.block = None;
        }
        is_text
    }

    /// The line with the caret.
    fn find(&mut self, line: &'a str, start: usize, at: usize) {
        let before = line.get(..at).unwrap_or_default();
        let is_comment = before.trim_start().starts_with('#') || before.contains(" #");
        if is_comment || (!line.trim().is_empty() && self.is_text(line)) {
            self.found = Some(self.text(start + at));
            return;
        }
        // A line that is empty yet stands as deep as the caret.
        let head = if line.trim().is_empty() {
            let head = Head { column: at, rest: at, ..Head::default() };
            self.block = None;
            self.stack.go_to(&head);
            head
        } else {
            self.pass(line).unwrap_or_default()
        };
        let is_value = head.key.is_some() && at >= head.rest;
        let mut above = self.stack.path();
        if head.key.is_some() {
            above.pop();
        }
        let word = word(line, at);
        let word = (start + word.0, start + word.1);
        let (path, role) = match head.key {
            Some(key) if is_value => (with(&above, Step::Key(key)), Role::Value),
            // A lone word is the beginning of a key, or the value of an item.
            _ => (above.clone(), Role::Key),
        };
        let mut found = Found { above, path, role, word, flow: None };
        if is_value || head.key.is_none() {
            found.enter_braces(line, head.rest, at);
        }
        self.found = Some(found);
    }

    fn text(&self, byte: usize) -> Found<'a> {
        Found { above: Vec::new(), path: self.stack.path(), role: Role::Text, word: (byte, byte), flow: None }
    }

    fn finish(self, byte: usize) -> Place<'a> {
        let found = self.found.unwrap_or(Found {
            above: Vec::new(),
            path: Vec::new(),
            role: Role::Key,
            word: (byte, byte),
            flow: None,
        });
        let beside = |path: &[Step<'a>]| {
            let own = self.known.iter().filter(|(above, _, _)| above == path);
            own.map(|(_, key, value)| (*key, *value)).collect_vec()
        };
        let siblings = found.flow.unwrap_or_else(|| beside(&found.above));
        Place { path: found.path, role: found.role, word: found.word, siblings, root: beside(&[]) }
    }
}

impl<'a> Found<'a> {
    /// Follows braces and brackets from the value of a line up to the caret.
    fn enter_braces(&mut self, line: &'a str, from: usize, at: usize) {
        let mut open: Vec<(usize, char, Vec<Step<'a>>)> = Vec::new();
        let mut path = self.path.clone();
        let mut items = usize::MAX;
        let mut begin = from;
        for (index, letter) in line.char_indices().skip_while(|(index, _)| *index < from) {
            if index >= at {
                break;
            }
            match letter {
                '{' | '[' => {
                    open.push((index, letter, path.clone()));
                    begin = index + 1;
                    if letter == '[' {
                        items -= 1;
                        path.push(Step::Item(items));
                    }
                }
                '}' | ']' => {
                    if let Some((_, _, above)) = open.pop() {
                        path = above;
                    }
                    begin = index + 1;
                }
                ',' => {
                    if let Some((_, sign, above)) = open.last() {
                        path.clone_from(above);
                        if *sign == '[' {
                            items -= 1;
                            path.push(Step::Item(items));
                        }
                    }
                    begin = index + 1;
                }
                ':' if open.last().is_some_and(|(_, sign, _)| *sign == '{') => {
                    let after = line.get(index + 1..).unwrap_or_default();
                    if after.is_empty() || after.starts_with([' ', '\t']) {
                        path.push(Step::Key(
                            line.get(begin..index).unwrap_or_default().trim().trim_matches(['"', '\'']),
                        ));
                        begin = index + 1;
                    }
                }
                _ => {}
            }
        }
        let Some((brace, sign, above)) = open.last() else { return };
        let is_value = path.len() > above.len();
        self.role = if *sign == '[' || is_value { Role::Value } else { Role::Key };
        self.flow = Some(if *sign == '{' { members(line, brace + 1) } else { Vec::new() });
        self.path = path;
    }
}

fn with<'a>(path: &[Step<'a>], step: Step<'a>) -> Vec<Step<'a>> {
    path.iter().copied().chain([step]).collect_vec()
}

/// The members in braces that open before `from`, as far as they stand in one line and hold no others.
fn members(line: &str, from: usize) -> Vec<(&str, &str)> {
    let rest = line.get(from..).unwrap_or_default();
    let (mut depth, mut begin, mut found) = (0_usize, 0, Vec::new());
    for (index, letter) in rest.char_indices().chain([(rest.len(), '}')]) {
        match letter {
            '{' | '[' => depth += 1,
            ']' | '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let member = rest.get(begin..index).unwrap_or_default();
                if let Some((key, value)) = member.split_once(": ") {
                    found.push((key.trim().trim_matches(['"', '\'']), value.trim()));
                }
                begin = index + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

/// The word around a place of a line.
fn word(line: &str, at: usize) -> (usize, usize) {
    let is_part =
        |letter: char| letter.is_ascii_alphanumeric() || !letter.is_ascii() || "._-/~*".contains(letter);
    let before = line.get(..at).unwrap_or_default();
    let after = line.get(at..).unwrap_or_default();
    let from = before.trim_end_matches(is_part).len();
    let to = at + (after.len() - after.trim_start_matches(is_part).len());
    // A dash that makes an item belongs to no word.
    let dashes = line.get(from..to).unwrap_or_default();
    if dashes == "-" { (to, to) } else { (from, to) }
}
