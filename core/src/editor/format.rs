//! Files in good order: two spaces of indentation, items below their keys, nothing at the ends of lines.

use super::lines::{Head, Stack, Step, indent, is_silent, lines, opens_block};
use crate::{
    list::CollectVec as _,
    text::{Sources, parse_values},
    tree::Node,
};

/// The same file in good order, comments included. A file that cannot be read, or would say something else, stays as it is.
pub fn format(path: &str, text: &str) -> String {
    let Some(said) = read(path, text) else { return text.to_owned() };
    let formatted = if is_json(text) { json(&said) } else { yaml(text) };
    if read(path, &formatted).is_some_and(|read| read == said) { formatted } else { text.to_owned() }
}

/// What a file says, where all of it can be read.
fn read(path: &str, text: &str) -> Option<Vec<Node>> {
    let mut sources = Sources::default();
    let id = sources.add(path, text);
    let (documents, report) = parse_values(&sources, id);
    report.diagnostics.is_empty().then(|| documents.into_iter().map(|document| document.root).collect_vec())
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

fn json(documents: &[Node]) -> String {
    documents.iter().map(|document| document.to_json_pretty() + "\n").collect()
}

fn yaml(text: &str) -> String {
    let mut writer = Writer::default();
    for line in lines(text) {
        writer.line(line.text.trim_end());
    }
    writer.flush();
    let body = writer.text.trim_matches('\n');
    if body.is_empty() { String::new() } else { [body, "\n"].concat() }
}

#[derive(Default)]
struct Writer<'a> {
    text: String,
    stack: Stack<'a>,
    /// The indentation above which lines are text or go on, and how far they are moved.
    block: Option<(usize, isize)>,
    /// Comments and empty lines, which stand as deep as what follows them.
    waiting: Vec<&'a str>,
}

impl<'a> Writer<'a> {
    fn line(&mut self, line: &'a str) {
        if let Some((_, moved)) = self.block.filter(|(own, _)| line.is_empty() || indent(line) > *own) {
            self.moved(line, moved);
        } else if line == "---" || line == "..." {
            self.flush();
            (self.stack, self.block) = (Stack::default(), None);
            self.put(0, line);
        } else if is_silent(line) {
            self.block = None;
            self.waiting.push(line.trim());
        } else {
            self.content(line);
        }
    }

    fn content(&mut self, line: &'a str) {
        let head = Head::read(line);
        self.stack.go_to(&head);
        let column = self.place();
        let dashes = head.dashes.len();
        let first = column.saturating_sub(2 * dashes);
        for comment in std::mem::take(&mut self.waiting) {
            let column = if comment.is_empty() { 0 } else { first };
            self.put(column, comment);
        }
        let body = line.get(head.column..).unwrap_or_default();
        self.put(first, &["- ".repeat(dashes).as_str(), body].concat());
        let rest = line.get(head.rest..).unwrap_or_default().trim();
        if let Some(key) = head.key {
            self.stack.enter(head.column, key);
        }
        // A text follows line by line, or a value goes on; both keep their form.
        let goes_on = opens_block(rest) || (head.key.is_some() && !rest.is_empty() && !is_silent(rest));
        let moved = signed(column) - signed(head.column);
        self.block =
            goes_on.then_some((indent(line).max(if head.key.is_some() { head.column } else { 0 }), moved));
    }

    /// The column of the line to which the stack has come.
    fn place(&self) -> usize {
        let mut column = 0;
        let mut is_below_key = false;
        for step in self.stack.path() {
            match step {
                Step::Key(_) if is_below_key => column += 2,
                Step::Key(_) => {}
                Step::Item(_) => column += 2,
            }
            is_below_key = matches!(step, Step::Key(_));
        }
        if is_below_key { column + 2 } else { column }
    }

    fn moved(&mut self, line: &str, moved: isize) {
        let column = signed(indent(line)) + moved;
        self.put(usize::try_from(column).unwrap_or_default(), line.trim_start());
    }

    fn put(&mut self, column: usize, text: &str) {
        if !text.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', column));
            self.text.push_str(text);
        }
        self.text.push('\n');
    }

    fn flush(&mut self) {
        for comment in std::mem::take(&mut self.waiting) {
            self.put(0, comment);
        }
    }
}

fn signed(column: usize) -> isize {
    isize::try_from(column).unwrap_or(isize::MAX)
}
