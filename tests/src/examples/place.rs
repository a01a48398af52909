//! Places of a configuration, as examples name them.

use std::fmt;

use kumascope_core::tree::{Node, Pointer, Text, Value};

/// Types of messages, and the words for them.
const TYPES: [(&str, &str); 4] = [
    ("clusters", "envoy.config.cluster.v3.Cluster"),
    ("listeners", "envoy.config.listener.v3.Listener"),
    ("endpoints", "envoy.config.endpoint.v3.ClusterLoadAssignment"),
    ("secrets", "envoy.extensions.transport_sockets.tls.v3.Secret"),
];

/// The step that leads to the first place from where the rest leads on.
const ANYWHERE: &str = "**";

/// `clusters/NAME/…`: a type of messages, the name of a message, and steps below it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    steps: Vec<Text>,
    text: String,
}

impl Place {
    /// Reads a place; nothing for texts that do not begin with a type of messages.
    pub(super) fn read(text: &str) -> Option<Self> {
        let steps = Pointer::parse(&format!("/{text}"))?.steps;
        let (_, message) = TYPES.iter().find(|(word, _)| steps.first().is_some_and(|first| first == word))?;
        let root = [Text::new_static("xds"), format!("type.googleapis.com/{message}").into()];
        Some(Self {
            steps: root.into_iter().chain(steps.into_iter().skip(1)).collect(),
            text: text.to_owned(),
        })
    }

    /// What stands there.
    pub(super) fn find<'a>(&self, root: &'a Node) -> Option<&'a Node> {
        find(root, &self.steps)
    }

    /// The names of the messages of its type.
    pub(super) fn messages(&self, root: &Node) -> Vec<String> {
        let type_steps = self.steps.get(..2).unwrap_or_default();
        let messages = find(root, type_steps).and_then(Node::as_map);
        messages.into_iter().flatten().map(|entry| entry.key.to_string()).collect()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

fn find<'a>(node: &'a Node, steps: &[Text]) -> Option<&'a Node> {
    let Some((step, rest)) = steps.split_first() else { return Some(node) };
    if step == ANYWHERE {
        return find(node, rest).or_else(|| children(node).into_iter().find_map(|child| find(child, steps)));
    }
    find(Pointer { steps: vec![step.clone()] }.find(node)?, rest)
}

fn children(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(map) => map.iter().map(|entry| &entry.value).collect(),
        _ => Vec::new(),
    }
}
