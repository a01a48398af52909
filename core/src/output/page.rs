//! Trees as lines, each of which knows who set it: what a program shows that leads from a line of the output to a line of the input.

use super::yaml;
use crate::{
    list::CollectVec as _,
    origin::Origin,
    tree::{Map, Node, Value},
};

/// A text, and what there is to know about each of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The text; every line ends with a line break.
    pub text: String,
    /// As many as the text has lines.
    pub lines: Vec<Line>,
}

/// What there is to know about one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who set the value that the line shows, or the list or map that it opens.
    pub origin: Origin,
    /// The line below which it stands, by its number from 0: that of the key, or the first one of an item of a list.
    pub parent: Option<u32>,
    /// Its own number from 0, before any lines were left out.
    pub number: u32,
}

/// How a tree is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// As [`to_yaml`](super::to_yaml) prints it.
    Yaml,
    /// As [`Node::to_json_pretty`] prints it.
    Json,
}

impl Page {
    /// Trees one after the other.
    pub fn of(trees: &[Node], notation: Notation) -> Self {
        let mut page = Self::default();
        for tree in trees {
            page.add(tree, notation);
        }
        page
    }

    fn add(&mut self, tree: &Node, notation: Notation) {
        match notation {
            Notation::Yaml => {
                let separator = (!self.lines.is_empty()).then(|| self.push("---", tree.origin, None));
                self.text.push_str(&yaml::to_yaml(tree));
                self.yaml(tree, separator);
            }
            Notation::Json => {
                self.text.push_str(&tree.to_json_pretty());
                self.text.push('\n');
                self.json(tree, None);
            }
        }
    }

    /// Adds a line, and says which number it has.
    pub fn push(&mut self, text: &str, origin: Origin, parent: Option<u32>) -> u32 {
        self.text.push_str(text);
        self.text.push('\n');
        self.note(origin, parent)
    }

    /// What only the lines of `page` say that `keeps` wants, those above them, and those below the ones that are wanted as a whole.
    #[must_use]
    pub fn filtered(&self, keeps: impl Fn(&str, Origin) -> Keep) -> Self {
        let texts: Vec<&str> = self.text.split_terminator('\n').collect_vec();
        let kept = self.kept(&texts, keeps);
        let mut numbers = vec![None; self.lines.len()];
        let mut page = Self::default();
        for (index, (text, line)) in texts.iter().zip(&self.lines).enumerate() {
            if kept.get(index) == Some(&true) {
                let parent = line.parent.and_then(|parent| *numbers.get(place(parent))?);
                let own = page.push(text, line.origin, parent);
                if let (Some(slot), Some(kept)) = (numbers.get_mut(index), page.lines.last_mut()) {
                    *slot = Some(own);
                    kept.number = line.number;
                }
            }
        }
        page
    }

    fn kept(&self, texts: &[&str], keeps: impl Fn(&str, Origin) -> Keep) -> Vec<bool> {
        let mut all: Vec<Keep> = Vec::with_capacity(self.lines.len());
        for (text, line) in texts.iter().zip(&self.lines) {
            let above = line.parent.and_then(|parent| all.get(place(parent)).copied());
            all.push(if above == Some(Keep::Below) { Keep::Below } else { keeps(text, line.origin) });
        }
        let mut kept: Vec<bool> = all.iter().map(|keep| *keep != Keep::Not).collect_vec();
        // Lines stand below their parents, so one way upwards reaches all of them.
        for (index, line) in self.lines.iter().enumerate().rev() {
            let parent = line.parent.map(place);
            if kept.get(index) == Some(&true)
                && let Some(above) = parent.and_then(|parent| kept.get_mut(parent))
            {
                *above = true;
            }
        }
        // What JSON opens is closed.
        for (index, (text, line)) in texts.iter().zip(&self.lines).enumerate() {
            if text.trim_start().starts_with(['}', ']'])
                && let Some(opened) = line.parent.and_then(|parent| kept.get(place(parent)).copied())
                && let Some(closing) = kept.get_mut(index)
            {
                *closing = opened;
            }
        }
        kept
    }

    fn note(&mut self, origin: Origin, parent: Option<u32>) -> u32 {
        let number = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        self.lines.push(Line { origin, parent, number });
        number
    }

    /// The lines that YAML has for a tree.
    fn yaml(&mut self, node: &Node, parent: Option<u32>) {
        match &node.value {
            Value::Map(map) if !map.is_empty() => self.yaml_members(map, parent),
            Value::List(items) if !items.is_empty() => {
                items.iter().for_each(|item| self.yaml_item(item, parent));
            }
            _ => self.yaml_scalar(node, parent),
        }
    }

    /// The first line of an item counts as the head of the others, because it holds the dash.
    fn yaml_item(&mut self, item: &Node, parent: Option<u32>) {
        let first = self.lines.len();
        self.yaml(item, parent);
        let number = u32::try_from(first).unwrap_or(u32::MAX);
        for line in self.lines.iter_mut().skip(first + 1).filter(|line| line.parent == parent) {
            line.parent = Some(number);
        }
    }

