//! Documents: the roots of trees, lists of resources taken apart.

use super::code;
use crate::{
    list::CollectVec as _,
    origin::{Location, Origin, SourceId, Span},
    report::{Diagnostic, Report},
    tree::{Node, Value},
};

/// One document of a source, or one item of a list of resources.
#[derive(Clone, Debug)]
pub struct Document {
    /// The source it stands in.
    pub source: SourceId,
    /// Its number among the documents of its source, from 0; items of lists count one by one.
    pub index: usize,
    /// What it says.
    pub root: Node,
    /// The text of its root.
    pub span: Span,
}

impl Document {
    /// Where it stands.
    pub fn location(&self) -> Location {
        Location { source: self.source, span: self.span }
    }
}

/// Documents of the roots of one source.
pub(super) fn number(source: SourceId, roots: Vec<Node>) -> Vec<Document> {
    let numbered = roots.into_iter().enumerate();
    numbered.map(|(index, root)| Document { source, index, span: span_of(&root), root }).collect_vec()
}

/// Adds the documents that are resources: empty ones are left out, lists are taken apart, others than maps are reported.
pub(super) fn resources(documents: Vec<Document>, resources: &mut Vec<Document>, report: &mut Report) {
    let Some(source) = documents.first().map(|document| document.source) else { return };
    let mut roots = Vec::new();
    for document in documents {
        if !document.root.is_null() {
            flatten(document.root, &mut roots, report);
        }
    }
    resources.extend(number(source, roots));
}

fn flatten(root: Node, roots: &mut Vec<Node>, report: &mut Report) {
    match items_of(&root) {
        Items::None if root.as_map().is_some() => roots.push(root),
        Items::None => report.push(
            Diagnostic::error(
                code::NOT_A_RESOURCE,
                format!("a resource has fields, this is {}", kind_of(&root)),
                root.origin,
            )
            .help("begin with `type: …` or with `apiVersion: kuma.io/v1alpha1` and `kind: …`"),
        ),
        Items::Invalid(origin) => report.push(
            Diagnostic::error(
                code::INVALID_LIST,
                "the `items` of a list of resources must be a list",
                origin,
            )
            .help("write one resource below each `- `"),
        ),
        Items::Some => take_items(root).into_iter().for_each(|item| flatten(item, roots, report)),
    }
}

enum Items {
    None,
    Some,
    Invalid(Origin),
}

/// A list of resources has `items`, and no type of its own besides one that ends with `List`.
fn items_of(root: &Node) -> Items {
    let kind = root.get("kind").or_else(|| root.get("type"));
    let is_list_kind = kind.is_none_or(|kind| kind.as_str().is_some_and(|kind| kind.ends_with("List")));
    match root.get("items") {
        Some(items) if is_list_kind => match items.value {
            Value::List(_) | Value::Null => Items::Some,
            _ => Items::Invalid(items.origin),
        },
        _ => Items::None,
    }
}

fn take_items(mut root: Node) -> Vec<Node> {
    match root.as_map_mut().and_then(|map| map.remove("items")) {
        Some(Node { value: Value::List(items), .. }) => items,
        _ => Vec::new(),
    }
}

fn kind_of(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
    }
}

fn span_of(node: &Node) -> Span {
    node.origin.location().map(|location| location.span).unwrap_or_default()
}
