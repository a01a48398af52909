//! One recorded answer: what was put, and what the control plane said.

use kumascope_core::tree::{Map, Node, Value};

use super::super::case::documents;

/// A recorded answer.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its file, a slash, and its id.
    pub name: String,
    /// What is put first.
    pub before: Vec<Node>,
    /// What the address says, where it differs from the body.
    pub url: Option<Node>,
    /// What is put.
    pub body: Body,
    /// `status`, `body`, `stored`.
    pub answer: Node,
    /// Whether the violations come in any order: then they are recorded in that of their fields and reasons.
    pub is_unordered: bool,
}

/// What is put.
#[derive(Clone, Debug)]
pub enum Body {
    /// A resource, sent as JSON with sorted keys.
    Resource(Node),
    /// A text.
    Raw(String),
}

impl Entry {
    /// Reads the entries of a file and their answers.
    pub(super) fn read_all(stem: &str, inputs: &[u8], answers: &[u8]) -> Vec<Self> {
        let inputs = String::from_utf8_lossy(inputs);
        let inputs = written(&inputs).flat_map(documents).collect::<Vec<_>>();
        let answers = documents(&String::from_utf8_lossy(answers));
        inputs.iter().zip(answers).map(|(input, answer)| Self::read(stem, input, answer)).collect()
    }

    fn read(stem: &str, input: &Node, mut answer: Node) -> Self {
        let id = input.get("id").and_then(Node::as_str).unwrap_or_default();
        let members = answer.as_map_mut();
        let is_unordered = members.is_some_and(|members| {
            members.remove("id");
            members.remove("unordered").is_some()
        });
        let before = input.get("before").and_then(Node::as_list).unwrap_or_default();
        let body = match input.get("raw").and_then(Node::as_str) {
            Some(raw) => Body::Raw(raw.to_owned()),
            None => Body::Resource(sorted(input.get("resource").unwrap_or(input))),
        };
        Self {
            name: format!("{stem}/{id}"),
            before: before.iter().map(sorted).collect(),
            url: input.get("url").cloned(),
            body,
            answer,
            is_unordered,
        }
    }
}

/// The documents of an input, without the line break before the next one, as they were sent: a block of text at the end of a
/// document lost its last line break that way.
fn written(input: &str) -> impl Iterator<Item = &str> {
    input.split("\n---\n").map(|document| document.strip_suffix('\n').unwrap_or(document))
}

/// The same tree with the keys of every map in order.
fn sorted(node: &Node) -> Node {
    let value = match &node.value {
        Value::Map(map) => {
            let mut entries: Vec<_> = map.iter().cloned().collect();
            entries.sort_by(|left, right| left.key.cmp(&right.key));
            let mut map = Map::with_capacity(entries.len());
            for mut entry in entries {
                entry.value = sorted(&entry.value);
                map.push(entry);
            }
            Value::Map(map)
        }
        Value::List(items) => Value::List(items.iter().map(sorted).collect()),
        scalar => scalar.clone(),
    };
    Node::new(value, node.origin)
}