    fn yaml_members(&mut self, map: &Map, parent: Option<u32>) {
        for entry in yaml::sorted(map) {
            match &entry.value.value {
                Value::Map(map) if !map.is_empty() => {
                    let key = self.note(entry.value.origin, parent);
                    self.yaml_members(map, Some(key));
                }
                Value::List(items) if !items.is_empty() => {
                    let key = self.note(entry.value.origin, parent);
                    items.iter().for_each(|item| self.yaml_item(item, Some(key)));
                }
                _ => self.yaml_scalar(&entry.value, parent),
            }
        }
    }

    /// One line, and those of a text that is written line by line.
    fn yaml_scalar(&mut self, node: &Node, parent: Option<u32>) {
        let key = self.note(node.origin, parent);
        for _ in 1..yaml::lines_of_value(node) {
            self.note(node.origin, Some(key));
        }
    }

    /// The lines that JSON has for a tree.
    fn json(&mut self, node: &Node, parent: Option<u32>) {
        let key = self.note(node.origin, parent);
        match &node.value {
            Value::List(items) if !items.is_empty() => {
                items.iter().for_each(|item| self.json(item, Some(key)));
                self.note(node.origin, Some(key));
            }
            Value::Map(map) if !map.is_empty() => {
                map.iter().for_each(|entry| self.json(&entry.value, Some(key)));
                self.note(node.origin, Some(key));
            }
            _ => {}
        }
    }
}

/// What a filter makes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// It goes, unless a line below it stays.
    Not,
    /// It stays, and so do those above it.
    Line,
    /// It stays, with those above it and everything below it.
    Below,
}

fn place(line: u32) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Sources, parse_values};

    const TREE: &str =
        "{a: {b: [{c: 1, d: [2, 3]}, x], e: {}}, f: \"x\\ny\\n\", g: [[1, {h: 2}], []], i: \"p\\n\\n\"}";

    fn read(text: &str) -> Node {
        let mut sources = Sources::default();
        let id = sources.add("in.yaml", text);
        parse_values(&sources, id).0.remove(0).root
    }

    /// Each line with the one below which it stands.
    fn outline(page: &Page) -> Vec<(String, Option<String>)> {
        let texts: Vec<String> = page.text.lines().map(|line| line.trim().to_owned()).collect();
        let above = |line: &Line| line.parent.map(|parent| texts[place(parent)].clone());
        texts.iter().cloned().zip(page.lines.iter().map(above)).collect()
    }

    #[test]
    fn every_line_that_is_printed_is_known() {
        for notation in [Notation::Yaml, Notation::Json] {
            let page = Page::of(&[read(TREE), read("5"), read("[]")], notation);
            assert_eq!(page.text.lines().count(), page.lines.len(), "{}", page.text);
        }
    }

    #[test]
    fn lines_of_scalars_lead_to_where_they_were_written() {
        let text = "a: {b: 10, c: [11, 12]}\nd: {e: 13}";
        for notation in [Notation::Yaml, Notation::Json] {
            let page = Page::of(&[read(text)], notation);
            for (line, known) in page.text.lines().zip(&page.lines) {
                let number: String = line.chars().filter(char::is_ascii_digit).collect();
                let span = known.origin.location().expect("a place").span;
                let written = &text[place(span.start)..place(span.end)];
                assert!(written.contains(&number), "{line} leads to {written}");
            }
        }
    }

    #[test]
    fn lines_stand_below_their_keys_and_below_the_first_line_of_their_item() {
        let page = Page::of(&[read("{a: {b: [{c: 1, d: 2}, 3]}}")], Notation::Yaml);
        let above = [None, Some("a:"), Some("b:"), Some("- c: 1"), Some("b:")];
        let found = outline(&page);
        assert_eq!(found.iter().map(|(_, above)| above.as_deref()).collect::<Vec<_>>(), above);
    }

    #[test]
    fn a_filter_keeps_what_stands_above_a_line() {
        let page = Page::of(&[read("{a: {b: [{c: 1, d: 2}, 3], e: 4}, f: 5}")], Notation::Yaml);
        let line = |wanted: &'static str| {
            move |text: &str, _| if text.contains(wanted) { Keep::Line } else { Keep::Not }
        };
        assert_eq!(page.filtered(line("d:")).text, "a:\n  b:\n  - c: 1\n    d: 2\n");
        assert_eq!(page.filtered(line("f:")).text, "f: 5\n");
        let below = page.filtered(|text, _| if text.contains("b:") { Keep::Below } else { Keep::Not });
        assert_eq!(below.text, "a:\n  b:\n  - c: 1\n    d: 2\n  - 3\n");
        assert_eq!(outline(&below).last().and_then(|(_, above)| above.clone()).as_deref(), Some("b:"));
        assert_eq!(page.filtered(line("nothing")), Page::default());
    }

    #[test]
    fn a_filter_leaves_json_balanced() {
        let page = Page::of(&[read("{a: {b: [1, 2]}, c: 3}")], Notation::Json);
        let kept = page.filtered(|text, _| if text.contains('[') { Keep::Below } else { Keep::Not });
        assert_eq!(kept.text, "{\n  \"a\": {\n    \"b\": [\n      1,\n      2\n    ]\n  },\n}\n");
    }
}
