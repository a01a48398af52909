//! Walking through finished messages, and finding the line to which something in them is owed.

use crate::{
    message::{Configuration, Resource},
    origin::{Location, Origin},
    tree::{Node, Text, Value},
};

/// A place in a message: everything from the message as a whole down to a value.
pub(super) struct Trail<'a> {
    /// The message.
    pub(super) resource: &'a Resource,
    nodes: Vec<&'a Node>,
    keys: Vec<&'a str>,
}

impl<'a> Trail<'a> {
    /// The value.
    pub(super) fn node(&self) -> &'a Node {
        self.nodes.last().copied().unwrap_or(&self.resource.message)
    }

    /// The name of the field in which the value stands, alone or in a list; empty for the message as a whole.
    pub(super) fn field(&self) -> &'a str {
        self.keys.last().copied().unwrap_or_default()
    }

    /// The name of the field that holds that field; empty where it stands at the top.
    pub(super) fn outer_field(&self) -> &'a str {
        self.keys.iter().rev().nth(1).copied().unwrap_or_default()
    }

    /// What holds the field in which the value stands.
    pub(super) fn holder(&self) -> Option<&'a Node> {
        let above = self.nodes.iter().rev().skip(1);
        above.copied().find(|node| node.as_map().is_some())
    }

    /// Whether the value stands somewhere below a field of that name.
    pub(super) fn is_below(&self, field: &str) -> bool {
        self.keys.contains(&field)
    }

    /// The line to which the value is owed: where it is written, or something within it, or something around it.
    pub(super) fn origin(&self) -> Origin {
        nearest(self.nodes.iter().rev().copied())
    }
}

/// The first place at which something of these is written.
pub(super) fn nearest<'a>(nodes: impl Iterator<Item = &'a Node>) -> Origin {
    let found: Option<Location> = nodes.into_iter().find_map(Node::location);
    found.map_or(Origin::Rule(&"configuration"), Origin::Field)
}

/// Shows every value of every message, and how it was reached.
pub(super) fn walk<'a>(configuration: &'a Configuration, visit: &mut dyn FnMut(&Trail<'a>)) {
    for resource in configuration.iter() {
        let mut trail = Trail { resource, nodes: vec![&resource.message], keys: Vec::new() };
        descend(&mut trail, visit);
    }
}

fn descend<'a>(trail: &mut Trail<'a>, visit: &mut dyn FnMut(&Trail<'a>)) {
    visit(trail);
    match &trail.node().value {
        Value::List(items) => {
            for item in items {
                trail.nodes.push(item);
                descend(trail, visit);
                trail.nodes.pop();
            }
        }
        Value::Map(members) => {
            for entry in members {
                trail.nodes.push(&entry.value);
                trail.keys.push(&entry.key);
                descend(trail, visit);
                trail.keys.pop();
                trail.nodes.pop();
            }
        }
        _ => {}
    }
}

/// The items of a field that is a list.
pub(super) fn items<'a>(message: &'a Node, field: &str) -> &'a [Node] {
    message.get(field).and_then(Node::as_list).unwrap_or_default()
}

/// The text of a field; empty where there is none.
pub(super) fn text<'a>(message: &'a Node, field: &str) -> &'a str {
    message.get(field).and_then(Node::as_str).unwrap_or_default()
}

/// The name of a message as it says it itself.
pub(super) fn own_name(resource: &Resource) -> Text {
    resource.message.get("name").and_then(Node::as_text).cloned().unwrap_or_default()
}

/// The full name of the type of a message within an `Any`; empty for other messages.
pub(super) fn type_name(message: &Node) -> &str {
    text(message, "@type").rsplit('/').next().unwrap_or_default()
}
