//! `opentelemetry.proto.common.v1.AnyValue`, as it is written in the body of a record.

use crate::{
    origin::Origin,
    policy::access_log::Values,
    tree::{Map, Message, Node, Text, Value},
};

/// A value that is a text.
pub(super) fn text(text: impl Into<Text>, origin: Origin) -> Message {
    Message::new(origin).with("stringValue", Node::string(text, origin))
}

/// A body: a value where it has the form of one, otherwise its JSON as a text. A value that says nothing leaves the default text.
pub(super) fn body(body: &Node, values: &Values, default: &str) -> Node {
    match value(body, values) {
        Some(found) if found.as_map().is_some_and(Map::is_empty) => text(default, body.origin).into(),
        Some(found) => found,
        None => text(values.fill(&body.to_go_json()), body.origin).into(),
    }
}

/// A pair of an attribute.
pub(super) fn pair(key: Text, value: Node) -> Message {
    let origin = value.origin;
    Message::new(origin).constant("key", key).with("value", value)
}

/// The value with its operators replaced; nothing where it has another form. Unknown members are passed over.
fn value(node: &Node, values: &Values) -> Option<Node> {
    let members = node.as_map()?;
    let mut message = Message::new(node.origin);
    for entry in members {
        let found = &entry.value;
        message = match entry.key.as_str() {
            "stringValue" | "string_value" => {
                message.with("stringValue", Node::string(values.fill(found.as_str()?), found.origin))
            }
            "boolValue" | "bool_value" => {
                message.with("boolValue", Node::boolean(found.as_bool()?, found.origin))
            }
            "intValue" | "int_value" => message.with("intValue", whole(found)?),
            "doubleValue" | "double_value" => message.with("doubleValue", found.clone()),
            "bytesValue" | "bytes_value" => {
                message.with("bytesValue", Node::string(found.as_str()?, found.origin))
            }
            "arrayValue" | "array_value" => message.with("arrayValue", array(found, values)?),
            "kvlistValue" | "kvlist_value" => message.with("kvlistValue", pairs(found, values)?),
            _ => message,
        };
    }
    Some(message.into())
}

/// Whole numbers of 64 bits are texts in JSON.
fn whole(node: &Node) -> Option<Node> {
    let text: Text = match &node.value {
        Value::Number(_) => node.to_json().into(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    Some(Node::string(text.parse::<i64>().ok()?.to_string(), node.origin))
}

fn array(node: &Node, values: &Values) -> Option<Message> {
    let items: Option<Vec<Node>> = items(node)?.iter().map(|item| value(item, values)).collect();
    Some(Message::new(node.origin).list("values", items?))
}

fn pairs(node: &Node, values: &Values) -> Option<Message> {
    let read = |item: &Node| {
        let key = item.get("key").and_then(Node::as_str).unwrap_or_default();
        let held = match item.get("value") {
            Some(held) => Some(value(held, values)?),
            None => None,
        };
        Some(Message::new(item.origin).text("key", values.fill(key)).optional("value", held))
    };
    let items: Option<Vec<Message>> = items(node)?.iter().map(read).collect();
    Some(Message::new(node.origin).list("values", items?))
}

fn items(node: &Node) -> Option<&[Node]> {
    node.as_map()?;
    match node.get("values") {
        Some(values) => values.as_list(),
        None => Some(&[]),
    }
}
