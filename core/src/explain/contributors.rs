//! Values that are made of several lines: lists and maps of what stands in them, and texts that are joined of the items of a list.

use crate::{
    origin::Location,
    tree::{Node, Value},
};

/// The lines that set something in a list or map, each once, in the order of what they set.
pub(super) fn within(value: &Node) -> Vec<Location> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect(node: &Node, found: &mut Vec<Location>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Map(members) => members.iter().for_each(|entry| collect(&entry.value, found)),
        _ => found.extend(node.location().filter(|location| !found.contains(location))),
    }
}

/// The list of a conf in which a line is an item, where the item is no list or map itself.
pub(super) fn list(conf: &Node, line: Location) -> Option<&Node> {
    match &conf.value {
        Value::List(items) => {
            let is_item = items.iter().any(|item| item.location() == Some(line) && is_scalar(item));
            if is_item { Some(conf) } else { items.iter().find_map(|item| list(item, line)) }
        }
        Value::Map(members) => members.iter().find_map(|entry| list(&entry.value, line)),
        _ => None,
    }
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::List(_) | Value::Map(_))
}
