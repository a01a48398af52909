//! Which value a line shows: from what people point at back to its place in the tree.

use super::{Notation, yaml};
use crate::{
    list::CollectVec as _,
    tree::{Node, Pointer, Text, Value},
};

/// The place of what a line of [`Page::of`](super::Page::of) this one tree shows, counted from 0: what is behind its key, or the list
/// or map that a line of JSON opens or closes. Nothing for a line that is not there.
pub fn place_of_line(tree: &Node, notation: Notation, line: u32) -> Option<Pointer> {
    Search { notation, left: usize::try_from(line).ok()? }.below(tree, &Pointer::default())
}

/// How many lines there are before the one that is looked for.
struct Search {
    notation: Notation,
    left: usize,
}

impl Search {
    fn below(&mut self, node: &Node, at: &Pointer) -> Option<Pointer> {
        let children = self.children(node);
        let is_json = self.notation == Notation::Json;
        if children.is_empty() {
            return self.among(if is_json { 1 } else { yaml::lines_of_value(node) }, at);
        }
        // In YAML, a list or map has no lines of its own but that of its key.
        let (own, has_key_line) = (usize::from(is_json), !is_json && node.as_map().is_some());
        if let Some(found) = self.among(own, at) {
            return Some(found);
        }
        for (step, child) in children {
            let at = at.child(step);
            let key_line = usize::from(has_key_line && !self.children(child).is_empty());
            if let Some(found) = self.among(key_line, &at).or_else(|| self.below(child, &at)) {
                return Some(found);
            }
        }
        self.among(own, at)
    }

    /// The place, if the line is one of the next `count`.
    fn among(&mut self, count: usize, at: &Pointer) -> Option<Pointer> {
        let is_here = self.left < count;
        self.left = self.left.saturating_sub(count);
        is_here.then(|| at.clone())
    }

    /// What stands in a list or map, in the order in which it is printed.
    fn children<'a>(&self, node: &'a Node) -> Vec<(Text, &'a Node)> {
        match &node.value {
            Value::List(items) => (0_usize..).map(|index| index.to_string().into()).zip(items).collect_vec(),
            Value::Map(map) if self.notation == Notation::Yaml => {
                yaml::sorted(map).into_iter().map(|entry| (entry.key.clone(), &entry.value)).collect_vec()
            }
            Value::Map(map) => map.iter().map(|entry| (entry.key.clone(), &entry.value)).collect_vec(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        output::{Keep, Page},
        text::{Sources, parse_values},
    };

    const TREE: &str = "{b: {c: [{d: 1, a: [2, 3]}, x], e: {}}, a: \"x\\ny\\n\", g: [[1, {h: 2}], []]}";

    fn read(text: &str) -> Node {
        let mut sources = Sources::default();
        let id = sources.add("in.yaml", text);
        parse_values(&sources, id).0.remove(0).root
    }

    #[test]
    fn every_line_leads_to_the_value_whose_origin_it_has() {
        for tree in [read(TREE), read("5"), read("[]")] {
            for notation in [Notation::Yaml, Notation::Json] {
                let page = Page::of(std::slice::from_ref(&tree), notation);
                for (line, text) in page.lines.iter().zip(page.text.lines()) {
                    let place = place_of_line(&tree, notation, line.number).expect(text);
                    assert_eq!(
                        place.find(&tree).map(|node| node.origin),
                        Some(line.origin),
                        "{text}: {place}"
                    );
                }
                let after = u32::try_from(page.lines.len()).expect("a short page");
                assert_eq!(place_of_line(&tree, notation, after), None);
            }
        }
    }

    #[test]
    fn lines_keep_their_places_where_others_are_left_out() {
        let tree = read(TREE);
        let page = Page::of(std::slice::from_ref(&tree), Notation::Yaml);
        let kept = page.filtered(|text, _| if text.contains('3') { Keep::Line } else { Keep::Not });
        let places = kept.lines.iter().filter_map(|line| place_of_line(&tree, Notation::Yaml, line.number));
        let places: Vec<String> = places.map(|place| place.to_string()).collect();
        assert_eq!(places, ["/b", "/b/c", "/b/c/0/a", "/b/c/0/a/1"]);
    }
}
