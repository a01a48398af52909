//! What a line looks like, as text or as JSON.

use super::schema::{Format, JsonValue};
use crate::{
    origin::{Origin, Traced},
    policy::access_log::Values,
    tree::{Message, Node, Text},
};

/// The format of passing traffic where nobody says otherwise.
pub(super) const PASSTHROUGH: &str = "tcp";

/// What Envoy writes to a file; with an address, what kuma-dp reads from its socket.
pub(super) fn substitution(
    format: Option<&Format>,
    address: Option<&Traced<Text>>,
    default: &'static str,
    values: &Values,
    origin: Origin,
) -> Node {
    let line = line(format, default, values);
    let message = match (address, line) {
        (Some(address), line) => {
            let members =
                [(Text::new_static("address"), address.into()), (Text::new_static("message"), line)];
            Message::new(origin).map("jsonFormat", members)
        }
        (None, line) if line.as_map().is_some() => Message::new(origin).with("jsonFormat", line),
        (None, line) => {
            let source = Message::new(line.origin).with("inlineString", line);
            Message::new(origin).with("textFormatSource", source)
        }
    };
    let omit = format.map(|format| &format.omit_empty_values).filter(|omit| omit.value);
    message.optional("omitEmptyValues", omit).into()
}

/// The text of a line with its end, or the members of a JSON object.
fn line(format: Option<&Format>, default: &'static str, values: &Values) -> Node {
    let text = |text: &str| values.fill(&format!("{text}\n"));
    let plain = format.and_then(|format| format.plain.as_ref());
    let json = format.and_then(|format| format.json.as_ref());
    match (plain, json) {
        (Some(plain), _) => Node::string(text(plain), plain.origin),
        (None, Some(members)) => json_object(members, values, format.map(|format| format.kind.origin)),
        (None, None) => Node::string(text(default), Origin::Default(&"MeshAccessLog format")),
    }
}

fn json_object(members: &[JsonValue], values: &Values, origin: Option<Origin>) -> Node {
    let member = |member: &JsonValue| {
        (member.key.value.clone(), member.value.derive(|value| values.fill(value)).into())
    };
    let map = members.iter().map(member).collect();
    Node::new(crate::tree::Value::Map(map), origin.unwrap_or(Origin::Default(&"MeshAccessLog format")))
}
