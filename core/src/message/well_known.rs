//! The types of protobuf itself that have a JSON notation of their own.

use kumascope_envoy_api::schema::MessageType;

use super::{message_type::Fault, scalar};
use crate::{
    origin::Origin,
    tree::{Duration, Map, Node, Text, Value},
};

/// A type with a JSON notation of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WellKnown {
    /// A message with its type beside it.
    Any,
    /// A scalar that can be absent.
    Wrapper,
    /// A length of time.
    Duration,
    /// A moment.
    Timestamp,
    /// Any JSON.
    Value,
    /// Any JSON list.
    ListValue,
    /// Any JSON object.
    Struct,
}

impl WellKnown {
    /// Which of them a type is.
    pub(super) fn of(message_type: &MessageType) -> Option<Self> {
        Some(match message_type.full_name.strip_prefix("google.protobuf.")? {
            "Any" => Self::Any,
            "Duration" => Self::Duration,
            "Timestamp" => Self::Timestamp,
            "Value" => Self::Value,
            "ListValue" => Self::ListValue,
            "Struct" => Self::Struct,
            "BoolValue" | "BytesValue" | "StringValue" | "FloatValue" | "DoubleValue" | "Int32Value"
            | "Int64Value" | "UInt32Value" | "UInt64Value" => Self::Wrapper,
            _ => return None,
        })
    }
}

/// Reads one that needs no further descriptor.
pub(super) fn read(node: &Node, known: WellKnown) -> Result<Node, Fault> {
    match known {
        WellKnown::Duration => duration(node),
        WellKnown::Timestamp if node.as_str().is_none() => Err(scalar::mismatch(node, "string")),
        WellKnown::Struct if node.as_map().is_none() => {
            let fault = scalar::mismatch(node, "map[string]json.RawMessage");
            Err(Fault::new(format!("bad StructValue: {}", fault.reason), node.origin))
        }
        WellKnown::ListValue if node.as_list().is_none() => {
            let fault = scalar::mismatch(node, "[]json.RawMessage");
            Err(Fault::new(format!("bad ListValue: {}", fault.reason), node.origin))
        }
        _ => Ok(node.clone()),
    }
}

/// A message of a type that says nothing, as protobuf prints it.
pub(super) fn empty(message_type: &MessageType, origin: Origin) -> Node {
    let value = match WellKnown::of(message_type) {
        Some(WellKnown::Wrapper) => {
            message_type.fields().first().map_or(Value::Null, |field| scalar::zero(field.kind))
        }
        Some(WellKnown::Duration) => Value::String(Text::new_static("0s")),
        Some(WellKnown::Timestamp) => Value::String(Text::new_static("1970-01-01T00:00:00Z")),
        Some(WellKnown::Value) => Value::Null,
        Some(WellKnown::ListValue) => Value::List(Vec::new()),
        _ => Value::Map(Map::default()),
    };
    Node::new(value, origin)
}

/// Whether a wrapper holds the zero value of what it wraps.
pub(super) fn wraps_zero(node: &Node, message_type: &MessageType) -> bool {
    message_type.fields().first().is_some_and(|field| scalar::is_zero(node, field.kind))
}

fn duration(node: &Node) -> Result<Node, Fault> {
    let Some(text) = node.as_str() else {
        return Err(scalar::mismatch(node, "string"));
    };
    match Duration::parse(text) {
        Some(duration) => Ok(Node::string(duration.to_proto(), node.origin)),
        None => Err(Fault::new(format!("bad Duration: {}", duration_fault(text)), node.origin)),
    }
}

/// What Go says of a text that is no duration.
fn duration_fault(text: &str) -> String {
    let number = text.trim_start_matches(['-', '+']);
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if number.is_empty() || rest.len() == number.len() {
        return format!("time: invalid duration {text:?}");
    }
    let unit = rest.split(|c: char| c.is_ascii_digit() || c == '.').next().unwrap_or_default();
    match unit {
        "" => format!("time: missing unit in duration {text:?}"),
        "ns" | "us" | "µs" | "μs" | "ms" | "s" | "m" | "h" => format!("time: invalid duration {text:?}"),
        unknown => format!("time: unknown unit {unknown:?} in duration {text:?}"),
    }
}
