//! Lines of YAML without a parser: dashes, a key, and what stands behind it.

use crate::list::CollectVec as _;

/// A line that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The byte of the text at which it begins.
    pub(super) start: usize,
    /// The whole line without its break.
    pub(super) text: &'a str,
}

/// A key or a dash, and in which column it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// A key.
    Key(&'a str),
    /// The dash of an item, with a number that no other dash has.
    Item(usize),
}

/// What a line begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head<'a> {
    /// The columns of its dashes.
    pub(super) dashes: Vec<usize>,
    /// The column of what follows them.
    pub(super) column: usize,
    /// The key, where there is one.
    pub(super) key: Option<&'a str>,
    /// Where in the line stands what follows the key, or the dashes.
    pub(super) rest: usize,
}

/// The lines of a text, each with the byte where it begins.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let own = Line { start, text: line.trim_end_matches(['\n', '\r']) };
        start += line.len();
        own
    })
}

/// The document around a byte: the lines between two `---`, and where they begin.
pub(super) fn document(text: &str, byte: usize) -> Vec<Line<'_>> {
    let mut own = Vec::new();
    for line in lines(text) {
        let is_separator = line.text.trim_end() == "---" || line.text.starts_with("--- ");
        if is_separator && line.start > byte {
            break;
        }
        if is_separator && line.start + line.text.len() < byte {
            own.clear();
        } else if !is_separator {
            own.push(line);
        }
    }
    own
}

impl<'a> Head<'a> {
    /// What a line begins with.
    pub(super) fn read(line: &'a str) -> Self {
        let mut head = Self { column: indent(line), ..Self::default() };
        loop {
            let rest = line.get(head.column..).unwrap_or_default();
            if rest != "-" && !rest.starts_with("- ") {
                break;
            }
            head.dashes.push(head.column);
            let after = rest.get(1..).unwrap_or_default();
            head.column += 1 + indent(after);
        }
        let rest = line.get(head.column..).unwrap_or_default();
        head.rest = head.column;
        if let Some((key, length)) = key(rest) {
            head.key = Some(key);
            head.rest += length;
        }
        head
    }
}

/// A key with its colon, and how long both are.
fn key(text: &str) -> Option<(&str, usize)> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''));
    let (key, after) = match quote {
        Some(quote) => {
            let end = text.get(1..)?.find(quote)? + 1;
            (text.get(1..end)?, end + 1)
        }
        None if text.starts_with(['{', '[', '#', '&', '*', '|', '>', '!']) => return None,
        None => {
            let end = text.match_indices(':').map(|(at, _)| at).find(|at| is_end(text, at + 1))?;
            (text.get(..end)?, end)
        }
    };
    let rest = text.get(after..)?;
    let colon = rest.len() - rest.trim_start().len();
    (rest.trim_start().starts_with(':') && is_end(rest, colon + 1))
        .then_some((key.trim_end(), after + colon + 1))
}

fn is_end(text: &str, at: usize) -> bool {
    text.get(at..).is_none_or(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// How many blanks a line begins with.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether a line says nothing.
pub(super) fn is_silent(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// Whether a text follows line by line.
pub(super) fn opens_block(rest: &str) -> bool {
    let word = rest.split_whitespace().next().unwrap_or_default();
    word.starts_with(['|', '>']) && word.len() <= 3
}

/// The keys and dashes within which a line stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Stack<'a> {
    steps: Vec<(usize, Step<'a>)>,
    dashes: usize,
}

impl<'a> Stack<'a> {
    /// Goes to a line with that head. What stands at the column of the head is not entered yet.
    pub(super) fn go_to(&mut self, head: &Head<'a>) {
        for dash in &head.dashes {
            while self.steps.last().is_some_and(|(column, step)| {
                *column > *dash || (*column == *dash && matches!(step, Step::Item(_)))
            }) {
                self.steps.pop();
            }
            self.dashes += 1;
            self.steps.push((*dash, Step::Item(self.dashes)));
        }
        while self.steps.last().is_some_and(|(column, _)| *column >= head.column) {
            self.steps.pop();
        }
    }

    /// Enters what stands behind a key.
    pub(super) fn enter(&mut self, column: usize, key: &'a str) {
        self.steps.push((column, Step::Key(key)));
    }

    /// The steps from the root.
    pub(super) fn path(&self) -> Vec<Step<'a>> {
        self.steps.iter().map(|(_, step)| *step).collect_vec()
    }
}
