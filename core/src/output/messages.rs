//! Printing messages as they are made: each is forgotten before the next one is made, so a large mesh needs memory for the text alone.
//! What is printed is `{"xds": {type URL: {name: message}}}`, as Kuma's `_config` endpoint answers and as
//! [`Configuration::into_node`](crate::message::Configuration::into_node) has it.

use std::{iter::Peekable, mem};

use super::yaml;
use crate::{
    envoy::{Messages, Resource, ResourceType},
    sorted::{SortedSet, sort_by},
    tree::{Layout, Printer, Text, indent},
};

/// JSON on one line, as [`Node::to_json`](crate::tree::Node::to_json) prints it.
pub fn to_json(messages: Messages) -> String {
    print(messages, Layout::OneLine, 0)
}

/// JSON with two spaces of indentation, every line but the first within `depth` other values, as
/// [`Node::to_json_nested`](crate::tree::Node::to_json_nested) prints it.
pub fn to_json_nested(messages: Messages, depth: usize) -> String {
    print(messages, Layout::Indented, depth)
}

/// YAML, as [`to_yaml`](super::to_yaml) prints it.
pub fn to_yaml(messages: Messages) -> String {
    let mut messages = ByType::of(messages);
    if messages.is_empty() {
        return "xds: {}\n".into();
    }
    let mut text = String::from("xds:\n");
    for resource_type in ResourceType::ALL {
        if messages.has(resource_type) {
            indent(1, &mut text);
            yaml::write_inline(&resource_type.url(), &mut text);
            text.push(':');
            write_yaml(&mut messages, resource_type, &mut text);
        }
    }
    text
}

fn print(messages: Messages, layout: Layout, depth: usize) -> String {
    let (mut messages, mut text) = (ByType::of(messages), String::new());
    let mut printer = Printer::new(&mut text, layout);
    printer.begin_map();
    printer.begin_member(0, "xds", depth);
    printer.begin_map();
    let mut types = 0;
    for resource_type in ResourceType::ALL {
        if messages.has(resource_type) {
            printer.begin_member(types, &resource_type.url(), depth + 1);
            write_json(&mut messages, resource_type, &mut printer, depth + 2);
            types += 1;
        }
    }
    printer.end_map(types, depth + 1);
    printer.end_map(1, depth);
    text
}

/// The messages of one type, as members of a map within `depth` others.
fn write_json(messages: &mut ByType, resource_type: ResourceType, printer: &mut Printer<'_>, depth: usize) {
    printer.begin_map();
    let mut count = 0;
    while let Some(Resource { name, message, .. }) = messages.next(resource_type) {
        printer.begin_member(count, &name, depth);
        printer.write(&message, depth + 1);
        count += 1;
    }
    printer.end_map(count, depth);
}

/// The messages of one type, behind its name. Keys of YAML have another order than the names of messages.
fn write_yaml(messages: &mut ByType, resource_type: ResourceType, text: &mut String) {
    let mut printed: Vec<(Text, String)> = Vec::new();
    while let Some(Resource { name, message, .. }) = messages.next(resource_type) {
        let mut text = String::new();
        yaml::write_member(&name, &message, 2, &mut text);
        printed.push((name, text));
    }
    sort_by(&mut printed, |(left, _), (right, _)| yaml::compare(left, right));
    text.push_str(if printed.is_empty() { " {}\n" } else { "\n" });
    for (_, message) in printed {
        indent(2, text);
        text.push_str(&message);
    }
}

/// Messages, of which those of one type come together.
struct ByType {
    always: SortedSet<ResourceType>,
    messages: Peekable<Messages>,
}

impl ByType {
    fn of(mut messages: Messages) -> Self {
        Self { always: mem::take(&mut messages.always), messages: messages.peekable() }
    }

    fn is_empty(&mut self) -> bool {
        self.always.is_empty() && self.messages.peek().is_none()
    }

    /// Whether the type that comes next is to be printed: types come in their order.
    fn has(&mut self, resource_type: ResourceType) -> bool {
        let next = self.messages.peek().map(|message| message.resource_type);
        next == Some(resource_type) || self.always.contains(&resource_type)
    }

    fn next(&mut self, resource_type: ResourceType) -> Option<Resource> {
        self.messages.next_if(|message| message.resource_type == resource_type)
    }
}
