//! What has become of a tree, as lines: the heads of what changed, and what stood and stands there.

use super::{Notation, Page, difference};
use crate::{
    list::CollectVec as _,
    tree::{Node, Pointer, Text, Value},
};

/// How many places changed, and the changes as lines: a head for each, what was there behind `- `, what is there behind `+ `.
/// Lines of what was there have the origin that it had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many places changed.
    pub count: usize,
    /// The changes.
    pub page: Page,
}

/// The changes that make `to` out of `from`.
pub fn changes(from: &Node, to: &Node) -> Changes {
    let operations = difference(from, to);
    let operations = operations.as_list().unwrap_or_default();
    let mut page = Page::default();
    // Operations follow each other: an item of a list is looked up where it stands after those before it.
    let mut from = from.clone();
    for operation in operations {
        let path = operation.get("path").and_then(Node::as_str).and_then(Pointer::parse).unwrap_or_default();
        let (old, new) = (path.find(&from).cloned(), operation.get("value"));
        let kind = operation.get("op").and_then(Node::as_str).unwrap_or_default();
        let origin = new.or(old.as_ref()).map_or(operation.origin, |node| node.origin);
        let head = page.push(&title(&path), origin, None);
        if let Some(old) = old.filter(|_| kind != "add") {
            add(&mut page, "- ", &old, head);
        }
        if let Some(new) = new {
            add(&mut page, "+ ", new, head);
        }
        if kind == "remove" {
            remove(&mut from, &path);
        }
    }
    Changes { count: operations.len(), page }
}

fn add(page: &mut Page, mark: &str, node: &Node, head: u32) {
    let printed = Page::of(std::slice::from_ref(node), Notation::Yaml);
    for (line, known) in printed.text.lines().zip(&printed.lines) {
        page.push(&format!("{mark}{line}"), known.origin, Some(head));
    }
}

/// Takes one item out of its list, so that later ones are found at their new places.
fn remove(root: &mut Node, path: &Pointer) {
    let Some((last, above)) = path.steps.split_last() else { return };
    let above = Pointer { steps: above.to_vec() };
    let Some(Node { value: Value::List(items), .. }) = find_mut(root, &above) else { return };
    if let Ok(index) = last.parse::<usize>()
        && index < items.len()
    {
        items.remove(index);
    }
}

fn find_mut<'a>(root: &'a mut Node, path: &Pointer) -> Option<&'a mut Node> {
    path.steps.iter().try_fold(root, |node, step| match &mut node.value {
        Value::Map(map) => map.get_mut(step),
        Value::List(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// A place as people read it: types by their short names, steps apart.
fn title(path: &Pointer) -> String {
    let steps = path.steps.iter().map(Text::as_str);
    let shown: Vec<&str> = steps.skip_while(|step| *step == "xds").map(short).collect_vec();
    if shown.is_empty() { "@ everything".into() } else { format!("@ {}", shown.join(" › ")) }
}

/// The last word of a type's name; other steps as they are.
fn short(step: &str) -> &str {
    let name = step.strip_prefix("type.googleapis.com/");
    name.and_then(|name| name.rsplit('.').next()).unwrap_or(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Sources, parse_values};

    fn check(from: &str, to: &str, lines: &[&str]) {
        let read = |text: &str| {
            let mut sources = Sources::default();
            let id = sources.add("tree.yaml", text);
            parse_values(&sources, id).0.remove(0).root
        };
        let found = changes(&read(from), &read(to));
        assert_eq!(found.page.text.lines().collect::<Vec<_>>(), lines);
        assert_eq!(found.page.lines.len(), lines.len());
        assert!(found.page.lines.iter().all(|line| line.origin.location().is_some()));
        assert_eq!(found.count, lines.iter().filter(|line| line.starts_with('@')).count());
    }

    #[test]
    fn changes_show_what_was_there_and_what_is() {
        check(
            "{xds: {type.googleapis.com/envoy.config.cluster.v3.Cluster: {ledger: {connectTimeout: 5s}}}}",
            "{xds: {type.googleapis.com/envoy.config.cluster.v3.Cluster: {ledger: {connectTimeout: 7s}}}}",
            &["@ Cluster › ledger › connectTimeout", "- 5s", "+ 7s"],
        );
        check("{a: {b: 1, c: 2}, d: 3}", "{d: 3}", &["@ a", "- b: 1", "- c: 2"]);
        check("{}", "{a: {b: [1]}}", &["@ a", "+ b:", "+ - 1"]);
        check("{a: 1}", "{a: 1}", &[]);
    }

    #[test]
    fn items_that_go_one_after_the_other_are_the_ones_that_were_there() {
        check("[1, 2, 3, 4]", "[1, 4]", &["@ 1", "- 2", "@ 1", "- 3"]);
    }
}
