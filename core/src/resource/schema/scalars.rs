//! Truth values, numbers, texts and lengths of time.

use super::{Decoder, Dialect, Schema};
use crate::{
    origin::Origin,
    tree::{Duration, Node, Number, Text, Value, decimal},
};

/// A length of time that is stored as protobuf writes it: `10s`, `0.500s`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProtoDuration(pub Duration);

/// A whole number of 64 bits that is stored as protobuf writes it: as text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProtoInteger(pub u64);

impl Schema for bool {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        node.as_bool().or_else(|| decoder.wrong_type(node, "`true` or `false`"))
    }

    fn absent() -> Option<Self> {
        Some(false)
    }

    fn is_empty(&self) -> bool {
        !self
    }

    fn encode(&self, origin: Origin) -> Node {
        Node::boolean(*self, origin)
    }
}

impl Schema for u32 {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let number = integer(node, decoder.dialect).and_then(|number| Self::try_from(number).ok());
        number.or_else(|| decoder.wrong_type(node, "a whole number from 0 to 4294967295"))
    }

    fn absent() -> Option<Self> {
        Some(0)
    }

    fn is_empty(&self) -> bool {
        *self == 0
    }

    fn encode(&self, origin: Origin) -> Node {
        Node::number(*self, origin)
    }
}

impl Schema for i32 {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let number = integer(node, decoder.dialect).and_then(|number| Self::try_from(number).ok());
        number.or_else(|| decoder.wrong_type(node, "a whole number from -2147483648 to 2147483647"))
    }

    fn absent() -> Option<Self> {
        Some(0)
    }

    fn is_empty(&self) -> bool {
        *self == 0
    }

    fn encode(&self, origin: Origin) -> Node {
        Node::number(i64::from(*self), origin)
    }
}

impl Schema for i64 {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        integer(node, decoder.dialect).or_else(|| decoder.wrong_type(node, "a whole number"))
    }

    fn absent() -> Option<Self> {
        Some(0)
    }

    fn is_empty(&self) -> bool {
        *self == 0
    }

    fn encode(&self, origin: Origin) -> Node {
        Node::number(*self, origin)
    }
}

impl Schema for f64 {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        match &node.value {
            Value::Number(number) => Some(number.as_f64()),
            Value::String(text) if decoder.dialect == Dialect::Protobuf => decimal::parse(text),
            _ => None,
        }
        .or_else(|| decoder.wrong_type(node, "a number"))
    }

    fn absent() -> Option<Self> {
        Some(0.0)
    }

    fn is_empty(&self) -> bool {
        *self == 0.0
    }

    fn encode(&self, origin: Origin) -> Node {
        Node::number(Number::Float(*self), origin)
    }
}

impl Schema for Text {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        node.as_text().cloned().or_else(|| decoder.wrong_type(node, "text"))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    fn encode(&self, origin: Origin) -> Node {
        Node::string(self.clone(), origin)
    }
}

/// Stored as Go writes it: `2h0m0s`.
impl Schema for Duration {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let duration = node.as_str().and_then(Self::parse);
        duration.or_else(|| decoder.wrong_type(node, "a length of time such as `10s` or `1h30m`"))
    }

    fn absent() -> Option<Self> {
        Some(Self::ZERO)
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn encode(&self, origin: Origin) -> Node {
        Node::string(self.to_go(), origin)
    }
}

impl Schema for ProtoDuration {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        Duration::decode(node, decoder).map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn encode(&self, origin: Origin) -> Node {
        Node::string(self.0.to_proto(), origin)
    }
}

impl Schema for ProtoInteger {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let number = node.as_u64().or_else(|| node.as_str()?.parse().ok());
        number.map(Self).or_else(|| decoder.wrong_type(node, "a whole number"))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn is_empty(&self) -> bool {
        self.0 == 0
    }

    fn encode(&self, origin: Origin) -> Node {
        Node::string(self.0.to_string(), origin)
    }
}

/// A whole number; protobuf reads those that are written as text, too.
fn integer(node: &Node, dialect: Dialect) -> Option<i64> {
    match &node.value {
        Value::Number(Number::Positive(number)) => i64::try_from(*number).ok(),
        Value::Number(Number::Negative(number)) => Some(*number),
        Value::String(text) if dialect == Dialect::Protobuf => text.parse().ok(),
        _ => None,
    }
}
